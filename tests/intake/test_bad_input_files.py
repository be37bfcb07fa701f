"""Delimited files as reality sends them: each is refused, noticed or read, at its place and in both languages."""

from __future__ import annotations

import gzip
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.intake.files import outcome, xlsx

from bukti.intake.rows import PLAIN, Options

NAMES = ("kode", "tps", *(f"suara_{i}" for i in range(1, 13)))
HEAD = ",".join(NAMES).encode() + b"\n"
LINE = b"0101," + b",".join(str(i).encode() for i in range(1, 14)) + b"\n"
ABC = b"kode,nama,suara\n"
EXPECT = Options(expected=("kode", "nama", "suara"), keys=("kode",))
HTML = b"\n<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"


@dataclass(frozen=True)
class Case:
    """A file and what has to come of it: `code` at its place told with these words, or these rows."""

    id: str
    content: bytes
    code: str = ""
    row: int = 0
    field: str = ""
    english: tuple[str, ...] = ()
    indonesian: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] | None = None
    options: Options = EXPECT
    notice: bool = False
    name: str = "tps.csv"


CASES = [
    Case("B001", b"", "file-empty", english=("is empty",), indonesian=("kosong",), rows=()),
    Case("B001-blank", b"\n  \n", "header-none", english=("no header",), indonesian=("judul kolom",), rows=()),
    Case("B002", ABC, "row-none", english=("0 sheets",), indonesian=("0 formulir",), rows=(), notice=True),
    Case("B003", b"\xef\xbb\xbf" + ABC + b"01,A,7\n", rows=((2, ("01", "A", "7")),)),
    Case(
        "B004",
        "kode\tnama\tsuara\r\n01\tA\t7\r\n".encode("utf-16"),
        "encoding-mark",
        english=("utf-16",),
        indonesian=("utf-16",),
        rows=((2, ("01", "A", "7")),),
        options=Options(delimiter="\t", expected=("kode", "nama", "suara")),
        notice=True,
    ),
    Case("B004-big", b"\xfe\xff" + (ABC + b"01,A,7\n").decode().encode("utf-16-be"), rows=((2, ("01", "A", "7")),)),
    Case(
        "B005",
        (ABC + b"01,A,7\n").decode().encode("utf-16-le"),
        "file-utf16",
        1,
        english=("UTF-16", 'encoding = "utf-16-le"'),
        indonesian=("UTF-16", 'encoding = "utf-16-le"'),
        rows=(),
    ),
    Case(
        "B006",
        ABC + b"01,A,7\n02,Nu\xf1ez,3\n",
        "file-undecodable",
        3,
        english=("0xF1 (byte 29)", "utf-8", "cp1252"),
        indonesian=("0xF1 (byte 29)", "ditebak"),
        rows=(),
    ),
    Case(
        "B006-declared", ABC + b"02,Nu\xf1ez,3\n", rows=((2, ("02", "Nuñez", "3")),), options=Options(encoding="cp1252")
    ),
    Case("B007", ABC + b"01,A,7\n02,B\0,3\n", "file-nul", 3, english=("NUL",), indonesian=("NUL",), rows=()),
    Case(
        "B008",
        b"kode,nama,suara\r01,A,1\n02,B,2\r\n03,C,3\r\r\n05,E,5",
        "row-blank",
        english=("1 blank rows",),
        indonesian=("1 baris kosong",),
        rows=((2, ("01", "A", "1")), (3, ("02", "B", "2")), (4, ("03", "C", "3")), (6, ("05", "E", "5"))),
        notice=True,
    ),
    Case("B009", b"kode,nama,suara\r01,A,1\r02,B,2\r", rows=((2, ("01", "A", "1")), (3, ("02", "B", "2")))),
    Case(
        "B010",
        (HEAD + LINE).replace(b",", b";"),
        "delimiter-semicolon",
        1,
        english=("1 column(s) found, 14 expected", "a semicolon (;)"),
        indonesian=("1 kolom", "seharusnya 14", "titik koma (;)"),
        rows=(),
        options=Options(expected=NAMES),
    ),
    Case(
        "B010-undeclared",
        b"a\tb\n1\t2\n",
        "delimiter-tab",
        1,
        english=("tab",),
        indonesian=("tab",),
        rows=(),
        options=PLAIN,
    ),
    Case(
        "B011",
        b"sep=;\r\nkode;nama;suara\r\n01;A;7\r\n",
        "sep-line",
        1,
        english=("sep=;", "left out"),
        indonesian=("sep=;", "dilewati"),
        rows=((3, ("01", "A", "7")),),
        options=Options(delimiter=";", expected=("kode", "nama", "suara")),
        notice=True,
    ),
    Case(
        "B011-differs",
        b"sep=;\r\nkode,nama,suara\r\n01,A,7\r\n",
        "sep-differs",
        1,
        english=("sep=;", "declared is ,"),
        indonesian=("sep=;", "dinyatakan ,"),
        rows=(),
    ),
    Case(
        "B012",
        b'kode,nama,suara\n01,"A\r\nB\n""C""",7\n02,D,8\n',
        rows=((2, ("01", 'A\r\nB\n"C"', "7")), (5, ("02", "D", "8"))),
    ),
    Case(
        "B013",
        ABC + b'01,A,7\n02,"B,8\n03,C,9\n04,"D",1\n05,E,2\n',
        "quote-after",
        3,
        english=("closing quote",),
        indonesian=("kutip penutup",),
    ),
    Case(
        "B013-end",
        ABC + b'01,A,7\n02,"B,8\n03,C,9\n',
        "quote-open",
        3,
        english=("never closed", '"B,8'),
        indonesian=("tidak pernah ditutup",),
        rows=((2, ("01", "A", "7")),),
    ),
    Case(
        "B014",
        ABC + b'01,A,7\n02,B "x" C,8\n03,D,9\n',
        "quote-inside",
        3,
        english=("inside an unquoted cell", 'B "x" C'),
        indonesian=("di tengah sel",),
        rows=((2, ("01", "A", "7")), (4, ("03", "D", "9"))),
    ),
    Case(
        "B014-after",
        ABC + b'01,"A"b,7\n',
        "quote-after",
        2,
        english=("closing quote",),
        indonesian=("penutup",),
        rows=(),
    ),
    Case("B015", ABC + b"01,A,7", rows=((2, ("01", "A", "7")),)),
    Case(
        "B016",
        ABC + b"01,A,7\n02,B",
        "row-cut",
        3,
        "suara",
        english=("last row is incomplete", "2 cells of 3", "cut off"),
        indonesian=("Baris terakhir tidak lengkap", "terpotong"),
        rows=((2, ("01", "A", "7")),),
    ),
    Case("B017", HTML, "file-html", english=("looks like HTML",), indonesian=("halaman web (HTML)",), rows=()),
    Case("B018", xlsx({"A": ""}), "file-kind", english=("XLSX",), indonesian=("XLSX",), rows=()),
    Case("B018-zip", b"PK\x05\x06" + b"\0" * 18, "file-kind", english=("ZIP",), indonesian=("ZIP",), rows=()),
    Case("B019", gzip.compress(ABC), "file-kind", english=("gzip",), indonesian=("gzip",), rows=()),
    Case(
        "B019-ole",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "file-kind",
        english=("XLS",),
        indonesian=("XLS",),
    ),
    Case("B020", LFS, "file-lfs", english=("Git LFS pointer",), indonesian=("Git LFS",), rows=()),
    Case(
        "B022",
        ABC + b"01,A,7\n" * 100,
        "file-too-large",
        english=("716 bytes", "limit is 500"),
        indonesian=("716 byte", "batasnya 500"),
        rows=(),
        options=Options(size_limit=500),
    ),
    Case(
        "B023",
        ABC + b"01,A,7\n02,B\n03,C,9\n",
        "row-short",
        3,
        "suara",
        english=("2 cells, 3 expected",),
        indonesian=("2 sel", "seharusnya 3"),
        rows=((2, ("01", "A", "7")), (4, ("03", "C", "9"))),
    ),
    Case(
        "B023-kept",
        ABC + b"01,A,7\n02,B\n",
        "row-short-kept",
        english=("1 rows", "not known"),
        indonesian=("1 baris", "tidak diketahui"),
        rows=((2, ("01", "A", "7")), (3, ("02", "B", ""))),
        options=Options(ragged="keep"),
        notice=True,
    ),
    Case(
        "B024",
        ABC + b"01,A,1,204\n",
        "row-long-number",
        2,
        "suara",
        english=("1,204 is one number", "thousands"),
        indonesian=("1,204", "pemisah ribuan"),
        rows=(),
        options=Options(ragged="keep"),
    ),
    Case(
        "B024-other",
        ABC + b"01,A,B,7\n",
        "row-long",
        2,
        english=("4 cells, 3 expected",),
        indonesian=("4 sel",),
        rows=(),
    ),
    Case(
        "B025",
        b"kode,nama,suara,nama\n",
        "column-duplicate",
        1,
        "nama",
        english=("more than once, at positions 2, 4",),
        indonesian=("lebih dari sekali, di kolom ke-2, 4",),
        rows=(),
    ),
    Case(
        "B026",
        b"kode,nama,saura\n",
        "column-missing",
        1,
        "suara",
        english=('no column "suara"', "kode, nama, saura", "nearest name is saura"),
        indonesian=('Kolom "suara" tidak ada', "kode, nama, saura", "paling mirip: saura"),
        rows=(),
    ),
    Case(
        "B027",
        b"kode,nama,suara,catatan\n01,A,7,x\n",
        "column-extra",
        1,
        english=("not used: catatan",),
        indonesian=("tidak dipakai: catatan",),
        rows=((2, ("01", "A", "7", "x")),),
        notice=True,
    ),
    Case("B028", b"suara,kode,nama\n7,01,A\n", rows=((2, ("7", "01", "A")),)),
    Case(
        "B029",
        ABC + b"01,A,7\n" + ABC + b"02,B,8\n",
        "row-header-again",
        3,
        english=("header stands here again",),
        indonesian=("Judul kolom muncul lagi",),
        rows=((2, ("01", "A", "7")), (4, ("02", "B", "8"))),
    ),
    Case(
        "B030",
        b"Rekap TPS,,\nKota X,,\n,,\n" + ABC + b"01,A,7\n",
        "header-elsewhere",
        1,
        english=("in row 4", "header_row = 4"),
        indonesian=("di baris 4", "header_row = 4"),
        rows=(),
    ),
    Case(
        "B030-declared",
        b"Rekap TPS,,\nKota X,,\n,,\n" + ABC + b"01,A,7\n",
        rows=((5, ("01", "A", "7")),),
        options=Options(header_row=4, expected=("kode", "nama", "suara")),
    ),
    Case(
        "B031",
        ABC + b"\n01,A,7\n,,\n \n02,B,8\n",
        "row-blank",
        english=("3 blank rows",),
        indonesian=("3 baris kosong",),
        rows=((3, ("01", "A", "7")), (6, ("02", "B", "8"))),
        notice=True,
    ),
    Case(
        "B032",
        ABC + b"01,A,7\nJUMLAH,,7\n",
        "row-total",
        3,
        english=("a total", "JUMLAH", "never counted as a station"),
        indonesian=("jumlah", "skip_rows"),
        rows=((2, ("01", "A", "7")),),
    ),
    Case(
        "B032-blank-key",
        ABC + b",Total akhir,7\n",
        "row-total",
        2,
        english=("Total akhir",),
        indonesian=("Total",),
        rows=(),
    ),
    Case(
        "B032-declared",
        ABC + b"01,A,7\nJumlah Kecamatan X,,7\n",
        "row-skipped",
        english=("1 rows were left out",),
        indonesian=("1 baris dilewati",),
        rows=((2, ("01", "A", "7")),),
        options=Options(skip_rows=("JUMLAH*",)),
        notice=True,
    ),
    Case("B032-no-total", ABC + b"01,TOTALLANG,7\n", rows=((2, ("01", "TOTALLANG", "7")),)),
    Case(
        "encoding",
        ABC,
        "option-encoding",
        english=("not known",),
        indonesian=("tidak dikenal",),
        options=Options(encoding="rot13"),
    ),
    Case(
        "delimiter",
        ABC,
        "option-delimiter",
        english=("one character",),
        indonesian=("satu karakter",),
        options=Options(delimiter=""),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_file_is_refused_noticed_or_read_at_its_place(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content)
    found = outcome("delimited", path, case.options)
    problem = next(iter(found.notices if case.notice else found.refusals), None)
    assert (problem.code if problem else "") == case.code
    assert bool(found.refusals) == bool(case.code and not case.notice)
    if problem:
        assert (problem.place.file, problem.place.row, problem.place.field) == (case.name, case.row, case.field)
        assert [word for word in (case.name, *case.english) if word not in found.told("en")] == []
        assert [word for word in (case.name, *case.indonesian) if word not in found.told("id")] == []
    if case.rows is not None:
        assert tuple((row.number, row.cells) for row in found.rows) == case.rows
    assert path.read_bytes() == case.content


def test_the_first_column_has_no_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + ABC)
    assert outcome("delimited", path).columns[0] == "kode"
    assert outcome("delimited", path).encoding == "utf-8 (BOM)"


def test_a_byte_that_cannot_be_read_is_placed_beyond_the_first_piece_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = ABC + "01,é,7\r\n".encode() * 200_000
    path.write_bytes(good + b"02,\xff,7\n")
    problem = outcome("delimited", path).refusals[0]
    assert (problem.code, problem.place.row) == ("file-undecodable", 200_002)
    assert problem.found == f"0xFF (byte {len(good) + 4})"


@pytest.mark.parametrize("start", [ABC, b"", ABC + b'01,"'], ids=["cell", "header", "quoted"])
def test_a_line_of_200_mb_is_refused_in_flat_memory(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.write(start)
        for _ in range(200):
            stream.write(b"7" * 1_000_000)
    tracemalloc.start()
    found = outcome("delimited", path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    codes = {"row-too-long", "quote-open"}
    assert {p.code for p in found.refusals} <= codes
    assert found.refusals
    assert peak < 30_000_000


def test_a_long_file_is_read_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(ABC + b"01,A,7\n" * 100_000)
    from bukti.intake.readers import READERS

    tracemalloc.start()
    count = sum(1 for _ in READERS["delimited"](path, path.name).rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 10_000_000


def test_all_problems_of_a_file_are_told_in_the_order_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(ABC + b'01,A\n02,B,8\n03,C"c,9\nTOTAL,,17\n04,D,1,204\n')
    found = outcome("delimited", path, EXPECT)
    assert [(p.code, p.place.row) for p in found.refusals] == [
        ("row-short", 2),
        ("quote-inside", 4),
        ("row-total", 5),
        ("row-long-number", 6),
    ]
