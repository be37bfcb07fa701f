"""A claim about a council: whether a seat of its ballot area moves, from the tables to the sentence."""

from __future__ import annotations

import pytest
from tests.bundles.town import put
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.cases import known
from bukti.evidence.workspace import Workspace
from bukti.publish.disputed.view import CaseView, case_view
from bukti.publish.disputed.words import CaseWords
from bukti.publish.labels import Labels
from bukti.publish.lookup import Units
from bukti.publish.opened import opened

# The seven seats of law.md E13, a hundredth of each list's votes, in two stations: 280, 150, 100, 60, 30.
TABLE = "village,tps,p1,p2,p3,p4,p5\na,1,140,75,50,30,15\na,2,140,75,50,30,15\n"
AREA = """office = "local-council"
[[contest.area]]
id = "d1"
title = { indonesian = "Dapil 1", english = "Area 1" }
seats = 7

"""
CLAIMS = """\
status = "announced"
[[claim]]
id = "1"
kind = "figures"
units = ["a/001"]
figures = [{ field = "pair-5", written = 15, claimed = 36 }]
[[claim]]
id = "2"
kind = "figures"
units = ["a/001"]
figures = [{ field = "pair-5", written = 15, claimed = 34 }]
[[claim]]
id = "3"
kind = "ineligible"
units = ["a/002"]
voters = 60
[[claim]]
id = "4"
kind = "re-vote"
unknown = ["units"]
"""


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    election = Election((papers(TABLE),), pairs=5)
    toml = election.toml.replace('[[contest.selection]]\nid = "pair-1"', AREA + '[[contest.selection]]\nid = "pair-1"')
    workspace = written(tmp_path_factory.mktemp("council") / "w", election, toml)
    rebuilt(workspace).built.connection.close()
    put(workspace, CLAIMS)
    rebuilt(workspace).built.connection.close()
    return workspace


def told(workspace: Workspace) -> tuple[CaseView, list[str]]:
    with opened(workspace) as asked:
        units = Units(asked)
        view = case_view(asked, units, known(workspace)[0])
        said = CaseWords(Labels(asked.terms, "en"), view, lambda unit: unit)
        lines = [said.lines(claim).matters for claim in view.claims]
        return view, [*lines, said.answer(view.together, "case.if-all-true")]


def test_a_claim_says_whether_a_seat_moves_and_between_which_lists(council: Workspace) -> None:
    """By hand: the fifth list needs 21 votes more to pass 150 / 3; 19 leave it below; 60 voters reach several."""
    view, lines = told(council)
    assert view.votes == (280, 150, 100, 60, 30)
    assert lines[0] == "If it is true, a seat of Area 1 moves, from list 02 to list 05."
    assert lines[1] == "If it is true, no seat of Area 1 moves."
    assert lines[2].startswith("If it is true, a seat of Area 1 could move")
    assert "which" not in lines[3]
    assert "each claim says whether a seat moves" in lines[4]


def test_nowhere_is_no_area(council: Workspace) -> None:
    view, _ = told(council)
    assert view.claims[3].seats_if_true is None
    assert [c.seats_if_true is not None for c in view.claims[:3]] == [True] * 3
