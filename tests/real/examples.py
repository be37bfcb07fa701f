"""The workspaces of `examples/` over real data, each copied to a place of its own and built there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.recap.small import Result, rebuilt

from bukti.evidence.workspace import Workspace

EXAMPLES = Path(__file__).parents[2] / "examples"
HOLD_OFF = "\n[checks]\nhold = false\n"


class Builds:
    """Each example built once, with holding on or off, in copies below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.built: dict[tuple[str, bool], Result] = {}

    def __call__(self, example: str, hold: bool = True) -> Result:
        if (example, hold) not in self.built:
            self.built[example, hold] = self._on(example) if hold else self._off(example)
        found = self.built[example, hold].built
        for name in found.terms.contracts:  # who asked before may have narrowed what a table shows
            found.store.show(found.connection, name)
        return self.built[example, hold]

    def _on(self, example: str) -> Result:
        return rebuilt(copied(example, self.folder / example))

    def _off(self, example: str) -> Result:
        self(example)
        other = self.folder / f"{example}-hold-off"
        shutil.copytree(self.folder / example, other)
        edit(other, lambda text: text + HOLD_OFF)
        return rebuilt(Workspace(other))


def copied(example: str, folder: Path) -> Workspace:
    """A new workspace with the example's configuration and nothing else."""
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLES / example / "bukti.toml", folder)
    return Workspace(folder)


def edit(folder: Path, change: Callable[[str], str]) -> None:
    """bukti.toml with its text changed."""
    file = folder / "bukti.toml"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
