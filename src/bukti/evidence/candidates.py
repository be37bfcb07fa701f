"""Many contests from one file of candidates: JSON, unit code to candidate id to what is said of the candidate."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from bukti.evidence.ballots import Contest, Contests, Selection, Titles
from bukti.evidence.declaring import Declaration
from bukti.evidence.journal import Fact
from bukti.evidence.workspace import CONFIGURATION, Workspace
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import nearest

Bytes = Callable[[Contests], bytes]
"""Where the bytes of a file of candidates come from. Raises Refusal where they cannot be had."""

KIND = "candidates"
"""What the journal calls such a file."""
CODE = "{code}"
UNIT = "{unit}"
_NUMBER = re.compile(r"[1-9][0-9]?")


def expanded(declared: Declaration, content: Bytes) -> Declaration:
    """The declaration with a contest for each unit of its files of candidates, behind those written by hand.

    Raises Refusal with everything that is wrong in the files.
    """
    contests: list[Contest] = []
    problems: list[Problem] = []
    for entry in declared.configuration.contests:
        try:
            contests += _contests(entry, content(entry))
        except Refusal as refusal:
            problems += refusal.problems
    if problems:
        raise Refusal(problems)
    every = (*declared.configuration.contest, *contests)
    return replace(declared, configuration=declared.configuration.model_copy(update={"contest": every}))


def _contests(entry: Contests, content: bytes) -> list[Contest]:
    name = entry.path.rpartition("/")[2]
    try:
        units = json.loads(content, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise refuse("CF-CANDIDATES-BROKEN", Place(name), str(error)[:80]) from error
    if not isinstance(units, dict) or not units or not all(isinstance(c, dict) and c for c in units.values()):
        raise refuse("CF-CANDIDATES-BROKEN", Place(name), type(units).__name__)
    problems: list[Problem] = []
    found = [_contest(entry, name, code, candidates, problems) for code, candidates in sorted(units.items())]
    people = entry.population.people if entry.population else {}
    for key, codes in (("population.people", people), ("announced", entry.announced), ("offices", entry.offices)):
        for code in codes:
            if code not in units:
                place = Place(CONFIGURATION, 0, f"contests.{key}")
                problems.append(Problem("CF-UNKNOWN-NAME", place, code, nearest(code, units)))
    if problems:
        raise Refusal(problems)
    return [contest for contest in found if contest]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(", ".join(sorted({key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1})))
    return found


def _contest(
    entry: Contests, file: str, code: str, candidates: Mapping[str, Any], problems: list[Problem]
) -> Contest | None:
    """The contest of one unit, its selections by their numbers; None where something is wrong, which is told."""
    by_place: dict[str, Selection] = {}
    for candidate, said in candidates.items():
        place = Place(file, 0, f"{code}.{candidate}")
        number = str(said.get(entry.number, "")) if isinstance(said, dict) else ""
        if not _NUMBER.fullmatch(number) or number in by_place:
            problems.append(Problem("CF-CANDIDATE-NUMBER", place, number, entry.number))
            return None
        chosen = _selection(entry, candidate, said, int(number))
        if chosen is None:
            problems.append(Problem("CF-CANDIDATE", place, str(said)[:80], f"{entry.name}, {entry.colour}"))
            return None
        by_place[number] = chosen
    titles = Titles(
        indonesian=entry.title.indonesian.replace(CODE, code), english=entry.title.english.replace(CODE, code)
    )
    try:
        return Contest(
            id=entry.id.replace(CODE, code),
            title=titles,
            scope=entry.scope.replace(CODE, code),
            office=entry.offices.get(code, entry.office),
            population=entry.population.of(code) if entry.population else None,
            announced=entry.announced.get(code),
            selection=tuple(by_place[n] for n in sorted(by_place, key=lambda n: (len(n), n))),
        )
    except ValidationError:
        problems.append(Problem("CF-CANDIDATE", Place(file, 0, code), code, "a-z, 0-9, -"))
        return None


def _selection(entry: Contests, candidate: str, said: Mapping[str, Any], number: int) -> Selection | None:
    """The selection as the file states it; a name without a second person ends in the dash that would join it."""
    name = str(said.get(entry.name) or "").strip(" -")
    if not name:
        return None
    colour, blank = said.get(entry.colour), name.startswith(entry.blank)
    try:
        return Selection(id=candidate, name=name, number=number, colour=colour, blank=blank)
    except ValidationError:
        return None


def titled(declared: Declaration, names: Mapping[str, str]) -> Declaration:
    """The declaration with the names of units, by code, in the titles of contests that ask for them."""
    contests = tuple(
        contest.model_copy(update={"title": _named(contest.title, names.get(contest.scope or "", contest.scope or ""))})
        for contest in declared.configuration.contest
    )
    return replace(declared, configuration=declared.configuration.model_copy(update={"contest": contests}))


def _named(title: Titles, name: str) -> Titles:
    return Titles(indonesian=title.indonesian.replace(UNIT, name), english=title.english.replace(UNIT, name))


def current(workspace: Workspace, entry: Contests) -> bytes:
    """The file of candidates as it lies there now, else as it was received last.

    Raises Refusal where it is not there and never was.
    """
    try:
        (file,) = workspace.files(entry.path)[:1]
        return file.path.read_bytes()
    except OSError as error:
        raise refuse("EV-NO-PERMISSION", Place(entry.path), error.strerror or "") from error
    except Refusal:
        if not _facts(workspace, entry):
            raise
    return received(workspace, entry)


def received(workspace: Workspace, entry: Contests) -> bytes:
    """The file of candidates as it was received last. Raises Refusal where evidence lacks it."""
    facts = _facts(workspace, entry)
    return kept(workspace, entry, str(facts[-1]["sha256"]) if facts else "")


def kept(workspace: Workspace, entry: Contests, digest: str) -> bytes:
    """The file of candidates that has this digest. Raises Refusal where evidence lacks it."""
    if not digest or not (workspace.objects / digest).is_file():
        raise refuse("EV-OBJECT-MISSING", Place(entry.path), digest)
    content = (workspace.objects / digest).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        raise refuse("EV-OBJECT-ALTERED", Place(entry.path), found, digest)
    return content


def _facts(workspace: Workspace, entry: Contests) -> list[Fact]:
    return [f for f in workspace.journal.facts() if (f["kind"], f.get("name")) == (KIND, entry.path)]
