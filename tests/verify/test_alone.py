"""`verify.py` is one file that runs anywhere: old Pythons, no packages, a folder or an address, both languages."""

from __future__ import annotations

import ast
import functools
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from tests.verify.conftest import Run
from tests.verify.made import VERIFY, Election, Site

from bukti.publish import verify

TEXT = VERIFY.read_text(encoding="utf-8")


def test_it_is_python_3_9_and_imports_the_standard_library_alone() -> None:
    tree = ast.parse(TEXT, feature_version=(3, 9))
    named = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    named |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


def test_it_has_seven_steps_and_each_says_what_it_does() -> None:
    functions = {n.name: n for n in ast.parse(TEXT).body if isinstance(n, ast.FunctionDef)}
    steps = [name for name in functions if name.startswith("step_")]
    assert [name[:6] for name in steps] == [f"step_{n}" for n in range(1, 8)]
    assert [name for name in steps if not ast.get_docstring(functions[name])] == []


def test_every_word_stands_in_both_languages_and_is_said_somewhere() -> None:
    body = TEXT.split("# ---- Where the published files are")[1] + TEXT.split("class Report")[1]
    for word, (indonesian, english) in verify.WORDS.items():
        assert indonesian.strip()
        assert english.strip()
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (indonesian, english)]
        assert fields[0] == fields[1], word
        assert f'"{word}"' in body or f"'{word}'" in body or word.startswith("step-"), word
    said = re.findall(r'(?:Odd|wrong|right|note|words|CannotCheck)\(\s*"([a-z0-9-]+)"', body)
    assert {*said} - verify.WORDS.keys() == set()


def test_it_runs_alone_without_site_packages(published: Path, tmp_path: Path) -> None:
    """The copy in the published folder, isolated, checks the folder in which it lies."""
    command = [sys.executable, "-I", "-S", str(published / "verify.py"), "--memory", str(tmp_path / "m")]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert (ran.returncode, ran.stdout.splitlines()[-1], ran.stderr) == (0, "SEMUA BENAR.", "")
    assert not list(published.rglob("__pycache__"))


def test_who_stops_reading_sees_no_traceback(published: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} {published / 'verify.py'} --memory {tmp_path / 'm'} | head -n 1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.stdout.count("\n"), ran.stderr) == (1, "")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_head(self) -> object:  # type: ignore[override]
        if "broken" in self.path:
            self.send_error(503)
            return None
        return super().send_head()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_address_is_checked_like_a_folder(published: Path, address: str, run: Run) -> None:
    code, said = run(f"{address}/published")
    assert (code, "over a network, files too many cannot be seen" in said) == (0, True), said
    (published / "assets" / "site.css").unlink()
    (published / "index.html").write_bytes(b"defaced")
    code, said = run(f"{address}/published/")
    assert (code, "assets/site.css is missing" in said, "index.html was changed" in said) == (1, True, True)
    assert run(f"{address}/published/", "--data")[0] == 0


def test_an_address_that_does_not_answer_cannot_be_checked(address: str, run: Run) -> None:
    assert run(f"{address}/nothing")[0] == 2
    assert run(f"{address}/broken")[0] == 2
    assert run("http://127.0.0.1:9/")[0] == 2


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\b", "", "a/"])
def test_a_manifest_leads_nowhere_outside_the_folder(tmp_path: Path, run: Run, path: str) -> None:
    election = Election.computed()
    election.others[path] = b"x"
    try:
        folder = Site().publish(tmp_path / "in" / "published", election)
    except OSError:
        pytest.skip("no such file can be written here")
    code, said = run(folder)
    assert (code, "must not stand in a manifest" in said) == (1, True)


def test_only_some_wrongs_are_listed_unless_all_are_asked_for(tmp_path: Path, run: Run) -> None:
    election = Election.computed()
    for row in election.sums:
        row["satu"], row["dua"], row["sah"] = 1, 2, 3
    folder = Site().publish(tmp_path / "p", election)
    code, said = run(folder)
    assert (code, "more (--all shows them)" in said) == (1, True)
    assert run(folder, "--all")[1].count("WRONG") > said.count("WRONG")
