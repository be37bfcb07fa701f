"""Under which terms a workspace is read: its declarations, the profile they name, the shape of its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property

from bukti.evidence import candidates
from bukti.evidence.ballots import Contest
from bukti.evidence.configuration import AsOfName, Configuration, Source
from bukti.evidence.crosscheck import kinds_of, problems
from bukti.evidence.declaring import Declaration, load
from bukti.evidence.receive import BOUNDARIES, UNITS, Wanted
from bukti.evidence.workspace import InboxFile, Workspace
from bukti.vocabulary.contract import Table
from bukti.vocabulary.problems import Place, Problem, Refusal
from bukti.vocabulary.profile import Profile, SheetKind, load_profile
from bukti.vocabulary.shapes import Shape, SheetShape
from bukti.vocabulary.tables import tables


@dataclass(frozen=True)
class Terms:
    """A workspace with its declarations and its profile, found to fit each other.

    `files` are the bytes of the files of candidates behind the contests, by their paths.
    """

    workspace: Workspace
    declared: Declaration
    profile: Profile
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def configuration(self) -> Configuration:
        return self.declared.configuration

    @property
    def day(self) -> date:
        """The day of the election, which decides the parameters in force."""
        return self.configuration.election.date

    @cached_property
    def sheets(self) -> tuple[SheetKind, ...]:
        """The sheet kinds that some source brings, in the profile's order."""
        used = {kind for source in self.configuration.source for kind in kinds_of(source)}
        return tuple(s for s in self.profile.sheets if s.id in used)

    @cached_property
    def shape(self) -> Shape:
        sheets = tuple(SheetShape(s.id, tuple(s.levels), s.names, s.stations) for s in self.sheets)
        return Shape(sheets, max(len(c.selection) for c in self.configuration.contest))

    @cached_property
    def contracts(self) -> dict[str, Table]:
        return tables(self.shape)

    @cached_property
    def caps(self) -> dict[str, int]:
        return self.profile.caps(self.day)

    @cached_property
    def ballots(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The vote columns of each length of ballot, with the contests that have it."""
        lengths: dict[int, list[str]] = {}
        for contest in self.configuration.contest:
            lengths.setdefault(len(contest.selection), []).append(contest.id)
        return [(self.shape.votes[:n], tuple(contests)) for n, contests in sorted(lengths.items())]

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Every number a tally sums: the fields of all sheets but those that count stations, then the vote columns."""
        return (*self.shape.summed, *self.shape.votes)

    @cached_property
    def by_id(self) -> dict[str, Contest]:
        return {c.id: c for c in self.configuration.contest}

    @property
    def asks_for_names(self) -> bool:
        """Whether the titles of contests are to be filled with the names of units."""
        entries = self.configuration.contests
        return any(candidates.UNIT in text for e in entries for text in (e.title.indonesian, e.title.english))

    def named(self, names: Mapping[str, str]) -> Terms:
        """The same terms with the names of units, by code, in the titles of contests."""
        return replace(self, declared=candidates.titled(self.declared, names))

    @property
    def outlined(self) -> tuple[str, ...]:
        """Every path of outlines, once."""
        return tuple(dict.fromkeys(b.path for b in self.configuration.boundaries))

    def contests_of(self, source: Source) -> tuple[Contest, ...]:
        """The contests that a source's rows can be of, in order."""
        return tuple(c for c in self.configuration.contest if source.may_hold(c.id))

    @cached_property
    def with_stations(self) -> frozenset[str]:
        """The contests for which some source brings sheets of stations."""
        kinds = {s.kind for s in self.shape.sheets if s.of_station}
        sources = [s for s in self.configuration.source if kinds & {*kinds_of(s)}]
        return frozenset(c.id for s in sources for c in self.contests_of(s))

    @cached_property
    def provisional(self) -> frozenset[str]:
        """The contests whose sheets above stations are running totals only: no source brings a plenary's."""
        plenary = {s.id for s in self.configuration.series if s.how == "plenary"}
        stations = {s.kind for s in self.shape.sheets if s.of_station}
        above = [s for s in self.configuration.source if {*kinds_of(s)} - stations]
        declared = [s for s in above if any(r.series in plenary for r in s.reading)]
        running, held = ({c.id for s in some for c in self.contests_of(s)} for some in (above, declared))
        return frozenset(running - held)

    def matches_text(self, source: Source) -> str:
        """The names that people accepted for units in this source, in one text."""
        return "\n".join(m.model_dump_json() for m in self.configuration.match if m.source == source.id)

    def series_rank(self, series: str) -> int:
        """The place of a series in the order of precedence, from 1."""
        return [s.id for s in self.configuration.series].index(series) + 1

    def vote_column(self, contest: Contest, selection: str) -> str:
        """The vote column of a selection: its place on the ballot."""
        return self.shape.votes[[s.id for s in contest.selection].index(selection)]

    def column_of(self, contest: Contest, name: str) -> str | None:
        """The table column behind a public name: a selection's id or a field; None where it is neither."""
        if name in [s.id for s in contest.selection]:
            return self.vote_column(contest, name)
        return name if name in (*self.shape.fields, *self.shape.votes[: len(contest.selection)]) else None


def settle(workspace: Workspace) -> Terms:
    """The terms of a workspace. Raises Refusal with everything that is wrong in bukti.toml."""
    declared = load(workspace.configuration)
    files = {e.path: candidates.current(workspace, e) for e in declared.configuration.contests}
    declared = candidates.expanded(declared, lambda e: files[e.path])
    try:
        profile = load_profile(declared.configuration.election.profile)
    except Refusal as refusal:
        path = ("election", "profile")
        raise Refusal(declared.problem(path, p.code, p.found, p.expected) for p in refusal.problems) from None
    found = problems(declared, profile)
    if found:
        raise Refusal(found)
    return Terms(workspace, declared, profile, files)


GONE = ("EV-FILE-MISSING", "EV-PATH-NOT-SET")


def wanted(terms: Terms) -> tuple[list[Wanted], list[Problem]]:
    """What the entries of bukti.toml point at now, and which of them point at nothing or have no moment.

    An entry whose bytes are in evidence already may point at nothing: a file once received is never lost.
    """
    found: list[Wanted] = []
    wrong: list[Problem] = []
    known: dict[str, list[str]] = {}
    for fact in terms.workspace.journal.facts():
        if fact["kind"] == "source":
            known.setdefault(str(fact["entry"]), []).append(str(fact["name"]))
    units = terms.configuration.units
    for entry, paths in ((UNITS, units.paths if units else ()), (BOUNDARIES, terms.outlined)):
        files: list[InboxFile] = []
        for path in paths:
            held = any(terms.workspace.is_named(path, name) for name in known.get(entry, ()))
            files += _files(terms.workspace, path, held, wrong)
        if paths:
            found.append(Wanted(entry, tuple({f.name: f for f in files}.values())))
    for source in terms.configuration.source:
        own = _files(terms.workspace, source.path, source.id in known, wrong)
        moments, odd = named_moments(own, source.as_of) if isinstance(source.as_of, AsOfName) else ({}, [])
        wrong += odd
        found.append(
            Wanted(
                source.id,
                tuple(own),
                moment(source.as_of) if isinstance(source.as_of, datetime) else None,
                " ".join(r.series for r in source.reading),
                source.reader == "sirekap" or isinstance(source.as_of, AsOfName),
                source.model_dump_json(exclude={"id", "path"}) + terms.matches_text(source),
                moments,
            )
        )
    return found, wrong


def _files(workspace: Workspace, path: str, held: bool, wrong: list[Problem]) -> list[InboxFile]:
    """The files that a path names; none where there are none and what it named is in evidence."""
    try:
        return workspace.files(path)
    except Refusal as refusal:
        wrong += [p for p in refusal.problems if not held or p.code not in GONE]
        return []


def named_moments(files: Sequence[InboxFile], declared: AsOfName) -> tuple[dict[str, str], list[Problem]]:
    """The moment that each file's own name states, UTC, and the files whose names state none."""
    found: dict[str, str] = {}
    wrong: list[Problem] = []
    for file in files:
        name = file.name.rpartition("/")[2]
        fits = re.fullmatch(declared.file, name)
        try:
            at = datetime.strptime(f"{fits[1] if fits else ''} {declared.zone}", f"{declared.format} %z")
        except ValueError:
            wrong.append(Problem("IN-NAME-NO-MOMENT", Place(file.name), declared.file, declared.format))
            continue
        found[file.name] = moment(at)
    return found, wrong


def moment(at: datetime) -> str:
    """A moment as tables hold it: UTC, to the millisecond, so that the order of texts is the order of time.

    A moment without a zone is refused where it is declared; here it counts as UTC.
    """
    utc = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
