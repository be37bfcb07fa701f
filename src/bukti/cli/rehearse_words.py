"""The report of a rehearsal, as Markdown in either language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bukti.locale import Catalogue, Language
from bukti.locale import format as formats
from bukti.sample.rehearsal import Caught


@dataclass(frozen=True)
class Night:
    """What came of a rehearsal; `same_again` tells whether a build from the evidence alone gave the same tables."""

    stations: int
    seed: int
    seconds: float
    same_again: bool
    classes: Sequence[Caught]

    @property
    def went_well(self) -> bool:
        return self.same_again and all(c.is_kept for c in self.classes)


def report(night: Night, language: Language) -> str:
    """What was caught, class by class; then what was missed though arithmetic can see it, if anything was."""
    say = Catalogue(language)

    def number(n: int) -> str:
        return formats.number(n, language)

    cells, own, anyhow = (sum(getattr(c, f) for c in night.classes) for f in ("cells", "by_own", "by_any"))
    lines = [
        f"# {say('rehearse.title')}",
        "",
        say("rehearse.what", stations=number(night.stations), seed=night.seed, seconds=number(round(night.seconds))),
        say("rehearse.caught", cells=number(cells), own=number(own), anyhow=number(anyhow)),
        say("rehearse.same" if night.same_again else "rehearse.other"),
        "",
        (
            f"| {say('rehearse.head.class')} | {say('rehearse.head.cells')} | {say('rehearse.head.own')} "
            f"| {say('rehearse.head.any')} | {say('rehearse.head.sight')} |"
        ),
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for one in night.classes:
        told = say(f"rehearse.class.{one.name}")
        counts = " | ".join(number(n) for n in (one.cells, one.by_own, one.by_any))
        lines.append(f"| {told} | {counts} | {say(f'rehearse.sight.{one.promised}')} |")
    missed = [say(f"rehearse.class.{c.name}") for c in night.classes if not c.is_kept]
    lines += ["", say("rehearse.missed", classes=", ".join(missed)) if missed else say("rehearse.none-missed"), ""]
    return "\n".join(lines)
