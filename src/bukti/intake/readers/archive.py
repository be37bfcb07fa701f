"""An archive is opened only where its list of entries is honest: no way out, no twins, no locks, no bombs."""

from __future__ import annotations

import re
import stat
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from bukti.intake.readers.look import broken, must_be, opened
from bukti.intake.rows import PLAIN, Source, few_problems, shown
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

UNPACKED: Final = 200_000_000
RATIO: Final = 100
SMALL: Final = 1_000_000
"""An entry up to this size may be packed as well as it likes."""


def safe_entries(source: Source, name: str, limit: int = UNPACKED) -> list[zipfile.ZipInfo]:
    """The files in a ZIP, by name. Raises Refusal with everything that makes it unsafe, before anything is unpacked."""
    try:
        with opened(source) as stream, zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise refuse("zip-broken", Place(name), found=shown(str(error))) from None
    problems = [problem for entry in entries if (problem := _unsafe(entry, name))]
    for twin, times in sorted(Counter(entry.filename for entry in entries).items()):
        if times > 1:
            problems.append(Problem("zip-duplicate", Place(name), found=shown(twin), expected=str(times)))
    total, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if total > limit or (total > SMALL and total > packed * RATIO):
        problems.append(Problem("zip-bomb", Place(name), found=f"{total}", expected=f"{min(limit, packed * RATIO)}"))
    if problems:
        raise Refusal(few_problems(problems, name))
    return sorted((e for e in entries if not e.is_dir()), key=lambda entry: entry.filename)


def _unsafe(entry: zipfile.ZipInfo, name: str) -> Problem | None:
    place, told = Place(name), shown(entry.orig_filename)
    parts = re.split(r"[/\\]", entry.orig_filename)
    leads_out = ".." in parts or entry.orig_filename[:1] in ("/", "\\")
    if leads_out or not entry.orig_filename or re.search(r"[\\\0]|^[A-Za-z]:", entry.orig_filename):
        return Problem("zip-path", place, found=told)
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Problem("zip-link", place, found=told)
    if entry.flag_bits & 1:
        return Problem("zip-locked", place, found=told)
    if entry.file_size > SMALL and entry.file_size > entry.compress_size * RATIO:
        return Problem("zip-bomb", place, found=f"{entry.file_size}", expected=f"{entry.compress_size * RATIO}")
    return None


def unpacked(source: Source, name: str, entries: list[zipfile.ZipInfo]) -> list[tuple[str, bytes]]:
    """Name and bytes of each of the entries."""
    try:
        with opened(source) as stream, zipfile.ZipFile(stream) as archive:
            return [(entry.filename, archive.read(entry)) for entry in entries]
    except Exception as error:
        if not is_broken(error) and not isinstance(error, RuntimeError | ValueError | OSError):
            raise
        raise refuse("zip-broken", Place(name), found=shown(str(error))) from None


def is_broken(error: BaseException) -> bool:
    """Whether this is how an archive that is damaged inside comes out of what unpacks it."""
    if isinstance(error, zipfile.BadZipFile | NotImplementedError | EOFError):
        return True
    return type(error).__module__ in ("zlib", "_lzma", "_bz2")  # their errors have no common parent


def members(path: Path, name: str = "", limit: int = UNPACKED) -> list[tuple[str, Source]]:
    """The files in a folder (paths) or a ZIP (bytes) by name, hidden ones left out; one file by itself is one member.

    `name` is what messages call it. Nothing is written. Raises Refusal for links in a folder and for a ZIP that is not
    safe.
    """
    name = name or path.name
    if path.is_dir():
        return _in_folder(path)
    try:
        with path.open("rb") as stream:
            packed = stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
        if not packed:
            return [(name, path)]
        must_be(path, name, ("ZIP",), PLAIN)
    except OSError as error:
        raise broken(path, name, error) from None
    entries = [e for e in safe_entries(path, name, limit) if not _hidden(e.filename)]
    return [(member, data) for member, data in unpacked(path, name, entries)]


def _in_folder(folder: Path) -> list[tuple[str, Source]]:
    found = sorted((file.relative_to(folder).as_posix(), file) for file in folder.rglob("*"))
    found = [(name, file) for name, file in found if not _hidden(name)]
    links = [Problem("folder-link", Place(shown(name, 200))) for name, file in found if file.is_symlink()]
    if links:
        raise Refusal(few_problems(links, folder.name))
    return [(name, file) for name, file in found if file.is_file()]


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))
