"""Which files of a contest a publication will hold beside the delimited ones, before any is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bukti.engine.database import fetch
from bukti.intake.units import LEVELS
from bukti.publish.exports import PARQUET, nist, outlines, unit_json, workbook
from bukti.publish.opened import Opened


def other_forms(asked: Opened, slugs: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The files of each contest by their paths from its folder; of those of single units, that of its highest unit.

    `slugs` are the folders of the pages of the units above villages.
    """
    tops = _tops(asked)
    drawn = _drawn(asked)
    found = {}
    for contest in asked.terms.configuration.contest:
        books = [f"{contest.id}.xlsx"] if workbook.is_there() else []
        maps = [outlines.file_of(level) for level in LEVELS if level in drawn.get(contest.id, ())]
        units = [f"{unit_json.FOLDER}/{'/'.join(slugs[top])}.json" for top in tops.get(contest.id, ()) if top in slugs]
        found[contest.id] = [*books, *(f"{name}.parquet" for name in PARQUET), nist.NAME, *maps, *units]
    return found


def _tops(asked: Opened) -> Mapping[str, list[str]]:
    """The unit in which each contest is held, where it has a tally."""
    asked.show(("tally", "contest"))
    sql = """select distinct t.contest, t.unit_id from contest c
        join tally t on t.contest = c.contest and t.unit_id = c.scope order by t.contest, t.unit_id"""
    return _by_contest(fetch(asked.built.connection, sql))


def _drawn(asked: Opened) -> Mapping[str, list[str]]:
    """The levels of each contest of which some unit has an outline."""
    if not asked.built.store.partitions("outline"):
        return {}
    asked.show(("tally", "unit", "outline"))
    sql = """select distinct t.contest, u.level from unit u join tally t on t.unit_id = u.unit_id
        where u.unit_id in (select unit_id from outline) order by t.contest, u.level"""
    return _by_contest(fetch(asked.built.connection, sql))


def _by_contest(rows: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for contest, value in rows:
        found[contest].append(value)
    return found
