"""A new folder that is whole or not there: what was written into it goes away when anything fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

_BUFFER = 1 << 20


class Folder:
    """Text files of one folder, open until the folder is done; plain line ends, UTF-8."""

    def __init__(self, root: Path, stack: ExitStack) -> None:
        self._root = root
        self._stack = stack

    def open(self, name: str) -> TextIO:
        """A new file that stays open for more."""
        path = self.folder(Path(name).parent.as_posix()) / Path(name).name
        return self._stack.enter_context(path.open("w", encoding="utf-8", newline="\n", buffering=_BUFFER))

    def text(self, name: str, content: str) -> None:
        """A new file with this content."""
        with (
            self.folder(Path(name).parent.as_posix())
            .joinpath(Path(name).name)
            .open("w", encoding="utf-8", newline="\n") as stream
        ):
            stream.write(content)

    def folder(self, name: str) -> Path:
        """A folder within, there from now on."""
        path = self._root / name
        path.mkdir(parents=True, exist_ok=True)
        return path


@contextmanager
def new_folder(root: Path) -> Iterator[Folder]:
    """The folder, to be filled; it is as before where the filling fails.

    Raises FileExistsError where it holds something.
    """
    there = root.exists()
    if there and any(root.iterdir()):
        raise FileExistsError(root)
    try:
        with ExitStack() as stack:
            yield Folder(root, stack)
    except BaseException:
        for left in root.iterdir() if root.is_dir() else ():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        if not there and root.is_dir():
            root.rmdir()
        raise
