"""What a new decision is about, found in the tables that were built last: names that exist, figures as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bukti.engine.database import Connection, EngineError, connect, literal, records
from bukti.engine.store import Store
from bukti.evidence.ballots import Contest
from bukti.evidence.deciding import Taken, Touched, fresh, known, out_of_order
from bukti.evidence.decision import Written, problems
from bukti.evidence.lines import KeyPath
from bukti.evidence.receive import OF_PLACES
from bukti.evidence.terms import Terms, settle
from bukti.evidence.workspace import Workspace
from bukti.forensics import table as unusual
from bukti.publish.build import Built
from bukti.publish.lookup import Named, Units, contest_named
from bukti.publish.opened import Opened
from bukti.publish.outcomes import meaning
from bukti.recap.decisions import made_id
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse
from bukti.vocabulary.roles import nearest

Row = dict[str, Any]
BUILT = ("unit", "unit_code", "standing", "latest", "finding", "source")


@dataclass(frozen=True)
class Decisions:
    """The decisions taken in, and the new ones; what is wrong with these, and what is to be noticed."""

    taken: list[Taken]
    new: list[Taken]
    wrong: list[Problem]
    notices: list[Problem]

    @property
    def all(self) -> list[Taken]:
        return [*self.taken, *self.new]

    @property
    def accepted(self) -> set[str]:
        """The definitions that decisions accept."""
        return {d for t in self.all for d in t.written.decision.definitions}


def decisions(terms: Terms, store: Store, connection: Connection) -> Decisions:
    """All decisions of a workspace; the store holds what was built last."""
    taken = known(terms.workspace)
    written, wrong, notices = fresh(terms.workspace, taken, terms.configuration.one_person)
    new: list[Taken] = []
    desk = _Desk(terms, store, connection, taken)
    for one in sorted(written, key=lambda w: w.rank):
        try:
            new.append(Taken(one, tuple(desk.touched(one))))
        except Refusal as refusal:
            wrong += refusal.problems
        except EngineError:
            wrong.append(one.problem(("effect",), "DC-NOT-BUILT", one.decision.effect))
    wrong += out_of_order(taken, new)
    return Decisions(taken, new, wrong, notices)


def looked_up(workspace: Workspace, one: Written) -> Taken:
    """The decision with what it is about, before it is taken in. Raises Refusal with all that is wrong with it."""
    terms = settle(workspace)
    wrong = list(problems(one, terms.configuration.one_person))
    if wrong:
        raise Refusal(wrong)
    with connect() as connection:
        store = Store(workspace.build, terms.contracts)
        taken = known(workspace)
        try:
            found = Taken(one, tuple(_Desk(terms, store, connection, taken).touched(one)))
        except EngineError as error:
            raise Refusal([one.problem(("effect",), "DC-NOT-BUILT", one.decision.effect)]) from error
    wrong = list(out_of_order(taken, [found]))
    if wrong:
        raise Refusal(wrong)
    return found


def figures_that_stand(asked: Opened, contest: Contest, unit: Named) -> dict[str, int | None]:
    """Every figure of the reading that stands for a unit, by its column. Raises Refusal where none or several stand."""
    desk = _Desk(asked.terms, asked.built.store, asked.built.connection, ())
    found = [r for r in desk._last_words(contest, unit) if r["stands"]]
    if not found:
        raise refuse("DC-NO-READING", Place(unit.path), unit.path, contest.id)
    if len({r["sheet_id"] for r in found}) > 1:
        raise refuse("DC-WHICH-SHEET", Place(unit.path), unit.path, ", ".join(sorted({r["sheet_id"] for r in found})))
    return desk._figures(contest, unit, found[0])


class _Desk:
    """Looks up what decisions name, the earliest decision first."""

    def __init__(self, terms: Terms, store: Store, connection: Connection, taken: Sequence[Taken]) -> None:
        self.terms, self.store, self.connection = terms, store, connection
        self.taken = {t.written.id: t for t in taken}
        self.asked = Opened(Built(terms, store, connection, (), 0), False)
        self.now: dict[tuple[str, str], Row] = {}
        """What the new decisions looked up before this one made of a column of a sheet."""

    @cached_property
    def units(self) -> Units:
        return Units(self.asked)

    def touched(self, one: Written) -> Iterator[Touched]:
        """What a decision is about. Raises Refusal with what it names and is not there."""
        d = one.decision
        if d.effect == "accept-definition":
            yield Touched()
            return
        if not all(self.store.slots.get(name) for name in BUILT):
            raise Refusal([one.problem(("effect",), "DC-NOT-BUILT", d.effect)])
        if d.effect in ("explain-finding", "accept-finding"):
            yield from self._findings(one)
        elif d.effect == "withdraw-source":
            yield from self._sources(one)
        elif d.effect == "draw-lot":
            yield self._lot(one)
        else:
            yield from self._of_units(one)

    def _rows(self, sql: str, *names: str, **partitions: Sequence[str]) -> list[Row]:
        for name in names:
            self.store.show(self.connection, name, partitions.get(name))
        return records(self.connection, sql)

    def _findings(self, one: Written) -> Iterator[Touched]:
        named = one.decision.findings
        listed = ", ".join(map(literal, named))
        columns = "contest, unit_id, sheet_id, finding_id, observed, expected"
        lines = f"select {columns} from {unusual.TABLE} where part = '{unusual.LINE}' and unit_id <> ''"
        every = f"(select {columns} from finding union all {lines}) f"
        sql = f"select {columns} from {every} where finding_id in ({listed})"
        found = {r["finding_id"]: r for r in self._rows(sql, "finding", unusual.TABLE)}
        wrong = []
        for at, finding in enumerate(named):
            if row := found.get(finding):
                yield Touched(
                    row["contest"], row["unit_id"], row["sheet_id"], finding=finding,
                    observed=row["observed"], expected=row["expected"],
                )  # fmt: skip
            else:
                begins = literal(finding[:3])
                near = self._rows(f"select finding_id from {every} where starts_with(finding_id, {begins})")
                wrong.append(self._unknown(one, ("findings", at), finding, [r["finding_id"] for r in near]))
        if wrong:
            raise Refusal(wrong)

    def _sources(self, one: Written) -> Iterator[Touched]:
        there = {r["source_id"]: r["entry"] for r in self._rows("select source_id, entry from source", "source")}
        there |= dict.fromkeys(self.taken, "")
        wrong = []
        for at, source in enumerate(one.decision.sources):
            if source not in there:
                wrong.append(self._unknown(one, ("sources", at), source, there))
            elif there[source] in OF_PLACES:
                wrong.append(one.problem(("sources", at), "DC-UNITS-STAY", source))
            else:
                yield Touched(source=source)
        if wrong:
            raise Refusal(wrong)

    def _lot(self, one: Written) -> Touched:
        """The ballot area of a tie that is open but for lots; exactly those who claim its seats are in the draw."""
        contest, area = self._contest(one), one.decision.area or ""
        areas = [a.id for a in contest.area]
        if area not in areas:
            raise Refusal([self._unknown(one, ("area",), area, areas)])
        seated = next((a for a in meaning(self.asked, contest, by_lot=False).areas if a.area.id == area), None)
        open_ = seated.allocation.open if seated and seated.allocation else ()
        claimants = sorted({name for seat in open_ for name in seat.claimants})
        if not claimants:
            raise Refusal([one.problem(("area",), "DC-NO-TIE", area)])
        drawn = one.decision.drawn
        told = ", ".join(claimants)
        wrong = [
            one.problem(("drawn", n), "DC-NO-CLAIMANT", s, told) for n, s in enumerate(drawn) if s not in claimants
        ]
        wrong += [one.problem(("drawn",), "DC-NOT-IN-LOT", s, told) for s in claimants if s not in drawn]
        if wrong:
            raise Refusal(wrong)
        return Touched(contest.id, area=area)

    def _unknown(self, one: Written, path: KeyPath, found: str, known: Sequence[str] | Mapping[str, str]) -> Problem:
        return one.problem(path, "DC-UNKNOWN", found, nearest(found, sorted(known)) or "–")

    # units, their sheets, their readings

    def _of_units(self, one: Written) -> Iterator[Touched]:
        contest = self._contest(one)
        units = [self._unit(one, at, name) for at, name in enumerate(one.decision.units)]
        effect = one.decision.effect
        for unit in units:
            if effect == "void-unit":
                yield self._voided(one, contest, unit)
            elif effect in ("recount", "re-vote"):
                yield self._paper(one, contest, unit)
            else:
                yield self._reading(one, contest, unit)

    def _contest(self, one: Written) -> Contest:
        with _told(one, ("contest",)):
            return contest_named(self.asked, one.decision.contest)

    def _unit(self, one: Written, at: int, name: str) -> Named:
        with _told(one, ("units", at)):
            return self.units.find(name)[0]

    def _voided(self, one: Written, contest: Contest, unit: Named) -> Touched:
        village = literal(unit.unit_id.partition("/")[0])
        partition = [f"{contest.id}/{unit.area}"]
        if not self._rows(f"select unit_id from tally where unit_id = {village}", "tally", tally=partition):
            raise Refusal([one.problem(("units",), "DC-NOT-HELD-THERE", unit.path, contest.id)])
        return Touched(contest.id, unit.unit_id)

    def _last_words(self, contest: Contest, unit: Named) -> list[Row]:
        """The last word of each series on each column of the unit, and whether it stands; what stands first."""
        partitions = [f"{contest.id}/{unit.area}", f"{contest.id}/unknown"]
        sql = f"""
            select l.kind, l.sheet_id, l.unit_id, l.sheet_unit, l.series, l.reading_id,
                s.reading_id is not null as stands
            from latest l left join standing s on s.reading_id = l.reading_id
            where l.unit_id = {literal(unit.unit_id)} order by s.reading_id is null, l.sheet_id, l.rank"""
        return self._rows(sql, "latest", "standing", latest=partitions, standing=partitions)

    def _paper(self, one: Written, contest: Contest, unit: Named) -> Touched:
        """The new paper, which some file must have brought."""
        d = one.decision
        ending = f":{d.effect}-{d.number or 1}"
        papers = {r["sheet_id"] for r in self._last_words(contest, unit) if r["sheet_unit"] == unit.unit_id}
        there = sorted(p for p in papers if p.endswith(ending) and d.sheet in (None, p, p.split(":")[1]))
        if not there:
            known = ", ".join(sorted(papers)) or "–"
            raise Refusal([one.problem(("units",), "DC-NO-PAPER", f"{unit.path}{ending}", known)])
        if len(there) > 1:
            raise Refusal([one.problem(("sheet",), "DC-WHICH-SHEET", unit.path, ", ".join(there))])
        return Touched(contest.id, unit.unit_id, there[0])

    def _reading(self, one: Written, contest: Contest, unit: Named) -> Touched:
        """The reading that is used, or corrected: the one named, the series' last word, or the one that stands."""
        d = one.decision
        rows = self._readings_of(contest, unit) if d.reading else self._last_words(contest, unit)
        rows = [r for r in rows if d.sheet in (None, r["sheet_id"], r["kind"])]
        if d.reading or d.series:
            key, wanted = ("reading_id", d.reading) if d.reading else ("series", d.series)
            found = [r for r in rows if r[key] == wanted]
            if rows and not found:
                known = sorted({r[key] for r in rows})
                raise Refusal([one.problem((key.removesuffix("_id"),), "DC-UNKNOWN", str(wanted), ", ".join(known))])
        else:
            found = [r for r in rows if r["stands"]]
            found = [self.now.get((r["sheet_id"], r["unit_id"]), r) for r in found]
        if not found:
            raise Refusal([one.problem(("units",), "DC-NO-READING", unit.path, d.sheet or contest.id)])
        if len({r["sheet_id"] for r in found}) > 1:
            sheets = ", ".join(sorted({r["sheet_id"] for r in found}))
            raise Refusal([one.problem(("sheet",), "DC-WHICH-SHEET", unit.path, sheets)])
        row = found[0]
        after = row["reading_id"]
        if d.effect == "set-field":
            row |= {"figures": self._changed(one, contest, unit, row)}
            after = made_id(one.id, row["reading_id"])
        self.now[row["sheet_id"], unit.unit_id] = {**row, "reading_id": after, "stands": True}
        return Touched(contest.id, unit.unit_id, row["sheet_id"], row["reading_id"])

    def _readings_of(self, contest: Contest, unit: Named) -> list[Row]:
        """Every reading of the unit's columns."""
        partitions = [f"{contest.id}/{unit.area}", f"{contest.id}/unknown"]
        found: list[Row] = []
        for sheet in self.terms.shape.sheets:
            sql = f"""
                select {literal(sheet.kind)} as kind, sheet_id, unit_id, sheet_unit, series, reading_id,
                    false as stands
                from {sheet.table} where unit_id = {literal(unit.unit_id)} order by reading_id"""
            found += self._rows(sql, sheet.table, **{sheet.table: partitions})
        return found

    def _changed(self, one: Written, contest: Contest, unit: Named, row: Row) -> dict[str, int | None]:
        """All figures of the reading after the decision. Raises Refusal where an old one is not what is there."""
        figures = row.get("figures") or self._figures(contest, unit, row)
        after = dict(figures)
        wrong = []
        for at, change in enumerate(one.decision.set):
            column = self.terms.column_of(contest, change.field) or change.field
            if column not in figures:
                known = [s.id for s in contest.selection] + [f for f in figures if f not in self.terms.shape.votes]
                wrong.append(self._unknown(one, ("set", at, "field"), change.field, known))
            elif figures[column] != change.old:
                told = ["–" if n is None else str(n) for n in (change.old, figures[column])]
                wrong.append(one.problem(("set", at, "old"), "DC-OLD-DIFFERS", f"{change.field} = {told[0]}", told[1]))
            elif change.new == change.old:
                wrong.append(one.problem(("set", at, "new"), "DC-NOTHING-NEW", str(change.new)))
            after[column] = change.new
        if wrong:
            raise Refusal(wrong)
        return after

    def _figures(self, contest: Contest, unit: Named, row: Row) -> dict[str, int | None]:
        """Every figure that the reading can state, by its column; of a candidate by its id."""
        sheet = next(s for s in self.terms.shape.sheets if s.kind == row["kind"])
        columns = [*sheet.fields, *self.terms.shape.votes[: len(contest.selection)]]
        partitions = [f"{contest.id}/{unit.area}", f"{contest.id}/unknown"]
        reading = literal(row["reading_id"])
        sql = f"select {', '.join(columns)} from {sheet.table} where reading_id = {reading}"
        found = self._rows(sql, sheet.table, **{sheet.table: partitions})
        votes = self._rows(
            f"select selection_id, votes from vote where reading_id = {reading}", "vote", vote=partitions
        )
        return {**{v["selection_id"]: v["votes"] for v in votes}, **(found[0] if found else {})}


@contextmanager
def _told(one: Written, path: KeyPath) -> Iterator[None]:
    """What is refused inside is told with its place in the decision's file."""
    try:
        yield
    except Refusal as refusal:
        raise Refusal(one.problem(path, p.code, p.found, p.expected) for p in refusal.problems) from None
