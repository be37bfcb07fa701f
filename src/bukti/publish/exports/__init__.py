"""Published data: CSV files that state exactly what the tables hold, in the order of their keys.

Built tables come in, a folder `data/` goes out. `EXPORTS` are the files of a contest, each a module of its name; what
is of no contest stands in `whole`. A file that is to be added is one module and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TextIO

from bukti.evidence.ballots import Contest
from bukti.publish.build import Built
from bukti.publish.changes import write_changes, write_totals
from bukti.publish.exports import (
    decisions,
    differences,
    fields,
    findings,
    readings,
    selections,
    tally,
    trace,
    vote_tally,
    votes,
    whole,
)
from bukti.publish.exports.written import Export, write
from bukti.publish.opened import Opened

EXPORTS: Final[dict[str, Callable[[Opened, Contest], Export | None]]] = {
    "selections": selections.export,
    "fields": fields.export,
    "readings": readings.export,
    "tally": tally.export,
    "differences": differences.export,
    "findings": findings.export,
    "trace": trace.export,
    "decisions": decisions.export,
    "votes": votes.export,
    "vote_tally": vote_tally.export,
}
"""The files of a contest by name; None from a contest that has nothing of the kind."""

THROUGH_TIME: Final[dict[str, Callable[[Built, str, TextIO], None]]] = {
    "changes": write_changes,
    "over-time": write_totals,
}
"""The files of a contest that say what changed when; they write themselves."""

TOGETHER: Final = 100_000
"""So many rows at most are asked for at once, where regencies are small."""


def write_all(asked: Opened, folder: Path) -> None:
    """The folder holds every published file of the built tables."""
    for name, export in whole.EXPORTS.items():
        write(asked, export(asked), folder / f"{name}.csv", [None])
    for contest in asked.terms.configuration.contest:
        groups = list(_groups(asked, contest.id))
        for name, of_contest in EXPORTS.items():
            made = of_contest(asked, contest)
            if made is not None:
                write(asked, made, folder / contest.id / f"{name}.csv", groups if made.partitioned else [None])
        for name, write_rows in THROUGH_TIME.items():
            with (folder / contest.id / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                write_rows(asked.built, contest.id, out)


def _groups(asked: Opened, contest: str) -> Iterator[Sequence[str]]:
    """The partitions of a contest in order, so many together that no table brings more rows than are asked for."""
    rows: dict[str, int] = {}
    for table in ("latest", "tally", "finding", "difference", "decision"):
        for partition, built in asked.built.store.slots.get(table, {}).items():
            if partition.startswith(f"{contest}/"):
                rows[partition] = max(built.rows, rows.get(partition, 0))
    group: list[str] = []
    size = 0
    for partition in sorted(rows):
        if group and size + rows[partition] > TOGETHER:
            yield group
            group, size = [], 0
        group.append(partition)
        size += rows[partition]
    if group:
        yield group
