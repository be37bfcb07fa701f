"""The moment that a cell states, under a declared format; a moment is never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bukti.evidence.configuration import AsOfColumn
from bukti.evidence.terms import moment
from bukti.intake.numbers import read_count
from bukti.vocabulary.problems import Place, Problem, Refusal

MILLISECONDS = "milliseconds"
SHOWN = 20


def moment_rows(texts: Iterable[str], declared: AsOfColumn) -> list[tuple[str, str | None]]:
    """Each text with its moment in UTC; blank, and 0 milliseconds, state none.

    Raises Refusal naming the texts that do not fit the format.
    """
    rows: list[tuple[str, str | None]] = []
    wrong: list[str] = []
    for text in texts:
        try:
            rows.append((text, _moment(text.strip(), declared)))
        except ValueError:
            wrong.append(text)
    if wrong:
        place = Place(field=declared.column)
        raise Refusal([Problem("IN-NO-MOMENT", place, text[:60], declared.format) for text in wrong[:SHOWN]])
    return rows


def _moment(text: str, declared: AsOfColumn) -> str | None:
    if not text:
        return None
    if declared.format == MILLISECONDS:
        if not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        whole, rest = divmod(_milliseconds(text), 1000)
        at = datetime.fromtimestamp(whole, UTC).replace(microsecond=rest * 1000)
        return moment(at) if whole or rest else None
    zone, pattern = ("", "") if "%z" in declared.format else (f" {declared.zone}", " %z")
    return moment(datetime.strptime(f"{text}{zone}", f"{declared.format}{pattern}").astimezone(UTC))


def _milliseconds(text: str) -> int:
    """The digits as a number: two counts side by side, since a count has at most nine digits."""
    high, low = text[:-9], text[-9:]
    counts = (read_count(high or "0").value, read_count(low).value)
    if counts[0] is None or counts[1] is None:
        raise ValueError(text)
    return counts[0] * 10**9 + counts[1]
