"""Real series at several moments: what changed and what they added up to, each figure counted in plain Python too."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from pathlib import Path

import pytest
from tests.real.cells import known, read_rows
from tests.real.examples import Builds
from tests.real.of_council import KEYS, counts, rows_of
from tests.real.of_totals import answer
from tests.real.oracle import Figures

from bukti.publish.changes import late_files, write_changes

pytestmark = pytest.mark.real

CILACAP, SEMARANG, NATION = "cilacap-2024", "semarang-pilkada-2024", "national-progress-2024"
FIRST, SECOND, THIRD = (f"2024-{at}:00.000Z" for at in ("02-23T02:36", "03-04T04:58", "03-12T15:11"))


def test_nineteen_stations_of_cilacap_changed_then_one(examples: Builds, oracle: Figures, real_data: Path) -> None:
    built = examples(CILACAP)
    assert oracle.cilacap.changes == ((18, 1, 0), (1, 0, 0))
    kinds = "select as_of, kind, count(distinct unit_id), count(*) from change group by 1, 2 order by all"
    assert built.rows(kinds) == [(SECOND, "corrected", 1, 1), (SECOND, "filled", 18, 324), (THIRD, "filled", 1, 18)]
    files = [rows_of(f) for f in sorted((real_data / "dprd-province-2024").glob("cilacap_*.csv"))]
    differing = Counter[str]()
    for before, after in itertools.pairwise(files):
        for key, cells in after.items():
            old, new = ([known(c) for c in r] if len(r) > KEYS else [None] * 18 for r in (before[key], cells))
            pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
            differing.update("filled" if a is None else "corrected" for a, b in pairs)
    assert differing == {"filled": 342, "corrected": 1}


def test_the_sums_of_cilacap_over_time_are_those_of_its_files(examples: Builds, real_data: Path) -> None:
    built = examples(CILACAP)
    votes = ", ".join(built.built.terms.shape.votes)
    found = built.rows(
        f"select as_of, {votes}, sheets, stations_in from tally_at where unit_id = 'kpu:3301' order by 1"
    )
    expected = []
    for at, file in zip((FIRST, SECOND, THIRD), sorted((real_data / "dprd-province-2024").glob("cilacap_*.csv")),
                        strict=True):  # fmt: skip
        rows = rows_of(file)
        read = [r for r in (counts(cells) for cells in rows.values()) if len(r) == 18]
        expected.append((at, *(sum(column) for column in zip(*read, strict=True)), len(rows), len(read)))
    assert found == expected


@pytest.mark.parametrize(("contest", "letters"), [("mayor", "pkwkk"), ("governor", "pkwkp")])
def test_what_changed_between_the_two_moments_of_semarang(
    contest: str, letters: str, examples: Builds, real_data: Path
) -> None:
    built = examples(SEMARANG)
    names = ("2024-11-27T2345", "2024-11-28")
    before, after = (answer(real_data / "pilkada-2024" / f"{letters}_3374_{name}.json") for name in names)
    changed = f"""select field, old, new from change
        where contest = '{contest}' and unit_id = 'kpu:3374' order by field"""
    pairs = [(a, b) for a, b in zip((before.stations[0], *before.chart), (after.stations[0], *after.chart),
                                    strict=True)]  # fmt: skip
    assert built.rows(changed) == list(zip(("stations_reported", "v01", "v02"), *zip(*pairs, strict=True), strict=True))
    moments = f"""select v01, v02, stations_in from tally_at
        where contest = '{contest}' and unit_id = 'kpu:3374' order by as_of"""
    assert built.rows(moments) == [(*before.parts, before.parts_stations[0]), (*after.parts, after.parts_stations[0])]


def test_the_nation_over_time_is_the_sum_of_its_provinces_at_every_moment(examples: Builds, real_data: Path) -> None:
    built = examples(NATION)
    rows = read_rows(real_data / "presidential-2024" / "national-progress-by-province.csv")
    stated: dict[str, dict[tuple[str, str], int]] = {}
    for row in rows:
        if (votes := known(row["suara"])) is not None:
            stated.setdefault(row["commit_time"], {})[row["kode_wilayah"], row["paslon"]] = votes
    sums = []
    for at in sorted(stated):
        pairs = [[n for (_, pair), n in stated[at].items() if pair == p] for p in "123"]
        sums.append(tuple(sum(some) if some else None for some in pairs))
    changed = [s for n, s in enumerate(sums) if n == 0 or s != sums[n - 1]]
    found = built.rows("select v01, v02, v03 from tally_at where level = 'nation' order by as_of")
    distinct = [f for n, f in enumerate(found) if n == 0 or f != found[n - 1]]
    assert distinct == changed
    assert len(changed) > 100


def test_a_pair_that_a_moment_of_the_nation_lacks_vanished_and_came_back(examples: Builds) -> None:
    built = examples(NATION)
    assert built.rows("select kind, count(*) from change group by 1 order by 1") == [
        ("corrected", 864), ("filled", 195), ("vanished", 195)]  # fmt: skip
    assert built.rows("""
        select substr(as_of, 1, 10), count(distinct field) from change where kind = 'vanished' group by 1 order by 1"""
    ) == [("2024-03-13", 2), ("2024-03-14", 1), ("2024-03-16", 2)]  # fmt: skip
    assert built.one("select count(*) = count(distinct change_id) from change") == (True,)


def test_no_new_reading_of_these_sets_breaks_what_held_and_no_file_leaves_a_sheet_out(examples: Builds) -> None:
    for example in (CILACAP, SEMARANG, NATION):
        built = examples(example)
        assert built.rows("select rule, unit_id from finding where rule in ('X-302', 'X-303')") == [], example


def test_two_series_of_one_file_are_no_change_of_each_other(examples: Builds) -> None:
    built = examples("semarang-2019")
    assert built.rows("select change_id from change") == []
    assert built.rows("select as_of from tally_at") == []


def test_the_csv_of_the_nation_has_every_change_once_in_sequence(examples: Builds) -> None:
    out = io.StringIO()
    write_changes(examples(NATION).built, "ppwp", out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [r["sequence"] for r in rows] == [str(n) for n in range(1, 1255)]
    assert {r["field"] for r in rows} == {"pair-1", "pair-2", "pair-3"}
    assert [(r["as_of"], r["change_id"]) for r in rows] == sorted((r["as_of"], r["change_id"]) for r in rows)


def test_files_of_one_receipt_are_not_late(examples: Builds) -> None:
    built = examples(SEMARANG)
    as_of: dict[str, str | None] = dict(built.rows("select source_id, as_of from source"))
    assert [n.code for n in built.notices].count("IN-OLDER") == 1
    assert late_files(built.built.terms, as_of) == []
