"""One command goes through a whole night of made-up sheets and says, in both languages, what was caught."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.cli.running import Ran, bukti

from bukti.cli.night import digests
from bukti.cli.rehearse_words import Night, report
from bukti.evidence.workspace import Workspace
from bukti.publish.opened import opened
from bukti.sample.classes import CLASSES
from bukti.sample.rehearsal import Caught, caught

STATIONS = 400


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ran]:
    folder = tmp_path_factory.mktemp("night") / "w"
    return folder, bukti("rehearse", folder, "--stations", str(STATIONS))


def test_two_in_a_hundred_sheets_are_wrong_and_every_class_of_error_is_among_them(night: tuple[Path, Ran]) -> None:
    with (night[0] / "truth.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {r["class"] for r in rows} == set(CLASSES)
    wrong = {r["station"] for r in rows if r["class"] != "missing-village"}
    assert 0.015 * STATIONS < len(wrong) < 0.05 * STATIONS, "each class has one at least"


def test_nothing_is_missed_that_arithmetic_can_see_and_both_reports_say_so(night: tuple[Path, Ran]) -> None:
    folder, ran = night
    assert ran.code == 0, ran.out + ran.err
    with (folder / "truth.csv").open(encoding="utf-8") as stream:
        cells = Counter(r["class"] for r in csv.DictReader(stream))
    for language, told in (("en", "none was missed"), ("id", "tidak ada yang luput")):
        text = (folder / f"rehearsal.{language}.md").read_text(encoding="utf-8")
        assert told in text
        counts = [tuple(map(int, c)) for c in re.findall(r"\| (\d+) \| (\d+) \| (\d+) \|", text)]
        assert [n for n, _, _ in counts] == [cells[name] for name in CLASSES]
        always = [c for c, one in zip(counts, CLASSES.values(), strict=True) if one.found == "yes"]
        assert all(own == n for n, own, _ in always)
        assert all(anyhow >= own for _, own, anyhow in counts)
    assert (folder / "rehearsal.en.md").read_text(encoding="utf-8") in ran.out
    assert (folder / "build" / "preview" / "index.html").is_file()


def test_a_rebuild_is_held_to_what_a_publication_vouches_for_and_another_outcome_is_no_good_night(
    night: tuple[Path, Ran],
) -> None:
    with opened(Workspace(night[0])) as asked:
        found = digests(asked.built)
    assert {"reading_c_hasil", "standing", "finding", "tally", "difference", "change"} <= found.keys()
    assert len({found[name] for name in ("standing", "finding", "tally", "difference")}) == 4
    other = Night(STATIONS, 1, 2.0, False, ())
    assert not other.went_well
    assert "DIFFERENT" in report(other, "en")


def test_an_error_that_no_rule_named_is_told_as_missed(tmp_path: Path) -> None:
    head = "class,station,series,field,true,written,files,corrected_by,rules,found\n"
    rows = "over-limit,1001,kpu,v01,5,55,a,later,C-403,yes\npairs-swapped,1002,kpu,v01,5,6,a,later,,no\n"
    (tmp_path / "truth.csv").write_text(head + rows, encoding="utf-8")
    seen = {c.name: c for c in caught(tmp_path / "truth.csv", {("1001", "kpu"): frozenset({"C-404"})})}
    assert seen["over-limit"] == Caught("over-limit", "yes", 1, 0, 0)
    assert not seen["over-limit"].is_kept
    assert seen["pairs-swapped"].is_kept
    again = {c.name: c for c in caught(tmp_path / "truth.csv", {("1001", ""): frozenset({"C-403"})})}
    assert again["over-limit"].is_kept


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    ran = bukti("rehearse", tmp_path)
    assert ran.code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]
