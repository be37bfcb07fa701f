"""What a new case is about, found in the tables that were built last: everything that it names must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

from bukti.disputes.numbers import case_number, receipt
from bukti.engine.database import Connection, EngineError, literal, records
from bukti.engine.store import Store
from bukti.evidence.ballots import Contest
from bukti.evidence.case import Claim, WrittenCase
from bukti.evidence.cases import TakenCase, fresh, known
from bukti.evidence.lines import KeyPath
from bukti.evidence.terms import Terms
from bukti.publish.build import Built
from bukti.publish.lookup import Named, Units, column_named, contest_named
from bukti.publish.opened import Opened
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.roles import nearest

Row = dict[str, Any]
BUILT = ("unit", "unit_code", "standing", "latest", "finding", "source")


def new_cases(
    terms: Terms, store: Store, connection: Connection, decided: Collection[str]
) -> tuple[list[TakenCase], list[Problem]]:
    """The cases in the inbox that are new or say more, with what they are about, and all that is wrong there.

    The store holds what was built last; `decided` are the ids of all decisions, new ones too.
    """
    taken = known(terms.workspace)
    written, wrong = fresh(terms.workspace, taken)
    before = {t.id: t for t in taken}
    new: list[TakenCase] = []
    for one in written:
        try:
            new.append(_Desk(terms, store, connection, decided, one).taken(before.get(one.id)))
        except Refusal as refusal:
            wrong += refusal.problems
        except EngineError:
            wrong.append(one.problem((), "CS-NOT-BUILT", one.id))
    return new, wrong


def selection_named(contest: Contest, text: str) -> int | None:
    """The place on the ballot, from 0, of a selection named by its id or its number there; None where there is none."""
    for at, selection in enumerate(contest.selection):
        if text in (selection.id, str(selection.number or at + 1)):
            return at
    return None


def unit_names(case: WrittenCase) -> Iterator[tuple[KeyPath, str]]:
    """Every unit that a case names, with where it stands in the file."""
    c = case.case
    lists: list[tuple[KeyPath, Sequence[str]]] = [(("claim", n), claim.units) for n, claim in enumerate(c.claim)]
    lists += [(("exhibit", n), exhibit.units) for n, exhibit in enumerate(c.exhibit)]
    lists += [(("keep", n), keep.units) for n, keep in enumerate(c.keep)]
    lists += [(("ruling", "order", n), o.units) for n, o in enumerate(c.ruling.order if c.ruling else ())]
    for path, units in lists:
        yield from (((*path, "units", n), unit) for n, unit in enumerate(units))


class _Desk:
    """Looks up what one case names; all that is not there is told at once."""

    def __init__(
        self, terms: Terms, store: Store, connection: Connection, decided: Collection[str], one: WrittenCase
    ) -> None:
        self.terms, self.store, self.connection, self.decided, self.one = terms, store, connection, decided, one
        self.asked = Opened(Built(terms, store, connection, (), 0), False)
        self.wrong: list[Problem] = []

    @cached_property
    def units(self) -> Units:
        return Units(self.asked)

    def taken(self, before: TakenCase | None) -> TakenCase:
        """The case with its contest and units. Raises Refusal with everything that it names and is not there."""
        if not all(self.store.slots.get(name) for name in BUILT):
            raise Refusal([self.one.problem((), "CS-NOT-BUILT", self.one.id)])
        case = self.one.case
        self._told(("number",), lambda: case_number(case.number) if case.number else None)
        self._told(("receipt",), lambda: receipt(case.receipt) if case.receipt else None)
        contest = self._told(("contest",), lambda: contest_named(self.asked, case.contest))
        found: dict[str, Named] = {}
        for path, name in unit_names(self.one):
            unit = self._told(path, lambda n=name: self.units.find(n)[0])
            if unit is not None:
                found[name] = unit
        if contest is not None:
            self._of_contest(contest, before, found)
        if self.wrong or contest is None:
            raise Refusal(self.wrong)
        return TakenCase(self.one, contest.id, {name: unit.unit_id for name, unit in found.items()})

    def _told(self, path: KeyPath, ask: Any) -> Any:
        """What is found; what is refused is told with its place in the case's file."""
        try:
            return ask()
        except Refusal as refusal:
            self.wrong += [self.one.problem(path, p.code, p.found, p.expected) for p in refusal.problems]
            return None

    def _of_contest(self, contest: Contest, before: TakenCase | None, units: dict[str, Named]) -> None:
        case, one = self.one.case, self.one
        if before is not None and before.contest != contest.id:
            self.wrong.append(one.problem(("contest",), "CS-OTHER-CONTEST", contest.id, before.contest))
        for at, party in enumerate(case.party):
            if party.selection and selection_named(contest, party.selection) is None:
                ids = [s.id for s in contest.selection]
                expected = nearest(party.selection, ids) or ", ".join(ids)
                self.wrong.append(one.problem(("party", at, "selection"), "DC-UNKNOWN", party.selection, expected))
        for at, claim in enumerate(case.claim):
            self._claim(contest, ("claim", at), claim)
            if claim.stations is not None and any("/" in units[u].unit_id for u in claim.units if u in units):
                self.wrong.append(one.problem(("claim", at, "stations"), "CS-STATIONS-NAMED", str(claim.stations)))
        for at, order in enumerate(case.ruling.order if case.ruling else ()):
            for n, change in enumerate(order.set):
                path: KeyPath = ("ruling", "order", at, "set", n, "field")
                self._told(path, lambda f=change.field: column_named(self.asked, contest, f))

    def _claim(self, contest: Contest, path: KeyPath, claim: Claim) -> None:
        for n, figure in enumerate(claim.figures):
            at = (*path, "figures", n, "field")
            self._told(at, lambda f=figure.field: column_named(self.asked, contest, f))
        readings = [s.table for s in self.terms.shape.sheets]
        self._known((*path, "sheets"), claim.sheets, "sheet_id", readings)
        self._known((*path, "readings"), claim.readings, "reading_id", readings)
        self._known((*path, "findings"), claim.findings, "finding_id", ["finding"])
        for n, decision in enumerate(claim.decisions):
            if decision not in self.decided:
                near = nearest(decision, sorted(self.decided)) or "–"
                self.wrong.append(self.one.problem((*path, "decisions", n), "DC-UNKNOWN", decision, near))

    def _known(self, path: KeyPath, names: Sequence[str], column: str, tables: Sequence[str]) -> None:
        """Ids that some table must have."""
        if not names:
            return
        listed = ", ".join(map(literal, names))
        found: set[str] = set()
        for table in tables:
            self.store.show(self.connection, table)
            rows = records(self.connection, f"select distinct {column} from {table} where {column} in ({listed})")
            found |= {row[column] for row in rows}
        for n, name in enumerate(names):
            if name not in found:
                self.wrong.append(self.one.problem((*path, n), "DC-UNKNOWN", name, self._near(name, column, tables)))

    def _near(self, name: str, column: str, tables: Sequence[str]) -> str:
        """Ids that begin alike."""
        ids: set[str] = set()
        for table in tables:
            sql = f"select distinct {column} from {table} where starts_with({column}, {literal(name[:3])})"
            ids |= {row[column] for row in records(self.connection, sql)}
        return nearest(name, sorted(ids)) or "–"


__all__ = ["new_cases", "selection_named", "unit_names"]
