"""What the public log says of each fact: machine values only, no file names, no free text, no people.

Entry 0 of a log is its opening; all other facts follow in the order of the journal, also those that were there before
the opening. What an entry says is a pure function of the facts and must never change: it has been signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bukti.evidence.case import CASE
from bukti.evidence.journal import Fact
from bukti.evidence.pictures import PICTURE
from bukti.evidence.receive import DECISION, Received, received_of
from bukti.ledger.canonical import canonical
from bukti.ledger.unsound import Unsound
from bukti.vocabulary.problems import Place, refuse

OPENING: Final = "opening"
PUBLICATION: Final = "publication"
KEY: Final = "key"
SOFTWARE: Final = "software"
INCIDENT: Final = "incident"
WITHDRAWAL: Final = "withdrawal"
BUNDLE: Final = "bundle"
AUDIT: Final = "audit"
OWN: Final = frozenset({OPENING, PUBLICATION, KEY, SOFTWARE, INCIDENT, WITHDRAWAL, BUNDLE, AUDIT})
"""Facts about the publishing itself: no table is made of them."""

TEXT: Final = ("sha256", "bytes")
SAID: Final[Mapping[str, tuple[str, ...]]] = {
    "source": (*TEXT, "series", "as_of", "definition"),
    "configuration": TEXT,
    "candidates": TEXT,
    "profile": TEXT,
    DECISION: (*TEXT, "effect", "units", "role", "reason"),
    OPENING: ("origin", "vkey", "software", "profile", "previous"),
    PUBLICATION: (*("number", "tables", "manifest", "counts", "software", "profile", "configuration", "facts"),),
    SOFTWARE: ("version", "sha256"),
    KEY: ("old", "new"),
    WITHDRAWAL: ("reason",),
    INCIDENT: ("what", "from", "to"),
    PICTURE: (*TEXT, "contest", "unit", "page", "original"),
    CASE: TEXT,
    BUNDLE: (*TEXT, "case"),
    AUDIT: (*TEXT, "what", "audit", "contest", "role"),
}
"""The kinds of facts, and what of each the log says as it stands in the journal; of a withdrawal also the
index of the publication's entry."""


@dataclass(frozen=True)
class Leaf:
    """One entry: what it says, and the place in the journal of the fact that it is of."""

    fact: int
    said: Mapping[str, Any]
    entry: bytes


def opening_place(facts: Sequence[Fact]) -> int | None:
    """The place in the journal of the opening in force, the last one; None where nothing was opened."""
    return max((n for n, fact in enumerate(facts) if fact["kind"] == OPENING), default=None)


def index_of(fact: int, opening: int) -> int:
    """The index in the log of the fact at a place in the journal."""
    return 0 if fact == opening else fact + 1 if fact < opening else fact


def leaves(facts: Sequence[Fact]) -> list[Leaf]:
    """Every entry of the log of these facts, in order; none where nothing was opened.

    Raises Refusal naming a fact that no entry can say.
    """
    return list(_leaves(facts))


def _leaves(facts: Sequence[Fact]) -> Iterator[Leaf]:
    opening = opening_place(facts)
    if opening is None:
        return
    previous: int | None = None
    published: dict[int, int] = {}
    for index, place in enumerate(_order(len(facts), opening)):
        fact = facts[place]
        said = _said(fact, place)
        if fact["kind"] == PUBLICATION:
            said["previous"], previous = previous, index
            published[fact["number"]] = index
        elif fact["kind"] == WITHDRAWAL:
            said["index"] = published[fact["number"]]
        try:
            yield Leaf(place, said, canonical(said))
        except Unsound as error:
            raise refuse(
                "PB-FACT-UNSAYABLE", Place("evidence/journal", place + 1), error.detail, fact["kind"]
            ) from error


def _order(facts: int, opening: int) -> Iterable[int]:
    """Places in the journal in the order of the log."""
    return (opening, *range(opening), *range(opening + 1, facts))


def _said(fact: Fact, place: int) -> dict[str, Any]:
    kind = fact["kind"]
    if kind not in SAID:
        raise refuse("PB-FACT-UNSAYABLE", Place("evidence/journal", place + 1), str(kind), " ".join(sorted(SAID)))
    said = {"kind": kind, "fact": place, "at": fact["received_at"], **{key: fact.get(key) for key in SAID[kind]}}
    if kind == "source":
        received = received_of(fact)
        said |= {"source_id": received.source_id, "series": received.series}
    elif kind == DECISION:
        said["source_id"] = Received(DECISION, fact["name"], fact["sha256"], fact["bytes"], None, DECISION).source_id
    elif kind == "profile":
        said["profile"] = fact["name"]
    return said
