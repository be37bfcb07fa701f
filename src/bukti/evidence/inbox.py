"""What lies in an inbox: plain files by plain names. Anything that leads elsewhere is refused, never followed."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bukti.vocabulary.problems import Place, Problem

KINDS: Final = (
    (stat.S_ISLNK, "symbolic link"),
    (stat.S_ISFIFO, "FIFO"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "block device"),
    (stat.S_ISCHR, "character device"),
)


def plain_files(paths: Sequence[Path], base: Path, declared: str, own: bool) -> tuple[list[Path], list[Problem]]:
    """The plain files among the paths, folders left out, and what is wrong with the others or with their names.

    `declared` is the path that names them. `own`: the base is the workspace's own inbox, where a file that has a
    second name elsewhere (a hard link) is refused too, since what is written there would change unseen.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    folders: dict[Path, bool] = {}
    names: dict[str, Path] = {}
    for path in paths:
        name = str(path.relative_to(base))
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        if not name.isprintable():  # a name that is no text is told by its escapes
            problems.append(Problem("EV-FILE-NAME", Place(declared), ascii(path.name)))
        elif (twin := names.setdefault(name.casefold(), path)) != path:
            problems.append(Problem("EV-FILE-NAME-CASE", Place(name), str(twin.relative_to(base))))
        elif kind := _kind(status.st_mode) or ("symbolic link" if _through_link(path.parent, base, folders) else ""):
            problems.append(Problem("EV-NOT-A-FILE", Place(name), kind))
        elif own and status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
            problems.append(Problem("EV-NOT-A-FILE", Place(name), "hard link"))
        elif stat.S_ISREG(status.st_mode):
            found.append(path)
    return found, problems


def texts_in(folder: Path, declared: str, largest: int, size: str, wrong: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each TOML file in an inbox; what is no plain file or cannot be read is told.

    `size` is the code for a file that is empty or larger than `largest` bytes.
    """
    if folder.is_symlink():
        wrong.append(Problem("EV-NOT-A-FILE", Place(declared), "symbolic link"))
        return
    there = sorted(p for p in folder.glob("*.toml") if not p.name.startswith(".")) if folder.is_dir() else []
    files, odd = plain_files(there, folder, declared, own=True)
    wrong += odd
    for path in files:
        place = Place(f"{declared}/{path.name}")
        try:
            content = path.read_bytes() if path.stat().st_size <= largest else b""
        except OSError as error:
            wrong.append(Problem("EV-NO-PERMISSION", place, error.strerror or ""))
            continue
        if not content.strip():
            wrong.append(Problem(size, place, str(path.stat().st_size), str(largest)))
            continue
        yield path.name, content


def _kind(mode: int) -> str:
    return next((kind for is_it, kind in KINDS if is_it(mode)), "")


def _through_link(folder: Path, base: Path, known: dict[Path, bool]) -> bool:
    """Whether a folder between the base and a file is a link."""
    if folder == base or base not in folder.parents:
        return False
    if folder not in known:
        known[folder] = folder.is_symlink() or _through_link(folder.parent, base, known)
    return known[folder]
