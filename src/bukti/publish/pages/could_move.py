"""Which stations or units could change who leads, what they would need, and re-votes under assumed shares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from bukti.disputes.minimal_sets import minimal_sets, movable
from bukti.disputes.needed import Needed, needed, reversal
from bukti.disputes.question import Part
from bukti.disputes.scenarios import OVERDISPERSION, SHARES, Scenario, scenarios
from bukti.publish.leading import Leading
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import Html, strong
from bukti.publish.pages.result import on_basis
from bukti.publish.questioned import Questioned

MOST_NAMED: Final = 25
"""So many stations of a set are named; of more, where the list of them is."""
MOST_FOR_VOTERS: Final = 15_000
"""The fewest voters are looked for among so many stations at most: the exact answer takes long among more."""


def decimal(here: Here, value: Fraction, places: int) -> str:
    """A fraction rounded half up to so many places, as the language writes it."""
    scale = 10**places
    n = (abs(value.numerator) * 2 * scale + value.denominator) // (2 * value.denominator)
    mark = "," if here.language == "id" else "."
    sign = "−" if value < 0 and n else ""
    return f"{sign}{here.labels.number(n // scale)}{mark}{n % scale:0{places}}"


def stations(here: Here, one: Leading, found: Questioned | None) -> Context | None:
    """The smallest sets of stations whose re-vote could change who leads; None where no station's sheet is there."""
    if found is None or not found.parts or one.counted is None:
        return None
    parts = list(found.parts)
    sets = minimal_sets(parts, len(parts) <= MOST_FOR_VOTERS, found.apart(one.counted))
    if sets.unknown:
        return {"says": [here.count("matter.sets.unknown", len(sets.unknown))], "rows": []}
    fewest = sets.fewest
    if fewest is None:
        return {"says": [here.say("matter.sets.none")], "rows": []}
    columns = here.site.terms.shape.votes
    names = {"first": here.short(columns[sets.first]), "rival": here.short(columns[fewest.rival])}
    says = [here.count("matter.sets.fewest", len(fewest.stations), **names, margin=here.number(fewest.margin))]
    if fewest.alone:
        says.append(here.count("matter.sets.alone", len(fewest.alone), of=here.number(len(parts))))
    says.append(here.count("matter.sets.some", len(fewest.some), of=here.number(len(parts))))
    if (voters := sets.cheapest) is not None:
        key = "matter.sets.voters" if voters.exact else "matter.sets.voters.between"
        bounds = {"least": here.number(voters.least), "cost": here.number(voters.cost)}
        says.append(here.count(key, len(voters.units), **bounds))
    by_unit = {p.unit_id: p for p in parts}
    shown = fewest.stations[:MOST_NAMED]
    if len(shown) < len(fewest.stations):
        says.append(here.say("matter.sets.shown", n=here.number(len(shown))))
    moves = {m.unit_id: m for m in movable([by_unit[u] for u in shown], sets.first, fewest.rival)}
    rows = [
        (
            here.named(u, full=True),
            *(here.number(by_unit[u].votes[at]) for at in (sets.first, fewest.rival)),
            here.number(moves[u].cap),
            here.number(moves[u].moves),
        )
        for u in shown
    ]
    return {
        "says": says,
        "rows": rows,
        **names,
    }


def named_units(one: Leading | None, found: Questioned | None) -> set[str]:
    """The stations that the page names."""
    if found is None or not found.parts or one is None or one.counted is None:
        return set()
    fewest = minimal_sets(list(found.parts), False, found.apart(one.counted)).fewest
    return {*fewest.stations[:MOST_NAMED]} if fewest else set()


def again(here: Here, one: Leading, found: Questioned | None) -> Context | None:
    """What a re-vote in the stations with an open error would bring under assumed shares; None where there are none."""
    if found is None or one.counted is None or not found.flagged:
        return None
    first, rival = _leading_two(one.counted)
    doubted = [p for p in found.parts if p.unit_id in found.flagged]
    lead = sum(p.votes[first] - p.votes[rival] for p in doubted)
    votes = [p.votes[first] + p.votes[rival] for p in doubted]
    outside = one.counted[first] - one.counted[rival] - lead
    columns = here.site.terms.shape.votes
    names = {"first": here.short(columns[first]), "rival": here.short(columns[rival])}
    values = {"votes": here.number(sum(votes)), "outside": here.signed(outside)}
    says = [here.count("matter.scenario.assumed", len(votes), **values, **names)]
    if abs(outside) > sum(votes):
        ahead = names["first"] if outside > 0 else names["rival"]
        return {**names, "says": [*says, here.say("matter.scenario.cannot", ahead=ahead, **values)], "rows": []}
    before = Fraction(sum(p.votes[first] for p in doubted), sum(votes)) if sum(votes) else Fraction(1, 2)
    rows = [_scenario(here, s, s.share == before) for s in scenarios(outside, votes, sorted({*SHARES, before}))]
    spread = here.say("matter.scenario.spread", spread=decimal(here, OVERDISPERSION, 2), **names)
    return {**names, "says": [*says, spread if rows else here.say("matter.scenario.many")], "rows": rows}


def _leading_two(votes: Sequence[int]) -> tuple[int, int]:
    """The columns of the two with most votes; of equals the first on the ballot."""
    first, second, *_ = sorted(range(len(votes)), key=lambda n: (-votes[n], n))
    return first, second


def _scenario(here: Here, found: Scenario, before: bool) -> tuple[object, ...]:
    share = decimal(here, found.share * 100, 1)
    told = here.say("matter.scenario.before" if before else "matter.scenario.share", share=share)
    return told, *(_chance(here, c) for c in (found.leads, found.level, found.behind))


def _chance(here: Here, chance: float) -> Html:
    """A chance in percent to one decimal; what rounds to nothing or to all is told as less or more."""
    tenths = round(chance * 1000)
    if chance == 0:
        return here.say("matter.scenario.impossible")
    if tenths in (0, 1000):
        return here.say("matter.scenario.over" if tenths else "matter.scenario.under")
    return here.say("matter.scenario.chance", share=here.labels.share(tenths, 1000))


def units(here: Here, loaded: Loaded, top: Unit, one: Leading) -> Context | None:
    """What the second would need in each unit below the top at the same turnout, the smallest swing first."""
    below = here.site.children.get(top.unit_id, ())
    parts = []
    for unit in below:
        found = on_basis(loaded, unit.unit_id, one.basis) or on_basis(loaded, unit.unit_id, "counted")
        if found is not None:
            parts.append(Part(unit.unit_id, tuple(found.votes.values())))
    if len(parts) < 2 or not one.gap:
        return None
    names = {u.unit_id: u for u in below}
    columns = here.site.terms.shape.votes
    rival = here.short(columns[one.second])
    turned = reversal(one.gap, sum(one.votes))
    values: dict[str, object] = {"wrong": strong(here.number(turned.wrong)), "added": here.number(turned.added)}
    values["swing"] = decimal(here, turned.swing, 3)
    return {
        "level": here.labels.level(below[0].level),
        "rival": rival,
        "says": [here.say("matter.turned", **values, rival=rival), here.say("matter.units.told", rival=rival)],
        "rows": [_needed(here, names[n.unit_id], n) for n in _by_swing(parts, one)],
    }


def _by_swing(parts: Sequence[Part], one: Leading) -> list[Needed]:
    return sorted(needed(parts, one.first, one.second), key=lambda n: (n.swing, n.unit_id))


def _needed(here: Here, unit: Unit, found: Needed) -> tuple[object, ...]:
    """The unit, votes of the two there, the share that the second had, needs, the swing."""
    level = f"{decimal(here, found.level * 100, 2)} %"
    needs = level if found.possible else here.say("matter.units.impossible")
    swing = decimal(here, found.swing, 2)
    had = f"{decimal(here, found.share * 100, 2)} %"
    return here.named(unit.unit_id), here.number(found.votes), had, needs, swing


__all__ = ["again", "decimal", "named_units", "stations", "units"]
