"""The unit table of a workspace with the codes of other schemes, from the files that the configuration names now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bukti.evidence.receive import UNITS, Received, Staged
from bukti.evidence.terms import Terms
from bukti.intake.unit_codes import CodeRow, Gap, read_codes, told
from bukti.intake.unit_files import read_unit_files
from bukti.intake.units import Stations, Unit, read_units
from bukti.intake.without_units import units_of_sources
from bukti.vocabulary.problems import Problem


@dataclass(frozen=True)
class UnitTable:
    """Every unit from village up, the stations of villages, the units' codes in schemes beside their own, and what does
    not meet between these."""

    units: list[Unit] = field(default_factory=list)
    stations: list[Stations] = field(default_factory=list)
    codes: list[CodeRow] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def unit_table(
    terms: Terms, by_entry: Mapping[str, Sequence[Staged]], new: Sequence[Received], notices: list[Problem]
) -> UnitTable:
    """The unit table. Raises Refusal with everything that is wrong in its files.

    What is noticed in them is told when one of them is new, and not again.
    """
    declared = terms.configuration.units
    if declared is None:
        listed = units_of_sources(terms, by_entry)
        return UnitTable(listed.units, listed.stations)

    def of(path: str) -> list[Staged]:
        """The files that the path names, each as it was received last."""
        named = [s for s in by_entry[UNITS] if terms.workspace.is_named(path, s.received.name)]
        return list({s.received.name: s for s in sorted(named, key=lambda s: s.received.order)}.values())

    noticed: list[Problem] = []
    if declared.file:
        listed = read_unit_files([(f, of(f.path)) for f in declared.file], declared, noticed)
    else:
        listed = read_units(of(declared.path), declared, noticed)
    codes, gaps = read_codes([(c, of(c.path)) for c in declared.codes], listed.units, declared.scheme, noticed)
    if any(r.entry == UNITS for r in new):
        notices += [*noticed, *told(gaps, declared.codes[0].path if declared.codes else "")]
    return UnitTable(listed.units, listed.stations, codes, gaps)
