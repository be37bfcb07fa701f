"""Whatever is in the files: parents are the sum of the input, and nothing but the input decides what is built."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.elections import (
    COLUMNS,
    FIELDS,
    OWN,
    SERIES,
    Chance,
    chances,
    expected_tally,
    table,
    texts,
)
from tests.real.cells import known
from tests.recap.small import Result, rebuilt, result, written

PLACES = ("source", "observation", "change")
"""The tables that say in which file something was seen: they alone follow how rows lie in files."""

TALLY = f"""
    select unit_id, basis, {", ".join(FIELDS)}, {", ".join(f"{f}_unknown" for f in FIELDS)}, v01_held, v02_held,
        stations_expected, stations_in, stations_flagged, stations_held, stations_missing
    from tally where basis <> 'declared' order by unit_id, basis"""


def examples(few: int, many: int) -> pytest.MarkDecorator:
    """A few examples, always the same, in every run; many new ones where there is time."""
    return pytest.mark.parametrize("number", [few, pytest.param(many, marks=pytest.mark.soak)])


def tried(number: int, check: Callable[[Chance, Path, Random], None]) -> None:
    """The check on so many elections, each in a folder of its own, with dice for what the check decides by chance."""

    @settings(max_examples=number, deadline=None, derandomize=number < 20, database=None)
    @given(chances(), st.integers(0, 10**6))
    def run(chance: Chance, seed: int) -> None:
        with TemporaryDirectory() as folder:
            check(chance, Path(folder), Random(seed))

    run()


def digests(found: Result, *but: str) -> dict[str, str]:
    found.built.connection.close()
    return found.digests(*but)


def scattered(chance: Chance, dice: Random) -> dict[str, dict[str, str]]:
    """The same rows in another order, in several files, with the columns in another order."""
    files: dict[str, dict[str, str]] = {}
    for entry in chance.entries:
        rows, columns = list(entry.rows), list(COLUMNS)
        dice.shuffle(rows)
        dice.shuffle(columns)
        parts = min(len(rows), dice.randint(1, 3))
        files[entry.id] = {f"{dice.random()}.csv": table(rows[n::parts], columns) for n in range(parts)}
    return files


@examples(2, 60)
def test_how_rows_lie_in_files_changes_nothing_but_where_they_are_seen(number: int) -> None:
    def check(chance: Chance, folder: Path, dice: Random) -> None:
        plain = digests(result(folder / "plain", chance.election()), *PLACES)
        other = digests(result(folder / "other", chance.election(scattered(chance, dice))), *PLACES)
        assert other == plain

    tried(number, check)


@examples(1, 30)
def test_the_number_of_threads_changes_nothing(number: int) -> None:
    def check(chance: Chance, folder: Path, _: Random) -> None:
        found = [digests(result(folder / str(n), chance.election(), threads=n)) for n in (1, 2, 4, 8)]
        assert found == found[:1] * 4

    tried(number, check)


def _late(chance: Chance, dice: Random) -> set[tuple[str, str]]:
    """The files that come later, by entry and name: those of one village, or any."""
    named = {(e.id, f"{n}.csv"): row["village"] for e in chance.entries for n, row in enumerate(e.rows)}
    village = dice.choice(sorted(set(named.values())))
    of_one = {file for file, its in named.items() if its == village}
    return of_one if dice.random() < 0.6 else set(dice.sample(sorted(named), dice.randint(1, len(named))))


@examples(2, 60)
def test_a_file_added_later_gives_what_all_at_once_give(number: int) -> None:
    def check(chance: Chance, folder: Path, dice: Random) -> None:
        files = {e.id: {f"{n}.csv": table([row]) for n, row in enumerate(e.rows)} for e in chance.entries}
        scratch = digests(result(folder / "scratch", chance.election(files)))
        late = _late(chance, dice)
        early = {e: {n: text for n, text in found.items() if (e, n) not in late} for e, found in files.items()}
        if any(early.values()):
            first = result(folder / "later", chance.election(early))
            first.built.connection.close()
        later = result(folder / "later", chance.election(files))
        shown = later.rows(TALLY)
        assert digests(later) == scratch
        assert shown == sorted(expected_tally(chance))

    tried(number, check)


@examples(1, 30)
def test_everything_built_comes_again_from_the_evidence_alone(number: int) -> None:
    def check(chance: Chance, folder: Path, _: Random) -> None:
        workspace = written(folder / "w", chance.election())
        first = digests(rebuilt(workspace))
        kept = workspace.build / "catalogue.json"
        before = kept.read_bytes()
        assert digests(rebuilt(workspace)) == first
        assert kept.read_bytes() == before
        shutil.rmtree(workspace.build)
        shutil.rmtree(workspace.inbox)
        assert digests(rebuilt(workspace)) == first

    tried(number, check)


@examples(5, 200)
def test_a_reading_is_what_its_row_says_a_blank_never_a_zero_and_every_unit_the_sum_below_it(number: int) -> None:
    def check(chance: Chance, folder: Path, _: Random) -> None:
        found = result(folder / "w", chance.election())
        assert found.rows(TALLY) == sorted(expected_tally(chance))
        rows = found.rows(f"""
            select s.entry, r.unit_id, r.series, {", ".join(f"r.{f}" for f in FIELDS)}
            from observation o
            join reading_c1 r on r.reading_id = o.reading_id
            join source s on s.source_id = o.source_id order by all""")
        stated = [
            (entry.id, f"t:{row['village']}/{int(row['tps']):03d}", series, *map(known, texts(row, series)))
            for entry in chance.entries
            for row in entry.rows
            for series in SERIES
            if any(texts(row, series)[: len(OWN)])
        ]
        order = [tuple((v is None, v) for v in row) for row in stated]
        assert rows == [row for _, row in sorted(zip(order, stated, strict=True))]
        found.built.connection.close()

    tried(number, check)
