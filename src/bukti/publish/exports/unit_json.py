"""One JSON file for each unit of a contest: what it comes to on every basis, how complete that is, where to look."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bukti.engine.database import fetch, literal, records
from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES
from bukti.publish.addresses import PAGE
from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.exports.written import Groups, votes_of
from bukti.publish.opened import Opened, Row

FOLDER: Final = "units"
STATES: Final = ("expected", "in", "flagged", "held", "void", "missing")


def write_units(asked: Opened, contest: Contest, groups: Groups, units: Mapping[str, KnownUnit], folder: Path) -> None:
    """The folder of a contest holds `units/<slugs>.json` for each unit from village up, as its pages stand.

    `null` is a number that is not known, never zero.
    """
    votes = votes_of(asked.terms, contest)
    numbers = (*asked.terms.shape.summed, *votes)
    wanted = [f"{c}{end}" for c in numbers for end in ("", "_unknown")] + [f"{c}_held" for c in votes]
    columns = ", ".join(["unit_id", "basis", *wanted, *(f"stations_{s}" for s in STATES)])
    sql = f"select {columns} from tally where contest = {literal(contest.id)} order by unit_id, basis"
    below = _below(asked, groups, units)
    for group in groups:
        asked.show(("tally",), group)
        found: dict[str, list[Row]] = defaultdict(list)
        for row in records(asked.built.connection, sql):
            found[row["unit_id"]].append(row)
        for unit_id, rows in found.items():
            if unit := units.get(unit_id):
                tallies = {row["basis"]: _tally(row, asked.terms.shape.summed, votes) for row in rows}
                _write(folder, contest, unit_id, unit, below.get(unit_id, ()), tallies)


def _write(
    folder: Path, contest: Contest, unit_id: str, unit: KnownUnit, below: Iterable[str], tallies: Mapping[str, Any]
) -> None:
    up = "../" * (len(unit.slugs) + 1)
    page = "/".join((contest.id, *unit.slugs, PAGE))
    said = {
        "contest": contest.id,
        "unit_id": unit_id,
        "level": unit.level,
        "name": unit.name,
        "parent_id": unit.parent_id,
        "pages": {language: f"{up}../{language}/{page}" for language in LANGUAGES},
        "sources": f"{up}sources.csv",
        "readings": f"{up}{contest.id}/readings.csv",
        "below": [f"{unit.slugs[-1]}/{slug}.json" for slug in below],
        "tally": tallies,
    }
    file = folder / FOLDER / "/".join(unit.slugs[:-1]) / f"{unit.slugs[-1]}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def _below(asked: Opened, groups: Groups, units: Mapping[str, KnownUnit]) -> dict[str, Sequence[str]]:
    """The last slugs of the units of a contest that stand right below each other unit of it."""
    asked.show(("tally",), [partition for group in groups for partition in group or ()])
    found: dict[str, list[str]] = defaultdict(list)
    for (unit_id,) in fetch(asked.built.connection, "select distinct unit_id from tally"):
        unit = units.get(unit_id)
        if unit and unit.parent_id:
            found[unit.parent_id].append(unit.slugs[-1])
    return {parent: sorted(slugs) for parent, slugs in found.items()}


def _tally(row: Row, fields: tuple[str, ...], votes: Mapping[str, str]) -> dict[str, Any]:
    """What a unit comes to on one basis; `unknown` names only what some sheet does not report."""
    names = {**{f: f for f in fields}, **votes}
    return {
        "votes": {selection: row[column] for column, selection in votes.items()},
        "fields": {f: row[f] for f in fields if row[f] is not None or row[f"{f}_unknown"]},
        "unknown": {public: row[f"{c}_unknown"] for c, public in names.items() if row[f"{c}_unknown"]},
        "held": {selection: row[f"{c}_held"] for c, selection in votes.items() if row[f"{c}_held"]},
        "stations": {state: row[f"stations_{state}"] for state in STATES},
    }
