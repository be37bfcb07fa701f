"""A publication killed at any moment leaves the old site or the new one, whole; the next one ends what it began."""

from __future__ import annotations

import http.client
import shutil
import signal
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from tests.needs import ROOT
from tests.publish.office import PHRASE, at, bring, entries, publish_at, stranger, tree

from bukti.cli.server import server
from bukti.evidence.workspace import Workspace

MOST = 40
SAY_WHEN = ("SHA256SUMS", "catalogue.ttl", "datapackage.json", "publications-en.atom", "publications-id.atom")
"""What in `data/` bears the moment of the publication: one that never reached the journal happens later."""


@pytest.fixture(scope="module")
def ready(published_town: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The town with a late sheet built, and not published."""
    place = tmp_path_factory.mktemp("ready") / "workspace"
    workspace = Workspace(Path(shutil.copytree(published_town.root, place, symlinks=True)))
    bring(workspace)
    return workspace


def run(workspace: Workspace, last: int) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "tests.publish.killing", str(workspace.root), str(last), at("02"), PHRASE]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.wide
@pytest.mark.parametrize("first", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)])
def test_killed_before_any_change_of_a_name_the_site_is_whole_and_the_next_publication_ends_it(
    ready: Workspace, published_twice: Workspace, tmp_path: Path, first: int
) -> None:
    """Every third moment in quick runs, the others in long ones."""
    wanted = tree(published_twice.site / "2" / "data", *SAY_WHEN)
    shown: list[str] = []
    for last in range(first, MOST, 3):
        town = Workspace(Path(shutil.copytree(ready.root, tmp_path / str(last), symlinks=True)))
        ran = run(town, last)
        if ran.returncode == 0:
            break
        assert ran.returncode == -signal.SIGKILL, ran.stderr
        shown.append((town.site / "current").readlink().name)
        assert stranger(town.site / "current", tmp_path / "memory" / str(last)) == 0, last
        after = publish_at(town, "03")
        assert (after.number, list(after.notices)) == (2, []), last
        assert stranger(town.site / "current", tmp_path / "memory" / str(last)) == 0, last
        assert tree(town.site / "current" / "data", *SAY_WHEN) == wanted
        assert [e["number"] for e in entries(town) if e["kind"] == "publication"] == [1, 2], last
        assert sorted(p.name for p in town.site.iterdir()) == ["1", "2", "current"], last
        shutil.rmtree(town.root)
    else:
        pytest.fail("it never came to its end")
    assert len(shown) >= 3, "of journal, bundle, tile, two records, checkpoint, folder twice, pointer"
    assert shown == sorted(shown), "the old one until the pointer is switched, then the new one"
    assert set(shown) == {"1"}


def test_whoever_reads_while_publications_come_out_gets_whole_files(town: Workspace) -> None:
    """Every answer is a file of one publication, and none is missing."""
    wrong: list[str] = []
    known: set[str] = set()
    answers: list[str] = []
    stop = threading.Event()

    def read(port: int) -> None:
        while not stop.is_set():
            ask = http.client.HTTPConnection("127.0.0.1", port)
            ask.request("GET", "/data/president/tally.csv")
            got = ask.getresponse()
            body = got.read()
            ask.close()
            if got.status != 200:
                wrong.append(str(got.status))
            answers.append(sha256(body).hexdigest())

    with server(town.site / "current", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        reader = threading.Thread(target=read, args=(int(running.server_address[1]),))
        reader.start()
        bring(town)
        publish_at(town, "02")
        stop.set()
        reader.join()
        running.shutdown()
    known = {sha256((town.site / n / "data/president/tally.csv").read_bytes()).hexdigest() for n in ("1", "2")}
    assert wrong == []
    assert len(answers) > 10
    assert set(answers) <= known


def test_pages_lost_before_they_were_shown_are_told_and_the_next_number_is_published(
    ready: Workspace, tmp_path: Path
) -> None:
    town = Workspace(Path(shutil.copytree(ready.root, tmp_path / "town", symlinks=True)))
    assert run(town, 4).returncode == -signal.SIGKILL
    assert [f["number"] for f in town.journal.facts() if f["kind"] == "publication"] == [1, 2]
    shutil.rmtree(town.site / ".prepared-2")
    found = publish_at(town, "03")
    assert (found.number, [p.code for p in found.notices]) == (3, ["PB-PAGES-LOST"])
    assert stranger(town.site / "current", tmp_path / "memory") == 0
