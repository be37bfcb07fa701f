"""Units that rows name in words: matched exactly as a path, never by likeness; what is like a name is only told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.naming import by_names, election, match
from tests.recap.small import UNITS, Result, result, written

from bukti.evidence.patterns import Part
from bukti.intake.naming import Named, Names, distance
from bukti.intake.parts import part_of
from bukti.locale import Catalogue
from bukti.publish.build import check
from bukti.vocabulary.names import normal
from bukti.vocabulary.problems import Problem, Refusal

TWINS = UNITS + "e,Anggrek,village,d2,1\n"
"""A second village Anggrek, in the other district."""
GOOD = "Utara/Anggrek,1,10,5\nUtara/Anggrek,2,8,7\nUtara/Bakung,1,6,6\n"


def built(root: Path, rows: str, units: str = UNITS, **given: str) -> Result:
    return result(root, election(rows, units), toml=by_names(rows, units, **given))


def refused(root: Path, rows: str, units: str = UNITS, **given: str) -> list[Problem]:
    wrong, _ = check(written(root, election(rows, units), by_names(rows, units, **given)))
    return wrong


# ---- what is the same name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ADIPALA", "Adipala"),
        ("  Sumber   Rejo ", "sumber rejo"),
        ("Sumber\u00a0Rejo", "SUMBER REJO"),
        ("Pasi Kuala Ba\u2019u", "PASI KUALA BA\u2019U"),
        ("Caf\u00e9", "CAFE\u0301"),
    ],
)
def test_capitals_spaces_and_ways_of_writing_a_letter_do_not_matter(a: str, b: str) -> None:
    assert normal(a) == normal(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Sumberrejo", "Sumber Rejo"), ("U Baro.", "U Baro"), ("Caf\u00e9", "Cafe"), ("Pulo Ie I", "Pulo Ie II"),
     ("Alun-alun", "Alun alun"), ("Ba'u", "Ba\u2019u")],
)  # fmt: skip
def test_every_other_sign_tells_names_apart(a: str, b: str) -> None:
    assert normal(a) != normal(b)


def test_distance_counts_letters_added_taken_away_or_exchanged() -> None:
    # by hand: kitten -> sitten -> sittin -> sitting
    assert distance("kitten", "sitting") == 3
    assert distance("", "abc") == 3
    assert distance("anggrek", "anggrek") == 0
    assert distance("angrek", "anggrek") == 1


def test_likeness_orders_the_units_below_the_same_parent_only() -> None:
    units = [
        Named("t:d1", "district", "Utara", "t:r1"),
        Named("t:d2", "district", "Selatan", "t:r1"),
        Named("t:a", "village", "Anggrek", "t:d1"),
        Named("t:b", "village", "Anggrak", "t:d1"),
        Named("t:c", "village", "Anggrik", "t:d2"),
        Named("t:x", "village", "Sesuatu", "t:d1"),
    ]
    names = Names(units, ["district", "village"])
    assert [u.code for u in names.near("village", "Anggrik", ("t:d1",))] == ["b", "a"]
    assert names.near("village", "Anggrik")[0].code == "c"
    assert names.near("village", "Zzzzzz", ("t:d1",)) == []


# ---- rows by names


def test_rows_are_of_the_unit_whose_path_of_names_they_write(tmp_path: Path) -> None:
    found = built(tmp_path, "UTARA/anggrek,1,10,5\nUtara/ANGGREK ,2,8,7\nSelatan/Cempaka,2,6,6\n")
    assert found.rows("select unit_id, v01, v02 from reading_c1 order by unit_id") == [
        ("t:a/001", 10, 5),
        ("t:a/002", 8, 7),
        ("t:c/002", 6, 6),
    ]
    assert found.tally("r1", "v01, v02, stations_in, stations_missing") == (24, 18, 3, 2)


def test_names_give_the_same_tables_as_codes(tmp_path: Path) -> None:
    rows = "a,1,10,5\na,2,8,7\nb,1,6,6\n"
    coded = result(tmp_path / "codes", election(rows)).digests("source", "observation")
    assert built(tmp_path / "names", GOOD).digests("source", "observation") == coded


def test_one_name_in_two_districts_is_two_units(tmp_path: Path) -> None:
    found = built(tmp_path, "Utara/Anggrek,1,10,5\nSelatan/Anggrek,1,3,4\n", TWINS)
    assert found.rows("select unit_id, v01 from reading_c1 order by unit_id") == [("t:a/001", 10), ("t:e/001", 3)]


def test_a_name_that_two_units_have_is_refused_with_both(tmp_path: Path) -> None:
    unit = 'unit = { names = { village = "village" }, station = "tps", pad = 3 }'
    (problem,) = refused(tmp_path, "Anggrek,1,10,5\nBakung,1,1,1\nAnggrek,2,1,1\n", TWINS, unit=unit)
    assert (problem.code, problem.place.row, problem.place.field) == ("IN-NAME-AMBIGUOUS", 2, "village")
    assert problem.found == "Anggrek (2)"
    assert problem.expected == "Anggrek (a), Anggrek (e)"
    found = result(tmp_path, election("Bakung,1,2,3\n"), toml=by_names("Bakung,1,2,3\n", unit=unit))
    assert found.rows("select unit_id, v01 from reading_c1") == [("t:b/001", 2)]


def test_what_no_unit_is_called_is_refused_once_for_each_name_with_its_rows_and_what_is_like_it(tmp_path: Path) -> None:
    rows = "Utara/Angrek,1,10,5\nUtara/Angrek,2,8,7\nUtra/Bakung,1,6,6\nUtra/Anggrek,1,6,6\nUtara/Bakung,1,6,6\n"
    problems = refused(tmp_path, rows)
    assert [(p.code, p.place.row, p.place.field, p.found, p.expected) for p in problems] == [
        ("IN-NAME-UNMATCHED", 2, "village", "Utara / Angrek (2)", "Anggrek (a)"),
        ("IN-NAME-UNMATCHED", 4, "village", "Utra (2)", "Utara (d1)"),
    ]
    for language, word in (("en", "no unit has the name"), ("id", "tidak ada wilayah bernama")):
        told = problems[0].tell(Catalogue("en" if language == "en" else "id"))
        assert word in told
        assert "bukti match" in told


def test_a_refusal_for_names_changes_nothing(tmp_path: Path) -> None:
    first = built(tmp_path, GOOD).digests()
    with pytest.raises(Refusal):
        built(tmp_path, GOOD + "Utara/Anggrak,1,1,1\n")
    assert built(tmp_path, GOOD).digests() == first


def test_a_blank_name_is_refused_and_never_a_match(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "Utara/,1,10,5\n")
    assert (problem.code, problem.place.row) == ("IN-NO-NAME", 2)


def test_a_cell_that_the_pattern_does_not_fit_is_refused_at_its_row(tmp_path: Path) -> None:
    problems = refused(tmp_path, GOOD + "Utara Bakung,1,1,1\nUtara Bakung,2,1,1\n")
    assert [(p.code, p.place.row, p.found) for p in problems] == [("IN-PART-UNFIT", 5, "Utara Bakung")] * 2
    assert {p.expected for p in problems} == {"([^/]*)/.*", "[^/]*/(.*)"}


@pytest.mark.parametrize("cell", ["TPS 1a", "TPS 1 (ulang)", "POS TPS 1", "TPS", "TPS 1 TPS 2", ""])
def test_a_pattern_that_fits_a_piece_of_a_cell_does_not_fit(cell: str) -> None:
    assert part_of(cell, Part(column="tps", pattern="TPS ([0-9]+)")) is None
    assert part_of(" TPS 12 ", Part(column="tps", pattern="TPS ([0-9]+)")) == "12"


def test_one_part_may_name_two_levels(tmp_path: Path) -> None:
    part = "{ column = 'village', pattern = '(.*)' }"
    unit = f"unit = {{ names = {{ district = {part}, village = {part} }}, station = 'tps', pad = 3 }}"
    units = UNITS.replace("Anggrek", "Utara")
    found = result(tmp_path, election("Utara,1,10,5\n", units), toml=by_names("Utara,1,10,5\n", units, unit=unit))
    assert found.rows("select unit_id from reading_c1") == [("t:a/001",)]


def test_underscores_are_spaces_where_that_is_declared(tmp_path: Path) -> None:
    units = UNITS.replace("Anggrek", "ANGGREK BESAR")
    found = built(tmp_path, "utara/anggrek_besar,1,10,5\n", units)
    assert found.rows("select unit_id from reading_c1") == [("t:a/001",)]


@pytest.mark.parametrize("cell", ["TPS 1", "TPS 01", "TPS 001"])
def test_a_stations_number_is_cut_out_by_its_pattern(tmp_path: Path, cell: str) -> None:
    unit = """unit = { village = "village", station = { column = "tps", pattern = 'TPS ([0-9]+)' }, pad = 3 }"""
    rows = f"a,{cell},10,5\n"
    found = result(tmp_path, election(rows), toml=by_names(rows, unit=unit))
    assert found.rows("select unit_id from reading_c1") == [("t:a/001",)]


def test_a_stations_number_cut_out_is_held_to_three_digits(tmp_path: Path) -> None:
    unit = """unit = { village = "village", station = { column = "tps", pattern = 'TPS ([0-9]+)' } }"""
    problems = refused(tmp_path, "a,TPS 1,10,5\na,TPS 1234,1,1\n", unit=unit)
    assert [(p.code, p.place.row, p.found) for p in problems] == [
        ("IN-STATION-NUMBER", 3, "1234"),
        ("IN-STATION-SHORT", 2, "1"),
    ]


# ---- accepted matches


def test_an_accepted_match_names_the_unit_of_every_row_that_writes_so(tmp_path: Path) -> None:
    rows = "Utara/Angrek,1,10,5\nUtara/ANGREK,2,8,7\n"
    found = built(tmp_path, rows, more=match('["Utara", "Angrek"]', "a"))
    assert found.rows("select unit_id, v01 from reading_c1 order by unit_id") == [("t:a/001", 10), ("t:a/002", 8)]


def test_an_accepted_district_opens_the_names_below_it(tmp_path: Path) -> None:
    found = built(tmp_path, "Utra/Bakung,1,10,5\n", more=match('["Utra"]', "d1", "district"))
    assert found.rows("select unit_id from reading_c1") == [("t:b/001",)]
    (problem,) = refused(tmp_path / "2", "Utra/Cempaka,1,1,1\n", more=match('["Utra"]', "d1", "district"))
    assert problem.found == "Utra / Cempaka (1)", "Cempaka lies in the other district"


def test_a_new_match_reads_the_source_again(tmp_path: Path) -> None:
    rows = "Utara/Anggrek,1,10,5\n"
    assert built(tmp_path, rows).rows("select unit_id from reading_c1") == [("t:a/001",)]
    found = built(tmp_path, rows, more=match('["Utara", "Anggrek"]', "b"))
    assert found.rows("select unit_id from reading_c1") == [("t:b/001",)]


@pytest.mark.parametrize("unit", ["zz", "d1"])
def test_a_match_with_no_unit_of_its_level_is_refused_at_its_line(tmp_path: Path, unit: str) -> None:
    more = match('["Utara", "Angrek"]', unit)
    toml = by_names("Utara/Angrek,1,10,5\n", more=more)
    problems = refused(tmp_path, "Utara/Angrek,1,10,5\n", more=more)
    line = next(n for n, said in enumerate(toml.splitlines(), 1) if said == f'unit = "{unit}"')
    assert (problems[0].code, problems[0].place.row, problems[0].found) == ("IN-MATCH-UNIT", line, unit)
    assert problems[0].expected == "Anggrek (a)"
