"""Codes of KPU and of Kemendagri side by side, nation-wide: which of them meet, and which names differ."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LEVELS = {2: "province", 4: "regency", 6: "district", 10: "village"}
"""The level by how many digits a code has."""
ABOVE = {10: 6, 6: 4, 4: 2, 2: 0}


@dataclass(frozen=True)
class Codes:
    """How many units of each level meet by their code, and how many of each kind do not."""

    units: dict[str, int]
    codes: dict[str, int]
    meet: dict[str, int]
    other_name: dict[str, int]
    other_code: dict[str, int]
    unit_only: dict[str, int]
    code_only: dict[str, int]


def plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def codes_of_both(kemendagri: Path, kpu: Path) -> Codes:
    """Every code of the two files, compared level by level from the top."""
    ours = units_of(kpu)
    theirs = {code.replace(".", ""): name.removeprefix("Kabupaten ") for code, name in read(kemendagri)}
    meet = ours.keys() & theirs.keys()
    unit_only, code_only = set(ours) - meet, set(theirs) - meet
    same: dict[str, str] = {code: code for code in meet} | {"": ""}
    renumbered: set[tuple[str, str]] = set()
    for digits, above in sorted(ABOVE.items()):
        ours_by: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        theirs_by: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for code in (c for c in unit_only if len(c) == digits):
            ours_by[code[:above], plain(ours[code])].append(code)
        for code in (c for c in code_only if len(c) == digits and c[:above] in same):
            theirs_by[same[code[:above]], plain(theirs[code])].append(code)
        for key, found in theirs_by.items():
            if len(found) == len(ours_by[key]) == 1:
                renumbered.add((ours_by[key][0], found[0]))
                same[found[0]] = ours_by[key][0]
    return Codes(
        units=by_level(ours),
        codes=by_level(theirs),
        meet=by_level(meet),
        other_name=by_level(c for c in meet if plain(ours[c]) != plain(theirs[c])),
        other_code=by_level(ours_code for ours_code, _ in renumbered),
        unit_only=by_level(unit_only - {ours_code for ours_code, _ in renumbered}),
        code_only=by_level(code_only - {other for _, other in renumbered}),
    )


def read(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["kode"], row["nama"]) for row in csv.DictReader(lines, strict=True)]


def units_of(path: Path) -> dict[str, str]:
    """The name of every unit by its code: each village's row names all that is above it."""
    found: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, strict=True):
            code = row["kode_kel"]
            names = {2: "provinsi", 4: "kabkota", 6: "kecamatan", 10: "kelurahan"}
            for digits, column in names.items():
                assert found.setdefault(code[:digits], row[column]) == row[column]
    return found


def by_level(codes: Iterable[str]) -> dict[str, int]:
    """How many codes there are of each level."""
    return dict(sorted(Counter(LEVELS[len(c)] for c in codes).items()))
