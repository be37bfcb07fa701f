"""The preview of the public site: every page in both languages as files, written where they changed."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from minijinja import Environment

import bukti
from bukti.engine.run import ABOVE
from bukti.evidence import durable
from bukti.locale import LANGUAGES
from bukti.publish.addresses import PAGE
from bukti.publish.build import Built
from bukti.publish.pages import colours, contest, differences, findings, home, method, sources, unit, village
from bukti.publish.pages.here import Context, Here, Site, Unit, site_of
from bukti.publish.pages.loaded import Loaded, load, load_above, partitions_of, with_regencies

ASSETS = ("site.css",)
KNOWN = "preview.json"
Progress = Callable[[str], None]


@dataclass
class Preview:
    """What a run wrote: pages there are, pages and assets written anew, stale files removed."""

    folder: Path
    pages: int = 0
    written: int = 0
    removed: int = 0


@dataclass
class _Writer:
    """Writes files whose bytes changed and remembers which files there are."""

    preview: Preview
    known: dict[str, dict[str, object]]
    files: set[str] = field(default_factory=set)
    parts: dict[str, dict[str, object]] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)

    def write(self, file: str, text: str) -> None:
        """The file holds the text. A preview can be made again, so it is renamed into place but not synced."""
        content = text.encode()
        path = self.preview.folder / file
        self.files.add(file)
        if file.endswith(".html"):
            self.preview.pages += 1
        if path.is_file() and path.read_bytes() == content:
            return
        if path.parent not in self.folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(path.parent)
        temporary = path.with_name(durable.TEMPORARY + path.name)
        temporary.write_bytes(content)
        temporary.replace(path)
        self.preview.written += 1

    def part(self, name: str, key: str, pages: Callable[[], Iterator[tuple[str, str]]]) -> None:
        """The pages of one part of the site, made anew only where what they show may have changed."""
        before = self.known.get(name, {})
        files = before.get("files")
        if (
            before.get("key") == key
            and isinstance(files, list)
            and all((self.preview.folder / f).is_file() for f in files)
        ):
            self.files.update(files)
            self.preview.pages += len(files)
            self.parts[name] = before
            return
        made = []
        for file, text in pages():
            self.write(file, text)
            made.append(file)
        self.parts[name] = {"key": key, "files": made}

    def tidy(self) -> None:
        """Files that no page of this run stands for are gone, and folders left empty."""
        folder = self.preview.folder
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in self.files:
                path.unlink()
                self.preview.removed += 1


def write_preview(built: Built, progress: Progress = lambda _: None) -> Preview:
    """`build/preview/` holds every page of the built workspace, in both languages, and nothing else."""
    workspace = built.terms.workspace
    site = site_of(built)
    state = workspace.build / KNOWN
    writer = _Writer(Preview(workspace.preview), _known(state))
    writer.preview.folder.mkdir(parents=True, exist_ok=True)
    base = _base_key(built)
    _assets(writer, site)
    above: dict[str, tuple[Loaded, unit.Marks]] = {}
    for one in built.terms.configuration.contest:
        progress(one.id)
        above[one.id] = _contest(writer, site, one.id, base)
    for language in LANGUAGES:
        here = Here(site, language, f"{language}/{PAGE}")
        writer.write(here.file, render(home.TEMPLATE, home.context(here, above)))
        for name, module in (("method", method), ("sources", sources)):
            here = Here(site, language, f"{language}/{name}/{PAGE}")
            writer.write(here.file, render(module.TEMPLATE, module.context(here)))
    writer.tidy()
    durable.write_if_changed(state, json.dumps(writer.parts, sort_keys=True).encode())
    return writer.preview


def _contest(writer: _Writer, site: Site, contest_id: str, base: str) -> tuple[Loaded, unit.Marks]:
    digests = partitions_of(site, contest_id)
    top = load_above(site, contest_id)
    marks = unit.marks_of(site, contest_id)
    areas = sorted({u.area for u in site.units.values()}, key=lambda a: (a == ABOVE, a))
    for area in areas:
        partition = f"{contest_id}/{area}"
        read = sorted(digests) if area == ABOVE else [partition]
        key = _digest(base, *(f"{p} {t} {d}" for p in read for t, d in sorted(digests.get(p, {}).items())))
        units = [u for u in site.units.values() if u.area == area]
        writer.part(partition, key, functools.partial(_unit_pages, site, contest_id, partition, units, marks, top))
    own = load(site, f"{contest_id}/{site.tops[0].area}") if len(site.tops) == 1 else Loaded()
    whole = with_regencies(own, top)
    _contest_pages(writer, site, contest_id, whole, marks)
    return whole, marks


def _unit_pages(
    site: Site, contest_id: str, partition: str, units: list[Unit], marks: unit.Marks, top: Loaded
) -> Iterator[tuple[str, str]]:
    loaded = load(site, partition)
    if partition.endswith("/" + ABOVE):
        loaded = with_regencies(loaded, top)
    one = site.terms.configuration.contest_of(contest_id)
    for language in LANGUAGES:
        for found in units:
            here = Here(site, language, site.addresses.page(language, contest_id, found.unit_id), one)
            module = village if found.level == "village" else unit
            yield here.file, render(module.TEMPLATE, module.context(here, loaded, found, marks))


def _contest_pages(writer: _Writer, site: Site, contest_id: str, whole: Loaded, marks: unit.Marks) -> None:
    one = site.terms.configuration.contest_of(contest_id)
    rules = findings.fired(site, contest_id)
    rows = {f.rule: findings.found(site, contest_id, f.rule) for f in rules}
    for language in LANGUAGES:

        def at(*folders: str) -> Here:
            return Here(site, language, "/".join((language, contest_id, *folders, PAGE)), one)  # noqa: B023

        pages: list[tuple[Here, str, Context]] = []
        here = at()
        pages.append((here, contest.TEMPLATE, contest.context(here, whole, marks)))
        here = at("differences")
        pages.append((here, differences.TEMPLATE, differences.context(here, whole)))
        here = at("findings")
        pages.append((here, findings.TEMPLATE, findings.context(here, rules)))
        for fired in rules:
            here = at("findings", fired.rule.lower())
            pages.append((here, findings.RULE_TEMPLATE, findings.rule_context(here, fired, rows[fired.rule])))
        for here, template, context in pages:
            writer.write(here.file, render(template, context))


def _assets(writer: _Writer, site: Site) -> None:
    folder = resources.files("bukti.publish.pages")
    for name in ASSETS:
        writer.write(f"assets/{name}", folder.joinpath(name).read_text(encoding="utf-8"))
    writer.write("assets/selections.css", colours.stylesheet(site.terms.configuration))
    election = site.terms.configuration.election.title
    writer.write(PAGE, render("start.html", {"indonesian": election.indonesian, "english": election.english}))


@functools.cache
def environment() -> Environment:
    """The one template environment: strict about unknown names, everything escaped."""
    folder = resources.files("bukti.publish.pages")

    def source(name: str) -> str | None:
        return folder.joinpath(name).read_text(encoding="utf-8")

    return Environment(
        loader=source,
        auto_escape_callback=lambda _: "html",
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, context: Context) -> str:
    return environment().render_template(template, **context)


def _known(state: Path) -> dict[str, dict[str, object]]:
    try:
        known: dict[str, dict[str, object]] = json.loads(state.read_bytes())
    except (OSError, ValueError):
        return {}
    return known


def _base_key(built: Built) -> str:
    """What every page depends on: the program, the configuration, the tables without partitions."""
    tables = [f"{n} {built.store.table_digest(n)}" for n, t in built.terms.contracts.items() if not t.partitioned]
    return _digest(_program(), built.terms.declared.text, *tables)


@functools.cache
def _program() -> str:
    """A digest of everything in the package that can change a page."""
    folder = Path(bukti.__file__).parent
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".css", ".po", ".yaml"))
    return _digest(*(f"{p.relative_to(folder)} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
