"""Disputes about a contest: their list, a page for each with claim, evidence and decision, and where a unit says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bukti.evidence.case import Exhibit, Keep
from bukti.evidence.cases import TakenCase
from bukti.publish.disputed.view import CaseView, ClaimView
from bukti.publish.disputed.words import CaseWords
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.markup import Html, code, joined, link

FOLDER: Final = "disputes"
TEMPLATE: Final = "cases.html"
CASE_TEMPLATE: Final = "case.html"
LINES: Final = ("difference", "gained", "matters", "documents")


def words(here: Here, view: CaseView) -> CaseWords:
    """The texts of a case on this page."""
    return CaseWords(here.labels, view, lambda unit_id: plain_name(here, unit_id))


def plain_name(here: Here, unit_id: str) -> str:
    """A unit's name as text, a station's with its village's."""
    village, _, station = unit_id.partition("/")
    found = here.site.units.get(village)
    name = here.speech.unit(found.name) if found else village
    return f"{here.station_name(unit_id)} {name}" if station else name


def disputed(here: Here, unit_id: str) -> list[tuple[str, str]]:
    """In which cases the unit is in dispute: where each claim stands, and the case's name with its status."""
    found = here.site.disputed.get((here.ballot.id, unit_id), ())
    told = []
    for taken, claim in found:
        name, status = name_and_status(here, taken)
        says = here.labels.say("case.in-dispute", case=name, claim=claim, status=status)
        told.append((f"{here.in_contest(FOLDER, taken.id)}#c-{claim}", says))
    return told


def folders(site: Site, contest: str) -> list[str]:
    """The folders of the pages about cases, below the contest's."""
    own = [f"{FOLDER}/{taken.id}" for taken in site.cases if taken.contest == contest]
    return [FOLDER, *own] if own else []


def brief(here: Here) -> list[tuple[str, str, str]]:
    """The cases of a contest on its own page: where each is told, its name, its status."""
    own = [taken for taken in here.site.cases if taken.contest == here.ballot.id]
    return [(here.in_contest(FOLDER, t.id), *name_and_status(here, t)) for t in own]


def name_and_status(here: Here, taken: TakenCase) -> tuple[str, str]:
    """What a case is called, and how far it is or how it ended."""
    case = taken.written.case
    name = case.number or case.receipt or here.labels.say("case.unnumbered", id=taken.id)
    if case.ruling:
        return name, here.labels.say(f"case.outcome.{case.ruling.outcome}")
    return name, here.labels.say(f"case.status.{case.status}")


def context(here: Here, views: Sequence[CaseView]) -> Context:
    """The list of a contest's cases."""
    title = here.say("cases.title")
    intro = here.count("cases.intro", len(views))
    return {
        **here.frame(str(title), here.way(str(title)), FOLDER, intro),
        "intro": intro,
        "standing": words(here, views[0]).standing(),
        "cases": [_line(here, view) for view in views],
    }


def _line(here: Here, view: CaseView) -> Context:
    said = words(here, view)
    return {
        "target": here.in_contest(FOLDER, view.id),
        "name": said.name,
        "status": said.status,
        "units": _units(here, dict.fromkeys(u for c in view.case.claim for u in c.units), view),
        "answer": said.answer(view.together, "case.if-all-true") if view.claims else here.say("cases.no-claims"),
    }


def _units(here: Here, names: Iterable[str], view: CaseView) -> Html:
    """Links to the units that names in the case stand for."""
    return joined([here.named(view.taken.units[name], full=True) for name in names])


def case_context(here: Here, view: CaseView) -> Context:
    """The page of one case."""
    said, case = words(here, view), view.case
    above = link(here.in_contest(FOLDER), here.say("cases.title"))
    answers = [said.answer(view.together, "case.if-all-true")] if view.claims else []
    answers += [said.answer(view.together_granted, "case.if-all-granted")] if view.together_granted else []
    return {
        **here.frame(said.name, here.way(said.name, above), FOLDER, said.standing()),
        "name": said.name,
        "status": said.status,
        "standing": said.standing(),
        "facts": _facts(here, said),
        "limits": said.limits(),
        "answers": answers,
        "claims": [_claim(here, said, claim) for claim in view.claims],
        "exhibits": [_exhibit(here, said, e) for e in case.exhibit],
        "keep": [_keep(here, said, k) for k in case.keep],
        "orders": [said.order(o) for o in case.ruling.order] if case.ruling else [],
        "outcome": here.say("cases.ended", outcome=said.status) if case.ruling else here.say("cases.open"),
        "unread": here.say("cases.unread") if case.ruling and not case.ruling.seen else "",
        "document": case.ruling.document if case.ruling else "",
        "decisions": _decisions(here, view),
        "sha256": view.taken.written.sha256,
    }


def _decisions(here: Here, view: CaseView) -> list[tuple[str, str]]:
    """The decisions that belong to the case: where each stands on the page of decisions, what it says of what."""
    page = here.in_contest("decisions")
    return [
        (f"{page}#d-{r['decision_id']}", f"{plain_name(here, r['unit_id'])}: {here.labels.decision(r, here.ballot)}")
        for r in view.decisions
    ]


def _facts(here: Here, said: CaseWords) -> list[tuple[object, object]]:
    """Parties, numbers, the decision that is disputed, the days; what is not known says so."""
    case = said.view.case
    unread = "" if case.object.seen else f" ({here.say('cases.unread')})"
    stated = [case.object.number or "", said.day(case.object.date) if case.object.date else ""]
    told: list[tuple[object, object]] = [
        (here.labels.say(f"case.party.{party.role}"), said.party(party)) for party in case.party
    ]
    told += [(here.say("cases.number"), case.number or said.unknown)]
    told += [(here.say("cases.receipt"), case.receipt or said.unknown)]
    told += [(here.say("cases.object"), (", ".join(filter(None, stated)) or said.unknown) + unread)]
    told += [(here.say("cases.basis"), "; ".join(case.basis) or said.unknown)]
    days = (
        ("cases.announced", case.dates.announced), ("cases.filed", case.dates.filed),
        ("cases.registered", case.dates.registered), ("cases.judged", case.dates.judged),
    )  # fmt: skip
    return [*told, *((here.say(message), said.day(day)) for message, day in days)]


def _claim(here: Here, said: CaseWords, view: ClaimView) -> Context:
    claim = view.claim
    lines = zip(LINES, said.lines(view).all, strict=True)
    where: object = _units(here, claim.units, said.view) or said.units(())
    if claim.stations is not None:
        where = here.count("cases.stations", claim.stations, units=where)
    told: list[tuple[object, object]] = [(here.say("cases.where"), where)]
    told += [(here.say(f"cases.line.{key}"), text) for key, text in lines]
    told.append((here.say("cases.asks"), said.asks(claim)))
    if claim.unknown:
        told.append((here.say("cases.unknown"), ", ".join(said.gaps_in(claim))))
    told.append((here.say("cases.held"), here.labels.say(f"case.held.{claim.held}")))
    return {
        "id": claim.id,
        "title": here.say("cases.claim", id=claim.id),
        "about": said.about(claim),
        "unread": "" if claim.seen else here.say("cases.claim-unread"),
        "told": told,
        "findings": [code(f) for f in claim.findings],
    }


def _exhibit(here: Here, said: CaseWords, exhibit: Exhibit) -> tuple[str, str, Html, str]:
    kind = here.labels.say(f"case.paper.{exhibit.what}")
    return exhibit.code, kind, _units(here, exhibit.units, said.view), exhibit.sha256 or ""


def _keep(here: Here, said: CaseWords, keep: Keep) -> tuple[str, Html, str, str]:
    kind = here.labels.say(f"case.paper.{keep.what}")
    return kind, _units(here, keep.units, said.view), keep.box or "", said.day(keep.until) if keep.until else ""


__all__ = ["CASE_TEMPLATE", "FOLDER", "TEMPLATE", "case_context", "context", "disputed"]
