"""init looks at each kind of file and writes a first bukti.toml that the other commands accept."""

from __future__ import annotations

import fnmatch
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.cli.running import Ran, bukti

from bukti.evidence.declaring import load
from bukti.evidence.workspace import Workspace

HEAD: list[str | int] = [
    "Kode Desa",
    "TPS",
    "Paslon 1",
    "Paslon 2",
    "Paslon 3",
    "Suara Sah",
    "Suara Tidak Sah",
    "Jumlah Suara",
]
ROWS: list[list[str | int]] = [["3374010001", f"{n:03d}", 10, 20, 30, 60, n, 60 + n] for n in (1, 2, 3)]


def delimited(path: Path) -> None:
    table: list[list[str | int]] = [["Hasil Pilpres"], [], HEAD, *ROWS]
    text = "\r\n".join(";".join(map(str, row)) for row in table) + "\r\n"
    path.with_suffix(".csv").write_bytes(text.replace("Hasil", "Hasil é").encode("cp1252"))


def spreadsheet(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rekap TPS"
    table: list[list[str | int]] = [[], ["Hasil"], HEAD, *ROWS]
    for row in table:
        sheet.append(row)
    book.save(path.with_suffix(".xlsx"))


def answer(n: int) -> bytes:
    votes = {"100025": 10, "100026": 20, "100027": 30}
    counts = {"suara_sah": 60, "suara_tidak_sah": n, "suara_total": 60 + n, "pemilih_dpt_j": 200}
    said = {"mode": "hhcw", "chart": votes, "images": [], "administrasi": counts, "ts": "2024-02-16 16:25:10"}
    return json.dumps({**said, "psu": None, "status_suara": True, "status_adm": True}).encode()


def folder(path: Path) -> None:
    path.mkdir()
    for n in (1, 2, 3):
        (path / f"3374010001{n:03d}.json").write_bytes(answer(n))


def archive(path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in (1, 2, 3):
            packed.writestr(f"3374010001{n:03d}.json", answer(n))
    path.with_suffix(".zip").write_bytes(out.getvalue())


def made(folder_of_files: Path, workspace: Path, write: Callable[[Path], None]) -> Ran:
    folder_of_files.mkdir()
    workspace.mkdir()
    write(folder_of_files / "results")
    (file,) = folder_of_files.iterdir()
    return bukti("--workspace", workspace, "init", file)


@pytest.mark.parametrize("write", [delimited, spreadsheet, folder, archive], ids=lambda write: str(write.__name__))
def test_a_file_of_each_kind_is_declared_checked_and_built(write: Callable[[Path], None], tmp_path: Path) -> None:
    ran = made(tmp_path / "from", tmp_path / "w", write)
    assert (ran.code, ran.err) == (0, "")
    assert "Guess: results by station." in ran.out
    text = (tmp_path / "w" / "bukti.toml").read_text(encoding="utf-8")
    assert "# dugaan / guess" in text
    assert load(tmp_path / "w" / "bukti.toml").configuration.election.profile == "id/presidential-2024"
    assert bukti("check", at=tmp_path / "w").code == 0
    assert bukti("build", "--no-site", at=tmp_path / "w").code == 0
    for field, value in (("pair-3", 90), ("invalid", 6), ("valid", 180)):
        ran = bukti("why", "all", field, "--json", at=tmp_path / "w")
        assert ran.code == 0, ran.err
        figures = {f["basis"]: f["value"] for f in json.loads(ran.out)["figures"]}
        assert figures["counted"] == value


def test_what_was_seen_is_declared_and_not_left_to_guess(tmp_path: Path) -> None:
    made(tmp_path / "from", tmp_path / "w", delimited)
    (source,) = load(tmp_path / "w" / "bukti.toml").configuration.source
    assert (source.encoding, source.delimiter, source.header_row) == ("cp1252", ";", 3)
    made(tmp_path / "from2", tmp_path / "w2", spreadsheet)
    (source,) = load(tmp_path / "w2" / "bukti.toml").configuration.source
    assert (source.reader, source.tab, source.header_row) == ("spreadsheet", "Rekap TPS", 3)


def test_the_files_of_the_sample_are_understood_again(built_sample: Workspace, tmp_path: Path) -> None:
    files = sorted(built_sample.inbox.glob("*.csv"))
    ran = bukti("--workspace", tmp_path, "init", *files, language="id")
    assert (ran.code, ran.err) == (0, "")
    declared, again = load(built_sample.configuration).configuration, load(tmp_path / "bukti.toml").configuration
    assert declared.units is not None
    assert again.units is not None
    assert again.units.stations == declared.units.stations
    assert again.units.level is not None
    assert declared.units.level is not None
    assert again.units.level.values.items() <= declared.units.level.values.items()
    for source in declared.source:
        guessed = next(s for s in again.source if fnmatch.fnmatch(s.path, source.path))
        assert (guessed.sheet, guessed.unit.sheet) == (source.sheet, source.unit.sheet)
        assert guessed.reading[0].columns == {**source.shared, **source.reading[0].columns}
    assert bukti("check", at=tmp_path).code == 0


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    made(tmp_path / "from", tmp_path / "w", delimited)
    before = (tmp_path / "w" / "bukti.toml").read_bytes()
    ran = bukti("--workspace", tmp_path / "w", "init", tmp_path / "from" / "results.csv")
    assert ran.code == 2
    assert "Nothing is overwritten" in ran.err
    assert (tmp_path / "w" / "bukti.toml").read_bytes() == before


def test_another_file_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w" / "sources").mkdir(parents=True)
    (tmp_path / "w" / "sources" / "results.csv").write_text("a,b\n", encoding="utf-8")
    delimited(tmp_path / "results")
    ran = bukti("--workspace", tmp_path / "w", "init", tmp_path / "results.csv")
    assert ran.code == 2
    assert not (tmp_path / "w" / "bukti.toml").exists()


def test_what_cannot_be_guessed_is_said_to_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("colour,size\nred,1\n", encoding="utf-8")
    ran = bukti("init", "odd.csv", at=tmp_path)
    assert ran.code == 0
    lines = (tmp_path / "bukti.toml").read_text(encoding="utf-8").splitlines()
    open_lines = [n for n, line in enumerate(lines, 1) if '"?"' in line]
    assert open_lines
    assert [n for n in open_lines if f"bukti.toml, line {n}: still holds" not in ran.err] == []
    assert bukti("check", at=tmp_path).code == 2


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG\r\n", b"<html><table>", b"PK\x03\x04broken", b""])
def test_a_file_that_is_no_table_is_refused_and_nothing_written(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    (tmp_path / "w").mkdir()
    ran = bukti("--workspace", tmp_path / "w", "init", tmp_path / "file")
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert list((tmp_path / "w").iterdir()) == []
