"""The pages about the files in `data/`: which there are, what a row is, every column, and how to use and cite them.

The files come with a publication only. Their columns are asked of the exports that write them, so that none is missing.
Where there are many contests, each has a page of its own that lists its files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES
from bukti.publish import changes
from bukti.publish.addresses import PAGE
from bukti.publish.exports import EXPORTS, THROUGH_TIME, catalogue, package, whole
from bukti.publish.exports.everything import EVERYTHING, PAGE_COLUMN
from bukti.publish.exports.listing import other_forms
from bukti.publish.exports.readings import sheets_of
from bukti.publish.exports.told import ENDINGS, told
from bukti.publish.opened import Opened
from bukti.publish.pages import recipes
from bukti.publish.pages.feed import FEEDS
from bukti.publish.pages.feeds import publications_file
from bukti.publish.pages.here import Context, Here, Site
from bukti.publish.pages.linked_data import linked_data
from bukti.publish.pages.markup import html, link

TEMPLATE: Final = "downloads.html"
OF_CONTEST: Final = "downloads_contest.html"
FOLDER: Final = "data"
SUMS: Final = "SHA256SUMS"
MOST_WHOLE: Final = 6
"""Of so many contests each file has its link on the one page; where there are more, each contest has its own."""
FORMS: Final = ("xlsx", "parquet", "nist", "geojson", "json", "atom")
DESCRIBING: Final = ("package", "catalogue", "sums", "publications")
Links = Sequence[tuple[str, str]]
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


@dataclass(frozen=True)
class Listing:
    """The files of each contest by their paths from its folder: delimited ones with their columns, the others."""

    columns: Mapping[str, Mapping[str, Sequence[str]]]
    others: Mapping[str, Sequence[str]]


def pages(site: Site) -> Iterator[tuple[str, str, Context]]:
    """For each page its file, its template and what the template shows."""
    contests = site.terms.configuration.contest
    listing = _listing(site)
    for language in LANGUAGES:
        here = Here(site, language, f"{language}/{FOLDER}/{PAGE}")
        yield here.file, TEMPLATE, context(here, listing)
        for one in contests if len(contests) > MOST_WHOLE else ():
            here = Here(site, language, f"{language}/{FOLDER}/{one.id}/{PAGE}")
            yield here.file, OF_CONTEST, of_contest(here, one, listing)


def _listing(site: Site) -> Listing:
    asked = _asked(site)
    slugs = {unit: site.addresses.slugs(unit) for unit in site.units}
    contests = site.terms.configuration.contest
    return Listing({c.id: columns_of(site, c) for c in contests}, other_forms(asked, slugs))


def context(here: Here, listing: Listing) -> Context:
    """Everything the page about all data shows."""
    title = here.say("data.title")
    configuration = here.site.terms.configuration
    public = configuration.public
    contests = configuration.contest
    few = len(contests) <= MOST_WHOLE
    shared = {name: [c.name for c in export(_asked(here.site)).columns] for name, export in whole.EXPORTS.items()}
    together: dict[str, dict[str, None]] = {}
    for one in contests if few else contests[:1]:
        for name, columns in listing.columns[one.id].items():
            votes = {f"{s.id}{end}" for s in one.selection for end in ("", *ENDINGS)}
            together.setdefault(name, {}).update(dict.fromkeys(c for c in columns if c not in votes))
    first = listing.columns[contests[0].id]
    listed = [_file(here, name, f"{name}.csv", columns, columns) for name, columns in shared.items()]
    listed += [_file(here, name, f"…/{name}.csv", columns, first.get(name)) for name, columns in together.items()]
    everywhere = [_link(here, f"{name}.csv") for name in (*shared, *EVERYTHING)]
    describing = (package.NAME, catalogue.NAME, SUMS, publications_file(here.language))
    held = [(html(here.labels.titles(one.title)), *_links(here, one, listing)) for one in contests if few]
    files = [path for _, path in everywhere] + [path for _, delimited, others in held for _, path in delimited + others]
    return {
        **here.frame(str(title), here.way_of(str(title)), says=here.say("data.intro")),
        "everywhere": everywhere,
        "contests": held,
        "many": [] if few else [link(f"{one.id}/{PAGE}", here.labels.titles(one.title)) for one in contests],
        "describing": [
            (*_link(here, file), here.say(f"data.describes.{kind}"))
            for kind, file in zip(DESCRIBING, describing, strict=True)
        ],
        "forms": [(form, here.say(f"data.form.{form}")) for form in FORMS],
        "page_column": PAGE_COLUMN,
        "files": listed,
        "snippet": SNIPPET.format(contest=contests[0].id),
        "sheet": f"data/{contests[0].id}/tally.csv",
        "office": f"{here.labels.titles(office)}, " if (office := configuration.election.office) else "",
        "election_title": here.labels.titles(configuration.election.title),
        "address": public.address if public else "",
        "licence": public.licence if public and public.licence else "",
        "described": linked_data(here, here.labels.titles(configuration.election.title), files),
    }


def of_contest(here: Here, one: Contest, listing: Listing) -> Context:
    """Everything the page about the data of one contest shows."""
    title = here.labels.titles(one.title)
    way = here.way_of(f"{here.say('data.title')} · {title}")
    delimited, others = _links(here, one, listing)
    names = [path.rpartition("/")[2].removesuffix(".csv") for _, path in delimited]
    return {
        **here.frame(f"{title} · {here.say('data.title')}", way),
        "delimited": [
            (*file, here.say(f"data.file.{name}"), f"../{PAGE}#{name}")
            for file, name in zip(delimited, names, strict=True)
        ],
        "others": others,
        "forms": [(form, here.say(f"data.form.{form}")) for form in FORMS],
        "described": linked_data(here, title, [path for _, path in delimited + others]),
    }


def _links(here: Here, one: Contest, listing: Listing) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The links to the delimited files of a contest, and to those in other forms, its feeds last."""
    delimited = [_link(here, f"{one.id}/{name}.csv") for name in listing.columns[one.id]]
    others = [_link(here, f"{one.id}/{path}") for path in listing.others[one.id]]
    feeds = [f"{here.language}/{one.id}/{name}" for name in FEEDS.values()]
    return delimited, [*others, *((here.to(file), file) for file in feeds)]


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


def _file(here: Here, name: str, path: str, columns: Iterable[str], written: Sequence[str] | None) -> Context:
    """What is told of a file; `written` are all columns that the first contest's file has, None where it has none."""
    configuration = here.site.terms.configuration
    file = f"{FOLDER}/{path.replace('…', configuration.contest[0].id)}"
    return {
        "file": file,
        "python": recipes.python(name, file) if written else "",
        "formula": recipes.formula(name, written, configuration) if written else "",
        "counts": recipes.COUNTED_BY[name][0],
        "id": name,
        "path": path,
        "row": here.say(f"data.file.{name}"),
        "columns": [(column, html(told(here.labels, column))) for column in columns],
    }
