"""table, why and explain: facts of the built sample, in words and as JSON, and what is told where nothing fits."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import bukti, environment

from bukti.engine.database import fetch
from bukti.evidence.workspace import Workspace
from bukti.publish.opened import opened

CITY = "kota-tirtasumilir"


def facts(workspace: Workspace, *arguments: str) -> dict[str, Any]:
    ran = bukti("why", *arguments, "--json", at=workspace.root)
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def rows(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with opened(workspace) as asked:
        asked.show(asked.terms.contracts)
        return fetch(asked.built.connection, sql)


def test_all_tables_are_listed_with_what_one_row_is(built_sample: Workspace) -> None:
    english, indonesian = (bukti("table", at=built_sample.root, language=lang) for lang in ("en", "id"))
    assert "one row is" in english.out
    assert "satu baris adalah" in indonesian.out
    with opened(built_sample) as asked:
        names = set(asked.terms.contracts)
    assert {line.split()[0] for line in english.out.splitlines()[2:]} == names


def test_a_table_is_the_same_in_csv_and_json(built_sample: Workspace) -> None:
    told = bukti("table", "tally", "--format", "csv", at=built_sample.root)
    read = list(csv.DictReader(io.StringIO(told.out)))
    objects = json.loads(bukti("table", "tally", "--format", "json", at=built_sample.root).out)
    assert [{k: "" if v is None else str(v) for k, v in row.items()} for row in objects] == read
    assert len(read) == rows(built_sample, "select count(*) from tally")[0][0]
    assert len(json.loads(bukti("table", "tally", "--format", "json", "--limit", "0", at=built_sample.root).out)) == 0


def test_a_text_table_is_aligned_and_says_what_it_leaves_out(built_sample: Workspace) -> None:
    ran = bukti("table", "unit", "--limit", "3", at=built_sample.root)
    head, rule, *lines = ran.out.splitlines()
    assert len(lines) == 3
    assert head.index("level") == rule.index("-", head.index("level"))
    assert "Shown 3 of" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["table", "tallly"], "Like it: tally"),
        (["why", "kota-tirtasumila", "pair-1"], f"Like it: {CITY}"),
        (["why", CITY, "pair-9"], "Like it: pair-"),
        (["why", "997101001", "valid"], "there is no unit 997101001"),  # a district's code and three digits
        (["why", CITY, "valid", "--basis", "guessed"], "There are: declared, counted, series:"),
        (["why", CITY, "valid", "--contest", "x"], "There are: president"),
        (["why", "9971011001/999", "valid"], "Stations there: 001 – "),
        (["why", "9971011001/001", "valid", "--basis", "counted"], "A station has no --basis"),
        (["explain", "C-299"], "Like it: C-2"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(arguments: list[str], words: str, built_sample: Workspace) -> None:
    ran = bukti(*arguments, at=built_sample.root)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_name_of_two_units_lists_the_addresses_of_both(tmp_path: Path) -> None:
    units = (
        "kode,kode_induk,tingkat,nama,jumlah_tps\n1,,kota,Kota,2\n11,1,kecamatan,Mijen,2\n111,11,kelurahan,Mijen,2\n"
    )
    results = "kode_kel,tps,suara_1,suara_2\n111,001,1,2\n111,002,3,4\n"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "units.csv").write_text(units, encoding="utf-8")
    (tmp_path / "sources" / "results.csv").write_text(results, encoding="utf-8")
    made = bukti("init", "sources/units.csv", "sources/results.csv", at=tmp_path)
    assert (made.code, made.err) == (0, "")
    assert bukti("build", "--no-site", at=tmp_path).code == 0
    ran = bukti("why", "Mijen", "pair-1", at=tmp_path)
    assert ran.code == 2
    assert "kota/mijen (kpu:11)\n  kota/mijen/mijen (kpu:111)" in ran.err
    assert bukti("why", "mijen/mijen", "pair-1", "--json", at=tmp_path).code == 0
    assert json.loads(bukti("why", "kota/mijen", "pair-1", "--json", at=tmp_path).out)["unit"]["unit_id"] == "kpu:11"


@pytest.mark.parametrize(
    "text",
    [
        "9971011001/001",
        "sample:9971011001/001",
        "9971011001#tps-1",
        "9971011001001",
        "{path}#tps-001",
        "{path}/tps-001",
        "{name} TPS 1",
        "president/{path}/index.html#tps-001",
        "http://127.0.0.1:8000/en/president/{path}/index.html#tps-001",
    ],
)
def test_a_station_is_found_by_whatever_people_paste(text: str, built_sample: Workspace) -> None:
    from bukti.publish.lookup import Units

    with opened(built_sample) as asked:
        units = Units(asked)
        village = units.named("sample:9971011001")
        found, contest = units.find(text.format(path=village.path, name=village.name.upper()))
    assert found.unit_id == "sample:9971011001/001"
    assert contest == ("president" if "president" in text else "")


def test_the_figure_of_the_city_is_the_declared_one_beside_what_its_districts_add_up_to(
    built_sample: Workspace,
) -> None:
    found = facts(built_sample, CITY, "pair-1")
    figures = {f["basis"]: f["value"] for f in found["figures"]}
    assert found["basis"] == "declared"
    assert figures["counted"] == sum(p["figures"]["counted"] for p in found["parts"])
    written = {c["written"] for c in found["sheet"]}
    assert written == {str(figures["declared"])}
    counted = next(f for f in found["figures"] if f["basis"] == "counted")["stations"]
    assert counted["in"] + counted["held"] + counted["void"] + counted["missing"] == counted["expected"] == 400


def test_every_cell_behind_a_sum_stands_where_it_is_said_to_stand(built_sample: Workspace) -> None:
    found = facts(built_sample, CITY, "pair-2", "--basis", "counted", "--deep")
    figure = next(f for f in found["figures"] if f["basis"] == "counted")
    files: dict[str, list[list[str]]] = {}
    by_station: dict[str, set[int]] = {}
    for cell in found["cells"]:
        text = (built_sample.objects / cell["sha256"]).read_text(encoding="utf-8")
        lines = files.setdefault(cell["sha256"], list(csv.reader(io.StringIO(text))))
        assert lines[cell["row"] - 1][lines[0].index(cell["column"])] == cell["written"]
        if cell["state"] != "held" and cell["value"] is not None:
            by_station.setdefault(cell["unit_id"], set()).add(cell["value"])
    assert sum(next(iter(values)) for values in by_station.values()) == figure["value"]
    assert {len(values) for values in by_station.values()} == {1}


def test_words_and_json_tell_the_same_figures(built_sample: Workspace) -> None:
    found = facts(built_sample, CITY, "valid")
    for language, mark in (("en", ","), ("id", ".")):
        told = bukti("why", CITY, "valid", "--deep", at=built_sample.root, language=language)
        assert told.code == 0
        for figure in found["figures"]:
            assert f"{figure['value']:,}".replace(",", mark) in told.out
        assert found["sheet"][0]["sha256"] in told.out


def test_a_station_shows_every_reading_with_its_cells_and_what_to_do(built_sample: Workspace) -> None:
    station = rows(
        built_sample, "select unit_id from difference where comparison = 'readings' and field = 'v01' order by 1"
    )
    found = facts(built_sample, station[0][0], "pair-1")
    assert len(found["readings"]) >= 2
    assert [r["stands"] for r in found["readings"]].count(True) == 1
    assert all(cell["column"] and cell["sha256"] for r in found["readings"] for cell in r["cells"])
    assert found["gaps"][0]["a"] != found["gaps"][0]["b"]
    told = bukti("why", station[0][0], "pair-1", at=built_sample.root).out
    assert "stands" in told
    assert "Next: " in told
    assert "X-201" in told


def test_a_missing_station_is_told_as_missing_and_a_held_one_as_held(built_sample: Workspace) -> None:
    missing = rows(
        built_sample,
        "select u.unit_id from unit u left join standing s on s.unit_id = u.unit_id"
        " where u.level = 'station' and s.unit_id is null order by 1",
    )
    told = bukti("why", missing[0][0], "valid", at=built_sample.root)
    assert told.code == 0
    assert "missing, not as zero" in told.out
    held = rows(built_sample, "select unit_id from standing where state = 'held' order by 1")
    assert "but held" in bukti("why", held[0][0], "valid", at=built_sample.root).out


def test_a_rule_is_explained_with_its_law_examples_and_open_findings(built_sample: Workspace) -> None:
    count = rows(built_sample, "select count(*) from finding where rule = 'C-208' and silent_because is null")[0][0]
    told = bukti("explain", "c-208", at=built_sample.root).out
    for words in (
        "C-208 · does not fit",
        "Law: ",
        "agrees.",
        "the sheet says",
        "Next: ",
        f"Open findings here: {count}.",
    ):
        assert words in told
    assert "Temuan terbuka" in bukti("explain", "X-202", at=built_sample.root, language="id").out


def test_outside_a_workspace_the_rules_of_every_election_are_known(tmp_path: Path) -> None:
    told = bukti("explain", "C-208", at=tmp_path)
    assert told.code == 0
    assert "id/presidential-2019" in told.out
    assert "id/presidential-2024" in told.out
    assert "Open findings" not in told.out
    assert len(bukti("explain", at=tmp_path).out.splitlines()) > 30


def test_asking_before_the_first_build_says_what_to_do(tmp_path: Path) -> None:
    bukti("sample", tmp_path / "new")
    for arguments in (["table"], ["why", CITY, "valid"]):
        ran = bukti(*arguments, at=tmp_path / "new")
        assert (ran.code, ran.out) == (2, "")
        assert "Run bukti build first" in ran.err
    assert bukti("explain", "C-208", at=tmp_path / "new").code == 0


def test_answers_are_of_the_last_build_and_say_so_where_the_declaration_changed(sample_workspace: Workspace) -> None:
    path = sample_workspace.configuration
    path.write_text("# changed\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    ran = bukti("why", CITY, "valid", at=sample_workspace.root)
    assert ran.code == 0
    assert "bukti.toml has changed since" in ran.err


def test_a_reader_that_goes_away_is_no_error(built_sample: Workspace) -> None:
    command = [sys.executable, "-m", "bukti", "table", "observation", "--format", "csv"]
    with subprocess.Popen(
        command, cwd=built_sample.root, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
