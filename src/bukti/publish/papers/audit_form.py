"""The forms for those who read papers in an audit: a page for each station, empty, with no published figure on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bukti.audit.record import Audit
from bukti.evidence import durable
from bukti.evidence.ballots import Contest
from bukti.locale import Language
from bukti.publish.auditing.draws import drawn
from bukti.publish.auditing.words import Words
from bukti.publish.lookup import Units
from bukti.publish.opened import Opened
from bukti.publish.papers.printing import must_be_installed, printed
from bukti.vocabulary.problems import Place, refuse

TEMPLATE: Final = "audit_form.typ"
ASKS: Final = ("title", "draw", "what", "selection", "votes", "words", "missing", "read-by", "typed-by", "page")


def write(asked: Opened, contest: Contest, audit: Audit, units: Sequence[str], file: Path, language: Language) -> None:
    """The file holds a page for each unit, in this order. Raises Refusal where it is no PDF or nothing prints."""
    if file.suffix.lower() != ".pdf":
        raise refuse("CLI-NOT-PDF", Place(str(file)))
    must_be_installed()
    at = datetime.fromisoformat(audit.recorded[-1].at)
    durable.write_if_changed(file, printed(texts(asked, contest, audit, units, language), at, TEMPLATE))


def texts(asked: Opened, contest: Contest, audit: Audit, units: Sequence[str], language: Language) -> dict[str, Any]:
    """Everything that is given to the typesetter: names and words, and of figures only which draws these are."""
    words, known = Words(asked.terms, contest, language), Units(asked)
    labels = words.labels
    numbers: dict[str, list[str]] = {unit: [] for unit in units}
    if audit.seed is not None:
        for draw in drawn(audit, max(len(units), audit.plan.draws)):
            numbers.get(audit.plan.stations[draw.at].unit_id, []).append(words.number(draw.number))
    return {
        "language": language,
        "election": labels.titles(asked.terms.configuration.election.title),
        "contest": labels.titles(contest.title),
        "audit": audit.id,
        "says": {name: words.said(f"form.{name}", page="{page}", pages="{pages}") for name in ASKS},
        "shows": words.shows,
        "selections": [_whole(words, n) for n in range(len(contest.selection))],
        "stations": [{"name": _name(known, words, unit), "draws": ", ".join(numbers[unit])} for unit in units],
    }  # fmt: skip


def _whole(words: Words, place: int) -> str:
    """A selection by its number and its whole name, as on the sheet."""
    return f"{words.names[place].partition(' ')[0]} {words.contest.selection[place].name}"


def _name(known: Units, words: Words, unit_id: str) -> list[str]:
    """The station and the units above it, the lowest first."""
    village, _, station = unit_id.partition("/")
    slugs = known.named(village).path.split("/")
    above = [known.find("/".join(slugs[: n + 1]))[0] for n in range(len(slugs))]
    return [words.labels.unit(station, "station"), *(words.labels.unit(u.name, u.level) for u in reversed(above))]


__all__ = ["texts", "write"]
