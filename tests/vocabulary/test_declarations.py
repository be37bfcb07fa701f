"""What is wrong in a profile's files is told all at once: file, line, key, what was found, what is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from bukti.locale import LANGUAGES, Catalogue
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.profile import Profile, read_profile

ELECTION = """\
id: id/village-head
title: {indonesian: Kepala desa, english: Village head}
family: pilkada
levels: [village, station]
lists: {}
parameters:
  station_cap:
    - value: 500
      in_force: 2017-08-16
      law: {act: a, where: b, in_force: 2017-08-16, seen: false}
"""
SHEET = """\
id: c1
letter: C
indonesian: Sertifikat
english: Certificate
forms:
  station: C1
fields:
  - {name: valid, role: valid, part: V.A, indonesian: Sah, english: Valid}
  - {name: men, role: "registered{male}", part: I.A, indonesian: Laki-laki, english: Men}
example:
  fields: {valid: 3, men: 5}
  votes: [1, 2]
rules:
  - rule: C-208
    identity: I08
    says: valid = sum(votes)
    severity: error
    indonesian: a
    english: b
    next: {indonesian: a, english: b}
    law: {act: a, where: b, in_force: 2017-08-16, seen: false}
    counterexample: {valid: 4}
"""
RECAP = SHEET.replace("id: c1", "id: recap").replace("letter: C", "letter: D").replace("C-208", "D-208")
RECAP = RECAP[: RECAP.index("fields:")] + "fields_from: c1\n" + RECAP[RECAP.index("example:") :]


def write(root: Path, election: str = ELECTION, name: str = "village-head", **sheets: str) -> None:
    folder = root / "id" / name / "sheets"
    folder.mkdir(parents=True)
    (folder.parent / "election.yaml").write_text(election, encoding="utf-8")
    for kind, text in sheets.items():
        (folder / f"{kind}.yaml").write_text(text, encoding="utf-8")


def problems(root: Path, name: str = "id/village-head") -> list[Problem]:
    with pytest.raises(Refusal) as refused:
        read_profile(root, name)
    for language in LANGUAGES:
        assert all(p.tell(Catalogue(language)) for p in refused.value.problems)
    return list(refused.value.problems)


def test_a_small_profile_is_read(tmp_path: Path) -> None:
    write(tmp_path, c1=SHEET, recap=RECAP)
    profile = read_profile(tmp_path, "id/village-head")
    assert [s.id for s in profile.sheets] == ["c1", "recap"]
    assert profile.sheet("recap").names == ("valid", "men")


CHANGES = [
    ("says: valid = sum(votes)", "says: vald = sum(votes)", "SAYS-UNKNOWN-NAME", 16, "rules.0.says",
     "»vald« = sum(votes)", "valid"),
    ("says: valid", "say: valid", "YAML-UNKNOWN-KEY", 16, "rules.0.say", "say", "says"),
    ("    severity: error\n", "", "YAML-MISSING-KEY", 14, "rules.0.severity", "", "severity"),
    ("severity: error", "severity: eror", "YAML-WRONG-VALUE", 17, "rules.0.severity", "eror", "error"),
    ("severity: error", "severity: error\n    check: x", "RULE-SAYS-OR-CHECK", 14, "rules.0", "C-208", "says | check"),
    ("    says: valid = sum(votes)\n", "", "RULE-SAYS-OR-CHECK", 14, "rules.0", "C-208", "says | check"),
    ("role: valid", "role: vaild", "ROLE-UNKNOWN", 8, "fields.0.role", "vaild", "valid"),
    ("letter: C", "letter: C\nletter: D", "YAML-DUPLICATE-KEY", 3, "", "letter: D", ""),
    ("letter: C", "letter: [", "YAML-SYNTAX", 4, "", "english: Certificate", ""),
    ("letter: C", "letter: !!python/object:os.system C", "YAML-SYNTAX", 2, "", "letter: !!python", ""),
    ("letter: C", "letter: &c C", "YAML-ANCHOR", 2, "", "&c", ""),
    ("{valid: 3, men: 5}", "{valid: 3, men: *a}", "YAML-ANCHOR", 11, "", "*a}", ""),
    ("id: c1", "id: 012", "YAML-WRONG-VALUE", 1, "id", "12", "string"),
    ("letter: C", "letter: D", "YAML-WRONG-VALUE", 14, "rules.0.rule", "C-208", "D-"),
    ("id: c1", "id: c2", "YAML-WRONG-VALUE", 1, "id", "c2", "c1"),
    ("rule: C-208", "rule: C-28", "YAML-WRONG-VALUE", 14, "rules.0.rule", "C-28", "[0-9]{3}"),
    ("name: men", "name: valid", "PROFILE-TWICE", 8, "fields.0", "valid", ""),
    ('"registered{male}"', "valid", "PROFILE-TWICE", 8, "fields.0", "valid", ""),
    ("seen: false", "seen: NO", "YAML-WRONG-VALUE", 21, "rules.0.law.seen", "NO", "bool"),
    ("{valid: 3, men: 5}", "{valid: '3', men: 5}", "YAML-WRONG-VALUE", 11, "example.fields.valid", "3", "int"),
    ("{valid: 3, men: 5}", "{valid: 3}", "YAML-MISSING-KEY", 11, "example.fields", "", "men"),
    ("{valid: 3, men: 5}", "{valid: 3, men: 5, mne: 5}", "YAML-UNKNOWN-KEY", 11, "example.fields.mne", "mne", "men"),
    ("{valid: 4}", "{vald: 4}", "YAML-UNKNOWN-KEY", 22, "rules.0.counterexample.vald", "vald", "valid"),
    ("{valid: 4}", "{votes: 4}", "YAML-WRONG-VALUE", 22, "rules.0.counterexample.votes", "4", "votes: [1"),
    ("{valid: 4}", "{valid: 4}\n    silent_when: [C-209]", "RULE-UNKNOWN", 23, "rules.0.silent_when.0", "C-209",
     "C-208"),
    ("{valid: 4}", "{valid: 4}\n    silent_when: [C-208]", "RULE-CIRCLE", 13, "rules", "C-208", ""),
    ("station: C1", "stations: C1", "YAML-WRONG-VALUE", 6, "forms.stations", "stations", "station"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "line", "key", "found", "expected"), CHANGES)
def test_each_slip_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int, key: str, found: str, expected: str
) -> None:
    assert old in SHEET
    write(tmp_path, c1=SHEET.replace(old, new))
    first = problems(tmp_path)[0]
    assert (first.code, first.place.file, first.place.row) == (code, "id/village-head/sheets/c1.yaml", line)
    assert first.place.field == key
    assert found in first.found
    assert expected in first.expected


def test_a_rule_is_never_silent_for_a_milder_one(tmp_path: Path) -> None:
    second = SHEET[SHEET.index("  - rule") :].replace("C-208", "C-209").replace("severity: error", "severity: warning")
    write(tmp_path, c1=SHEET + "    silent_when: [C-209]\n" + second)
    (problem,) = problems(tmp_path)
    assert (problem.code, problem.place.row, problem.expected) == ("RULE-MILDER", 23, "error")


def test_a_rule_id_stands_once(tmp_path: Path) -> None:
    write(tmp_path, c1=SHEET + SHEET[SHEET.index("  - rule") :])
    assert [(p.code, p.found, p.place.row) for p in problems(tmp_path)] == [
        ("PROFILE-TWICE", "C-208", 14),
        ("PROFILE-TWICE", "C-208", 23),
    ]


def test_all_problems_of_all_sheets_are_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        c1=SHEET.replace("says: valid", "says: vald").replace("severity: error", "severity: eror"),
        other=SHEET.replace("id: c1", "id: other").replace("role: valid", "role: vaild"),
    )
    found = {(p.code, p.place.file.rsplit("/", 1)[1], p.place.row) for p in problems(tmp_path)}
    assert found == {
        ("SAYS-UNKNOWN-NAME", "c1.yaml", 16),
        ("YAML-WRONG-VALUE", "c1.yaml", 17),
        ("ROLE-UNKNOWN", "other.yaml", 8),
    }


def test_fields_from_a_sheet_that_is_not_there_are_refused(tmp_path: Path) -> None:
    write(tmp_path, c1=SHEET, recap=RECAP.replace("fields_from: c1", "fields_from: c2"))
    (problem,) = problems(tmp_path)
    assert (problem.code, problem.found, problem.expected, problem.place.row) == (
        "PROFILE-UNKNOWN-SHEET", "c2", "c1", 7)  # fmt: skip


def heir(extends: str) -> str:
    text = ELECTION.replace("id/village-head", "id/heir").replace("value: 500", "value: 800")
    return text.replace("station_cap", "reserve").replace("800", "5/2") + f"extends: {extends}\n"


def test_an_heir_takes_sheets_and_parameters_and_overrides_whole_ones(tmp_path: Path) -> None:
    write(tmp_path, c1=SHEET, recap=RECAP)
    changed = SHEET.replace("Certificate", "Newer certificate").replace("valid = sum", "2*valid <= station_cap - sum")
    write(tmp_path, heir("id/village-head"), name="heir", c1=changed)
    profile: Profile = read_profile(tmp_path, "id/heir")
    assert [(s.id, s.english) for s in profile.sheets] == [("c1", "Newer certificate"), ("recap", "Certificate")]
    day = profile.parameters["reserve"][0].in_force
    assert profile.caps(day) == {"station_cap": 500}
    assert profile.parameter("reserve", day) * 2 == 5


def test_a_profile_that_extends_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, heir("id/heir"), name="heir", c1=SHEET)
    assert [p.code for p in problems(tmp_path, "id/heir")] == ["PROFILE-UNKNOWN"]


def test_a_parameter_that_is_no_number_is_refused(tmp_path: Path) -> None:
    write(tmp_path, ELECTION.replace("value: 500", "value: 2.5"), c1=SHEET)
    first = problems(tmp_path)[0]
    assert (first.code, first.place.row, first.found) == ("YAML-WRONG-VALUE", 8, "2.5")
