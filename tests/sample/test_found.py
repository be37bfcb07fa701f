"""What the rules find of the mistakes that hide in a sample, class by class, and that they find nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.sample.reading import CROWD, LATER, by_station, rows_of

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.opened import opened
from bukti.sample import make
from bukti.sample.classes import CLASSES, COMPARED
from bukti.vocabulary.general_rules import general_rules
from bukti.vocabulary.profile import load_profile

STATIONS, SEED = 1_300, 2
Fired = dict[tuple[str, str], set[str]]
"""The rules that fired on a sheet, by the station's code and the series, which is empty for the station as a whole."""


class Sample:
    """A sample, built: what hides in it, and which rules fired on which sheet."""

    def __init__(self, root: Path, stations: int = STATIONS, lean: bool = False) -> None:
        self.root = root
        make(root, stations, SEED, "lean" if lean else "workspace")
        codes = {u["id"]: u["code"] for u in rows_of(root / "wilayah_kpu2019.csv")} if lean else {}
        workspace = Workspace(root)
        build(workspace).connection.close()
        self.truth = rows_of(root / "truth.csv")
        self.fired: Fired = {}
        with opened(workspace) as asked:
            asked.show(["finding", "finding_checks"])
            # The checks look at every reading, those too that a later export has put right.
            all_of = "select rule, unit_id, series from finding union select rule, unit_id, series from finding_checks"
            for row in asked.rows(f"select * from ({all_of}) f where unit_id like '%/%'"):
                village, station = row["unit_id"].removeprefix("sample:").split("/")
                code = codes.get(village, village) + station
                self.fired.setdefault((code, row["series"]), set()).add(row["rule"])
            self.of_units = {r["rule"] for r in asked.rows("select rule from finding where unit_id not like '%/%'")}

    def found(self, station: str, series: str, rules: set[str]) -> bool:
        """True where one of the rules fired on the sheet as the series has it, or on the station as a whole."""
        return bool(rules & (self.fired.get((station, series), set()) | self.fired.get((station, ""), set())))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(tmp_path_factory.mktemp("found") / "sample")


def recall(sample: Sample, by: str = "") -> dict[str, tuple[int, int]]:
    """Of each class, how many spoiled cells are found by its owners, or by the rule named, and how many there are."""
    found, there = Counter[str](), Counter[str]()
    for told in sample.truth:
        rules = {by} if by else {*told["rules"].split()}
        there[told["class"]] += 1
        found[told["class"]] += sample.found(told["station"], told["series"], rules)
    return {name: (found[name], there[name]) for name in there}


def test_every_rule_that_owns_a_class_is_a_rule() -> None:
    rules = {r.rule for r in load_profile("id/presidential-2024").rules()} | general_rules().keys()
    assert {rule for one in CLASSES.values() for rule in one.rules} | {COMPARED} <= rules


def test_every_cell_is_found_of_a_class_that_breaks_an_identity(sample: Sample) -> None:
    always = {name for name, one in CLASSES.items() if one.found == "yes"}
    assert len(always) == 11
    assert {name: counts for name, counts in recall(sample).items() if name in always and counts[0] < counts[1]} == {}


def test_no_cell_is_found_of_a_class_that_arithmetic_cannot_see(sample: Sample) -> None:
    """Not by the owners, of which there are none, nor by any rule that looks at one sheet by itself."""
    by_itself = {r.rule for r in load_profile("id/presidential-2024").rules()}
    for told in sample.truth:
        if CLASSES[told["class"]].found == "no":
            assert not sample.found(told["station"], told["series"], by_itself)


def test_of_the_other_classes_this_seed_has_these_figures(sample: Sample) -> None:
    figures = {name: counts for name, counts in recall(sample).items() if CLASSES[name].found == "depends"}
    assert figures == {"missing-station": (2, 5), "blank-cells": (10, 81)}
    # The same by the files alone: no row in any last word; votes that are blank there.
    later, crowd = by_station(sample.root, LATER), by_station(sample.root, CROWD)
    seen = Counter[str]()
    for told in sample.truth:
        row = later.get(told["station"])
        seen["missing-station"] += told["class"] == "missing-station" and row is None and told["station"] not in crowd
        seen["blank-cells"] += told["class"] == "blank-cells" and row is not None and row["suara_1"] == ""
    assert seen == {name: found for name, (found, _) in figures.items()}


def test_the_other_series_sees_what_arithmetic_cannot(sample: Sample) -> None:
    figures = {name: counts for name, counts in recall(sample, COMPARED).items() if CLASSES[name].found == "no"}
    assert figures == {"pairs-swapped": (8, 12), "same-sheet-twice": (25, 25)}
    # The same by the files alone: the last word of the office says other votes than the volunteers typed.
    later, crowd = by_station(sample.root, LATER), by_station(sample.root, CROWD)
    seen = Counter[str]()
    for told in sample.truth:
        if told["class"] in figures and told["station"] in crowd:
            one, other = later[told["station"]], crowd[told["station"]]
            seen[told["class"]] += any(one[c] != other[c] for c in set(other) & set(one) - {"kel", "tps"})
    assert seen == {name: found for name, (found, _) in figures.items()}


def test_every_finding_about_a_sheet_lies_on_a_sheet_with_a_listed_mistake(sample: Sample) -> None:
    """Counted are the findings about one sheet or one station, of every rule, silent ones too.

    A comparison of two readings lies on both; where the volunteers alone err it is about the office's reading as well.
    Findings about a village or a unit above it say that two statements differ, which follows from the mistakes below.
    """
    listed = {told["station"] for told in sample.truth}
    by_series = {(told["station"], told["series"]) for told in sample.truth}
    own = {r.rule for r in load_profile("id/presidential-2024").rules()} | {"N-101", "N-102", "N-103"}
    wrong = []
    for (station, series), rules in sample.fired.items():
        wrong += [(station, series, r) for r in rules if station not in listed]
        wrong += [(station, series, r) for r in rules & own if (station, series) not in by_series]
    assert wrong == []
    assert sample.fired
    assert sample.of_units <= {"X-201", "X-202", "X-203", "X-204"}


def test_in_the_lean_layout_the_rules_find_what_its_truth_says_and_nothing_else(tmp_path: Path) -> None:
    """Registered men and women stand there without their total, so a wrong digit in them breaks no identity."""
    sample = Sample(tmp_path / "lean", 6_000, lean=True)
    alone = set[str]()
    for told in sample.truth:
        found = sample.found(told["station"], told["series"], {*told["rules"].split()})
        assert told["found"] == "depends" or found == (told["found"] == "yes"), told
        if told["found"] == "no" and told["rules"]:
            alone.add(told["field"])
    assert alone == {"registered_male", "registered_female"}
    listed = {told["station"] for told in sample.truth}
    assert {station for station, _ in sample.fired} <= listed
