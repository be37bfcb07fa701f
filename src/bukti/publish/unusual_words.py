"""The reports of what is unusual as sentences: for the public page, and for staff at the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bukti.evidence.ballots import Contest
from bukti.forensics import copied_sheets, identity_breaks, round_shares, source_disagreement, turnout, village_shares
from bukti.forensics.reports import Line, Report
from bukti.forensics.table import Leading, Unusual, finding_id
from bukti.publish.labels import Labels

TYPING: Final = tuple(kind for kind in identity_breaks.KINDS if kind != identity_breaks.EMPTY)
"""The kinds of difference between sheets that were entered."""


@dataclass(frozen=True)
class ToldLine:
    """A line: the units it is about, what was observed there, its id for a decision, what was answered."""

    units: tuple[str, ...]
    says: str
    finding_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A report in the shape that all have; `why_not` is a sentence where the test could not be run, else empty."""

    test: str
    title: str
    what: str
    why_not: str
    tested: str
    chance: str
    found: str
    otherwise: str
    beside: tuple[str, ...]
    lines: tuple[ToldLine, ...]


class Words:
    """Sentences about the reports of one contest in one language. `answers` are decisions by finding and by unit."""

    def __init__(
        self, labels: Labels, contest: Contest, found: Unusual, answers: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> None:
        self.labels = labels
        self.contest = contest
        self.found = found
        self.answers = answers
        self.number = labels.number

    @property
    def leading(self) -> Leading:
        return self.found.leading

    def name(self, place: int) -> str:
        """The short name of a selection by its place on the ballot."""
        chosen = self.contest.selection[place - 1]
        return chosen.short or chosen.name

    def decimal(self, value: float, places: int = 1) -> str:
        """A number with decimals as the language writes it, a true minus."""
        text = f"{abs(value):.{places}f}"
        text = text.replace(".", ",") if self.labels.language == "id" else text
        return f"−{text}" if value < 0 and text.strip("0.,") else text

    def signed(self, n: float) -> str:
        whole = round(n)
        return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{self.number(abs(whole))}"

    def chance(self, p: float) -> str:
        """A p-value to two figures that matter; below a thousandth only that."""
        return f"< {self.decimal(0.001, 3)}" if p < 0.001 else self.decimal(p, 3 if p < 0.1 else 2)

    def told(self, report: Report) -> Told:
        """The report in sentences."""
        say, test = self.labels.say, report.test
        why = say(f"unusual.why-not.{report.why_not}") if report.why_not else ""
        return Told(
            test,
            say(f"unusual.{test}.title"),
            say(f"unusual.{test}.what", who=self.name(self.leading.first)),
            why,
            "" if report.why_not == "no-stations" else self._tested(report),
            "" if why else self._chance(report),
            "" if why or test in ("F4", "F5", "F8") else self._found(report),
            say(f"unusual.{test}.else"),
            () if why else tuple(self._beside(report)),
            () if why else tuple(self._line(test, line) for line in report.lines),
        )

    def _tested(self, report: Report) -> str:
        of_districts = report.test == source_disagreement.TEST and not report.why_not
        which = "unusual.tested.districts" if of_districts else "unusual.tested"
        return self.labels.say(which, n=self.number(report.testable), of=self.number(report.units))

    def _chance(self, report: Report) -> str:
        if report.test in RATES and not report.found:
            return self.labels.say("unusual.chance.none")
        expected = "" if report.expected is None else self.decimal(report.expected)
        return self.labels.say(f"unusual.{report.test}.chance", n=expected, found=self.number(report.found))

    def _found(self, report: Report) -> str:
        which = "none" if not report.found else "one" if report.found == 1 else "many"
        return self.labels.say(f"unusual.found.{which}", n=self.number(report.found))

    def _beside(self, report: Report) -> Iterator[str]:
        """Further sentences with the numbers of one test."""
        f, say = report.figures, self.labels.say
        if report.test == identity_breaks.TEST:
            counts = {name.replace("-", "_"): self.number(round(f[name])) for name in identity_breaks.COUNTS}
            yield say("unusual.F1.broken", **counts)
            net = sum(f[f"{kind}-net"] for kind in TYPING)
            yield say(
                "unusual.F1.net",
                helped=self.number(round(sum(f[f"{kind}-for"] for kind in TYPING))),
                harmed=self.number(round(sum(f[f"{kind}-against"] for kind in TYPING))),
                net=self.signed(net),
                who=self.name(self.leading.first),
                margin=self.number(self.leading.margin),
            )
        elif report.test == copied_sheets.TEST and report.found:
            yield say("unusual.F6.states", **{state: self.number(round(f[state])) for state in copied_sheets.STATES})
        elif report.test == round_shares.TEST:
            for name in (round_shares.SHARE, round_shares.TURNOUT):
                values = {key: self.decimal(f[f"{name}-{key}"], 0 if key == "found" else 1)
                          for key in ("found", "expected", "spread", "z")}  # fmt: skip
                yield say(f"unusual.F5.{name}", **values)
        elif report.test == village_shares.TEST:
            yield say("unusual.F3.rho", rho=self.decimal(f["rho"], 3))

    def kinds(self, report: Report) -> list[tuple[str, list[str]]]:
        """The differences of F1 by kind: how many help the first, the second, the net, and for noise the p-values."""
        rows = []
        for kind in identity_breaks.KINDS:
            f = {name: report.figures.get(f"{kind}-{name}") for name in ("for", "against", "net", *P_VALUES)}
            if f["for"] or f["against"]:
                cells = [self.number(round(f["for"] or 0)), self.number(round(f["against"] or 0))]
                cells += [self.signed(f["net"] or 0)]
                ps = [f[name] for name in P_VALUES]
                rows.append(
                    (
                        self.labels.say(f"unusual.kind.{kind}"),
                        cells + ["–" if p is None else self.chance(p) for p in ps],
                    )
                )
        return rows

    def _line(self, test: str, line: Line) -> ToldLine:
        own = finding_id(self.found.contest, test, line)
        units = (line.unit_id, line.other_id) if line.other_id else (line.unit_id,)
        decided = [d for key in (own, *units) for d in self.answers.get(key, ())]
        answered = tuple(self.labels.decision(d, self.contest) for d in decided)
        return ToldLine(units, self._says(test, line), own, answered)

    def _says(self, test: str, line: Line) -> str:
        say, t, n = self.labels.say, line.terms, self.number
        if test == identity_breaks.TEST:
            return self._differs(line)
        if test == source_disagreement.TEST:
            return say("unusual.line.F2", n=n(line.observed), of=n(t["n"]))
        if test in (village_shares.TEST, turnout.TEST):
            y = t.get("y", line.observed or 0)
            values = {
                "n": n(line.observed),
                "of": n(t["n"]),
                "share": self.labels.share(line.observed or 0, t["n"]),
                "rest": self.labels.share(t["all_y"] - y, t["all_n"] - t["n"]),
                "who": self.name(self.leading.first),
            }
            told = say(f"unusual.line.{test}", **values)
            return f"{told} {say('unusual.line.special')}" if line.kind == turnout.SPECIAL else told
        if test == copied_sheets.TEST:
            votes = [n(t[f"v{at}"]) for at in range(1, len(self.contest.selection) + 1) if f"v{at}" in t]
            return (
                say("unusual.line.F6", votes=", ".join(votes), invalid=n(t["invalid"]))
                + " "
                + say(f"unusual.F6.{line.kind}")
            )
        return say(f"unusual.line.F7.{line.kind}")

    def _differs(self, line: Line) -> str:
        say, t = self.labels.say, line.terms
        parts = [
            say("unusual.line.F1.votes", who=self.name(at), a=self.number(t[f"a{at}"]), b=self.number(t[f"b{at}"]))
            for at in range(1, len(self.contest.selection) + 1)
            if f"a{at}" in t
        ]
        effect = identity_breaks.effect(line, self.leading.first, self.leading.second)
        kind = say(f"unusual.kind.{line.kind}")
        return say("unusual.line.F1", votes="; ".join(parts), kind=kind, effect=self.signed(effect))


P_VALUES: Final = ("half", "noise", "holm")
RATES: Final = (source_disagreement.TEST, village_shares.TEST)
"""Tests that bound the share of what they find that is there by chance."""
