"""The typed contract of every table: what one row is, its columns, its key and whether it is partitioned.

A table exists in the shape of its workspace: the sheets of the profile give the fields, the longest ballot the number
of vote columns. Columns are declared here and beside, in `columns` and `list_tables`, and nowhere else; each step's
output is held to them.
"""

from __future__ import annotations

from bukti.vocabulary.columns import CONTEST, LEVEL, PARTITION, READING, SERIES, SHEET, UNIT
from bukti.vocabulary.contract import Column, Table, code, counts, flag, integer, text
from bukti.vocabulary.decision_table import DECISION
from bukti.vocabulary.list_tables import CANDIDATE, EXTRACT_VOTE, SELECTION, UNIT_BALLOT, VOTE, VOTE_TALLY
from bukti.vocabulary.outline_tables import DRAWN, OUTLINE
from bukti.vocabulary.shapes import Shape, SheetShape
from bukti.vocabulary.time_tables import CHANGE, tally_at
from bukti.vocabulary.unusual_table import UNUSUAL

SOURCE = Table(
    "source",
    "a file as received, in one entry of bukti.toml",
    (
        code("source_id", "hash of the entry's id and the bytes"),
        code("entry", "the [[source]] that reads it"),
        text("path", "the file's name as received"),
        code("sha256", "digest of the bytes"),
        integer("bytes", "size"),
        text("reader", "how it was read"),
        code("series", "the series it holds, separated by spaces"),
        code("as_of", "the moment the file states or was declared to state, UTC", null=True),
        integer("rows", "rows read"),
        integer("readings", "readings seen"),
        code("definition", "digest of what its columns are read to mean, empty where it has none"),
    ),
    ("source_id",),
    partitioned=False,
)
UNITS = Table(
    "unit",
    "a reporting unit",
    (
        UNIT,
        LEVEL,
        text("name", "name as the unit table writes it"),
        code("slug", "its part of a page address, unique among its siblings"),
        code("parent_id", "the unit above", null=True),
        code("area", "the regency it belongs to, 'above' above regencies: names the partition"),
        integer("stations_expected", "stations that should report", null=True),
        integer("registered", "registered voters as the unit table states", null=True),
        text("source_row", "file and row that state the unit", null=True),
    ),
    ("area", "unit_id"),
    partitioned=False,
)
UNIT_PATH = Table(
    "unit_path",
    "an ancestor of a unit from village upward; each is its own",
    (UNIT, code("ancestor_id", "the unit itself or one above it"), code("ancestor_level", "the ancestor's level")),
    ("unit_id", "ancestor_id"),
    partitioned=False,
)
UNIT_CODE = Table(
    "unit_code",
    "a unit's code in one scheme",
    (
        UNIT,
        text("scheme", "who gave the code"),
        code("code", "the code as text"),
        code("from_date", "first day, empty where not known"),
        code("to_date", "last day, empty where still in use"),
    ),
    ("unit_id", "scheme", "from_date"),
    partitioned=False,
)
UNIT_CODE_GAP = Table(
    "unit_code_gap",
    "a code or name that does not meet between the unit table and another scheme",
    (
        text("scheme", "who gave the other codes"),
        code("kind", "unit-only, code-only, other-name (one code, two names) or other-code (one name, two codes)"),
        code("level", "the unit's level, empty where there is none"),
        code("unit_id", "the reporting unit, empty where there is none"),
        text("name", "its name in the unit table"),
        code("code", "the code in the other scheme, empty where there is none"),
        text("code_name", "the name beside that code"),
    ),
    ("scheme", "kind", "unit_id", "code"),
    partitioned=False,
)
CONTESTS = Table(
    "contest",
    "one contest, and where it is held",
    (CONTEST, code("scope", "the unit it is held in"), flag("stations", "some source brings sheets of its stations")),
    ("contest",),
    partitioned=False,
)
SERIES_COLUMNS = (SERIES, integer("rank", "lower goes first"), code("how", "typed, machine, plenary or decision"))
SERIES_TABLE = Table("series", "who says it, and how they know", SERIES_COLUMNS, ("series",), partitioned=False)
OBSERVATION_COLUMNS = (
    code("source_id", "the source"),
    text("member", "the file inside a ZIP, the column of a sheet whose units stand side by side, else empty"),
    integer("row", "row or line as people count it"),
    code("as_of", "the moment the row or file states, UTC", null=True),
    integer("place", "order of its [[source]] in bukti.toml"),
    text("images", "links to pictures of the paper, separated by spaces", null=True),
)
OF_READING = ("partition", "sheet_id", "unit_id", "series", "reading_id")
OF_PLACE = (*OF_READING, "source_id", "member", "row")
CELL_COLUMNS = (
    PARTITION,
    READING,
    code("field", "the field or vote column"),
    text("text", "as written"),
    code("why", "why it is no plain count, or stated-twice"),
    flag("known", "true where the grammar still gave a count"),
)
CELL = Table(
    "cell",
    "a cell that is not a plain count, or that was set aside",
    (*CELL_COLUMNS, text("rows", "the rows that state it, where it was set aside; else empty")),
    ("partition", "reading_id", "field"),
)
EXTRACT_CELL = Table(
    "extract_cell",
    "a cell that is not a plain count, at one place",
    (*CELL_COLUMNS, code("source_id", "the source"), text("member", "inside a ZIP"), integer("row", "row")),
    ("partition", "reading_id", "field", "source_id", "member", "row"),
)
FINDING_COLUMNS = (
    PARTITION,
    code("finding_id", "hash of rule, sheet, column, series and fields"),
    code("rule", "public name of the rule"),
    code("severity", "info, warning, error or hold"),
    CONTEST,
    code("sheet_id", "the paper, empty where the finding is about a unit"),
    UNIT,
    code("series", "whose reading, empty where of none"),
    code("reading_id", "the reading, empty where of none"),
    code("fields", "fields and vote columns concerned, separated by spaces"),
    integer("observed", "left side of the identity", null=True),
    integer("expected", "right side of the identity", null=True),
    text("terms", "name=value of everything the rule looked at, separated by spaces"),
    code("proposal", "smallest repair that would make the identity hold", null=True),
    code("silent_because", "the rule whose finding on the same reading says it already", null=True),
)
LIFE = (
    code("life", "open; explained or accepted by a decision; corrected, where by one another reading counts"),
    code("decision", "the decision that says so, else empty"),
)
FINDING = Table("finding", "one thing noticed", (*FINDING_COLUMNS, *LIFE), ("partition", "finding_id"))
FINDING_CHECKS = Table(
    "finding_checks",
    "one thing a rule noticed on one reading",
    FINDING_COLUMNS,
    ("partition", "finding_id", "reading_id"),
)
FINDING_RECAP = Table(
    "finding_recap", "one thing noticed about who reported", FINDING_COLUMNS, ("partition", "finding_id")
)
FINDING_PAPER = Table(
    "finding_paper", "one thing noticed between the columns of one paper", FINDING_COLUMNS, ("partition", "finding_id")
)
FINDING_OVER_TIME = Table(
    "finding_over_time",
    "one thing noticed between two moments of a series",
    FINDING_COLUMNS,
    ("partition", "finding_id"),
)
FINDING_COMPARE = Table(
    "finding_compare", "one thing noticed between statements", FINDING_COLUMNS, ("partition", "finding_id")
)
LATEST = Table(
    "latest",
    "the last word of one series on one column of a paper",
    (
        PARTITION,
        CONTEST,
        code("kind", "sheet kind"),
        SHEET,
        code("sheet_unit", "the unit that made the sheet"),
        UNIT,
        SERIES,
        READING,
        integer("rank", "rank of the series"),
        integer("versions", "different readings this series gave"),
        flag("tied", "two readings with equal right to be the last: held"),
        flag("complete", "every vote column of the ballot is known"),
        flag("held", "impossible, or tied"),
        flag("flagged", "an open error"),
        flag("placeholder", "placeholder zeros"),
        code("paper", "counts; void by a decision; beside, where another paper of the unit counts"),
        flag("chosen", "a decision says that this reading counts"),
        code("decision", "the decision because of which it counts or is void, else empty"),
    ),
    ("partition", "sheet_id", "unit_id", "series"),
)
STANDING = Table(
    "standing",
    "the reading that counts for a column of a sheet",
    (
        PARTITION,
        CONTEST,
        code("kind", "sheet kind"),
        SHEET,
        code("sheet_unit", "the unit that made the sheet"),
        UNIT,
        READING,
        SERIES,
        code("why", "only, series, later, complete, numbers, tied, decision"),
        integer("others", "readings beside it"),
        code("state", "in, held, partial or void"),
        flag("flagged", "in with an open error"),
        code("decision", "the decision because of which it counts or is void, else empty"),
    ),
    ("partition", "sheet_id", "unit_id"),
)
DIFFERENCE = Table(
    "difference",
    "two known statements of one number that disagree",
    (
        PARTITION,
        code("comparison", "readings, declared or below"),
        CONTEST,
        UNIT,
        LEVEL,
        code("field", "the field or vote column"),
        code("statement_a", "basis or series"),
        code("statement_b", "basis or series"),
        integer("a", "what A says"),
        integer("b", "what B says"),
        integer("size", "b - a"),
        integer("margin_change", "by how much B moves the margin of A's two leading", null=True),
        code("trace", "explained, subset, exchanged, children, not-traceable, or empty"),
        code("trace_units", "units that explain it, separated by spaces; sets separated by |"),
    ),
    ("partition", "comparison", "unit_id", "statement_a", "statement_b", "field"),
)
TRACE = Table(
    "trace",
    "where the difference of a unit comes from",
    (
        PARTITION,
        code("comparison", "declared"),
        CONTEST,
        UNIT,
        code("trace", "explained, subset, exchanged, children or not-traceable"),
        code("trace_units", "units that explain it, separated by spaces; sets separated by |"),
        integer("differing", "stations or units below that differ"),
    ),
    ("partition", "comparison", "unit_id"),
)
COMPARISON = Table(
    "comparison",
    "how many units below one unit agree between two statements",
    (
        PARTITION,
        code("comparison", "readings, declared or below"),
        CONTEST,
        UNIT,
        code("compared_level", "level of the units compared"),
        code("statement_a", "basis or series"),
        code("statement_b", "basis or series"),
        integer("comparable", "units whose every vote both statements know"),
        integer("equal", "of these, with every vote equal"),
        integer("differ", "of these, with some vote unequal"),
        integer("any_differ", "units where some number that both know differs"),
        integer("not_comparable", "units with a vote that one side does not know"),
    ),
    ("partition", "comparison", "unit_id", "compared_level", "statement_a", "statement_b"),
)


def reading(shape: Shape, sheet: SheetShape) -> Table:
    """The readings of one sheet kind."""
    return Table(
        sheet.table,
        f"what one series says in one column of one {sheet.kind} sheet",
        (PARTITION, *reading_columns(shape, sheet)),
        OF_READING,
    )


def reading_columns(shape: Shape, sheet: SheetShape) -> tuple[Column, ...]:
    return (
        READING,
        SHEET,
        code("sheet_unit", "the unit that made the sheet"),
        CONTEST,
        UNIT,
        SERIES,
        *counts(sheet.fields, "a field of the sheet"),
        *counts(shape.votes, "votes, in the contest's ballot order"),
        integer("votes_unknown", "vote columns of this contest that are not known"),
    )


def extract(shape: Shape, sheet: SheetShape) -> Table:
    """The readings of one sheet kind at each place where they were seen."""
    return Table(
        sheet.extract,
        f"what one row of a source says in one column of one {sheet.kind} sheet",
        (PARTITION, *reading_columns(shape, sheet), *OBSERVATION_COLUMNS),
        OF_PLACE,
    )


SEEN_COLUMNS = (PARTITION, SHEET, UNIT, SERIES, READING, *OBSERVATION_COLUMNS)


def observation(sheet: SheetShape) -> Table:
    """The places where the readings of one sheet kind were seen."""
    one_row = f"one place where a reading of a {sheet.kind} sheet was seen"
    return Table(sheet.observation, one_row, SEEN_COLUMNS, OF_PLACE)


def observations(shape: Shape) -> Table:
    """The places where readings were seen, of all sheet kinds."""
    one_row = "one place where a reading was seen"
    return Table("observation", one_row, SEEN_COLUMNS, OF_PLACE, union_of=tuple(s.observation for s in shape.sheets))


def shift(shape: Shape) -> Table:
    """By how much another reading would move the sums."""
    return Table(
        "shift",
        "a station that another series reads otherwise than it is counted",
        (PARTITION, CONTEST, UNIT, *counts(shape.votes, "the other reading less what is counted", null=False)),
        ("partition", "unit_id"),
    )


def tally(shape: Shape) -> Table:
    """The sums, with what is unknown, missing and held beside them."""
    names = (*shape.summed, *shape.votes)
    return Table(
        "tally",
        "one unit, from village up, on one basis",
        (
            PARTITION,
            CONTEST,
            UNIT,
            LEVEL,
            code("basis", "counted, series:<id> or declared"),
            *counts(names, "sum over what reports it"),
            *counts(names, "stations in, or readings, that do not report it", "_unknown", null=False),
            *counts(shape.votes, "votes that held sheets state, in no sum", "_held", null=False),
            integer(
                "stations_expected", "stations that should report, or that a partial sheet says there are", null=True
            ),
            integer(
                "stations_in", "stations whose standing reading knows every vote, or as partial sheets state", null=True
            ),
            integer("stations_flagged", "of these, with an open error", null=True),
            integer("stations_held", "stations held", null=True),
            integer("stations_void", "stations declared void", null=True),
            integer("stations_missing", "expected and neither in nor held nor void", null=True),
            code("sheet_id", "the declared sheet, empty on other bases"),
            code("reading_id", "its reading, empty on other bases"),
        ),
        ("partition", "unit_id", "basis"),
    )


FIXED = (
    SOURCE, UNITS, UNIT_PATH, UNIT_CODE, UNIT_CODE_GAP, CONTESTS, SERIES_TABLE, SELECTION, CANDIDATE, UNIT_BALLOT,
    OUTLINE, DRAWN, DECISION, EXTRACT_CELL, EXTRACT_VOTE, CELL, VOTE, FINDING_CHECKS, LATEST, STANDING, VOTE_TALLY,
    FINDING_RECAP, CHANGE, FINDING_OVER_TIME, TRACE, DIFFERENCE, COMPARISON, FINDING_PAPER, FINDING_COMPARE, FINDING,
    UNUSUAL,
)  # fmt: skip


def tables(shape: Shape) -> dict[str, Table]:
    """Every table of a workspace of this shape, by name."""
    sheets = [t for s in shape.sheets for t in (extract(shape, s), reading(shape, s), observation(s))]
    return {t.name: t for t in (*sheets, observations(shape), tally(shape), tally_at(shape), shift(shape), *FIXED)}
