"""Files as they lie in an inbox: plain ones are taken in; links, pipes, ways out and twins by name are refused."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence import durable, receive
from bukti.evidence.workspace import InboxFile, Workspace
from bukti.locale import LANGUAGES, Catalogue
from bukti.publish.build import check
from bukti.vocabulary.problems import Problem, Refusal

TABLE = "village,tps,p1,p2\na,1,10,5\n"


def made(folder: Path, path: str = "kpu") -> Workspace:
    election = Election([papers(TABLE)])
    return written(folder, election, election.toml.replace('path = "kpu"', f'path = "{path}"'))


def refused(workspace: Workspace) -> list[Problem]:
    problems, _ = check(workspace)
    with pytest.raises(Refusal) as raised:
        rebuilt(workspace)
    assert list(raised.value.problems) == problems
    assert all(p.tell(Catalogue(language)) for p in problems for language in LANGUAGES)
    return problems


def link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def hard_link(path: Path, outside: Path) -> None:
    path.hardlink_to(outside)


def pipe(path: Path, _: Path) -> None:
    os.mkfifo(path)


def listening(path: Path, _: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, socket.socket(socket.AF_UNIX) as made:
        patch.chdir(path.parent)  # the address of a socket is short
        made.bind(path.name)


@pytest.mark.parametrize("declared", ["kpu", "kpu/*.csv", "kpu/second.csv"])
@pytest.mark.parametrize(
    ("make", "kind"),
    [(link, "symbolic link"), (hard_link, "hard link"), (pipe, "FIFO"), (listening, "socket")],
)
def test_b115_what_is_no_plain_file_is_refused_and_never_opened(
    make: Callable[[Path, Path], None], kind: str, declared: str, tmp_path: Path
) -> None:
    workspace = made(tmp_path / "w", declared)
    outside = tmp_path / "secret.csv"
    outside.write_text(TABLE.replace("10", "11"), encoding="utf-8")
    make(workspace.inbox / "kpu" / "second.csv", outside)
    (problem,) = refused(workspace)
    assert (problem.code, problem.place.file, problem.found) == ("EV-NOT-A-FILE", "kpu/second.csv", kind)
    assert not workspace.evidence.exists()


def test_b115_a_file_behind_a_linked_folder_is_refused(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w", "kpu/*/*.csv")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.csv").write_text(TABLE, encoding="utf-8")
    (workspace.inbox / "kpu" / "more").symlink_to(tmp_path / "elsewhere")
    assert [(p.code, p.place.file) for p in refused(workspace)] == [("EV-NOT-A-FILE", "kpu/more/secret.csv")]


def test_b115_a_link_is_refused_in_an_entry_that_was_read_before(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    rebuilt(workspace).built.connection.close()
    (workspace.inbox / "kpu" / "second.csv").symlink_to(workspace.configuration)
    assert [p.code for p in refused(workspace)] == ["EV-NOT-A-FILE"]


@pytest.mark.parametrize("declared", ["../secret.csv", "kpu/../../secret.csv", "/etc/passwd"])
def test_b115_a_path_that_leads_out_is_refused(declared: str, tmp_path: Path) -> None:
    workspace = made(tmp_path / "w", declared)
    (tmp_path / "w" / "secret.csv").write_text(TABLE, encoding="utf-8")
    (problem,) = refused(workspace)
    assert (problem.code, problem.found) == ("EV-PATH-OUTSIDE", declared)


@pytest.mark.parametrize("name", ["a\nb.csv", "\u202egpj.csv", "a\tb.csv", "\x1b[31m.csv"])
def test_b115_a_name_with_invisible_characters_is_refused_by_its_escapes(name: str, tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    (workspace.inbox / "kpu" / name).write_text(TABLE.replace("10", "11"), encoding="utf-8")
    (problem,) = refused(workspace)
    assert (problem.code, problem.found) == ("EV-FILE-NAME", ascii(name))
    assert problem.tell(Catalogue("en")).isprintable() or "\n  " in problem.tell(Catalogue("en"))


def test_b115_names_that_differ_in_capitals_only_are_refused(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    (workspace.inbox / "kpu" / "KPU.csv").write_text(TABLE.replace("10", "11"), encoding="utf-8")
    (problem,) = refused(workspace)
    assert (problem.code, {problem.place.file, problem.found}) == ("EV-FILE-NAME-CASE", {"kpu/KPU.csv", "kpu/kpu.csv"})


def test_b115_the_longest_name_is_read(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    (workspace.inbox / "kpu" / "kpu.csv").rename(workspace.inbox / "kpu" / ("x" * 251 + ".csv"))
    assert rebuilt(workspace).one("select length(path) from source where entry = 'kpu'") == (len("kpu/") + 255,)


def test_b117_a_file_that_vanishes_before_it_is_read_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = made(tmp_path / "w")
    digest = receive._digest

    def gone(file: InboxFile) -> tuple[str, int]:
        if file.name.startswith("kpu/"):
            file.path.unlink()
        return digest(file)

    monkeypatch.setattr(receive, "_digest", gone)
    with pytest.raises(Refusal) as raised:
        rebuilt(workspace)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.file) == ("EV-FILE-MISSING", "kpu/kpu.csv")
    assert not workspace.evidence.exists()


def test_b117_evidence_that_was_edited_stops_the_build_and_is_named(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w")
    rebuilt(workspace).built.connection.close()
    (sha256,) = [f["sha256"] for f in workspace.journal.facts() if f.get("entry") == "kpu"]
    (workspace.objects / str(sha256)).write_text(TABLE.replace("10", "99"), encoding="utf-8")
    assert [(p.code, p.place.file) for p in refused(workspace)] == [("EV-OBJECT-ALTERED", "kpu/kpu.csv")]
    (workspace.objects / str(sha256)).unlink()
    (workspace.inbox / "kpu" / "kpu.csv").unlink()
    assert [(p.code, p.place.file) for p in refused(workspace)] == [("EV-OBJECT-MISSING", "kpu/kpu.csv")]


def test_b116_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = made(tmp_path / "w")
    copy_in = durable.copy_in

    def growing(source: Path, folder: Path, name: str) -> durable.Copy:
        with source.open("a", encoding="utf-8") as file:
            file.write("b,1,6,6\n")
        return copy_in(source, folder, name)

    monkeypatch.setattr(durable, "copy_in", growing)
    with pytest.raises(Refusal) as raised:
        rebuilt(workspace)
    assert {p.code for p in raised.value.problems} == {"EV-CHANGED-WHILE-READ"}
    assert not workspace.evidence.exists()
