"""The button by which a reader's own browser checks the headline figures of a page, and the words it needs."""

from __future__ import annotations

import json
from typing import Final

from bukti.locale import Language, messages
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.result import Result

SCRIPT: Final = "check.js"
WORDS: Final = (
    "check.signed", "check.first", "check.remembered", "check.new-key", "check.published", "check.right",
    "check.right-declared", "check.sum", "check.checkpoint", "check.key", "check.signature", "check.root",
    "check.entry", "check.publication", "check.file", "check.other-key", "check.rolled-back", "check.fork",
    "check.too-old", "check.unreadable", "check.broken",
)  # fmt: skip
"""What `check.js` can say: it holds no words of its own."""


def catalogue(language: Language) -> str:
    """The words of one language as JSON, `assets/check-<language>.json`."""
    known = messages(language)
    return json.dumps({word: known[f"pages.{word}"] for word in WORDS}, ensure_ascii=False, sort_keys=True)


def figure(here: Here, unit: Unit, found: Result | None) -> Context | None:
    """What the script checks: the unit's votes as this page prints them; None where there is nothing to add up.

    Sums over running totals are not offered: which of them count takes more than adding up.
    """
    counted = found is not None and found.basis == "counted"
    if found is None or found.total == 0 or (counted and here.ballot.id not in here.site.terms.with_stations):
        return None
    ids = dict(zip(here.votes, (s.id for s in here.ballot.selection), strict=True))
    return {
        "up": f"{here.up}../",
        "contest": here.ballot.id,
        "unit": unit.unit_id,
        "basis": found.basis,
        "votes": " ".join(f"{ids[column]}={votes}" for column, votes in found.votes.items()),
    }
