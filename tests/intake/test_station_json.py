"""Sirekap's station files as reality sends them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.intake.files import Outcome, outcome
from tests.recap.small import rebuilt

from bukti.evidence.workspace import Workspace
from bukti.intake.numbers import read_count
from bukti.intake.rows import PLAIN, Options

GOOD = (
    b'{"mode": "hhcw", "chart": {"null": null, "100025": 83, "100026": 007x}, "images": ["https://a/1.jpg", null, '
    b'"https://a/2.jpg"], "administrasi": {"suara_sah": 190, "suara_total": null}, "psu": null, '
    b'"ts": "2024-02-16 16:25:10", "status_suara": true, "status_adm": false}'
).replace(b"007x", b"107")
EMPTY = b'{"chart": null, "images": [null, null], "administrasi": null, "psu": null, "ts": "2024-02-15 07:00:44"}'


def read(tmp_path: Path, content: bytes, options: Options = PLAIN) -> Outcome:
    path = tmp_path / "3101011001001.json"
    path.write_bytes(content)
    return outcome("sirekap", path, options)


def cells(found: Outcome) -> dict[str, str]:
    return dict(zip(found.columns, found.rows[0].cells, strict=True))


def test_a_station_is_one_row_of_the_texts_that_stood_there(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert cells(found) == {
        "file": "3101011001001",
        "mode": "hhcw",
        "chart.100025": "83",
        "chart.100026": "107",
        "images": "https://a/1.jpg https://a/2.jpg",
        "administrasi.suara_sah": "190",
        "administrasi.suara_total": "",
        "psu": "",
        "ts": "2024-02-16 16:25:10",
        "status_suara": "TRUE",
        "status_adm": "FALSE",
    }
    assert [(row.number) for row in found.rows] == [1]
    assert [(p.code, p.place.field) for p in found.notices] == [("json-null-key", "chart.null")]


def test_what_is_null_or_absent_is_blank(tmp_path: Path) -> None:
    found = read(tmp_path, EMPTY, Options(expected=("chart.100025", "administrasi.suara_sah", "images")))
    assert {key: cells(found)[key] for key in ("chart.100025", "administrasi.suara_sah", "images", "psu")} == {
        "chart.100025": "",
        "administrasi.suara_sah": "",
        "images": "",
        "psu": "",
    }
    assert found.notices == ()


def test_a_key_that_lacks_among_others_is_noticed(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, Options(expected=("chart.100025", "chart.100027")))
    assert cells(found)["chart.100027"] == ""
    assert [(p.code, p.place.field) for p in found.notices][1:] == [("json-key-absent", "chart.100027")]


@pytest.mark.parametrize("text", ["104.0", "1e400", "-3", "9223372036854775808"])
def test_a_number_is_the_text_that_stood_there(text: str, tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.replace(b"190", text.encode()))
    assert cells(found)["administrasi.suara_sah"] == text


@pytest.mark.parametrize(
    ("case", "content", "code", "field", "english", "indonesian"),
    [
        ("B001", b"", "file-empty", "", "is empty", "kosong"),
        ("B017", b"<html>502</html>", "file-html", "", "looks like HTML", "HTML"),
        ("csv", b"kode,suara\n", "file-kind", "", "TEXT", "TEXT"),
        ("B097", GOOD[:100], "json-cut", "", f"byte 101 of {100}", "terpotong di byte"),
        ("B097", GOOD[:-1], "json-cut", "", "cut off", "terpotong"),
        ("broken", GOOD.replace(b"190", b"19O"), "json-broken", "", "not valid at byte", "tidak sah di byte"),
        ("B098", GOOD.replace(b'"100026"', b'"100025"'), "json-duplicate-key", "100025", "twice", "dua kali"),
        ("B098", b'{"chart": {"a": 1}, "chart.a": 2, "administrasi": null}', "json-duplicate-key", "chart.a", "", ""),
        ("B099", GOOD.replace(b"190", b"NaN"), "json-no-number", "administrasi.suara_sah", "NaN", "NaN"),
        ("B099", GOOD.replace(b"190", b"-Infinity"), "json-no-number", "administrasi.suara_sah", "-Inf", "-Inf"),
        ("B100", b'{"a":' * 100_000, "json-deep", "", "nested too deeply", "terlalu dalam"),
        (
            "null",
            GOOD.replace(b'"null": null', b'"null": 5'),
            "json-null-key-value",
            "chart.null",
            "whose votes",
            "suara siapa",
        ),
        ("list", GOOD.replace(b"190", b"[[1]]"), "json-list", "administrasi.suara_sah", "[[", "[["),
        (
            "half",
            GOOD.replace(b"hhcw", b"\\ud800"),
            "json-half-character",
            "mode",
            "half a character",
            "setengah karakter",
        ),
        ("area", b'{"ts": "x", "table": {}}', "json-not-station", "", "chart, administrasi", "chart, administrasi"),
        ("array", b"[[1]]", "json-not-station", "", "one station", "satu TPS"),
        ("B006", GOOD.replace(b"hhcw", b"\xff"), "file-undecodable", "", "0xFF", "0xFF"),
        ("long", GOOD + b" " * 1_000_000, "file-too-large", "", "limit is 1000000", "batasnya 1000000"),
    ],
)
def test_a_file_that_is_no_station_is_refused(
    case: str, content: bytes, code: str, field: str, english: str, indonesian: str, tmp_path: Path
) -> None:
    found = read(tmp_path, content)
    assert [(p.code, p.place.field) for p in found.refusals] == [(code, field)], case
    assert found.rows == ()
    assert found.refusals[0].place.file == "3101011001001.json"
    assert english in found.told("en")
    assert indonesian in found.told("id")


def test_b101_numbers_as_text_null_and_absent_keys_are_what_the_grammar_says(tmp_path: Path) -> None:
    content = GOOD.replace(b"190", b'"104"').replace(b'"100026": 107', b'"100026": null')
    found = read(tmp_path, content, Options(expected=("administrasi.suara_tidak_sah",)))
    there = cells(found)
    assert read_count(there["administrasi.suara_sah"]).value == 104
    assert (there["chart.100026"], read_count(there["chart.100026"]).value) == ("", None)
    assert (there["administrasi.suara_tidak_sah"], found.notices[-1].code) == ("", "json-key-absent")


CONFIGURATION = """
[election]
profile = "id/presidential-2024"
title = { indonesian = "Contoh", english = "Example" }
date = 2024-02-14

[[contest]]
id = "ppwp"
title = { indonesian = "Presiden", english = "President" }
selection = [{ id = "pair-1", name = "Satu" }, { id = "pair-2", name = "Dua" }]

[[series]]
id = "sirekap"
title = { indonesian = "Sirekap", english = "Sirekap" }
how = "machine"

[[source]]
id = "stations"
path = "stations"
contest = "ppwp"
sheet = "c-hasil"
reader = "sirekap"
unit = { code = "file", station_digits = 3 }

[[source.reading]]
series = "sirekap"

[source.reading.columns]
pair-1 = "chart.100025"
pair-2 = "chart.100026"
valid = "administrasi.suara_sah"
cast_total = "administrasi.suara_total"
"""


def test_b102_votes_that_do_not_make_the_total_of_their_own_file_are_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "stations"
    folder.mkdir(parents=True)
    (tmp_path / "bukti.toml").write_text(CONFIGURATION, encoding="utf-8")
    (folder / "3101011001001.json").write_bytes(GOOD.replace(b"107", b"108"))
    (folder / "3101011001002.json").write_bytes(GOOD)
    result = rebuilt(Workspace(tmp_path))
    assert result.findings("C-208", "unit_id, observed, expected, terms") == [
        ("code:3101011001/001", 190, 191, "valid=190 v01=83 v02=108")
    ]
    assert result.one("select v01, v02, valid from tally where level = 'village' and basis = 'counted'") == (
        166,
        215,
        380,
    )
