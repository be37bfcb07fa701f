"""What a series states otherwise than before: every number once, in the order of moments, worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import UNITS, Election, Papers, Result, Rows, rebuilt, result, written

HEAD = "village,tps,p1,p2,valid,ts\n"
FIRST = f"""{HEAD}a,1,10,5,15,2019-04-18 01:00:00
a,2,9,,9,2019-04-18 01:00:00
b,1,7,3,10,2019-04-18 01:00:00
c,1,1,1,2,2019-04-18 01:00:00
"""
SECOND = f"""{HEAD}a,1,10,6,16,2019-04-18 02:00:00
a,2,9,4,,2019-04-18 02:00:00
b,1,7,3,10,2019-04-18 02:00:00
c,1,1,1,2,2019-04-18 02:00:00
"""
BACK = f"{HEAD}a,1,10,5,15,2019-04-18 03:00:00\n"
AGAIN = f"{HEAD}a,1,10,6,16,2019-04-18 04:00:00\n"
ONE, TWO = (f"2019-04-18T0{hour}:00:00.000Z" for hour in (1, 2))


def election(**files: str) -> Election:
    return Election([Papers("kpu", {f"{name}.csv": text for name, text in files.items()})])


def changed(found: Result, columns: str = "unit_id, field, kind, old, new") -> Rows:
    return found.rows(f"select {columns} from change order by all")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result(tmp_path_factory.mktemp("changes"), election(first=FIRST, second=SECOND))


def test_every_number_that_a_series_states_otherwise_is_a_change(built: Result) -> None:
    assert changed(built) == [
        ("t:a/001", "v02", "corrected", 5, 6),
        ("t:a/001", "valid", "corrected", 15, 16),
        ("t:a/002", "v02", "filled", None, 4),
        ("t:a/002", "valid", "vanished", 9, None),
    ]


def test_a_change_says_between_which_moments_and_in_which_file(built: Result) -> None:
    assert built.rows("""
        select distinct c.since, c.as_of, s.path from change c join source s on s.source_id = c.source_id""") == [
        (ONE, TWO, "kpu/second.csv")
    ]  # fmt: skip


def test_a_change_names_the_two_readings(built: Result) -> None:
    assert built.rows("""
        select a.v02, b.v02 from change c join reading_c1 a on a.reading_id = c.old_reading_id
        join reading_c1 b on b.reading_id = c.reading_id where c.unit_id = 't:a/001' and c.field = 'v02'""") == [(5, 6)]


def test_the_same_figures_sent_again_are_no_further_change(built: Result, tmp_path: Path) -> None:
    resent = SECOND.replace("02:00:00", "05:00:00")
    found = result(tmp_path, election(first=FIRST, second=SECOND, third=resent))
    assert changed(found, "change_id, since, as_of") == changed(built, "change_id, since, as_of")
    assert found.standing("a/001", "why") == ("later",)


def test_figures_that_go_back_and_forth_are_as_many_changes_with_ids_of_their_own(tmp_path: Path) -> None:
    found = result(tmp_path, election(first=FIRST, second=SECOND, back=BACK, again=AGAIN))
    rows = found.rows("""
        select old, new, substr(as_of, 12, 2) from change where unit_id = 't:a/001' and field = 'v02' order by as_of""")
    assert rows == [(5, 6, "02"), (6, 5, "03"), (5, 6, "04")]
    assert found.one("select count(*) = count(distinct change_id) from change") == (True,)


def test_an_older_file_that_comes_late_keeps_the_ids_of_later_changes(built: Result, tmp_path: Path) -> None:
    older = f"{HEAD}a,1,10,,15,2019-04-18 00:00:00\n"
    workspace = written(tmp_path, election(first=FIRST, second=SECOND))
    rebuilt(workspace)
    found = rebuilt(written(tmp_path, election(first=FIRST, second=SECOND, older=older)))
    ids = {row[0] for row in changed(found, "change_id")}
    assert {row[0] for row in changed(built, "change_id")} < ids
    assert len(ids) == 5
    once = result(tmp_path / "once", election(first=FIRST, second=SECOND, older=older))
    assert once.digests()["change"] == found.digests()["change"]


def test_where_two_readings_have_equal_right_the_series_says_nothing(tmp_path: Path) -> None:
    other = SECOND.replace("a,1,10,6,16", "a,1,10,7,17")
    third = f"{HEAD}a,1,10,8,18,2019-04-18 03:00:00\n"
    found = result(tmp_path, election(first=FIRST, second=SECOND, other=other, third=third))
    rows = found.rows("select old, new, since from change where unit_id = 't:a/001' and field = 'v02'")
    assert rows == [(5, 8, ONE)]


def test_without_moments_the_order_of_the_entries_decides(tmp_path: Path) -> None:
    plain = "village,tps,p1,p2\na,1,10,{}\n"
    found = result(
        tmp_path,
        Election([Papers("one", {"x.csv": plain.format(5)}), Papers("two", {"y.csv": plain.format(6)})]),
    )
    assert found.rows("select old, new, since, as_of from change") == [(5, 6, None, None)]


def test_a_sheet_of_a_plenary_has_its_changes_too(tmp_path: Path) -> None:
    recap = "unit,sheet,p1,p2,ts\na,d1,10,5,2019-04-20 01:00:00\nr1,r1,100,50,2019-04-20 01:00:00\n"
    later = "unit,sheet,p1,p2,ts\na,d1,11,5,2019-04-20 02:00:00\nr1,r1,101,50,2019-04-20 02:00:00\n"
    found = result(tmp_path, Election([Papers("plenary", {"a.csv": recap, "b.csv": later}, "plenary")]))
    assert changed(found) == [
        ("t:a", "v01", "corrected", 10, 11),
        ("t:r1", "v01", "corrected", 100, 101),
    ]


def test_a_later_file_makes_only_its_own_partition_stale(tmp_path: Path) -> None:
    units = UNITS.replace("r1,Kota Satu,regency,,", "p,Provinsi,province,,\nr1,Kota Satu,regency,p,\n"
                          "r2,Kota Dua,regency,p,\ne,Barat,district,r2,\nf,Flamboyan,village,e,1")  # fmt: skip
    tables = ("change", "tally_at", "finding_over_time")

    def keys(found: Result) -> dict[str, str]:
        slots = found.built.store.slots
        return {f"{table} {slot}": slots[table][slot].key for table in tables for slot in slots[table]}

    first = FIRST + "f,1,3,3,6,2019-04-18 01:00:00\n"
    before = keys(result(tmp_path, Election([Papers("kpu", {"a.csv": first})], units)))
    later = Election([Papers("kpu", {"a.csv": first, "b.csv": SECOND})], units)
    after = keys(result(tmp_path, later))
    assert {k for k in after if after[k] != before[k]} == {
        *(f"{table} ppwp/t:r1" for table in tables), "tally_at ppwp/above"}  # fmt: skip


# ---- what is noticed between two moments


def noticed(found: Result, rule: str) -> Rows:
    return found.findings(rule, "unit_id, fields, observed, expected, terms")


def test_a_new_reading_that_breaks_what_held_is_an_alarm(tmp_path: Path) -> None:
    later = SECOND.replace("a,1,10,6,16", "a,1,10,6,15")
    found = result(tmp_path, election(first=FIRST, second=later))
    assert noticed(found, "X-302") == [("t:a/001", "valid v01 v02", 15, 16, f"rule=C-208 since={ONE} at={TWO}")]
    assert found.rows("select distinct severity from finding where rule = 'X-302'") == [("error",)]
    assert found.standing("a/001", "flagged, state") == (True, "in")


@pytest.mark.parametrize(
    "first",
    ["a,1,10,5,16", "a,1,10,5,", "a,1,10,,15"],
    ids=["was broken before", "its total was not known", "a vote was not known"],
)
def test_what_did_not_hold_before_is_no_alarm(first: str, tmp_path: Path) -> None:
    later = SECOND.replace("a,1,10,6,16", "a,1,10,6,15")
    found = result(tmp_path, election(first=FIRST.replace("a,1,10,5,15", first), second=later))
    assert found.findings("C-208") == [("t:a/001",)]
    assert found.findings("X-302") == []


def test_a_sheet_that_the_newest_file_leaves_out_is_told_and_stands(tmp_path: Path) -> None:
    gone = "\n".join(line for line in SECOND.splitlines() if not line.startswith("b,1")) + "\n"
    found = result(tmp_path, election(first=FIRST, second=gone))
    assert noticed(found, "X-303") == [("t:b/001", "", None, None, f"since={ONE} at={TWO}")]
    assert found.standing("b/001", "state") == ("in",)


def test_a_file_of_what_is_new_leaves_nothing_out(tmp_path: Path) -> None:
    found = result(tmp_path, election(first=FIRST, second=f"{HEAD}a,1,10,6,16,2019-04-18 02:00:00\n"))
    assert found.findings("X-303") == []
