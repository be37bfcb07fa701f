"""The files behind the figures: name, digest, size, rows, readings, series, the moment they state."""

from __future__ import annotations

from bukti.publish.pages.here import Context, File, Here
from bukti.publish.pages.markup import code, joined
from bukti.publish.pages.thread import columns_of

TEMPLATE = "sources.html"


def context(here: Here) -> Context:
    """Everything the template shows."""
    title = here.say("sources.title")
    files = list(here.site.files.values())
    intro = here.count("sources.intro", len(files))
    return {
        **here.frame(str(title), here.way_of(str(title)), "sources", intro),
        "intro": intro,
        "files": [_file(here, f) for f in files],
    }


def _file(here: Here, file: File) -> Context:
    number = here.number
    return {
        "id": file.mark,
        "path": file.path,
        "entry": file.entry,
        "sha256": file.sha256,
        "bytes": number(file.bytes),
        "rows": number(file.rows),
        "readings": number(file.readings),
        "is_units": not file.series,
        "series": joined([here.labels.series(s) for s in file.series]),
        "as_of": here.labels.moment(file.as_of) if file.as_of else here.say("as-of.none"),
        "as_of_utc": file.as_of or "",
        "definition": file.definition[:16],
        "columns": [{"series": here.labels.series(s), "columns": _columns(here, file, s)} for s in file.series],
    }


def _columns(here: Here, file: File, series: str) -> object:
    source = next((s for s in here.site.terms.configuration.source if s.id == file.entry), None)
    if source is None:
        return ""
    contest = here.site.terms.contests_of(source)[0]
    inside = Here(here.site, here.language, here.file, contest)
    return joined(
        [here.say("sources.column", field=f, column=code(c)) for f, c in columns_of(inside, file.entry, series)]
    )
