"""Published data: CSV files that state exactly what the tables hold, in the order of their keys, and their other forms.

Built tables come in, a folder `data/` goes out. `EXPORTS` are the delimited files of a contest, each a module of its
name; what is of no contest stands in `whole`, what is of all of them in `everything`. A file that is to be added is one
module and one entry here. Other forms repeat these files (`workbook`, Parquet) or say the same in the form of others
(`unit_json`, `nist`, `outlines`). What describes the files once they are written, `package` and `catalogue`, is asked
for by the publication, which knows their digests. `docs/data.md` lists every form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TextIO

from bukti.engine.columnar import copy_as_parquet
from bukti.evidence.ballots import Contest
from bukti.evidence.terms import Terms
from bukti.publish import changes
from bukti.publish.build import Built
from bukti.publish.changes import write_changes, write_totals
from bukti.publish.exports import (
    decisions,
    differences,
    fields,
    findings,
    outcome,
    readings,
    selections,
    tally,
    tidy,
    trace,
    vote_tally,
    votes,
    whole,
    workbook,
)
from bukti.publish.exports.everything import EVERYTHING, PAGE_COLUMN, add
from bukti.publish.exports.known_units import KnownUnit, known_units
from bukti.publish.exports.nist import write_report
from bukti.publish.exports.outlines import write_outlines
from bukti.publish.exports.unit_json import write_units
from bukti.publish.exports.written import Cells, Delimited, Export, write
from bukti.publish.opened import Opened

EXPORTS: Final[dict[str, Callable[[Opened, Contest], Export | None]]] = {
    "selections": selections.export,
    "fields": fields.export,
    "readings": readings.export,
    "tally": tally.export,
    "tally-tidy": tidy.export,
    "differences": differences.export,
    "findings": findings.export,
    "trace": trace.export,
    "decisions": decisions.export,
    "votes": votes.export,
    "vote_tally": vote_tally.export,
    "outcome": outcome.outcome,
    "seats": outcome.seats,
}
"""The files of a contest by name; None from a contest that has nothing of the kind."""

THROUGH_TIME: Final[dict[str, Callable[[Built, str, TextIO], None]]] = {
    "changes": write_changes,
    "over-time": write_totals,
}
"""The files of a contest that say what changed when; they write themselves."""

PARQUET: Final = ("readings", "tally")
"""The files of a contest that are there as Parquet too."""
TOGETHER: Final = 100_000
"""So many rows at most are asked for at once, where regencies are small."""


def write_all(asked: Opened, folder: Path) -> dict[str, Delimited]:
    """The folder holds every published file of the built tables, but for those that describe the others.

    Gives the delimited files by their paths there.
    """
    listed: dict[str, Delimited] = {}
    for name, export in whole.EXPORTS.items():
        made = export(asked)
        write(asked, made, folder / f"{name}.csv", [None])
        listed[f"{name}.csv"] = made.delimited
    units = known_units(asked)
    for contest in asked.terms.configuration.contest:
        written = _write_contest(asked, contest, units, folder / contest.id)
        listed |= {f"{contest.id}/{name}.csv": file for name, file in written.items()}
        for name in EVERYTHING:
            add(name, contest.id, folder / contest.id / f"{name}.csv", folder / f"{name}.csv", units)
            columns = (*written[name].columns, Cells(PAGE_COLUMN, "", "text"))
            listed[f"{name}.csv"] = Delimited(columns, written[name].key)
    return listed


def _write_contest(
    asked: Opened, contest: Contest, units: Mapping[str, KnownUnit], folder: Path
) -> dict[str, Delimited]:
    """The folder of a contest holds its files; gives the delimited ones by name."""
    groups = list(_groups(asked, contest.id))
    written: dict[str, Delimited] = {}
    for name, of_contest in EXPORTS.items():
        made = of_contest(asked, contest)
        if made is not None:
            written[name] = made.delimited
            write(asked, made, folder / f"{name}.csv", groups if made.partitioned else [None])
    for name in PARQUET:
        file, columns = folder / f"{name}.csv", written[name].columns
        copy_as_parquet(asked.built.connection, file, [(c.name, c.type) for c in columns], file.with_suffix(".parquet"))
    if workbook.is_there():
        sheets = {name: (folder / f"{name}.csv", written[name].columns) for name in workbook.SHEETS if name in written}
        workbook.write_workbook(folder / f"{contest.id}.xlsx", sheets, units)
    for name, write_rows in THROUGH_TIME.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            write_rows(asked.built, contest.id, out)
    write_units(asked, contest, groups, units, folder)
    write_report(asked, contest, groups, units, folder)
    write_outlines(asked, contest, groups, units, folder)
    return written | through_time(asked.terms, contest)


def through_time(terms: Terms, contest: Contest) -> dict[str, Delimited]:
    """The files of a contest that say what changed when, by name."""
    change = {c.name: c.type for c in terms.contracts["change"].columns}
    totals = {c.name: c.type for c in terms.contracts["tally_at"].columns}
    changed = [Cells(name, name, change.get(name, "integer")) for name in changes.CHANGED]
    columns = changes.totals_columns(terms, contest.id).items()
    over_time = [Cells(name, column, totals[column]) for name, column in columns]
    return {
        "changes": Delimited(changed, ("change_id",)),
        "over-time": Delimited(over_time, ("unit_id", "series", "as_of")),
    }


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
