"""sample, check, build and serve: from nothing to pages in a browser, and refusals that change nothing."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.cli.running import bukti, environment

from bukti.cli.server import server
from bukti.evidence.workspace import Workspace


def everything(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_sample_is_checked_built_and_summed_up_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    assert bukti("sample", folder, "--stations", "400").code == 0
    assert bukti("sample", folder).code == 2, "nothing is overwritten"
    before = everything(folder)
    checked = bukti("check", at=folder)
    assert (checked.code, everything(folder)) == (0, before)
    assert "Nothing is wrong. To know, above: 4." in checked.out
    built = bukti("build", "--threads", "2", "--memory", "1GB", at=folder)
    assert built.code == 0
    for words in (
        "New files: 8.",
        "Sheets: 393 Certificate",
        "of 400 stations are in",
        "Open findings: held 2",
    ):
        assert words in built.out
    assert "bukti why kota-tirtasumilir pair-1" in built.out
    assert (folder / "build" / "preview" / "index.html").is_file()
    again = bukti("build", "--no-site", at=folder, language="id")
    assert "Berkas baru: 0." in again.out
    assert "dari 400 TPS masuk" in again.out


def test_no_site_leaves_the_pages_out(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    bukti("sample", folder)
    ran = bukti("build", "--no-site", at=folder)
    assert ran.code == 0
    assert not (folder / "build" / "preview").exists()
    assert "bukti serve" not in ran.out
    refused = bukti("serve", at=folder)
    assert refused.code == 2
    assert "Run bukti build first" in refused.err


@pytest.mark.parametrize("stations", ["3", "823001"])
def test_a_sample_of_a_size_that_no_election_has_is_refused(stations: str, tmp_path: Path) -> None:
    ran = bukti("sample", tmp_path / "x", "--stations", stations)
    assert (ran.code, (tmp_path / "x").exists()) == (2, False)
    assert "50 – 823,000" in ran.err


@pytest.mark.parametrize(
    "wrong", [("--stations", "many"), ("--stations", "-5"), ("--seed", "1.5"), ("--seed", "x"), ("--layout", "fat")]
)
def test_what_is_no_number_seed_or_layout_is_refused(wrong: tuple[str, str], tmp_path: Path) -> None:
    ran = bukti("sample", tmp_path / "x", *wrong)
    assert (ran.code, (tmp_path / "x").exists()) == (2, False)
    assert wrong[0] in ran.err
    assert "Traceback" not in ran.err


def test_a_lean_sample_is_built_from_the_tables_beside_the_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "lean"
    assert bukti("sample", folder, "--stations", "60", "--layout", "lean", "--seed", "9").code == 0
    built = bukti("build", "--no-site", at=folder)
    assert built.code == 0
    assert "of 60 stations are in" in built.out


def test_every_problem_is_told_at_once_and_nothing_changes(sample_workspace: Workspace) -> None:
    path = sample_workspace.configuration
    wrong = path.read_text(encoding="utf-8").replace('series = "', 'series = "x-').replace('how = "', 'how = "x', 1)
    path.write_text(wrong, encoding="utf-8")
    before = everything(sample_workspace.root)
    for command in ("check", "build"):
        ran = bukti(command, at=sample_workspace.root)
        assert ran.code == 2
        assert "bukti.toml, line" in ran.err
        assert "Traceback" not in ran.err
        assert everything(sample_workspace.root) == before


def test_a_wrong_file_is_told_with_its_row(sample_workspace: Workspace) -> None:
    (sample_workspace.inbox / "recap.csv").write_text('kode,tingkat\n"open', encoding="utf-8")
    ran = bukti("check", at=sample_workspace.root)
    assert ran.code == 2
    assert "recap.csv, row" in ran.err
    assert "Nothing was changed." in ran.err


def test_a_folder_that_may_not_be_written_is_no_fault_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = bukti("sample", tmp_path / "file" / "below")
    assert ran.code in (2, 3)
    assert "Traceback" not in ran.err


@contextmanager
def serving(folder: Path, port: int) -> Iterator[http.client.HTTPConnection]:
    running = server(folder, port)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", running.server_address[1], timeout=5)
    try:
        yield connection
    finally:
        connection.close()
        running.shutdown()
        running.server_close()


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html?x=1", 200, "text/html; charset=utf-8"),
        ("/assets/a.css", 200, "text/css; charset=utf-8"),
        ("/assets/a.csv", 200, "text/csv; charset=utf-8"),
        ("/assets/", 404, ""),
        ("/absent", 404, ""),
        ("/../secret", 404, ""),
        ("/%2e%2e/secret", 404, ""),
        ("/..%2fsecret", 404, ""),
        ("/link", 404, ""),
        ("/%00", 404, ""),
    ],
)
def test_only_files_of_the_folder_are_served(path: str, status: int, kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "assets").mkdir(parents=True)
    for name in ("index.html", "assets/a.css", "assets/a.csv"):
        (folder / name).write_text("é", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (folder / "link").symlink_to(tmp_path / "secret")
    with serving(folder, 0) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == status
        assert b"secret" not in answer.read() or status == 404
        if kind:
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_serve_takes_the_next_free_port_and_ends_cleanly(sample_workspace: Workspace) -> None:
    sample_workspace.preview.mkdir(parents=True, exist_ok=True)
    (sample_workspace.preview / "index.html").write_text("<p>é", encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "bukti", "serve", "--port", str(port)],
            cwd=sample_workspace.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            # What runs in a shell's background ignores Ctrl-C, and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        assert process.stdout is not None
        said, address = process.stdout.readline(), process.stdout.readline()
        assert f"Port {port} is taken" in said
        assert address.startswith("Open http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "Stopped." in out
