"""What an office declares of its election, its contests and their ballots."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from bukti.vocabulary.offices import Office

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
ColumnName = Annotated[str, StringConstraints(min_length=1)]
ColumnLetters = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}$")]
CellPlace = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}$")]
CellRange = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,3}[1-9][0-9]{0,6}:[A-Z]{1,3}[1-9][0-9]{0,6}$")]
PaperName = Annotated[str, StringConstraints(pattern=r"^(original|(recount|re-vote)-[1-9][0-9]?)$")]
LevelName = Literal["station", "village", "district", "regency", "province", "nation"]
NamedLevel = Literal["village", "district", "regency", "province", "nation"]


class Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=True)


class Titles(Model):
    """A declared text in both languages."""

    indonesian: str
    english: str


class Election(Model):
    """Which election, under which profile; `office` is who publishes."""

    profile: str
    title: Titles
    date: datetime.date
    office: Titles | None = None


class Selection(Model):
    """One choice on the ballot; the order in the file is the order on the ballot.

    `number` is the number printed there, where it is not the place: parties of 2024 go on from 18 to 24.

    `blank` is the blank column that stands against a single pair: no pair, but votes for it are valid votes.
    """

    id: Id
    name: str
    short: str | None = None
    number: Annotated[int, Field(ge=1, le=999)] | None = None
    colour: Colour | None = None
    blank: bool = False


People = Annotated[int, Field(ge=1)]
Stated = Annotated[str, StringConstraints(min_length=1)]


class Population(Model):
    """How many people live where the contest is held, by a source that is named: classes of the law go by it.

    `day` is the day of which the source speaks.
    """

    people: People
    source: Stated
    day: datetime.date | None = None


class Populations(Model):
    """The people of many units by their codes, all from one source, as in [contest.population]."""

    people: dict[str, People]
    source: Stated
    day: datetime.date | None = None

    def of(self, code: str) -> Population | None:
        """What is declared for one unit; None where nothing is."""
        people = self.people.get(code)
        return None if people is None else Population(people=people, source=self.source, day=self.day)


class BallotArea(Model):
    """A ballot area (dapil) of a contest between lists: the units that vote there, and who stands there.

    `units` are codes of the unit table, each with all that lies below it; a contest of one area needs none.
    `candidates` gives for each selection its candidates in the order of their numbers on the ballot. `seats` is how
    many members a council gets from the area. Where a tie for its last seat is left open by the votes, `spread` is in
    how many parts of the area each list concerned got votes, as the office counted them; a lot is a decision.
    """

    id: Id
    title: Titles
    units: tuple[str, ...] = ()
    candidates: dict[str, tuple[str, ...]] = {}
    seats: Annotated[int, Field(ge=1, le=150)] | None = None
    spread: dict[str, Annotated[int, Field(ge=0)]] = {}


class Contest(Model):
    """One contest; `id` is part of page addresses and is never changed. `area` are its ballot areas, if any.

    `scope` is the code of the unit in which it is held, where that is not the whole unit table. `office` is what the
    contest is for, by which the law says who is elected and from which gap the result may be disputed; without it no
    page says either. `population` gives the law's classes, `announced` is the moment at which the result was announced,
    from which deadlines run.
    """

    id: Id
    title: Titles
    scope: str | None = None
    office: Office | None = None
    population: Population | None = None
    announced: AwareDatetime | None = None
    selection: Annotated[tuple[Selection, ...], Field(min_length=1)]
    area: tuple[BallotArea, ...] = ()

    def listed(self, selection: str, area: str | None = None) -> int:
        """How many candidates a selection has at most in one area, or in the area named."""
        found = [len(a.candidates.get(selection, ())) for a in self.area if area in (None, a.id)]
        return max(found, default=0)


class Contests(Model):
    """Many contests from one file, a contest for each unit in it: JSON, unit code to id to what is said of a pair.

    `{code}` in `id`, `title` and `scope` is the unit's code, `{unit}` in `title` the name of the scope. A
    selection's id is its key in the file; `number` is its place on the ballot. A pair whose name begins with `blank` is
    the blank column. `office`, `population` and `announced` are what a contest says of itself, the last two by the
    units' codes; `offices` gives by code what is another office than the others'.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9{][a-z0-9{}-]*$")]
    path: str
    title: Titles
    scope: str = "{code}"
    name: ColumnName = "nama"
    number: ColumnName = "nomor_urut"
    colour: ColumnName = "warna"
    blank: Annotated[str, StringConstraints(min_length=1)] = "KOLOM KOSONG"
    office: Office | None = None
    offices: dict[str, Office] = {}
    population: Populations | None = None
    announced: dict[str, AwareDatetime] = {}
