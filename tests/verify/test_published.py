"""`verify.py` over what `bukti publish` really wrote: all is right, and every file whose bytes change is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish.office import bring, opened_town, publish_at
from tests.verify.conftest import Run


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small town, published twice: to be read, or changed and put back."""
    workspace = opened_town(tmp_path_factory.mktemp("town") / "workspace")
    publish_at(workspace, "01")
    bring(workspace)
    publish_at(workspace, "02")
    return workspace.site


def test_a_publication_is_right(site: Path, run: Run) -> None:
    assert run(site / "1")[0] == 0
    code, said = run(site)
    assert (code, "consistent with the checkpoint you remembered" in said) == (0, True), said
    assert "2 receipts fit the log" in said


def changed(site: Path) -> Iterator[str]:
    """Each file of the publication in turn with one bit turned; it is put back afterwards."""
    folder = site / "current"
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size):
        name, was = file.relative_to(folder).as_posix(), file.read_bytes()
        at = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % (8 * len(was))
        file.unlink()  # one file may have a name in the publication before, too
        file.write_bytes(bytes(b ^ (1 << at % 8 if i == at // 8 else 0) for i, b in enumerate(was)))
        yield name
        file.write_bytes(was)


def test_one_bit_turned_in_any_file_is_found_and_named(site: Path, run: Run) -> None:
    names = []
    for name in changed(site):
        names.append(name)
        code, said = run(site)
        if name not in ("id/verify/index.html", "en/verify/index.html"):
            assert (code, name in said) == (1, True), (name, said)
    assert {"verify.py", "manifest.json", "publication.json", "log/checkpoint", "receipts/1.tlog-proof"} < {*names}
    assert run(site)[0] == 0
