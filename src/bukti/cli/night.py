"""The night that `bukti rehearse` plays: what was built in it, and what its rules fired on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bukti.cli.build import pages
from bukti.cli.progress import Progress

if TYPE_CHECKING:
    from bukti.evidence.workspace import Workspace
    from bukti.publish.build import Built

LATE = "stations-*.csv"


def night(workspace: Workspace, progress: Progress) -> tuple[float, bool]:
    """Seconds of the two builds of the night, and whether a third, from the evidence alone, gave the same tables."""
    from bukti.evidence.format import discard_tables
    from bukti.publish.build import build

    *_, late = sorted(workspace.inbox.glob(LATE))
    waiting = workspace.root / late.name
    late.rename(waiting)
    build(workspace, progress=progress, then=lambda made: pages(made, progress)).connection.close()
    waiting.rename(late)
    built = build(workspace, progress=progress, then=lambda made: pages(made, progress))
    seconds = progress.seconds
    tables = digests(built)
    built.connection.close()
    discard_tables(workspace)
    anew = build(workspace, progress=progress, then=lambda made: pages(made, progress))
    anew.connection.close()
    return seconds, tables == digests(anew)


def digests(built: Built) -> dict[str, str]:
    """The content digest of every table that a publication vouches for."""
    from bukti.publish.past import published_tables

    return {name: built.store.table_digest(name) for name in published_tables(built.store.contracts.values())}


def fired(workspace: Workspace) -> dict[tuple[str, str], frozenset[str]]:
    """The rules that fired on each sheet, with those on readings that a later export has put right."""
    from bukti.publish.opened import opened

    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with opened(workspace) as asked:
        asked.show(["finding", "finding_checks"])
        every = "select rule, unit_id, series from finding union select rule, unit_id, series from finding_checks"
        for row in asked.rows(f"select * from ({every}) f where unit_id like '%/%'"):
            station = row["unit_id"].partition(":")[2].replace("/", "")
            found[(station, row["series"])].add(row["rule"])
    return {sheet: frozenset(rules) for sheet, rules in found.items()}
