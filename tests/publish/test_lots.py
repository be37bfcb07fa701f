"""A lot for a tied last seat is a decision: who may be in it, what it settles, and that it can be withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.publish.offices import council
from tests.recap.deciding import decide

from bukti.evidence.workspace import Workspace
from bukti.outcome.seats import Seat
from bukti.publish.build import build
from bukti.publish.opened import Opened
from bukti.publish.outcomes import meaning
from bukti.vocabulary.problems import Refusal

DRAWN = ["pair-3", "pair-2"]


def last(workspace: Workspace) -> tuple[Seat, str]:
    """The last seat of the south (90, 30 and 30 votes for three seats), and the id of the lot's decision."""
    built = build(workspace)
    try:
        _, south = meaning(Opened(built, changed=False), built.terms.configuration.contest[0]).areas
    finally:
        built.connection.close()
    assert south.allocation is not None
    return south.allocation.seats[-1], south.lot.decision if south.lot else ""


def test_a_drawn_lot_settles_the_tie_until_it_is_drawn_again_or_withdrawn(tmp_path: Path) -> None:
    workspace = council(tmp_path / "w")
    seat, decision = last(workspace)
    assert (seat.holder, seat.settled, seat.claimants, decision) == (None, "open", ("pair-2", "pair-3"), "")
    decide(workspace, "d1", "draw-lot", reason="lot", area="selatan", drawn=DRAWN)
    seat, first = last(workspace)
    assert (seat.holder, seat.settled) == ("pair-3", "lot")
    decide(workspace, "d2", "draw-lot", reason="lot", area="selatan", drawn=DRAWN[::-1])
    with pytest.raises(Refusal) as refusal:
        last(workspace)
    assert [p.code for p in refusal.value.problems] == ["DC-NO-ORDER"]
    decide(workspace, "d2", "draw-lot", reason="lot", area="selatan", drawn=DRAWN[::-1], order=2)
    seat, second = last(workspace)
    assert (seat.holder, seat.settled) == ("pair-2", "lot")
    assert first != second
    decide(workspace, "d3", "withdraw-source", reason="wrong-file", sources=[first, second], order=3)
    assert last(workspace) == (Seat(3, None, seat.quotient, ("pair-2", "pair-3"), "open"), "")


REFUSED = {
    "unknown area": ("timur", DRAWN, ["DC-UNKNOWN"]),
    "no tie": ("utara", DRAWN, ["DC-NO-TIE"]),
    "no claimant": ("selatan", [*DRAWN, "pair-4"], ["DC-NO-CLAIMANT"]),
    "no list": ("selatan", [*DRAWN, "pair-9"], ["DC-NO-CLAIMANT"]),
    "a claimant left out": ("selatan", DRAWN[:1], ["DC-NOT-IN-LOT"]),
    "one twice": ("selatan", [*DRAWN, "pair-3"], ["CF-ID-TWICE"]),
}


def test_a_lot_of_others_than_the_claimants_is_refused(tmp_path: Path) -> None:
    workspace = council(tmp_path / "w")
    last(workspace)
    for area, drawn, codes in REFUSED.values():
        decide(workspace, "d", "draw-lot", reason="lot", area=area, drawn=drawn)
        with pytest.raises(Refusal) as refusal:
            last(workspace)
        assert [p.code for p in refusal.value.problems] == codes


def test_a_lot_goes_from_the_command_to_the_page_of_the_outcome_and_that_of_decisions(tmp_path: Path) -> None:
    workspace = council(tmp_path / "w")
    last(workspace)
    people = ("--author", "A", "--author-role", "clerk", "--approver", "B", "--approver-role", "chief")
    of = ("--reason", "lot", "--basis", "PKPU 6/2024", "--document", "ab" * 32)
    lot = ("--area", "selatan", "--drawn", "pair-3", "--drawn", "pair-2")
    done = bukti("decide", "--effect", "draw-lot", *lot, *people, *of, at=workspace.root)
    assert (done.code, done.err) == (0, "")
    assert bukti("build", at=workspace.root).code == 0
    _, decision = last(workspace)
    for language, by_lot, drawn in (
        ("en", "got it by lot", "A lot was drawn: South, drawn as number 1: Pair 3"),
        ("id", "mendapatnya dengan undian", "Undian ditetapkan: Dapil Selatan, urutan ke-1: Pair 3"),
    ):
        pages = workspace.preview / language / "ppwp"
        outcome = (pages / "outcome" / "index.html").read_text(encoding="utf-8")
        assert by_lot in outcome
        assert f"decisions/#d-{decision}" in outcome.replace("index.html", "")
        told = (pages / "decisions" / "index.html").read_text(encoding="utf-8")
        assert drawn in told
        assert f'id="d-{decision}"' in told
