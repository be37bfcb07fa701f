"""The units' codes in other schemes, and the report of codes and names that do not meet.

Codes are tied to units by what is declared: the unit's own code in the row, or the names of units. Where a code meets
no unit, but a unit of the same name under the same parent has none, both are told together; nothing is tied by that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bukti.evidence.configuration import CodeTable
from bukti.evidence.receive import Staged
from bukti.intake.load import read_rows
from bukti.intake.naming import Named, Names
from bukti.intake.parts import column_of, columns_of_parts, read_part
from bukti.intake.units import Unit
from bukti.vocabulary.names import NAMED_LEVELS, normal
from bukti.vocabulary.problems import Place, Problem, Refusal

UNIT_ONLY, CODE_ONLY, OTHER_NAME, OTHER_CODE = "unit-only", "code-only", "other-name", "other-code"
KINDS = (UNIT_ONLY, CODE_ONLY, OTHER_NAME, OTHER_CODE)

CodeRow = tuple[str, str, str, str, str]
Gap = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Stated:
    """One row of a code table: the code, what ties it to a unit, the name beside it, the unit's own code above."""

    table: CodeTable
    code: str
    place: Place
    own: str
    path: tuple[str, ...]
    name: str
    parent: str


def read_codes(
    tables: Sequence[tuple[CodeTable, Sequence[Staged]]], units: Sequence[Unit], scheme: str, notices: list[Problem]
) -> tuple[list[CodeRow], list[Gap]]:
    """Rows of `unit_code`, and rows of `unit_code_gap`.

    Raises Refusal where a cell does not fit its pattern, or a unit has two codes of one scheme from one day.
    """
    known = Known(units, scheme)
    problems: list[Problem] = []
    stated: dict[str, list[Stated]] = defaultdict(list)
    for table, staged in tables:
        for file in staged:
            stated[table.scheme] += _stated(table, file, problems, notices)
    codes: dict[tuple[str, str, str], CodeRow] = {}
    gaps: list[Gap] = []
    for other, rows in stated.items():
        met = {at: unit for at, row in enumerate(rows) if (unit := known.unit_of(row))}
        for at, unit in met.items():
            key = (unit, other, _day(rows[at].table.since))
            code = (unit, other, rows[at].code, key[2], _day(rows[at].table.until))
            if codes.setdefault(key, code) != code:
                problems.append(Problem("UN-CODE-TWICE", rows[at].place, f"{rows[at].code} {unit}", codes[key][2]))
        gaps += Gaps(other, rows, met, known).all()
    if problems:
        raise Refusal(problems)
    return list(codes.values()), gaps


def _day(day: object) -> str:
    return str(day) if day else ""


def _stated(table: CodeTable, file: Staged, problems: list[Problem], notices: list[Problem]) -> Iterator[Stated]:
    parts = [p for p in (table.unit, table.name, table.parent, *table.names.values()) if p is not None]
    columns = tuple(dict.fromkeys((table.code, *columns_of_parts(parts), *table.where)))
    rows = read_rows(file, table, columns, (table.code,), notices)
    left_out = 0
    for number, cells in rows.rows:
        row = rows.record(cells)
        code = row[table.code].strip()
        if not code.startswith(table.begins):
            left_out += 1
            continue
        place = Place(rows.name, number)
        for part in (p for p in (table.unit, table.name, *table.names.values()) if p and read_part(row, p) is None):
            pattern = "" if isinstance(part, str) else part.pattern or ""
            said = row[column_of(part)]
            problems.append(Problem("IN-PART-UNFIT", Place(rows.name, number, column_of(part)), said, pattern))
        levels = [level for level in NAMED_LEVELS if level in table.names]
        path = tuple(read_part(row, table.names[level]) or "" for level in levels)
        own = (read_part(row, table.unit) or "") if table.unit else ""
        name = (read_part(row, table.name) or "") if table.name else ""
        parent = (read_part(row, table.parent) or "") if table.parent else ""
        yield Stated(table, code, place, own, path, name, parent)
    if left_out:
        notices.append(Problem("UN-CODES-LEFT-OUT", Place(rows.name), str(left_out), table.begins, "notice"))


class Known:
    """The units that codes are tied to, by code and by name."""

    def __init__(self, units: Iterable[Unit], scheme: str) -> None:
        """`scheme` gives the units' own codes."""
        above = [u for u in units if u.level != "station"]
        self.scheme = scheme
        self.units = {u.unit_id: Named(u.unit_id, u.level, u.name, u.parent_id) for u in above}
        self.called: dict[tuple[str | None, str], list[str]] = defaultdict(list)
        for unit in above:
            self.called[unit.parent_id, normal(unit.name)].append(unit.unit_id)
        self.by_levels: dict[tuple[str, ...], Names] = {}

    def by_code(self, own: str) -> str | None:
        """The unit of this own code."""
        unit_id = f"{self.scheme}:{own}"
        return unit_id if unit_id in self.units else None

    def unit_of(self, row: Stated) -> str | None:
        """The one unit that a row is tied to."""
        if row.table.unit:
            return self.by_code(row.own)
        levels = tuple(row.table.names)
        if levels not in self.by_levels:
            self.by_levels[levels] = Names(self.units.values(), levels)
        units = self.by_levels[levels].resolve(row.path).units
        return units[0] if len(units) == 1 else None


class Gaps:
    """What does not meet between the units and the codes of one scheme."""

    def __init__(self, scheme: str, rows: Sequence[Stated], met: Mapping[int, str], known: Known) -> None:
        """`met` are the rows that are tied to a unit, by their place."""
        self.scheme = scheme
        self.rows = rows
        self.met = met
        self.known = known
        self.tied = set(met.values())

    def all(self) -> list[Gap]:
        """One gap for each unit without a code, code without a unit, pair of these of one name, name that differs."""
        renumbered = self._renumbered()
        found = [self._gap(OTHER_NAME, self.known.units[u], self.rows[at]) for at, u in self.met.items()
                 if self.rows[at].name and normal(self.rows[at].name) != normal(self.known.units[u].name)]  # fmt: skip
        found += [self._gap(OTHER_CODE, self.known.units[u], self.rows[at]) for at, u in renumbered.items()]
        found += [
            self._gap(CODE_ONLY, None, row)
            for at, row in enumerate(self.rows)
            if at not in self.met and at not in renumbered
        ]
        levels = {self.known.units[u].level for u in self.tied}
        told = self.tied | set(renumbered.values())
        found += [
            self._gap(UNIT_ONLY, unit, None)
            for unit in self.known.units.values()
            if unit.level in levels and unit.unit_id not in told
        ]
        return sorted(set(found))

    def _renumbered(self) -> dict[int, str]:
        """Rows that meet no unit by code, with the one unit of their name under their parent that no code meets.

        A parent may itself be such a unit: rows are gone through until no more are found.
        """
        by_own = {row.own: self.met[at] for at, row in enumerate(self.rows) if at in self.met and row.own}
        found: dict[int, str] = {}
        left = [at for at, row in enumerate(self.rows) if at not in self.met and row.parent and row.name]
        while True:
            new: dict[int, str] = {}
            for at in left:
                row = self.rows[at]
                parent = by_own.get(row.parent) or self.known.by_code(row.parent)
                units = [u for u in self.known.called.get((parent, normal(row.name)), ()) if u not in self.tied]
                if len(units) == 1:
                    new[at] = units[0]
            often = Counter(new.values())
            new = {at: unit for at, unit in new.items() if often[unit] == 1 and unit not in found.values()}
            if not new:
                return found
            found |= new
            by_own |= {self.rows[at].own: unit for at, unit in new.items() if self.rows[at].own}
            left = [at for at in left if at not in found]

    def _gap(self, kind: str, unit: Named | None, row: Stated | None) -> Gap:
        return (
            self.scheme,
            kind,
            unit.level if unit else "",
            unit.unit_id if unit else "",
            unit.name if unit else "",
            row.code if row else "",
            row.name if row else "",
        )


def told(gaps: Iterable[Gap], path: str) -> Iterator[Problem]:
    """A notice for each scheme that has gaps: how many of each kind."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for scheme, kind, *_ in gaps:
        counted[scheme][kind] += 1
    for scheme, kinds in counted.items():
        listed = ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS if kinds[kind])
        yield Problem("UN-CODES-APART", Place(path), f"{scheme}: {listed}", level="notice")
