"""What tests of several rooms share: real data, the examples, a built sample election."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.needs import ROOT, need_real_data

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.sample import make

STATIONS = 400


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; the test skips where there is none."""
    return need_real_data()


@pytest.fixture
def workspace_of(tmp_path: Path) -> Callable[[str], Workspace]:
    """A new workspace with an example's declaration and nothing else, for each name it is called with."""

    def copied(example: str) -> Workspace:
        folder = tmp_path / example
        folder.mkdir()
        shutil.copy(ROOT / "examples" / example / "bukti.toml", folder)
        return Workspace(folder)

    return copied


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample election of 400 stations, built once: to be read, never changed."""
    workspace = Workspace(tmp_path_factory.mktemp("sample") / "workspace")
    make(workspace.root, STATIONS)
    build(workspace).connection.close()
    return workspace


@pytest.fixture
def sample_workspace(built_sample: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the built sample election, to do with as one likes."""
    return Workspace(Path(shutil.copytree(built_sample.root, tmp_path / "sample")))
