"""What belongs beside the numbers of a paper: what was decided below the unit, what parts, what rules still notice."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.engine.database import create
from bukti.publish.opened import Opened, Row
from bukti.publish.papers.form import Form


@dataclass(frozen=True)
class Beside:
    """`decided` in the unit and below; `differences` of it and of those right below; findings still `open`, by rule."""

    decided: tuple[Row, ...]
    differences: tuple[Row, ...]
    open: tuple[tuple[str, int], ...]


def beside(opened: Opened, form: Form) -> Beside:
    """Everything that the signers have to know beside the numbers."""
    contest, unit = form.contest, form.unit
    opened.show(["decision", "difference", "finding"], opened.partitions(contest.id, unit.area))
    create(opened.built.connection, "on_paper", "unit_id varchar", [(c.unit_id,) for c in (*form.columns, form.total)])
    differences = opened.rows(
        """select unit_id, field, a, b, size from difference
        where contest = ? and comparison = 'declared' and unit_id in (select unit_id from on_paper)
        order by unit_id, field""",
        contest.id,
    )
    below = "split_part(unit_id, '/', 1) in (select unit_id from unit_path where ancestor_id = ?)"
    decided = opened.rows(
        f"""select * from decision where contest = ? and {below}
        order by decided_at, decision_id, unit_id, sheet_id, field, finding_id""",
        contest.id,
        unit.unit_id,
    )
    counted = opened.rows(
        f"""select rule, count(*) as n from finding
        where contest = ? and silent_because is null and life = 'open' and {below}
        group by rule order by rule""",
        contest.id,
        unit.unit_id,
    )
    return Beside(tuple(decided), _in_order(form, differences), tuple((row["rule"], row["n"]) for row in counted))


def names_of(opened: Opened, noted: Beside) -> dict[str, str]:
    """The names of the units that decisions are about, by their ids; of a station its village's."""
    ids = {d["unit_id"].partition("/")[0] for d in noted.decided}
    create(opened.built.connection, "decided_in", "unit_id varchar", [(i,) for i in sorted(ids)])
    rows = opened.rows("select u.unit_id, u.name from unit u join decided_in d on d.unit_id = u.unit_id")
    return {row["unit_id"]: row["name"] for row in rows}


def _in_order(form: Form, differences: list[Row]) -> tuple[Row, ...]:
    """The differences as the paper runs: unit after unit, the total last, the boxes in their order."""
    units = {c.unit_id: n for n, c in enumerate((*form.columns, form.total))}
    lines = {line.column: n for n, line in enumerate(form.lines)}
    return tuple(sorted(differences, key=lambda d: (units[d["unit_id"]], lines.get(d["field"], len(lines)))))


__all__ = ["Beside", "beside", "names_of"]
