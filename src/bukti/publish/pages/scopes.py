"""Where a contest is held: the areas that the build made partitions for, the units above them, the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bukti.engine.run import ABOVE
from bukti.publish.pages.places import Site, Unit


@dataclass(frozen=True)
class Scope:
    """A contest's areas, the units above regencies that it has pages for, and its top units."""

    contest: str
    areas: tuple[str, ...]
    above: tuple[str, ...]
    tops: tuple[str, ...]

    @property
    def partitions(self) -> list[str]:
        return [f"{self.contest}/{area}" for area in self.areas]


def scopes(site: Site, partitions: Iterable[str]) -> dict[str, Scope]:
    """The scope of each contest. A unit above regencies belongs to a contest that is held in all its regencies.

    The site has the units above regencies, and the regencies.
    """
    of_contest: dict[str, list[str]] = {c.id: [] for c in site.terms.configuration.contest}
    for partition in partitions:
        contest, _, area = partition.partition("/")
        of_contest[contest].append(area)
    roots = [u for u in site.units.values() if u.area != ABOVE]
    everywhere = Counter(a.unit_id for root in roots for a in site.above(root))
    found = {}
    for contest, areas in of_contest.items():
        held = [area for area in areas if area != ABOVE and area in site.units]
        here = Counter(a.unit_id for area in held for a in site.above(site.units[area]))
        whole = {u for u, n in everywhere.items() if here[u] == n} if ABOVE in areas else set()
        above = [u for u in site.units.values() if u.area == ABOVE and _decides(site, u, everywhere) in whole]
        inside = {*held, *(u.unit_id for u in above)}
        tops = [u.unit_id for u in site.units.values() if u.unit_id in inside and u.parent not in inside]
        found[contest] = Scope(contest, tuple(held), tuple(u.unit_id for u in above), tuple(tops))
    return found


def _decides(site: Site, unit: Unit, everywhere: Counter[str]) -> str:
    """The unit itself where regencies stand below it, else the lowest above it of which that is true."""
    return next((u.unit_id for u in reversed([*site.above(unit), unit]) if everywhere[u.unit_id]), "")
