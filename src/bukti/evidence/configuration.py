"""What an office declares in bukti.toml: the election, its contests, units, series and sources. Closed keys."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from bukti.evidence.ballots import (
    CellPlace,
    CellRange,
    ColumnLetters,
    ColumnName,
    Contest,
    Contests,
    Election,
    Id,
    LevelName,
    Model,
    NamedLevel,
    PaperName,
    Titles,
)
from bukti.evidence.boundaries import Boundaries
from bukti.evidence.patterns import Part, fits, is_pattern


class Reading(Model):
    """How a file is laid out; declared, never guessed.

    Of spreadsheets: `tab` is the sheet, `range` the rectangle of it that is read (the heading included), and `cells`
    are single cells of it that become columns of every row, by the names used for them here.
    """

    path: str
    reader: Literal["delimited", "spreadsheet", "sirekap"] = "delimited"
    encoding: str = "utf-8"
    delimiter: Annotated[str, StringConstraints(min_length=1, max_length=1)] = ","
    quote: Annotated[str, StringConstraints(min_length=1, max_length=1)] = '"'
    header_row: Annotated[int, Field(ge=1)] = 1
    skip_rows: tuple[str, ...] = ()
    ragged: Literal["refuse", "keep"] = "refuse"
    thousands: Literal[".", ",", " "] | None = None
    tab: str | None = None
    range: CellRange | None = None
    cells: dict[str, CellPlace] = {}
    where: dict[str, str] = {}


class LevelColumns(Model):
    """Where one level's code and name stand in a table that has a column for each level.

    `prefix`: the code is that many first characters of what stands in `code`, or else of the lowest level's code. A
    `code` may be spelled in several columns: `{province}.{regency}`.
    """

    code: ColumnName | None = None
    prefix: Annotated[int, Field(ge=1)] | None = None
    name: ColumnName | None = None


class LevelByColumn(Model):
    """A column whose values tell the level; values not listed are refused."""

    column: ColumnName
    values: dict[str, LevelName]


class StationColumns(Model):
    """What the unit table says of stations: how many a village has (numbered from 1), or a row for each.

    `first_special` and `last_special` are columns with the first and last special number (901 and up). With a row for
    each, `code` is a column whose text is the village's code and three digits, `number` one with the number alone.
    """

    expected: ColumnName | None = None
    first_special: ColumnName | None = None
    last_special: ColumnName | None = None
    code: ColumnName | None = None
    number: ColumnName | None = None


class Root(Model):
    """The unit above all others, where no row of the unit table states it."""

    level: NamedLevel
    code: str
    name: str


class UnitFile(Reading):
    """One file of a unit table that has a file for each level; its rows are units of `level`.

    `mark` stands before its codes, with a hyphen, where the files number their rows alike. `parent` is the code in the
    file of the next level up that has one, without its mark; without it the rows are below the root. Codes may be made
    of several columns, like a source's. A file of stations has `number` in place of code and name.
    """

    level: LevelName
    code: ColumnName | None = None
    mark: Id | None = None
    name: ColumnName | None = None
    parent: ColumnName | None = None
    number: ColumnName | Part | None = None


class CodeTable(Reading):
    """The units' codes in another scheme, `since` one day `until` another where these are known.

    A row is tied to a unit by `unit`, the unit's own code, or by `names`, its names from the highest level down.
    `name` is compared with the unit table and never decides. `parent` is the own code of the unit above, which finds
    units of one name under two codes. `begins`: only codes that begin with this text are looked at.
    """

    scheme: Id
    code: ColumnName
    unit: ColumnName | Part | None = None
    names: dict[NamedLevel, ColumnName | Part] = {}
    name: ColumnName | Part | None = None
    parent: ColumnName | Part | None = None
    begins: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


class Units(Reading):
    """The unit table: a row for each unit with its parent, a column for each level, or a file for each level.

    `scheme` names who gives the codes; `registered` are columns that add up to the registered voters. `root` is the
    unit above all others where no row states it. `codes` are tables of the same units' codes in other schemes.
    """

    path: str = ""
    scheme: Id
    root: Root | None = None
    file: tuple[UnitFile, ...] = ()
    codes: tuple[CodeTable, ...] = ()
    level: LevelByColumn | None = None
    code: ColumnName | None = None
    name: ColumnName | None = None
    parent: ColumnName | None = None
    levels: dict[LevelName, LevelColumns] = {}
    stations: StationColumns | None = None
    registered: tuple[ColumnName, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that the unit table is made of."""
        own = [self.path] if self.path else [f.path for f in self.file]
        return tuple(dict.fromkeys([*own, *(c.path for c in self.codes)]))

    def reader_of(self, name: str, is_named: Callable[[str, str], bool]) -> str:
        """How the file of this name is read."""
        return next((r.reader for r in (*self.file, *self.codes) if is_named(r.path, name)), self.reader)


class Series(Model):
    """Who says it; the order of [[series]] is the precedence, first goes first."""

    id: Id
    title: Titles
    how: Literal["typed", "machine", "plenary"]


class UnitColumns(Model):
    """How a row names its unit: a code, or village and station apart, or one code that ends in the station's digits.

    `names` in place of a code: the names of units from the highest level down, matched exactly with the unit table but
    for capitals, runs of spaces and Unicode's ways of writing one letter. `sheet` is the code of the unit that made
    the sheet, where a sheet has a column for each unit below; `sheet_names` are its name
    and those of as many units above it as tell it from others. `by_name` is the name of a unit right below the sheet's
    own, for sheets without codes. `name` is compared with the unit table and never decides.
    A `code` in several columns is written like a contest's: `{province}.{regency}`.
    """

    code: ColumnName | None = None
    village: ColumnName | None = None
    names: dict[NamedLevel, ColumnName | Part] = {}
    station: ColumnName | Part | None = None
    station_digits: Literal[3] | None = None
    by_name: ColumnName | None = None
    sheet: ColumnName | None = None
    sheet_names: tuple[ColumnName, ...] = ()
    name: ColumnName | None = None
    pad: Annotated[int, Field(ge=1, le=3)] | None = None


class Transposed(Model):
    """A sheet with a column for each unit and a row for each field.

    `units` names its heading rows, the first of them header_row; `fields` are the columns whose texts, side by side,
    name the fields; the units stand right of them. `total` is the heading of the column of the sheet's own unit.
    """

    units: Annotated[tuple[ColumnName, ...], Field(min_length=1)]
    fields: Annotated[tuple[ColumnLetters, ...], Field(min_length=1)]
    total: str | None = None


class FigureRows(Model):
    """A file with a row for each figure: the rows that name one unit, moment and so on become one.

    The texts of the columns `name`, side by side, are what a figure is called wherever a column is asked for; `value`
    is the column of the figure itself.
    """

    name: Annotated[tuple[ColumnName, ...], Field(min_length=1)]
    value: ColumnName


class SheetByColumn(Model):
    """A column whose values tell the sheet kind."""

    column: ColumnName
    values: dict[str, str]


class AsOfColumn(Model):
    """A column that states the moment: milliseconds since 1970, or a pattern of strptime.

    `zone` holds where the pattern has no `%z`, which reads the zone from the cell.
    """

    column: ColumnName
    format: str = "%Y-%m-%d %H:%M:%S"
    zone: Annotated[str, StringConstraints(pattern=r"^[+-]\d\d:\d\d$")] = "+07:00"


class AsOfName(Model):
    """A file's own name states the moment: what the one group of `file` takes, read by `format` in its zone.

    The regular expression has to fit the whole name, without its folders.
    """

    file: str
    format: str = "%Y-%m-%dT%H%M"
    zone: Annotated[str, StringConstraints(pattern=r"^[+-]\d\d:\d\d$")] = "+07:00"


class Unread(Model):
    """Rows that hold a sentence in place of figures: a station whose paper was not read.

    Where the regular expression fits the whole cell of `column`, the cell states no figure. Its group `link` is kept as
    a picture of the paper, its group `code` is compared with the row's unit and never decides.
    """

    column: ColumnName
    pattern: str


class ListColumns(Model):
    """The columns of one selection's list: votes for its `sign` alone, and for each candidate by number.

    In `candidate` the text `{n}` stands for the candidate's number on the ballot: 1, 2, 3, …
    """

    sign: ColumnName | None = None
    candidate: Annotated[str, StringConstraints(pattern=r"\{n\}")]


class SeriesColumns(Model):
    """What one series says in a row: which column is which field or selection.

    `candidates` are, for each selection, the columns of its list; the selection's own column is the list's total.
    """

    series: Id
    columns: dict[str, ColumnName] = {}
    candidates: dict[str, ListColumns] = {}
    as_of: AsOfColumn | None = None


class Long(Model):
    """A table with a row for each figure: `what` is the column that says which figure, `value` the one that holds it.

    `reading.columns` then names values of `what`; a value that is the id of one of the contest's selections needs no
    naming. `ignore` lists values whose rows are left out; any other is refused.
    """

    what: ColumnName
    value: ColumnName
    ignore: tuple[str, ...] = ()


class Source(Reading):
    """One kind of file that the office receives, and what its columns mean.

    `shared` are columns that belong to every series of the row, such as registered voters. `contest` may be made of
    columns, where a long table holds many contests: `{column}` is the cell's text, `{column:2}` its first two signs.
    `members` says which files of a ZIP are read, by their names. `area` is the ballot area of all its rows, where the
    unit does not tell. `paper` says which paper of a unit all its sheets are: the original, or one of a recount or
    re-vote, which counts once a decision says so. `duplicates` says what becomes of a figure that one file states
    twice with different values: the file is refused, or the figure is set aside, unknown, with both places told.
    """

    id: Id
    contest: Annotated[str, StringConstraints(min_length=1)]
    area: Id | None = None
    paper: PaperName = "original"
    sheet: str | SheetByColumn
    unit: UnitColumns
    as_of: AwareDatetime | AsOfColumn | AsOfName | None = None
    unread: Unread | None = None
    members: str = "*"
    transposed: Transposed | None = None
    rows: FigureRows | None = None
    shared: dict[str, ColumnName] = {}
    images: tuple[ColumnName, ...] = ()
    long: Long | None = None
    duplicates: Literal["refuse", "set-aside"] = "refuse"
    reading: Annotated[tuple[SeriesColumns, ...], Field(min_length=1)]

    @property
    def is_of_many(self) -> bool:
        """Whether the rows say of which contest they are."""
        return is_pattern(self.contest)

    def may_hold(self, contest: str) -> bool:
        """Whether a row of this source can be of the contest."""
        return fits(self.contest, contest)


class Match(Model):
    """A name that a person found to be that of a unit; `bukti match` writes it.

    `path` are the names as the rows of the source write them, from the highest level down to `level`; `unit` is the
    code in the unit table.
    """

    source: Id
    level: NamedLevel
    path: Annotated[tuple[str, ...], Field(min_length=1)]
    unit: Annotated[str, StringConstraints(min_length=1)]
    by: Annotated[str, StringConstraints(min_length=1)]
    reason: Annotated[str, StringConstraints(min_length=1)]


class Precedence(Model):
    """Which reading of a paper goes first, beyond the order of the series."""

    complete_beats_partial: bool = False
    numbers_beat_placeholder_zeros: bool = False


class Checks(Model):
    """`hold = false` counts sheets that state the impossible; the findings stay."""

    hold: bool = True


class Public(Model):
    """Where the public finds the site: `address` is where `site/current/` will be served, its language folders below.

    Pages link to each other without it. It is for what has to name a page from outside: feeds, catalogues, pictures
    for other sites, the code on paper. `about` says who publishes, `contact` how to reach them, `licence` under which
    terms the figures may be used. `cards = true` draws a picture of each unit's
    figures in each language (some 35 ms and 100 KB each), which other sites show where a link to its page is shared.
    """

    address: Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*/$")]
    about: Titles | None = None
    contact: Titles | None = None
    licence: str | None = None
    cards: bool = False


class Configuration(Model):
    """All of bukti.toml. With `one-person = true` a decision needs no second person, and every page says so."""

    election: Election
    contest: tuple[Contest, ...] = ()
    contests: tuple[Contests, ...] = ()
    units: Units | None = None
    series: Annotated[tuple[Series, ...], Field(min_length=1)]
    source: Annotated[tuple[Source, ...], Field(min_length=1)]
    precedence: Precedence = Precedence()
    checks: Checks = Checks()
    public: Public | None = None
    boundaries: tuple[Boundaries, ...] = ()
    one_person: Annotated[bool, Field(alias="one-person")] = False
    match: tuple[Match, ...] = ()

    def contest_of(self, contest: str) -> Contest:
        return next(c for c in self.contest if c.id == contest)
