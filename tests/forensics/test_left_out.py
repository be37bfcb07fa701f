"""The page about tests that are left out shows what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bukti.publish.pages import left_out

BENCHMARKS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
NAMES = {
    "second-digit-first": "second digit, Benford, leader",
    "second-digit-second": "second digit, Benford, other",
    "last-50-first": "last digit, counts from 50, leader",
    "last-50-second": "last digit, counts from 50, other",
    "last-100-first": "last digit, counts from 100, leader",
    "last-100-second": "last digit, counts from 100, other",
    "village-shares": "F3, elections with any station found",
}


@pytest.mark.parametrize(("name", "far", "close"), left_out.FALSE_ALARMS)
def test_a_rate_of_false_alarms_is_the_one_measured(name: str, far: int, close: int) -> None:
    shown = [f"{n // 10}.{n % 10} %" for n in (far, close)]
    assert f"| {NAMES[name]} | {shown[0]} | {shown[1]} |" in BENCHMARKS.read_text(encoding="utf-8")


def test_the_power_told_is_the_one_measured() -> None:
    told = [f"{n // 10}.{n % 10} %" for n in left_out.POWER.values()]
    assert f"{told[1]} and {told[0]}" in BENCHMARKS.read_text(encoding="utf-8").replace("\n", " ")
