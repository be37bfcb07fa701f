"""What people decided in a contest: each decision with what it changed, why, by whom, on which document."""

from __future__ import annotations

from collections.abc import Sequence

from bukti.engine.database import records
from bukti.publish.pages.feed import links
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.loaded import Row
from bukti.publish.pages.markup import code, joined

TEMPLATE = "decisions.html"


def rows(site: Site, partitions: Sequence[str]) -> list[Row]:
    """Every row about the contest, the latest decision first."""
    site.built.store.show(site.built.connection, "decision", partitions)
    lots = "case when effect = 'draw-lot' then new end"
    order = f"decided_at desc, decision_id, unit_id, sheet_id, {lots}, field, finding_id, source_id, definition"
    return records(site.built.connection, f"select * from decision order by {order}")


def context(here: Here, found: Sequence[Row]) -> Context:
    """Everything the template shows."""
    title = here.say("decisions.title")
    by_id: dict[str, list[Row]] = {}
    for row in found:
        by_id.setdefault(row["decision_id"], []).append(row)
    intro = here.count("decisions.intro", len(by_id))
    return {
        **here.frame(str(title), here.way(str(title)), "decisions", intro),
        "feeds": links(here, "decisions"),
        "intro": intro,
        "decisions": [_one(here, some) for some in by_id.values()],
    }


def _one(here: Here, some: Sequence[Row]) -> Context:
    """A decision: what it says of each thing, and its file as received."""
    file = here.site.files[some[0]["decision_id"]]
    return {
        "id": some[0]["decision_id"],
        "path": file.path,
        "file": here.source(file.source_id),
        "things": [(_about(here, row), here.labels.decision(row, here.ballot)) for row in some],
    }


def _about(here: Here, row: Row) -> object:
    """What the row is about: a unit, a finding, a file or a definition, as far as each is known."""
    told: list[object] = [here.named(row["unit_id"], full=True)] if row["unit_id"] else []
    told += [here.labels.paper(row["sheet_id"].rpartition(":")[2])] if row["sheet_id"] else []
    told += [code(row[name]) for name in ("finding_id", "source_id") if row[name]]
    told += [code(row["definition"][:16])] if row["definition"] else []
    return joined(told)
