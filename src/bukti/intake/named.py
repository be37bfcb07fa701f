"""Units that rows name by their names: each path of names matched once, whatever the number of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bukti.engine.database import Connection, fetch
from bukti.evidence.ballots import NamedLevel
from bukti.evidence.patterns import Part
from bukti.intake.extract import Entry
from bukti.intake.naming import Named, Names
from bukti.intake.parts import column_of
from bukti.vocabulary.names import normal
from bukti.vocabulary.problems import Place, Problem

SHOWN = 50


@dataclass(frozen=True)
class Unmatched:
    """A name that no unit has, at its place in a path of names, with how many rows write it and which units are near.

    `within` is what lies above it: the code and name of the unit, empty where the path begins.
    """

    source: str
    level: NamedLevel
    path: tuple[str, ...]
    rows: int
    place: Place
    within: str = ""
    near: tuple[Named, ...] = ()

    @property
    def told(self) -> str:
        """The path as people write it on one line."""
        return " / ".join(self.path)


@dataclass
class Matched:
    """What became of the paths of names of one entry: their units, what no unit has, and what is wrong besides."""

    columns: tuple[str | Part, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    unmatched: list[Unmatched] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Everything for which the entry is refused."""
        listed = [
            Problem("IN-NAME-UNMATCHED", u.place, f"{u.told} ({u.rows})", _choices(u.near))
            for u in self.unmatched[:SHOWN]
        ]
        more = len(self.unmatched) - SHOWN
        if more > 0:
            listed.append(Problem("IN-MORE-OF-THIS", Place(), str(more), "IN-NAME-UNMATCHED"))
        return [*self.wrong, *listed]


def _choices(units: tuple[Named, ...]) -> str:
    return ", ".join(f"{u.name} ({u.code})" for u in units) or "–"


def names_of(connection: Connection, entry: Entry) -> tuple[Names, list[Problem]]:
    """All units by name for the levels that the entry names, and the accepted matches that name no such unit."""
    found = fetch(connection, "select unit_id, level, name, parent_id from place")
    units = {row[0]: Named(*row) for row in found}
    accepted: dict[tuple[str, ...], str] = {}
    wrong: list[Problem] = []
    for at, match in enumerate(entry.terms.configuration.match):
        if match.source != entry.source.id:
            continue
        unit = units.get(f"{entry.scheme}:{match.unit}")
        if unit is None or unit.level != match.level:
            known = Names(units.values(), [match.level]).near(match.level, match.path[-1])
            wrong.append(
                entry.terms.declared.problem(("match", at, "unit"), "IN-MATCH-UNIT", match.unit, _choices(tuple(known)))
            )
            continue
        accepted[tuple(map(normal, match.path))] = unit.unit_id
    return Names(units.values(), entry.source.unit.names, accepted), wrong


def match_rows(connection: Connection, entry: Entry, files: Mapping[str, str]) -> Matched:
    """Each path of names in the table `raw` with its unit, or among what is unmatched or wrong.

    The table `place` (every unit from village up) must be there.
    """
    names, wrong = names_of(connection, entry)
    parts = tuple(entry.source.unit.names[level] for level in names.levels)
    found = Matched(parts, wrong=wrong)
    cells = ", ".join(entry.cell(part) for part in parts)
    sql = f"""
        select raw.source_id, raw.member, raw.row, paths.* from (
            select count(*) as often, min(n) as first, {cells} from raw group by {cells}
        ) paths join raw on raw.n = paths.first order by paths.first"""
    missed: dict[tuple[str, ...], Unmatched] = {}
    for source_id, member, row, rows, _, *path in fetch(connection, sql):
        file = f"{files[source_id]}:{member}" if member else files[source_id]
        resolved = names.resolve(path)
        at = resolved.missed
        if at is not None and not normal(path[at]):
            found.wrong.append(Problem("IN-NO-NAME", Place(file, row, column_of(parts[at])), str(rows)))
        elif at is not None:
            key = tuple(map(normal, path[: at + 1]))
            first = missed.get(key)
            place = Place(file, row, column_of(parts[at]))
            missed[key] = Unmatched(
                entry.source.id,
                names.levels[at],
                first.path if first else tuple(path[: at + 1]),
                rows + (first.rows if first else 0),
                first.place if first else place,
                _choices(tuple(names.units[u] for u in resolved.within)) if resolved.within else "",
                first.near if first else tuple(names.near(names.levels[at], path[at], resolved.within)),
            )
        elif len(resolved.units) > 1:
            told = _choices(tuple(names.units[u] for u in resolved.units))
            place = Place(file, row, column_of(parts[-1]))
            found.wrong.append(Problem("IN-NAME-AMBIGUOUS", place, f"{' / '.join(path)} ({rows})", told))
        else:
            found.rows.append((*path, resolved.units[0]))
    found.unmatched = list(missed.values())
    return found
