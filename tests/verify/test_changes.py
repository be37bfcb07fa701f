"""Whatever is changed in a published folder after it was signed is found and named; a clean one raises no alarm."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.verify.conftest import Run
from tests.verify.made import Election, Site


def named(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_clean_folder_is_right_in_both_languages(published: Path, run: Run) -> None:
    for _ in range(2):  # the second run remembers the first
        assert run(published)[0] == 0
    code, said = run(published, "--lang", "id")
    assert (code, said.splitlines()[-1]) == (0, "SEMUA BENAR.")
    assert "SALAH" not in said


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.soak) for n in range(1, 60))])
def test_one_bit_turned_in_any_file_is_found_and_the_file_is_named(published: Path, run: Run, seed: int) -> None:
    for name in named(published):
        if "/verify/" in name:
            continue
        file = published / name
        was = file.read_bytes()
        at = int.from_bytes(hashlib.sha256(f"{seed} {name}".encode()).digest()[:4], "big") % (8 * len(was))
        file.write_bytes(bytes(b ^ (1 << at % 8 if i == at // 8 else 0) for i, b in enumerate(was)))
        code, said = run(published)
        assert code == 1, (name, at)
        assert f"{name} " in said or f"{name}:" in said or f"{name}," in said or name.startswith("log/"), (name, said)
        file.write_bytes(was)
    assert run(published)[0] == 0


def test_one_bit_of_the_log_is_named_by_its_file(published: Path, run: Run) -> None:
    for name in (n for n in named(published) if n.startswith("log/")):
        file = published / name
        was = file.read_bytes()
        for at in range(0, len(was), 83):
            file.write_bytes(was[:at] + bytes([was[at] ^ 4]) + was[at + 1 :])
            code, said = run(published)
            assert code == 1, (name, at)
            # A checkpoint whose text is changed is one that its signature does not fit.
            assert name in said or (name == "log/checkpoint" and "the opening of" in said), (name, at, said)
        file.write_bytes(was)


@pytest.mark.parametrize("name", ["id/verify/index.html", "en/verify/index.html"])
def test_a_page_that_prints_another_root_is_named(published: Path, run: Run, name: str) -> None:
    file = published / name
    file.write_text(file.read_text(encoding="utf-8").replace("=", "x"), encoding="utf-8")
    code, said = run(published)
    assert (code, name in said) == (1, True)


def test_every_file_that_is_missing_is_named(published: Path, run: Run) -> None:
    for name in named(published):
        (published / name).rename(published.parent / "aside")
        code, said = run(published)
        assert code == 1, name
        assert f"{name} is missing" in said or (name.startswith("log/tile/0") and name in said), (name, said)
        (published.parent / "aside").rename(published / name)


@pytest.mark.parametrize(
    "name", ["id/extra.html", "receipts/9.tlog-proof", "log/tile/0/007", "log/note", "data/x/y.csv"]
)
def test_a_file_too_many_is_named(published: Path, run: Run, name: str) -> None:
    (published / name).parent.mkdir(parents=True, exist_ok=True)
    (published / name).write_bytes(b"x")
    code, said = run(published)
    assert (code, name in said) == (1, True)


def test_a_link_in_place_of_a_file_is_not_followed(published: Path, run: Run) -> None:
    page = published / "index.html"
    page.rename(published.parent / "index.html")
    page.symlink_to(published.parent / "index.html")
    code, said = run(published)
    assert (code, "index.html is missing" in said) == (1, True)
    (published / "up").symlink_to(published.parent)
    assert "up is not in the manifest" in run(published)[1]


def test_a_place_without_a_publication_cannot_be_checked(tmp_path: Path, run: Run) -> None:
    code, said = run(tmp_path)
    assert (code, said.startswith("Cannot be checked: ")) == (2, True)
    assert run(tmp_path / "nowhere")[0] == 2


def test_the_pointer_of_a_site_is_followed(tmp_path: Path, run: Run) -> None:
    Site().publish(tmp_path / "site" / "1", Election.computed())
    (tmp_path / "site" / "current").symlink_to("1")
    assert run(tmp_path / "site")[0] == 0


def test_what_a_file_holds_never_reaches_the_terminal_raw(published: Path, run: Run) -> None:
    (published / "id" / "\x1b[2J").write_bytes(b"")
    code, said = run(published)
    assert (code, "\x1b" in said, "id/\\u001b[2J" in said) == (1, False, True)


@pytest.mark.parametrize(
    ("name", "old", "new", "said_so"),
    [
        ("data/units.csv", b",regency,", b",rggency,", "is not in units.csv"),
        ("publication.json", b'"number": 1', b'"number": 0', "publication.json: the log holds no publication 0"),
    ],
)
def test_a_changed_word_that_others_hang_on_is_told_and_nothing_breaks(
    published: Path, run: Run, name: str, old: bytes, new: bytes, said_so: str
) -> None:
    file = published / name
    was = file.read_bytes()
    changed = was.replace(old, new) if old in was else was.replace(old.replace(b" ", b""), new.replace(b" ", b""))
    assert changed != was
    file.write_bytes(changed)
    code, said = run(published)
    assert (code, said_so in said, name in said) == (1, True, True)
