"""What results of a made-up mayor and council mean, against figures worked out by hand, as facts and as files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest
from tests.publish.offices import MAYOR, PLENARY, STATIONS, council, mayor

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.exports import EXPORTS
from bukti.publish.exports.written import write
from bukti.publish.opened import Opened
from bukti.publish.outcomes import Meaning, meaning


@contextmanager
def asked(workspace: Workspace) -> Iterator[Opened]:
    built = build(workspace)
    try:
        yield Opened(built, changed=False)
    finally:
        built.connection.close()


def meant(workspace: Workspace) -> Meaning:
    with asked(workspace) as opened:
        return meaning(opened, opened.terms.configuration.contest[0])


def rows(opened: Opened, name: str, folder: Path) -> list[dict[str, str]]:
    made = EXPORTS[name](opened, opened.terms.configuration.contest[0])
    assert made is not None
    write(opened, made, folder / f"{name}.csv", [None])
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, strict=True))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Meaning:
    """The council's meaning, asked once."""
    return meant(council(tmp_path_factory.mktemp("council")))


def test_the_declared_votes_elect_a_mayor_and_the_gap_is_held_against_the_exact_limit(tmp_path: Path) -> None:
    with asked(mayor(tmp_path)) as opened:
        found = meaning(opened, opened.terms.configuration.contest[0])
        assert found.count is not None
        assert (found.count.basis, found.count.provisional, found.count.valid) == ("declared", False, 10_000)
        assert found.winner is not None
        assert (found.winner.result, found.winner.leading, found.winner.gap) == ("elected", ("pair-1",), 200)
        assert found.threshold is not None
        assert (found.threshold.limit, found.threshold.standing, found.threshold.close) == (Fraction(200), True, True)
        assert [r.id for r in found.limits] == ["petition-regional"]
        one, two = rows(opened, "outcome", tmp_path)
    assert (one["outcome"], one["gap"], one["within"], one["provisional"]) == ("elected", "0", "", "0")
    assert (two["outcome"], two["gap"], two["within"]) == ("none", "200", "1")
    assert (two["winner_rule"], two["permille"], two["threshold"]) == ("plurality", "20", "200.000")


def test_without_a_plenary_the_figures_are_provisional_and_say_what_is_open(tmp_path: Path) -> None:
    """One of six stations has no row: at most 800 votes, the law's limit of a station in a Pilkada."""
    table = "village,tps,p1,p2\na,1,130,120\na,2,130,120\na,3,130,120\na,4,130,120\nb,1,130,120\n"
    found = meant(mayor(tmp_path, plenary="", table=table))
    assert found.count is not None
    assert (found.count.basis, found.count.provisional, found.count.votes["pair-1"]) == ("counted", True, 650)
    assert found.count.open is not None
    assert (found.count.open.stations, found.count.open.most) == (1, 800)
    assert found.winner is not None
    assert found.winner.result == "elected"


def test_an_office_that_is_not_declared_elects_no_one(tmp_path: Path) -> None:
    told = MAYOR.replace('office = "regent-or-mayor"\n', "")
    found = meant(mayor(tmp_path, told=told))
    assert found.count is not None
    assert (found.winner, found.threshold, found.limits, found.whole) == (None, None, (), False)


def test_a_part_of_a_contest_tells_no_winner(tmp_path: Path) -> None:
    """A governor's contest is held in a province; here is one city of it."""
    found = meant(mayor(tmp_path, told=MAYOR.replace("regent-or-mayor", "governor")))
    assert (found.whole, found.winner, found.threshold) == (False, None, None)
    assert found.count is not None


def test_the_seats_of_an_area_are_those_of_the_worked_example(city: Meaning) -> None:
    north, _ = city.areas
    assert north.allocation is not None
    assert north.allocation.held == {"pair-1": 3, "pair-2": 2, "pair-3": 1, "pair-4": 1, "pair-5": 0}
    assert north.count is not None
    assert north.count.open is not None
    assert (north.count.provisional, north.count.open.stations) == (True, 0)
    assert min(m.add for m in north.margins) == 21
    assert min(m.move for m in north.margins) == 16
    assert {s: (r.fewest, r.most) for s, r in north.ranges.items()}["pair-2"] == (2, 2)


def test_the_seats_of_a_list_go_to_its_candidates_and_equal_votes_are_named(city: Meaning) -> None:
    north, _ = city.areas
    assert (north.members["pair-1"].elected, north.members["pair-1"].tied) == ((2, 1, 3), ())
    assert (north.members["pair-4"].elected, north.members["pair-4"].tied) == ((), (1, 2))
    assert north.members["pair-4"].of_open == 1
    assert "pair-2" not in north.members


def test_a_tie_for_the_last_seat_stays_open_and_a_missing_station_opens_every_seat(city: Meaning) -> None:
    """90, 30 and 30 votes for three seats; the missing station can hold 500."""
    _, south = city.areas
    assert south.allocation is not None
    (last,) = south.allocation.open
    assert (last.number, last.claimants) == (3, ("pair-2", "pair-3"))
    assert south.allocation.held["pair-1"] == 2
    assert south.margins == ()
    assert south.count is not None
    assert south.count.open is not None
    assert (south.count.open.stations, south.count.open.most) == (1, 500)
    assert all((r.fewest, r.most) == (0, 3) for r in south.ranges.values())


def test_the_files_of_a_council_say_what_its_page_says(tmp_path: Path) -> None:
    with asked(council(tmp_path)) as opened:
        found = rows(opened, "seats", tmp_path)
        whole = rows(opened, "outcome", tmp_path)
    by = {(r["area"], r["selection"]): r for r in found}
    assert len(found) == 10
    five = by["utara", "pair-5"]
    assert (five["seats"], five["gain"], five["lose"], five["fewest"], five["most"]) == ("0", "21", "", "0", "0")
    assert by["utara", "pair-4"]["lose"] == "21"
    assert [by["selatan", f"pair-{n}"]["tied"] for n in (1, 2, 3)] == ["0", "1", "1"]
    assert by["selatan", "pair-1"]["open_votes"] == "500"
    assert [r["votes"] for r in whole] == ["370", "180", "130", "60", "30"]
    assert {(r["outcome"], r["winner_rule"], r["threshold"]) for r in whole} == {("", "", "")}


def test_a_file_of_a_contest_without_figures_has_its_head_alone(tmp_path: Path) -> None:
    with asked(council(tmp_path, table=STATIONS.replace("a,1,70,", "a,1,x,").replace("b,1,90,", "b,1,x,"))) as opened:
        assert len(rows(opened, "outcome", tmp_path)) == 5
    plenary = PLENARY.replace("5100,4900", ",")
    table = "village,tps,p1,p2\na,1,,\n"
    with asked(mayor(tmp_path / "mayor", plenary=plenary, table=table)) as opened:
        assert rows(opened, "outcome", tmp_path) == []
    assert (tmp_path / "outcome.csv").read_text(encoding="utf-8").startswith("selection,basis,provisional,votes,gap,")


def test_an_area_of_which_no_votes_are_known_shares_no_seats(tmp_path: Path) -> None:
    table = STATIONS[: STATIONS.index("b,1,")]
    north, south = meant(council(tmp_path, table=table)).areas
    assert north.allocation is not None
    assert (south.count, south.allocation) == (None, None)


def test_the_national_council_waits_for_the_votes_of_the_nation(tmp_path: Path) -> None:
    found = meant(council(tmp_path, told=COUNCIL_OF_NATION))
    assert (found.whole, found.shares) == (False, ())
    assert [a.allocation for a in found.areas] == [None, None]
    assert found.areas[0].count is not None


COUNCIL_OF_NATION = """title = { indonesian = "DPR", english = "House of Representatives" }
office = "national-council"

[[contest.selection]]"""
