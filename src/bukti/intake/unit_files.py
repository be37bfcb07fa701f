"""A unit table that has a file for each level: the rows of one name their parents in the file above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bukti.evidence.configuration import UnitFile, Units
from bukti.evidence.patterns import columns_in, spelled
from bukti.evidence.receive import Staged
from bukti.intake.letters import unusual_unit
from bukti.intake.load import read_rows
from bukti.intake.numbers import read_count
from bukti.intake.parts import columns_of_parts, read_part
from bukti.intake.units import LEVELS, Stations, Unit, UnitList, add_root, add_unit, arrange, table_problems
from bukti.vocabulary.problems import Place, Problem, Refusal

HIGHEST_STATION = 999


def read_unit_files(
    files: Sequence[tuple[UnitFile, Sequence[Staged]]], units: Units, notices: list[Problem]
) -> UnitList:
    """The unit table that the files state. Raises Refusal with everything that is wrong in the files."""
    found: dict[str, Unit] = {}
    stations: dict[tuple[str, int], Stations] = {}
    problems: list[Problem] = []
    above: UnitFile | None = None
    for declared, staged in sorted(files, key=lambda f: LEVELS.index(f[0].level)):
        codes = [c for code in (declared.code, declared.parent) if code for c in columns_in(code)]
        columns = columns_of_parts((*codes, declared.name, declared.number))
        columns = tuple(dict.fromkeys((*columns, *declared.where)))
        for file in staged:
            table = read_rows(file, declared, columns, columns, notices)
            for number, cells in table.rows:
                place = Place(table.name, number)
                row = table.record(cells)
                if declared.level == "station":
                    for some in _stations(declared, above, units.scheme, row, place, problems):
                        stations.setdefault((some.village, some.first), some)
                else:
                    unit = _unit(declared, above, units.scheme, row, place)
                    if unit.unit_id not in found:
                        notices += unusual_unit(unit.name, place)
                    add_unit(found, unit, place, problems)
        above = declared
    add_root(found, units)
    problems += table_problems(found)
    if problems:
        raise Refusal(problems)
    listed = list(stations.values())
    return UnitList(arrange(found.values(), listed), listed)


def _unit(declared: UnitFile, above: UnitFile | None, scheme: str, row: Mapping[str, str], place: Place) -> Unit:
    """The unit that one row states."""
    code = _marked(declared, spelled(declared.code or "", row))
    name = " ".join(row[declared.name or ""].split())
    parent = _parent(declared, above, scheme, row)
    return Unit(f"{scheme}:{code}", declared.level, name, code, parent, source_row=f"{place.file}:{place.row}")


def _stations(
    declared: UnitFile,
    above: UnitFile | None,
    scheme: str,
    row: Mapping[str, str],
    place: Place,
    problems: list[Problem],
) -> Iterator[Stations]:
    """The station that one row states; none where it has no number, or no village."""
    assert declared.number
    village = _parent(declared, above, scheme, row)
    said = read_part(row, declared.number)
    number = read_count(said or "").value
    if number is None or not 1 <= number <= HIGHEST_STATION or village is None:
        column = declared.number if isinstance(declared.number, str) else declared.number.column
        problems.append(Problem("UN-STATION", replace(place, field=column), row[column], "1, 2, …, 999"))
        return
    yield Stations(village, number, number, None, f"{place.file}:{place.row}")


def _parent(declared: UnitFile, above: UnitFile | None, scheme: str, row: Mapping[str, str]) -> str | None:
    """The unit above the one that a row states; None where the file names none."""
    parent = _marked(above, spelled(declared.parent, row)) if above and declared.parent else None
    return f"{scheme}:{parent}" if parent else None


def _marked(declared: UnitFile | None, code: str) -> str:
    """The code with the mark of its file before it; blank stays blank."""
    return f"{declared.mark}-{code}" if code and declared and declared.mark else code
