"""The two moments at which faults strike: nothing is built yet, and a built workspace to which more has come."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.crash.offices import (
    Whole,
    building,
    copied,
    facts_of,
    first,
    let_go,
    nothing_is_left_over,
    process,
    second,
)

from bukti.evidence.workspace import Workspace


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is here takes minutes: `make faults` runs it, and `.ci/run` does."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("faults")


@dataclass(frozen=True)
class Moment:
    """A workspace before a build, its facts then, and what an undisturbed build makes of it."""

    workspace: Workspace
    before: tuple[str, ...]
    whole: Whole


def built(workspace: Workspace, threads: int = 1) -> Workspace:
    with process(building(workspace, threads)) as pid:
        assert let_go(pid) == 0
    return workspace


def comes_through(workspace: Workspace, moment: Moment, told: str) -> None:
    """The next build ends as one would that nobody disturbed."""
    with process(building(workspace)) as pid:
        assert let_go(pid) == 0, told
    assert Whole.of(workspace) == moment.whole, told
    nothing_is_left_over(workspace)


def bounded(few: int, many: int) -> Iterator[object]:
    yield pytest.param(few, id="bounded")
    yield pytest.param(many, id="whole", marks=pytest.mark.soak)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def moments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Moment]:
    folder = tmp_path_factory.mktemp("crash")
    import bukti.publish.build
    import bukti.publish.site  # noqa: F401 (what children import once is here already)

    new = first(folder / "new")
    more = built(copied(new, folder / "more"))
    before = facts_of(more)
    second(more)
    return {
        "new": Moment(new, (), Whole.of(built(copied(new, folder / "new-whole")))),
        "more": Moment(more, before, Whole.of(built(copied(more, folder / "more-whole")))),
    }
