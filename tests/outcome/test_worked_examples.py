"""The worked examples of the law that are about sheets, stocks and sums: through the rules and figures that exist."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bukti.locale.format import share
from bukti.outcome.threshold import threshold
from bukti.vocabulary.profile import Profile, load_profile
from bukti.vocabulary.roles import parse_role
from bukti.vocabulary.says import broken

PEMILU, PILKADA = load_profile("id/presidential-2024"), load_profile("id/regional-2024")
GOOD = {
    "registered": 287, "registered{male}": 141, "registered{female}": 146,
    "voted{list_fixed}": 231, "voted{list_fixed, male}": 110, "voted{list_fixed, female}": 121,
    "voted{list_moved}": 3, "voted{list_moved, male}": 2, "voted{list_moved, female}": 1,
    "voted{list_unlisted}": 5, "voted{list_unlisted, male}": 3, "voted{list_unlisted, female}": 2,
    "voted": 239, "voted{male}": 115, "voted{female}": 124,
    "ballots{received}": 293, "ballots{used}": 239, "ballots{spoiled}": 1, "ballots{unused}": 53,
    "disabled": 0, "disabled{male}": 0, "disabled{female}": 0,
    "valid": 231, "invalid": 8, "cast": 239,
}  # fmt: skip
VOTES = (120, 70, 41)


def fired(values: dict[str, int], votes: tuple[int, ...], profile: Profile = PEMILU) -> dict[str, str | None]:
    """The identities that a station's sheet breaks, by rule, with the identity of the law each is."""
    sheet = next(s for s in profile.sheets if s.letter == "C")
    named = {field.name: values[str(parse_role(str(field.role)))] for field in sheet.fields}
    known = {**named, **profile.caps(date(2024, 11, 27))}
    return {r.rule: r.identity for r in sheet.rules if r.says and broken(r.says, known, votes)}


def test_a_good_sheet_keeps_every_identity() -> None:
    """E01."""
    assert fired(GOOD, VOTES) == {}
    assert (141 + 146, 231 + 3 + 5, sum(VOTES), 239 + 1 + 53) == (287, 239, 231, 293)


@pytest.mark.parametrize(
    ("profile", "registered", "reserve"), [(PEMILU, 287, 6), (PILKADA, 541, 14), (PILKADA, 600, 15), (PEMILU, 251, 6)]
)
def test_the_reserve_is_rounded_up(profile: Profile, registered: int, reserve: int) -> None:
    """E02."""
    percent = profile.parameter("reserve_percent", date(2024, 11, 27))
    assert -(-registered * percent // 100) == reserve
    assert Fraction(registered) * percent / 100 <= reserve


def test_more_votes_than_voters_is_a_ground_for_a_recount_before_and_after_it() -> None:
    """E03, Barito Utara: 437 users; 439 votes, 440 after the recount. Rule I06 fires both times."""
    sheet = {**GOOD, "voted": 437, "cast": 439, "valid": 431, "invalid": 8, "ballots{used}": 439}
    for cast in (439, 440):
        found = fired({**sheet, "cast": cast, "valid": cast - 8, "ballots{used}": cast}, (431 - 439 + cast, 0), PILKADA)
        assert "I06" in found.values()
        assert "I05" not in found.values()


BERAU = (
    (1637, 3311, 12719, 3926, 15177, 7128, 3486, 1523, 9389, 1740, 883, 2265, 1710),
    (1792, 5030, 8731, 3902, 17266, 7504, 3496, 2483, 6025, 2695, 1070, 2614, 2982),
)


def test_the_districts_of_berau_add_up_to_the_gap_that_was_disputed() -> None:
    """E04 and E05: pair 2 leads in ten of thirteen districts."""
    one, two = (sum(pair) for pair in BERAU)
    assert (one, two, one + two, one + two + 3_807) == (64_894, 65_590, 130_484, 134_291)
    assert sum(b > a for a, b in zip(*BERAU, strict=True)) == 10
    assert threshold("regent-or-mayor", 300_000, one + two, two - one, date(2024, 11, 27)).standing
    assert share(696, 130_484, "en") == "0.5 %"


def test_the_areas_of_semarang_hold_fifty_seats() -> None:
    """E11; one newspaper's 11 for the second area would make 49."""
    assert sum((7, 12, 8, 9, 7, 7)) == 50


def test_a_share_without_its_base_misleads() -> None:
    """E22: 903,477 of 1,265,192 registered are 71.41 %, published as 72.84 %; E24: 790,457 used are all votes."""
    assert share(903_477, 1_265_192, "en") == "71.4 %"
    assert 583_971 + 185_352 + 21_134 == 790_457
    assert share(583_971, 583_971 + 185_352, "en") == "75.9 %"
