"""Seats as ladders of quotients: who gets each, the next three below, on what the last hangs, what is still open."""

from __future__ import annotations

from fractions import Fraction

from bukti.outcome.seats import Quotient, Seat, smallest
from bukti.outcome.sizes import council_size
from bukti.publish.outcomes import Meaning, Seated
from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import NOTHING, Html, code, html, joined, link, name
from bukti.publish.pages.outcome_words import decimal, names_of, short
from bukti.publish.pages.result import WIDTH, mark
from bukti.vocabulary.offices import COUNCILS
from bukti.vocabulary.problems import Refusal

DECLARE = '[[contest.area]]\nid = "dapil-1"\ntitle = { indonesian = "…", english = "…" }\nunits = ["…"]\nseats = …'


def seats(here: Here, found: Meaning) -> Context | None:
    """All seats of a council, and area by area; what to declare where an office has not; None where none are shared."""
    if found.contest.office not in COUNCILS:
        return None
    if not found.areas:
        said = here.say("outcome.seats.none", id=code(here.ballot.id))
        return {"says": [said], "declare": DECLARE, "heads": [], "rows": [], "areas": [], "quota": NOTHING}
    says = [*_size(here, found)]
    told = [a for a in found.areas if a.allocation is not None]
    return {
        "says": says,
        "declare": "",
        "heads": [(html(here.labels.titles(a.area.title)), f"#area-{a.area.id}") for a in told],
        "rows": _together(here, told),
        "areas": [_area(here, a) for a in found.areas],
        "quota": here.say("outcome.seats.quota"),
    }


def _size(here: Here, found: Meaning) -> list[Html]:
    """How many seats are declared, beside how many the law gives a council of so many people."""
    office, people = found.contest.office, found.contest.population
    declared = sum(a.seats for a in found.areas)
    says = [here.say("outcome.seats.declared", n=here.number(declared), areas=here.number(len(found.areas)))]
    if office is None or people is None:
        return says
    try:
        size = council_size(office, people.people, here.site.terms.day)
    except Refusal:
        return says
    values = {"n": here.number(size.seats), "people": here.number(people.people), "source": html(people.source)}
    message = "outcome.seats.size" if size.seats == declared else "outcome.seats.size.other"
    return [*says, here.say(message, law=html(f"{size.source.act}, {size.source.where}"), **values)]


def _together(here: Here, areas: list[Seated]) -> list[Context]:
    """A row for each list that holds or may get a seat: its seats in each area, and all together."""
    rows = []
    for selection in here.ballot.selection:
        held = [_held(a, selection.id) for a in areas]
        most = [_most(a, selection.id) for a in areas]
        if not any(held) and not any(most):
            continue
        rows.append(
            {
                "name": short(here, selection.id),
                "cells": [_range(here, h, m) for h, m in zip(held, most, strict=True)],
                "all": _range(here, sum(held), sum(most)),
            }
        )
    return rows


def _held(area: Seated, selection: str) -> int:
    found = area.ranges.get(selection)
    if found is not None:
        return found.fewest
    return area.allocation.held.get(selection, 0) if area.allocation else 0


def _most(area: Seated, selection: str) -> int:
    """The most seats a list can end with; those it holds and those it has a claim to where no range is known."""
    found = area.ranges.get(selection)
    if found is not None and area.count is not None and area.count.provisional:
        return found.most
    if area.allocation is None:
        return 0
    claims = any(selection in s.claimants for s in area.allocation.open)
    return area.allocation.held.get(selection, 0) + claims


def _range(here: Here, fewest: int, most: int) -> Html:
    return here.number(fewest) if most <= fewest else joined([here.number(fewest), here.number(most)], "–")


def _area(here: Here, found: Seated) -> Context:
    """One ballot area: its ladder, its ties, the smallest change, the range of each list, who sits on the seats."""
    told: Context = {
        "id": f"area-{found.area.id}",
        "title": html(here.labels.titles(found.area.title)),
        "seats": here.say("outcome.area.seats", n=here.number(found.seats)),
    }
    if found.allocation is None or found.count is None:
        message = "outcome.area.no-figures" if found.count is None else "outcome.area.no-nation"
        return {**told, "says": [here.say(message)], "ladder": [], "members": [], "ranges": []}
    says = [_state(here, found), *_ties(here, found), _smallest(here, found)]
    return {
        **told,
        "says": [s for s in says if s],
        "ladder": _ladder(here, found),
        "members": _members(here, found),
        "ranges": _ranges(here, found),
    }


def _state(here: Here, found: Seated) -> Html:
    """On which figures the area's seats rest, and the most votes that are not in them."""
    count = found.count
    assert count is not None
    target = here.unit(found.units[0]) if len(found.units) == 1 else here.in_contest()
    figures = link(target, here.say("outcome.basis.figures"))
    if not count.provisional:
        return here.say("outcome.basis.declared", n=here.number(count.valid), figures=figures)
    said = here.say("outcome.basis.provisional", n=here.number(count.valid), figures=figures)
    if count.open is None:
        return joined([said, here.say("outcome.open.unknown")], " ")
    if not count.open.stations:
        return said
    if count.open.most is None:
        return joined([said, here.count("outcome.open.unbounded", count.open.stations)], " ")
    return joined([said, here.count("outcome.open", count.open.stations, most=here.number(count.open.most))], " ")


def _ties(here: Here, found: Seated) -> list[Html]:
    """Each tie by the lists that claim the seat, and what settled it."""
    assert found.allocation is not None
    says = []
    for seat in found.allocation.seats:
        if seat.claimants:
            values = {"n": here.number(seat.number), "names": names_of(here, seat.claimants)}
            holder = short(here, seat.holder) if seat.holder else NOTHING
            if seat.settled == "lot" and found.lot is not None:
                page = f"{here.in_contest('decisions')}#d-{found.lot.decision}"
                values["decision"] = link(page, here.say("outcome.tie.lot.decision"))
            says.append(here.say(f"outcome.tie.{seat.settled}", holder=holder, **values))
    return says


def _smallest(here: Here, found: Seated) -> Html:
    """The fewest votes that would move the last seat, from list to list, or as new votes."""
    least = smallest(found.margins)
    if least is None:
        return NOTHING
    gain = min(found.margins, key=lambda m: (m.add, m.challenger))
    return here.say(
        "outcome.smallest",
        move=here.number(least.move),
        holder=short(here, least.holder),
        challenger=short(here, least.challenger),
        add=here.number(gain.add),
        gaining=short(here, gain.challenger),
        losing=short(here, gain.holder),
    )


def _ladder(here: Here, found: Seated) -> list[Context]:
    """The quotients, the largest first: seats with their numbers, then the three below with the votes they lack."""
    assert found.allocation is not None
    seats_of = {(s.holder, s.quotient.divisor): s for s in found.allocation.seats if s.holder}
    open_ = {(name, s.quotient.divisor): s for s in found.allocation.open for name in s.claimants}
    last = found.allocation.seats[-1].quotient if found.allocation.seats else None
    largest = found.ladder[0].exact if found.ladder else 1
    held = sorted(found.ladder, key=lambda q: _place(q, seats_of, open_, found.seats))
    return [_rung(here, q, seats_of, open_, last, round(q.exact / largest * WIDTH)) for q in held]


def _place(
    q: Quotient, seats_of: dict[tuple[str, int], Seat], open_: dict[tuple[str, int], Seat], seats: int
) -> tuple[int, Fraction]:
    """The order on the page: the seats by number, then open claims, then the rest by quotient."""
    seat = seats_of.get((q.selection, q.divisor)) or open_.get((q.selection, q.divisor))
    return (seat.number if seat else seats + 1), -q.exact


def _rung(
    here: Here,
    q: Quotient,
    seats_of: dict[tuple[str, int], Seat],
    open_: dict[tuple[str, int], Seat],
    last: Quotient | None,
    width: int,
) -> Context:
    column = here.votes[[s.id for s in here.ballot.selection].index(q.selection)]
    seat, tied = seats_of.get((q.selection, q.divisor)), open_.get((q.selection, q.divisor))
    if seat is not None:
        state, no = "seat", here.number(seat.number)
        note = NOTHING
    elif tied is not None:
        state, no = "tied", here.number(tied.number)
        note = here.say("outcome.rung.tied")
    else:
        state, no, note = "below", NOTHING, NOTHING
        if last is not None:
            lacks = last.votes * q.divisor // last.divisor - q.votes + 1
            note = here.say("outcome.rung.lacks", n=here.number(lacks))
    return {
        "state": state,
        "no": no,
        "name": here.short(column),
        "divided": Html(f"{here.number(q.votes)} : {here.number(q.divisor)}"),
        "quotient": decimal(here, q.votes, q.divisor),
        "note": note,
        "class": mark(here, column),
        "width": width,
    }


def _members(here: Here, found: Seated) -> list[Context]:
    """Who of each list sits on its seats, where the votes of its candidates are known."""
    told = []
    for selection, own in found.members.items():
        names = found.area.candidates[selection]
        people = [joined([here.number(n), name(names[n - 1])], " ") for n in own.elected]
        says = [*people]
        if own.tied:
            tied = joined([joined([here.number(n), name(names[n - 1])], " ") for n in own.tied])
            says.append(here.say("outcome.members.tied", n=here.number(own.of_open), names=tied))
        if own.vacant:
            says.append(here.say("outcome.members.vacant", n=here.number(own.vacant)))
        told.append({"list": short(here, selection), "says": joined(says, "; ")})
    return told


def _ranges(here: Here, found: Seated) -> list[Context]:
    """The fewest and the most seats of each list while votes are unknown; nothing where all are known."""
    if found.count is None or not found.count.provisional:
        return []
    if found.count.open is None or not found.count.open.stations:
        return []
    shown = [r for r in found.ranges.values() if r.most]
    assert found.allocation is not None
    return [
        {
            "name": short(here, r.selection),
            "now": here.number(found.allocation.held.get(r.selection, 0)),
            "fewest": here.number(r.fewest),
            "most": here.number(r.most),
            "open": r.fewest < r.most,
        }
        for r in shown
    ]
