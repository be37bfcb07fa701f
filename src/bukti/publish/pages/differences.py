"""Differences by size: what statements disagree on, beside the margin, so that size is seen in proportion."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bukti.engine.database import Connection, literal, records
from bukti.publish.pages.gaps import Shift, shifts
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.markup import NOTHING, Html, joined, strong
from bukti.publish.pages.result import WIDTH, Result, mark
from bukti.publish.pages.shifts import DECLARED, KINDS, READINGS, favour, gain, origin

Row = tuple[Any, ...]
TEMPLATE = "differences.html"
MOST = 1500


@dataclass(frozen=True)
class Kind:
    """One kind of comparison: how many shifts there are, votes towards the first and the second, the largest shifts."""

    kind: str
    n: int
    towards: tuple[int, int]
    largest: Sequence[Shift]


def kinds(
    site: Site, partitions: Sequence[str], votes: Sequence[str], lowest: str | None, lead: Result | None
) -> list[Kind]:
    """The differences in votes of a contest, worked out in SQL so that only those that a page shows are ever at hand.

    Of declared units those of the lowest level count, and those above that the units below do not explain; of readings
    those of stations. Votes are added up over the lowest level alone, for the others say them again.
    """
    ask = site.built.connection
    site.built.store.show(ask, "difference", partitions)
    ask.execute(f"create or replace temp table by_size as {_shifts_sql(votes, lowest, lead)}")
    counted = {
        row["comparison"]: row
        for row in records(
            ask,
            """select comparison, count(*) as n,
                cast(sum(case when summed and gain > 0 then gain else 0 end) as bigint) as first,
                cast(sum(case when summed and gain < 0 then -gain else 0 end) as bigint) as second
            from by_size group by comparison""",
        )
    }
    found = []
    for kind in KINDS:
        if kind in counted:
            row = counted[kind]
            largest = _largest(ask, votes, f"comparison = '{kind}'", MOST)
            found.append(Kind(kind, row["n"], (row["first"], row["second"]), largest))
    return found


def to_follow(site: Site, votes: Sequence[str]) -> Shift | None:
    """The largest declared difference that one station explains; `kinds` has been asked before."""
    one = f"comparison = '{DECLARED}' and trace in ('explained', 'subset') and trace_units like '%/%'"
    alone = "trace_units not like '% %' and trace_units not like '%|%'"
    return next(iter(_largest(site.built.connection, votes, f"{one} and {alone}", 1)), None)


def named_units(sections: Iterable[Kind], follow: Shift | None) -> set[str]:
    """The units that the differences name."""
    some = [shift for section in sections for shift in section.largest] + ([follow] if follow else [])
    traced = {u for shift in some for u in shift.trace_units.replace("|", " ").split()}
    return traced | {shift.unit_id for shift in some}


def _shifts_sql(votes: Sequence[str], lowest: str | None, lead: Result | None) -> str:
    columns = ", ".join(literal(v) for v in votes)
    gain = "0"
    if lead is not None and len(lead.order) > 1:
        first, second, *_ = lead.order
        gain = f"case field when '{first}' then size when '{second}' then -size else 0 end"
    level = literal(lowest or "")
    return f"""
        select comparison, unit_id, statement_a, statement_b, min(trace) as trace, min(trace_units) as trace_units,
            cast(sum(abs(size)) as bigint) as votes, cast(sum({gain}) as bigint) as gain,
            comparison <> '{DECLARED}' or min(level) = {level} as summed
        from difference
        where field in ({columns}) and case comparison
            when '{DECLARED}' then level = {level} or trace <> 'children'
            when '{READINGS}' then level = 'station' else true end
        group by comparison, unit_id, statement_a, statement_b"""


def _largest(ask: Connection, votes: Sequence[str], where: str, most: int) -> list[Shift]:
    columns = ", ".join(literal(v) for v in votes)
    rows = records(
        ask,
        f"""select d.* from difference d join (
                select * from by_size where {where} order by votes desc, unit_id, statement_b limit {most}
            ) s on s.comparison = d.comparison and s.unit_id = d.unit_id and s.statement_a = d.statement_a
                and s.statement_b = d.statement_b
        where d.field in ({columns}) order by d.unit_id, d.statement_a, d.statement_b, d.field""",
    )
    found = [shift for some in shifts(rows).values() for shift in some]
    return sorted(found, key=lambda s: (-s.votes, s.unit_id, s.statement_b))


def context(here: Here, sections: Sequence[Kind], lead: Result | None) -> Context:
    """Everything the template shows: for each kind of comparison the sums by direction, then the rows by size."""
    title = here.say("differences.title")
    return {
        **here.frame(str(title), here.way(str(title)), "differences", _told(here, sections)),
        "sections": [_section(here, section, lead) for section in sections],
        "margin": _margin(here, lead),
        "votes": [{"place": here.place(v), "name": here.plain(v)} for v in here.votes],
    }


def _told(here: Here, sections: Sequence[Kind]) -> Html:
    """How many differences of each kind there are, in one line."""
    counts = [here.count(f"differences.{s.kind}", s.n) for s in sections]
    return joined([here.say("differences.intro"), joined(counts, "; ")], " ")


def _margin(here: Here, lead: Result | None) -> Html:
    if lead is None or len(lead.order) < 2:
        return NOTHING
    first, second = (here.short(v) for v in lead.order[:2])
    return here.say("differences.margin", first=first, second=second, n=strong(here.number(lead.margin)))


def _section(here: Here, section: Kind, lead: Result | None) -> Context:
    kind, rest = section.kind, section.n - len(section.largest)
    return {
        "kind": kind,
        "title": here.count(f"differences.{kind}", section.n),
        "what": here.say(f"differences.{kind}.what"),
        "directions": _directions(here, section, lead),
        "rows": [_row(here, s, lead) for s in section.largest],
        "more": here.count("differences.more", rest) if rest > 0 else "",
    }


def _directions(here: Here, section: Kind, lead: Result | None) -> Context | None:
    """Who gains and by how much, each way and together, beside the margin."""
    if lead is None or len(lead.order) < 2:
        return None
    up, down = section.towards
    whole = max(lead.margin, up, down, 1)
    first, second = lead.order[:2]

    def bar(name: Html, n: int, style: str) -> Context:
        width = round(n * WIDTH / whole)
        return {"name": name, "n": here.number(n), "width": max(width, 2) if n else 0, "class": style}

    return {
        "bars": [
            bar(here.say("differences.towards", name=here.short(first)), up, mark(here, first)),
            bar(here.say("differences.towards", name=here.short(second)), down, mark(here, second)),
            bar(here.say("differences.the-margin"), lead.margin, "margin"),
        ],
        "together": here.say("differences.together", told=favour(here, up - down, lead)),
    }


def _row(here: Here, shift: Shift, lead: Result | None) -> Row:
    """Its mark, place, the one above, sizes, what each states, in whose favour, state, that as a word, origin."""
    target = here.unit(shift.unit_id)
    unit = here.site.units.get(shift.unit_id.partition("/")[0])
    above = here.site.units.get(unit.parent or "") if unit else None
    number = here.number
    state = _state(shift)
    return (
        _mark(shift),
        here.named(shift.unit_id, full=True),
        here.speech.unit(above.name) if above else None,
        [
            Html(f'<a href="{target}">{here.signed(shift.sizes[v])}</a>')
            if v in shift.sizes
            else ("" if shift.comparable else None)
            for v in here.votes
        ],
        here.speech.basis(shift.statement_a),
        ", ".join([f"{here.place(v)}\u00a0{number(n)}" for v, n in shift.a.items()]),
        here.speech.basis(shift.statement_b),
        ", ".join([f"{here.place(v)}\u00a0{number(n)}" for v, n in shift.b.items()]),
        favour(here, gain(shift.sizes, lead), lead, "favour.short"),
        state,
        here.say(f"difference.{state}"),
        _origin(here, shift),
    )


def _mark(shift: Shift) -> str:
    """The place of a difference on its page: the same as long as the same two statements differ about the unit."""
    about = "\n".join((shift.comparison, shift.unit_id, shift.statement_a, shift.statement_b))
    return f"x-{hashlib.sha256(about.encode()).hexdigest()[:16]}"


def _origin(here: Here, shift: Shift) -> Html:
    if shift.comparison == READINGS:
        return here.say("difference.look-at-photo")
    return origin(here, shift)


def _state(shift: Shift) -> str:
    return (
        "explained" if shift.trace in ("explained", "exchanged") else "possible" if shift.trace == "subset" else "open"
    )
