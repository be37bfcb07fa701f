"""The power fails at any moment of a publication: the public sees the old site or the new one, whole and signed.

The publication's calls are recorded; then what no sync orders is left out, torn or kept, and the tree is laid out.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from tests.crash.conftest import bounded
from tests.crash.offices import copied, under_faults
from tests.crash.power import OF_LINKS, OPTIONS, Record, laid_out, read
from tests.crash.test_power import KEPT, after_restart
from tests.crash.test_publish_struck import passphrase, publishing, ready, shown
from tests.needs import need_tool
from tests.publish.office import PHRASE

from bukti.evidence.workspace import Workspace

SEED = 20240218

__all__ = ["passphrase", "ready"]


@pytest.fixture(scope="module")
def recorded(ready: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Record:
    need_tool("strace")
    folder = tmp_path_factory.mktemp("power")
    workspace = copied(ready, folder / "workspace")
    before = read(workspace.root)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("BUKTI_PASSPHRASE", PHRASE)
        ended = under_faults(publishing(workspace), [], folder, calls=OF_LINKS, more=OPTIONS)
    assert ended.code == 0, ended.said
    record = Record.of((folder / "trace").read_text(errors="replace"), workspace.root, before)
    assert {"add", "move", "bytes", "sync"} <= {o.kind for o in record.operations}
    return record


def as_left(record: Record, until: int, keep: float, seed: str, folder: Path) -> tuple[Workspace, int]:
    """The workspace as the power left it after so many operations, and how many of them are not there."""
    files, lost = record.after(until, random.Random(seed), keep)
    shutil.rmtree(folder, ignore_errors=True)
    laid_out(files, folder)
    for key in (folder / "private").glob("*.key"):
        key.chmod(0o600)
    return Workspace(folder), lost


@pytest.mark.parametrize("samples", [*bounded(8, 1_000)])
def test_power_that_fails_at_any_moment_of_a_publication_shows_the_old_site_or_the_new_one(
    samples: int, recorded: Record, tmp_path: Path
) -> None:
    draw, seen, lost, number = random.Random(SEED), set(), 0, 0
    last = len(recorded.operations)
    names = [at for at, o in enumerate(recorded.operations, 1) if o.kind == "move"]
    all_of = samples > 100
    moments = [(at, keep) for at in (names if all_of else names[-12:]) for keep in ((0.0, 0.8) if all_of else (0.0,))]
    moments += [(draw.randrange(last + 1), draw.choice(KEPT)) for _ in range(samples)]
    for n, (until, keep) in enumerate([*moments, (last, 0.0)]):
        seed = f"{SEED} {until} {keep} {n}"
        workspace, left_out = as_left(recorded, until, keep, seed, tmp_path / "w")
        lost += left_out
        number = shown(workspace, tmp_path / f"memory-{n}")
        assert number in (1, 2), seed
        seen.add(number)
    assert number == 2, "a publication that was told as done is there"
    assert seen == {1, 2}
    assert lost > 200, "nothing was tried"


@pytest.mark.parametrize("samples", [*bounded(3, 200)])
def test_after_the_power_failed_the_next_publication_contradicts_nothing_that_was_shown(
    samples: int, recorded: Record, tmp_path: Path
) -> None:
    draw, last = random.Random(SEED + 1), len(recorded.operations)
    for n in range(samples):
        until, keep = draw.randrange(last // 2, last + 1), draw.choice(KEPT)
        seed, memory = f"{SEED + 1} {until} {keep} {n}", tmp_path / f"memory-{n}"
        workspace, _ = as_left(recorded, until, keep, seed, tmp_path / "w")
        assert shown(workspace, memory) in (1, 2), seed
        ended = under_faults(after_restart(publishing(workspace), tmp_path), [], tmp_path / "trace")
        if ended.code == 2 and "bukti build" in ended.said:  # what was built went with the power; it is built again
            from bukti.cli import run

            assert run(["--workspace", str(workspace.root), "build"]) == 0, seed
            ended = under_faults(after_restart(publishing(workspace), tmp_path), [], tmp_path / "trace")
        assert ended.code == 0, (seed, ended.said)
        assert shown(workspace, memory) >= 2, seed
