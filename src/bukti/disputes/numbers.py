"""Numbers that the Constitutional Court gives: of a case, of a petition of a general election, of a receipt.

    81/PHPU.BUP-XXIII/2025      a case of a Pilkada: number, kind (GUB, BUP, WAKO), year of the Court, year
    219-01-14-23                a case of a general election: number, kind of contest, party, province
    81/PAN.MK/e-AP3/12/2024     the receipt of a petition: number, month, year

The Court counts its own years in Roman figures, 2003 the first: 2025 is XXIII.

Source: law.md 3.2 (forms of 2024 and 2025 read in the press); WAKO, the long form of general elections and the meaning
of its parts are not checked against the Court's rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bukti.intake.numbers import read_count
from bukti.vocabulary.problems import Place, refuse

Kind = Literal["GUB", "BUP", "WAKO"]
FIRST_YEAR: Final = 2003
"""The first year of the Court."""
EXAMPLES: Final = "81/PHPU.BUP-XXIII/2025, 219-01-14-23"
RECEIPT: Final = "81/PAN.MK/e-AP3/12/2024"

_REGIONAL: Final = re.compile(r"([1-9][0-9]{0,3})/PHPU\.(GUB|BUP|WAKO)-([IVXLCDM]+)/([0-9]{4})")
_GENERAL: Final = re.compile(
    r"([0-9]{2,4})-([0-9]{2})-([0-9]{2})-([0-9]{2})(?:/PHPU\.(DPR-DPRD|DPD)-([IVXLCDM]+)/([0-9]{4}))?"
)
_RECEIPT: Final = re.compile(r"([1-9][0-9]{0,3})/PAN\.MK/e-AP3/(0[1-9]|1[0-2])/([0-9]{4})")
_ROMAN: Final = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class Regional:
    """The number of a case about the election of a governor, a regent or a mayor."""

    number: int
    kind: Kind
    year: int

    @property
    def text(self) -> str:
        """As the Court writes it."""
        return f"{self.number}/PHPU.{self.kind}-{roman(self.year - FIRST_YEAR + 1)}/{self.year}"


@dataclass(frozen=True)
class General:
    """The number of a case about a legislative election; the last three parts as the Court numbers them.

    `form` and `year` are of the long form, which not all write.
    """

    number: int
    contest: int
    party: int
    province: int
    form: str = ""
    year: int = 0

    @property
    def text(self) -> str:
        """As the Court writes it."""
        parts = "-".join(f"{n:02d}" for n in (self.number, self.contest, self.party, self.province))
        return f"{parts}/PHPU.{self.form}-{roman(self.year - FIRST_YEAR + 1)}/{self.year}" if self.form else parts


@dataclass(frozen=True)
class Receipt:
    """The number under which the registry took a petition in."""

    number: int
    month: int
    year: int

    @property
    def text(self) -> str:
        """As the registry writes it."""
        return f"{self.number}/PAN.MK/e-AP3/{self.month:02d}/{self.year}"


def roman(n: int) -> str:
    """A number from 1 to 399 in Roman figures."""
    told = ""
    for value, figure in _ROMAN:
        told += figure * (n // value)
        n %= value
    return told


def case_number(text: str) -> Regional | General:
    """The parts of a case's number; written again they give the same text.

    Raises Refusal: CS-NUMBER where it is none, CS-NUMBER-YEAR where the Roman figures are of another year.
    """
    if found := _REGIONAL.fullmatch(text):
        number, kind, figures, year = found.groups()
        kinds: dict[str, Kind] = {"GUB": "GUB", "BUP": "BUP", "WAKO": "WAKO"}
        return Regional(_count(number), kinds[kind], _year(text, figures, year))
    if found := _GENERAL.fullmatch(text):
        n, contest, party, province, form, figures, year = found.groups()
        of_year = _year(text, figures, year) if form else 0
        parts = (_count(n), _count(contest), _count(party), _count(province))
        return _plain(General(*parts, form or "", of_year), text)
    raise refuse("CS-NUMBER", Place(), text, EXAMPLES)


def receipt(text: str) -> Receipt:
    """The parts of a receipt's number; written again they give the same text. Raises Refusal (CS-NUMBER)."""
    found = _RECEIPT.fullmatch(text)
    if found is None:
        raise refuse("CS-NUMBER", Place(), text, RECEIPT)
    return Receipt(*(_count(part) for part in found.groups()))


def _plain(number: General, text: str) -> General:
    """The number, where it is written as the Court writes it, without a zero too many."""
    if number.text != text:
        raise refuse("CS-NUMBER", Place(), text, number.text)
    return number


def _year(text: str, figures: str, year: str) -> int:
    of_court = _count(year) - FIRST_YEAR + 1
    if of_court < 1 or roman(of_court) != figures:
        told = f"{roman(of_court)}/{year}" if of_court > 0 else EXAMPLES
        raise refuse("CS-NUMBER-YEAR", Place(), f"{figures}/{year}" if figures else text, told)
    return _count(year)


def _count(digits: str) -> int:
    """Digits that a pattern let through, by the one grammar of counts."""
    value = read_count(digits, None).value
    assert value is not None, digits
    return value
