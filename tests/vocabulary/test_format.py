"""Numbers, shares and moments in both languages."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.locale import LANGUAGES, Catalogue
from bukti.locale.format import moment, number, progress, share


def test_thousands_are_marked_with_a_dot_in_indonesian_and_a_comma_in_english() -> None:
    assert [number(n, "id") for n in (0, 999, 1000, 1234567, -1234)] == ["0", "999", "1.000", "1.234.567", "-1.234"]
    assert number(1234567, "en") == "1,234,567"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_of_sentences_is_the_mark_of_numbers(language: str) -> None:
    for known in LANGUAGES:
        if known == language:
            assert number(1000, known) == f"1{Catalogue(known)('number.thousands')}000"


@pytest.mark.parametrize(
    ("part", "whole", "indonesian", "english"),
    [
        (78, 100, "78,0 %", "78.0 %"),
        (1, 3, "33,3 %", "33.3 %"),
        (2, 3, "66,7 %", "66.7 %"),
        (1, 2000, "0,1 %", "0.1 %"),  # 0.05 exactly: halves go up
        (1, 2001, "0,0 %", "0.0 %"),
        (781471, 1002237, "78,0 %", "78.0 %"),
        (5000, 4, "125.000,0 %", "125,000.0 %"),
        (0, 7, "0,0 %", "0.0 %"),
        (3, 0, "–", "–"),
        (-1, 8, "-12,5 %", "-12.5 %"),
    ],
)
def test_a_share_has_one_decimal_and_halves_go_up(part: int, whole: int, indonesian: str, english: str) -> None:
    assert share(part, whole, "id") == indonesian
    assert share(part, whole, "en") == english


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_is_within_half_a_tenth_of_the_truth(part: int, whole: int) -> None:
    shown = Fraction(share(part, whole, "en").removesuffix(" %").replace(",", ""))
    assert Fraction(-1, 20) < shown - Fraction(100 * part, whole) <= Fraction(1, 20)


@pytest.mark.parametrize(
    ("iso", "zone", "indonesian", "english"),
    [
        ("2026-11-24T14:40:00Z", "WIB", "24 Nov 2026 21.40 WIB", "24 Nov 2026 21:40 WIB"),
        ("2026-11-24T14:40:59+00:00", "WITA", "24 Nov 2026 22.40 WITA", "24 Nov 2026 22:40 WITA"),
        ("2026-12-31T16:05:00Z", "WIT", "1 Jan 2027 01.05 WIT", "1 Jan 2027 01:05 WIT"),
        ("2024-05-14T22:40:00+08:00", None, "14 Mei 2024 22.40 WITA", "14 May 2024 22:40 WITA"),
        ("2024-08-17T22:40:00+09:00", None, "17 Agu 2024 22.40 WIT", "17 Aug 2024 22:40 WIT"),
        ("2024-10-14T00:00:00-05:00", None, "14 Okt 2024 12.00 WIB", "14 Oct 2024 12:00 WIB"),
    ],
)
def test_a_moment_has_its_zone(iso: str, zone: str | None, indonesian: str, english: str) -> None:
    known = next((z for z in ("WIB", "WITA", "WIT") if z == zone), None)
    assert moment(iso, "id", known) == indonesian
    assert moment(iso, "en", known) == english


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="2026"):
        moment("2026-11-24T14:40:00", "id")


def test_progress_is_whole_only_when_nothing_is_missing() -> None:
    assert progress(11_780, 11_781, "id") == "99,9 %"
    assert progress(11_781, 11_781, "id") == "100,0 %"
    assert progress(1, 2, "en") == "50.0 %"
    assert progress(0, 0, "id") == "–"
