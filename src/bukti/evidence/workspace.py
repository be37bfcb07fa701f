"""The folders of one workspace, and the files that its configuration points at."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bukti.evidence.inbox import plain_files
from bukti.evidence.journal import Journal
from bukti.vocabulary.problems import Place, Refusal, refuse

CONFIGURATION = "bukti.toml"
LOCAL = "local.toml"

_VARIABLE = re.compile(r"^\$\{([A-Z_][A-Z0-9_]*)\}/?")
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class InboxFile:
    """A file that an entry of bukti.toml points at: its name as told to people, and where it lies."""

    name: str
    path: Path


@dataclass(frozen=True)
class Workspace:
    """One election office's folder; as it was when only `upto` facts were received, its tables are built elsewhere.

    `supposed` is a folder of decisions that nobody took: what would be if they were, in tables built elsewhere too.
    """

    root: Path
    upto: int | None = None
    built_in: Path | None = None
    supposed: Path | None = None

    @property
    def configuration(self) -> Path:
        return self.root / CONFIGURATION

    @property
    def inbox(self) -> Path:
        return self.root / "sources"

    @property
    def decisions(self) -> Path:
        return self.supposed or self.root / "decisions"

    @property
    def cases(self) -> Path:
        return self.root / "cases"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def objects(self) -> Path:
        return self.evidence / "objects"

    @property
    def journal(self) -> Journal:
        return Journal(self.evidence / "journal", self.upto)

    @property
    def log(self) -> Path:
        return self.evidence / "log"

    @property
    def private(self) -> Path:
        return self.root / "private"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def build(self) -> Path:
        return self.built_in or self.root / "build"

    @property
    def preview(self) -> Path:
        return self.build / "preview"

    def files(self, path: str) -> list[InboxFile]:
        """The files that a declared path names, by name: one file, a folder's files, or those a pattern matches.

        A path is relative to sources/, or begins with ${NAME}/ from the environment or local.toml, where a relative one
        begins at the workspace. Raises Refusal
        where NAME is not set, the path leads out, nothing is there, or something that is no plain file. A workspace as
        it was has none: what lies in the inbox now says nothing of what had been received then.
        """
        if self.upto is not None:
            return []
        base, rest = self._base(path)
        if PurePosixPath(rest).is_absolute() or ".." in PurePosixPath(rest).parts:
            raise refuse("EV-PATH-OUTSIDE", Place(path), rest)
        target = base / rest
        if _GLOB.search(rest):
            there = sorted(base.glob(rest))
        elif target.is_dir() and not target.is_symlink():
            there = sorted(p for p in target.rglob("*") if not p.name.startswith("."))
        else:
            there = [target]
        found, problems = plain_files(there, base, path, own=base == self.inbox)
        if problems:
            raise Refusal(problems)
        if not found:
            raise refuse("EV-FILE-MISSING", Place(path), str(target))
        return [InboxFile(str(p.relative_to(base)), p) for p in found]

    def is_named(self, path: str, name: str) -> bool:
        """Whether a declared path names a file of this name: as itself, within its folder, or by its pattern."""
        rest = _VARIABLE.sub("", path)
        return name == rest or name.startswith(rest.rstrip("/") + "/") or PurePosixPath(name).match(rest)

    def _base(self, path: str) -> tuple[Path, str]:
        variable = _VARIABLE.match(path)
        if not variable:
            return self.inbox, path
        value = os.environ.get(variable[1]) or self._local_paths().get(variable[1])
        if not value:
            raise refuse("EV-PATH-NOT-SET", Place(path), variable[1])
        return self.root / value, path[variable.end() :]

    def _local_paths(self) -> dict[str, str]:
        file = self.root / LOCAL
        if not file.is_file():
            return {}
        try:
            paths = tomllib.loads(file.read_text(encoding="utf-8")).get("paths", {})
        except tomllib.TOMLDecodeError as error:
            raise refuse("CF-SYNTAX", Place(LOCAL), str(error)) from error
        return {str(k): str(v) for k, v in paths.items()}


def find(start: Path) -> Workspace:
    """The workspace that the folder lies in. Raises Refusal where there is none."""
    for folder in _upward(start.resolve()):
        if (folder / CONFIGURATION).is_file():
            return Workspace(folder)
    raise refuse("EV-NO-WORKSPACE", Place(str(start)))


def _upward(folder: Path) -> Iterator[Path]:
    yield folder
    yield from folder.parents
