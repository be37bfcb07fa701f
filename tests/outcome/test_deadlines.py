"""Time limits of the law, each day of them told: E09, E10, E11, E19, E20, E21 and E25 of the worked examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bukti.locale import LANGUAGES, Catalogue
from bukti.outcome.deadlines import DeadlineRule, deadline, rule, rules, rules_for, years
from bukti.vocabulary.problems import Refusal

WIB = timezone(timedelta(hours=7))


def last(name: str, day: str) -> str:
    return deadline(rule(name), date.fromisoformat(day)).last.isoformat()


def changed(name: str, **update: object) -> DeadlineRule:
    return rule(name).model_copy(update=update)


@pytest.mark.parametrize(
    ("announced", "ends", "exclusive"),
    [
        ("2024-12-04", "2024-12-06", "2024-12-09"),
        ("2024-12-05", "2024-12-09", "2024-12-10"),
        ("2025-04-24", "2025-04-28", "2025-04-29"),
    ],
)
def test_the_day_of_the_announcement_is_the_first_of_three(announced: str, ends: str, exclusive: str) -> None:
    """E09; counted from the day after, it would be another day."""
    assert last("petition-regional", announced) == ends
    other = deadline(changed("petition-regional", start="exclusive"), date.fromisoformat(announced))
    assert other.last.isoformat() == exclusive


def test_each_day_says_how_it_was_counted() -> None:
    found = deadline(rule("petition-regional"), date(2024, 12, 5))
    assert [(d.day.isoformat(), d.number, d.why) for d in found.days] == [
        ("2024-12-05", 1, "counted"),
        ("2024-12-06", 2, "counted"),
        ("2024-12-07", 0, "weekend"),
        ("2024-12-08", 0, "weekend"),
        ("2024-12-09", 3, "counted"),
    ]
    assert [y.year for y in found.years] == [2024]


def test_joint_leave_is_no_working_day_of_the_court() -> None:
    """E10: were 28 January 2025 counted, the judgment would be due a day earlier."""
    assert last("judgment-regional", "2025-01-03") == "2025-03-11"
    assert last("related-party-regional", "2025-01-03") == "2025-01-06"
    found = deadline(rule("judgment-regional"), date(2025, 1, 3))
    leave = next(d for d in found.days if d.day == date(2025, 1, 28))
    assert (leave.number, leave.why) == (0, "joint-leave")
    assert leave.free is not None
    assert leave.free.title.indonesian == "Tahun Baru Imlek"
    counted = [d for d in found.days if d.number]
    assert [d.number for d in counted] == [*range(1, 46)]
    assert counted[-2].day == date(2025, 3, 10)


def test_the_courts_other_limits_end_when_its_calendar_says() -> None:
    """E11."""
    assert last("judgment-presidential", "2024-03-25") == "2024-04-22"
    assert last("judgment-legislative", "2024-04-23") == "2024-06-10"


@pytest.mark.parametrize(
    ("ruled", "days", "ends"),
    [
        ("2025-02-24", 30, "2025-03-26"),
        ("2025-02-24", 45, "2025-04-10"),
        ("2025-02-24", 60, "2025-04-25"),
        ("2025-02-24", 90, "2025-05-25"),
        ("2025-02-24", 180, "2025-08-23"),
        ("2025-05-14", 90, "2025-08-12"),
    ],
)
def test_re_votes_that_the_court_orders_are_due_by_the_calendar(ruled: str, days: int, ends: str) -> None:
    """E11."""
    found = deadline(changed("re-vote", amount=days), date.fromisoformat(ruled))
    assert found.last.isoformat() == ends
    assert found.years == ()


@pytest.mark.parametrize(("voted", "ends"), [("2024-02-14", "2024-02-24"), ("2024-11-27", "2024-12-07")])
def test_a_re_vote_at_a_station_is_due_ten_days_after_voting(voted: str, ends: str) -> None:
    """E25."""
    assert last("re-vote", voted) == ends


def test_hours_run_through_holidays_to_the_minute() -> None:
    """E19: 14 and 15 May 2026 are a holiday and joint leave."""
    found = deadline(rule("breach-notice"), datetime(2026, 5, 13, 15, 30, tzinfo=WIB))
    assert found.at == datetime(2026, 5, 16, 15, 30, tzinfo=WIB)
    national = deadline(rule("petition-legislative"), datetime(2024, 3, 20, 22, 19, tzinfo=WIB))
    assert (national.at, national.last) == (datetime(2024, 3, 23, 22, 19, tzinfo=WIB), date(2024, 3, 23))


@pytest.mark.parametrize(
    ("name", "since", "ends"),
    [
        ("information-answer", "2026-03-12", "2026-04-02"),
        ("information-extension", "2026-04-02", "2026-04-14"),
        ("information-answer", "2026-11-24", "2026-12-08"),
        ("information-extension", "2026-12-08", "2026-12-17"),
        ("information-objection", "2026-04-20", "2026-06-09"),
        ("information-dispute", "2026-06-08", "2026-06-29"),
        ("auction-payment", "2025-02-18", "2025-02-25"),
    ],
)
def test_days_that_begin_after_the_event(name: str, since: str, ends: str) -> None:
    """E20 and E21."""
    assert last(name, since) == ends
    first = deadline(rule(name), date.fromisoformat(since)).days[0]
    assert (first.number, first.why) == (0, "before")


def test_an_announcement_late_in_the_evening_counts_from_its_own_day() -> None:
    """23:30 in Jayapura is another day in Jakarta and in Greenwich: the moment is taken in its own zone."""
    wit = timezone(timedelta(hours=9))
    assert deadline(rule("petition-regional"), datetime(2024, 12, 6, 0, 30, tzinfo=wit)).last == date(2024, 12, 10)
    assert deadline(rule("petition-regional"), datetime(2024, 12, 5, 15, 30, tzinfo=UTC)).last == date(2024, 12, 9)


def test_a_working_day_of_a_year_that_is_not_known_is_refused() -> None:
    for name, day in (("judgment-regional", date(2026, 12, 21)), ("petition-regional", date(2020, 12, 15))):
        with pytest.raises(Refusal) as refusal:
            deadline(rule(name), day)
        (problem,) = refusal.value.problems
        assert (problem.code, problem.expected) == ("OC-NO-HOLIDAYS", "2024, 2025, 2026")
        assert all(problem.found in problem.tell(Catalogue(language)) for language in LANGUAGES)
    assert last("re-vote", "2020-12-09") == "2020-12-19"


def test_hours_from_a_day_without_its_time_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        deadline(rule("breach-notice"), date(2026, 5, 13))
    assert [(p.code, p.expected) for p in refusal.value.problems] == [("OC-NEEDS-MOMENT", "2026-05-13T15:30")]


def test_a_deadline_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refusal) as refusal:
        rule("petition-regionl")
    (problem,) = refusal.value.problems
    assert problem.code == "OC-UNKNOWN-DEADLINE"
    assert problem.expected.startswith("petition-regional")


def test_the_limits_of_an_office_are_found_by_what_they_run_from() -> None:
    named = [r.id for r in rules_for("regent-or-mayor", "announced", date(2024, 11, 27))]
    assert named == ["petition-regional"]
    assert [r.id for r in rules_for("local-council", "announced", date(2024, 2, 14))] == ["petition-legislative"]
    assert rules_for("regent-or-mayor", "announced", date(2015, 12, 9)) == ()


def test_the_free_days_are_sorted_named_and_unchecked() -> None:
    for year, found in years().items():
        days = [d.day for d in found.days]
        assert days == sorted(set(days))
        assert {d.year for d in days} == {year}
        assert not found.law.seen


def test_every_limit_has_a_name_of_its_own_and_says_that_no_one_checked_it() -> None:
    assert len(rules()) == 16
    assert not any(r.law.seen for r in rules().values())


@given(st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_counting_once_more_by_hand_gives_the_same_working_day(since: date, amount: int) -> None:
    free = {d.day for y in years().values() for d in y.days}
    working = [d for n in range(120) if (d := since + timedelta(days=n)).weekday() < 5 and d not in free]
    assert deadline(changed("petition-regional", amount=amount), since).last == working[amount - 1]
    after = [d for d in working if d > since]
    assert deadline(changed("information-answer", amount=amount), since).last == after[amount - 1]
