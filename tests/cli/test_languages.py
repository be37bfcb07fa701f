"""Help, errors and answers come in the language asked for, and no error is a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import bukti, environment

from bukti.cli.commands import NAMES
from bukti.cli.language import choose


@pytest.mark.parametrize(
    ("arguments", "variables", "language"),
    [
        (["check"], {}, "id"),
        (["check"], {"LANG": "en_US.UTF-8"}, "en"),
        (["check"], {"LANG": "C.UTF-8"}, "id"),
        (["check"], {"LANG": "en_US.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "id"),
        (["check"], {"LC_ALL": "id_ID.UTF-8", "BUKTI_LANG": "en"}, "en"),
        (["--lang", "id", "check"], {"BUKTI_LANG": "en"}, "id"),
        (["check", "--lang=en"], {}, "en"),
        (["check", "--lang", "fr"], {}, "id"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_environments(
    arguments: list[str], variables: dict[str, str], language: str
) -> None:
    assert choose(arguments, variables) == language


@pytest.mark.parametrize(
    ("language", "words"), [("id", ["Pemakaian:", "Opsi", "Perintah", "Kode keluar"]), ("en", ["Usage:", "Exit codes"])]
)
def test_help_is_in_one_language_throughout(language: str, words: list[str]) -> None:
    ran = bukti("--help", language=language)
    assert (ran.code, ran.err) == (0, "")
    assert [w for w in words if w not in ran.out] == []
    assert [name for name in NAMES if f"  {name} " not in ran.out] == []
    assert language == "en" or "Show this" not in ran.out


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_command_explains_all_that_it_takes(name: str, language: str) -> None:
    ran = bukti(name, "--help", language=language)
    assert (ran.code, ran.err) == (0, "")
    assert f"bukti {name} " in ran.out
    assert "--workspace" in ran.out


@pytest.mark.parametrize(
    ("arguments", "indonesian", "english"),
    [
        (["biuld"], "Tidak ada perintah 'biuld'. Maksudnya 'build'?", "No such command 'biuld'. Did you mean 'build'?"),
        (["check", "--deep"], "Tidak ada opsi '--deep'.", "No such option '--deep'."),
        (["why", "x"], "Belum ditulis 'FIELD'", "Missing argument 'FIELD'"),
        (["serve", "--port", "x"], "'x' bukan", "'x' is not a valid"),
        (["table", "--format", "xml"], "bukan salah satu dari", "is not one of"),
        (["--lang", "fr", "check"], "'fr' bukan salah satu dari 'id', 'en'", "'fr' is not one of 'id', 'en'"),
        (["build", "--memory", "much"], "bukan ukuran seperti 2GB", "is not a size such as 2GB"),
    ],
)
def test_a_wrong_command_line_is_told_in_either_language(
    arguments: list[str], indonesian: str, english: str, tmp_path: Path
) -> None:
    (tmp_path / "bukti.toml").touch()
    for language, words in (("id", indonesian), ("en", english)):
        ran = bukti(*arguments, at=tmp_path, language=language)
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err
        assert "Traceback" not in ran.err


def test_outside_a_workspace_a_command_says_so(tmp_path: Path) -> None:
    for name in ("check", "build", "table", "serve"):
        ran = bukti(name, at=tmp_path)
        assert (ran.code, ran.out) == (2, "")
        assert "Traceback" not in ran.err
        assert ran.err.strip()


def test_a_folder_named_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    assert bukti("--workspace", tmp_path, "check").code == 2
    assert bukti("check", "--workspace", tmp_path / "absent").code == 2


def test_the_version_is_told() -> None:
    assert bukti("--version").out.startswith("bukti, version ")
    assert "BUKTI_LANG" in environment()
