"""Every state that the page of an outcome can be in has its words: no site is built for each, its facts are changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.publish.offices import AREAS, council
from tests.site.test_words import words

from bukti.evidence.ballots import Contest
from bukti.locale import LANGUAGES, Language
from bukti.outcome.law import for_office, outcome_law
from bukti.outcome.shares import distances
from bukti.outcome.threshold import threshold
from bukti.outcome.winners import Province, winner
from bukti.publish.build import Built, build
from bukti.publish.open_stations import Open
from bukti.publish.opened import Opened
from bukti.publish.outcomes import Count, Meaning, meaning
from bukti.publish.pages import outcome
from bukti.publish.pages.here import Here, site_of
from bukti.publish.pages.templates import Templates
from bukti.vocabulary.offices import Office
from bukti.vocabulary.problems import Problem

DAY = date(2024, 11, 27)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The made-up council, without a number of seats, built once: its selections serve every state."""
    areas = AREAS.replace("seats = 7\n", "").replace("seats = 3\n", "")
    found = build(council(tmp_path_factory.mktemp("council") / "workspace", areas))
    yield found
    found.connection.close()


@pytest.fixture(scope="module")
def plain(built: Built) -> Meaning:
    return meaning(Opened(built, changed=False), built.terms.configuration.contest[0])


def votes(*numbers: int) -> dict[str, int]:
    return {f"pair-{n}": v for n, v in enumerate((*numbers, *(0,) * (5 - len(numbers))), 1)}


def counted(*numbers: int, final: bool = False, out: Open | None = None) -> Count:
    return Count("declared" if final else "counted", votes(*numbers), not final, Open() if final else out)


def of(plain: Meaning, office: Office, count: Count | None, whole: bool = True, **more: Any) -> Meaning:
    contest: Contest = plain.contest.model_copy(update={"office": office})
    return replace(plain, contest=contest, count=count, whole=whole, areas=(), seats=None, **more)


def said(built: Built, found: Meaning, tmp_path: Path, language: Language = "en") -> str:
    """The words of the page, rendered as the site renders it."""
    site = site_of(built).with_regencies()
    here = Here(site, language, f"{language}/{found.contest.id}/outcome/index.html", found.contest)
    page = tmp_path / f"{language}.html"
    page.write_text(Templates(site, language).render(outcome.TEMPLATE, outcome.context(here, found)), encoding="utf-8")
    return words(page)


def elected(plain: Meaning, office: Office, *numbers: int, final: bool = True, blank: str | None = None) -> Meaning:
    count = counted(*numbers, final=final)
    provinces = [Province(count.votes)] if office == "president" else []
    return of(plain, office, count, winner=winner(office, count.votes, DAY, blank, provinces))


def test_a_council_without_seats_says_how_to_declare_them(built: Built, plain: Meaning, tmp_path: Path) -> None:
    told = said(built, plain, tmp_path)
    assert "How many seats each ballot area has is not stated" in told
    assert "[[contest.area]]" in told
    assert "None" not in told


def test_no_votes_at_all_say_nothing(built: Built, plain: Meaning, tmp_path: Path) -> None:
    assert "No votes are known yet" in said(built, of(plain, "regent-or-mayor", None), tmp_path)


def test_a_part_of_a_contest_tells_no_winner(built: Built, plain: Meaning, tmp_path: Path) -> None:
    told = said(built, of(plain, "governor", counted(60, 40), whole=False), tmp_path)
    assert "so who is elected cannot be read here" in told
    assert "which this site does not hold" in told


def test_equal_votes_name_everyone(built: Built, plain: Meaning, tmp_path: Path) -> None:
    told = said(built, elected(plain, "regent-or-mayor", 40, 40, 20), tmp_path)
    assert "The most votes are equal: Pair 1, Pair 2, 40 each. By votes alone no one is elected." in told


def test_a_second_round_names_who_is_in_it(built: Built, plain: Meaning, tmp_path: Path) -> None:
    told = said(built, elected(plain, "governor-of-jakarta", 45, 35, 20), tmp_path)
    assert "No one fulfils what is asked; a second round between: Pair 1, Pair 2." in told
    assert "at least 51 of 100" in told
    early = said(built, elected(plain, "governor-of-jakarta", 45, 35, 20, final=False), tmp_path)
    assert "On these provisional figures no one fulfils what is asked" in early


def test_a_place_in_the_second_round_that_is_tied_names_all_who_claim_it(
    built: Built, plain: Meaning, tmp_path: Path
) -> None:
    told = said(built, elected(plain, "governor-of-jakarta", 40, 30, 30), tmp_path)
    assert "Pair 1, Pair 2, Pair 3." in told


def test_a_president_hears_of_provinces(built: Built, plain: Meaning, tmp_path: Path) -> None:
    told = said(built, elected(plain, "president", 60, 30, 10), tmp_path)
    assert "That share is reached in 1 of 1 provinces; 1 are needed." in told
    assert "For this office the law sets no threshold of the gap." in told


def test_a_blank_column_that_wins_elects_no_one(built: Built, plain: Meaning, tmp_path: Path) -> None:
    """The blank column is the second here: 49 against 51."""
    count = Count("declared", {"pair-1": 49, "pair-2": 51}, False, Open())
    won = winner("regent-or-mayor", count.votes, DAY, "pair-2")
    full = replace(count, votes=votes(49, 51))
    told = said(built, of(plain, "regent-or-mayor", full, winner=won), tmp_path)
    assert "The single pair did not get more than half of the valid votes; no one is elected." in told
    assert "at least 51 of 100" in told


def test_a_law_that_is_not_known_for_the_day_says_so(built: Built, plain: Meaning, tmp_path: Path) -> None:
    problem = Problem("OC-NOT-IN-FORCE", found="regent-or-mayor, 2015-12-09", expected="2016-07-01")
    told = said(built, of(plain, "regent-or-mayor", counted(60, 40), problem=problem), tmp_path)
    assert told.count("No rule is known for the day of this election. What is known begins with 2016-07-01.") == 2
    assert "Pair 1 has the most votes, 20 ahead." in told


def test_a_gap_beyond_the_largest_class_is_told_for_each(built: Built, plain: Meaning, tmp_path: Path) -> None:
    count = counted(500, 497, 300, final=True)
    over = threshold("regent-or-mayor", 2_000_000, count.valid, 3, DAY)
    found = of(plain, "regent-or-mayor", count, threshold=over, winner=winner("regent-or-mayor", count.votes, DAY))
    people = plain.contest.population
    assert people is not None
    told = said(built, found, tmp_path)
    assert "0.5 % of 1,297 valid votes is 6.48; the Court prints it as 6." in told
    assert "02 Pair 2 | 497 | 38.3 % | 3 | within" in told
    assert "03 Pair 3 | 300 | 23.1 % | 200 | beyond" in told


def test_stations_that_nothing_bounds_leave_the_most_votes_unknown(
    built: Built, plain: Meaning, tmp_path: Path
) -> None:
    told = said(built, of(plain, "governor", counted(60, 40, out=Open(2, None)), whole=False), tmp_path)
    assert "2 polling stations are not in; how many votes can come from there is not known." in told


def test_the_national_share_names_who_has_it(built: Built, plain: Meaning, tmp_path: Path) -> None:
    count = counted(96, 4, final=True)
    law = for_office(outcome_law().seats, "national-council", date(2024, 2, 14))
    found = replace(of(plain, "national-council", count), seats=law, shares=distances({"pair-1": 97, "pair-2": 3}, 40))
    told = said(built, found, tmp_path)
    assert "A party needs at least 4.0 % of the national valid votes, which is 4. Those that have it: Pair 1." in told
    without = said(built, replace(found, shares=()), tmp_path)
    assert "This site does not hold them" in without


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_words_in_both_languages(
    built: Built, plain: Meaning, language: Language, tmp_path: Path
) -> None:
    states = [
        plain,
        of(plain, "regent-or-mayor", None),
        of(plain, "governor", counted(60, 40), whole=False),
        elected(plain, "governor-of-jakarta", 45, 35, 20),
        elected(plain, "regent-or-mayor", 60, 40, final=False),
    ]
    for found in states:
        told = said(built, found, tmp_path, language)
        assert "{" not in told.replace("{ indonesian", "").replace("population = {", "")
        assert "None" not in told
