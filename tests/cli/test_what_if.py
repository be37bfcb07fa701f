"""`bukti what-if` tells a result as it would be, and leaves every fact and table of the workspace as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import bukti
from tests.disputes.town import SHEETS, town_of_five
from tests.publish.offices import council
from tests.recap.small import rebuilt

from bukti.evidence.workspace import Workspace


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = town_of_five(tmp_path_factory.mktemp("five") / "w")
    rebuilt(workspace).built.connection.close()
    return workspace


def asked(workspace: Workspace, *what: str) -> dict[str, Any]:
    ran = bukti("what-if", *what, "--json", at=workspace.root)
    assert ran.code == 0, ran.err
    (one,) = json.loads(ran.out)
    assert isinstance(one, dict)
    return one


def digests(workspace: Workspace) -> dict[str, str]:
    """Every file of the workspace: facts, tables, inboxes."""
    files = [p for p in sorted(workspace.root.rglob("*")) if p.is_file()]
    return {str(p.relative_to(workspace.root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_evidence_and_the_tables_are_the_same_afterwards(built: Workspace) -> None:
    before = digests(built)
    asked(built, "--void", "a/002", "--re-vote", "c/001", "60:115", "--set", "b/001", "pair-1=75")
    assert digests(built) == before
    assert {path.split("/")[0] for path in before} >= {"build", "evidence"}


def test_a_void_station_is_in_no_sum_and_may_vote_again(built: Workspace) -> None:
    told = asked(built, "--void", "a/002")
    assert (told["now"]["votes"], told["now"]["gap"]) == ({"pair-1": 490, "pair-2": 475}, 15)
    then = told["supposed"]
    assert then["votes"] == {"pair-1": 340, "pair-2": 415}
    assert (then["first"], then["gap"], then["stations_in"], then["stations_out"]) == ("pair-2", 75, 4, 1)
    # 250 ballots were received there: more than the gap of 75.
    assert (then["most_votes_out"], then["matters"], told["now"]["matters"]) == (250, "only-if", "never")


def test_the_votes_of_a_re_vote_take_the_place_of_the_old_ones(built: Workspace) -> None:
    # T2 100:80 and T4 70:101 in place of 150:60 and 90:85.
    then = asked(built, "--re-vote", "a/002", "100:80", "--re-vote", "c/001", "70:101")["supposed"]
    assert then["votes"] == {"pair-1": 490 - 50 - 20, "pair-2": 475 + 20 + 16}
    assert (then["first"], then["gap"], then["matters"]) == ("pair-2", 91, "never")


def test_the_threshold_is_that_of_the_new_sum(built: Workspace) -> None:
    # 240,000 people: 2 % of the valid votes, 19.3 of 965 and 18.84 of 942, which the Court would print as 19.
    told = asked(built, "--set", "a/001", "pair-1=97", "--set", "a/001", "valid=177")
    assert (told["now"]["valid"], told["now"]["threshold"], told["now"]["within"]) == (965, 19, "yes")
    then = told["supposed"]
    assert (then["valid"], then["threshold"], then["gap"], then["within"], then["first"]) == (
        942,
        19,
        8,
        "yes",
        "pair-2",
    )


def test_words_say_both_results_side_by_side_in_both_languages(built: Workspace) -> None:
    told = bukti("what-if", "--void", "a/002", at=built.root, language="en").out
    lines = {" ".join(line.split()) for line in told.splitlines()}
    assert {"01 Pair 1 490 340 −150", "02 Pair 2 475 415 −60", "gap of the two leading 15 75 +60"} <= lines
    assert {"leads Pair 1 Pair 2 changes", "by law elected elected"} <= lines
    assert "threshold, article 158 19 votes (2.0 %) 15 votes (2.0 %)" in lines
    assert "gap within the threshold yes no changes" in lines
    said = bukti("what-if", "--void", "a/002", at=built.root, language="id").out
    assert "unggul" in said
    assert "fakta dan tabel ruang kerja tidak berubah" in said


def test_the_last_seat_of_a_council_moves_with_the_votes_it_hangs_on(tmp_path: Path) -> None:
    # 280, 150, 100, 60 and 30 votes for seven seats: with 21 more the fifth list passes 150/3 for the second's last.
    workspace = council(tmp_path / "w")
    rebuilt(workspace).built.connection.close()
    north, south = asked(workspace, "--set", "a/004", "pair-5=26")["seats"]
    assert (north["area"], north["now"]["pair-2"], north["now"]["pair-5"]) == ("utara", 2, 0)
    assert (north["supposed"]["pair-2"], north["supposed"]["pair-5"]) == (1, 1)
    assert south["now"] == south["supposed"]
    told = bukti("what-if", "--set", "a/004", "pair-5=26", at=workspace.root, language="en").out
    lines = {" ".join(line.split()) for line in told.splitlines()}
    assert {"Seats of North now supposed", "Pair 2 2 1 −1", "Pair 5 0 1 +1", "open (level votes) 1 1"} <= lines


def test_a_finding_accepted_lets_a_sheet_that_was_held_count(tmp_path: Path) -> None:
    # 310 votes cast of 300 ballots received: impossible, so held.
    workspace = town_of_five(
        tmp_path / "w", sheets=SHEETS.replace("c,2,60,140,200,0,200,300", "c,2,160,150,310,0,310,300")
    )
    found = rebuilt(workspace)
    held = found.rows("select finding_id from finding where severity = 'hold'")
    found.built.connection.close()
    told = asked(workspace, *(a for (finding,) in held for a in ("--accept", finding)))
    assert (told["now"]["votes"], told["supposed"]["votes"]) == (
        {"pair-1": 430, "pair-2": 335}, {"pair-1": 590, "pair-2": 485})  # fmt: skip


def test_a_drafted_decision_can_be_tried_before_it_is_taken(built: Workspace, tmp_path: Path) -> None:
    copy = Workspace(Path(shutil.copytree(built.root, tmp_path / "w")))
    people = ("--author", "A", "--author-role", "clerk", "--approver", "B", "--approver-role", "chief")
    of = ("--reason", "court", "--basis", "UU 10/2016", "--document", "0" * 64, "--name", "ruling")
    assert bukti("decide", "--effect", "void-unit", "--unit", "c/002", *people, *of, at=copy.root).code == 0
    file = copy.decisions / "ruling.toml"
    moved = tmp_path / "ruling.toml"
    file.rename(moved)
    assert asked(copy, str(moved))["supposed"]["votes"] == {"pair-1": 430, "pair-2": 335}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "Nothing is supposed"),
        (("--void", "z/001"), "z/001"),
        (("--re-vote", "a/001", "1:2:3"), "a re-vote needs a figure for each selection: 3"),
        (("--re-vote", "a/001", "1:x"), "not readable: 1:x"),
        (("--set", "a/001", "pair-1"), "not readable: pair-1"),
        (("--set", "a/001", "nothing=3"), "nothing"),
        (("--accept", "f00"), "f00"),
        (("absent.toml",), "absent.toml"),
    ],
)
def test_what_cannot_be_supposed_is_told_and_nothing_is_left(
    given: tuple[str, ...], told: str, built: Workspace
) -> None:
    before = digests(built)
    ran = bukti("what-if", *given, at=built.root)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert digests(built) == before


def test_without_a_build_there_is_nothing_to_suppose_about(tmp_path: Path) -> None:
    ran = bukti("what-if", "--void", "a/001", at=town_of_five(tmp_path / "w").root)
    assert ran.code == 2
    assert "Traceback" not in ran.err
