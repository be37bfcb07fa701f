"""One publication as a folder: pages, data and manifest; then what is known only once the log is signed.

It is made beside the others and gets its name last. Files that are as they were in the publication before are hard
links to them, so that a nation's pages cost no disk where they did not change.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from bukti.evidence import durable
from bukti.locale import LANGUAGES, Language, messages
from bukti.publish import cards, latest
from bukti.publish.addresses import PAGE
from bukti.publish.exports import catalogue, package, write_all
from bukti.publish.labels import Labels
from bukti.publish.opened import Opened
from bukti.publish.pages import feeds, verify
from bukti.publish.pages.downloads import FOLDER as DATA
from bukti.publish.pages.downloads import SUMS
from bukti.publish.pages.here import Here, site_of
from bukti.publish.pages.markup import filled, link
from bukti.publish.pages.templates import Templates
from bukti.publish.pages.verify import Signed
from bukti.publish.preview import PAGE_ENDING

MANIFEST: Final = "manifest.json"
PUBLICATION: Final = "publication.json"
LOG: Final = "log"
RECEIPTS: Final = "receipts"
VERIFIER: Final = "verify.py"
FOOT: Final = re.compile(rb'<(?P<tag>[pb]) class="publication">.*?</(?P=tag)>', re.DOTALL)
"""Where a page says whether it is published, and since when it reads as it does; where it is quoted, in one word."""


def prepare(
    asked: Opened, folder: Path, before: Path | None, origin: str, publications: Sequence[Mapping[str, Any]]
) -> str:
    """The folder holds pages, data and manifest of a publication, and all of it is on the disk.

    `publications` are all of this log so far, with number, moment and counts, itself the last. Gives the digest
    (SHA-256, hex) of the manifest.
    """
    number, at = publications[-1]["number"], publications[-1]["received_at"]
    preview = asked.terms.workspace.preview
    made = _Making(folder, before)
    for file in _files(preview):
        content = (preview / file).read_bytes()
        if file.endswith(PAGE_ENDING):
            made.page(file, content, number)
        elif file.endswith(f"/{cards.NAME}"):
            made.put(file, cards.published(content, made.before_of(file), number))
        elif file == latest.FILE:
            labels = [Labels(asked.terms, language) for language in LANGUAGES]
            made.put(file, latest.published(content, number, at, labels))
        else:
            made.put(file, content)
    made.put(VERIFIER, resources.files("bukti.publish").joinpath(VERIFIER).read_bytes())
    files = write_all(asked, folder / DATA)
    for file in _files(folder / DATA):
        made.taken(f"{DATA}/{file}")
    for name, text in feeds.publications(site_of(asked.built), DATA, origin, publications):
        made.put(name, text.encode())
    made.put(f"{DATA}/{package.NAME}", package.package(asked, files, inside(made.digests), number, at))
    made.put(f"{DATA}/{catalogue.NAME}", catalogue.catalogue(asked, inside(made.digests), at))
    made.put(f"{DATA}/{SUMS}", sums_of(made.digests))
    manifest = manifest_of(made.digests)
    made.put(MANIFEST, manifest)
    durable.settle_all(folder)
    return hashlib.sha256(manifest).hexdigest()


def sums_of(digests: Mapping[str, tuple[int, str]]) -> bytes:
    """The digests of the files in `data/` as `sha256sum --check` takes them, run in that folder."""
    return "".join(f"{digest}  {path}\n" for path, (_, digest) in sorted(inside(digests).items())).encode()


def inside(digests: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Size and digest of the files in `data/`, by their paths from there."""
    return {path.removeprefix(f"{DATA}/"): of for path, of in digests.items() if path.startswith(f"{DATA}/")}


def manifest_of(digests: Mapping[str, tuple[int, str]]) -> bytes:
    """The list of files with size and digest, by path, in the one spelling of RFC 8785."""
    files = [{"bytes": size, "path": path, "sha256": digest} for path, (size, digest) in sorted(digests.items())]
    return json.dumps({"files": files}, separators=(",", ":"), ensure_ascii=False).encode()


def manifest_digest(folder: Path) -> str | None:
    """The digest of the manifest in a folder; None where there is none."""
    file = folder / MANIFEST
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None


def complete(
    asked: Opened, folder: Path, before: Path | None, signed: Signed, receipts: Callable[[int], bytes]
) -> None:
    """The folder, prepared before, holds the log, the receipts, the publication and the pages that print the root.

    `receipts` makes the receipt of the publication of a number; one of this log that is there stays as it was made.
    """
    workspace = asked.terms.workspace
    for part in (LOG, RECEIPTS):
        shutil.rmtree(folder / part, ignore_errors=True)
    made = _Making(folder, before)
    for file in _files(workspace.log):
        made.put(f"{LOG}/{file}", (workspace.log / file).read_bytes())
    for number in signed.numbers:
        file = f"{RECEIPTS}/{number}.tlog-proof"
        old = before / file if before else None
        known = old.read_bytes() if old and old.is_file() else b""
        made.put(file, known if f"\n\n{signed.origin}\n".encode() in known else receipts(number))
    made.put(PUBLICATION, json.dumps(signed.publication, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    for file, content in verify_pages(asked, signed):
        made.put(file, content)
    durable.settle_all(folder)


def verify_pages(asked: Opened, signed: Signed) -> Iterator[tuple[str, bytes]]:
    """The pages that print the checkpoint, in both languages: they stand in no manifest."""
    site = site_of(asked.built)
    for language in LANGUAGES:
        here = Here(site, language, f"{language}/{verify.FOLDER}/{PAGE}")
        text = Templates(site, language).render(verify.TEMPLATE, verify.context(here, signed))
        yield here.file, FOOT.sub(lambda _, h=here: _foot(h.file, signed.number, b"p"), text.encode(), 1)  # type: ignore[misc]


@dataclass
class _Making:
    """A folder being filled, beside the publication before; what stands in the manifest by path."""

    folder: Path
    before: Path | None

    def __post_init__(self) -> None:
        self.digests: dict[str, tuple[int, str]] = {}

    def page(self, file: str, content: bytes, number: int) -> None:
        """The page says since which publication it reads so; where that is an earlier one, it is that one's file."""
        old = self.before_of(file)
        if old and FOOT.sub(b"", old) == FOOT.sub(b"", content):
            self.put(file, old)
        else:
            self.put(file, FOOT.sub(lambda found: _foot(file, number, found["tag"]), content))

    def put(self, file: str, content: bytes) -> None:
        """The file holds the content; it is the file of the publication before where that one does."""
        path = self.folder / file
        if not (self.before_of(file) == content and self._linked(file)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(content)
        self.digests[file] = (len(content), hashlib.sha256(content).hexdigest())

    def taken(self, file: str) -> None:
        """A file that lies there already, in whatever size, is listed, or linked where it is as it was."""
        size, digest = _digest(self.folder / file)
        old = self.before / file if self.before else None
        if old and old.is_file() and _digest(old) == (size, digest):
            self._linked(file)
        self.digests[file] = (size, digest)

    def before_of(self, file: str) -> bytes | None:
        """What the publication before has under this path."""
        path = self.before / file if self.before else None
        return path.read_bytes() if path and path.is_file() else None

    def _linked(self, file: str) -> bool:
        """Whether the file is now a link to that of the publication before: some disks know no hard links."""
        assert self.before is not None
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(durable.TEMPORARY + path.name)
        try:
            os.link(self.before / file, beside)
        except OSError:
            return False
        beside.replace(path)
        beside.unlink(missing_ok=True)  # renaming one name of a file to another of its names does nothing
        return True


def _foot(file: str, number: int, tag: bytes) -> bytes:
    """The line of a page: since which publication it reads so, with the way to check it; in a citation its number."""
    language: Language = "en" if "en" in file.split("/")[:2] else "id"
    words = messages(language)
    if tag == b"b":
        return f'<b class="publication">{filled(words["pages.cite.publication"], n=number)}</b>'.encode()
    target = "../" * (file.count("/") - 1) + f"{verify.FOLDER}/{PAGE}"
    told = filled(words["pages.published-since"], n=number, link=link(target, words["pages.how-to-check"]))
    return f'<p class="publication">{told}</p>'.encode()


def _files(folder: Path) -> list[str]:
    """The files in a folder by their paths from it, in order."""
    found = [Path(within, name) for within, _, names in os.walk(folder) for name in names]
    return sorted(p.relative_to(folder).as_posix() for p in found)


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


__all__ = ["complete", "manifest_digest", "manifest_of", "prepare", "verify_pages"]
