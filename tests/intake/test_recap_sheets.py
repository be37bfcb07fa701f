"""Recap forms as offices send them: units side by side, merged titles, sums beside the table, tabs, no codes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.intake.files import packed
from tests.needs import need_tool
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.locale import LANGUAGES, Catalogue
from bukti.publish.build import check
from bukti.publish.labels import Labels
from bukti.vocabulary.problems import Problem, Refusal

UNITS = """\
code,name,level,parent,stations
74,Jawa Selatan,province,,
7401,Kota Satu,regency,74,
740101,Utara,district,7401,
740102,Selatan,district,7401,
7401010001,Anggrek,village,740101,2
7401010002,Bakung Lor,village,740101,1
7401020001,Anggrek,village,740102,1
"""
"""A village's name stands twice in the city: only the sheet's own district tells which is meant."""
STATIONS = "village,tps,p1,p2\n7401010001,1,60,30\n7401010001,2,40,20\n7401010002,1,25,75\n7401020001,1,7,3\n"
LABELS = (
    ("Pengguna DPT", "L"),
    ("Pengguna DPT", "P"),
    ("Pengguna DPT", "JML"),
    ("", ""),
    ("1. Pasangan Satu", ""),
    ("2. Pasangan Dua", ""),
    ("Jumlah suara sah", ""),
    ("Jumlah suara tidak sah", ""),
)
VILLAGES: Mapping[str, Sequence[int | str | None]] = {
    "ANGGREK": [70, 82, 152, None, 100, 50, 150, 2],
    "BAKUNG LOR": [50, 52, 102, None, 25, 75, 100, 2],
}
TOTAL = [120, 134, 254, None, 125, 125, 250, 4]
SOURCE = """
[[source]]
id = "kecamatan"
path = "kecamatan"
contest = "ppwp"
sheet = "recap"
reader = "spreadsheet"
tab = "REKAP"
range = "B8:G16"
cells = { kecamatan = "C4", kota = "C5" }
transposed = { units = ["wilayah"], fields = ["B", "C"], total = "JUMLAH AKHIR" }
unit = { by_name = "wilayah", sheet_names = ["kecamatan", "kota"] }

[[source.reading]]
series = "plenary"

[source.reading.columns]
fixed_male = "Pengguna DPT L"
fixed_female = "Pengguna DPT P"
fixed_total = "Pengguna DPT JML"
pair-1 = "1. Pasangan Satu"
pair-2 = "2. Pasangan Dua"
valid = "Jumlah suara sah"
invalid = "Jumlah suara tidak sah"
"""


@dataclass(frozen=True)
class Form:
    """One D.Hasil Kecamatan as a workbook."""

    district: str = "UTARA"
    columns: Mapping[str, Sequence[int | str | None]] = field(default_factory=lambda: VILLAGES)
    total: Sequence[int | None] = tuple(TOTAL)
    heading: str = "JUMLAH AKHIR"
    labels: Sequence[tuple[str, str]] = LABELS
    merged: str = ""

    @property
    def content(self) -> bytes:
        book = Workbook()
        cover, sheet, notes = book.active, book.create_sheet("REKAP"), book.create_sheet("CATATAN")
        assert cover is not None
        cover["A1"] = "SAMPUL"
        notes["A1"] = "Keberatan saksi: NIHIL"
        for row, text in ((1, "SERTIFIKAT REKAPITULASI"), (2, "PEMILIHAN PRESIDEN DAN WAKIL PRESIDEN")):
            sheet.cell(row, 2, text)
            sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=7)
        for row, label, text in ((4, "KECAMATAN", self.district), (5, "KABUPATEN/KOTA", "KOTA SATU")):
            sheet.cell(row, 2, label)
            sheet.cell(row, 3, text)
        sheet.cell(8, 2, "URAIAN")
        sheet.merge_cells("B8:C8")
        for at, (first, second) in enumerate(self.labels, 9):
            sheet.cell(at, 2, first)
            sheet.cell(at, 3, second)
        sheet["B10"], sheet["B11"] = None, None
        sheet.merge_cells("B9:B11")
        sheet["B12"] = "II. DATA PEROLEHAN SUARA"
        sheet.merge_cells("B12:G12")
        for column, (name, figures) in enumerate([*self.columns.items(), (self.heading, self.total)], 4):
            sheet.cell(8, column, name)
            for at, figure in enumerate(figures, 9):
                if at != 12:
                    sheet.cell(at, column, figure)
        for row, text, figure in ((8, "RINGKASAN", None), (9, "Suara sah", 250), (10, "Suara tidak sah", 4)):
            sheet.cell(row, 10, text)
            sheet.cell(row, 11, figure)
        if self.merged:
            sheet.merge_cells(self.merged)
        sheet["B18"] = "Ditetapkan di Utara"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def made(
    folder: Path,
    form: Form | None = None,
    toml: tuple[str, str] = ("", ""),
    content: bytes = b"",
    units: str = UNITS,
    columns: str = "",
) -> Workspace:
    """A workspace with station files and a recap sheet, one piece of whose declaration may be written otherwise."""
    election = Election([papers(STATIONS)], units=units, profile="id/presidential-2024", stations="c-hasil")
    source = SOURCE.replace(*toml) if toml[0] else SOURCE
    assert toml[0] in SOURCE
    source = source.replace(columns, "")
    workspace = written(folder, election, election.toml + source)
    file = workspace.inbox / "kecamatan" / ("d.zip" if content else "utara.xlsx")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content or (form or Form()).content)
    return workspace


@pytest.fixture(autouse=True)
def _reader_of_workbooks() -> None:
    need_tool("python_calamine")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The form as it is above, built once: to be asked, never changed."""
    need_tool("python_calamine")
    return rebuilt(made(tmp_path_factory.mktemp("whole")))


def refused(workspace: Workspace) -> tuple[Problem, ...]:
    problems, _ = check(workspace)
    with pytest.raises(Refusal) as raised:
        rebuilt(workspace)
    assert raised.value.problems == tuple(problems)
    assert all(p.tell(Catalogue(language)) for p in problems for language in LANGUAGES)
    return raised.value.problems


def declared(result: Result) -> dict[str, tuple[int | None, ...]]:
    rows = result.rows("select unit_id, fixed_total, v01, v02, valid, invalid from tally where basis = 'declared'")
    return {unit.removeprefix("t:"): tuple(figures) for unit, *figures in rows}


def test_each_column_of_the_sheet_is_a_reading_of_its_unit(whole: Result) -> None:
    assert declared(whole) == {
        "7401010001": (152, 100, 50, 150, 2),
        "7401010002": (102, 25, 75, 100, 2),
        "740101": (254, 125, 125, 250, 4),
    }
    sheets = whole.rows("select distinct sheet_id, sheet_unit from reading_recap")
    assert sheets == [("ppwp:recap:t:740101:original", "t:740101")]


def test_a_figure_of_the_sheet_leads_back_to_its_column(whole: Result) -> None:
    rows = whole.rows("""select r.unit_id, o.member, o.row from reading_recap r
        join observation o on o.reading_id = r.reading_id order by o.member""")
    assert rows == [("t:7401010001", "D", 8), ("t:7401010002", "E", 8), ("t:740101", "F", 8)]


def test_the_village_columns_stand_against_the_sums_of_their_stations(tmp_path: Path) -> None:
    wrong = dict(VILLAGES, ANGGREK=[70, 82, 152, None, 90, 60, 150, 2])
    result = rebuilt(made(tmp_path, Form(columns=wrong)))
    rows = result.rows("select unit_id, field, a, b from difference where comparison = 'declared' order by all")
    ours = [(unit.removeprefix("t:"), *rest) for unit, *rest in rows]
    assert ours == [("7401010001", "v01", 100, 90), ("7401010001", "v02", 50, 60)]


def test_what_stands_outside_the_range_stays_out(whole: Result) -> None:
    assert [n for n in whole.notices if n.code == "unit-heading-blank"] == []
    assert whole.one("select count(*) from reading_recap") == (3,)


def test_without_the_range_the_summary_beside_the_table_is_refused(tmp_path: Path) -> None:
    problems = refused(made(tmp_path, toml=('range = "B8:G16"', "header_row = 8")))
    assert {(p.code, p.place.field) for p in problems} == {("unit-heading-blank", "K")}


def test_a_row_of_the_table_below_the_range_is_noticed(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, toml=("B8:G16", "B8:G15"), columns='invalid = "Jumlah suara tidak sah"'))
    assert [(n.place.row, n.found) for n in result.notices if n.code == "range-goes-on"] == [
        (16, "Jumlah suara tidak sah, , 2, 2, 4, ")
    ]


def test_a_label_that_is_not_there_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, toml=("Pengguna DPT JML", "Pengguna DPT JUMLAH")))
    assert (problem.code, problem.place.row, problem.expected) == ("label-missing", 8, "Pengguna DPT JML")


def test_a_label_that_stands_twice_is_refused_and_told_apart_by_its_row(tmp_path: Path) -> None:
    form = Form(labels=(*LABELS[:6], ("JUMLAH", ""), ("JUMLAH", "")))
    twice = ('"Jumlah suara sah"', '"JUMLAH"')
    (problem,) = refused(made(tmp_path / "a", form, twice, columns='invalid = "Jumlah suara tidak sah"'))
    assert (problem.code, problem.place.field, problem.found) == ("label-twice", "JUMLAH", "JUMLAH #15, JUMLAH #16")
    again = ('"Jumlah suara sah"', '"JUMLAH #15"')
    result = rebuilt(made(tmp_path / "b", form, again, columns='invalid = "Jumlah suara tidak sah"'))
    assert declared(result)["740101"] == (254, 125, 125, 250, None)


@pytest.mark.parametrize(
    ("district", "code", "found"),
    [("TIMUR", "IN-NAME-UNKNOWN", "TIMUR, KOTA SATU"), ("SELATAN", "IN-NAME-UNKNOWN", "BAKUNG LOR")],
)
def test_a_name_of_no_unit_is_refused_at_its_column(district: str, code: str, found: str, tmp_path: Path) -> None:
    problems = refused(made(tmp_path, Form(district)))
    assert {(p.code, p.found) for p in problems} == {(code, found)}
    assert {p.place.file for p in problems} <= {f"kecamatan/utara.xlsx:{c}" for c in "DEF"}
    assert {p.place.row for p in problems} == {8}


def test_a_name_that_two_units_bear_is_refused_until_one_above_is_named(tmp_path: Path) -> None:
    twice = UNITS + "7402,Kota Dua,regency,74,\n740201,Utara,district,7402,\n7402010001,Dahlia,village,740201,1\n"
    alone = ('["kecamatan", "kota"]', '["kecamatan"]')
    problems = refused(made(tmp_path / "a", toml=alone, units=twice))
    assert {(p.code, p.found, p.expected) for p in problems} == {("IN-NAME-OF-SEVERAL", "UTARA", "2")}
    assert declared(rebuilt(made(tmp_path / "b", units=twice)))["740101"] == (254, 125, 125, 250, 4)


def test_units_may_be_called_by_their_codes(tmp_path: Path) -> None:
    form = Form("740101", {"7401010001": VILLAGES["ANGGREK"], "7401010002": VILLAGES["BAKUNG LOR"]})
    codes = (
        '{ by_name = "wilayah", sheet_names = ["kecamatan", "kota"] }',
        '{ code = "wilayah", sheet = "kecamatan" }',
    )
    assert declared(rebuilt(made(tmp_path, form, codes)))["740101"] == (254, 125, 125, 250, 4)


def test_a_column_without_a_heading_is_skipped_where_it_is_blank_and_refused_where_it_is_not(
    whole: Result, tmp_path: Path
) -> None:
    assert len(declared(whole)) == 3  # column G of the range is blank
    problems = refused(made(tmp_path, Form(heading="")))
    assert [(p.code, p.place.field, p.found) for p in problems] == [("unit-heading-blank", "F", "120")]


def test_columns_to_be_left_out_are_named_by_their_headings(tmp_path: Path) -> None:
    form = Form(columns={**VILLAGES, "JUMLAH PINDAHAN": TOTAL})
    skip = ('tab = "REKAP"', 'tab = "REKAP"\nskip_rows = ["jumlah pindahan*"]')
    result = rebuilt(made(tmp_path, form, skip))
    assert len(declared(result)) == 3
    assert [n.found for n in result.notices if n.code == "unit-skipped"] == ["1"]


def test_a_declared_cell_that_is_blank_is_refused_by_its_place(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, Form("")))
    assert (problem.code, problem.place.field, problem.found) == ("cell-blank", "C4", "kecamatan")


def test_figures_of_merged_cells_are_refused(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, Form(merged="D13:E13")))
    assert (problem.code, problem.found) == ("sheet-merged", "D13:E13")


def test_odd_cells_are_told_at_their_column_and_label(tmp_path: Path) -> None:
    odd: dict[str, Sequence[int | str | None]] = {**VILLAGES, "ANGGREK": [70, 82, 152, None, "1OO", 50, 150, 2]}
    result = rebuilt(made(tmp_path, Form(columns=odd)))
    assert result.rows("select field, text from cell") == [("v01", "1OO")]


# ---- the total against its columns


def test_a_total_that_its_columns_do_not_make_is_a_finding_of_that_field(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, Form(total=[120, 134, 254, None, 130, 125, 255, 4])))
    found = result.findings("X-211", "unit_id, series, fields, observed, expected, terms")
    assert found == [
        ("t:740101", "plenary", "v01", 130, 125, "columns=2"),
        ("t:740101", "plenary", "valid", 255, 250, "columns=2"),
    ]
    for language in LANGUAGES:
        told = Labels(result.built.terms, language).finding("X-211", "columns=2", 130, 125, "v01")
        assert all(part in told for part in ("Pair 1", "130", "125", "2"))


def test_a_total_that_its_columns_make_is_none(whole: Result) -> None:
    assert whole.findings("X-211") == []


def test_a_sheet_of_which_a_column_is_missing_is_not_judged(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, Form(columns={"ANGGREK": VILLAGES["ANGGREK"]})))
    assert result.findings("X-211") == []


def test_a_cell_that_is_not_known_makes_its_field_not_comparable_and_no_other(tmp_path: Path) -> None:
    unknown = dict(VILLAGES, ANGGREK=[70, 82, 152, None, None, 50, 150, 2])
    total = [120, 134, 254, None, 130, 126, 250, 4]
    found = rebuilt(made(tmp_path, Form(columns=unknown, total=total))).findings("X-211", "fields, observed, expected")
    assert found == [("v02", 126, 125)]


def test_a_province_sheet_is_judged_although_its_columns_lie_in_several_partitions(tmp_path: Path) -> None:
    units = UNITS + "7402,Kota Dua,regency,74,\n"
    form = Form(
        "74", {"7401": [1, 1, 2, None, 3, 4, 7, 0], "7402": [1, 1, 2, None, 3, 4, 7, 0]}, (2, 2, 4, None, 6, 9, 14, 0)
    )
    codes = (
        '{ by_name = "wilayah", sheet_names = ["kecamatan", "kota"] }',
        '{ code = "wilayah", sheet = "kecamatan" }',
    )
    result = rebuilt(made(tmp_path, form, codes, units=units))
    found = result.findings("X-211", "partition, unit_id, fields, observed, expected")
    assert found == [("ppwp/above", "t:74", "v02", 9, 8)]


# ---- files in a ZIP


def test_a_zip_of_workbooks_is_one_source_and_each_member_is_named(tmp_path: Path) -> None:
    south = Form("SELATAN", {"ANGGREK": [6, 5, 11, None, 7, 3, 10, 1]}, [6, 5, 11, None, 7, 3, 10, 1])
    content = packed([("kec/utara.xlsx", Form().content), ("kec/selatan.xlsx", south.content)])
    result = rebuilt(made(tmp_path, content=content))
    assert declared(result)["7401020001"] == (11, 7, 3, 10, 1)
    rows = result.rows("select distinct member from observation where member like 'kec%' order by 1")
    assert [member for (member,) in rows] == [
        *(f"kec/selatan.xlsx:{c}" for c in "DE"),
        *(f"kec/utara.xlsx:{c}" for c in "DEF"),
    ]


def test_a_problem_in_a_zip_names_the_member(tmp_path: Path) -> None:
    content = packed([("utara.xlsx", Form().content), ("timur.xlsx", Form("TIMUR").content)])
    problems = refused(made(tmp_path, content=content))
    assert {p.place.file for p in problems} == {f"kecamatan/d.zip:timur.xlsx:{c}" for c in "DEF"}


def test_only_the_members_that_are_declared_are_read(tmp_path: Path) -> None:
    content = packed([("utara.xlsx", Form().content), ("baca saya.txt", b"halo")])
    only = ('tab = "REKAP"', 'tab = "REKAP"\nmembers = "*.xlsx"')
    result = rebuilt(made(tmp_path / "a", toml=only, content=content))
    assert [(n.found, n.expected) for n in result.notices if n.code == "zip-left-out"] == [("1", "*.xlsx")]
    none = ('tab = "REKAP"', 'tab = "REKAP"\nmembers = "*.ods"')
    (problem,) = refused(made(tmp_path / "b", toml=none, content=content))
    assert (problem.code, problem.found, problem.expected) == ("zip-no-member", "2", "*.ods")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed([("../utara.csv", STATIONS.encode())]), "zip-path"),
        (packed([("a.csv", STATIONS.encode()), ("a.csv", STATIONS.encode())]), "zip-duplicate"),
        (packed([("a.csv", b"village,tps,p1,p2\n" + b"7401010001,1,60,30\n" * 200_000)]), "zip-bomb"),
    ],
    ids=["B094", "B096", "B091"],
)
def test_a_zip_that_is_not_honest_is_refused_before_a_row_is_read(content: bytes, code: str, tmp_path: Path) -> None:
    workspace = written(tmp_path, Election([papers(STATIONS)], units=UNITS))
    (workspace.inbox / "kpu" / "kpu.csv").unlink()
    (workspace.inbox / "kpu" / "kpu.zip").write_bytes(content)
    assert {p.code for p in refused(workspace)} == {code}


def test_a_zip_of_delimited_files_is_read_like_the_files(tmp_path: Path) -> None:
    lines = STATIONS.splitlines(keepends=True)
    parts = [(f"{at}.csv", (lines[0] + line).encode()) for at, line in enumerate(lines[1:])]
    loose = rebuilt(written(tmp_path / "a", Election([papers(STATIONS)], units=UNITS)))
    workspace = written(tmp_path / "b", Election([papers(STATIONS)], units=UNITS))
    (workspace.inbox / "kpu" / "kpu.csv").unlink()
    (workspace.inbox / "kpu" / "kpu.zip").write_bytes(packed(parts))
    assert rebuilt(workspace).digests("source", "observation") == loose.digests("source", "observation")


# ---- declarations


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('reader = "spreadsheet"', 'reader = "delimited"'), "CF-ONLY-SPREADSHEET"),
        ((', sheet_names = ["kecamatan", "kota"]', ""), "CF-SHEET-OF-WHICH-UNIT"),
        (('by_name = "wilayah", ', ""), "CF-CODE-OR-VILLAGE"),
        (("B8:G16", "B8-G16"), "CF-PATTERN"),
        (('"C4"', '"4C"'), "CF-PATTERN"),
    ],
)
def test_a_slip_in_the_declaration_is_refused_at_its_line(change: tuple[str, str], code: str, tmp_path: Path) -> None:
    problems = refused(made(tmp_path, toml=change))
    assert {p.code for p in problems} == {code}
    assert all(p.place.row for p in problems)
