"""How pages about outcomes write laws, selections and numbers with a part behind the mark."""

from __future__ import annotations

from collections.abc import Iterable

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.markup import Html, joined
from bukti.vocabulary.rules import Law


def told_law(here: Here, law: Law) -> Context:
    """Where something is written, and whether anyone has checked it against the text."""
    return {
        "law": f"{law.act}, {law.where}",
        "seen": here.say("law.seen" if law.seen else "law.unseen"),
        "is_seen": law.seen,
    }


def short(here: Here, selection: str) -> Html:
    """A selection's short name."""
    return here.short(here.votes[[s.id for s in here.ballot.selection].index(selection)])


def names_of(here: Here, selections: Iterable[str]) -> Html:
    """Selections by their short names."""
    return joined([short(here, s) for s in selections])


def decimal(here: Here, numerator: int, denominator: int, digits: int = 2) -> Html:
    """A number to at most two digits behind the mark, cut and not rounded, as the language writes it."""
    scaled = numerator * 10**digits // denominator
    whole, rest = divmod(scaled, 10**digits)
    behind = f"{rest:0{digits}d}".rstrip("0")
    mark = "," if here.language == "id" else "."
    return Html(f"{here.number(whole)}{mark}{behind}") if behind else here.number(whole)
