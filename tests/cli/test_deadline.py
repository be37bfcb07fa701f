"""`bukti deadline` on the command line: each day told, the end, the law; what it cannot count, in words."""

from __future__ import annotations

import pytest
from tests.cli.running import bukti

from bukti.locale import LANGUAGES
from bukti.outcome.deadlines import rules

EXPECTED = """\
Petition to the Constitutional Court after the result of a regional election was announced
3 working days, the day of the event is the first

day                   counted
--------------------  -------
Thursday, 5 Dec 2024  day 1
Friday, 6 Dec 2024    day 2
Saturday, 7 Dec 2024  weekend
Sunday, 8 Dec 2024    weekend
Monday, 9 Dec 2024    day 3

The last day: Monday, 9 Dec 2024, until 24:00.
UU 10/2016, pasal 157 ayat (5); hari pengumuman adalah hari pertama (not yet checked against the text of the law)
"""


def test_every_day_on_the_way_is_told() -> None:
    ran = bukti("deadline", "petition-regional", "2024-12-05")
    assert (ran.code, ran.out[: len(EXPECTED)], ran.err) == (0, EXPECTED, "")
    assert ran.out[len(EXPECTED) :].startswith("Holidays and joint leave of 2024:")


def test_a_holiday_and_joint_leave_are_named_in_either_language() -> None:
    ran = bukti("deadline", "judgment-regional", "2025-01-03", language="id")
    told = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "Selasa, 28 Jan 2025 cuti bersama: Tahun Baru Imlek" in told
    assert "Hari terakhir: Selasa, 11 Mar 2025, sampai pukul 24.00." in told
    english = [" ".join(line.split()) for line in bukti("deadline", "judgment-regional", "2025-01-03").out.splitlines()]
    assert "Wednesday, 29 Jan 2025 national holiday: Chinese New Year" in english


def test_hours_are_counted_from_a_moment_with_its_zone() -> None:
    assert "It ends on 16 May 2026 15:30 WIB." in bukti("deadline", "breach-notice", "2026-05-13T15:30+07:00").out


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_name_every_limit_is_listed(language: str) -> None:
    ran = bukti("deadline", language=language)
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()[2:]] == [*rules()]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("petition",), "there is no deadline called petition"),
        (("petition-regional",), "it is not said from when"),
        (("petition-regional", "5-12-2024"), "is no day"),
        (("petition-regional", "2024-12-05T19:30"), "is no day"),
        (("breach-notice", "2024-12-05"), "this time limit is in hours"),
        (("petition-regional", "2019-12-05"), "the holidays of 2019 are not known"),
    ],
)
def test_what_cannot_be_counted_is_told_in_one_message(arguments: tuple[str, ...], told: str) -> None:
    ran = bukti("deadline", *arguments)
    assert ran.code != 0
    assert told in ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
