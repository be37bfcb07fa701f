"""Two levels side by side: what each level declared against the sum of the level below it, then cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.markup import Html
from bukti.publish.pages.shifts import BELOW, DECLARED
from bukti.publish.pages.unit import sheet_section
from bukti.recap.rollup import LEVEL_ORDER

TEMPLATE = "levels.html"
FOLDER = "levels"
Line = tuple[Html, list[Html], str]
"""What is compared, how many can be, are equal, differ, cannot be, and where those that differ are listed."""


def context(here: Here, loaded: Loaded, tops: Sequence[Unit]) -> Context:
    """Everything the template shows: a line a level and pair of statements, then the sheets of the top and below it."""
    title = here.say("levels.title")
    top = tops[0] if len(tops) == 1 else None
    rows = [r for t in tops for r in loaded.comparison.get(t.unit_id, ()) if r["comparison"] in (BELOW, DECLARED)]
    below = here.site.children.get(top.unit_id, ()) if top else tops
    sheets = []
    for unit in [*([top] if top else ()), *below]:
        found = sheet_section(here, loaded, unit) if unit.unit_id in loaded.readings else None
        if found is not None:
            sheets.append(_anchored(here, found, unit))
    return {
        **here.frame(str(title), here.way(str(title)), "levels", here.say("levels.intro")),
        "lines": [_line(here, r) for r in sorted(rows, key=_order)],
        "sheets": sheets,
        "intro": here.say("levels.intro"),
    }


def _order(row: Row) -> tuple[int, str, str, str]:
    """The highest level first, its plenaries before its stations."""
    level = row["compared_level"]
    return LEVEL_ORDER.index(level), row["comparison"], row["unit_id"], row["statement_b"]


def _line(here: Here, row: Row) -> Line:
    kind = row["comparison"]
    target = f"{here.in_contest('differences')}#{kind}" if row["differ"] else ""
    level = here.labels.level(row["compared_level"])
    told = here.say("levels.below" if kind == BELOW else "levels.declared", level=level)
    return told, [here.number(row[n]) for n in ("comparable", "equal", "differ", "not_comparable")], target


def _anchored(here: Here, sheet: Context, unit: Unit) -> Context:
    """The sheet with its figures leading to the page of its unit, where the evidence lies."""
    inside, targets = here.unit(unit.unit_id), sheet["targets"]
    led = [inside + t if t.startswith("#") else t for t in targets] if targets else None
    return {**sheet, "id": f"s-{unit.slug}", "name": here.unit_name(unit), "target": inside, "targets": led}
