"""What belongs beside the numbers of a paper: statements that part, and what rules still notice below the unit."""

from __future__ import annotations

from dataclasses import dataclass

from bukti.engine.database import create
from bukti.publish.opened import Opened, Row
from bukti.publish.papers.form import Form


@dataclass(frozen=True)
class Beside:
    """`differences` between what was declared and counted, of the unit and those right below; `open` by rule."""

    differences: tuple[Row, ...]
    open: tuple[tuple[str, int], ...]


def beside(opened: Opened, form: Form) -> Beside:
    """Everything that the signers have to know beside the numbers."""
    contest, unit = form.contest, form.unit
    opened.show(["difference", "finding"], opened.partitions(contest.id, unit.area))
    create(opened.built.connection, "on_paper", "unit_id varchar", [(c.unit_id,) for c in (*form.columns, form.total)])
    differences = opened.rows(
        """select unit_id, field, a, b, size from difference
        where contest = ? and comparison = 'declared' and unit_id in (select unit_id from on_paper)
        order by unit_id, field""",
        contest.id,
    )
    counted = opened.rows(
        """select rule, count(*) as n from finding
        where contest = ? and silent_because is null
            and split_part(unit_id, '/', 1) in (select unit_id from unit_path where ancestor_id = ?)
        group by rule order by rule""",
        contest.id,
        unit.unit_id,
    )
    return Beside(_in_order(form, differences), tuple((row["rule"], row["n"]) for row in counted))


def _in_order(form: Form, differences: list[Row]) -> tuple[Row, ...]:
    """The differences as the paper runs: unit after unit, the total last, the boxes in their order."""
    units = {c.unit_id: n for n, c in enumerate((*form.columns, form.total))}
    lines = {line.column: n for n, line in enumerate(form.lines)}
    return tuple(sorted(differences, key=lambda d: (units[d["unit_id"]], lines.get(d["field"], len(lines)))))


__all__ = ["Beside", "beside"]
