"""What is said of an audit wherever it is told: terminal, page and form have the same sentences."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Final

from bukti.audit.assertion import Assertion
from bukti.audit.caps import KINDS
from bukti.audit.decimals import at_least, nearest
from bukti.audit.record import Audit
from bukti.evidence.ballots import Contest
from bukti.evidence.terms import Terms
from bukti.locale import Language
from bukti.publish.labels import Labels, printed

UNSEEDED: Final = "unseeded"
CONCLUSIONS: Final = (UNSEEDED, "stop", "go-on", "find", "full-count", "borne-out", "not-borne-out")
STATES: Final = ("open", "one", "differ", "read", "missing")
HEADS: Final = ("draw", "ticket", "station", "state", "published", "paper", "taint", "p")
P_DECIMALS: Final = 2


class Words:
    """Sentences about the audits of one contest in one language."""

    def __init__(self, terms: Terms, contest: Contest, language: Language) -> None:
        self.terms = terms
        self.contest = contest
        self.language = language
        self.labels = Labels(terms, language)
        self.say = self.labels.say
        self.number = self.labels.number

    def said(self, message: str, **values: object) -> str:
        """A sentence of `audit.…`."""
        return self.say(f"audit.{message}", **values)

    def counted(self, message: str, n: int, **values: object) -> str:
        """A sentence about n things; English has one of its own for one thing."""
        return self.said(f"{message}.one" if n == 1 else message, n=self.number(n), **values)

    @cached_property
    def names(self) -> list[str]:
        """The selections in ballot order as they are called here."""
        chosen = self.contest.selection
        return [f"{printed(n, s)} {s.short or s.name}" for n, s in enumerate(chosen, 1)]

    @property
    def shows(self) -> str:
        """In one sentence what an audit shows and what it does not."""
        return self.said("shows")

    def decimal(self, text: str) -> str:
        """A decimal text as the language writes it."""
        return text.replace(".", ",") if self.language == "id" else text

    def per_cent(self, share: Fraction) -> str:
        """A share in percent, rounded up."""
        return self.decimal(at_least(100 * share, P_DECIMALS)) + " %"

    def rule(self, audit: Audit) -> str:
        """Risk limit and method, and what the limit means."""
        method = self.said(f"method.{audit.plan.method}")
        return self.said("rule", limit=self.number(audit.plan.limit), method=method)

    def asserted(self, audit: Audit) -> str:
        """How many statements must hold, and the one that is nearest to failing."""
        return self.counted("asserted", len(audit.plan.assertions), hardest=self.assertion(audit, self._hardest(audit)))

    def _hardest(self, audit: Audit) -> Assertion:
        """That of the largest possible error: U is the sum over all stations of margin and caps, over the margin."""
        plan = audit.plan
        caps = sum(s.cap.ballots for s in plan.stations)
        return min(plan.assertions, key=lambda a: Fraction(a.margin(plan.frame.votes), a.worst * caps))

    def assertion(self, audit: Audit, one: Assertion) -> str:
        """An assertion in words, with its margin."""
        return self.said(
            f"assertion.{one.kind}",
            ahead=self._several(one.ahead), behind=self._several(one.behind), held=self.number(one.held),
            next=self.number(one.next), n=self.number(one.margin(audit.plan.frame.votes)),
        )  # fmt: skip

    def _several(self, places: tuple[int, ...]) -> str:
        return ", ".join(self.names[n] for n in places)

    def bounded(self, audit: Audit) -> str:
        """By what the stations' caps are known, and how many times the margin all possible errors are."""
        found = audit.plan.caps
        caps = [self.counted(f"cap.{kind}", found[kind]) for kind in KINDS if kind in found]
        raised = sum(s.cap.raised for s in audit.plan.stations)
        more = [self.counted("cap.raised", raised)] if raised else []
        total = self.decimal(nearest(audit.plan.frame.total, 2))
        return self.said("bounded", caps="; ".join([*caps, *more]), total=total)

    def cost(self, audit: Audit) -> str:
        """How many draws it takes if all sheets agree, or that all sheets are compared."""
        plan = audit.plan
        return self.said(
            "cost.full" if plan.is_full else "cost",
            draws=self.number(plan.draws),
            stations=self.number(len(plan.stations)),
        )

    def conclusion(self, audit: Audit) -> str:
        """What the rule says now, as a code of `CONCLUSIONS`."""
        if audit.seed is None and not audit.plan.is_full and not audit.entries:
            return UNSEEDED
        return audit.progress.conclusion

    def concluded(self, audit: Audit) -> str:
        """What the rule says now, in a sentence."""
        found, plan = audit.progress, audit.plan
        missing = sum(paper.state == "missing" for paper in audit.papers.values())
        settled = sum(paper.settled for paper in audit.papers.values())
        return self.said(
            f"conclusion.{self.conclusion(audit)}",
            p=self.per_cent(found.p), limit=self.number(plan.limit), more=self.number(found.more),
            missing=self.number(missing), settled=self.number(settled), stations=self.number(len(plan.stations)),
            draws=self.number(len(found.draws)),
        )  # fmt: skip


__all__ = ["CONCLUSIONS", "HEADS", "STATES", "UNSEEDED", "Words"]
