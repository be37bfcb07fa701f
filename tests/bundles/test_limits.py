"""Time limits of a case: the last days of law.md E09 to E11, told as far as the days are known."""

from __future__ import annotations

import datetime

from bukti.evidence.ballots import Contest, Selection, Titles
from bukti.evidence.case import Case, Dates, Order, Ruling
from bukti.publish.disputed.limits import Limit, limits
from bukti.vocabulary.offices import Office

DAY = datetime.date


def contest(office: Office | None) -> Contest:
    title = Titles(indonesian="x", english="x")
    return Contest(id="x", title=title, office=office, selection=(Selection(id="a", name="A"),))


def last_days(found: list[Limit]) -> dict[str, datetime.date | None]:
    return {one.rule.id if one.rule else f"order {one.order}": one.last for one in found}


def test_the_limits_of_a_regional_case_run_from_its_own_days() -> None:
    dates = Dates(
        announced=DAY(2024, 12, 4), filed=DAY(2024, 12, 6), registered=DAY(2025, 1, 3), judged=DAY(2025, 2, 24)
    )
    orders = (Order(kind="re-vote", stations=2, days=30), Order(kind="re-vote", stations=9, days=45))
    case = Case(status="decided", dates=dates, ruling=Ruling(outcome="granted", order=orders))
    found = [*limits(contest("regent-or-mayor"), case)]
    wanted = {
        "petition-regional": DAY(2024, 12, 6), "related-party-regional": DAY(2025, 1, 6),
        "judgment-regional": DAY(2025, 3, 11), "order 1": DAY(2025, 3, 26), "order 2": DAY(2025, 4, 10),
    }  # fmt: skip
    assert {k: v for k, v in last_days(found).items() if k in wanted} == wanted
    done = {one.rule.id: one.done for one in found if one.rule}
    assert (done["petition-regional"], done["judgment-regional"]) == (DAY(2024, 12, 6), DAY(2025, 2, 24))
    assert done["related-party-regional"] is None, "a judgment is no request to join"


def test_a_limit_in_hours_from_a_day_without_its_time_is_not_known() -> None:
    case = Case(status="announced", dates=Dates(announced=DAY(2024, 3, 20)))
    assert last_days([*limits(contest("national-council"), case)])["petition-legislative"] is None


def test_without_an_office_the_law_says_no_limit() -> None:
    case = Case(status="announced", dates=Dates(announced=DAY(2024, 12, 4)))
    assert [*limits(contest(None), case)] == []
