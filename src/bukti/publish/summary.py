"""What a build came to: sheets, findings by severity, differences, the headline of every contest. Facts, no words."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.compare import DECLARED
from bukti.evidence.configuration import Contest
from bukti.publish.opened import Opened, Row

SEVERITIES = ("hold", "error", "warning", "info")


@dataclass(frozen=True)
class Compared:
    """How many units of one level below have other votes counted than declared."""

    level: str
    differ: int
    comparable: int


@dataclass(frozen=True)
class Headline:
    """One top unit of a contest: its basis (declared where a sheet states every vote) and its votes in ballot order."""

    unit_id: str
    name: str
    slug: str
    basis: str
    votes: tuple[int | None, ...]
    expected: int | None
    inside: int
    held: int
    missing: int | None
    compared: tuple[Compared, ...]


@dataclass(frozen=True)
class Summary:
    """One build: sheets by kind, findings that nothing explains by severity, the headlines of each contest."""

    sources: int
    sheets: dict[str, int]
    findings: dict[str, int]
    headlines: dict[str, tuple[Headline, ...]]


def summary(asked: Opened) -> Summary:
    """The summary of the tables that were built last."""
    asked.show(["source", "standing", "finding", "unit", "tally", "comparison"])
    sheets = asked.rows("select kind, count(*) as n from standing group by kind order by kind")
    found = asked.rows("select severity, count(*) as n from finding where silent_because is null group by severity")
    by_severity = {row["severity"]: row["n"] for row in found}
    contests = asked.terms.configuration.contest
    return Summary(
        asked.count("source"),
        {row["kind"]: row["n"] for row in sheets},
        {s: by_severity.get(s, 0) for s in SEVERITIES},
        {c.id: tuple(_headlines(asked, c)) for c in contests},
    )


def _headlines(asked: Opened, contest: Contest) -> list[Headline]:
    votes = asked.terms.shape.votes[: len(contest.selection)]
    sql = """
        select t.*, u.name, u.slug
        from tally t
        join unit u on u.unit_id = t.unit_id and u.level <> 'station'
        left join unit p on p.unit_id = u.parent_id
        where t.contest = ? and p.unit_id is null and t.basis in ('declared', 'counted')
        order by t.unit_id, t.basis desc"""
    tops: dict[str, dict[str, Row]] = {}
    for row in asked.rows(sql, contest.id):
        tops.setdefault(row["unit_id"], {})[row["basis"]] = row
    return [_headline(asked, rows, votes) for rows in tops.values() if "counted" in rows]


def _compared(asked: Opened, contest: str, unit_id: str) -> tuple[Compared, ...]:
    sql = """
        select compared_level as level, differ, comparable from comparison
        where comparison = ? and contest = ? and unit_id = ? and comparable > 0 order by comparable"""
    found = asked.rows(sql, DECLARED, contest, unit_id)
    return tuple(Compared(**row) for row in found)


def _headline(asked: Opened, rows: dict[str, Row], votes: tuple[str, ...]) -> Headline:
    counted = rows["counted"]
    declared = rows.get("declared")
    chosen = declared if declared is not None and all(declared[v] is not None for v in votes) else counted
    return Headline(
        counted["unit_id"], counted["name"], counted["slug"], chosen["basis"], tuple(chosen[v] for v in votes),
        counted["stations_expected"], counted["stations_in"], counted["stations_held"], counted["stations_missing"],
        _compared(asked, counted["contest"], counted["unit_id"]),
    )  # fmt: skip
