"""An audit in words: its plan, the stations to fetch, what was typed, P after every draw and what to do now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Final

from bukti.audit.decimals import at_least, nearest
from bukti.audit.progress import Draw
from bukti.audit.record import Audit
from bukti.audit.tickets import digits, spelled
from bukti.cli.columns import aligned
from bukti.evidence import durable
from bukti.evidence.ballots import Contest
from bukti.evidence.workspace import Workspace
from bukti.locale import Language
from bukti.publish.auditing.draws import drawn, to_fetch
from bukti.publish.auditing.files import files, state_of
from bukti.publish.auditing.words import Words
from bukti.publish.lookup import Units
from bukti.publish.opened import Opened

SHOWN: Final = 16
"""Digits of a ticket that are shown; the files have all."""


class Telling(Words):
    """Words for the terminal about the audits of one contest."""

    def __init__(self, asked: Opened, contest: Contest, language: Language) -> None:
        super().__init__(asked.terms, contest, language)
        self.asked = asked

    @property
    def workspace(self) -> Workspace:
        return self.asked.terms.workspace

    @cached_property
    def units(self) -> Units:
        return Units(self.asked)

    def unit(self, text: str) -> str:
        """The id of the unit that people mean. Raises Refusal where there is none, or more than one."""
        return self.units.find(text)[0].unit_id

    def path(self, unit_id: str) -> str:
        return self.units.named(unit_id).path

    def plan(self, audit: Audit) -> Iterator[str]:
        """What is audited, by which rule, what it will cost."""
        plan, say = audit.plan, self.say
        yield say("cli.audit.plan", id=audit.id, n=self.number(plan.publication), manifest=plan.manifest[:SHOWN])
        yield self.shows
        yield self.rule(audit)
        yield self.asserted(audit)
        yield self.bounded(audit)
        yield self.cost(audit)
        if not plan.listed:
            yield self.said("unlisted")
        if plan.is_full:
            yield say("cli.audit.next.enter", contest=plan.contest)
        else:
            yield say("cli.audit.next.seed", contest=plan.contest)

    def draws(self, audit: Audit, count: int | None) -> Iterator[str]:
        """The stations to fetch, each with its ticket, and how to repeat that; all stations in a full count."""
        if audit.plan.is_full:
            yield self.cost(audit)
            yield from (self.path(unit) for unit in to_fetch(audit, count))
            return
        found = drawn(audit, count)
        seed = audit.seed or ""
        yield self.said("seed", seed=seed)
        heads = ("draw", "ticket", "station", "state")
        rows = [
            (self.number(d.number), digits(d.ticket)[:SHOWN], self.path(_unit(audit, d)), self.state(d)) for d in found
        ]
        yield from aligned([self.said(f"head.{name}") for name in heads], rows, (0,))
        yield self.say("cli.audit.repeat", first=spelled(seed, 1))
        yield self.say("cli.audit.next.enter", contest=audit.plan.contest)

    def state(self, draw: Draw) -> str:
        return self.said(f"state.{state_of(draw)}")

    def entered(self, audit: Audit, n: int) -> str:
        """How many papers were written, and how many of those asked for are settled by now; no figure of any."""
        wanted = to_fetch(audit)
        known = audit.papers
        settled = sum(1 for unit in wanted if unit in known and known[unit].settled)
        return self.say(
            "cli.audit.entered", n=self.number(n), settled=self.number(settled), of=self.number(len(wanted))
        )

    def report(self, audit: Audit) -> Iterator[str]:
        """P after every draw that counts, and what to do now."""
        heads = ("draw", "station", "state", "taint", "p")
        rows = [
            (
                self.number(d.number),
                self.path(_unit(audit, d)),
                self.state(d),
                self.decimal(nearest(d.taint, 4)),
                self.per_cent(d.p),
            )
            for d in audit.progress.draws
        ]
        if rows:
            yield from aligned([self.said(f"head.{name}") for name in heads], rows, (0, 3, 4))
        yield self.concluded(audit)
        yield self.shows

    def json(self, audit: Audit) -> str:
        """The report as JSON: exact fractions as texts."""
        found = audit.progress
        said = {
            "audit": audit.id, "publication": audit.plan.publication, "seed": audit.seed, "limit": audit.plan.limit,
            "method": audit.plan.method, "bounds": _exact(audit.plan.frame.total), "draws": audit.plan.draws,
            "conclusion": self.conclusion(audit), "more": found.more, "p": at_least(found.p, 6),
            "p_exact": _exact(found.p),
            "compared": [
                {"draw": d.number, "unit_id": _unit(audit, d), "state": state_of(d), "taint": _exact(d.taint),
                 "p": at_least(d.p, 6)}
                for d in found.draws
            ],
        }  # fmt: skip
        return json.dumps(said, indent=2, ensure_ascii=False)

    def put_files(self, audit: Audit, folder: Path) -> None:
        """The folder holds every file of the audit."""
        for name, content in files(self.workspace, audit):
            durable.write_if_changed(folder / name, content)


def _unit(audit: Audit, draw: Draw) -> str:
    return audit.plan.stations[draw.at].unit_id


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


__all__ = ["Telling"]
