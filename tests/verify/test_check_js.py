"""The check in the browser, run under Node: it finds what `verify.py` finds about one figure, in code of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.needs import ROOT, need_tool
from tests.verify.made import Election, Signer, Site

from bukti.publish.pages.check import WORDS

pytestmark = pytest.mark.npm
SCRIPT = ROOT / "src" / "bukti" / "publish" / "pages" / "check.js"
Said = dict[str, Any]


def figure(unit: str, basis: str, election: Election) -> dict[str, Any]:
    row = next(r for r in election.sums if (r["unit_id"], r["basis"]) == (unit, basis))
    votes = {v: row[v] for v in ("satu", "dua")}
    return {"contest": "presiden", "unit": unit, "basis": basis, "votes": votes}


def checked(folder: Path, asked: dict[str, Any], memory: dict[str, Any] | None = None) -> Said:
    command = [need_tool("node"), str(Path(__file__).with_name("in_node.cjs")), str(SCRIPT), str(folder)]
    ran = subprocess.run(
        [*command, json.dumps(asked), json.dumps(memory or {})], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: Said = json.loads(ran.stdout)
    return found


def last(found: Said) -> tuple[str, dict[str, Any]]:
    return found["said"][-1]["word"], found["said"][-1]["values"]


@pytest.fixture
def election() -> Election:
    return Election.computed()


@pytest.mark.parametrize(
    ("unit", "basis", "word"),
    [("u:111", "counted", "right"), ("u:12", "counted", "right"), ("u:1", "counted", "right"),
     ("u:112", "declared", "right-declared"), ("u:11", "declared", "right-declared")],
)  # fmt: skip
def test_a_right_figure_is_right(tmp_path: Path, election: Election, unit: str, basis: str, word: str) -> None:
    folder = Site().publish(tmp_path / "p", election)
    found = checked(folder, figure(unit, basis, election))
    assert last(found)[0] == f"check.{word}", found["said"]
    assert [s["word"] for s in found["said"][:3]] == ["check.signed", "check.first", "check.published"]
    assert [a for a in found["asked"] if a.startswith("data/")] == ["data/units.csv", "data/presiden/readings.csv"]
    if basis == "counted":
        row = next(r for r in election.sums if (r["unit_id"], r["basis"]) == (unit, "counted"))
        assert last(found)[1] == {"stations": row["stations_in"]}


def test_a_figure_that_the_page_prints_otherwise_is_wrong(tmp_path: Path, election: Election) -> None:
    folder = Site().publish(tmp_path / "p", election)
    for basis in ("counted", "declared"):
        asked = figure("u:11", basis, election)
        right = asked["votes"]["dua"]
        asked["votes"]["dua"] += 1
        assert last(checked(folder, asked)) == ("check.sum", {"selection": "dua", "printed": right + 1, "found": right})


def test_a_log_of_more_than_one_bundle_is_checked(tmp_path: Path, election: Election) -> None:
    site = Site()
    site.open()
    for n in range(300):
        site.leaf("incident", what="gap", number=str(n))
    found = checked(site.publish(tmp_path / "p", election), figure("u:1", "counted", election))
    assert last(found)[0] == "check.right"
    assert {"log/tile/entries/000", "log/tile/entries/001.p/49"} <= set(found["asked"])


@pytest.mark.parametrize(
    ("name", "old", "new", "word"),
    [
        ("log/checkpoint", "\u2014 pemilu", "\u2014 x", "check.signature"),
        ("log/checkpoint", "\n5\n", "\n4\n", "check.unreadable"),
        ("log/checkpoint", "\n5\n", "\n05\n", "check.checkpoint"),
        ("log/tile/entries/000.p/5", '"bytes":8', '"bytes":9', "check.root"),
        ("publication.json", '"number":1', '"number":2', "check.publication"),
        ("manifest.json", '"bytes":', '"bytes" :', "check.file"),
        ("data/units.csv", "u:111", "u:119", "check.file"),
        ("data/presiden/readings.csv", ",1,series", ",0,series", "check.file"),
    ],
)
def test_a_changed_file_is_found(tmp_path: Path, election: Election, name: str, old: str, new: str, word: str) -> None:
    folder = Site().publish(tmp_path / "p", election)
    content = (folder / name).read_bytes()
    assert old.encode() in content
    (folder / name).write_bytes(content.replace(old.encode(), new.encode(), 1))
    assert last(checked(folder, figure("u:11", "counted", election)))[0] == word


def test_a_bit_of_the_signature_is_found(tmp_path: Path, election: Election) -> None:
    folder = Site().publish(tmp_path / "p", election)
    text = (folder / "log" / "checkpoint").read_text(encoding="utf-8")
    at = len(text) - 12
    (folder / "log" / "checkpoint").write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], "utf-8")
    assert last(checked(folder, figure("u:11", "counted", election)))[0] == "check.signature"


def test_what_was_remembered_is_held_against_the_log(tmp_path: Path, election: Election) -> None:
    site = Site()
    asked = figure("u:11", "counted", election)
    memory = checked(site.publish(tmp_path / "1", election), asked)["kept"]
    grown = checked(site.publish(tmp_path / "2", election), asked, memory)
    assert [s["word"] for s in grown["said"]][1] == "check.remembered"
    assert last(checked(tmp_path / "1", asked, grown["kept"])) == ("check.rolled-back", {"old": 6, "size": 5})
    site.entries[1] = site.entries[1].replace(b'"bytes":8', b'"bytes":9')
    assert last(checked(site.publish(tmp_path / "3", election), asked, memory))[0] == "check.fork"
    other = Site(key=Signer(9)).publish(tmp_path / "4", election)
    assert last(checked(other, asked, memory))[0] == "check.other-key"


def test_a_changed_key_is_said(tmp_path: Path, election: Election) -> None:
    site = Site()
    asked = figure("u:11", "counted", election)
    memory = checked(site.publish(tmp_path / "1", election), asked)["kept"]
    old, site.key = site.key, Signer(2)
    site.leaf("key", old=old.vkey, new=site.key.vkey)
    found = checked(site.publish(tmp_path / "2", election), asked, memory)
    assert "check.new-key" in [s["word"] for s in found["said"]]
    assert last(found)[0] == "check.right"


def test_names_with_quotes_commas_and_line_breaks_are_read(tmp_path: Path) -> None:
    election = Election.computed()
    for unit, name in zip(election.units, ['a "b"', "c,d", "e\nf", '"', "", "<img>", "x"], strict=True):
        unit["name"] = name
    folder = Site().publish(tmp_path / "p", election)
    assert last(checked(folder, figure("u:1", "counted", election)))[0] == "check.right"


def test_it_says_nothing_that_has_no_words_and_evaluates_nothing() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    said = {word for part in text.split('"') if (word := part).startswith("check.") and " " not in part}
    assert said == set(WORDS)
    for sink in ("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "import("):
        assert sink not in text
