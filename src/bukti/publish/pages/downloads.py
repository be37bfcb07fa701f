"""The page about the files in `data/`: which there are, what a row is, every column, and how to use and cite them.

The files come with a publication only. Their columns are asked of the exports that write them, so that none is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bukti.evidence.ballots import Contest
from bukti.publish import changes
from bukti.publish.exports import EXPORTS, THROUGH_TIME, whole
from bukti.publish.exports.everything import EVERYTHING, PAGE_COLUMN
from bukti.publish.exports.readings import sheets_of
from bukti.publish.exports.told import ENDINGS, told
from bukti.publish.opened import Opened
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.markup import html

TEMPLATE: Final = "downloads.html"
FOLDER: Final = "data"
MOST_WHOLE: Final = 6
"""Of so many contests each file has its link; where there are more, only the results."""
FILES: Final = (*EXPORTS, *THROUGH_TIME, *whole.EXPORTS)
SNIPPET: Final = """\
import csv

with open("data/{contest}/tally.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
with open("data/{contest}/selections.csv", encoding="utf-8", newline="") as file:
    selections = list(csv.DictReader(file))
with open("data/units.csv", encoding="utf-8", newline="") as file:
    names = {{unit["unit_id"]: unit["name"] for unit in csv.DictReader(file)}}

for row in rows:
    if row["basis"] == "counted":
        votes = [int(row[s["selection"]]) if row[s["selection"]] else None for s in selections]
        print(row["level"], names[row["unit_id"]], row["stations_in"], row["stations_expected"], *votes)
"""
"""What somebody runs in the folder of a publication: each unit with how complete it is and its votes."""


def context(here: Here) -> Context:
    """Everything the template shows."""
    title = here.say("data.title")
    configuration = here.site.terms.configuration
    public = configuration.public
    contests = configuration.contest
    few = len(contests) <= MOST_WHOLE
    asked = _asked(here.site)
    shared = {name: [c.name for c in export(asked).columns] for name, export in whole.EXPORTS.items()}
    held = {c.id: columns_of(here.site, c) for c in contests if few or c is contests[0]}
    together: dict[str, dict[str, None]] = {}
    for one in contests:
        for name, columns in held.get(one.id, {}).items():
            votes = {f"{s.id}{end}" for s in one.selection for end in ("", *ENDINGS)}
            together.setdefault(name, {}).update(dict.fromkeys(c for c in columns if c not in votes))
    listed = [_file(here, name, f"{name}.csv", columns) for name, columns in shared.items()]
    listed += [_file(here, name, f"…/{name}.csv", columns) for name, columns in together.items()]
    return {
        **here.frame(str(title), here.way_of(str(title))),
        "everywhere": [_link(here, f"{name}.csv") for name in (*shared, *EVERYTHING)],
        "contests": [
            (
                html(here.labels.titles(one.title)),
                [_link(here, f"{one.id}/{name}.csv") for name in (held[one.id] if few else ("tally",))],
            )
            for one in contests
        ],
        "page_column": PAGE_COLUMN,
        "files": listed,
        "snippet": SNIPPET.format(contest=contests[0].id),
        "sheet": f"data/{contests[0].id}/tally.csv",
        "office": here.labels.titles(configuration.election.office or configuration.election.title),
        "election_title": here.labels.titles(configuration.election.title),
        "address": public.address if public else "",
        "licence": public.licence if public and public.licence else "",
    }


def columns_of(site: Site, contest: Contest) -> Mapping[str, list[str]]:
    """The head line of each delimited file of a contest, by the file's name."""
    asked = _asked(site)
    found: dict[str, list[str]] = {}
    for name, export in EXPORTS.items():
        if sheets_of(asked.terms, contest) and (made := export(asked, contest)) is not None:
            found[name] = [cells.name for cells in made.columns]
    return {**found, "changes": [*changes.CHANGED], "over-time": [*changes.totals_columns(asked.terms, contest.id)]}


def _asked(site: Site) -> Opened:
    return Opened(site.built, changed=False)


def _link(here: Here, file: str) -> tuple[str, str]:
    """The link to a file in `data/`, and its path there."""
    return here.to(f"{FOLDER}/{file}"), file


def _file(here: Here, name: str, path: str, columns: Iterable[str]) -> Context:
    return {
        "id": name,
        "path": path,
        "row": here.say(f"data.file.{name}"),
        "columns": [(column, html(told(here.labels, column))) for column in columns],
    }
