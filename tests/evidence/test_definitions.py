"""What a column meant when a file was taken in: a change of it stops the build, anything else does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.recap.deciding import decide
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.definitions import changes
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.vocabulary.problems import Problem, Refusal

FILE = "village,tps,p1,p2,valid,cast\na,1,10,20,30,30\n"
ELECTION = Election((papers("village,tps,p1,p2,valid\na,1,10,20,30\n"),))


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    workspace = written(tmp_path / "w", ELECTION)
    (workspace.inbox / "kpu" / "kpu.csv").write_text(FILE)
    rebuilt(workspace).built.connection.close()
    return workspace


def stopped(workspace: Workspace, old: str, new: str) -> list[Problem]:
    """What stops the build once bukti.toml says something else."""
    text = workspace.configuration.read_text()
    assert old in text
    workspace.configuration.write_text(text.replace(old, new))
    try:
        build(workspace).connection.close()
    except Refusal as refusal:
        return list(refusal.problems)
    return []


SWAPPED = ('pair-1 = "p1", pair-2 = "p2"', 'pair-1 = "p2", pair-2 = "p1"')
CHANGES = {
    "columns exchanged": (*SWAPPED, "columns.kpu.pair-1: p1 → p2; columns.kpu.pair-2: p2 → p1"),
    "a column for another field": ('valid = "valid"', 'invalid = "valid"', "columns.kpu.valid: valid → –"),
    "a selection of another id": (
        'id = "pair-2"', 'id = "pair-3"', 'ballot.ppwp: ["pair-1", "pair-2"] → ["pair-1", "pair-3"]'
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_of_what_columns_mean_stops_the_build(case: str, town: Workspace) -> None:
    old, new, told = CHANGES[case]
    if case == "a selection of another id":
        town.configuration.write_text(town.configuration.read_text().replace('pair-2 = "p2"', 'pair-3 = "p2"'))
    (problem,) = stopped(town, old, new)
    assert (problem.code, problem.place.field) == ("DF-CHANGED", "kpu")
    assert problem.found.startswith(told)
    assert re.fullmatch("[0-9a-f]{64}", problem.expected)


HARMLESS = {
    "a title": ('indonesian = "Contoh"', 'indonesian = "Lain"'),
    "a name": ('name = "Pair 1"', 'name = "Pasangan 1"'),
    "one more column": ('valid = "valid"', 'valid = "valid", cast_total = "cast"'),
    "another place of the files": ('path = "kpu"', 'path = "kpu/kpu.csv"'),
}


@pytest.mark.parametrize("case", HARMLESS)
def test_other_changes_stop_nothing(case: str, town: Workspace) -> None:
    assert stopped(town, *HARMLESS[case]) == []


def test_another_profile_or_field_is_a_change_and_what_is_added_is_none() -> None:
    old = {"profile": "a", "fields": {"c1": {"valid": "valid"}}, "ballot": {"x": ["p", "q"]}}
    assert [*changes(old, {**old, "profile": "b"})] == [("profile", "a", "b")]
    assert [*changes(old, {**old, "fields": {"c1": {}}})] == [("fields.c1.valid", "valid", None)]
    assert [*changes(old, {**old, "ballot": {"x": ["p", "q", "r"]}})] == [("ballot.x", ["p", "q"], ["p", "q", "r"])]
    more = {"c1": {"valid": "valid", "invalid": "invalid"}, "c2": {}}
    assert [*changes(old, {**old, "fields": more, "lists": {}})] == []


def test_one_more_source_stops_nothing(town: Workspace) -> None:
    more = Election((*ELECTION.sources, papers("village,tps,p1,p2\na,2,1,2\n", "crowd")))
    assert rebuilt(written(town.root, more)).tally("a", "v01") == (11,)


def test_a_definition_that_two_people_accept_is_read_by_and_every_file_says_which_it_was(town: Workspace) -> None:
    (problem,) = stopped(town, *SWAPPED)
    decide(town, "d1", "accept-definition", definitions=[problem.expected], reason="definition")
    found = rebuilt(town)
    assert found.tally("a", "v01, v02") == (20, 10)
    assert found.rows("select definition from source where entry = 'kpu'") == [(problem.expected,)]
    assert found.rows("select effect, definition from decision") == [("accept-definition", problem.expected)]
    found.built.connection.close()
    assert [p.code for p in stopped(town, SWAPPED[1], SWAPPED[0])] == []  # all files were taken in under this one


def test_the_profile_in_force_is_a_fact(town: Workspace) -> None:
    (fact,) = [f for f in town.journal.facts() if f["kind"] == "profile"]
    assert fact["profile"] == "id/presidential-2019"
    assert b"# id/presidential-2019/election.yaml\n" in (town.objects / str(fact["sha256"])).read_bytes()
    (source,) = [f for f in town.journal.facts() if f["kind"] == "source" and f["entry"] == "kpu"]
    assert b'"ballot":{"ppwp":["pair-1","pair-2"]}' in (town.objects / str(source["definition"])).read_bytes()
