"""A unit table that has a file for each level: the rows of one name their parents in the file above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bukti.evidence.configuration import UnitFile, Units
from bukti.evidence.receive import Staged
from bukti.intake.load import read_rows
from bukti.intake.numbers import read_count
from bukti.intake.parts import columns_of_parts, read_part
from bukti.intake.units import LEVELS, Unit, add_root, add_unit, arrange, table_problems
from bukti.vocabulary.problems import Place, Problem, Refusal

HIGHEST_STATION = 999


def read_unit_files(
    files: Sequence[tuple[UnitFile, Sequence[Staged]]], units: Units, notices: list[Problem]
) -> list[Unit]:
    """All units, parents before children. Raises Refusal with everything that is wrong in the files."""
    found: dict[str, Unit] = {}
    problems: list[Problem] = []
    above: UnitFile | None = None
    for declared, staged in sorted(files, key=lambda f: LEVELS.index(f[0].level)):
        columns = columns_of_parts((declared.code, declared.name, declared.parent, declared.number))
        columns = tuple(dict.fromkeys((*columns, *declared.where)))
        for file in staged:
            table = read_rows(file, declared, columns, columns, notices)
            for number, cells in table.rows:
                place = Place(table.name, number)
                for unit in _units(declared, above, units.scheme, table.record(cells), place, problems):
                    add_unit(found, unit, place, problems)
        above = declared
    add_root(found, units)
    problems += table_problems(found)
    if problems:
        raise Refusal(problems)
    return arrange(found.values())


def _units(
    declared: UnitFile,
    above: UnitFile | None,
    scheme: str,
    row: Mapping[str, str],
    place: Place,
    problems: list[Problem],
) -> Iterator[Unit]:
    """The unit that one row states; none where it is a station without a number."""
    parent = _marked(above, row[declared.parent].strip()) if above and declared.parent else None
    source_row = f"{place.file}:{place.row}"
    parent_id = f"{scheme}:{parent}" if parent else None
    if declared.level != "station":
        code = _marked(declared, row[declared.code or ""].strip())
        name = " ".join(row[declared.name or ""].split())
        yield Unit(f"{scheme}:{code}", declared.level, name, code, parent_id, source_row=source_row)
        return
    assert declared.number
    said = read_part(row, declared.number)
    number = read_count(said or "").value
    if number is None or not 1 <= number <= HIGHEST_STATION:
        column = declared.number if isinstance(declared.number, str) else declared.number.column
        problems.append(Problem("UN-STATION", replace(place, field=column), row[column], "1, 2, …, 999"))
        return
    yield Unit(
        f"{parent_id}/{number:03d}", "station", f"{number:03d}", f"{parent}{number:03d}", parent_id, 1, None, source_row
    )


def _marked(declared: UnitFile | None, code: str) -> str:
    """The code with the mark of its file before it; blank stays blank."""
    return f"{declared.mark}-{code}" if code and declared and declared.mark else code
