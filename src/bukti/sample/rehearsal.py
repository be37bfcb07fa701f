"""What of a made-up election's errors was caught: the truth that was hidden comes in, and the rules that fired."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bukti.sample.classes import CLASSES, COMPARED, Found

Fired = Mapping[tuple[str, str], frozenset[str]]
"""The rules that fired on a sheet, by the station and the series; those on a station as a whole have series ''."""


@dataclass(frozen=True)
class Caught:
    """Of one class: how many cells were spoiled, how many its own rules caught, how many any rule at all."""

    name: str
    promised: Found
    cells: int
    by_own: int
    by_any: int

    @property
    def is_kept(self) -> bool:
        """Whether what arithmetic can see was seen, all of it."""
        return self.promised != "yes" or self.by_own == self.cells


def caught(truth: Path, fired: Fired) -> list[Caught]:
    """Class by class, in the order of the declarations; `truth` is a sample's truth.csv."""
    with truth.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [_of_class(name, [r for r in rows if r["class"] == name], fired) for name in CLASSES]


def _of_class(name: str, rows: Iterable[Mapping[str, str]], fired: Fired) -> Caught:
    cells = own = of_any = 0
    declared = CLASSES[name]
    for row in rows:
        on = fired.get((row["station"], row["series"]), frozenset()) | fired.get((row["station"], ""), frozenset())
        cells += 1
        own += bool(on & set(declared.rules))
        of_any += bool(on & {*declared.rules, COMPARED})
    return Caught(name, declared.found, cells, own, of_any)
