"""The tables of ballots and lists: who stands where, what each reading says of candidates, what that adds up to."""

from __future__ import annotations

from bukti.vocabulary.columns import CONTEST, LEVEL, PARTITION, READING, UNIT
from bukti.vocabulary.contract import Table, code, integer, text

SELECTION = Table(
    "selection",
    "one choice on a contest's ballot",
    (
        CONTEST,
        integer("position", "place on the ballot, from 1"),
        code("selection_id", "public id"),
        code("vote_column", "v01, v02, …"),
    ),
    ("contest", "position"),
    partitioned=False,
)
CANDIDATE = Table(
    "candidate",
    "a place on the list of one selection in one ballot area",
    (
        CONTEST,
        code("ballot_area", "the ballot area (dapil), as bukti.toml names it"),
        code("party", "the selection whose list it is"),
        integer("number", "number on the list, 0 for votes of the list alone"),
        code("selection_id", "public id: the area, the selection and the number; of number 0 the selection's own"),
    ),
    ("contest", "ballot_area", "party", "number"),
    partitioned=False,
)
UNIT_BALLOT = Table(
    "unit_ballot",
    "a unit that lies in one ballot area of a contest",
    (CONTEST, UNIT, code("ballot_area", "the ballot area (dapil)")),
    ("contest", "unit_id"),
    partitioned=False,
)
VOTE_COLUMNS = (
    PARTITION,
    READING,
    code("selection_id", "a candidate, or a selection for the votes of its list alone"),
    integer("votes", "votes as the reading states them", null=True),
)
VOTE = Table(
    "vote",
    "votes of one candidate, or of one list alone, in one reading",
    VOTE_COLUMNS,
    ("partition", "reading_id", "selection_id"),
)
EXTRACT_VOTE = Table(
    "extract_vote",
    "votes of one candidate, or of one list alone, in one row of a source",
    (*VOTE_COLUMNS, code("source_id", "the source"), text("member", "inside the file"), integer("row", "row")),
    ("partition", "reading_id", "selection_id", "source_id", "member", "row"),
)
VOTE_TALLY = Table(
    "vote_tally",
    "votes of one candidate, or of one list alone, in one unit on one basis",
    (
        PARTITION,
        CONTEST,
        UNIT,
        LEVEL,
        code("basis", "counted or declared"),
        code("selection_id", "a candidate, or a selection for the votes of its list alone"),
        integer("votes", "sum over what reports it", null=True),
        integer("unknown", "readings of the ballot area in this unit, not held, that do not report it"),
        integer("held", "votes that held sheets state, in no sum"),
    ),
    ("partition", "unit_id", "basis", "selection_id"),
)


def list_place(party: str, number: int) -> str:
    """A place on a list where the ballot area does not matter, as cells name it; number 0 is the list alone."""
    return f"{party}.{number:02d}"


def candidate_id(area: str, party: str, number: int) -> str:
    """The public id of a place on a list; of the list alone the selection's own."""
    return f"{area}.{list_place(party, number)}" if number else party
