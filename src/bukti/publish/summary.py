"""What a build came to: sheets, findings by severity, differences, the headline of every contest. Facts, no words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bukti.compare import DECLARED
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
    """One top unit of a contest: its basis (declared where a sheet states every vote) and its votes in ballot order.

    Stations are those of the count; where the declared sheet is partial and says so, those that it stands on.
    """

    unit_id: str
    name: str
    slug: str
    basis: str
    votes: tuple[int | None, ...]
    expected: int | None
    inside: int | None
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
    asked.show(["source", "standing", "finding", "unit", "tally", "comparison", "contest"])
    sheets = asked.rows("select kind, count(*) as n from standing group by kind order by kind")
    found = asked.rows("""select severity, count(*) as n from finding
        where silent_because is null and life = 'open' group by severity""")
    by_severity = {row["severity"]: row["n"] for row in found}
    return Summary(
        asked.count("source"),
        {row["kind"]: row["n"] for row in sheets},
        {s: by_severity.get(s, 0) for s in SEVERITIES},
        _headlines(asked),
    )


def _headlines(asked: Opened) -> dict[str, tuple[Headline, ...]]:
    """The headline of each contest in the unit in which it is held, in the order of bukti.toml."""
    tops: dict[str, dict[str, Row]] = {}
    for row in asked.rows("""
        select t.*, u.name, u.slug
        from contest c
        join tally t on t.contest = c.contest and t.unit_id = c.scope
        join unit u on u.unit_id = t.unit_id
        where t.basis in ('declared', 'counted')"""):
        tops.setdefault(row["contest"], {})[row["basis"]] = row
    compared: dict[str, list[Compared]] = {}
    sql = """
        select p.contest, p.compared_level as level, p.differ, p.comparable
        from comparison p join contest c on c.contest = p.contest and c.scope = p.unit_id
        where p.comparison = ? and p.comparable > 0 order by p.comparable"""
    for row in asked.rows(sql, DECLARED):
        compared.setdefault(row.pop("contest"), []).append(Compared(**row))
    return {
        c.id: tuple(
            _headline(rows, asked.terms.shape.votes[: len(c.selection)], compared.get(c.id, [])) for rows in found
        )
        for c in asked.terms.configuration.contest
        for found in [[tops[c.id]] if "counted" in tops.get(c.id, {}) else []]
    }


def _headline(rows: dict[str, Row], votes: Sequence[str], compared: Sequence[Compared]) -> Headline:
    counted = rows["counted"]
    declared = rows.get("declared")
    chosen = declared if declared is not None and all(declared[v] is not None for v in votes) else counted
    stood = chosen if chosen["stations_in"] is not None else counted
    return Headline(
        counted["unit_id"], counted["name"], counted["slug"], chosen["basis"], tuple(chosen[v] for v in votes),
        stood["stations_expected"], stood["stations_in"], counted["stations_held"], stood["stations_missing"],
        tuple(compared),
    )  # fmt: skip
