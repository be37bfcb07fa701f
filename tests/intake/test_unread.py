"""Rows that hold a sentence in place of figures, and moments that files' own names state."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.recap.small import Election, Papers, Result, papers, rebuilt, result, written

from bukti.locale import Catalogue
from bukti.publish.build import check
from bukti.vocabulary.problems import Refusal

HEAD = "village,tps,p1,p2\n"
UNREAD = """unread = { column = "p1", pattern = 'not read: see (?P<link>https://\\S+/(?P<code>[a-z0-9]+))' }"""
SENTENCE = "not read: see https://kpu.example/c1/"
AT = """{ file = 'kpu_([0-9T-]+)[.]csv', zone = "+07:00" }"""


def read(root: Path, rows: str) -> Result:
    return result(root, Election([papers(HEAD + rows, more=UNREAD)]))


def test_a_row_that_says_it_was_not_read_states_no_vote_and_keeps_its_link(tmp_path: Path) -> None:
    found = read(tmp_path, f"a,1,{SENTENCE}a001,\na,2,8,7\n")
    assert found.rows("""select r.unit_id, v01, v02, images from reading_c1 r
        join observation o on o.reading_id = r.reading_id order by r.unit_id""") == [
        ("t:a/001", None, None, "https://kpu.example/c1/a001"),
        ("t:a/002", 8, 7, None),
    ]  # fmt: skip
    assert found.tally("r1", "v01, v02, stations_in, stations_missing") == (8, 7, 1, 4)
    said = ("v01", f"{SENTENCE}a001", "unread", False)
    assert found.rows("select field, text, why, known from cell") == [said]
    assert found.findings("N-101") == []
    assert found.findings("X-104") == [("t:a/001",)]


def test_a_code_in_the_sentence_that_is_another_units_is_told_and_decides_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, f"a,1,{SENTENCE}b001,\na,2,{SENTENCE}a002,\n")
    assert found.findings("N-103", "unit_id, terms") == [("t:a/001", "why=other-name text=b001")]
    assert found.rows("select unit_id from reading_c1 order by unit_id") == [("t:a/001",), ("t:a/002",)]


def test_why_tells_the_sentence_as_it_is_written(tmp_path: Path) -> None:
    read(tmp_path, f"a,1,{SENTENCE}a001,\n")
    told = bukti("why", "anggrek/001", "pair-1", at=tmp_path).out
    assert f"written: {SENTENCE}a001" in told
    assert "photo: https://kpu.example/c1/a001" in told
    assert "not known" in told


def test_a_sentence_that_the_pattern_does_not_fit_is_a_cell_that_is_no_count(tmp_path: Path) -> None:
    found = read(tmp_path, f"a,1,{SENTENCE}a001 tomorrow,3\n")
    assert found.findings("N-101", "unit_id, fields") == [("t:a/001", "v01")]
    assert found.rows("select v01, v02 from reading_c1") == [(None, 3)]


def test_figures_beside_the_sentence_stay_as_written(tmp_path: Path) -> None:
    found = read(tmp_path, f"a,1,{SENTENCE}a001,3\n")
    assert found.rows("select v01, v02 from reading_c1") == [(None, 3)]


# ---- the moment in the name of a file

EARLY, LATE = "kpu_2019-04-18T1000.csv", "kpu_2019-04-19T0930.csv"


def of_files(files: dict[str, str]) -> Election:
    return Election([Papers("kpu", {name: HEAD + rows for name, rows in files.items()}, as_of=AT)])


def test_the_file_whose_name_states_the_later_moment_stands(tmp_path: Path) -> None:
    found = result(tmp_path, of_files({LATE: "a,1,11,5\n", EARLY: "a,1,10,5\na,2,1,1\n"}))
    assert found.rows("select path, as_of from source where entry = 'kpu' order by path") == [
        (f"kpu/{EARLY}", "2019-04-18T03:00:00.000Z"),
        (f"kpu/{LATE}", "2019-04-19T02:30:00.000Z"),
    ]
    assert found.tally("a", "v01, v02") == (12, 6)
    assert found.rows("select unit_id, versions, tied from latest order by unit_id") == [
        ("t:a/001", 2, False),
        ("t:a/002", 1, False),
    ]


def test_an_earlier_file_that_comes_later_is_told_and_changes_nothing(tmp_path: Path) -> None:
    assert result(tmp_path, of_files({LATE: "a,1,11,5\n"})).tally("a", "v01") == (11,)
    later = result(tmp_path, of_files({LATE: "a,1,11,5\n", EARLY: "a,1,10,5\n"}))
    assert later.tally("a", "v01") == (11,)
    assert [n.code for n in later.notices if n.place.file == f"kpu/{EARLY}"] == ["IN-OLDER"]


def test_the_same_bytes_under_the_name_of_another_moment_are_another_source(tmp_path: Path) -> None:
    middle = "kpu_2019-04-18T2000.csv"
    files = {EARLY: "a,1,10,5\n", middle: "a,1,11,5\n", LATE: "a,1,10,5\n"}
    found = result(tmp_path, of_files(files))
    assert found.one("select count(*) from source where entry = 'kpu'") == (3,)
    assert found.tally("a", "v01") == (10,), "the last one says again what the first one said"
    assert rebuilt(found.built.terms.workspace).built.new_sources == 0


@pytest.mark.parametrize("name", ["kpu.csv", "kpu_2019-04-31T1000.csv", "copy of kpu_2019-04-18T1000.csv"])
def test_a_name_that_states_no_moment_is_refused(tmp_path: Path, name: str) -> None:
    workspace = written(tmp_path, of_files({name: "a,1,10,5\n"}))
    (problem,), _ = check(workspace)
    assert (problem.code, problem.place.file) == ("IN-NAME-NO-MOMENT", f"kpu/{name}")
    for language, word in (("en", "states no moment"), ("id", "tidak menyebut waktu")):
        assert word in problem.tell(Catalogue("en" if language == "en" else "id"))
    with pytest.raises(Refusal):
        rebuilt(workspace)
