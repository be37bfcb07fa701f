"""Who leads or is declared in a unit, on which basis, with bars that share one frame."""

from __future__ import annotations

from collections.abc import Mapping

from bukti.publish.pages.here import Context, Here, Site, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, html, joined, strong

WIDTH = 1000
DECLARED, COUNTED = "declared", "counted"


class Result:
    """The figures of a unit on the basis that is its headline.

    `order` has the vote columns, most votes first, then in ballot order; `margin` is by how many votes the first leads
    the second, all its votes where there is one selection.
    """

    __slots__ = ("basis", "margin", "order", "total", "votes")

    def __init__(self, basis: str, votes: Mapping[str, int]) -> None:
        self.basis = basis
        self.votes = votes
        self.total = sum(votes.values())
        # Columns stand in ballot order, and sorting keeps it among equals.
        self.order = sorted(votes, key=votes.__getitem__, reverse=True)
        self.margin = votes[self.order[0]] - (votes[self.order[1]] if len(votes) > 1 else 0)


def on_basis(loaded: Loaded, unit_id: str, basis: str) -> Result | None:
    """The unit's figures on one basis where it knows every vote."""
    row = loaded.tally.get((unit_id, basis))
    if row is None:
        return None
    votes = {v: row[v] for v in loaded.votes}
    return None if None in votes.values() else Result(basis, votes)


def result(loaded: Loaded, unit_id: str) -> Result | None:
    """The declared figures where a higher sheet states them all, else the counted ones; None where nothing is known."""
    return on_basis(loaded, unit_id, DECLARED) or on_basis(loaded, unit_id, COUNTED)


def evidence(here: Here, unit_id: str, basis: str) -> str:
    """The link from a unit's figure to what it rests on: the declared sheet, or the units that add up to it."""
    return here.unit(unit_id, "#sheet" if basis == DECLARED else "#below")


def registered(site: Site, unit: Unit, row: Row | None) -> tuple[int | None, int]:
    """Registered voters of a unit and at how many stations they are not known.

    As the unit table states them, else what the sheets of the counted stations state.
    """
    if unit.registered is not None:
        return unit.registered, 0
    for shape in site.terms.shape.sheets:
        fields = site.boxes[shape.kind].registered
        if shape.of_station and row and fields and all(row[f] is not None for f in fields):
            return sum(row[f] for f in fields), max(row[f"{f}_unknown"] for f in fields)
    return None, 0


def lead(here: Here, loaded: Loaded, unit: Unit, found: Result | None) -> Context:
    """The first section of a unit's page: sentence, basis, bars, what the shares are of."""
    counted = loaded.tally.get((unit.unit_id, COUNTED))
    basis = _basis(here, found, counted)
    if found is None or found.total == 0:
        word = here.say("state.missing")
        nothing = {"bars": (), "denominator": NOTHING, "frame": NOTHING, "cite": NOTHING}
        return {"sentence": here.say("lead.nothing"), "state": "missing", "word": word, "basis": basis, **nothing}
    state = DECLARED if found.basis == DECLARED else _counted_state(counted)
    frame, unknown = registered(here.site, unit, counted)
    framed = frame is not None and frame >= found.total
    whole = frame if framed and frame else found.total
    target, figures = evidence(here, unit.unit_id, found.basis), here.speech.figures
    bars = [
        (
            here.place(v),
            here.plain(v),
            mark(here, v),
            round(n * WIDTH / whole),
            target,
            figures[n],
            here.labels.share(n, found.total),
        )
        for v, n in found.votes.items()
    ]
    return {
        "sentence": headline(here, found, state),
        "state": state,
        "word": here.say(f"state.{state}"),
        "basis": basis,
        "bars": bars,
        "denominator": _denominator(here, found),
        "cite": _cite(here, unit, found, state),
        "frame": here.count("lead.frame", frame, unknown=_unknown(here, unknown)) if framed and frame else NOTHING,
    }


def mark(here: Here, column: str) -> str:
    """The class that gives a selection its colour."""
    return f"k-{here.ballot.id}-{here.place(column)}"


def headline(here: Here, found: Result, state: str) -> Html:
    """Who leads by how many votes, the two figures beside it."""
    number = here.number
    order = found.order
    if len(order) == 1:
        return here.say("lead.alone", first=here.short(order[0]), a=strong(number(found.total)))
    values = {"first": here.short(order[0]), "second": here.short(order[1])}
    figures = {"a": number(found.votes[order[0]]), "b": number(found.votes[order[1]])}
    if found.margin == 0:
        return here.say("lead.equal", **values, **figures)
    message = "lead.ahead.so-far" if state in ("partial", "missing") else "lead.ahead"
    return here.say(message, **values, **figures, margin=strong(number(found.margin)))


def _counted_state(counted: Row | None) -> str:
    expected = counted and counted["stations_expected"]
    return COUNTED if counted and expected is not None and counted["stations_in"] == expected else "partial"


def _basis(here: Here, found: Result | None, counted: Row | None) -> Html:
    """On what the headline rests, and what that basis does not know."""
    if found is None or counted is None:
        return here.say("lead.nothing.why")
    number = here.number
    if found.basis == DECLARED:
        return here.say("lead.basis.declared")
    if counted["stations_in"] is None:
        return here.say("lead.basis.unstated")
    if counted["stations_expected"] is None:
        return here.say("lead.basis.counted.of-unknown", n=number(counted["stations_in"]))
    return here.say(
        "lead.basis.counted", n=number(counted["stations_in"]), expected=number(counted["stations_expected"])
    )


def _cite(here: Here, unit: Unit, found: Result, state: str) -> Html:
    """The figures as others quote them: what, where, who says so, in which publication, at which address."""
    public, election = here.site.terms.configuration.public, here.site.terms.configuration.election
    figures = joined([here.say("cite.figure", name=here.short(v), n=here.number(n)) for v, n in found.votes.items()])
    file = here.site.addresses.page(here.language, here.ballot.id, unit.unit_id)
    return here.say(
        "cite.text",
        contest=here.labels.titles(here.ballot.title),
        unit=here.unit_name(unit),
        figures=figures,
        state=here.say(f"state.{state}"),
        source=here.labels.titles(election.office or election.title),
        publication=Html(f'<b class="publication">{here.say("cite.preview")}</b>'),
        address=Html(f'<span class="address">{html(public.address + file)}</span>') if public else NOTHING,
    )


def _denominator(here: Here, found: Result) -> Html:
    """What the shares are of, and that rounded shares do not add up where they do not."""
    total = found.total
    tenths = sum([(2000 * v + total) // (2 * total) for v in found.votes.values()])
    said = here.say("lead.of", n=here.number(total), k=here.number(len(found.votes)))
    if tenths == 1000:
        return said
    return here.say("lead.of.rounded", said=said, sum=here.labels.share(tenths, 1000))


def _unknown(here: Here, stations: int) -> Html:
    return here.count("lead.frame.unknown", stations) if stations else NOTHING
