"""The profiles that come with the package: each rule against its own sheets, and one mistake against one message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import duckdb
import pytest

from bukti.vocabulary import says as language
from bukti.vocabulary.problems import Refusal
from bukti.vocabulary.profile import Profile, SheetKind, load_profile, profile_names
from bukti.vocabulary.rules import Filled, Rule, told

DAYS = {
    "id/presidential-2019": date(2019, 4, 17),
    "id/presidential-2024": date(2024, 2, 14),
    "id/regional-2015": date(2015, 12, 9),
    "id/council-2024": date(2024, 2, 14),
    "id/council-2019": date(2019, 4, 17),
    "id/presidential-2014": date(2014, 7, 9),
    "id/regional-2024": date(2024, 11, 27),
}
SHEETS = [(name, sheet.id) for name in DAYS for sheet in load_profile(name).sheets]
RULES = [
    pytest.param(name, kind, r.rule, id=f"{name}:{kind}:{r.rule}")
    for name, kind in SHEETS
    for r in load_profile(name).sheet(kind).rules
]
DUCKDB = duckdb.connect()


def fired(name: str, sheet: SheetKind, filled: list[Filled]) -> list[set[str]]:
    """The linear rules that each of the sheets breaks, as DuckDB finds them."""
    caps = load_profile(name).caps(DAYS[name])
    ballot = [f"v{n:02d}" for n in range(1, len(filled[0].votes) + 1)]
    linear = [r for r in sheet.rules if r.says]
    DUCKDB.execute(f"create or replace table s (n bigint, {', '.join(f'{c} bigint' for c in (*sheet.names, *ballot))})")
    rows = [[n, *(f.values[c] for c in sheet.names), *f.votes] for n, f in enumerate(filled)]
    text = ", ".join("(" + ", ".join("null" if c is None else str(c) for c in row) + ")" for row in rows)
    DUCKDB.execute(f"insert into s values {text}")
    columns = [language.broken_sql(r.says, caps, language.votes_sum(ballot)) for r in linear if r.says]
    answers = DUCKDB.execute(f"select {', '.join(columns)} from s order by n").fetchall()
    return [{r.rule for r, broken in zip(linear, row, strict=True) if broken} for row in answers]


def slips(sheet: SheetKind) -> Iterator[tuple[str, Filled]]:
    """The example with one number off by one or with one wrong digit, under the name of the number."""
    example = sheet.filled()
    for name, value in sheet.example.fields.items():
        yield from ((name, example.changed({name: wrong})) for wrong in wrongs(value))
    for at, value in enumerate(sheet.example.votes):
        for wrong in wrongs(value):
            votes = tuple(wrong if n == at else v for n, v in enumerate(example.votes))
            yield f"v{at + 1:02d}", example.changed({"votes": votes})


def wrongs(value: int) -> set[int]:
    text = str(value)
    digits = {int(text[:at] + d + text[at + 1 :]) for at in range(len(text)) for d in "0123456789"}
    return (digits | {value + 1}) - {value}


def rule_of(name: str, kind: str, rule: str) -> Rule:
    found = load_profile(name).sheet(kind).rule(rule)
    assert found
    return found


def test_every_profile_is_tried_here() -> None:
    assert set(DAYS) == set(profile_names())


def test_an_unknown_profile_lists_those_that_exist() -> None:
    with pytest.raises(Refusal) as refused:
        load_profile("id/presidential-2018")
    (problem,) = refused.value.problems
    assert problem.code == "PROFILE-UNKNOWN"
    assert "id/presidential-2019, id/presidential-2024" in problem.expected


@pytest.mark.parametrize(("name", "kind", "rule"), RULES)
def test_each_rule_fires_on_its_own_counterexample_and_only_there(name: str, kind: str, rule: str) -> None:
    sheet = load_profile(name).sheet(kind)
    ((declared, example, counterexample),) = (t for t in sheet.trials() if t[0].rule == rule)
    assert fired(name, sheet, [example]) == [set()]
    if declared.says:
        (found,) = fired(name, sheet, [counterexample])
        assert told(found, sheet.rules) == [rule]
    else:
        assert counterexample != example


@pytest.mark.parametrize(("name", "kind"), SHEETS)
def test_one_mistake_gives_at_most_one_error(name: str, kind: str) -> None:
    sheet = load_profile(name).sheet(kind)
    mistakes = list(slips(sheet))
    for (field, _), found in zip(mistakes, fired(name, sheet, [f for _, f in mistakes]), strict=True):
        messages = told(found, sheet.rules)
        errors = [r for r in messages if rule_of(name, kind, r).severity == "error"]
        assert len(errors) <= 1, (field, messages)
        assert len(messages) <= 1, (field, messages)
        assert bool(messages) == bool(found), (field, found)


@pytest.mark.parametrize(("name", "kind"), SHEETS)
def test_every_number_of_an_equation_is_watched(name: str, kind: str) -> None:
    sheet = load_profile(name).sheet(kind)
    watched = {f for r in sheet.rules if r.says and r.says.relation == "=" for f in language.fields(r.says)}
    if any(
        r.says and language.uses_votes(r.says) for r in sheet.rules
    ):  # running totals state votes and no sum of them
        watched |= {f"v{n:02d}" for n in range(1, len(sheet.example.votes) + 1)}
    mistakes = list(slips(sheet))
    found = fired(name, sheet, [f for _, f in mistakes])
    assert {field for (field, _), rules in zip(mistakes, found, strict=True) if not rules} & watched == set()


@pytest.mark.parametrize(
    ("field", "wrong", "rule"),
    [
        ("registered_male", 138, "C-101"),
        ("fixed_male", 111, "C-102"),
        ("fixed_total", 331, "C-102"),
        ("users_male", 115, "C-105"),
        ("users_total", 939, "C-105"),
        ("ballots_received", 193, "C-301"),
        ("ballots_used", 238, "C-301"),
        ("disabled_total", 9, "C-106"),
        ("valid", 281, "C-208"),
        ("invalid", 3, "C-209"),
        ("cast_total", 289, "C-209"),
    ],
)
def test_the_rule_nearest_the_wrong_box_is_the_one_told(field: str, wrong: int, rule: str) -> None:
    name = "id/presidential-2024"
    sheet = load_profile(name).sheet("c-hasil")
    (found,) = fired(name, sheet, [sheet.filled({field: wrong})])
    assert told(found, sheet.rules) == [rule]


def test_users_that_do_not_match_votes_are_told_even_where_nothing_else_is_wrong() -> None:
    # 437 users and 439 votes: two votes more than voters, each part of the sheet sound in itself
    name = "id/presidential-2024"
    sheet = load_profile(name).sheet("c-hasil")
    two_more = sheet.filled({"votes": (122, 70, 41), "valid": 233, "cast_total": 241})
    (found,) = fired(name, sheet, [two_more])
    assert found == {"C-131", "C-302"}
    assert told(found, sheet.rules) == ["C-131"]


def without_names(profile: Profile, text: str) -> str:
    """The text with the letters of a voter list as its key, and all who stand for election under one word."""
    letters = {words.indonesian.split(" ")[0]: key for key, words in profile.lists.items()}
    plain = re.sub(r"\b[A-Z][A-Za-z]+\b", lambda word: letters.get(word[0], word[0]), text)
    return plain.replace("semua pasangan calon", "semua pilihan").replace("semua partai", "semua pilihan")


def test_a_rule_id_means_the_same_identity_in_every_profile() -> None:
    meant: dict[str, set[tuple[str | None, str | None, str]]] = {}
    for name in DAYS:
        profile = load_profile(name)
        for r in profile.rules():
            meant.setdefault(r.rule, set()).add((r.identity, r.check, without_names(profile, r.indonesian)))
    assert {rule: what for rule, what in meant.items() if len(what) > 1} == {}


def test_a_recap_rule_is_the_station_rule_of_the_same_number() -> None:
    for name in (name for name, kind in SHEETS if kind in ("c1", "c-hasil")):
        profile = load_profile(name)
        station = {r.rule[1:]: r for r in profile.rules() if r.rule.startswith("C")}
        for r in profile.sheet("recap").rules:
            same = station[r.rule[1:]]
            assert (r.says, r.check, r.severity, r.title) == (same.says, same.check, same.severity, same.title)


IDENTITIES = {
    "id/presidential-2019": {"c1": {"I07": 1, "I08": 1, "I16": 1}, "recap": {"I07": 1, "I08": 1}},
    "id/presidential-2024": {
        "c-hasil": {
            "I01": 6,
            "I02": 3,
            "I03": 3,
            "I04": 1,
            "I05": 1,
            "I06": 1,
            "I07": 1,
            "I08": 1,
            "I10": 1,
            "I11": 1,
            "I12": 3,
            "I16": 1,
        },
        "recap": {"I01": 6, "I02": 3, "I03": 3, "I04": 1, "I05": 1, "I06": 1, "I07": 1, "I08": 1, "I11": 1, "I12": 3},
        "running-totals": {},
    },
    "id/presidential-2014": {
        "recap": {"I01": 10, "I02": 6, "I03": 3, "I04": 1, "I05": 1, "I06": 1, "I07": 1, "I08": 1, "I11": 1},
    },
    "id/regional-2015": {"c1": {"I06": 1, "I07": 1, "I08": 1, "I16": 1}, "recap": {"I06": 1, "I07": 1, "I08": 1}},
}
IDENTITIES["id/regional-2024"] = IDENTITIES["id/council-2024"] = IDENTITIES["id/presidential-2024"]
IDENTITIES["id/council-2019"] = {**IDENTITIES["id/presidential-2019"], "running-totals": {"I06": 1, "I07": 1}}


@pytest.mark.parametrize(("name", "kind"), SHEETS)
def test_every_identity_is_there_once_for_each_column(name: str, kind: str) -> None:
    counted: dict[str, int] = {}
    for r in load_profile(name).sheet(kind).rules:
        if r.identity:
            counted[r.identity] = counted.get(r.identity, 0) + 1
    assert counted == IDENTITIES[name][kind]


def test_forms_stand_at_their_levels() -> None:
    forms = {name: {s.id: dict(s.forms) for s in load_profile(name).sheets} for name in DAYS}
    assert forms["id/presidential-2019"] == {
        "c1": {"station": "C1-PPWP"},
        "recap": {"village": "DAA1-PPWP", "district": "DA1-PPWP", "regency": "DB1-PPWP", "province": "DC1-PPWP"},
    }
    assert forms["id/presidential-2024"] == {
        "c-hasil": {"station": "C.HASIL-PPWP"},
        "recap": {
            "district": "D.HASIL KECAMATAN-PPWP",
            "regency": "D.HASIL KABKO-PPWP",
            "province": "D.HASIL PROV-PPWP",
        },
        "running-totals": dict.fromkeys(("district", "regency", "province", "nation"), "Sirekap"),
    }
    assert forms["id/regional-2024"] == {
        "c-hasil": {"station": "C.HASIL-KWK"},
        "recap": {
            "district": "D.HASIL KECAMATAN-KWK",
            "regency": "D.HASIL KABKO-KWK",
            "province": "D.HASIL PROV-KWK",
        },
        "running-totals": dict.fromkeys(("district", "regency", "province"), "Sirekap"),
    }
    assert forms["id/council-2019"]["recap"] == {
        "village": "DAA1-DPRD KAB/KOTA", "district": "DA1-DPRD KAB/KOTA", "regency": "DB1-DPRD KAB/KOTA"}  # fmt: skip
    assert forms["id/presidential-2014"] == {"recap": {"regency": "DB1", "province": "DC1", "nation": "DD1"}}


def test_the_letters_of_a_voter_list_mean_another_list_in_a_pilkada() -> None:
    letters = {
        name: {key: words.indonesian.split(" ")[0] for key, words in load_profile(name).lists.items()} for name in DAYS
    }
    assert letters["id/presidential-2024"] == {"list_fixed": "DPT", "list_moved": "DPTb", "list_unlisted": "DPK"}
    assert letters["id/regional-2024"] == {"list_fixed": "DPT", "list_moved": "DPPh", "list_unlisted": "DPTb"}
    assert letters["id/presidential-2014"]["list_unlisted"] == "DPKTb"
    boxes = load_profile("id/regional-2024").sheet("c-hasil")
    assert "DPTb" in getattr(boxes.field("voted{list_unlisted}"), "indonesian", "")
    assert "DPPh" in getattr(boxes.field("voted{list_moved}"), "indonesian", "")


def test_a_partial_sheet_names_the_stations_that_it_stands_on() -> None:
    stations = load_profile("id/regional-2024").sheet("running-totals").stations
    assert stations == {"in": "stations_reported", "total": "stations_to_report"}
    assert load_profile("id/regional-2024").sheet("recap").stations == {}


def test_forms_of_the_other_elections_stand_at_their_levels() -> None:
    assert {s.id: dict(s.forms) for s in load_profile("id/regional-2015").sheets} == {
        "c1": {"station": "C1-KWK"},
        "recap": {"village": "DAA-KWK", "district": "DA1-KWK", "regency": "DB1-KWK", "province": "DC1-KWK"},
    }
    assert {s.id: dict(s.forms) for s in load_profile("id/council-2024").sheets} == {
        "c-hasil": {"station": "C.HASIL-DPRD PROV"},
        "recap": {
            "district": "D.HASIL KECAMATAN-DPRD PROV",
            "regency": "D.HASIL KABKO-DPRD PROV",
            "province": "D.HASIL PROV-DPRD PROV",
        },
        "running-totals": dict.fromkeys(("district", "regency", "province"), "Sirekap"),
    }


def test_the_council_form_has_the_boxes_and_rules_of_the_presidential_form_and_its_own_names() -> None:
    council, president = load_profile("id/council-2024"), load_profile("id/presidential-2024")
    for kind in ("c-hasil", "recap"):
        ours, theirs = council.sheet(kind), president.sheet(kind)
        assert ours.fields == theirs.fields
        assert [(r.rule, r.says, r.check, r.severity, r.silent_when) for r in ours.rules] == [
            (r.rule, r.says, r.check, r.severity, r.silent_when) for r in theirs.rules
        ]
        said = " ".join(f"{r.indonesian} {r.english} {r.law.where} {r.next}" for r in ours.rules)
        assert "PPWP" not in said
        assert "pasangan" not in said
        assert len(ours.example.votes) == 18
    assert council.parameters == president.parameters


def test_registered_voters_are_the_total_where_the_form_has_one_else_both_sexes() -> None:
    old, new = (load_profile(name) for name in ("id/presidential-2019", "id/presidential-2024"))
    assert [f.name for f in old.sheet("c1").registered()] == ["registered_male", "registered_female"]
    assert [f.name for f in new.sheet("c-hasil").registered()] == ["registered_total"]
    assert [f.name for f in new.sheet("recap").registered()] == ["registered_total"]


def test_a_field_is_found_by_its_role_and_a_missing_one_is_none() -> None:
    old, new = (load_profile(name) for name in ("id/presidential-2019", "id/presidential-2024"))
    found = new.sheet("c-hasil").field("voted{list_moved, female}")
    assert found
    assert (found.name, found.part) == ("moved_female", "I.B.2")
    assert old.sheet("c1").field("ballots{received}") is None
    assert [f.name for f in new.sheet("c-hasil").fields_with("ballots")] == [
        "ballots_received", "ballots_used", "ballots_spoiled", "ballots_unused"]  # fmt: skip


CLOSE = {"polls_close": Fraction(13)}
PEMILU = {"station_cap": Fraction(500), "station_voters": Fraction(300), "reserve_percent": Fraction(2)} | CLOSE
PILKADA = {"station_cap": Fraction(800), "station_voters": Fraction(600), "reserve_percent": Fraction(5, 2)} | CLOSE


@pytest.mark.parametrize("name", [name for name in DAYS if name != "id/presidential-2014"])
def test_the_limits_of_the_law_are_in_force_on_the_voting_day(name: str) -> None:
    profile: Profile = load_profile(name)
    found = {key: profile.parameter(key, DAYS[name]) for key in profile.parameters}
    pilkada = PILKADA | ({"station_voters": Fraction(800)} if name == "id/regional-2015" else {})
    assert found == (pilkada if profile.family == "pilkada" else PEMILU)
    assert profile.caps(DAYS[name]) == {k: v for k, v in found.items() if v.denominator == 1}
    with pytest.raises(Refusal) as refused:
        profile.parameter("station_voters", date(2015, 1, 1))
    assert refused.value.problems[0].code == "PROFILE-NOT-IN-FORCE"
    with pytest.raises(Refusal) as refused:
        profile.parameter("station_cp", DAYS[name])
    assert refused.value.problems[0].expected.split(", ")[0] == "station_cap"


def test_field_names_are_words_that_sql_leaves_free() -> None:
    names = {f for name, kind in SHEETS for f in load_profile(name).sheet(kind).names}
    for field in names:
        assert DUCKDB.execute(f"select {field} from (select 1 as {field})").fetchone() == (1,)
