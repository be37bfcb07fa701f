"""What a contest says of its office, its population, its announcement and its seats, and what of it does not fit."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.evidence.toml import changed, line, read, refused

from bukti.evidence.ballots import Population
from bukti.evidence.candidates import expanded
from bukti.evidence.crosscheck import problems
from bukti.locale import LANGUAGES, Catalogue
from bukti.vocabulary.offices import COUNCILS, OFFICES
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.profile import load_profile

TITLE = 'title = { indonesian = "Presiden", english = "President" }'
MAYOR = f"""{TITLE}
office = "regent-or-mayor"
population = {{ people = 1694743, source = "DAK2 semester I 2024", day = 2024-06-30 }}
announced = 2024-12-05T19:30:00+07:00"""
COUNCIL = f'{TITLE}\noffice = "local-council"'
AREAS = """[[contest.area]]
id = "a"
title = { indonesian = "A", english = "A" }
units = ["1"]
seats = 7 # a

[[contest.area]] # b
id = "b"
title = { indonesian = "B", english = "B" }
units = ["2"]

[units]"""


def told(folder: Path, text: str) -> list[Problem]:
    declared = read(folder, text)
    found = problems(declared, load_profile(declared.configuration.election.profile))
    assert all("{" not in p.tell(Catalogue(language)) for p in found for language in LANGUAGES)
    return found


def test_an_office_declares_what_a_contest_is_for_how_many_live_there_and_when_it_was_announced(tmp_path: Path) -> None:
    text = changed((TITLE, MAYOR))
    assert told(tmp_path, text) == []
    (contest,) = read(tmp_path, text).configuration.contest
    assert contest.office == "regent-or-mayor"
    assert contest.population == Population(
        people=1694743, source="DAK2 semester I 2024", day=datetime.date(2024, 6, 30)
    )
    assert contest.announced == datetime.datetime(2024, 12, 5, 12, 30, tzinfo=datetime.UTC)


def test_seats_belong_to_areas_of_a_council(tmp_path: Path) -> None:
    text = changed((TITLE, COUNCIL), ("[units]", AREAS.replace('["2"]', '["2"]\nseats = 12')))
    assert told(tmp_path, text) == []
    assert [a.seats for a in read(tmp_path, text).configuration.contest[0].area] == [7, 12]


def test_seats_of_an_office_that_one_person_fills_are_refused(tmp_path: Path) -> None:
    text = changed((TITLE, MAYOR), ("[units]", AREAS.replace('["2"]', '["2"]\nseats = 12 # b')))
    found = told(tmp_path, text)
    assert [(p.code, p.place.row, p.found) for p in found] == [
        ("CF-SEATS-OF-NO-COUNCIL", line(text, "# a"), "regent-or-mayor"),
        ("CF-SEATS-OF-NO-COUNCIL", line(text, "seats = 12 # b"), "regent-or-mayor"),
    ]
    assert found[0].expected == ", ".join(COUNCILS)


def test_an_area_without_seats_beside_others_with_seats_is_refused(tmp_path: Path) -> None:
    text = changed((TITLE, COUNCIL), ("[units]", AREAS))
    assert [(p.code, p.place.row, p.found) for p in told(tmp_path, text)] == [
        ("CF-AREA-WITHOUT-SEATS", line(text, "# b"), "b")
    ]


def test_a_council_has_no_blank_column(tmp_path: Path) -> None:
    text = changed((TITLE, COUNCIL), ('name = "Two"', 'name = "Two"\nblank = true'))
    (problem,) = told(tmp_path, text)
    assert (problem.code, problem.place.row) == ("CF-COUNCIL-WITH-BLANK", line(text, "office"))


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('"regent-or-mayor"', '"mayor"', "office"),
        ("1694743", "0", "population"),
        ('source = "DAK2 semester I 2024"', 'source = ""', "population"),
        ("+07:00", "", "announced"),
    ],
)
def test_what_an_office_declares_wrongly_is_told_with_its_line(tmp_path: Path, old: str, new: str, at: str) -> None:
    text = changed((TITLE, MAYOR.replace(old, new)))
    (problem,) = refused(tmp_path, text)
    assert (problem.code, problem.place.row) in {
        (code, line(text, at)) for code in ("CF-WRONG-VALUE", "CF-PATTERN")
    }  # the as_of of the sources stands on another line
    if at == "office":
        assert all(office in problem.expected for office in OFFICES)


MANY = """[[contests]]
id = "mayor-{code}"
path = "candidates.json"
title = { indonesian = "W", english = "M" }
office = "regent-or-mayor"
announced = { r1 = 2024-12-05T19:30:00+07:00 }
population = { source = "DAK2", people = { r1 = 250000, r2 = 250001 } }

[units]"""
FILE = b"""{"r1": {"1": {"nama": "A", "nomor_urut": 1}}, "r2": {"2": {"nama": "B", "nomor_urut": 1}}}"""


def test_contests_from_a_file_have_the_population_and_the_moment_of_their_unit(tmp_path: Path) -> None:
    declared = expanded(read(tmp_path, changed(("[units]", MANY))), lambda _: FILE)
    _, first, second = declared.configuration.contest
    assert first.population == Population(people=250000, source="DAK2")
    assert second.population == Population(people=250001, source="DAK2")
    assert (first.office, second.office) == ("regent-or-mayor", "regent-or-mayor")
    assert first.announced is not None
    assert second.announced is None


def test_a_population_of_a_unit_without_contest_is_refused(tmp_path: Path) -> None:
    declared = read(tmp_path, changed(("[units]", MANY.replace("r2 = 250001", "r3 = 1"))))
    with pytest.raises(Refusal) as refusal:
        expanded(declared, lambda _: FILE)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.found, problem.place.field) == ("CF-UNKNOWN-NAME", "r3", "contests.population.people")
