"""How complete a unit's count is: stations in, held, missing, and whether what is missing can change the leader."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.disputes.caps import LAW, RECEIVED, REGISTERED
from bukti.disputes.matters import NEVER
from bukti.evidence.ballots import Contest
from bukti.publish.leading import CAP, Out, could_change
from bukti.publish.pages.here import Context, Here, Site, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import NOTHING, Html, joined, link, strong
from bukti.publish.pages.result import WIDTH, on_basis
from bukti.publish.pages.stations import Behind


@dataclass(frozen=True)
class Stations:
    """Stations of a unit by state; `zeros` are in, but hold nothing but placeholder zeros."""

    expected: int
    inside: int
    held: int
    void: int
    partial: int
    missing: int
    zeros: int

    @property
    def open(self) -> int:
        """Stations whose votes are not in the sum, or only as zeros that stand for nothing."""
        return self.expected - self.inside + self.zeros


def stations(row: Row, zeros: int, partial: int) -> Stations | None:
    """The states of a unit's stations; None where nobody says how many there should be, or how many are in."""
    expected = row["stations_expected"]
    if expected is None or row["stations_in"] is None:
        return None
    held, void = row["stations_held"], row["stations_void"]
    rest = expected - row["stations_in"] - held - void
    return Stations(expected, row["stations_in"], held, void, partial, max(0, rest - partial), zeros)


def completeness(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """The bar with its words, and the sentences that matter; no sentence where the unit has no count at all."""
    row = loaded.tally.get((unit.unit_id, "counted"))
    if row is None:
        return {"meter": (), "meter_label": NOTHING, "complete": ()}
    zeros, partial = loaded.marks(unit.unit_id)
    found = stations(row, zeros, partial)
    number = here.number
    if found is None:
        said = here.say("complete.of-unknown", n=strong(number(row["stations_in"])))
        return {"meter": (), "meter_label": NOTHING, "complete": (said,)}
    at, bar = 0, []
    for state, n in _parts(found):
        if n:
            width = max(4, round(n * WIDTH / found.expected)) if found.expected else 0
            bar.append((state, at, width, here.say(f"complete.word.{state}"), number(n)))
            at += width
    first = (
        here.say("complete.in", n=strong(number(found.inside)), expected=number(found.expected))
        if found.expected
        else here.say("complete.none-expected")
    )
    size = _size(here, loaded, unit, row, found)
    says = [first, *_behind(here, unit, row, found), *size, *_matters(here, loaded, unit, found)]
    label = joined([f"{word} {n}" for *_, word, n in bar])
    return {"meter": bar, "meter_label": label, "complete": says}


def opened(here: Here, loaded: Loaded, unit: Unit) -> list[Html]:
    """What is not in yet, how large it is, whether it could change the leader, in the fewest sentences."""
    row = loaded.tally.get((unit.unit_id, "counted"))
    found = stations(row, *loaded.marks(unit.unit_id)) if row else None
    if row is None or found is None:
        return [here.say("first.open.unknown")]
    if not found.expected:
        return [here.say("complete.none-expected")]
    if not found.open:
        return [here.say("first.open.none")]
    parts = [
        here.say("first.open.part", n=here.number(n), word=here.say(f"complete.word.{state}"))
        for state, n in _parts(found)
        if n and state not in ("in", "filled")
    ]
    said = here.count("first.open", found.open, parts=joined(parts))
    size = _size(here, loaded, unit, row, found) or [here.say("first.open.voters-unknown")]
    return [said, *size, *_matters(here, loaded, unit, found, "first.cannot", "first.not-certain")]


def _parts(found: Stations) -> tuple[tuple[str, int], ...]:
    return (
        ("filled" if found.zeros else "in", found.inside - found.zeros),
        ("zeros", found.zeros),
        ("held", found.held),
        ("partial", found.partial),
        ("void", found.void),
        ("missing", found.missing),
    )


def _behind(here: Here, unit: Unit, row: Row, found: Stations) -> list[Html]:
    """What is missing, in words, and how many registered voters stand behind it where that is known."""
    said = []
    number = here.number
    if found.zeros:
        said.append(here.count("complete.zeros-say", found.zeros, link=_findings(here, "zeros")))
    if found.held:
        said.append(here.count("complete.held-say", found.held, link=_findings(here, "held")))
    if found.partial:
        said.append(here.count("complete.partial-say", found.partial))
    if found.missing:
        behind = voters_behind(here, unit, row)
        if behind is None:
            said.append(here.count("complete.missing-say", found.missing))
        else:
            said.append(here.count("complete.missing-voters", found.missing, voters=number(behind)))
    return said


def voters_behind(here: Here, unit: Unit, row: Row) -> int | None:
    """Registered voters of the unit table less those on the sheets that are in; None where that cannot be told."""
    if unit.registered is None:
        return None
    for shape in here.site.terms.shape.sheets:
        fields = here.site.boxes[shape.kind].registered
        if shape.of_station and fields and not any(row[f"{f}_unknown"] for f in fields):
            behind = unit.registered - sum(row[f] or 0 for f in fields)
            return behind if behind > 0 else None
    return None


def _size(here: Here, loaded: Loaded, unit: Unit, row: Row, found: Stations) -> list[Html]:
    """How many registered voters stand behind all open stations, of how many; nothing where it cannot be told."""
    if not found.open:
        return []
    known = loaded.behind.get(unit.unit_id)
    voters, unknown = None, 0
    if known and known.rows == found.open and not known.unknown:
        voters = known.voters
    elif (rest := voters_behind(here, unit, row)) is not None:
        voters = rest + (known.of_zeros if known else 0)
    elif known and known.voters:
        voters, unknown = known.voters, known.unknown + max(0, found.open - known.rows)
    if voters is None:
        return []
    told = strong(here.number(voters))
    if unknown:
        return [here.count("complete.size.part", unknown, voters=told)]
    if unit.registered:
        return [here.say("complete.size.of", n=told, share=here.labels.progress(voters, unit.registered))]
    return [here.say("complete.size", n=told)]


def _findings(here: Here, which: str) -> Html:
    """A link to the findings behind a state: those of the rule about zeros, or of what is impossible."""
    zeros = [r.rule.lower() for s in here.site.terms.sheets for r in s.rules if r.check == "placeholder_zeros"]
    return link(
        here.in_contest("findings", *zeros[:1] if which == "zeros" else ("hold",)), here.say(f"complete.see-{which}")
    )


def _matters(
    here: Here,
    loaded: Loaded,
    unit: Unit,
    found: Stations,
    safe: str = "complete.cannot",
    open_: str = "complete.not-certain",
) -> list[Html]:
    """Whether the open stations can change who leads the count: never only by what they can yield at most.

    Nothing is projected.
    """
    counted = on_basis(loaded, unit.unit_id, "counted")
    if not found.open or counted is None or unstated(here.site, here.ballot, loaded, unit):
        return []
    out = out_of(here.site, loaded.behind.get(unit.unit_id), found.open)
    answer = could_change(tuple(counted.votes.values()), out)
    if answer.decisive is None:
        return []
    number = here.number
    values = {"margin": number(counted.margin), "most": number(out.most), "cap": number(here.site.terms.caps.get(CAP))}
    values["first"] = here.short(counted.order[0])
    return [here.count(safe if answer.answer == NEVER else open_, found.open, **values)]


def unstated(site: Site, contest: Contest, loaded: Loaded, unit: Unit) -> bool:
    """Whether some sheet that a contest without sheets of stations is summed from does not state a vote.

    Such a sheet may call stations in all the same, so that more is out than is counted as out.
    """
    row = loaded.tally.get((unit.unit_id, "counted"))
    return (
        contest.id not in site.terms.with_stations
        and row is not None
        and any(row[f"{v}_unknown"] for v in loaded.votes)
    )


def out_of(site: Site, known: Behind | None, open_stations: int) -> Out:
    """The open stations with the most votes that they can yield: those with a row each by its own, the rest by the law.

    Where more rows are open than stations, none of them is taken, since it is not known which.
    """
    out = Out()
    if known and known.rows <= open_stations:
        out = Out(known.rows, known.most, known.unbounded)
        law = known.rows - known.by_received - known.by_registered - known.unbounded
        out.rests.update({RECEIVED: known.by_received, REGISTERED: known.by_registered, LAW: law})
    if rest := open_stations - out.stations:
        out.add(site.cap(None, None), rest)
    return out
