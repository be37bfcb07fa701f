"""`--json` gives the facts that the words are made of."""

from __future__ import annotations

import json

from tests.cli.running import bukti

from bukti.evidence.workspace import Workspace


def test_a_build_tells_its_summary_as_json(sample_workspace: Workspace) -> None:
    ran = bukti("build", "--no-site", "--json", at=sample_workspace.root)
    facts = json.loads(ran.out)
    table = json.loads(bukti("table", "standing", "--format", "json", at=sample_workspace.root).out)
    assert ran.code == 0
    assert facts["new_sources"] == 0
    assert facts["sheets"] == {kind: sum(r["kind"] == kind for r in table) for kind in facts["sheets"]}
    assert sum(facts["sheets"].values()) == len(table) > 0


def test_a_check_tells_every_problem_as_json(sample_workspace: Workspace) -> None:
    file = sample_workspace.configuration
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('profile = "id/', 'profil = "id/'), encoding="utf-8")
    ran = bukti("check", "--json", at=sample_workspace.root)
    line = 1 + text[: text.index("profile = ")].count("\n")
    problems = json.loads(ran.out)["problems"]
    assert ran.code == 2
    assert sorted(p["code"] for p in problems) == ["CF-MISSING-KEY", "CF-UNKNOWN-KEY"]
    assert line in [p["place"]["row"] for p in problems]


def test_a_rule_is_explained_as_json() -> None:
    rules = {r["rule"]: r for r in json.loads(bukti("explain", "--json").out)}
    (one, *_) = json.loads(bukti("explain", "C-208", "--json").out)
    assert {"C-208", "D-208", "N-101", "X-101"} <= rules.keys()
    assert one["says"] == "valid = sum(votes)"
    assert one["title"].keys() == {"indonesian", "english"}
    assert one["law"]["seen"] is False
