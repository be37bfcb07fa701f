"""Decisions as rows of their table, and the readings that `set-field` makes: each a copy with the figures decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bukti.engine.database import Connection, columns_sql, create, fetch, literal, records
from bukti.engine.store import Store
from bukti.evidence.deciding import Taken, Touched
from bukti.evidence.lines import line_of
from bukti.evidence.receive import DECISION
from bukti.evidence.terms import Terms
from bukti.intake.bring import CELLS, VOTES
from bukti.vocabulary.problems import Problem, Refusal

Row = dict[str, Any]
ABOVE = "above"


@dataclass
class Made:
    """Rows by table, each with its partition; what is wrong with decisions whose reading is read no more."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)


def made_id(decision: str, base: str) -> str:
    """The id of the reading that a decision makes of another one."""
    return hashlib.sha256(f"decision\0{decision}\0{base}".encode()).hexdigest()[:24]


def gone(taken: Iterable[Taken]) -> set[str]:
    """The files and decisions that decisions withdraw, which no later one withdraws in their turn."""
    found: set[str] = set()
    for one in sorted(taken, key=lambda t: t.written.rank, reverse=True):
        if one.written.decision.effect == "withdraw-source" and one.written.id not in found:
            found |= {t.source for t in one.touches}
    return found


def decide(store: Store, connection: Connection, terms: Terms, taken: Sequence[Taken]) -> None:
    """The store holds the table of decisions, and the readings that they make, for exactly these decisions.

    The extracts and the unit table must be in the store. Raises Refusal where a reading that a decision in force
    corrects or uses is read from no file any more.
    """
    made = Made()
    if taken:
        _Making(store, connection, terms, taken, made).run()
    if made.wrong:
        raise Refusal(made.wrong)
    for table in (DECISION, *(s.extract for s in terms.shape.sheets), CELLS, VOTES):
        _keep(store, connection, table, made.rows.get(table, []))


def _keep(store: Store, connection: Connection, table: str, rows: Sequence[Row]) -> None:
    """These rows are what the table holds of decisions; only partitions with other rows than before are written."""
    batch = "" if table == DECISION else DECISION
    contract = store.contracts[table]
    by_partition: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_partition.setdefault(row["partition"], []).append(tuple(row[name] for name in contract.names))
    ending = f"|{batch}" if batch else ""
    keys = {p: _digest(contract.text, sorted(map(repr, some))) for p, some in by_partition.items()}
    stale = {p: key for p, key in keys.items() if not store.is_built(table, p + ending, key)}
    if stale:
        create(connection, "fresh", columns_sql(contract), (row for p in stale for row in by_partition[p]))
        store.put(connection, table, "fresh", stale, batch)
        connection.execute("drop table fresh")
    others = [s for s in store.slots.get(table, {}) if batch and not s.endswith(ending)]
    store.drop(table, [*others, *(p + ending for p in keys)])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class _Making:
    """One run over all decisions, the earliest first."""

    def __init__(self, store: Store, connection: Connection, terms: Terms, taken: Sequence[Taken], made: Made) -> None:
        self.store, self.connection, self.terms, self.made = store, connection, terms, made
        self.taken = sorted(taken, key=lambda t: t.written.rank)
        self.gone = gone(taken)
        self.by_kind = {s.kind: s for s in terms.shape.sheets}
        self.areas = self._areas()
        self.bases: dict[str, Row] = {}
        self.places: dict[str, int] = {}
        self.last = {
            (t.sheet, t.unit): one.written.id
            for one in self.taken
            for t in one.touches
            if one.written.id not in self.gone and one.written.decision.effect in ("use-reading", "set-field")
        }
        self.lots = {
            (t.contest, t.area): one.written.id
            for one in self.taken
            for t in one.touches
            if t.area and one.written.id not in self.gone
        }

    def _areas(self) -> dict[str, str]:
        """The area of every unit that some decision names, by its id; of a station its village's."""
        units = {t.unit.partition("/")[0] for one in self.taken for t in one.touches}
        listed = ", ".join(map(literal, sorted(units))) or "''"
        rows = self.store.rows_sql("unit")
        sql = f"select unit_id, area from ({rows}) u where level <> 'station' and unit_id in ({listed})"
        return dict(fetch(self.connection, sql))

    def run(self) -> None:
        self._find_bases()
        for one in self.taken:
            for partition, touch in self._places(one):
                place = self.places.get(partition, 0) + 1
                base = {"partition": partition, "decision_id": one.written.id, "place": place}
                if any(r["decision_id"] == one.written.id for r in self._rows(partition)):
                    base["place"] = place - 1
                else:
                    self.places[partition] = place
                for row in self._of_touch(one, touch, base):
                    self.made.add(DECISION, row)

    def _rows(self, partition: str) -> list[Row]:
        return [r for r in self.made.rows.get(DECISION, []) if r["partition"] == partition]

    def _places(self, one: Taken) -> Iterator[tuple[str, Touched]]:
        """The things that a decision is about, unit by unit, with the partitions that they belong to."""
        effect = one.written.decision.effect
        for touch in one.touches:
            if effect == "withdraw-source":
                for partition in self._partitions_of(touch.source):
                    yield partition, touch
            elif effect == "accept-definition":
                for contest in self.terms.configuration.contest:
                    yield f"{contest.id}/{ABOVE}", touch
            elif effect == "draw-lot":
                yield f"{touch.contest}/{ABOVE}", touch
            elif effect == "void-unit":
                for unit, area in self._voided(touch):
                    yield f"{touch.contest}/{area}", Touched(contest=touch.contest, unit=unit)
            elif touch.reading in self.bases:
                yield self.bases[touch.reading]["partition"], touch
            else:
                area = self.areas.get(touch.unit.partition("/")[0], "unknown")
                yield f"{touch.contest}/{area}", touch

    def _partitions_of(self, source: str) -> list[str]:
        """Every partition in which a file is seen; of a decision those of what it is about."""
        of_decision = {r["partition"] for r in self.made.rows.get(DECISION, []) if r["decision_id"] == source}
        where = f"where source_id = {literal(source)}"
        sql = " union ".join(
            f"select distinct partition from ({self.store.rows_sql(s.extract)}) e {where}"
            for s in self.terms.shape.sheets
        )
        return sorted(of_decision | {p for (p,) in fetch(self.connection, sql)})

    def _voided(self, touch: Touched) -> list[tuple[str, str]]:
        """The unit with its area; a unit above villages whose stations are counted as its villages."""
        village = touch.unit.partition("/")[0]
        if "/" in touch.unit or touch.contest not in self.terms.with_stations:
            return [(touch.unit, self.areas.get(village, "unknown"))]
        sql = f"""
            select u.unit_id, u.area
            from ({self.store.rows_sql("unit_path")}) p join ({self.store.rows_sql("unit")}) u on u.unit_id = p.unit_id
            where p.ancestor_id = ? and u.level = 'village' order by u.unit_id"""
        return [(unit, area) for unit, area in fetch(self.connection, sql, [touch.unit])]

    def _of_touch(self, one: Taken, touch: Touched, base: Row) -> Iterator[Row]:
        """The rows of one thing: of set-field one for each figure, and the reading that they make."""
        d, written = one.written.decision, one.written
        base |= {
            "effect": d.effect, "contest": touch.contest or base["partition"].partition("/")[0],
            "in_force": self._in_force(one, touch), "unit_id": touch.unit, "sheet_id": touch.sheet, "series": "",
            "base_id": "", "reading_id": touch.reading, "field": "", "old": touch.observed, "new": touch.expected,
            "finding_id": touch.finding, "source_id": touch.source, "definition": "", "decided_at": d.at,
            "role": d.author_role, "approver_role": d.approver_role or "", "reason": d.reason, "basis": d.basis,
            "document": d.document, "page": d.page, "box": d.box or "",
        }  # fmt: skip
        if d.effect == "accept-definition":
            yield from ({**base, "definition": digest} for digest in d.definitions)
        elif d.effect == "draw-lot":
            yield from ({**base, "field": f"{touch.area}/{name}", "new": n} for n, name in enumerate(d.drawn, 1))
        elif d.effect == "set-field":
            if written.id in self.gone:
                shown = {"series": "", "base_id": touch.reading, "reading_id": ""}
            else:
                before = self.bases[touch.reading]
                shown = {"series": before["series"], "base_id": touch.reading}
                shown["reading_id"] = self._reading(one, touch, base["place"])
            for change in d.set:
                column = self._column(touch.contest, change.field)
                yield {**base, **shown, "field": column, "old": change.old, "new": change.new}
        else:
            yield base

    def _in_force(self, one: Taken, touch: Touched) -> bool:
        if one.written.id in self.gone:
            return False
        if touch.area:
            return self.lots[touch.contest, touch.area] == one.written.id
        of_column = one.written.decision.effect in ("use-reading", "set-field")
        return not of_column or self.last[touch.sheet, touch.unit] == one.written.id

    def _column(self, contest: str, name: str) -> str:
        found = self.terms.by_id.get(contest)
        return (self.terms.column_of(found, name) if found else None) or name

    # the readings

    def _find_bases(self) -> None:
        """Every reading that a decision uses or corrects, as the extracts have it."""
        wanted: dict[str, dict[str, set[str]]] = {}
        made = set()
        for one in self.taken:
            if one.written.decision.effect not in ("use-reading", "set-field"):
                continue
            for t in one.touches:
                made.add(made_id(one.written.id, t.reading))
                area = self.areas.get(t.unit.partition("/")[0], "unknown")
                of_kind = wanted.setdefault(t.sheet.split(":")[1], {})
                of_kind.setdefault(t.reading, set()).update({f"{t.contest}/{area}", f"{t.contest}/unknown"})
        for kind, readings in wanted.items():
            if sheet := self.by_kind.get(kind):
                partitions = {p for some in readings.values() for p in some}
                for row in self._of(sheet.extract, partitions, readings):
                    self.bases.setdefault(row["reading_id"], row)
        for one in self.taken:
            if one.written.id in self.gone or one.written.decision.effect not in ("use-reading", "set-field"):
                continue
            for t in one.touches:
                if t.reading not in self.bases and t.reading not in made:
                    self.made.wrong.append(one.written.problem(("units",), "DC-READING-GONE", t.reading, t.unit))
        if self.made.wrong:
            raise Refusal(self.made.wrong)

    def _of(self, table: str, partitions: Iterable[str], readings: Iterable[str]) -> list[Row]:
        """Rows of an extract about these readings, what decisions made before aside."""
        listed = ", ".join(map(literal, sorted(readings))) or "''"
        made = ", ".join(literal(t.written.id) for t in self.taken)
        sql = f"""select * from ({self.store.rows_sql(table, partitions)}) e
            where reading_id in ({listed}) and source_id not in ({made}) order by source_id, member, row"""
        return records(self.connection, sql)

    def _reading(self, one: Taken, touch: Touched, place: int) -> str:
        """The id of the reading that the decision makes, whose rows are made."""
        before = self.bases[touch.reading]
        sheet = self.by_kind[touch.sheet.split(":")[1]]
        contest = self.terms.configuration.contest_of(touch.contest)
        reading = made_id(one.written.id, touch.reading)
        changes = {self._column(touch.contest, c.field): c.new for c in one.written.decision.set}
        where = {"source_id": one.written.id, "member": "", "row": self._line(one)}
        votes = self.terms.shape.votes[: len(contest.selection)]
        row = {**before, **{k: v for k, v in changes.items() if k in (*sheet.fields, *votes)}, **where}
        row |= {"reading_id": reading, "series": DECISION, "as_of": None, "place": place}
        row["votes_unknown"] = sum(row[v] is None for v in votes)
        self.bases[reading] = row
        self.made.add(sheet.extract, row)
        self._beside(touch, reading, changes, where)
        return reading

    def _beside(self, touch: Touched, reading: str, changes: dict[str, int], where: Row) -> None:
        """Votes of candidates and odd cells of the reading before that stay as they are."""
        partition = self.bases[touch.reading]["partition"]
        own = {t: [r for r in self.made.rows.get(t, []) if r["reading_id"] == touch.reading] for t in (VOTES, CELLS)}
        for table, key in ((VOTES, "selection_id"), (CELLS, "field")):
            rows = own[table] or self._of(table, [partition], [touch.reading])
            for name, row in {r[key]: r for r in reversed(rows)}.items():
                if table == CELLS and name in changes:
                    continue
                votes = {"votes": changes[name]} if table == VOTES and name in changes else {}
                self.made.add(table, {**row, **where, **votes, "reading_id": reading})

    def _line(self, one: Taken) -> int:
        """The line of the first figure in the decision's file."""
        return line_of(("set", 0), dict(one.written.lines))
