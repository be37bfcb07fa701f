"""What a dispute is about, as one small TOML file a case says it. Closed keys; every slip is told with its line."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, StringConstraints

from bukti.evidence.ballots import Id, Model
from bukti.evidence.decision import Count, Digest, Said, SetField, Some
from bukti.evidence.declaring import place, shaped
from bukti.evidence.lines import KeyPath
from bukti.vocabulary.problems import Problem

Status = Literal["announced", "filed", "registered", "examined", "decided", "withdrawn"]
PartyRole = Literal["petitioner", "respondent", "related", "informant"]
ClaimKind = Literal["figures", "ineligible", "turned-away", "recount", "re-vote", "procedure"]
Asked = Literal["set-figures", "annul", "re-vote", "recount", "re-recap", "wording"]
Unknown = Literal["units", "figures", "voters", "documents"]
Held = Literal["proven", "not-proven", "not-examined", "unknown"]
PaperKind = Literal[
    "c-hasil", "c-hasil-copy", "d-hasil", "attendance", "incident", "minutes", "seal-log", "ballots", "box",
    "picture", "decision", "other",
]  # fmt: skip
Outcome = Literal["granted", "granted-in-part", "rejected", "inadmissible", "withdrawn", "lapsed"]
OrderKind = Literal["annul", "re-vote", "recount", "set-figures", "re-recap", "wording"]
ExhibitCode = Annotated[str, StringConstraints(pattern=r"^(P|T|PT|PK)-[1-9][0-9]{0,3}$")]
"""Who brings it, as the Court writes it: petitioner, respondent, related party, supervisor."""

DecisionNumber = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Za-z./ -]{0,79}$")]
"""The number of an office's decision, such as 812/2024: no words that could be a name."""

STATUSES: Final[tuple[str, ...]] = get_args(Status)
PARTY_ROLES: Final[tuple[str, ...]] = get_args(PartyRole)
CLAIM_KINDS: Final[tuple[str, ...]] = get_args(ClaimKind)
ASKED: Final[tuple[str, ...]] = get_args(Asked)
UNKNOWN: Final[tuple[str, ...]] = get_args(Unknown)
HELD: Final[tuple[str, ...]] = get_args(Held)
PAPERS: Final[tuple[str, ...]] = get_args(PaperKind)
OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
ORDERS: Final[tuple[str, ...]] = get_args(OrderKind)

FOLDER: Final = "cases"
CASE: Final = "case"
"""The kind of fact."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ENDING: Final = ".toml"


class Party(Model):
    """One side: who petitions, who answers, whom it touches, who informs; a pair by its number or id, or an office.

    No person is named: the office's `id` is that of its post, such as `kpu-berau`.
    """

    role: PartyRole
    selection: Said | None = None
    office: Id | None = None


class Object(Model):
    """The decision that is disputed. `seen` says that somebody read its text."""

    number: DecisionNumber | None = None
    date: datetime.date | None = None
    document: Digest | None = None
    seen: bool = False


class Dates(Model):
    """The days of a case, in the Court's own zone: result announced, petition filed, registered, judged."""

    announced: datetime.date | None = None
    filed: datetime.date | None = None
    registered: datetime.date | None = None
    judged: datetime.date | None = None


class Figure(Model):
    """One figure of the sheet: a field or a selection, what the sheet is said to say, and what is claimed instead."""

    field: Said
    written: Count | None = None
    claimed: Count


class Claim(Model):
    """One thing that is said to be wrong, of stations or of the units they lie in, and what is asked for it.

    `figures` are of one sheet. `voters` is how many are said to have voted without a right to (`ineligible`), to have
    been kept from voting (`turned-away`), or to stand on the lists of stations to be voted again. `stations` says how
    many stations of the units are meant, where they are not named. `unknown` lists what nobody has said; a claim that
    leaves something out must list it there. `sheets`, `readings`, `findings` and `decisions` tie it to what is in the
    tables, `exhibits` to papers. `held` is what the Court found of it. `text` stands in the bundle only: no page and no
    leaf holds it.
    """

    id: Id
    kind: ClaimKind
    units: Some = ()
    stations: Annotated[int, Field(ge=1, le=999_999)] | None = None
    figures: tuple[Figure, ...] = ()
    voters: Count | None = None
    asks: tuple[Asked, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    sheets: Some = ()
    readings: Some = ()
    findings: Some = ()
    decisions: Some = ()
    exhibits: tuple[ExhibitCode, ...] = ()
    held: Held = "unknown"
    seen: bool = False
    text: str = ""


class Exhibit(Model):
    """A paper brought as evidence: its code, what kind of paper it is, of which units, the digest of a copy.

    `title` and `proves` stand in the bundle only.
    """

    code: ExhibitCode
    what: PaperKind
    units: Some = ()
    sha256: Digest | None = None
    title: str = ""
    proves: str = ""


class Keep(Model):
    """Paper that must be kept until the case is over: what, of which units, in which box, until which day."""

    what: PaperKind
    units: Some = ()
    box: Said | None = None
    until: datetime.date | None = None


class Order(Model):
    """One thing that the Court ordered, of which units; `set` are figures of one station, `days` the time it gave.

    `stations` says how many stations, where nobody has said which.
    """

    kind: OrderKind
    units: Some = ()
    stations: Annotated[int, Field(ge=1, le=999_999)] | None = None
    set: tuple[SetField, ...] = ()
    number: Annotated[int, Field(ge=1, le=99)] | None = None
    days: Annotated[int, Field(ge=1, le=999)] | None = None


class Ruling(Model):
    """How the case ended. `document` is the SHA-256 of the judgment, `page` where its orders stand."""

    outcome: Outcome
    document: Digest | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    seen: bool = False
    order: tuple[Order, ...] = ()


class Case(Model):
    """One dispute. The file's name is its id and part of a page's address; a file that changed is a newer statement.

    `number` is the Court's, `receipt` the registry's. `basis` are the acts and articles it stands on. `learned` says
    where these facts were read (a newspaper, a letter); it stands in the bundle only, and so does `text`. Nothing here
    names a person: pairs stand by their numbers, others by their offices.
    """

    contest: Said | None = None
    number: Said | None = None
    receipt: Said | None = None
    status: Status
    basis: Some = ()
    learned: Some = ()
    text: str = ""
    object: Object = Object()
    dates: Dates = Dates()
    party: tuple[Party, ...] = ()
    claim: tuple[Claim, ...] = ()
    exhibit: tuple[Exhibit, ...] = ()
    keep: tuple[Keep, ...] = ()
    ruling: Ruling | None = None


Told = Iterator[tuple[KeyPath, str, str, str]]
"""Where something is wrong in a case, the code, what was found, what was expected."""


@dataclass(frozen=True)
class WrittenCase:
    """A case as its file says it, with the file's name, bytes and digest, and the lines of its keys."""

    name: str
    sha256: str
    content: bytes = field(repr=False)
    case: Case
    lines: Mapping[KeyPath, int] = field(repr=False, default_factory=dict)

    @property
    def id(self) -> str:
        """Its id: the file's name without its ending."""
        return self.name.removesuffix(ENDING)

    def problem(self, path: KeyPath, code: str, found: str = "", expected: str = "") -> Problem:
        """A problem with what stands at this path of the file."""
        return Problem(code, place(path, dict(self.lines), f"{FOLDER}/{self.name}"), found, expected)


def read(name: str, sha256: str, content: bytes) -> WrittenCase:
    """The case in the bytes of a file. Raises Refusal with every key that is wrong, unknown or missing."""
    told = f"{FOLDER}/{name}"
    case, _, lines = shaped(Case, content, told, told)
    return WrittenCase(name, sha256, content, case, lines)


def problems(written: WrittenCase) -> Iterator[Problem]:
    """What a case lacks or has too much of, by what it claims and how it ended."""
    case = written.case
    if not _ID.fullmatch(written.id):
        yield written.problem((), "CS-NAME", written.name, "kota-satu-2024.toml")
    for told in (_parties(case), _claims(case), _exhibits(case), _days(case), _ended(case)):
        yield from (written.problem(*one) for one in told)


def _parties(case: Case) -> Told:
    for at, party in enumerate(case.party):
        if bool(party.selection) == bool(party.office):
            yield ("party", at), "CS-PAIR-OR-OFFICE", party.role, "selection, office"


def _claims(case: Case) -> Told:
    for at, claim in enumerate(case.claim):
        path: KeyPath = ("claim", at)
        if claim.id in [c.id for c in case.claim[:at]]:
            yield (*path, "id"), "CF-ID-TWICE", claim.id, ""
        yield from _of_kind(claim, path)
        for n, one in enumerate(claim.figures):
            if one.field in [f.field for f in claim.figures[:n]]:
                yield (*path, "figures", n, "field"), "CF-ID-TWICE", one.field, ""
            if one.written == one.claimed:
                yield (*path, "figures", n, "claimed"), "CS-NOTHING-NEW", str(one.claimed), ""
        codes = [e.code for e in case.exhibit]
        for n, code in enumerate(claim.exhibits):
            if code not in codes:
                yield (*path, "exhibits", n), "CS-NO-EXHIBIT", code, ", ".join(codes) or "–"


def _of_kind(claim: Claim, path: KeyPath) -> Told:
    """What a claim of its kind must say, or must say that nobody said."""
    wanted: dict[Unknown, bool] = {"units": bool(claim.units) or claim.kind == "procedure"}
    if claim.kind == "figures":
        wanted["figures"] = bool(claim.figures)
    if claim.kind in ("ineligible", "turned-away"):
        wanted["voters"] = claim.voters is not None
    for key, there in wanted.items():
        if not there and key not in claim.unknown:
            yield path, "CS-SAY-UNKNOWN", key, claim.kind
        if there and key in claim.unknown and key != "units":
            yield (*path, "unknown"), "CS-KNOWN-AND-UNKNOWN", key, claim.id
    if claim.figures and claim.kind != "figures":
        yield (*path, "figures"), "CS-KEY-OF-ANOTHER", "figures", claim.kind
    if claim.figures and len(claim.units) > 1:
        yield (*path, "units"), "CS-ONE-UNIT", ", ".join(claim.units), ""
    if claim.voters is not None and claim.kind not in ("ineligible", "turned-away", "re-vote"):
        yield (*path, "voters"), "CS-KEY-OF-ANOTHER", "voters", claim.kind


def _exhibits(case: Case) -> Told:
    codes = [e.code for e in case.exhibit]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield ("exhibit", at, "code"), "CF-ID-TWICE", code, ""


def _days(case: Case) -> Told:
    """Days that run backwards."""
    days = [(n, d) for n in Dates.model_fields if (d := getattr(case.dates, n)) is not None]
    for (before, first), (after, second) in itertools.pairwise(days):
        if second < first:
            yield ("dates", after), "CS-DAYS", f"{after} {second}", f"{before} {first}"


def _ended(case: Case) -> Told:
    """A case that is over says how; one that is not over has no ruling."""
    if case.status == "decided" and case.ruling is None:
        yield ("status",), "CF-MISSING-KEY", "ruling", ""
    if case.ruling is not None and case.status not in ("decided", "withdrawn"):
        yield ("status",), "CS-NOT-OVER", case.status, "decided"
    for at, order in enumerate(case.ruling.order if case.ruling else ()):
        path: KeyPath = ("ruling", "order", at)
        if not (order.units or order.stations) and order.kind not in ("re-recap", "wording"):
            yield path, "CF-MISSING-KEY", "units", ""
        if bool(order.set) != (order.kind == "set-figures"):
            yield path, "CF-MISSING-KEY" if not order.set else "CS-KEY-OF-ANOTHER", "set", order.kind
        if order.units and order.stations:
            yield (*path, "stations"), "CS-STATIONS-NAMED", str(order.stations), ""
        if order.set and len(order.units) > 1:
            yield (*path, "units"), "CS-ONE-UNIT", ", ".join(order.units), ""
