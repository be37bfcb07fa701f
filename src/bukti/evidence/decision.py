"""What people decide, as one small TOML file each says it. Closed keys; every slip is told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, get_args

from pydantic import AwareDatetime, Field, StringConstraints

from bukti.evidence.ballots import Id, Model
from bukti.evidence.declaring import place, shaped
from bukti.evidence.lines import KeyPath
from bukti.evidence.receive import DECISION, Received
from bukti.evidence.terms import moment
from bukti.vocabulary.problems import Problem

Effect = Literal[
    "use-reading", "set-field", "void-unit", "recount", "re-vote",
    "explain-finding", "accept-finding", "withdraw-source", "accept-definition",
    "draw-lot",
]  # fmt: skip
Reason = Literal[
    "typing", "arithmetic", "plenary", "recount", "re-vote", "court", "oversight", "wrong-file", "damaged",
    "accepted-as-is", "definition", "lot",
]  # fmt: skip
EFFECTS: Final[tuple[str, ...]] = get_args(Effect)
REASONS: Final[tuple[str, ...]] = get_args(Reason)
Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Some = Annotated[tuple[Said, ...], Field(max_length=150)]
"""So many things at most that one entry of the log can name them."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=999_999_999)]

FOLDER: Final = "decisions"


class SetField(Model):
    """One figure as it was decided: a field of the sheet or a selection, the old figure, the new one.

    Without `old` the reading must not know the figure.
    """

    field: Said
    old: Count | None = None
    new: Count


class Decision(Model):
    """One decision: what it does (`effect`), to what, by whom, why, on what legal basis and document.

    `units` are named by code, or by path as in a page's address; of `contest`, where there are several. `sheet` is a
    sheet kind or the id of one paper; `number` says which recount or re-vote. `reading` or `series` is the reading that
    is used or corrected. `document` is the SHA-256 of the document that says it, `page` and `box` its place there.
    `area` is the ballot area whose last seat a lot was drawn for, `drawn` the lists in the order of the draw.
    `text` stays in the workspace: no page, leaf or published file holds it, nor the names of people. Of two decisions
    on one thing the later `time` goes first, and `order` tells where these are equal.
    """

    effect: Effect
    contest: Said | None = None
    units: Some = ()
    sheet: Said | None = None
    number: Annotated[int, Field(ge=1, le=99)] | None = None
    reading: Said | None = None
    series: Said | None = None
    set: tuple[SetField, ...] = ()
    findings: Some = ()
    sources: Some = ()
    definitions: tuple[Digest, ...] = ()
    area: Id | None = None
    drawn: Annotated[tuple[Id, ...], Field(max_length=150)] = ()
    author: Said
    author_role: Id
    approver: Said | None = None
    approver_role: Id | None = None
    reason: Reason
    text: str = ""
    basis: Said
    document: Digest
    page: Annotated[int, Field(ge=1)] | None = None
    box: Said | None = None
    time: AwareDatetime
    order: Annotated[int, Field(ge=1)] | None = None

    @property
    def at(self) -> str:
        """The moment of the decision as tables hold it, UTC."""
        return moment(self.time)


# Of each effect what it needs, and what it may have beside that; what all decisions have is left out.
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "use-reading": ("units",), "set-field": ("units", "set"), "void-unit": ("units",), "recount": ("units",),
    "re-vote": ("units",), "explain-finding": ("findings",), "accept-finding": ("findings",),
    "withdraw-source": ("sources",), "accept-definition": ("definitions",),
    "draw-lot": ("area", "drawn"),
}  # fmt: skip
MAY: Final[Mapping[str, tuple[str, ...]]] = {
    "use-reading": ("contest", "sheet", "reading", "series"), "set-field": ("contest", "sheet", "reading", "series"),
    "void-unit": ("contest",), "recount": ("contest", "sheet", "number"), "re-vote": ("contest", "sheet", "number"),
    "draw-lot": ("contest",),
}  # fmt: skip
OF_EFFECTS: Final = frozenset(
    {"contest", "units", "sheet", "number", "reading", "series", "set", "findings", "sources", "definitions"}
    | {"area", "drawn"}
)
OF_ONE_SHEET: Final = ("use-reading", "set-field")


@dataclass(frozen=True)
class Written:
    """A decision as its file says it, with the file's name, bytes and digest, and the lines of its keys."""

    name: str
    sha256: str
    content: bytes = field(repr=False)
    decision: Decision
    lines: Mapping[KeyPath, int] = field(repr=False, default_factory=dict)

    @property
    def id(self) -> str:
        """Its id: that of the file as a source."""
        return self.received.source_id

    @property
    def received(self) -> Received:
        """The file as it is received."""
        return Received(DECISION, self.name, self.sha256, len(self.content), None, DECISION)

    @property
    def rank(self) -> tuple[str, int, str]:
        """Its place among all decisions, the first first."""
        return (self.decision.at, self.decision.order or 0, self.id)

    def problem(self, path: KeyPath, code: str, found: str = "", expected: str = "") -> Problem:
        """A problem with what stands at this path of the file."""
        return Problem(code, place(path, dict(self.lines), f"{FOLDER}/{self.name}"), found, expected)


def read(name: str, sha256: str, content: bytes) -> Written:
    """The decision in the bytes of a file. Raises Refusal with every key that is wrong, unknown or missing."""
    told = f"{FOLDER}/{name}"
    decision, _, lines = shaped(Decision, content, told, told)
    return Written(name, sha256, content, decision, lines)


def problems(written: Written, one_person: bool) -> Iterator[Problem]:
    """What a decision lacks or has too much of, by its effect; and people who are not two."""
    d = written.decision
    for key in NEEDS[d.effect]:
        if not getattr(d, key):
            yield written.problem((key,), "CF-MISSING-KEY", key)
    allowed = {*NEEDS[d.effect], *MAY.get(d.effect, ())}
    for key in sorted(OF_EFFECTS - allowed):
        if getattr(d, key):
            yield written.problem((key,), "DC-KEY-OF-ANOTHER", key, d.effect)
    if d.effect in OF_ONE_SHEET and len(d.units) > 1:
        yield written.problem(("units",), "DC-ONE-UNIT", ", ".join(d.units))
    if d.effect in OF_ONE_SHEET and d.reading and d.series:
        yield written.problem(("series",), "DC-READING-OR-SERIES", d.series, d.reading)
    if d.effect == "use-reading" and not (d.reading or d.series):
        yield written.problem(("reading",), "CF-MISSING-KEY", "reading")
    for at, change in enumerate(d.set):
        if change.field in [s.field for s in d.set[:at]]:
            yield written.problem(("set", at, "field"), "CF-ID-TWICE", change.field)
    for at, name in enumerate(d.drawn):
        if name in d.drawn[:at]:
            yield written.problem(("drawn", at), "CF-ID-TWICE", name)
    yield from _people(written, one_person)


def _people(written: Written, one_person: bool) -> Iterator[Problem]:
    """One person alone cannot change what counts, unless the workspace says that it has one person only."""
    d = written.decision
    if d.approver is None and not one_person:
        yield written.problem(("approver",), "DC-NO-APPROVER", d.author)
    elif d.approver is not None and _same(d.approver, d.author):
        yield written.problem(("approver",), "DC-APPROVER-IS-AUTHOR", d.approver)
    elif d.approver is not None and d.approver_role is None:
        yield written.problem(("approver_role",), "CF-MISSING-KEY", "approver_role")


def _same(a: str, b: str) -> bool:
    """Whether two names are one, but for capitals, spaces and marks."""
    plain = [re.sub(r"[\W_]+", "", name.casefold()) for name in (a, b)]
    return plain[0] == plain[1]
