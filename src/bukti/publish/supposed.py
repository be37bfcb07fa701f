"""What a result would be if something were decided that nobody has decided: tables built beside, facts untouched.

The suppositions become decisions in a folder of their own, and the line of the build makes of them what it makes of
real ones. Nothing is written into the workspace.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bukti.engine.database import connect
from bukti.engine.store import Store, linked
from bukti.evidence import durable, lock
from bukti.evidence.ballots import Contest
from bukti.evidence.decision import SetField
from bukti.evidence.drafting import text_of
from bukti.evidence.past import Moment, as_it_was, terms_then
from bukti.evidence.workspace import Workspace
from bukti.publish.build import Built, Progress, make, named, read
from bukti.publish.decisions import figures_that_stand
from bukti.publish.leading import Leading, leadings, moved
from bukti.publish.lookup import Units, column_named, contest_named
from bukti.publish.opened import Opened, opened
from bukti.publish.outcomes import Seated, meaning
from bukti.vocabulary.problems import Place, refuse
from bukti.vocabulary.roles import nearest

NO_DOCUMENT: Final = "0" * 64
MOST_NAMED: Final = 150
Figures = tuple[Mapping[str, Leading], Mapping[str, tuple[Seated, ...]]]


@dataclass(frozen=True)
class Suppositions:
    """What is supposed of a contest: stations void, votes of a re-vote, other figures, findings accepted, decisions.

    `re_vote` gives for units the votes of each selection in ballot order, `figures` for units a field and its figure;
    `files` are decisions as written.
    """

    contest: str | None = None
    void: tuple[str, ...] = ()
    re_vote: tuple[tuple[str, tuple[int, ...]], ...] = ()
    figures: tuple[tuple[str, str, int], ...] = ()
    accept: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def none(self) -> bool:
        return not (self.void or self.re_vote or self.figures or self.accept or self.files)


@dataclass(frozen=True)
class Compared:
    """What a contest's figures mean now, and what they would mean; None where they mean nothing yet.

    Declared figures are moved by as much as the count is.
    """

    contest: Contest
    now: Leading | None
    then: Leading | None
    seats: tuple[tuple[Seated, Seated], ...] = ()
    """Each ballot area of a council as it is and as it would be."""

    @property
    def changes(self) -> bool:
        return self.now != self.then or any(a.allocation != b.allocation for a, b in self.seats)


def what_if(
    workspace: Workspace, supposed: Suppositions, now: datetime, progress: Progress = lambda _: None
) -> list[Compared]:
    """The contests that would change, else the one that was asked for; facts and tables of the workspace stay.

    Raises Refusal where a supposition names something that is not there, or where nothing was built yet.
    """
    with opened(workspace) as asked:
        terms = asked.terms
        contests = terms.configuration.contest
        texts = [*_texts(asked, supposed, now)]
        before = leadings(asked, contests), _seats(asked, contests)
    with tempfile.TemporaryDirectory(prefix="bukti-") as place:
        folder = Path(place).resolve()
        for n, text in enumerate(texts, 1):
            durable.write(folder / "decisions" / f"supposed-{n:03}.toml", text.encode())
        with lock.held(workspace.root):
            facts = len(workspace.journal.facts())
            linked(workspace.build, folder / "build")
        then = replace(as_it_was(workspace, Moment("", facts), folder / "build"), supposed=folder / "decisions")
        after = _built(then, folder, contests, progress)
    found = [
        Compared(
            c,
            before[0].get(c.id),
            moved(terms, before[0].get(c.id), after[0].get(c.id)),
            tuple(zip(before[1].get(c.id, ()), after[1].get(c.id, ()), strict=True)),
        )
        for c in contests
    ]
    changed = [c for c in found if c.changes]
    return changed or [c for c in found if c.contest.id == supposed.contest] or found[:1]


def _built(then: Workspace, folder: Path, contests: Sequence[Contest], progress: Progress) -> Figures:
    """What every contest's figures mean once the supposed decisions are taken in."""
    terms = terms_then(then, folder)
    store = Store(then.build, terms.contracts)
    with durable.scratch(then.build) as scratch, connect(scratch) as connection:
        intake = read(terms, store, connection, scratch, progress, True)
        make(store, connection, intake, progress)
    with connect() as asking:
        store = Store(then.build, terms.contracts)
        asked = Opened(Built(named(terms, store, asking), store, asking, (), 0), False)
        return leadings(asked, contests), _seats(asked, contests)


def _seats(asked: Opened, contests: Sequence[Contest]) -> dict[str, tuple[Seated, ...]]:
    """The seats of each contest between lists whose areas declare how many they have."""
    councils = [c for c in contests if any(area.seats for area in c.area)]
    return {c.id: meaning(asked, c).areas for c in councils}


def _texts(asked: Opened, supposed: Suppositions, now: datetime) -> Iterator[str]:
    """Each supposition as the file of a decision."""
    for file in supposed.files:
        yield file.read_text(encoding="utf-8")
    if supposed.accept:
        for start in range(0, len(supposed.accept), MOST_NAMED):
            yield _decision(now, "accept-finding", {"findings": supposed.accept[start : start + MOST_NAMED]})
    if not (supposed.void or supposed.re_vote or supposed.figures):
        return
    contest, units = contest_named(asked, supposed.contest), Units(asked)
    paths = [units.find(name)[0] for name in supposed.void]
    for start in range(0, len(paths), MOST_NAMED):
        voided = [unit.unit_id for unit in paths[start : start + MOST_NAMED]]
        yield _decision(now, "void-unit", {"contest": contest.id, "units": voided})
    changes: dict[str, dict[str, int]] = {}
    before: dict[str, dict[str, int | None]] = {}
    for name, votes in supposed.re_vote:
        unit = units.find(name)[0]
        before[unit.unit_id] = figures_that_stand(asked, contest, unit)
        changes[unit.unit_id] = _voted(asked, contest, name, votes, before[unit.unit_id])
    for name, field, figure in supposed.figures:
        unit = units.find(name)[0]
        before.setdefault(unit.unit_id, figures_that_stand(asked, contest, unit))
        changes.setdefault(unit.unit_id, {})[column_named(asked, contest, field)] = figure
    for unit_id, new in changes.items():
        old = before[unit_id]
        sets = tuple(
            SetField(field=_public(contest, asked, column), old=_old(old, column, contest.id), new=figure)
            for column, figure in new.items()
            if old.get(column) != figure
        )
        if sets:
            yield _decision(now, "set-field", {"contest": contest.id, "units": [unit_id]}, sets)


def _old(figures: Mapping[str, int | None], column: str, contest: str) -> int | None:
    if column not in figures:
        raise refuse("FIELD-UNKNOWN", Place(contest), column, nearest(column, figures, 5))
    return figures[column]


def _public(contest: Contest, asked: Opened, column: str) -> str:
    """A vote column by the id of its selection, which is what decisions name."""
    votes = asked.terms.shape.votes[: len(contest.selection)]
    return contest.selection[votes.index(column)].id if column in votes else column


def _voted(
    asked: Opened, contest: Contest, unit: str, votes: Sequence[int], before: Mapping[str, int | None]
) -> dict[str, int]:
    """The votes of a re-vote by column, with the fields that count them; invalid votes stay as they were."""
    if len(votes) != len(contest.selection):
        raise refuse("CLI-VOTES", Place(unit), str(len(votes)), str(len(contest.selection)))
    changed = dict(zip(asked.terms.shape.votes, votes, strict=False))
    for sheet in asked.terms.sheets:
        valid, invalid, cast = (sheet.field(role) for role in ("valid", "invalid", "cast"))
        if valid and valid.name in before:
            changed[valid.name] = sum(votes)
        spoiled = before.get(invalid.name) if invalid else None
        if cast and cast.name in before and (invalid is None or spoiled is not None):
            changed[cast.name] = sum(votes) + (spoiled or 0)
    return changed


def _decision(now: datetime, effect: str, values: Mapping[str, Any], sets: tuple[SetField, ...] = ()) -> str:
    """A decision with the keys that every decision needs; nobody made it, so its names and document are blanks."""
    people = {"author": "1", "author_role": "supposed", "approver": "2", "approver_role": "supposed"}
    given = {"reason": "court", "basis": "–", "document": NO_DOCUMENT, "time": now.isoformat(timespec="seconds")}
    return text_of({"effect": effect, **values, **people, **given}, sets)


__all__ = ["Compared", "Suppositions", "what_if"]
