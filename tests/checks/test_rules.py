"""Every rule of every profile, by the step that a build runs: it fires where its sheet breaks it, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.recap.small import Election, papers, written

from bukti.checks import CHECKS
from bukti.checks.step import step
from bukti.engine.database import columns_sql, connect, create, fetch
from bukti.evidence.terms import Terms, settle
from bukti.vocabulary.profile import load_profile, profile_names
from bukti.vocabulary.rules import Filled, Overrides, Rule

KINDS = {
    "id/presidential-2014": ("", 2),
    "id/presidential-2019": ("c1", 2),
    "id/council-2019": ("c1", 2),
    "id/presidential-2024": ("c-hasil", 3),
    "id/regional-2015": ("c1", 2),
    "id/council-2024": ("c-hasil", 18),
    "id/regional-2024": ("c-hasil", 3),
}
# A hint never silences the error that it hints at: both are told.
BESIDE = {"C-404": {"C-208": "error"}}
TRIALS = [
    pytest.param(name, sheet.id, rule.rule, id=f"{name}:{sheet.id}:{rule.rule}")
    for name in KINDS
    for sheet in load_profile(name).sheets
    for rule in sheet.rules
]


@dataclass(frozen=True)
class Found:
    """A finding on one sheet."""

    rule: str
    severity: str
    observed: int | None
    expected: int | None
    proposal: str | None
    silent_because: str | None


def terms_of(profile: str, folder: Path) -> Terms:
    """The terms of a workspace with every sheet of the profile."""
    stations, pairs = KINDS[profile]
    votes = ",".join(f"p{n}" for n in range(1, pairs + 1))
    kinds = [sheet.id for sheet in load_profile(profile).sheets if sheet.id not in (stations, "recap")]
    sources = [papers(f"village,tps,{votes}\n")] if stations else []
    sources += [papers(f"unit,{votes}\n", "plenary", entry) for entry in ("recap", *kinds)]
    toml = Election(sources, pairs=pairs, profile=profile, stations=stations).toml
    for kind in kinds:
        toml = toml.replace(
            f'path = "{kind}"\ncontest = "ppwp"\nsheet = "recap"',
            f'path = "{kind}"\ncontest = "ppwp"\nsheet = "{kind}"',
        )
    return settle(written(folder, Election([]), toml))


def findings(terms: Terms, sheets: Sequence[tuple[str, Filled]], station: str = "001") -> list[list[Found]]:
    """What the step finds on each of the sheets (kind and what is filled in), told and silent, by rule."""
    connection = connect()
    checking = step(terms)
    for shape in terms.shape.sheets:
        rows: list[list[Any]] = []
        for n, (kind, filled) in enumerate(sheets):
            if kind == shape.kind:
                place = [f"sheet-{n}", f"t:{n}", "ppwp", f"t:{n}/{station}", "kpu"]
                fields = [filled.values[name] for name in shape.fields]
                rows.append(["p", str(n), *place, *fields, *filled.votes, sum(v is None for v in filled.votes)])
        create(connection, shape.table, columns_sql(terms.contracts[shape.table]), rows)
    for table in ("cell", "vote", "candidate"):
        create(connection, table, columns_sql(terms.contracts[table]), [])
    for name, sql in checking.stages:
        connection.execute(f"create temp table {name} as {sql}")
    assert isinstance(checking.rows, str)
    columns = "reading_id, rule, severity, observed, expected, proposal, silent_because"
    found: list[list[Found]] = [[] for _ in sheets]
    for reading, *values in fetch(connection, f"select {columns} from ({checking.rows}) found order by rule"):
        found[int(reading)].append(Found(*values))
    return found


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Terms]:
    return {name: terms_of(name, tmp_path_factory.mktemp("terms") / "workspace") for name in KINDS}


@pytest.fixture(scope="module")
def trials(terms: dict[str, Terms]) -> dict[tuple[str, str, str], tuple[Rule, list[Found], list[Found]]]:
    """For each rule what is found on its example and on its counterexample; all sheets go through one step."""
    result: dict[tuple[str, str, str], tuple[Rule, list[Found], list[Found]]] = {}
    for name, its in terms.items():
        asked = [(sheet.id, *trial) for sheet in its.sheets for trial in sheet.trials()]
        sheets = [(kind, filled) for kind, _, *pair in asked for filled in pair]
        found = iter(findings(its, sheets))
        result |= {(name, kind, rule.rule): (rule, next(found), next(found)) for kind, rule, _, _ in asked}
    return result


Trials = dict[tuple[str, str, str], tuple[Rule, list[Found], list[Found]]]


def test_every_profile_that_comes_with_the_package_is_tried() -> None:
    assert set(KINDS) == set(profile_names())


@pytest.mark.parametrize(("profile", "kind", "rule"), TRIALS)
def test_a_rule_tells_its_counterexample_and_nothing_else_does(
    profile: str, kind: str, rule: str, trials: Trials
) -> None:
    declared, kept, broken = trials[profile, kind, rule]
    assert kept == []
    told = {f.rule: f.severity for f in broken if f.silent_because is None}
    assert told.pop(rule) == declared.severity
    assert told == BESIDE.get(rule, {})


@pytest.mark.parametrize(("profile", "kind", "rule"), TRIALS)
def test_what_is_silent_says_for_which_finding_on_the_same_sheet(
    profile: str, kind: str, rule: str, trials: Trials
) -> None:
    _, _, broken = trials[profile, kind, rule]
    fired = {f.rule for f in broken}
    assert {f.silent_because for f in broken if f.silent_because} <= fired
    assert all(f.observed is not None and f.expected is not None for f in broken)


def test_every_python_check_is_named_by_some_rule() -> None:
    named = {r.check for name in KINDS for r in load_profile(name).rules() if r.check}
    assert named == set(CHECKS)


# The checks that are no identities, sheet by sheet

C_HASIL = "id/presidential-2024"


def told(terms: dict[str, Terms], profile: str, changes: Overrides, station: str = "001") -> dict[str, Found]:
    """The findings that are told on the example of a station's sheet with some of it written otherwise."""
    kind = KINDS[profile][0]
    filled = terms[profile].profile.sheet(kind).filled(changes)
    (found,) = findings(terms[profile], [(kind, filled)], station)
    return {f.rule: f for f in found if f.silent_because is None}


IMPOSSIBLE = [
    pytest.param({"votes": (300, 200), "valid": 500, "invalid": 0, "cast_total": 500}, None, id="500 is the limit"),
    pytest.param({"votes": (301, 200), "valid": 501, "invalid": 0, "cast_total": 501}, (501, 500), id="501"),
    pytest.param({"votes": (10, 5), "cast_total": 900}, (900, 500), id="cast alone"),
    pytest.param({"votes": (600, 5), "cast_total": 20}, (605, 500), id="votes where larger"),
    pytest.param({"votes": (600, None), "cast_total": None}, (600, 500), id="what is known suffices"),
    pytest.param({"votes": (None, None), "cast_total": None}, None, id="nothing known is nothing impossible"),
]


@pytest.mark.parametrize(("changes", "sides"), IMPOSSIBLE)
def test_more_votes_than_the_law_allows_are_held(
    changes: Overrides, sides: tuple[int, int] | None, terms: dict[str, Terms]
) -> None:
    found = told(terms, "id/presidential-2019", changes).get("C-403")
    assert (found and (found.observed, found.expected)) == sides
    assert found is None or found.severity == "hold"


@pytest.mark.parametrize(
    ("changes", "sides"),
    [
        ({"ballots_received": 238}, (239, 238)),
        ({"ballots_received": 239}, None),
        ({"ballots_received": 600, "votes": (400, 100, 50), "cast_total": 550}, None),
        ({"ballots_received": None, "votes": (400, 100, 50), "cast_total": 550}, (550, 500)),
    ],
)
def test_ballots_received_are_the_limit_where_they_are_known(
    changes: Overrides, sides: tuple[int, int] | None, terms: dict[str, Terms]
) -> None:
    found = told(terms, C_HASIL, changes).get("C-403")
    assert (found and (found.observed, found.expected)) == sides


ZEROS: dict[str, int | tuple[int, ...]] = {"votes": (0, 0), "valid": 0, "invalid": 0, "cast_total": 0}


@pytest.mark.parametrize(
    ("changes", "fires"),
    [
        (ZEROS, True),
        ({**ZEROS, "valid": None, "cast_total": None}, True),
        ({**ZEROS, "invalid": 1}, False),
        ({**ZEROS, "votes": (0, 1)}, False),
        ({**ZEROS, "registered_male": 0, "registered_female": 0}, False),
        ({**ZEROS, "registered_male": None, "registered_female": None}, False),
        ({**ZEROS, "registered_male": None, "registered_female": 3}, True),
        ({"votes": (None, None), "valid": None, "invalid": None, "cast_total": None}, False),
    ],
)
def test_zeros_where_voters_are_registered_are_placeholders(
    changes: Overrides, fires: bool, terms: dict[str, Terms]
) -> None:
    assert ("C-901" in told(terms, "id/presidential-2019", changes)) == fires


def test_received_ballots_alone_do_not_make_a_sheet_filled_in(terms: dict[str, Terms]) -> None:
    sheet = load_profile(C_HASIL).sheet("c-hasil")
    zeros: dict[str, int | tuple[int, ...] | None] = dict.fromkeys(sheet.names, 0)
    votes: Overrides = {"registered_male": 137, "registered_female": 150, "registered_total": 287, "votes": (0, 0, 0)}
    found = told(terms, C_HASIL, {**zeros, **votes, "ballots_received": 293, "ballots_unused": 0})
    assert "C-901" in found


@pytest.mark.parametrize(
    ("total", "by_sex", "expected"), [(287, (137, 150), 287), (None, (137, 150), 287), (None, (None, 150), 150)]
)
def test_voters_by_sex_are_registered_where_their_total_is_not_known(
    total: int | None, by_sex: tuple[int | None, int], expected: int, terms: dict[str, Terms]
) -> None:
    sheet = load_profile(C_HASIL).sheet("c-hasil")
    zeros: dict[str, int | tuple[int, ...] | None] = dict.fromkeys(sheet.names, 0)
    registered = {"registered_male": by_sex[0], "registered_female": by_sex[1], "registered_total": total}
    found = told(terms, C_HASIL, {**zeros, **registered, "votes": (0, 0, 0)}).get("C-901")
    assert found
    assert found.expected == expected


RESERVE = {
    (287, 293): False,  # 287 and 2 % of them, 5.74, rounded up
    (287, 294): False,
    (287, 292): False,
    (287, 291): True,
    (287, 295): True,
    (100, 102): False,
    (100, 104): True,
    (0, 0): False,
}


def test_ballots_are_the_voters_and_a_reserve_of_two_percent(terms: dict[str, Terms]) -> None:
    sheet = load_profile(C_HASIL).sheet("c-hasil")
    blank = Filled(dict.fromkeys(sheet.names), (None, None, None))
    asked = [
        (sheet.id, blank.changed({"registered_total": registered, "ballots_received": received}))
        for registered, received in RESERVE
    ]
    ordinary = [{f.rule for f in found} for found in findings(terms[C_HASIL], asked)]
    assert dict(zip(RESERVE, ["C-303" in rules for rules in ordinary], strict=True)) == RESERVE
    special = findings(terms[C_HASIL], asked, station="901")
    assert [f.rule for found in special for f in found] == []


@pytest.mark.parametrize(
    ("written", "fires"),
    [
        ((134, 54, 188, 12, 200), False),
        ((54, 188, 12, 200, 134), True),  # all one column to the left
        ((200, 134, 54, 188, 12), True),  # and to the right
        ((54, 134, 188, 12, 200), False),  # two columns exchanged fit as they stand
        ((0, 0, 0, 0, 0), False),
    ],
)
def test_figures_one_column_off_are_seen(written: tuple[int, ...], fires: bool, terms: dict[str, Terms]) -> None:
    one, two, valid, invalid, cast = written
    changes: Overrides = {"votes": (one, two), "valid": valid, "invalid": invalid, "cast_total": cast}
    assert ("C-404" in told(terms, "id/presidential-2019", changes)) == fires


@pytest.mark.parametrize(
    ("changes", "rule", "proposal"),
    [
        # the sheet says 198 for 134 + 54: each of the three numbers could be the wrong one, by one digit
        ({"valid": 198}, "C-208", "valid=188 v01=144 v02=64"),
        # 134 + 45 for 188: two digits exchanged in 54; or 143 for 134; 179 is two digits off
        ({"votes": (134, 45)}, "C-208", "v01=143 v02=54"),
        ({"cast_total": 201, "invalid": 12}, "C-209", "cast_total=200 valid=189 invalid=13"),
        ({"valid": 999}, "C-208", None),
        # -5 is one sign away from 5, and no figure
        ({"votes": (5, 3), "valid": 8, "invalid": 5, "cast_total": 3}, "C-209", "cast_total=13"),
        # one more vote cannot be taken from nothing
        ({"votes": (0, 189), "valid": 188}, "C-208", "valid=189 v02=188"),
    ],
)
def test_the_smallest_repairs_stand_beside_the_value(
    changes: Overrides, rule: str, proposal: str | None, terms: dict[str, Terms]
) -> None:
    assert told(terms, "id/presidential-2019", changes)[rule].proposal == proposal


def test_what_is_not_known_breaks_no_rule(terms: dict[str, Terms]) -> None:
    for name, its in terms.items():
        kind = KINDS[name][0] or "recap"
        sheet = its.profile.sheet(kind)
        blank = Filled(dict.fromkeys(sheet.names), (None,) * len(sheet.example.votes))
        assert findings(its, [(kind, blank)]) == [[]]
