"""Real data, counted independently once, and the examples built over it once."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.real.examples import Builds
from tests.real.oracle import Figures, every_figure


@pytest.fixture(scope="session")
def oracle(real_data: Path) -> Figures:
    return every_figure(real_data)


@pytest.fixture(scope="session")
def examples(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Builds:
    assert real_data.is_dir()
    return Builds(tmp_path_factory.mktemp("examples"))
