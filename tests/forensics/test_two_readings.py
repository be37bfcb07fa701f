"""F1 and F2: whom differing readings would help, and districts that differ more than the rest."""

from __future__ import annotations

import random

import pytest

from bukti.forensics import identity_breaks as f1
from bukti.forensics import source_disagreement as f2
from bukti.forensics.sheets import Sheet


def read(
    no: int, votes: tuple[int | None, ...], other: tuple[int | None, ...] | None, valid: int | None = None
) -> Sheet:
    return Sheet(f"made:1/{no:03d}", "made:d", votes, valid, other=other)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (0, 87, f1.ZERO),
        (17, 117, f1.SHORTENED),
        (1, 117, f1.SHORTENED),
        (71, 117, f1.OTHER),
        (147, 117, f1.CHANGED),
        (117, 17, f1.OTHER),
        (7, 0, f1.OTHER),
    ],
)
def test_a_misread_figure_is_told_by_its_digits(a: int, b: int, kind: str) -> None:
    assert f1.kind(a, b) == kind


@pytest.mark.parametrize(
    ("votes", "other", "kind", "effect"),
    [
        ((174, 39), (147, 39), f1.CHANGED, 27),
        ((174, 39), (174, 93), f1.CHANGED, 54),
        ((74, 39), (174, 39), f1.SHORTENED, -100),
        ((174, 0), (174, 39), f1.ZERO, 39),
        ((0, 0), (174, 39), f1.EMPTY, -135),
        ((174, 39), (0, 0), f1.EMPTY, 135),
        ((39, 174), (174, 39), f1.EXCHANGED, -270),
        ((74, 38), (174, 39), f1.OTHER, -99),
    ],
)
def test_a_difference_is_told_by_kind_and_by_what_it_does_to_the_margin(
    votes: tuple[int, int], other: tuple[int, int], kind: str, effect: int
) -> None:
    (line,) = f1.part([read(1, votes, other)]).lines
    assert line.kind == kind
    assert f1.effect(line, 1, 2) == effect
    assert f1.effect(line, 2, 1) == -effect


def test_votes_that_do_not_add_up_are_counted_beside_how_often_their_figures_differ() -> None:
    sheets = [
        read(1, (60, 40), (60, 40), 100),
        read(2, (60, 40), (60, 40), 101),
        read(3, (60, 40), (61, 40), 101),
        read(4, (60, 40), None, 99),
        read(5, (0, 0), (60, 40), 0),  # not entered
        read(6, (0, 0), (60, 40), 100),
        read(7, (60, None), (60, 40), 100),
    ]
    counts = f1.part(sheets).counts
    assert (counts["sums"], counts["broken"], counts["broken-two"], counts["broken-differ"]) == (4, 3, 2, 1)
    assert (counts["sound-two"], counts["sound-differ"], counts["two"]) == (1, 0, 5)


def test_a_p_is_given_for_each_kind_alone_beside_both_nulls() -> None:
    sheets = [read(n, (150 + n, 40), (140 + n, 40)) for n in range(5)] + [read(9, (74, 39), (174, 39))]
    report = f1.report([f1.part(sheets)], 1, 2)
    assert report.found == 6
    assert (report.figures["changed-for"], report.figures["changed-against"]) == (5, 0)
    assert (report.figures["changed-net"], report.figures["shortened-net"]) == (50, -100)
    assert report.figures["changed-half"] == pytest.approx(2 / 32)
    assert report.figures["changed-holm"] == pytest.approx(
        3 * max(report.figures["changed-half"], report.figures["changed-noise"])
    )
    with_p = {name.partition("-")[0] for name in report.figures if name.endswith(("-half", "-noise", "-holm"))}
    assert with_p == {f1.ZERO, f1.SHORTENED, f1.CHANGED}


def test_noise_favours_the_first_as_often_as_when_every_digit_is_replaced_by_every_other() -> None:
    sheets = [read(1, (174, 39), (174, 39)), read(2, (205, 7), (205, 7))]
    report = f1.report([f1.part(sheets)], 1, 2)
    helped = 0.0
    for sheet in sheets:
        for at, n in enumerate(sheet.votes):
            outcomes = []
            for place, digit in enumerate(str(n)):
                for other in set("0123456789") - {digit}:
                    new = int(str(n)[:place] + other + str(n)[place + 1 :])
                    outcomes.append((new > (n or 0)) == (at == 0))
            helped += sum(outcomes) / len(outcomes) / 4
    assert report.figures["changed-share"] == pytest.approx(helped, abs=1e-5)
    assert report.figures["zero-share"] == 0.5
    assert report.figures["shortened-share"] == pytest.approx(1 / 3)  # 39 alone can lose a digit beside 174 and 205


def test_a_difference_among_others_leaves_the_margin_of_the_two_leading_as_it_is() -> None:
    report = f1.report([f1.part([read(1, (90, 80, 20), (90, 80, 25))])], 1, 2)
    assert (report.found, report.figures["neither"], report.figures["changed-for"]) == (1, 1, 0)


def test_one_series_alone_says_whom_nothing_helps() -> None:
    one = [read(1, (60, 40), None, 101)]
    assert f1.report([f1.part(one)], 1, 2).why_not == "one-series"
    assert f1.report([f1.part([])], 1, 2).why_not == "no-sums"


def district(name: str, sheets: int, differ: int) -> list[Sheet]:
    return [Sheet(f"made:{name}/{n:03d}", name, (60, 40), other=(61 if n < differ else 60, 40)) for n in range(sheets)]


def test_a_district_with_many_more_differing_sheets_is_found_alone() -> None:
    rng = random.Random(3)
    some = [district(f"d{n:02d}", 250, rng.randint(0, 5)) for n in range(15)]
    report = f2.report([f2.part([s for d in some for s in d]), f2.part(district("typist", 250, 40))])
    assert [line.unit_id for line in report.lines] == ["typist"]
    assert (report.units, report.testable, report.found) == (16, 16, 1)
    assert report.expected == pytest.approx(0.05)
    calm = f2.report([f2.part([s for d in some for s in d])])
    assert calm.found == 0
    assert calm.why_not == ""


def test_too_few_districts_are_not_compared() -> None:
    three = [s for name in "abc" for s in district(name, 40, 1)]
    assert f2.report([f2.part(three)]).why_not == "few-districts"
    assert f2.report([f2.part([read(1, (1, 2), None)])]).why_not == "one-series"


def test_districts_that_never_differ_are_none_found() -> None:
    same = [s for name in "abcdef" for s in district(name, 40, 0)]
    report = f2.report([f2.part(same)])
    assert (report.found, report.testable) == (0, 6)
