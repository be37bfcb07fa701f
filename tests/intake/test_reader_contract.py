"""What every reader promises, run over all of them: a new one needs a line in FORMATS and passes this as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.files import FORMATS, outcome

from bukti.intake.readers import READERS
from bukti.intake.rows import Extract, Options, Row, good_rows
from bukti.locale import LANGUAGES
from bukti.vocabulary.problems import Refusal

COLUMNS = ["file", "chart.1", "administrasi.suara_sah"]
ROWS = [["0123", "007", "12"], ["0124", "1.204", ""], ["0125", " 5 ", "TRUE"]]


def made(reader: str, folder: Path, rows: list[list[str]] | None = None, columns: list[str] | None = None) -> Path:
    form = FORMATS[reader]
    path = folder / f"0123{form.suffix}"
    path.write_bytes(form.make([columns or COLUMNS, *(ROWS if rows is None else rows)[: form.rows]]))
    return path


def test_every_reader_has_a_format_in_this_test() -> None:
    assert set(FORMATS) == set(READERS)


def test_text_stays_text_exactly_as_written(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, made(reader, tmp_path))
    cells = [dict(zip(found.columns, row.cells, strict=True)) for row in found.rows]
    assert [[row[column] for column in COLUMNS] for row in cells] == ROWS[: FORMATS[reader].rows]
    assert all(type(cell) is str for row in found.rows for cell in row.cells)


def test_row_numbers_are_those_that_people_count(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, made(reader, tmp_path))
    assert [row.number for row in found.rows] == ([1] if FORMATS[reader].rows == 1 else [2, 3, 4])


def test_columns_are_unique_and_rows_as_wide_as_they(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, made(reader, tmp_path))
    assert found.rows
    assert len(set(found.columns)) == len(found.columns)
    assert {len(row.cells) for row in found.rows} == {len(found.columns)}


def test_an_empty_file_is_refused_by_its_name(reader: str, tmp_path: Path) -> None:
    path = tmp_path / f"kosong{FORMATS[reader].suffix}"
    path.write_bytes(b"")
    found = outcome(reader, path)
    assert [(p.code, p.place.file) for p in found.refusals] == [("file-empty", path.name)]
    assert all(path.name in found.told(language) for language in LANGUAGES)


def test_a_missing_column_is_refused_with_what_is_there(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, made(reader, tmp_path), Options(expected=(*COLUMNS, "chartz.1")))
    assert [(p.code, p.place.field) for p in found.refusals] == [("column-missing", "chartz.1")]
    assert all("administrasi.suara_sah" in found.told(language) for language in LANGUAGES)
    assert found.refusals[0].expected == "chart.1"


def test_two_reads_give_the_same_rows(reader: str, tmp_path: Path) -> None:
    path = made(reader, tmp_path)
    assert outcome(reader, path) == outcome(reader, path)


def test_bytes_and_a_path_give_the_same_rows(reader: str, tmp_path: Path) -> None:
    path = made(reader, tmp_path)
    rows = list(READERS[reader](path.read_bytes(), path.name).rows)
    assert rows == list(outcome(reader, path).rows)


RUBBISH = [b"\x00\x01\x02\xff" * 50, b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"{", b"<"]


@pytest.mark.parametrize("content", RUBBISH)
def test_rubbish_is_refused_and_never_crashes(reader: str, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"rusak{FORMATS[reader].suffix}"
    path.write_bytes(content)
    found = outcome(reader, path, Options(expected=("chart.1",)))
    assert found.refusals
    assert not found.rows
    assert all(found.told(language) for language in LANGUAGES)


def test_every_cut_of_a_file_is_read_or_refused(reader: str, tmp_path: Path) -> None:
    whole = made(reader, tmp_path).read_bytes()
    path = tmp_path / f"potong{FORMATS[reader].suffix}"
    for length in range(0, len(whole), max(1, len(whole) // 120)):
        path.write_bytes(whole[:length])
        found = outcome(reader, path, Options(expected=tuple(COLUMNS)))
        assert found.problems or found.rows


def test_notices_are_told_once_the_rows_are_used_up(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, made(reader, tmp_path), Options(expected=("file",)))
    expected = [] if reader == "sirekap" else ["column-extra"]
    assert [p.code for p in found.notices] == expected


def test_a_file_that_is_not_there_is_refused(reader: str, tmp_path: Path) -> None:
    found = outcome(reader, tmp_path / f"tiada{FORMATS[reader].suffix}")
    assert [p.code for p in found.refusals] == ["file-unreadable"]


def test_good_rows_raises_all_problems_at_the_end_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n3\n4,5\n6\n")
    rows: list[Row] = []
    with pytest.raises(Refusal) as raised:
        rows.extend(row for row in good_rows(READERS["delimited"](path, "a.csv")))
    assert [(p.code, p.place.row) for p in raised.value.problems] == [("row-short", 3), ("row-short", 5)]


def test_of_a_million_bad_rows_fifty_are_told_and_the_rest_counted() -> None:
    content = b"a,b\n" + b"1\n" * 1000
    extract: Extract = READERS["delimited"](content, "a.csv")
    problems = list(extract.rows)
    assert len(problems) == 51
    assert getattr(problems[-1], "found", "") == "950"
