"""The other forms of published data say what the CSV files say, and attack nobody's spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bukti.engine.columnar import copy_as_parquet
from bukti.engine.database import connect, fetch
from bukti.evidence.workspace import Workspace
from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.exports.workbook import write_workbook
from bukti.publish.exports.written import Cells


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, strict=True))


@pytest.fixture(scope="module")
def published(published_town: Workspace) -> Path:
    return published_town.site / "1"


@pytest.fixture(scope="module")
def president(published: Path) -> Path:
    return published / "data" / "president"


def test_the_tidy_file_has_each_number_of_the_wide_one_once(president: Path) -> None:
    tidy = {
        (r["unit_id"], r["basis"], r["field"]): (r["value"], r["unknown"], r["held"])
        for r in rows(president / "tally-tidy.csv")
    }
    wide = {}
    for row in rows(president / "tally.csv"):
        for column in (c.removesuffix("_unknown") for c in row if c.endswith("_unknown")):
            if row[column] or row[f"{column}_unknown"] != "0":
                said = row[column], row[f"{column}_unknown"], row.get(f"{column}_held", "")
                wide[row["unit_id"], row["basis"], column] = said
    assert tidy == wide
    assert tidy["town:1", "counted", "pair-2"] == ("110", "1", "60")


def test_parquet_holds_the_rows_of_the_csv_file_with_counts_as_integers(president: Path) -> None:
    with connect() as connection:
        said = fetch(connection, f"select * from read_parquet('{president / 'tally.parquet'}')")
        kinds = {r[0]: r[1] for r in fetch(connection, f"describe select * from '{president / 'tally.parquet'}'")}
    written = [[*r.values()] for r in rows(president / "tally.csv")]
    assert [["" if cell is None else str(cell) for cell in row] for row in said] == written
    assert (kinds["pair-1"], kinds["unit_id"], kinds["stations_in"]) == ("BIGINT", "VARCHAR", "BIGINT")


def test_parquet_has_the_same_bytes_however_many_threads_wrote_it(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x,n\n" + "".join(f"t{i},{i}\n" for i in range(60_000)), encoding="utf-8")
    for threads in (1, 2):
        with connect(threads=threads) as connection:
            copy_as_parquet(connection, file, [("x", "text"), ("n", "integer")], tmp_path / f"{threads}.parquet")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


def test_a_workbook_has_the_cells_of_the_csv_files(president: Path) -> None:
    book = CalamineWorkbook.from_path(president / "president.xlsx")
    for name in ("tally", "readings", "findings"):
        head, *found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert head[-1] == "unit_name"
        told = [[str(int(c)) if isinstance(c, float) else str(c) for c in r[:-1]] for r in found]
        assert told == [[*r.values()] for r in rows(president / f"{name}.csv")], name


def test_a_name_that_would_be_a_formula_is_a_text_that_stays_one(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\u00a0=1", "plain"]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([["name"], *([n] for n in names)])
    for n in (1, 2):
        write_workbook(tmp_path / f"{n}.xlsx", {"a": (tmp_path / "a.csv", [Cells("name", "", "text")])}, {})
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "1.xlsx")["a"].iter_rows(min_row=2)]
    assert [c.value for c in cells] == names
    assert {c.data_type for c in cells} == {"s"}
    assert [c.quotePrefix for c in cells] == [True] * 7 + [False]
    assert b"<f>" not in zipfile.ZipFile(tmp_path / "1.xlsx").read("xl/worksheets/sheet1.xml")


def test_a_unit_above_is_named_beside_the_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("unit_id\nx:1/002\n", encoding="utf-8")
    units = {"x:1": KnownUnit("village", "=SUKA", None, ("suka",))}
    write_workbook(tmp_path / "a.xlsx", {"a": (tmp_path / "a.csv", [Cells("unit_id", "", "code")])}, units)
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("a").to_python()[1] == ["x:1/002", "=SUKA"]


def test_each_unit_has_a_file_whose_links_lead_somewhere(president: Path) -> None:
    said = {r["unit_id"] for r in rows(president / "tally.csv")}
    files = sorted((president / "units").rglob("*.json"))
    found = {json.loads(f.read_text(encoding="utf-8"))["unit_id"]: f for f in files}
    assert found.keys() == said
    for file in files:
        one = json.loads(file.read_text(encoding="utf-8"))
        for link in (*one["pages"].values(), one["sources"], one["readings"], *one["below"]):
            assert (file.parent / link).is_file(), link
    town = json.loads(found["town:1"].read_text(encoding="utf-8"))["tally"]["counted"]
    assert town["votes"] == {"pair-1": 250, "pair-2": 110}
    assert (town["held"], town["unknown"]["pair-2"]) == ({"pair-1": 520, "pair-2": 60}, 1)
    assert (town["stations"]["in"], town["stations"]["missing"]) == (3, 2)


def test_the_nist_report_heads_with_what_was_declared_and_leaves_out_the_unknown(
    president: Path,
) -> None:
    report = json.loads((president / "nist-sp-1500-100.json").read_text(encoding="utf-8"))
    required = {"Format", "GeneratedDate", "Issuer", "IssuerAbbreviation", "SequenceEnd", "SequenceStart", "Status"}
    assert required <= report.keys()
    assert "not validated" in report["Notes"]
    assert report["Status"] == "unofficial-partial"
    marks = {unit["@id"] for unit in report["GpUnit"]}
    contest = report["Election"][0]["Contest"][0]
    counts = [c for s in contest["BallotSelection"] for c in s["VoteCounts"]]
    assert {c["GpUnitId"] for c in counts} <= marks
    first = {
        (c["GpUnitId"], c.get("OtherType", "total")): c["Count"] for c in contest["BallotSelection"][0]["VoteCounts"]
    }
    assert (first["unit-town:1", "total"], first["unit-town:1", "counted"]) == (760, 250)
    assert ("unit-town:113", "total") not in first, "neither its sheet nor its station is there"


def test_each_row_of_all_differences_and_findings_leads_to_where_it_is_told(published: Path) -> None:
    for name in ("differences", "findings"):
        found = rows(published / "data" / f"{name}.csv")
        assert [{k: v for k, v in r.items() if k != "page"} for r in found] == rows(
            published / "data" / "president" / f"{name}.csv"
        )
        for row in found:
            for link in (row["page"], row["page"].replace("/id/", "/en/", 1)):
                file, _, mark = link.partition("#")
                text = (published / "data" / file).read_text(encoding="utf-8")
                assert not mark or re.search(f'id="{mark}"', text), link


def test_the_checksums_are_those_of_every_file_beside_them(published: Path) -> None:
    data = published / "data"
    lines = (data / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    said = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    files = {p.relative_to(data).as_posix(): p for p in data.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}
    assert said == {path: hashlib.sha256(p.read_bytes()).hexdigest() for path, p in files.items()}
