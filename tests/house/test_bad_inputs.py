"""Every kind of bad input has its number, what has to come of it, and a test that bears the number."""

from __future__ import annotations

import re
from typing import Final

from tests.needs import ROOT

OUTCOMES: Final = {
    1: "R", 2: "W", 3: "N", 4: "N", 5: "R", 6: "R", 7: "R", 8: "N", 9: "N", 10: "R", 11: "N", 12: "N", 13: "R",
    14: "R", 15: "N", 16: "R", 17: "R", 18: "R", 19: "R", 20: "R", 21: "R", 22: "R", 23: "R", 24: "R", 25: "R",
    26: "R", 27: "W", 28: "N", 29: "R", 30: "R", 31: "N", 32: "R", 33: "W", 34: "R", 35: "F", 36: "W", 37: "N",
    38: "K", 39: "R", 40: "R", 41: "F", 42: "W", 43: "F", 44: "R", 45: "R", 46: "R", 47: "K", 48: "K", 49: "K",
    50: "K", 51: "K", 52: "K", 53: "K", 54: "K", 55: "K", 56: "K", 57: "K", 58: "K", 59: "K", 60: "K", 61: "K",
    62: "K", 63: "N", 64: "N", 65: "N", 66: "K", 67: "F", 68: "K", 69: "K", 70: "K", 71: "N", 72: "F", 73: "K",
    74: "K", 75: "K", 76: "K", 77: "K", 78: "K", 79: "K", 80: "R", 81: "W", 82: "K", 83: "N", 84: "N", 85: "R",
    86: "K", 87: "R", 88: "K", 89: "R", 90: "R", 91: "R", 92: "R", 93: "R", 94: "R", 95: "N", 96: "R", 97: "R",
    98: "R", 99: "K", 100: "R", 101: "N", 102: "F", 103: "R", 104: "R", 105: "R", 106: "R", 107: "R", 108: "R",
    109: "R", 110: "R", 111: "W", 112: "R", 113: "R", 114: "F", 115: "R", 116: "R", 117: "R", 118: "N",
    119: "N", 120: "F",
}  # fmt: skip
"""What comes of each: refused, kept as text with a finding, a finding, read as shown, or taken in with a notice.

A file of boundaries (107) that is wrong as a whole is refused; one odd outline in it is told and left out.
So with pictures (111): one that cannot be shown whole is refused, one that is only odd is put right and told.
"""
_NUMBER = re.compile(r"\b(?:test_b|B)(\d{3})(?![0-9])")


def claimed() -> set[int]:
    """The numbers that tests bear: in their names, their cases or what they say."""
    files = [p for p in (ROOT / "tests").rglob("test_*.py") if p.name != "test_bad_inputs.py"]
    return {int(n) for p in files for n in _NUMBER.findall(p.read_text(encoding="utf-8"))}


def test_every_bad_input_of_the_list_is_claimed_by_a_test() -> None:
    assert set(OUTCOMES) == set(range(1, 121))
    assert sorted(set(OUTCOMES) - claimed()) == []


def test_no_test_claims_a_number_that_is_not_on_the_list() -> None:
    assert sorted(claimed() - set(range(1, 121))) == []
