"""Results in the form of NIST SP 1500-100 version 2 (Election Results Reporting), as JSON. https://doi.org/10.6028/NIST.SP.1500-100r2

The schema comes in no package that this project could check against: what is written here was never validated, and
says so where it is offered. Only what the form has a place for is in it; the CSV files have everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from bukti.compare import DECLARED
from bukti.engine.database import fetch
from bukti.evidence.ballots import Contest, Titles
from bukti.publish.exports.known_units import KnownUnit
from bukti.publish.exports.written import Groups
from bukti.publish.opened import Opened

COUNTED: Final = "counted"
NAME: Final = "nist-sp-1500-100.json"
LEVELS: Final[Mapping[str, str]] = {
    "nation": "country", "province": "state", "regency": "county", "district": "other", "village": "village",
}  # fmt: skip
"""Levels by the form's kinds of reporting unit; a district is `other`, with its name beside."""
NOTES: Final = (
    "Count of type total: as declared by the highest sheet that has the unit, else the sum of the sheets that stand. "
    "Of type other: that sum, or one series alone, as OtherType says. A number that is not known is left out. "
    "GeneratedDate is the latest moment that a source of the election states, not the time of writing. "
    "This file was not validated against the schema."
)


def write_report(asked: Opened, contest: Contest, groups: Groups, units: Mapping[str, KnownUnit], folder: Path) -> None:
    """The folder of a contest holds one ElectionReport: its units from village up, its selections with their counts.

    Written piece by piece: of the file no more than one count is ever in memory, of the tally the votes are.
    """
    with (folder / NAME).open("w", encoding="utf-8") as out:
        for piece in _pieces(asked, contest, groups, units):
            out.write(piece)


def _pieces(asked: Opened, contest: Contest, groups: Groups, units: Mapping[str, KnownUnit]) -> Iterator[str]:
    election = asked.terms.configuration.election
    day = election.date.isoformat()
    asked.show(("tally",), [partition for group in groups for partition in group or ()])
    votes = asked.terms.shape.votes[: len(contest.selection)]
    sql = f"""select unit_id, basis, stations_expected, stations_in, {", ".join(votes)} from tally
        order by unit_id, basis"""
    rows = [row for row in fetch(asked.built.connection, sql) if row[0] in units]
    inside = dict.fromkeys(row[0] for row in rows)
    tops = [unit for unit in inside if units[unit].parent_id not in inside]
    complete = [row[2] == row[3] for row in rows if row[0] in tops and row[1] == COUNTED]
    office = election.office or election.title
    report = {
        "@type": "ElectionResults.ElectionReport",
        "Format": "summary-contest",
        "GeneratedDate": _generated(asked) or f"{day}T00:00:00Z",
        "Issuer": office.english,
        "IssuerAbbreviation": office.english,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": "unofficial-complete" if complete and all(complete) else "unofficial-partial",
        "VendorApplicationId": "Bukti",
        "Notes": NOTES,
    }
    yield _open(report) + ',"GpUnit":['
    yield from _listed(_units(rows, inside, units))
    scope = _mark(tops[0]) if tops else ""
    said = {
        "@type": "ElectionResults.Election",
        "ElectionScopeId": scope,
        "StartDate": day,
        "EndDate": day,
        "Name": _text(election.title),
        "Type": "general",
        "Candidate": [
            {"@type": "ElectionResults.Candidate", "@id": f"candidate-{s.id}", "BallotName": _text(_same(s.name))}
            for s in contest.selection
        ],
    }
    own = {
        "@type": "ElectionResults.CandidateContest",
        "@id": f"contest-{contest.id}",
        "Name": contest.title.english,
        "ElectoralDistrictId": scope,
        "VotesAllowed": 1,
        "VoteVariation": "plurality",
    }
    yield '],"Election":[' + _open(said) + ',"Contest":[' + _open(own) + ',"BallotSelection":['
    for n, selection in enumerate(contest.selection):
        made = {
            "@type": "ElectionResults.CandidateSelection",
            "@id": f"selection-{selection.id}",
            "CandidateIds": [f"candidate-{selection.id}"],
            "SequenceOrder": n + 1,
        }
        yield ("," if n else "") + _open(made) + ',"VoteCounts":['
        yield from _listed(_counts((row[0], row[1], row[4 + n]) for row in rows))
        yield "]}"
    yield "]}]}]}\n"


def _units(
    rows: Sequence[tuple[Any, ...]], inside: Iterable[str], units: Mapping[str, KnownUnit]
) -> Iterator[Mapping[str, Any]]:
    """Every unit that has a tally, with the units right below it."""
    reported = {row[0]: (row[2], row[3]) for row in rows if row[1] == COUNTED}
    below: dict[str, list[str]] = {}
    for unit_id in inside:
        below.setdefault(units[unit_id].parent_id or "", []).append(_mark(unit_id))
    for unit_id in inside:
        unit = units[unit_id]
        kind = LEVELS[unit.level]
        scheme, _, code = unit_id.partition(":")
        expected, stations_in = reported.get(unit_id, (None, None))
        yield {
            "@type": "ElectionResults.ReportingUnit",
            "@id": _mark(unit_id),
            "Type": kind,
            **({"OtherType": unit.level} if kind == "other" else {}),
            "Name": unit.name,
            "ExternalIdentifier": [
                {"@type": "ElectionResults.ExternalIdentifier", "Type": "other", "OtherType": scheme, "Value": code}
            ],
            **({"ComposingGpUnitIds": below[unit_id]} if unit_id in below else {}),
            **({"TotalSubUnits": expected} if expected is not None else {}),
            **({"SubUnitsReported": stations_in} if stations_in is not None else {}),
        }


def _counts(rows: Iterable[tuple[str, str, int | None]]) -> Iterator[Mapping[str, Any]]:
    """What is known of one selection in each unit: the figure that heads its page first, then on what other bases."""
    for unit_id, group in groupby(rows, key=lambda row: row[0]):
        known = {basis: votes for _, basis, votes in group if votes is not None}
        heads = DECLARED if DECLARED in known else COUNTED
        for basis in sorted(known, key=lambda basis: (basis != heads, basis)):
            yield {
                "@type": "ElectionResults.VoteCounts",
                "GpUnitId": _mark(unit_id),
                "Type": "total" if basis == heads else "other",
                **({} if basis == heads else {"OtherType": basis}),
                "Count": known[basis],
            }


def _generated(asked: Opened) -> str | None:
    asked.show(("source",))
    found: str | None = fetch(asked.built.connection, "select max(as_of) from source")[0][0]
    return found


def _mark(unit_id: str) -> str:
    return f"unit-{unit_id}"


def _same(text: str) -> Titles:
    return Titles(indonesian=text, english=text)


def _text(titles: Titles) -> dict[str, Any]:
    said = [("id", titles.indonesian)]
    said += [("en", titles.english)] if titles.english != titles.indonesian else []
    strings = [{"@type": "ElectionResults.LanguageString", "Language": la, "Content": text} for la, text in said]
    return {"@type": "ElectionResults.InternationalizedText", "Text": strings}


def _open(said: Mapping[str, Any]) -> str:
    """The object without its closing brace, so that more can follow."""
    return _json(said)[:-1]


def _listed(items: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    for n, item in enumerate(items):
        yield ("," if n else "") + _json(item)


def _json(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
