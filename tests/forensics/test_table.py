"""From files to the table, the public page and the terminal: what is unusual, what was answered, what is not redone."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.forensics.table import TABLE, Unusual, finding_id, unusual
from bukti.publish.opened import Opened, opened
from bukti.publish.partitions import partitions
from bukti.publish.site import write_preview

UNITS = """\
code,name,level,parent,stations
p1,Provinsi,province,,
r1,Kota Satu,regency,p1,
r2,Kota Dua,regency,p1,
d1,Utara,district,r1,
d2,Selatan,district,r2,
a,Anggrek,village,d1,9
b,Bakung,village,d1,2
c,Cempaka,village,d2,6
"""
SHEETS = {
    "a": [(150, 50), (148, 52), (152, 48), (151, 49), (149, 51), (147, 53), (20, 180), (153, 47)],
    "b": [(90, 60), (90, 60)],
    "c": [(100, 100), (101, 99), (99, 101), (98, 102), (102, 98), (100, 100)],
}
"""Station 7 of a has its columns exchanged, its ninth is missing; both of b, and two of c, are alike."""
CROWD = {("a", 7): (180, 20), ("b", 2): (60, 90), ("c", 1): (100, 100), ("c", 6): (100, 100)}
"""What the second series says, where it read a sheet."""
EARLY = ("c", 3)


HEAD = (
    "village,tps,kpu.p1,kpu.p2,kpu.valid,kpu.invalid,kpu.cast_total,crowd.p1,crowd.p2,registered_male,"
    "registered_female,ts"
)
Some = dict[str, list[tuple[int, int]]]


def table(sheets: Some) -> str:
    lines = [HEAD]
    for village, some in sheets.items():
        for no, (one, two) in enumerate(some, 1):
            crowd = CROWD.get((village, no), ("", ""))
            day = 17 if (village, no) == EARLY else 18 if (one, two) == SHEETS[village][no - 1] else 19
            own = (village, no, one, two, one + two, 3, one + two + 3, *crowd, 110, 110, f"2019-04-{day} 03:00:00")
            lines.append(",".join(str(cell) for cell in own))
    return "\n".join(lines) + "\n"


def election(**changed: list[tuple[int, int]]) -> Election:
    """A file for each regency; some villages with other sheets, stated a day later."""
    sheets = {**SHEETS, **changed}
    parts = {"one": {v: sheets[v] for v in "ab"}, "two": {"c": sheets["c"]}}
    return Election([papers(table(some), entry=name) for name, some in parts.items()], UNITS)


@pytest.fixture(scope="module")
def built_places(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = written(tmp_path_factory.mktemp("places") / "w", election())
    result = rebuilt(workspace)
    write_preview(result.built)
    result.built.connection.close()
    return workspace


@pytest.fixture
def places(built_places: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to do with as one likes."""
    return Workspace(Path(shutil.copytree(built_places.root, tmp_path / "w")))


@pytest.fixture(scope="module")
def found(built_places: Workspace) -> Iterator[Unusual]:
    with opened(built_places) as asked:
        yield of(asked)


def of(asked: Opened) -> Unusual:
    return unusual(asked.built.store, asked.built.connection, asked.terms, asked.terms.configuration.contest[0])


def test_exchanged_columns_are_found_beside_their_village(found: Unusual) -> None:
    report = found.report("F3")
    assert [(line.unit_id, line.observed, dict(line.terms)) for line in report.lines] == [
        ("t:a/007", 20, {"n": 200, "all_y": 1_070, "all_n": 1_600, "others": 7})
    ]
    assert (report.units, report.testable) == (16, 14)
    assert found.leading.first == 1
    assert found.leading.margin == 1_070 + 180 + 600 - (530 + 120 + 600)


def test_pairs_say_what_the_second_series_reads(found: Unusual) -> None:
    report = found.report("F6")
    assert [(line.unit_id, line.other_id, line.kind) for line in report.lines] == [
        ("t:b/001", "t:b/002", "wrong"),
        ("t:c/001", "t:c/006", "same"),
    ]
    # In c two of six share both columns: 15 pairs, each column alike in one of 15. In b both columns always.
    assert report.expected == pytest.approx(1 + 1 / 15, abs=1e-5)


def test_two_readings_are_compared_and_districts_too_few_for_it_say_so(found: Unusual) -> None:
    report = found.report("F1")
    assert [(line.unit_id, line.kind) for line in report.lines] == [("t:a/007", "exchanged"), ("t:b/002", "exchanged")]
    assert report.figures["exchanged-net"] == -320 + 60
    assert found.report("F2").why_not == "few-districts"


def test_a_sheet_stated_before_stations_closed_is_told(found: Unusual) -> None:
    assert [(line.kind, line.unit_id) for line in found.report("F7").lines] == [("early", "t:c/003")]


def test_turnout_and_the_picture_count_every_station_that_has_both(found: Unusual) -> None:
    assert found.report("F4").testable == 14
    assert found.report("F8").testable == 16


def test_nothing_is_computed_again_where_nothing_changed(places: Workspace) -> None:
    before = slots(places)
    assert set(before) == {"ppwp/t:r1", "ppwp/t:r2"}
    rebuilt(places).built.connection.close()
    assert slots(places) == before


def test_a_changed_regency_leaves_the_other_as_it_is(places: Workspace) -> None:
    before = slots(places)
    rebuilt(written(places.root, election(c=[(97, 103), *SHEETS["c"][1:]]))).built.connection.close()
    after = slots(places)
    assert after["ppwp/t:r1"] == before["ppwp/t:r1"]
    assert after["ppwp/t:r2"] != before["ppwp/t:r2"]
    with opened(places) as asked:
        assert [line.unit_id for line in of(asked).report("F6").lines] == ["t:b/001"]


def slots(workspace: Workspace) -> dict[str, tuple[str, str, str]]:
    with opened(workspace) as asked:
        return {p: (b.key, b.digest, b.file) for p, b in asked.built.store.slots[TABLE].items()}


def page(workspace: Workspace, language: str = "en") -> str:
    return (workspace.preview / language / "ppwp" / "unusual" / "index.html").read_text(encoding="utf-8")


PEOPLE = (
    "--author",
    "A",
    "--author-role",
    "clerk",
    "--approver",
    "B",
    "--approver-role",
    "chief",
    "--reason",
    "typing",
)


def test_a_line_is_explained_by_a_decision_until_its_own_figures_change(places: Workspace) -> None:
    paper = places.root / "paper.pdf"
    paper.write_bytes(b"minutes")
    with opened(places) as asked:
        report = of(asked).report("F3")
        line = finding_id("ppwp", "F3", report.lines[0])
    assert "No answer yet" in page(places)
    done = bukti("decide", "--effect", "explain-finding", "--finding", line, *PEOPLE, "--basis", "PKPU 5/2024",
                 "--document", paper, at=places.root)  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert bukti("build", at=places.root).code == 0
    (cell,) = [row for row in page(places).split("<tr>") if "20 of 200 votes" in row]
    assert "Decided by clerk, approved by chief" in cell
    told = bukti("unusual", "ppwp", at=places.root).out
    assert "Decided by clerk, approved by chief" in told
    # Another station's correction leaves the answer; the station's own takes it away.
    for at, answered in ((1, True), (6, False)):
        own = [(y + (n == at), z) for n, (y, z) in enumerate(SHEETS["a"])]
        written(places.root, election(a=own))
        assert bukti("build", at=places.root).code == 0
        (cell,) = [row for row in page(places).split("<tr>") if f"Pair 1: {own[6][0]} of " in row]
        assert ("Decided by clerk" in cell) is answered


def test_a_finding_that_is_none_is_refused_with_the_nearest(places: Workspace) -> None:
    paper = places.root / "paper.pdf"
    paper.write_bytes(b"minutes")
    with opened(places) as asked:
        line = finding_id("ppwp", "F3", of(asked).report("F3").lines[0])
    done = bukti("decide", "--effect", "explain-finding", "--finding", line[:-1] + "x", *PEOPLE, "--basis", "PKPU 5",
                 "--document", paper, at=places.root)  # fmt: skip
    assert done.code == 2
    assert line in done.err


def test_round_percentages_are_for_staff_only(built_places: Workspace) -> None:
    told = bukti("unusual", at=built_places.root).out
    assert "Round percentages" in told
    public = [f.read_text(encoding="utf-8") for f in built_places.preview.rglob("*.html")]
    assert not any("Round percentages" in text or "Persentase bulat (hanya" in text for text in public)


FORBIDDEN = ("fraud", "suspicious", "dirty", "curang", "mencurigakan", "kecurangan", "manipulasi", "manipulated")


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_about_it_speaks_of_guilt(built_places: Workspace, language: str) -> None:
    folder = built_places.preview / language
    for file in (folder / "ppwp" / "unusual", folder / "left-out"):
        text = (file / "index.html").read_text(encoding="utf-8").lower()
        assert [word for word in FORBIDDEN if word in text] == []


def test_every_line_leads_to_its_sheet_and_missing_stations_are_drawn_as_missing(built_places: Workspace) -> None:
    text = page(built_places)
    assert 'href="../kota-satu/utara/anggrek/index.html#tps-007"' in text.replace("../provinsi/", "../")
    assert "1 station not drawn" in text
    assert "Silence is no certificate" in text


def test_totals_alone_say_why_no_test_was_run(tmp_path: Path) -> None:
    workspace = written(tmp_path / "w", Election((papers("unit,p1,p2\na,10,20\nb,1,2\n"),)))
    rebuilt(workspace).built.connection.close()
    with opened(workspace) as asked:
        assert {r.why_not for r in of(asked).reports} == {"no-stations"}
        assert set(partitions(asked.built.store, asked.built.connection, asked.terms)) >= {"ppwp/t:r1"}


# ---- the sample: mistakes that no sum shows


@pytest.fixture(scope="module")
def hidden(built_sample: Workspace) -> dict[str, list[str]]:
    """The stations of the sample by the class of what hides there, as unit ids."""
    found: dict[str, list[str]] = {}
    with (built_sample.root / "truth.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["class"], []).append(f"sample:{row['station'][:10]}/{row['station'][10:]}")
    return found


def test_a_sheet_shown_twice_is_found_by_its_figures_and_by_its_picture(
    built_sample: Workspace, hidden: dict[str, list[str]]
) -> None:
    with opened(built_sample) as asked:
        found = of(asked)
    (station,) = set(hidden["same-sheet-twice"])
    pairs = {(line.unit_id, line.other_id): line.kind for line in found.report("F6").lines}
    assert {pair: kind for pair, kind in pairs.items() if station in pair} != {}
    assert set(pairs.values()) == {"wrong"}  # the second series reads one of them otherwise
    assert [station in (line.unit_id, line.other_id) for line in found.report("F7").lines] == [True]


def test_exchanged_pairs_show_where_a_second_series_read_them_and_hardly_in_their_village(
    built_sample: Workspace, hidden: dict[str, list[str]]
) -> None:
    """In the sample the pairs are near each other, so a station with exchanged columns looks like any other."""
    with opened(built_sample) as asked:
        found = of(asked)
        asked.show(["standing"])
        standing = {r["unit_id"] for r in asked.rows("select unit_id from standing where series = 'kpu'")}
    swapped = {s for s in hidden["pairs-swapped"] if s in standing}
    differ = {line.unit_id for line in found.report("F1").lines if line.kind == "exchanged"}
    beside = {line.unit_id for line in found.report("F3").lines}
    assert differ & swapped
    assert not beside & set(hidden["pairs-swapped"])
