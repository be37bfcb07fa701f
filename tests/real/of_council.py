"""The figures of a provincial council's stations at three moments: rows of counts, or one sentence with a link."""

from __future__ import annotations

import csv
import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from tests.real.cells import known

SENTENCE = re.compile(r"Data sedang diproses lihat C1 di: (https://\S+/([0-9]{13}))")
KEYS = 3
REGENCY = "3301"


@dataclass(frozen=True)
class Moment:
    """One file: its rows, how many of them hold a sentence, the sum of every party and of all together."""

    rows: int
    sentences: int
    parties: tuple[int, ...]
    codes_that_disagree: int

    @property
    def total(self) -> int:
        return sum(self.parties)


@dataclass(frozen=True)
class Council:
    """Three moments of one regency; `changes` are those between two: filled, corrected, anything else."""

    moments: tuple[Moment, ...]
    changes: tuple[tuple[int, int, int], ...]
    villages: int
    villages_by_name: int
    largest: int


def council(files: list[Path], villages: Path) -> Council:
    """Every figure of the files, in the order of their moments."""
    codes = village_codes(villages)
    read = [rows_of(file) for file in files]
    named = {(district, village) for rows in read for district, village, _ in rows}
    return Council(
        moments=tuple(moment(rows, codes) for rows in read),
        changes=tuple(changes(before, after) for before, after in itertools.pairwise(read)),
        villages=len(named),
        villages_by_name=len(named & codes.keys()),
        largest=max(sum(counts(cells)) for rows in read for cells in rows.values()),
    )


def rows_of(path: Path) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """The cells behind district, village and station."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter=";", strict=True))[1:]
    found = {(row[0], row[1], row[2]): tuple(row[KEYS:]) for row in rows}
    assert len(found) == len(rows)
    return found


def village_codes(path: Path) -> dict[tuple[str, str], str]:
    """The code of each village of the regency by the names of its district and itself."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, strict=True) if row["kode_kel"].startswith(REGENCY)]
    return {(row["kecamatan"], row["kelurahan"]): row["kode_kel"] for row in rows}


def counts(cells: tuple[str, ...]) -> list[int]:
    """The counts of a row; none where it holds a sentence."""
    return [value for cell in cells if (value := known(cell)) is not None]


def moment(rows: dict[tuple[str, str, str], tuple[str, ...]], codes: dict[tuple[str, str], str]) -> Moment:
    said = {key: found for key, cells in rows.items() if (found := SENTENCE.fullmatch(cells[0]))}
    filled = [counts(cells) for key, cells in rows.items() if key not in said]
    assert {len(votes) for votes in filled} == {18}
    return Moment(
        rows=len(rows),
        sentences=len(said),
        parties=tuple(sum(column) for column in zip(*filled, strict=True)),
        codes_that_disagree=sum(found[2] != codes[key[:2]] + key[2][-3:] for key, found in said.items()),
    )


def changes(
    before: dict[tuple[str, str, str], tuple[str, ...]], after: dict[tuple[str, str, str], tuple[str, ...]]
) -> tuple[int, int, int]:
    """How many stations got figures, how many other figures, and how many changed in any other way."""
    kinds = [
        (len(before[key]), len(cells)) for key, cells in after.items() if before[key] != cells
    ]  # a row with a sentence has one cell
    filled, corrected = kinds.count((1, 18)), kinds.count((18, 18))
    return filled, corrected, len(kinds) - filled - corrected
