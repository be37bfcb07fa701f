"""Candidates on lists: read per ballot area, held against the list's total, added up level by level."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.recap.small import Election, Papers, Result, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.locale import LANGUAGES, Catalogue
from bukti.publish.build import check
from bukti.publish.labels import Labels
from bukti.publish.site import write_preview
from bukti.vocabulary.problems import Problem, Refusal

UNITS = """\
code,name,level,parent,stations
p,Propinsi,province,,
r1,Kota Satu,regency,p,
d1,Utara,district,r1,
d2,Selatan,district,r1,
a,Anggrek,village,d1,2
b,Bakung,village,d2,1
r2,Kota Dua,regency,p,
d3,Timur,district,r2,
c,Cempaka,village,d3,1
"""
AREAS = """
[[contest.area]]
id = "satu"
title = { indonesian = "Dapil 1", english = "Area 1" }
units = ["d1"]

[contest.area.candidates]
pair-1 = ["Ani", "Budi"]
pair-2 = ["Citra"]

[[contest.area]]
id = "dua"
title = { indonesian = "Dapil 2", english = "Area 2" }
units = ["d2", "r2"]

[contest.area.candidates]
pair-1 = ["Dewi", "Eko", "Fajar"]
"""
LISTS = """
[source.reading.candidates]
pair-1 = { sign = "sign1", candidate = "c1_{n}" }
pair-2 = { sign = "sign2", candidate = "c2_{n}" }
"""
HEAD = "village,tps,p1,sign1,c1_1,c1_2,c1_3,p2,sign2,c2_1"
STATIONS = f"""\
{HEAD}
a,1,10,2,5,3,,7,3,4
a,2,20,0,12,8,0,5,1,4
b,1,9,1,2,3,3,4,,
c,1,6,1,1,2,2,8,,
"""


def made(
    folder: Path, table: str = STATIONS, areas: str = AREAS, lists: str = LISTS, more: tuple[Papers, ...] = ()
) -> Workspace:
    """A workspace of two lists in two ballot areas; votes for a list's sign and candidates stand in columns."""
    election = Election([papers(table), *more], units=UNITS)
    toml = election.toml.replace("\n\n[units]", areas + "\n[units]", 1)
    for name in HEAD.split(",")[2:]:
        if name[0] in "sc":
            toml = toml.replace(f', {name} = "{name}"', "")
    at = toml.index("columns = { ", toml.index('id = "kpu"\npath'))
    end = toml.index("}\n", at) + 2
    return written(folder, election, toml[:end] + lists + toml[end:])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The stations as they are above, built once: to be asked, never changed."""
    return rebuilt(made(tmp_path_factory.mktemp("whole")))


def tallied(result: Result, unit: str, basis: str = "counted") -> dict[str, tuple[Any, ...]]:
    rows = result.rows(
        f"select selection_id, votes, unknown, held from vote_tally where unit_id = 't:{unit}' and basis = '{basis}'"
    )
    return {selection: tuple(figures) for selection, *figures in rows}


def test_each_candidate_of_the_ballot_area_has_a_row_for_each_reading(whole: Result) -> None:
    rows = whole.rows("""select r.unit_id, v.selection_id, v.votes from vote v
        join reading_c1 r on r.reading_id = v.reading_id order by 1, 2""")
    assert rows == [
        *(("t:a/001", s, n) for s, n in (("pair-1", 2), ("pair-2", 3), ("satu.pair-1.01", 5))),
        *(("t:a/001", s, n) for s, n in (("satu.pair-1.02", 3), ("satu.pair-2.01", 4))),
        *(("t:a/002", s, n) for s, n in (("pair-1", 0), ("pair-2", 1), ("satu.pair-1.01", 12))),
        *(("t:a/002", s, n) for s, n in (("satu.pair-1.02", 8), ("satu.pair-2.01", 4))),
        *(("t:b/001", s, n) for s, n in (("dua.pair-1.01", 2), ("dua.pair-1.02", 3), ("dua.pair-1.03", 3))),
        *(("t:b/001", s, n) for s, n in (("pair-1", 1), ("pair-2", None))),
        *(("t:c/001", s, n) for s, n in (("dua.pair-1.01", 1), ("dua.pair-1.02", 2), ("dua.pair-1.03", 2))),
        *(("t:c/001", s, n) for s, n in (("pair-1", 1), ("pair-2", None))),
    ]


def test_candidates_add_up_level_by_level_within_their_ballot_area(whole: Result) -> None:
    assert tallied(whole, "a") == {
        "pair-1": (2, 0, 0), "pair-2": (4, 0, 0),
        "satu.pair-1.01": (17, 0, 0), "satu.pair-1.02": (11, 0, 0), "satu.pair-2.01": (8, 0, 0),
    }  # fmt: skip
    assert tallied(whole, "r1") == {
        "pair-1": (3, 0, 0), "pair-2": (4, 0, 0), "satu.pair-1.01": (17, 0, 0), "satu.pair-1.02": (11, 0, 0),
        "satu.pair-2.01": (8, 0, 0), "dua.pair-1.01": (2, 0, 0), "dua.pair-1.02": (3, 0, 0), "dua.pair-1.03": (3, 0, 0),
    }  # fmt: skip
    # An area that lies in two regencies has its whole where both come together.
    assert {s: f[0] for s, f in tallied(whole, "p").items()} == {
        "pair-1": 4, "pair-2": 4, "satu.pair-1.01": 17, "satu.pair-1.02": 11, "satu.pair-2.01": 8,
        "dua.pair-1.01": 3, "dua.pair-1.02": 5, "dua.pair-1.03": 5,
    }  # fmt: skip


def test_a_candidate_that_a_reading_does_not_state_is_unknown_and_counted(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,10,2,,3,")))
    assert tallied(result, "a")["satu.pair-1.01"] == (12, 1, 0)
    assert tallied(result, "r1")["satu.pair-1.01"] == (12, 1, 0)
    assert tallied(result, "p")["satu.pair-1.01"] == (12, 1, 0)


def test_what_held_sheets_state_is_summed_apart(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,900,2,895,3,")))
    assert tallied(result, "a")["satu.pair-1.01"] == (12, 0, 895)
    assert result.standing("a/001", "state") == ("held",)


def test_a_list_total_that_its_parts_do_not_make_is_a_finding_and_flags_the_station(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,11,2,5,3,")))
    (found,) = result.findings("X-212", "unit_id, fields, observed, expected, terms, severity")
    assert found == ("t:a/001", "v01", 11, 10, "v01=11 alone=2 candidates=8", "error")
    assert result.standing("a/001", "state, flagged") == ("in", True)
    labels = {language: Labels(result.built.terms, language) for language in LANGUAGES}
    said = {language: labels[language].finding("X-212", found[4], 11, 10, "v01") for language in LANGUAGES}
    assert said["en"] == "01 Pair 1: the total is 11; 2 for the party alone and 8 for its candidates make 10"
    assert all(part in said["id"] for part in ("11", "8", "10"))


def test_nothing_is_said_of_a_list_of_which_a_place_is_not_known(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,11,2,,3,")))
    assert result.findings("X-212") == []


def test_the_sheets_whose_lists_add_up_have_no_finding(whole: Result) -> None:
    assert whole.findings("X-212") == []


def test_readings_that_differ_in_a_candidate_alone_are_two(whole: Result, tmp_path: Path) -> None:
    other = STATIONS.replace("a,1,10,2,5,3,", "a,1,10,2,4,4,")
    one = whole.one("select reading_id from reading_c1 where unit_id = 't:a/001'")
    two = rebuilt(made(tmp_path, other)).one("select reading_id from reading_c1 where unit_id = 't:a/001'")
    assert one != two


def test_an_odd_cell_of_a_candidate_is_kept_and_named(tmp_path: Path) -> None:
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,10,2,5x,3,")))
    assert result.rows("select field, text from cell") == [("pair-1.01", "5x")]
    (found,) = result.findings("N-101", "rule, terms, observed, expected, fields")
    told = Labels(result.built.terms, "en").finding(*found)
    assert told.startswith("Pair 1: candidate no. 01: ")


def test_what_a_sheet_declares_of_candidates_stands_beside_what_was_counted(tmp_path: Path) -> None:
    head = HEAD.replace("village,tps", "unit,sheet")
    table = f"{head}\nd1,r1,30,2,17,11,,12,4,8\n"
    more = Papers("plenary", {"plenary.csv": table}, "plenary")
    workspace = made(tmp_path, more=(more,))
    toml = (workspace.root / "bukti.toml").read_text()
    at = toml.index("columns = { ", toml.index('id = "plenary"\npath'))
    end = toml.index("}\n", at) + 2
    (workspace.root / "bukti.toml").write_text(toml[:end] + LISTS + toml[end:])
    result = rebuilt(workspace)
    assert tallied(result, "d1", "declared") == {
        "pair-1": (2, 0, 0), "pair-2": (4, 0, 0),
        "satu.pair-1.01": (17, 0, 0), "satu.pair-1.02": (11, 0, 0), "satu.pair-2.01": (8, 0, 0),
    }  # fmt: skip


# ---- pages


def page(result: Result, language: str, *folders: str) -> str:
    write_preview(result.built)
    file = result.built.terms.workspace.preview.joinpath(language, "ppwp", *folders, "index.html")
    return file.read_text(encoding="utf-8")


def test_a_units_page_lists_its_candidates_with_what_is_not_known(tmp_path: Path) -> None:
    hostile = AREAS.replace('"Budi"', '"<img src=x onerror=alert(1)>"')
    result = rebuilt(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,", "a,1,10,2,,3,"), hostile))
    told = page(result, "en", "propinsi", "kota-satu", "utara")
    rows = re.findall(r"<tr><td>(\d*)</td><th scope=\"row\">(.*?)</th><td.*?>(.*?)</td><td>(.*?)</td></tr>", told)
    assert [(n, re.sub("<.*?>", "", who), votes, note.strip()) for n, who, votes, note in rows] == [
        ("", "Votes for the party alone", "2", ""),
        ("1", "Ani", "12", "1 reading does not state it"),
        ("2", "&lt;img src=x onerror=alert(1)&gt;", "11", ""),
        ("", "Votes for the party alone", "4", ""),
        ("1", "Citra", "8", ""),
    ]
    assert "Candidates: Area 1" in told
    assert "Area 2" not in told


def test_a_unit_of_two_ballot_areas_has_a_table_for_each(whole: Result) -> None:
    told = page(whole, "id", "propinsi", "kota-satu")
    assert re.findall(r"Calon: (Dapil \d)", told) == ["Dapil 1", "Dapil 2"]
    assert "Suara partai</th>" not in told  # of both areas together, so of neither


def test_a_contest_without_lists_has_no_such_table(tmp_path: Path) -> None:
    result = rebuilt(written(tmp_path, Election([papers("village,tps,p1,p2\na,1,10,7\n")], units=UNITS)))
    assert "Candidates" not in page(result, "en", "propinsi", "kota-satu", "utara")
    assert result.rows("select * from vote") == result.rows("select * from vote_tally") == []


# ---- one partition at a time


# ---- a row for each candidate


def in_rows(folder: Path, change: tuple[str, str] = ("", "")) -> Workspace:
    """The same stations, each figure in a row of its own: number 0 is the party alone, no number its total."""
    head, *lines = [line.split(",") for line in STATIONS.splitlines()]
    names = {"p": "{}", "sign": "{}|0"}
    rows = ["village,tps,partai,nomor,suara"]
    for line in lines:
        for column, text in zip(head[2:], line[2:], strict=True):
            letters = column.rstrip("0123456789_") if column[0] != "c" else "c"
            party, number = (column[1], column[3]) if letters == "c" else (column.removeprefix(letters), "")
            number = "0" if names.get(letters, "").endswith("0") else number
            rows += [f"{line[0]},{line[1]},{party},{number},{text}"] if text else []
    workspace = made(folder)
    (workspace.inbox / "kpu" / "kpu.csv").write_text("\n".join(rows).replace(*change) + "\n", encoding="utf-8")
    toml = (workspace.root / "bukti.toml").read_text(encoding="utf-8")
    for n in ("1", "2"):
        toml = toml.replace(f'"p{n}"', f'"{n}"').replace(f'"sign{n}"', f'"{n} 0"').replace(f"c{n}_{{n}}", f"{n} {{n}}")
    gathered = 'sheet = "c1"\nrows = { name = ["partai", "nomor"], value = "suara" }'
    (workspace.root / "bukti.toml").write_text(toml.replace('sheet = "c1"', gathered), encoding="utf-8")
    return workspace


def test_a_row_for_each_candidate_says_the_same_as_a_column_for_each(whole: Result, tmp_path: Path) -> None:
    wide, long = whole, rebuilt(in_rows(tmp_path))
    differing = {"source", "observation"}
    assert long.digests(*differing) == wide.digests(*differing)
    assert long.one("select min(row), max(row) from observation") == (2, 23)


def test_a_figure_that_one_paper_states_twice_in_two_ways_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(in_rows(tmp_path, ("a,1,1,2,3", "a,1,1,2,3\na,1,1,2,4")))
    assert (problem.code, problem.place.row, problem.place.field) == ("figure-twice", 6, "1 2")
    assert (problem.found, problem.expected) == ("3, 4", "5")


def test_a_figure_that_no_row_names_is_refused(tmp_path: Path) -> None:
    workspace = in_rows(tmp_path)
    toml = (workspace.root / "bukti.toml").read_text(encoding="utf-8")
    (workspace.root / "bukti.toml").write_text(toml.replace('pair-2 = "2"', 'pair-2 = "9"'), encoding="utf-8")
    (problem,) = refused(workspace)
    assert (problem.code, problem.place.field) == ("figure-missing", "9")


# ---- what is refused


def refused(workspace: Workspace) -> tuple[Problem, ...]:
    problems, _ = check(workspace)
    with pytest.raises(Refusal) as raised:
        rebuilt(workspace)
    assert raised.value.problems == tuple(problems)
    assert all(p.tell(Catalogue(language)) for p in problems for language in LANGUAGES)
    return raised.value.problems


def test_votes_for_a_number_that_the_list_lacks_there_are_refused(tmp_path: Path) -> None:
    (problem,) = refused(made(tmp_path, STATIONS.replace("a,1,10,2,5,3,,", "a,1,10,2,5,3,9,")))
    assert (problem.code, problem.place.file, problem.place.row) == ("IN-NO-CANDIDATE", "kpu/kpu.csv", 2)
    assert (problem.place.field, problem.found) == ("pair-1.03", "9")


def test_a_file_with_more_candidates_than_declared_is_refused(tmp_path: Path) -> None:
    workspace = made(tmp_path)
    lines = STATIONS.splitlines()
    more = "\n".join([lines[0] + ",c1_4", *(line + "," for line in lines[1:])])
    (workspace.inbox / "kpu" / "kpu.csv").write_text(more + "\n", encoding="utf-8")
    (problem,) = refused(workspace)
    assert (problem.code, problem.found) == ("IN-MORE-SELECTIONS", "c1_4")


@dataclass(frozen=True)
class Slip:
    """A declaration with one piece written otherwise, and the code that tells it."""

    old: str
    new: str
    code: str


SLIPS = [
    Slip('units = ["d1"]', 'units = ["d9"]', "UN-AREA-UNKNOWN"),
    Slip('units = ["d1"]', 'units = ["d1", "d2"]', "UN-AREA-TWICE"),
    Slip('units = ["d1"]', 'units = ["r1"]', "UN-AREA-TWICE"),
    Slip('units = ["d1"]\n', "", "CF-AREA-OF-WHICH-UNITS"),
    Slip('id = "dua"', 'id = "satu"', "CF-ID-TWICE"),
    Slip('pair-2 = ["Citra"]', 'pair-9 = ["Citra"]', "CF-UNKNOWN-NAME"),
    Slip('pair-2 = ["Citra"]', "pair-2 = []", "CF-NO-CANDIDATES"),
    Slip("c2_{n}", "c2", "CF-PATTERN"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.code}-{s.new[:14]}")
def test_a_slip_in_lists_is_refused_at_its_line(slip: Slip, tmp_path: Path) -> None:
    assert slip.old in AREAS + LISTS
    workspace = made(tmp_path, areas=AREAS.replace(slip.old, slip.new, 1), lists=LISTS.replace(slip.old, slip.new, 1))
    problems = refused(workspace)
    assert slip.code in {p.code for p in problems}
    assert all(p.place.row for p in problems if p.place.file == "bukti.toml")
