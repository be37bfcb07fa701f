"""What a ruling asks the office to decide now, by the papers that are there and what was decided already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from bukti.disputes.rulings import Draft, Waiting, drafts
from bukti.evidence.case import Order, Ruling
from bukti.intake.numbers import read_count
from bukti.publish.disputed.view import CaseView
from bukti.publish.opened import Opened
from bukti.vocabulary.problems import Place, refuse

_PAPER: Final = re.compile(r":(re-vote|recount)-([0-9]{1,2})$")


def ruled(opened: Opened, view: CaseView) -> list[Draft | Waiting]:
    """The decisions that the orders of the ruling ask for and that are not there yet, and what waits.

    Units are named by their ids. Raises Refusal (CS-NO-RULING) for a case without orders.
    """
    ruling = view.case.ruling
    if ruling is None or not ruling.order:
        raise refuse("CS-NO-RULING", Place(f"cases/{view.taken.written.name}"), view.id)
    orders = [o.model_copy(update={"units": tuple(view.taken.units[u] for u in o.units)}) for o in ruling.order]
    found = drafts(orders, set(_papers(opened, view, orders)))
    return [one for one in (_open(view, ruling, o) for o in found) if one is not None]


def _papers(opened: Opened, view: CaseView, orders: list[Order]) -> Iterator[tuple[str, str, int]]:
    """The new papers of the ordered units that some file brought."""
    opened.show(["latest"])
    for unit in dict.fromkeys(u for o in orders for u in o.units):
        sql = "select distinct sheet_id from latest where contest = ? and unit_id = ? and sheet_unit = unit_id"
        for row in opened.rows(sql, view.contest.id, unit):
            if paper := _PAPER.search(row["sheet_id"]):
                yield unit, paper[1], read_count(paper[2]).value or 0


def _open(view: CaseView, ruling: Ruling, one: Draft | Waiting) -> Draft | Waiting | None:
    """The draft without the units of which it was decided already; nothing where none is left."""
    if isinstance(one, Waiting):
        return one
    done = {
        d["unit_id"] for d in view.decisions
        if d["effect"] == one.effect and d["in_force"] and d["document"] == ruling.document
    }  # fmt: skip
    units = tuple(u for u in one.units if u not in done)
    return replace(one, units=units) if units else None


def values_of(view: CaseView, one: Draft, basis: str, given: dict[str, Any]) -> dict[str, Any]:
    """The keys of a decision's file for a draft; `given` says who decides and when."""
    ruling = view.case.ruling
    document, page = (ruling.document, ruling.page) if ruling else (None, None)
    own = {"document": given.get("document") or document, "page": given.get("page") or page, "basis": basis}
    return {
        "effect": one.effect, "contest": view.contest.id, "units": one.units, "number": one.number,
        **{k: v for k, v in given.items() if k not in own}, "reason": "court", **own,
    }  # fmt: skip
