"""Numbers of cases: read, written again, and refused where they are not what the Court writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.disputes.numbers import General, Kind, Receipt, Regional, case_number, receipt, roman
from bukti.vocabulary.problems import Refusal

FOUND: dict[str, Regional | General] = {
    "81/PHPU.BUP-XXIII/2025": Regional(81, "BUP", 2025),
    "96/PHPU.BUP-XXIII/2025": Regional(96, "BUP", 2025),
    "313/PHPU.BUP-XXIII/2025": Regional(313, "BUP", 2025),
    "260/PHPU.GUB-XXIII/2025": Regional(260, "GUB", 2025),
    "5/PHPU.WAKO-XXIII/2025": Regional(5, "WAKO", 2025),
    "01-01-14-11": General(1, 1, 14, 11),
    "09-01-14-11": General(9, 1, 14, 11),
    "17-01-05-33": General(17, 1, 5, 33),
    "128-01-05-34": General(128, 1, 5, 34),
    "219-01-14-23": General(219, 1, 14, 23),
    "234-01-03-04": General(234, 1, 3, 4),
    "219-01-14-23/PHPU.DPR-DPRD-XXII/2024": General(219, 1, 14, 23, "DPR-DPRD", 2024),
}
"""Numbers of law.md 3 and methods.md 2, with their parts read off by eye."""


@pytest.mark.parametrize("text", FOUND)
def test_a_number_of_the_court_is_read_and_written_again(text: str) -> None:
    assert case_number(text) == FOUND[text]
    assert FOUND[text].text == text


def test_a_receipt_is_read_and_written_again() -> None:
    assert receipt("81/PAN.MK/e-AP3/12/2024") == Receipt(81, 12, 2024)
    assert Receipt(81, 12, 2024).text == "81/PAN.MK/e-AP3/12/2024"


@pytest.mark.parametrize(
    ("year", "figures"), [(2003, "I"), (2006, "IV"), (2011, "IX"), (2023, "XXI"), (2024, "XXII"), (2025, "XXIII")]
)
def test_the_court_counts_its_years_from_2003(year: int, figures: str) -> None:
    assert case_number(f"1/PHPU.GUB-{figures}/{year}") == Regional(1, "GUB", year)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("81/PHPU.BUP-XXII/2025", "XXIII/2025"),
        ("81/PHPU.BUP-XXIII/2024", "XXII/2024"),
        ("81/PHPU.BUP-IIII/2006", "IV/2006"),
        ("81/PHPU.BUP-X/1999", "81/PHPU.BUP-XXIII/2025, 219-01-14-23"),
        ("219-01-14-23/PHPU.DPR-DPRD-XXIII/2024", "XXII/2024"),
    ],
)
def test_roman_figures_of_another_year_are_told_with_the_right_ones(text: str, expected: str) -> None:
    with pytest.raises(Refusal) as refusal:
        case_number(text)
    assert [(p.code, p.expected) for p in refusal.value.problems] == [("CS-NUMBER-YEAR", expected)]


@pytest.mark.parametrize(
    "text",
    [
        "", "81", "81/PHPU.BUP/2025", "081/PHPU.BUP-XXIII/2025", "0/PHPU.BUP-XXIII/2025", "81/PHPU.BUPATI-XXIII/2025",
        "81/phpu.bup-xxiii/2025", "81/PHPU.BUP-XXIII/2025 ", "81/PHPU.BUP-XXIII/25", "1-01-14-11", "001-01-14-11",
        "01-1-14-11", "01-01-14", "８1/PHPU.BUP-XXIII/2025", "118/PUU-XXII/2024", "81/PAN.MK/e-AP3/12/2024",
    ],
)  # fmt: skip
def test_what_is_no_number_of_a_case_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        case_number(text)
    assert [(p.code, p.found) for p in refusal.value.problems] == [("CS-NUMBER", text)]


@pytest.mark.parametrize(
    "text", ["81/PAN.MK/e-AP3/13/2024", "81/PAN.MK/e-AP3/00/2024", "81/PAN.MK/AP3/12/2024", "81/PHPU.BUP-XXIII/2025"]
)
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        receipt(text)


@given(st.integers(1, 9999), st.sampled_from(["GUB", "BUP", "WAKO"]), st.integers(2003, 2400))
def test_every_number_that_is_written_is_read_as_itself(number: int, kind: Kind, year: int) -> None:
    one = Regional(number, kind, year)
    assert case_number(one.text) == one


@given(*[st.integers(0, 99)] * 3, st.integers(1, 9999))
def test_every_number_of_a_general_election_is_read_as_itself(c: int, p: int, v: int, number: int) -> None:
    one = General(number, c, p, v)
    assert case_number(one.text) == one


@given(st.integers(1, 398))
def test_roman_figures_are_in_order_of_their_values(n: int) -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    told = [values[f] for f in roman(n)]
    read = sum(-a if a < b else a for a, b in zip(told, [*told[1:], 0], strict=True))
    assert read == n
    assert not any(f * 4 in roman(n) for f in values)
