"""The part of the site that is about audits: a page for each contest audited, and the files of every audit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from bukti.audit.record import FOLDER, audits
from bukti.locale import LANGUAGES, Language
from bukti.publish.addresses import PAGE
from bukti.publish.auditing.files import files
from bukti.publish.pages import audit as page
from bukti.publish.pages.here import Here, Site
from bukti.publish.pages.templates import Templates
from bukti.publish.preview import Writer

PART: Final = "audits"


def write_audits(writer: Writer, site: Site, templates: Mapping[Language, Templates], base: str) -> None:
    """Pages and files are those of the facts; they are made again only where a fact of an audit was added."""
    known = audits(site.terms.workspace)
    digests = [base, *(one.sha256 for audit in known for one in audit.recorded)]
    key = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    if writer.is_there(PART, key, [f"{FOLDER}/{audit.id}/stations.csv" for audit in known]):
        return
    before = writer.preview.pages
    for contest in site.terms.configuration.contest:
        last, earlier = page.shown(known, contest.id)
        if not last:
            continue
        named = site.with_units(page.named_units(last))
        for language in LANGUAGES:
            here = Here(named, language, f"{language}/{contest.id}/{FOLDER}/{PAGE}", contest)
            writer.write(here.file, templates[language].render(page.TEMPLATE, page.context(here, last, earlier)))
    for audit in known:
        for name, content in files(site.terms.workspace, audit):
            writer.put(f"{FOLDER}/{audit.id}/{name}", content)
    writer.parts[PART] = {"key": key, "pages": writer.preview.pages - before}


__all__ = ["write_audits"]
