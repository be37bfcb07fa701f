"""What a ruling asks the office to decide, by what is there."""

from __future__ import annotations

from bukti.disputes.rulings import Draft, Waiting, drafts
from bukti.evidence.case import Order
from bukti.evidence.decision import SetField

REVOTE = Order(kind="re-vote", units=("a/001", "b/001"), days=30)


def test_stations_to_be_voted_again_are_void_until_their_paper_is_there() -> None:
    assert drafts([REVOTE], []) == [
        Draft(1, "void-unit", ("a/001", "b/001")), Waiting(1, "re-vote", ("a/001", "b/001"), "void-until-paper"),
    ]  # fmt: skip


def test_stations_whose_new_paper_is_there_count_by_it() -> None:
    assert drafts([REVOTE], [("a/001", "re-vote", 1), ("b/001", "recount", 1)]) == [
        Draft(1, "re-vote", ("a/001",), 1), Draft(1, "void-unit", ("b/001",)),
        Waiting(1, "re-vote", ("b/001",), "void-until-paper"),
    ]  # fmt: skip
    papers = [("a/001", "re-vote", 1), ("b/001", "re-vote", 1)]
    assert drafts([REVOTE], papers) == [Draft(1, "re-vote", ("a/001", "b/001"), 1)]


def test_a_second_re_vote_waits_for_its_own_paper() -> None:
    again = Order(kind="re-vote", units=("a/001",), number=2)
    assert drafts([again], [("a/001", "re-vote", 1)])[0] == Draft(1, "void-unit", ("a/001",))
    assert drafts([again], [("a/001", "re-vote", 2)]) == [Draft(1, "re-vote", ("a/001",), 2)]


def test_a_station_to_be_recounted_stands_until_its_new_paper_is_there() -> None:
    """Buru, law.md 3.4: one station voted again, another recounted."""
    orders = [Order(kind="re-vote", units=("debowae/002",)), Order(kind="recount", units=("namlea/019",))]
    assert drafts(orders, [("debowae/002", "re-vote", 1)]) == [
        Draft(1, "re-vote", ("debowae/002",), 1), Waiting(2, "recount", ("namlea/019",), "no-paper-yet"),
    ]  # fmt: skip


def test_stations_that_nobody_named_are_not_decided_about() -> None:
    """Siak, law.md 3.4: two stations and a special one in the hospital, which the press does not number."""
    assert drafts([Order(kind="re-vote", stations=3)], []) == [Waiting(1, "re-vote", (), "not-named")]


def test_figures_that_the_court_fixed_are_set() -> None:
    change = SetField(field="pair-1", old=544, new=402)
    order = Order(kind="set-figures", units=("x",), set=(change,))
    assert drafts([Order(kind="annul", units=("a",)), order], []) == [
        Draft(1, "void-unit", ("a",)), Draft(2, "set-field", ("x",), set=(change,)),
    ]  # fmt: skip


def test_a_new_recapitulation_or_other_words_decide_nothing_by_themselves() -> None:
    """Puncak Jaya and Jayapura, law.md 3.4: only a new recap; only the wording of the decision."""
    assert drafts([Order(kind="re-recap"), Order(kind="wording")], []) == [
        Waiting(1, "re-recap", (), "new-sheet"), Waiting(2, "wording", (), "no-figure"),
    ]  # fmt: skip
