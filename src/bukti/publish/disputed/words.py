"""A case in one language: what is claimed, and of each claim the four lines, as finished texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bukti.disputes.effects import Effect, Range
from bukti.evidence.case import Claim, Exhibit, Order, Party
from bukti.locale import Catalogue
from bukti.publish.cases import selection_named
from bukti.publish.disputed.limits import limits
from bukti.publish.disputed.seats import SeatsView
from bukti.publish.disputed.view import CaseView, ClaimView
from bukti.publish.labels import Labels, printed

DIGITS = 16
"""So many hex digits of a document's SHA-256 tell it apart."""


@dataclass(frozen=True)
class Lines:
    """The four lines of a claim: the difference, who gained, whether it could change the result, what explains it."""

    difference: str
    gained: str
    matters: str
    documents: str

    @property
    def all(self) -> tuple[str, ...]:
        return (self.difference, self.gained, self.matters, self.documents)


class CaseWords:
    """The texts about one case. `place` gives a unit's name, a station's with its village's, by its id."""

    def __init__(self, labels: Labels, view: CaseView, place: Callable[[str], str]) -> None:
        self.labels, self.view, self.place = labels, view, place

    @property
    def say(self) -> Catalogue:
        return self.labels.say

    @property
    def name(self) -> str:
        """What the case is called: by its number, else by its receipt, else as filed here."""
        case = self.view.case
        return case.number or case.receipt or self.say("case.unnumbered", id=self.view.id)

    @property
    def status(self) -> str:
        """How far the case is; once it is over, how it ended."""
        case = self.view.case
        return (
            self.say(f"case.outcome.{case.ruling.outcome}") if case.ruling else self.say(f"case.status.{case.status}")
        )

    def day(self, day: date | None) -> str:
        return self.labels.day(day) if day else self.unknown

    @property
    def unknown(self) -> str:
        return self.say("label.unknown")

    def party(self, party: Party) -> str:
        """A side by what it is: a pair by its number, an office by its post."""
        if party.office:
            return party.office
        at = selection_named(self.view.contest, party.selection or "")
        return self.selection(at) if at is not None else str(party.selection)

    def selection(self, at: int) -> str:
        """A selection by its number on the ballot: no person's name."""
        message = "case.list" if self.view.is_of_seats else "case.pair"
        return self.say(message, number=printed(at + 1, self.view.contest.selection[at]))

    def units(self, names: Iterable[str]) -> str:
        """The units that names in the case stand for."""
        told = [self.place(self.view.taken.units[name]) for name in names]
        return ", ".join(told) or self.say("case.nowhere")

    def where(self, claim: Claim) -> str:
        """At which places, and at how many stations there where these are not named."""
        told = self.units(claim.units)
        if claim.stations is None:
            return told
        return self.say("case.stations", n=self.labels.number(claim.stations), units=told)

    def about(self, claim: Claim) -> str:
        """What is claimed, in a sentence."""
        n = self.labels.number(claim.voters) if claim.voters is not None else self.say("case.how-many-unknown")
        told = self.say(f"case.kind.{claim.kind}", n=n)
        return capital(told)

    def asks(self, claim: Claim) -> str:
        """What is asked for it."""
        return ", ".join(self.say(f"case.asks.{a}") for a in claim.asks) or self.say("case.asks-nothing")

    def gaps_in(self, claim: Claim) -> list[str]:
        """What nobody has said."""
        return [self.say(f"case.unknown.{u}") for u in claim.unknown]

    def lines(self, view: ClaimView) -> Lines:
        """The four lines of a claim."""
        matters = self.answer(view.if_true, "case.if-true", view.seats_if_true)
        if view.if_granted is not None:
            matters += " " + self.answer(view.if_granted, "case.if-granted", view.seats_if_granted)
        return Lines(self.difference(view), self.gained(view), matters, self.documents(view.claim))

    def difference(self, view: ClaimView) -> str:
        """Each figure as it stands and as it is claimed; else of how many voters the claim speaks."""
        claim, number = view.claim, self.labels.number
        told = []
        for figure in view.figures:
            field = self.labels.field(figure.column, self.view.contest)
            values = {"field": field, "stands": number(figure.stands), "claimed": number(figure.claimed)}
            size = self.labels.signed(figure.claimed - figure.stands) if figure.stands is not None else self.unknown
            told.append(self.say("case.figure", **values, size=size))
            if figure.written is not None and figure.written != figure.stands:
                told.append(self.say("case.figure-written", n=number(figure.written)))
        if not told and claim.voters is not None:
            return self.say("case.voters", n=number(claim.voters))
        return " ".join(told) or self.say("case.no-figures")

    def gained(self, view: ClaimView) -> str:
        """How the votes of each selection would change if the claim is true."""
        found = view.if_true
        if found is None:
            return self.say("case.result-unknown")
        if all(change.exact == 0 for change in found.changes):
            return self.say("case.none-gains")
        told = [
            self.say("case.change", who=self.selection(at), change=self.range(change))
            for at, change in enumerate(found.changes)
            if change.exact != 0
        ]
        return self.say("case.changes", changes="; ".join(told))

    def range(self, found: Range) -> str:
        """A change, or between which two it lies."""
        if found.exact is not None:
            return self.labels.signed(found.exact)
        least, most = (self.unknown if n is None else self.labels.signed(n) for n in (found.least, found.most))
        return self.say("case.between", least=least, most=most)

    def answer(self, found: Effect | None, condition: str, seats: SeatsView | None = None) -> str:
        """Whether it could change who leads, with the gap that proves it; of a council whether a seat could move."""
        if found is None:
            return self.say("case.result-unknown")
        when = self.say(condition)
        if seats is not None:
            return self.seats(seats, when)
        if self.view.is_of_seats:
            each = any(claim.seats_if_true for claim in self.view.claims)
            return self.say("case.seats-each" if each else "case.seats", when=when)
        rival, gap = self.decisive(found)
        values = {"when": when, "first": self.selection(found.first), "second": self.selection(rival)}
        told = {key: "" if n is None else self.whole(n) for key, n in (("least", gap.least), ("most", gap.most))}
        return self.say(f"case.answer.{found.answer}", **values, **told)

    def seats(self, view: SeatsView, when: str) -> str:
        """Whether a seat of the area could move, and between which lists."""
        ids = [s.id for s in self.view.contest.selection]
        names = {"gives": view.found.gives, "takes": view.found.takes}
        told = {key: self.selection(ids.index(name)) if name else self.unknown for key, name in names.items()}
        return self.say(f"case.seats.{view.found.answer}", when=when, area=self.labels.titles(view.area.title), **told)

    def whole(self, n: int) -> str:
        """A gap: below zero with a true minus."""
        return self.labels.number(n) if n >= 0 else self.labels.signed(n)

    @staticmethod
    def decisive(found: Effect) -> tuple[int, Range]:
        """The other whose gap decides the answer: the one that could come furthest."""
        if found.answer == "certain":
            return min(found.gaps.items(), key=lambda g: (g[1].most is None, g[1].most or 0, g[0]))
        return min(found.gaps.items(), key=lambda g: (g[1].least is not None, g[1].least or 0, g[0]))

    def documents(self, claim: Claim) -> str:
        """The papers and decisions that the claim is tied to; that there is none is said as plainly."""
        codes = {e.code: e for e in self.view.case.exhibit}
        told = [self.exhibit(codes[code]) for code in claim.exhibits if code in codes]
        told += [self.say("case.decision", id=d) for d in claim.decisions]
        told += [self.say("case.sheet", id=s) for s in claim.sheets]
        return "; ".join(told) or self.say("case.no-documents")

    def exhibit(self, exhibit: Exhibit) -> str:
        """An exhibit by its code and kind, with the beginning of its digest where there is a copy."""
        digest = f" ({exhibit.sha256[:DIGITS]})" if exhibit.sha256 else ""
        return f"{exhibit.code} {self.say(f'case.paper.{exhibit.what}')}{digest}"

    def order(self, order: Order) -> str:
        """What the Court ordered."""
        units = self.units(order.units) if order.units else ""
        if order.stations is not None:
            units = self.say("case.stations-unnamed", n=self.labels.number(order.stations))
        beside = f" ({units})" if units and order.kind in ("re-recap", "wording") else units
        told = self.say(f"case.order.{order.kind}", units=beside)
        days = self.say("case.days", n=self.labels.number(order.days)) if order.days else ""
        return f"{told}{days}"

    def standing(self) -> str:
        """The gap now, and the threshold beside it where the contest says what that is taken from."""
        view, number = self.view, self.labels.number
        if view.votes is None or view.first is None or view.second is None or view.gap is None:
            return self.say("case.result-unknown")
        told = self.say(
            "case.gap", first=self.selection(view.first), second=self.selection(view.second), gap=number(view.gap),
            a=number(view.votes[view.first]), b=number(view.votes[view.second]),
            basis=self.labels.basis(view.basis, view.contest),
        )  # fmt: skip
        told = capital(told)
        if view.limit is None:
            return told
        message = "case.limit.within" if view.limit.standing else "case.limit.over"
        values = {"nearest": number(view.limit.nearest), "permille": number(view.limit.permille)}
        told += " " + self.say(message, **values, valid=number(view.limit.valid), law=self.law(view.limit.source))
        return told + (" " + self.say("case.limit.close") if view.limit.close else "")

    def limits(self) -> list[tuple[str, str]]:
        """Each time limit: what for, and until when; whether the step was taken by then, where its day is known."""
        told = []
        for limit in limits(self.view.contest, self.view.case):
            if limit.rule is None:
                title, law = self.say("case.limit-of-order", order=str(limit.order)), ""
            else:
                title = limit.rule.title.tell(self.labels.language)
                law = f" ({self.law(limit.rule.law)})"
            if limit.last is None:
                told.append((title, self.say("case.until-unknown", since=self.day(limit.since)) + law))
                continue
            step = ""
            if limit.done is not None:
                how = "in-time" if limit.done <= limit.last else "late"
                step = " " + self.say(f"case.step.{how}", day=self.day(limit.done))
            told.append((title, self.say("case.until", day=self.day(limit.last)) + law + "." + step))
        return told

    def law(self, law: object) -> str:
        """An act and article, marked where nobody has checked them against the text."""
        seen = getattr(law, "seen", False)
        told = f"{getattr(law, 'act', '')} {getattr(law, 'where', '')}".strip()
        return told if seen else f"{told} ({self.say('case.law-unchecked')})"


def capital(sentence: str) -> str:
    """A sentence that begins as sentences do."""
    return sentence[:1].upper() + sentence[1:]


__all__ = ["CaseWords", "Lines", "capital"]
