"""The preview of the public site: every page in both languages as files, written where they changed.

The site is made in parts: the units of a regency, those above regencies, the pages of a contest, the pages of none. A
part is made again when a table that it shows has other content in its partition. Only then are its units and rows
loaded, some regencies at a time, so that memory does not grow with the number of units.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import bukti
from bukti.engine.run import ABOVE
from bukti.evidence.ballots import Contest
from bukti.evidence.cases import known
from bukti.evidence.leaves import AUDIT
from bukti.evidence.pictures import Picture
from bukti.evidence.receive import intact
from bukti.locale import LANGUAGES, Language
from bukti.publish import cards, latest, sitemap
from bukti.publish.addresses import PAGE
from bukti.publish.auditing.site_part import write_audits
from bukti.publish.build import Built
from bukti.publish.leading import leadings
from bukti.publish.opened import Opened
from bukti.publish.pages import (
    about_office,
    behave,
    card,
    check,
    colours,
    downloads,
    embedding,
    gaps_of_all,
    home,
    left_out,
    method,
    search,
    search_index,
    sources,
    unit,
    village,
)
from bukti.publish.pages import cases as case_pages
from bukti.publish.pages.contest_pages import contest_pages
from bukti.publish.pages.here import Context, Here, Site, Unit, site_of
from bukti.publish.pages.loaded import Loaded, digests, load
from bukti.publish.pages.scopes import Scope, scopes
from bukti.publish.pages.summaries import Summary
from bukti.publish.pages.templates import Templates, lost, start
from bukti.publish.partitions import partitions
from bukti.publish.preview import KNOWN, Part, Preview, Writer, finish, read_known

ASSETS = ("site.css", "screen.css", "screen.js", "map.css", "map.js", "outcome.css", "unusual.css", check.SCRIPT)
ICON = "favicon.ico"
"""What browsers ask for at the root of a host, whatever a page says."""
LOST = "404.html"
"""What a web server shows where nothing is."""
COMMON = "site"
CARD = "card_words"
SEARCH = "search"
PICTURES = "pictures"
TOGETHER = 24_000
"""So many standing readings are loaded at once, where regencies are small."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class _Run:
    """What the parts of one run share. The site has the units above regencies, and the regencies."""

    writer: Writer
    site: Site
    base: str
    digests: Mapping[str, Mapping[str, str]]
    templates: Mapping[Language, Templates]
    pictures: Mapping[str, Sequence[Picture]]
    cases: Mapping[str, Sequence[str]]

    def key(self, partition: str, source_ids: Iterable[str]) -> str:
        """What the pages of a regency depend on: its rows in every table, and the files that they come from."""
        tables = [f"{table} {digest}" for table, digest in sorted(self.digests.get(partition, {}).items())]
        seen = [*map(repr, self.pictures.get(partition, ())), *self.cases.get(partition, ())]
        return _digest(self.base, partition, *tables, *seen, *(repr(self.site.files.get(s)) for s in source_ids))

    def known_key(self, partition: str) -> str:
        """The same, with the files that its pages came from last time."""
        before = self.writer.known.get(partition)
        return self.key(partition, before["summary"]["sources"] if before else ())

    def of_contest(self, contest: str) -> list[str]:
        """Every partition of a contest that holds anything."""
        return sorted(p for p in self.digests if p.startswith(contest + "/"))

    def size(self, partition: str) -> int:
        """How many readings stand there."""
        found = self.site.built.store.slots.get("standing", {}).get(partition)
        return found.rows if found else 0


def write_preview(built: Built, progress: Progress = lambda _: None) -> Preview:
    """`build/preview/` holds every page of the built workspace, in both languages."""
    workspace = built.terms.workspace
    base = _base_key(built)
    finish(workspace.build)
    known = read_known(workspace.build / KNOWN, base)
    over = not known and workspace.preview.is_dir()
    writer = Writer(Preview(workspace.preview), known, files=set() if over else None)
    site = site_of(built).with_regencies()
    templates = {language: Templates(site, language) for language in LANGUAGES}
    pictures, cases = site.pictures_by_partition(), site.cases_by_partition()
    run = _Run(writer, site, base, digests(site), templates, pictures, cases)
    held = scopes(site, (p for p in partitions(built.store, built.connection, built.terms) if not _is_unknown(p)))
    for one in built.terms.configuration.contest:
        progress(one.id)
        _contest(run, one, held[one.id])
    write_audits(writer, site, templates, base)
    _pictures(run)
    _search(run, held)
    _common(run, held)
    writer.tidy()
    writer.put_in_place(base)
    return writer.preview


def _is_unknown(partition: str) -> bool:
    return partition.endswith("/unknown")


def _contest(run: _Run, one: Contest, scope: Scope) -> None:
    at_top = _areas(run, one, scope)
    parts = run.writer.parts
    keys = [parts[p]["key"] for p in scope.partitions]
    others = [_digest(*map(str, sorted(run.digests[p].items()))) for p in run.of_contest(one.id) if p not in parts]
    seen = [*map(repr, run.pictures.get(f"{one.id}/{ABOVE}", ()))]
    seen += [f"{t.id} {t.written.sha256}" for t in run.site.cases if t.contest == one.id]
    name, key = f"{one.id}/", _digest(run.base, *keys, *others, *seen)
    files = [f"{language}/{one.id}/{PAGE}" for language in LANGUAGES]
    if run.writer.is_there(name, key, files):
        if f"{one.id}/{ABOVE}" in run.writer.known:
            parts[f"{one.id}/{ABOVE}"] = run.writer.known[f"{one.id}/{ABOVE}"]
            run.writer.preview.pages += parts[f"{one.id}/{ABOVE}"]["pages"]
        return
    below = {area: Summary.read(parts[f"{one.id}/{area}"]["summary"]) for area in scope.areas}
    if at_top is None:
        at_top = _top(run, one, scope, below)
    if scope.above:
        above = [run.site.units[u] for u in scope.above]
        parts[f"{one.id}/{ABOVE}"] = {"key": key, **_unit_pages(run, one, above, *at_top)}
    made = contest_pages(*at_top, one, scope, run.of_contest(one.id), below, run.templates)
    for file, text in (*made.pages, *made.feeds):
        run.writer.write(file, text)
    for rule in set(run.writer.known.get(name, {}).get("rules", ())) - {*made.rules}:
        for language in LANGUAGES:
            run.writer.remove(f"{language}/{one.id}/findings/{rule.lower()}/{PAGE}")
    parts[name] = {"key": key, "pages": len(made.pages), "rules": made.rules, "home": made.home}
    parts[name] |= {"said": made.said, "embeds": made.embeds}


def _areas(run: _Run, one: Contest, scope: Scope) -> tuple[Site, Loaded] | None:
    """The pages of the regencies that changed; the rows of the one that is the contest's top, where there is one."""
    stale = []
    for area, partition in zip(scope.areas, scope.partitions, strict=True):
        files = [run.site.addresses.page(language, one.id, area) for language in LANGUAGES]
        if not run.writer.is_there(partition, run.known_key(partition), files):
            stale.append(area)
    at_top = None
    for areas in in_groups({area: run.size(f"{one.id}/{area}") for area in stale}):
        site = run.site.of_areas(areas)
        loaded = load(site, one.id, areas)
        for area in areas:
            made = _unit_pages(run, one, [u for u in site.units.values() if u.area == area], site, loaded)
            summary = loaded.summary(area)
            key = run.key(f"{one.id}/{area}", summary.sources)
            run.writer.parts[f"{one.id}/{area}"] = {"key": key, **made, "summary": summary.plain()}
            for file in sorted({*run.writer.known.get(f"{one.id}/{area}", {}).get("apart", ())} - {*made["apart"]}):
                run.writer.remove(file)
        if scope.tops == (areas[0],):
            at_top = site, loaded
    return at_top


def in_groups(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Areas, with how many readings stand in each, in groups that are loaded at once."""
    group: list[str] = []
    size = 0
    for area, own in sizes.items():
        if group and size + own > TOGETHER:
            yield group
            group, size = [], 0
        group.append(area)
        size += own
    if group:
        yield group


def _top(run: _Run, one: Contest, scope: Scope, below: Mapping[str, Summary]) -> tuple[Site, Loaded]:
    """The rows of the contest's upper units, or of the only regency."""
    if scope.tops == scope.areas:
        site = run.site.of_areas(scope.areas)
        return site, load(site, one.id, scope.areas)
    loaded = load(run.site, one.id, [ABOVE], below)
    return run.site.with_units(gaps.below.largest[1] for gaps in loaded.gaps.values() if gaps.below), loaded


def _unit_pages(run: _Run, one: Contest, units: Sequence[Unit], site: Site, loaded: Loaded) -> Part:
    """How many pages were made, of each unit in each language; which of them are of some stations of a village."""
    pages, apart = 0, []
    for language in LANGUAGES:
        for file, template, context in unit_contexts(site, loaded, one, units, language):
            run.writer.write(file, run.templates[language].render(template, context))
            pages += 1
            apart += [file] if template == village.PART else []
            if shown := context.get(CARD):
                name = file.removesuffix(PAGE) + cards.NAME
                there = run.writer.there(name)
                run.writer.put(name, there if there and cards.is_of(there, shown) else cards.drawn(shown))
    return {"pages": pages, "apart": apart}


def unit_contexts(
    site: Site, loaded: Loaded, one: Contest, units: Iterable[Unit], language: Language
) -> Iterator[tuple[str, str, Context]]:
    """For each unit's page its file, its template and what the template shows."""
    for found in units:
        here = Here(site, language, site.addresses.page(language, one.id, found.unit_id), one, found.unit_id)
        kind = village if found.level == "village" else unit
        context = kind.context(here, loaded, found)
        if here.card:
            context[CARD] = card.words(here, loaded, found, context)
        yield here.file, kind.TEMPLATE, context
        for name, some in village.parts(loaded, found).items() if kind is village else ():
            below = Here(site, language, f"{here.file.removesuffix(PAGE)}{name}/{PAGE}", one)
            yield below.file, village.PART, village.part_context(below, loaded, found, name, some)


def _common(run: _Run, held: Mapping[str, Scope]) -> None:
    """The pages of no contest, and what all pages share."""
    writer, site = run.writer, run.site
    contests = [writer.parts[f"{c.id}/"] for c in site.terms.configuration.contest]
    key = _digest(run.base, *map(repr, site.files.values()), *(c["key"] for c in contests))
    pages = (
        *(("", home), ("method/", method), ("sources/", sources), ("about/", about_office)),
        *(("embed/", embedding), (f"{left_out.FOLDER}/", left_out)),
        (f"{gaps_of_all.FOLDER}/", gaps_of_all),
    )
    folders = [*(folder for folder, _ in pages), f"{downloads.FOLDER}/"]
    made = [f"{language}/{folder}{PAGE}" for language in LANGUAGES for folder in folders]
    if writer.is_there(COMMON, key, [PAGE, LOST, ICON, latest.FILE, *made]):
        return
    before = writer.preview.pages
    styles = resources.files("bukti.publish.pages")
    for name in ASSETS:
        writer.write(f"assets/{name}", styles.joinpath(name).read_text(encoding="utf-8"))
    writer.put(ICON, styles.joinpath(ICON).read_bytes())
    for file, text in behave.files().items():
        writer.write(file, text)
    writer.write(latest.FILE, latest.latest(site, held))
    writer.write("assets/selections.css", colours.stylesheet(site.terms.configuration))
    for language in LANGUAGES:
        writer.write(f"assets/check-{language}.json", check.catalogue(language))
    writer.write(PAGE, start(site))
    writer.write(LOST, lost(site))
    public = site.terms.configuration.public
    writer.write(sitemap.ROBOTS, sitemap.robots(public.address if public else ""))
    if public:
        decided = ["decisions"] if site.decided else []
        rules = {c.id: writer.parts[f"{c.id}/"]["rules"] for c in site.terms.configuration.contest}
        cases = {c: case_pages.folders(site, c) for c in rules}
        audits = {c: ["audit"] if c in site.audited else [] for c in rules}
        found = {
            c: [*decided, *cases[c], *audits[c], *(f"findings/{rule.lower()}" for rule in some)]
            for c, some in rules.items()
        }
        writer.write(sitemap.OF_PAGES, sitemap.of_pages(public.address, found))
    means = leadings(Opened(site.built, changed=False), site.terms.configuration.contest)
    for language in LANGUAGES:
        for folder, module in pages:
            here = Here(site, language, f"{language}/{folder}{PAGE}")
            if module is home:
                lines = [c["home"][language] for c in contests]
                here.card = _card_of_all(site, held, here)
                context = home.context(here, lines, contests[0]["said"][language] if contests else "")
            elif module is embedding:
                context = embedding.context(here, {c: writer.parts[f"{c}/"]["embeds"] for c in held})
            elif module is gaps_of_all:
                context = gaps_of_all.context(here, means)
            else:
                context = module.context(here)
            writer.write(here.file, run.templates[language].render(module.TEMPLATE, context))
    for file, template, context in downloads.pages(site):
        writer.write(file, run.templates["en" if file.startswith("en/") else "id"].render(template, context))
    writer.parts[COMMON] = {"key": key, "pages": writer.preview.pages - before}


def _card_of_all(site: Site, held: Mapping[str, Scope], here: Here) -> str:
    """The card of the only contest's only top, which the first page is about."""
    contests = site.terms.configuration.contest
    tops = held[contests[0].id].tops if len(contests) == 1 else ()
    return Here(site, here.language, here.file, contests[0], pictured=tops[0]).card if len(tops) == 1 else ""


def _pictures(run: _Run) -> None:
    """The office's own pictures as filed; one that another took the place of is gone from here."""
    writer = run.writer
    shown = {picture.file: picture.sha256 for picture in run.site.pictures}
    for file, digest in shown.items():
        writer.put(file, intact(run.site.terms.workspace, digest, file).read_bytes())
    for file in sorted({*writer.known.get(PICTURES, {}).get("files", ())} - {*shown}):
        writer.remove(file)
    writer.parts[PICTURES] = {"key": "", "pages": 0, "files": [*shown]}


def _search(run: _Run, held: Mapping[str, Scope]) -> None:
    """The index that the search box asks, and the list of all names: they change with the units only."""
    writer = run.writer
    names = [search.file_of(language) for language in LANGUAGES]
    if writer.is_there(SEARCH, run.base, [f"{search_index.FOLDER}/index.json", *names]):
        return
    before = writer.preview.pages
    entries = search.entries(run.site, held)
    files = dict(search_index.files(entries))
    parts = search.parts(entries)
    for language in LANGUAGES:
        some = parts if len(entries) > search.MOST else []
        for part in (None, *some):
            here = Here(run.site, language, search.file_of(language, part))
            files[here.file] = run.templates[language].render(search.TEMPLATE, search.context(here, parts, part))
    if public := run.site.terms.configuration.public:
        files |= sitemap.of_units(public.address, entries)
    for file in sorted({*run.writer.known.get(SEARCH, {}).get("files", ())} - {*files}):
        writer.remove(file)
    for file, text in files.items():
        writer.write(file, text)
    writer.parts[SEARCH] = {"key": run.base, "pages": writer.preview.pages - before, "files": [*files]}


def _base_key(built: Built) -> str:
    """What every page depends on: the program, the configuration, the units and all else without partitions."""
    tables = [
        f"{name} {built.store.table_digest(name)}"
        for name, table in built.terms.contracts.items()
        if not table.partitioned and name != "source"
    ]
    decided = str(bool(built.store.partitions("decision")))
    disputed = sorted({taken.contest for taken in known(built.terms.workspace)})
    audited = sorted({f["contest"] for f in built.terms.workspace.journal.facts() if f["kind"] == AUDIT})
    return _digest(_program(), built.terms.declared.text, decided, *disputed, "", *audited, *tables)


@functools.cache
def _program() -> str:
    """A digest of everything in the package that can change a page."""
    folder = Path(bukti.__file__).parent
    files = sorted(
        p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".css", ".js", ".po", ".yaml", ".typ", ".ico")
    )
    return _digest(*(f"{p.relative_to(folder)} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
