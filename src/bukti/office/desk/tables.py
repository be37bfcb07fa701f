"""What the desk reads in the built tables: open findings, one of them, the readings of its sheet, the units above.

Nothing is computed here that a step computed already, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from bukti.engine.database import literal
from bukti.evidence.ballots import Contest
from bukti.locale import Language
from bukti.office.settings import here
from bukti.publish.opened import Opened, opened
from bukti.publish.pages.here import Here, Site, site_of
from bukti.publish.pages.markup import Html, html, text_of
from bukti.publish.pages.noticed import told

Row = dict[str, Any]
SEVERITIES: Final = ("hold", "error", "warning", "info")
ON_A_PAGE: Final = 50
OPEN: Final = "silent_because is null and life = 'open'"
GRAVE: Final = "case severity when 'hold' then 0 when 'error' then 1 when 'warning' then 2 else 3 end"
SIZE: Final = "abs(coalesce(observed, 0) - coalesce(expected, 0))"
"""SQL: by how much the two sides of a finding part; what a side does not state counts as nothing."""


@dataclass(frozen=True)
class Desk:
    """The tables that were built last, told in one language."""

    opened: Opened
    language: Language

    @cached_property
    def site(self) -> Site:
        return site_of(self.opened.built)

    def contest(self, name: str) -> Contest:
        return self.opened.terms.by_id[name]

    def speaking(self, contest: str, units: Collection[str]) -> Here:
        """The words of the contest, with the names of the units."""
        site = self.site.with_units(units)
        return Here(site, self.language, f"{self.language}/index.html", self.contest(contest))

    # ---- findings

    def count(self, scopes: Collection[str]) -> dict[str, int]:
        """How many findings are open, by how grave they are."""
        self.opened.show(["finding", "unit_path"])
        sql = f"select severity, count(*) as n from finding f where {OPEN}{self._within(scopes)} group by severity"
        found = {r["severity"]: r["n"] for r in self.opened.rows(sql)}
        return {severity: found.get(severity, 0) for severity in SEVERITIES}

    def queue(self, scopes: Collection[str], severity: str, page: int) -> list[Row]:
        """Open findings of a severity (of all where empty), the gravest first, of these the largest."""
        self.opened.show(["finding", "unit_path"])
        only = f" and severity = {literal(severity)}" if severity in SEVERITIES else ""
        sql = f"""
            select f.*, {SIZE} as size from finding f where {OPEN}{only}{self._within(scopes)}
            order by {GRAVE}, {SIZE} desc, contest, unit_id, finding_id
            limit {ON_A_PAGE} offset {max(page - 1, 0) * ON_A_PAGE}"""
        return self.opened.rows(sql)

    def _within(self, scopes: Collection[str]) -> str:
        """SQL: the finding lies within one of the scopes."""
        if "" in scopes:
            return ""
        listed = ", ".join(map(literal, sorted(scopes))) or "''"
        village = "case when position('/' in f.unit_id) > 0 then split_part(f.unit_id, '/', 1) else f.unit_id end"
        inside = f"select p.unit_id from unit_path p where p.ancestor_id in ({listed})"
        return f" and (f.unit_id in ({listed}) or {village} in ({inside}))"

    def finding(self, finding_id: str) -> Row | None:
        """One finding, open or not; None where the tables have none of this id."""
        self.opened.show(["finding"])
        found = self.opened.rows(f"select f.*, {SIZE} as size from finding f where finding_id = ?", finding_id)
        return found[0] if found else None

    def above(self, unit_id: str) -> tuple[str, ...]:
        """The unit itself and all that it lies in."""
        village = unit_id.partition("/")[0]
        self.opened.show(["unit_path"])
        rows = self.opened.rows("select ancestor_id from unit_path where unit_id = ? order by ancestor_id", village)
        return (unit_id, *(r["ancestor_id"] for r in rows if r["ancestor_id"] != unit_id))

    # ---- the sheet of a finding

    def readings(self, sheet_id: str, unit_id: str, partition: str) -> list[Row]:
        """Every reading of a column of a sheet, the one that stands first, with the pictures of its paper."""
        kind = sheet_id.split(":")[1] if sheet_id.count(":") > 1 else ""
        sheet = next((s for s in self.opened.terms.shape.sheets if s.kind == kind), None)
        if sheet is None:
            sheet = next((s for s in self.opened.terms.shape.sheets if f":{s.kind}:" in sheet_id), None)
        if sheet is None:
            return []
        self.opened.show([sheet.table, "standing", "latest", "observation"], [partition])
        sql = f"""
            select r.*, s.reading_id is not null as stands, l.reading_id is not null as last,
                coalesce(l.rank, 99) as place
            from {sheet.table} r
            left join standing s on s.reading_id = r.reading_id and s.sheet_id = r.sheet_id and s.unit_id = r.unit_id
            left join latest l on l.reading_id = r.reading_id and l.sheet_id = r.sheet_id and l.unit_id = r.unit_id
            where r.sheet_id = ? and r.unit_id = ?
            order by s.reading_id is null, l.reading_id is null, coalesce(l.rank, 99), r.reading_id"""
        found = self.opened.rows(sql, sheet_id, unit_id)
        for row in found:
            row["kind"] = sheet.kind
        return found

    def pictures(self, readings: Sequence[Row]) -> list[Html]:
        """Where pictures of the paper lie, each once."""
        if not readings:
            return []
        listed = ", ".join(literal(r["reading_id"]) for r in readings)
        sql = f"select images from observation where reading_id in ({listed}) order by as_of, source_id, row"
        images = [address for r in self.opened.rows(sql) for address in (r["images"] or "").split()]
        return [html(a) for a in dict.fromkeys(images) if a.startswith(("https://", "http://"))]

    def figures(self, reading: Row) -> dict[str, int | None]:
        """What a reading states, by its columns: the fields of its kind and the votes of its contest."""
        terms = self.opened.terms
        sheet = next(s for s in terms.shape.sheets if s.kind == reading["kind"])
        votes = terms.shape.votes[: len(self.contest(reading["contest"]).selection)]
        return {column: reading[column] for column in (*sheet.fields, *votes)}

    def columns(self) -> tuple[str, ...]:
        """Every column that a reading of any sheet can state, fields first."""
        shape = self.opened.terms.shape
        return (*dict.fromkeys(f for s in shape.sheets for f in s.fields), *shape.votes)

    def name_of(self, contest: str, column: str) -> str:
        """What a decision calls a column: a field by its name, a vote by its selection."""
        terms = self.opened.terms
        if column in terms.shape.votes:
            return self.contest(contest).selection[terms.shape.votes.index(column)].id
        return column

    # ---- in words

    def unit(self, speaking: Here, unit_id: str) -> str:
        """A unit's name, a station's with its village's, and what it lies in."""
        found = speaking.site.units.get(unit_id.partition("/")[0])
        above = [text_of(speaking.unit_name(u)) for u in speaking.site.above(found)][-1:] if found else []
        return ", ".join([text_of(speaking.named(unit_id, full=True)), *above])

    def sentence(self, speaking: Here, row: Mapping[str, Any]) -> str:
        """A finding as a sentence with its numbers."""
        return text_of(told(speaking, {**row}))


class Held:
    """The tables of one request: opened when they are first asked for, closed when it is answered."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._opened: Opened | None = None
        self._desks: dict[Language, Desk] = {}

    def desk(self, language: Language) -> Desk:
        if self._opened is None:
            self._opened = self._stack.enter_context(opened(here().workspace))
        return self._desks.setdefault(language, Desk(self._opened, language))

    def close(self) -> None:
        self._stack.close()


held: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def desk(language: Language) -> Iterator[Desk]:
    """The desk over what was built last, opened once in a request. Raises Refusal where nothing was built."""
    now = held.get()
    if now is not None:
        yield now.desk(language)
        return
    with opened(here().workspace) as asked:
        yield Desk(asked, language)


def tables_are_opened_once(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What a request reads, it reads in one state of the tables."""

    def answered(request: HttpRequest) -> HttpResponse:
        token = held.set(Held())
        try:
            return answer(request)
        finally:
            now = held.get()
            held.reset(token)
            if now is not None:
                now.close()

    return answered
