"""Spreadsheets as reality sends them: what a program shows is not what counts, and an archive may be a trap."""

from __future__ import annotations

import datetime
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.intake.files import Outcome, cell, outcome, packed, sheet_of, xlsx
from tests.needs import need_tool

from bukti.intake.numbers import read_count
from bukti.intake.readers.archive import members
from bukti.intake.rows import PLAIN, Options
from bukti.locale import Catalogue, Language
from bukti.vocabulary.problems import Refusal


@pytest.fixture(autouse=True)
def _readers_of_workbooks() -> None:
    need_tool("python_calamine")


TABLE = [["kode", "suara"], ["007", "12"]]
HEADER = sheet_of(TABLE[:1])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData/></worksheet>'
)
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet><sheetData/></worksheet>'
)
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def number(place: str, value: str) -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


@dataclass(frozen=True)
class Case:
    """A workbook and what has to come of it."""

    id: str
    content: bytes
    code: str
    english: tuple[str, ...]
    indonesian: tuple[str, ...]
    field: str = ""
    notice: bool = False
    options: Options = PLAIN
    name: str = "rekap.xlsx"


REFUSED = [
    Case(
        "B080",
        xlsx({"Data": sheet_of(TABLE) + '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'}),
        "sheet-merged",
        ("merged cells", "A2:A3"),
        ("sel gabungan", "A2:A3"),
        "Data",
    ),
    Case(
        "B081",
        xlsx({"Data": sheet_of(TABLE), "Lama": sheet_of(TABLE)}, {"Lama": "hidden"}),
        "sheet-hidden",
        ("Hidden sheets", "Lama"),
        ("Lembar tersembunyi", "Lama"),
        "Data",
        notice=True,
    ),
    Case(
        "B081-rows",
        xlsx({"Data": HEADER + sheet_of(TABLE[1:], 2).replace('<row r="2"', '<row r="2" hidden="1"')}),
        "sheet-hidden-rows",
        ("Hidden rows were read too: 2",),
        ("Baris tersembunyi ikut dibaca: 2",),
        "Data",
        notice=True,
    ),
    Case(
        "B081-columns",
        xlsx({"Data": '<cols><col min="2" max="9" hidden="1"/></cols>' + sheet_of(TABLE)}),
        "sheet-hidden-columns",
        ("Hidden columns were read too: B",),
        ("Kolom tersembunyi ikut dibaca: B",),
        "Data",
        notice=True,
    ),
    Case(
        "B083-external",
        xlsx({"Data": HEADER + '<row r="2"><c r="B2"><f>[1]Data!A1</f><v>12</v></c></row>'}),
        "sheet-other-book",
        ("B2", "another workbook"),
        ("B2", "buku kerja lain"),
        "Data",
    ),
    Case(
        "B087",
        xlsx({"Kosong": "", "Data": sheet_of(TABLE)}),
        "sheet-undeclared",
        ("Data", "Kosong", "Declare tab"),
        ("Data", "Kosong", "Nyatakan tab"),
    ),
    Case(
        "B087-both",
        xlsx({"Satu": sheet_of(TABLE), "Dua": sheet_of(TABLE)}),
        "sheet-undeclared",
        ("Satu, Dua",),
        ("Satu, Dua",),
    ),
    Case(
        "B087-missing",
        xlsx({"Data": sheet_of(TABLE)}),
        "sheet-missing",
        ('no sheet "Rekap"', "Data"),
        ('Tidak ada lembar "Rekap"', "Data"),
        options=Options(sheet="Rekap"),
    ),
    Case("B087-empty", xlsx({"Data": ""}), "sheet-empty", ("empty", "Data"), ("kosong", "Data")),
    Case(
        "B089",
        OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000,
        "file-encrypted",
        ("is encrypted",),
        ("terkunci kata sandi",),
    ),
    Case("B090", OLE + b"\0" * 2000, "file-kind", ("XLS", "XLSX"), ("XLS", "XLSX")),
    Case(
        "B090-ods",
        packed([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]),
        "file-kind",
        ("content of this file is ODS", "declared is XLSX"),
        ("Isi berkas ini ODS",),
    ),
    Case(
        "B090-xlsb",
        packed([("xl/workbook.bin", b"")]),
        "file-kind",
        ("content of this file is XLSB",),
        ("Isi berkas ini XLSB",),
        name="rekap.xlsb",
    ),
    Case("B090-csv", b"kode,suara\n", "file-kind", ("TEXT",), ("TEXT",)),
    Case(
        "B091",
        xlsx({"Data": sheet_of(TABLE)}, more=[("xl/media/besar.bin", b"\0" * 20_000_000)]),
        "zip-bomb",
        ("would grow to", "ZIP bomb"),
        ("membengkak", "bom ZIP"),
    ),
    Case(
        "B091-size",
        xlsx({"Data": sheet_of([["kode"]] * 500)}),
        "zip-bomb",
        ("limit is 5000",),
        ("batasnya 5000",),
        options=Options(unpacked_limit=5_000),
    ),
    Case("B092", xlsx({"Data": DOCTYPE}), "sheet-doctype", ("DOCTYPE", "sheet1.xml"), ("DOCTYPE", "sheet1.xml")),
    Case("B093", xlsx({"Data": ENTITY}), "sheet-doctype", ("DOCTYPE",), ("DOCTYPE",)),
    Case(
        "B094",
        xlsx({"Data": sheet_of(TABLE)}, more=[("../lari.txt", b"x")]),
        "zip-path",
        ("../lari.txt", "Nothing was written"),
        ("../lari.txt", "Tidak ada yang ditulis"),
    ),
    Case(
        "B095-far",
        xlsx({"Data": FAR}),
        "sheet-too-large",
        ("XFD1048576", "clear it"),
        ("XFD1048576", "hapus sel itu"),
        "Data",
    ),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_a_workbook_is_refused_or_noticed_with_its_place(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.content)
    found = outcome("spreadsheet", path, case.options)
    problem = (found.notices if case.notice else found.refusals)[0]
    assert (problem.code, problem.place.file, problem.place.field) == (case.code, case.name, case.field)
    assert bool(found.rows) == case.notice
    assert [word for word in case.english if word not in found.told("en")] == []
    assert [word for word in case.indonesian if word not in found.told("id")] == []
    assert [file.name for file in tmp_path.iterdir()] == [case.name]


def read_one(tmp_path: Path, content: bytes, options: Options = PLAIN) -> Outcome:
    path = tmp_path / "rekap.xlsx"
    path.write_bytes(content)
    return outcome("spreadsheet", path, options)


def test_merged_title_rows_above_the_header_are_no_problem(tmp_path: Path) -> None:
    merge = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    content = xlsx({"Data": sheet_of([["Rekap", ""]]) + sheet_of(TABLE, 3) + merge})
    found = read_one(tmp_path, content, Options(header_row=3))
    assert [(row.number, row.cells) for row in found.rows] == [(4, ("007", "12"))]


def test_header_names_over_merged_cells_are_joined(tmp_path: Path) -> None:
    rows = [["Kode", "DPT", ""], ["", "L", "P"], ["007", "1", "2"]]
    merges = '<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="A1:A2"/></mergeCells>'
    found = read_one(tmp_path, xlsx({"Data": sheet_of(rows) + merges}), Options(header_rows=2))
    assert found.columns == ("Kode", "DPT L", "DPT P")
    assert [row.cells for row in found.rows] == [("007", "1", "2")]


@pytest.mark.parametrize(
    ("case", "made", "text", "value", "why"),
    [
        ("B052", number("B2", "12.0"), "12", 12, None),
        ("B053", number("B2", "12.5"), "12.5", None, "decimal"),
        ("B073", '<c r="B2" t="e"><v>#REF!</v></c>', "#REF!", None, "spreadsheet-error"),
        ("B073", '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", None, "spreadsheet-error"),
        ("B078", '<c r="B2" t="b"><v>1</v></c>', "TRUE", None, "boolean"),
        ("B082", '<c r="B2"><f>SUM(C1:C9)</f></c>', "=SUM(C1:C9)", None, "formula"),
        ("B082", '<c r="B2"><f>A1&amp;"x"</f><v></v></c>', '=A1&"x"', None, "formula"),
        ("B082", '<c r="B2" t="str"><f>IF(1,"",2)</f><v></v></c>', "", None, None),
        ("B083", '<c r="B2"><f>SUM(C1:C9)</f><v>12</v></c>', "12", 12, None),
        ("B084", cell("B2", "104"), "104", 104, None),
        ("B084", cell("B2", "0123"), "0123", 123, None),
        ("B085", number("B2", "1"), "1", 1, None),
        ("B086", number("B2", "103.99999999999999"), "103.99999999999999", None, "decimal"),
        ("B066", number("B2", "1e20"), "100000000000000000000", None, "too-large"),
        ("B054", number("B2", "-5"), "-5", None, "negative"),
    ],
)
def test_a_cell_is_the_text_of_its_value(
    case: str, made: str, text: str, value: int | None, why: str | None, tmp_path: Path
) -> None:
    found = read_one(tmp_path, xlsx({"Data": HEADER + f'<row r="2">{cell("A2", "01")}{made}</row>'}))
    assert [(row.number, row.cells) for row in found.rows] == [(2, ("01", text))], case
    count = read_count(text)
    assert (count.value, count.why) == (value, why)


def test_a_date_in_a_count_column_is_named_as_a_date(tmp_path: Path) -> None:
    need_tool("openpyxl")
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["kode", "suara"])
    sheet.append(["007", datetime.date(2024, 2, 14)])
    book.save(tmp_path / "rekap.xlsx")
    text = outcome("spreadsheet", tmp_path / "rekap.xlsx").rows[0].cells[1]
    assert read_count(text).why == "date"


def test_b088_days_counted_from_1904_are_read_so_and_noted(tmp_path: Path) -> None:
    need_tool("openpyxl")
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(["kode", "suara", "waktu"])
    book.worksheets[0].append(["007", datetime.date(2024, 2, 14), datetime.datetime(2024, 2, 14, 13, 5)])  # noqa: DTZ001
    book.save(tmp_path / "rekap.xlsx")
    found = outcome("spreadsheet", tmp_path / "rekap.xlsx")
    assert found.rows[0].cells == ("007", "2024-02-14", "2024-02-14 13:05:00")
    assert read_count(found.rows[0].cells[1]).why == "date"
    assert [p.code for p in found.notices] == ["sheet-1904"]
    assert all("1904" in found.told(language) for language in ("en", "id"))


def test_old_workbooks_are_read_like_new_ones(tmp_path: Path) -> None:
    need_tool("xlwt")
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    table: list[list[str | float]] = [["kode", "suara"], ["007", 12.0], ["008", 12.5]]
    for row, values in enumerate(table, start=2):
        for column, value in enumerate(values):
            sheet.write(row, column + 1, value)
    book.save(str(tmp_path / "lama.xls"))
    found = outcome("spreadsheet", tmp_path / "lama.xls")
    assert [(row.number, row.cells) for row in found.rows] == [(4, ("007", "12")), (5, ("008", "12.5"))]


def ods_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_open_document_sheets_are_read_like_the_others(tmp_path: Path) -> None:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{space}="{urn}:{space}:1.0"' for space in ("office", "table", "text"))
    blank = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    float_cell = '<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
    rows = [ods_cell("kode") + ods_cell("suara"), ods_cell("007") + float_cell, ods_cell("008") + ods_cell("#DIV/0!")]
    table = blank + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    end = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    body = f'<office:spreadsheet><table:table table:name="Data">{table}{end}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    manifest = f'<m:manifest xmlns:m="{urn}:manifest:1.0"/>'
    (tmp_path / "rekap.ods").write_bytes(
        packed(
            [
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("META-INF/manifest.xml", manifest.encode()),
                ("content.xml", content.encode()),
            ]
        )
    )
    found = outcome("spreadsheet", tmp_path / "rekap.ods")
    assert [(row.number, row.cells) for row in found.rows] == [(5, ("007", "12")), (6, ("008", "#DIV/0!"))]


def test_a_million_formatted_blank_rows_are_no_rows(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{i}" s="1" customFormat="1"/>' for i in range(3, 1_048_577))
    found = read_one(tmp_path, xlsx({"Data": sheet_of(TABLE) + blank}))
    assert [(row.number, row.cells) for row in found.rows] == [(2, ("007", "12"))]


def test_rows_below_blank_ones_keep_their_numbers(tmp_path: Path) -> None:
    found = read_one(tmp_path, xlsx({"Data": sheet_of(TABLE, 3) + sheet_of([["008", "5"]], 9)}))
    assert [row.number for row in found.rows] == [4, 9]


def test_a_cell_beyond_the_header_is_refused(tmp_path: Path) -> None:
    found = read_one(tmp_path, xlsx({"Data": sheet_of([*TABLE, ["008", "5", "9"]])}))
    assert [(p.code, p.place.row) for p in found.refusals] == [("row-long", 3)]


def test_without_the_extra_package_the_message_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    found = read_one(tmp_path, xlsx({"Data": sheet_of(TABLE)}))
    assert [p.code for p in found.refusals] == ["extra-missing"]
    assert 'pip install "bukti[xlsx]"' in found.told("en")
    assert 'pip install "bukti[xlsx]"' in found.told("id")


def locked() -> bytes:
    """A ZIP whose one entry says that it is encrypted."""
    content = bytearray(packed([("a.json", b"{}")], zipfile.ZIP_STORED))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def linked() -> bytes:
    """A ZIP whose one entry is a symbolic link."""
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.json")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


@pytest.mark.parametrize(
    ("case", "content", "code", "words"),
    [
        ("B091", packed([("a.json", b" " * 20_000_000)]), "zip-bomb", ("20000000", "bom")),
        ("B094", packed([("a.json", b"{}"), ("../b.json", b"{}")]), "zip-path", ("../b.json",)),
        ("B094", packed([("/b.json", b"{}")]), "zip-path", ("/b.json",)),
        ("B094", packed([("C:\\b.json", b"{}")]), "zip-path", ("C:",)),
        ("B094", packed([("", b"{}")]), "zip-path", ("is empty",)),
        ("B094", linked(), "zip-link", ("a.json",)),
        ("B096", packed([("a.json", b"{}"), ("a.json", b"[]")]), "zip-duplicate", ("2", "a.json")),
        ("locked", locked(), "zip-locked", ("a.json", "password")),
        ("broken", packed([("a.json", b"{}" * 99)])[:-30], "zip-broken", ("ZIP",)),
    ],
)
def test_an_archive_that_is_not_honest_is_refused(
    case: str, content: bytes, code: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "tps.zip"
    path.write_bytes(content)
    with pytest.raises(Refusal) as raised:
        members(path)
    assert {p.code for p in raised.value.problems} == {code}, case
    languages: tuple[Language, ...] = ("en", "id")
    told = "\n".join(p.tell(Catalogue(language)) for p in raised.value.problems for language in languages)
    assert [word for word in ("tps.zip", *words) if word not in told] == []
    assert [file.name for file in tmp_path.iterdir()] == ["tps.zip"]


def test_a_damaged_entry_of_an_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(packed([("a.json", b"0123456789" * 99)]))
    content[40] ^= 255
    (tmp_path / "tps.zip").write_bytes(bytes(content))
    with pytest.raises(Refusal) as raised:
        members(tmp_path / "tps.zip")
    assert [p.code for p in raised.value.problems] == ["zip-broken"]


def test_members_come_by_name_without_what_is_hidden(tmp_path: Path) -> None:
    entries = [("b/2.json", b"2"), ("__MACOSX/x", b""), ("a/1.json", b"1"), ("b/.DS_Store", b"")]
    (tmp_path / "tps.zip").write_bytes(packed(entries))
    folder = tmp_path / "tps"
    for name, data in entries:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    assert members(tmp_path / "tps.zip") == [("a/1.json", b"1"), ("b/2.json", b"2")]
    assert members(folder) == [("a/1.json", folder / "a/1.json"), ("b/2.json", folder / "b/2.json")]
    (folder / "b" / "3.json").symlink_to("/etc/passwd")
    with pytest.raises(Refusal) as raised:
        members(folder)
    assert [(p.code, p.place.file) for p in raised.value.problems] == [("folder-link", "b/3.json")]
