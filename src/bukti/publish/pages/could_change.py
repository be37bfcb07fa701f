"""Could it change who leads? What is out and what is doubtful, held against the margin, with every step printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bukti.disputes.matters import NEVER, NOT_KNOWN, Matters, matters
from bukti.disputes.question import OPEN, RECOUNT, SUMS, Doubt, Part
from bukti.evidence.ballots import Contest
from bukti.publish.leading import CAP, Leading, Out, could_change, leading, unvoted
from bukti.publish.opened import Opened
from bukti.publish.pages import completeness, could_move
from bukti.publish.pages.here import Context, Here, Site, Unit
from bukti.publish.pages.loaded import Loaded
from bukti.publish.pages.markup import NOTHING, Html, link, strong
from bukti.publish.pages.result import DECLARED, on_basis, result
from bukti.publish.questioned import Questioned

TEMPLATE: Final = "could_change.html"
FOLDER: Final = "could-it-change"
TIMES: Final = {OPEN: "open", RECOUNT: "recount", SUMS: "sums"}


@dataclass(frozen=True)
class Asked:
    """One thing that is questioned: how many stations, the answer with its proof."""

    kind: str
    stations: int
    answer: Matters


def leading_of(
    site: Site, contest: Contest, loaded: Loaded, tops: Sequence[Unit], partitions: Sequence[str]
) -> Leading | None:
    """What the figures of the contest's only top mean; None where several units stand on top, or nothing is known."""
    if len(tops) != 1:
        return None
    unit = tops[0]
    found, counted = result(loaded, unit.unit_id), on_basis(loaded, unit.unit_id, "counted")
    row = loaded.tally.get((unit.unit_id, "counted"))
    if found is None or row is None:
        return None
    states = completeness.stations(row, *loaded.marks(unit.unit_id))
    silent = 0
    if completeness.unstated(site, contest, loaded, unit):
        asked = Opened(site.built, changed=False)
        silent = unvoted(asked, [contest.id], {contest.id: partitions}).get(contest.id, 0)
    out = completeness.out_of(site, loaded.behind.get(unit.unit_id), states.open + silent) if states else None
    return leading(
        site.terms,
        contest,
        found.basis,
        [*found.votes.values()],
        [*counted.votes.values()] if counted else None,
        (row["stations_in"], row["stations_expected"]),
        out,
        unit.level,
    )


def line(here: Here, one: Leading | None) -> Html:
    """The line on the contest's home that leads to the page."""
    if one is None:
        return NOTHING
    answer = one.matters.answer if one.matters else NOT_KNOWN
    gap = here.number(one.gap)
    return link(here.in_contest(FOLDER), here.say(f"matter.line.{answer}", gap=gap))


def context(
    here: Here, loaded: Loaded, tops: Sequence[Unit], one: Leading | None, stations: Questioned | None
) -> Context:
    """Everything the template shows."""
    title = str(here.say("matter.title"))
    frame = {**here.frame(title, here.way(title), says=here.say("matter.intro")), "contest": ""}
    frame["contest"] = here.labels.titles(here.ballot.title)
    if one is None:
        return {**frame, "one": None}
    asked = doubts(one, stations)
    return {
        **frame,
        "one": one,
        "told": _answer(here, one, one.matters),
        "gap": gap_says(here, one),
        "proof": _proof(here, one.matters, one.out),
        "doubts": [_row(here, a) for a in asked],
        "declared": one.basis == DECLARED and here.ballot.id not in here.site.terms.provisional,
        "few": _rests(here, stations) if stations else [],
        "move": could_move.stations(here, one, stations),
        "again": could_move.again(here, one, stations),
        "units": could_move.units(here, loaded, tops[0], one),
        "lists": bool(here.ballot.area),
    }


def gap_says(here: Here, one: Leading) -> list[Html]:
    """The gap, on which basis, and whether the law lets it be disputed."""
    number = here.number
    columns = here.site.terms.shape.votes
    values = {"first": here.short(columns[one.first]), "second": here.short(columns[one.second])}
    values |= {"a": number(one.votes[one.first]), "b": number(one.votes[one.second]), "gap": strong(number(one.gap))}
    share = f"{could_move.decimal(here, Fraction(one.gap * 100, one.valid), 2)} %"
    basis = here.labels.basis(one.basis, here.ballot)
    said = [here.say("matter.gap", **values, share=share, valid=number(one.valid), basis=basis)]
    return said + _threshold(here, one)


def _threshold(here: Here, one: Leading) -> list[Html]:
    population, exact = one.contest.population, one.threshold
    shares = [here.labels.share(p, 1000) for p in one.permille]
    if exact is None:
        if one.within in ("not-declared", "no-threshold", "in-part"):
            return [here.say(f"matter.threshold.{one.within}")]
        classes = {"least": shares[0], "most": shares[-1]}
        return [here.say(f"matter.threshold.any.{one.within}", **classes), _unseen(here)]
    limit = could_move.decimal(here, exact.limit, 2)
    values = {"share": shares[0], "limit": limit, "nearest": here.number(exact.nearest)}
    values["people"] = here.number(population.people if population else 0)
    values["source"] = here.say("matter.source", source=population.source if population else "")
    said = [here.say(f"matter.threshold.{one.within}", **values)]
    if exact.close:
        said.append(here.say("matter.threshold.close"))
    return [*said, _unseen(here, exact.source.seen)]


def _unseen(here: Here, seen: bool = False) -> Html:
    return here.say("matter.law.seen" if seen else "matter.law.unseen")


def doubts(one: Leading, stations: Questioned | None) -> list[Asked]:
    """What can be questioned of the count, one thing at a time and then all of it together."""
    found = []
    if one.out is not None and one.matters is not None:
        found.append(Asked("out", one.out.stations, one.matters))
    if stations is None or not stations.parts or one.counted is None:
        return found
    known = Part("apart", stations.apart(one.counted))
    parts = [*stations.parts, known]
    for kind, units in (("sums", stations.sums), ("readings", stations.readings)):
        if units:
            found.append(Asked(kind, len(units), matters(parts, {u: Doubt(SUMS, n) for u, n in units.items()})))
    for kind, doubt in (("recount", Doubt(RECOUNT)), ("re-vote", Doubt(OPEN))):
        if stations.flagged:
            found.append(Asked(kind, len(stations.flagged), matters(parts, dict.fromkeys(stations.flagged, doubt))))
    if len(found) > 1 and one.out is not None:
        every = stations.all_doubts(Doubt(OPEN))
        rest = Part("out", (0,) * len(one.votes), None if one.out.unbounded else one.out.most)
        answer = matters([*parts, rest], every | ({rest.unit_id: Doubt(OPEN)} if one.out.stations else {}))
        found.append(Asked("all", len(every) + one.out.stations, answer))
    return found


def _answer(here: Here, one: Leading, found: Matters | None) -> Html:
    """The answer about what is out, in one sentence."""
    columns = here.site.terms.shape.votes
    answer = found.answer if found else NOT_KNOWN
    if one.out is not None and not one.out.stations and found is not None and found.answer == NEVER:
        return here.say("matter.told.all-in")
    at = found.bounds.first if found else one.first
    return here.say(f"matter.told.{answer}", first=here.short(columns[at]))


def _proof(here: Here, found: Matters | None, out: Out | None) -> list[Html]:
    """Each step from the count to the answer, as numbers."""
    number, columns = here.number, here.site.terms.shape.votes
    if out is None or found is None:
        return [here.say("matter.proof.unknown")]
    pair = found.decisive
    if pair is None:
        return [here.count("matter.proof.unbounded", out.unbounded)] if out.unbounded else []
    names = {"first": here.short(columns[pair.first]), "rival": here.short(columns[pair.rival])}
    steps = [here.say("matter.proof.outside", **names, outside=strong(number(pair.outside)))]
    if not out.stations:
        return [*steps, here.say("matter.proof.nothing-out")]
    steps.append(here.count("matter.proof.most", out.stations, most=strong(number(out.most))))
    steps += rests(here, out)
    steps.append(here.say("matter.proof.interval", least=here.signed(pair.least), most=here.signed(pair.most)))
    compared = {"outside": number(pair.outside), "most": number(out.most)}
    if found.answer == NEVER:
        return [*steps, here.say("matter.proof.never", **names, **compared)]
    return [*steps, here.say("matter.proof.only-if", **names, **compared, net=number(found.net))]


def rests(here: Here, out: Out) -> list[Html]:
    """On what the caps rest, each with at how many stations."""
    cap = here.number(here.site.terms.caps.get(CAP))
    return [here.count(f"matter.rests.{kind}", n, cap=cap) for kind, n in out.rests.items() if n]


def _rests(here: Here, stations: Questioned) -> list[Html]:
    out = Out(len(stations.parts))
    out.rests.update(stations.rests)
    return rests(here, out)


def _row(here: Here, asked: Asked) -> tuple[Html, Html, Html, Html, Html, str]:
    """What is questioned, at how many stations, what it can move, between which margins, the answer and its code."""
    found, pair = asked.answer, asked.answer.decisive
    told = here.say(f"matter.doubt.{asked.kind}")
    answer = here.say(f"matter.answer.{found.answer}")
    if pair is None:
        return told, here.number(asked.stations), NOTHING, NOTHING, answer, found.answer
    moves = here.number(max(pair.down, pair.reported - pair.least))
    interval = here.say("matter.between", least=here.signed(pair.least), most=here.signed(pair.most))
    return told, here.number(asked.stations), moves, interval, answer, found.answer


__all__ = ["FOLDER", "TEMPLATE", "context", "could_change", "leading_of", "line"]
