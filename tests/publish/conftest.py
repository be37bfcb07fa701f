"""A small town whose results were published: to be read, or copied and done with as one likes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.publish.office import bring, opened_town
from tests.publish.office import publish_at as publish

from bukti.evidence.workspace import Workspace


@pytest.fixture(scope="session")
def published_town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small town, published once: to be read, never changed."""
    workspace = opened_town(tmp_path_factory.mktemp("town") / "workspace")
    publish(workspace, "01")
    return workspace


@pytest.fixture(scope="session")
def published_twice(published_town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same town after a late sheet and a second publication: to be read, never changed."""
    place = tmp_path_factory.mktemp("twice") / "workspace"
    workspace = Workspace(Path(shutil.copytree(published_town.root, place, symlinks=True)))
    bring(workspace)
    publish(workspace, "02")
    return workspace


@pytest.fixture
def town(published_town: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return Workspace(Path(shutil.copytree(published_town.root, tmp_path / "town", symlinks=True)))
