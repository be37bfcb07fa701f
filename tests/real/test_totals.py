"""Running totals, long tables and many contests over real data, each figure counted here and in plain Python."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.real.cells import known, read_rows
from tests.real.examples import Builds, copied, edit
from tests.real.of_totals import answer, blank_columns, columns, falls, regional, stated_twice, strayed
from tests.recap.small import rebuilt

from bukti.publish.opened import Opened
from bukti.publish.summary import summary

# ---- Kota Semarang 2024: two moments of two contests

MOMENTS = {
    "mayor": (
        "pkwkk",
        ("2024-11-28 01:00:00", (478838, 358861), 2326),
        ("2024-11-28 10:15:04", (482532, 361296), 2341),
    ),
    "governor": (
        "pkwkp",
        ("2024-11-28 00:45:00", (562502, 290593), 2334),
        ("2024-11-28 10:15:04", (566912, 292542), 2349),
    ),
}


@pytest.mark.parametrize("contest", MOMENTS)
def test_both_moments_of_semarang_are_kept_and_the_later_stands(
    contest: str, examples: Builds, real_data: Path
) -> None:
    letters, *moments = MOMENTS[contest]
    built = examples("semarang-pilkada-2024")
    names = ("2024-11-27T2345", "2024-11-28")
    read = [answer(real_data / "pilkada-2024" / f"{letters}_3374_{name}.json") for name in names]
    for found, (at, votes, inside) in zip(read, moments, strict=True):
        assert (found.at, found.chart, found.stations) == (at, votes, (inside, 2358))
        assert (found.parts, found.parts_stations) == (found.chart, found.stations)
    stated = built.rows(f"""
        select o.as_of, r.v01, r.v02, r.stations_reported, r.stations_to_report
        from reading_running_totals r join observation o on o.reading_id = r.reading_id
        where r.contest = '{contest}' and r.unit_id = 'kpu:3374' order by 1""")
    assert [row[1:] for row in stated] == [(*votes, inside, 2358) for _, votes, inside in moments]
    assert [row[0][:10] for row in stated] == ["2024-11-27", "2024-11-28"]  # in UTC, seven hours before the file's own
    _, votes, inside = moments[1]
    for basis in ("counted", "declared"):
        row = f"select v01, v02, stations_in, stations_expected, stations_missing from tally where basis = '{basis}'"
        assert built.one(f"{row} and contest = '{contest}' and level = 'regency'") == (
            *votes, inside, 2358, 2358 - inside)  # fmt: skip


def test_the_moment_of_semarang_is_that_in_the_file_and_not_in_its_name(examples: Builds) -> None:
    found = examples("semarang-pilkada-2024").rows(
        "select path, as_of from source where path like 'pilkada-2024/%' order by 1"
    )
    assert found == [
        ("pilkada-2024/pkwkk_3374_2024-11-27T2345.json", "2024-11-27T18:00:00.000Z"),
        ("pilkada-2024/pkwkk_3374_2024-11-28.json", "2024-11-28T03:15:04.000Z"),
        ("pilkada-2024/pkwkp_3374_2024-11-27T2345.json", "2024-11-27T17:45:00.000Z"),
        ("pilkada-2024/pkwkp_3374_2024-11-28.json", "2024-11-28T03:15:04.000Z"),
    ]


def test_with_the_first_moment_alone_semarang_has_its_figures(examples: Builds) -> None:
    workspace = copied("semarang-pilkada-2024", examples.folder / "semarang-first")
    edit(workspace.root, lambda text: text.replace("_3374_*.json", "_3374_2024-11-27T2345.json"))
    row = "select contest, v01, v02, stations_in, stations_expected from tally"
    assert rebuilt(workspace).rows(f"{row} where level = 'regency' and basis = 'counted' order by contest") == [
        ("governor", 562502, 290593, 2334, 2358),
        ("mayor", 478838, 358861, 2326, 2358),
    ]


def test_the_parts_of_semarang_agree_with_their_whole_and_nothing_is_noticed(examples: Builds) -> None:
    built = examples("semarang-pilkada-2024")
    assert built.rows("select rule, count(*) from finding group by rule") == []
    assert built.rows("select contest, equal, comparable from comparison where comparison = 'below' order by 1") == [
        ("governor", 1, 1),
        ("mayor", 1, 1),
    ]


def test_a_build_says_on_how_many_stations_its_totals_stand(examples: Builds) -> None:
    found = summary(Opened(examples("semarang-pilkada-2024").built, False)).headlines
    (mayor,), (governor,) = found["mayor"], found["governor"]
    assert (mayor.basis, mayor.inside, mayor.expected, mayor.missing) == ("declared", 2341, 2358, 17)
    assert (governor.inside, governor.expected, governor.missing) == (2349, 2358, 9)


# ---- the whole country 2024


def test_the_country_is_37_contests_for_governor_and_508_for_regent_or_mayor(examples: Builds, real_data: Path) -> None:
    built, of = examples("pilkada-2024"), regional(real_data / "pilkada-2024")
    assert of.contests == {"governor": 37, "regent": 508}
    kinds = "select split_part(contest, '-', 1) as kind, count(*) from contest group by 1 order by 1"
    assert built.rows(kinds) == [("governor", 37), ("regent", 508)]
    assert built.rows("select count(*), count(distinct contest) from standing") == [(of.districts, 545)]
    assert of.districts == 14432


def test_the_blank_votes_of_the_country_are_districts_that_state_nothing(examples: Builds, real_data: Path) -> None:
    built, of = examples("pilkada-2024"), regional(real_data / "pilkada-2024")
    votes = ", ".join(built.built.terms.shape.votes)
    nothing = f"select count(*) from reading_running_totals where coalesce({votes}) is null"
    assert built.one(nothing) == (971,) == (of.blank,)
    assert built.rows("select state, count(*) from standing group by 1 order by 1") == [
        ("in", of.districts - 971),
        ("partial", 971),
    ]


def test_every_contest_of_the_country_adds_up_as_plain_python_adds_it(examples: Builds, real_data: Path) -> None:
    built, of = examples("pilkada-2024"), regional(real_data / "pilkada-2024")
    shape = built.built.terms.shape
    rows = built.rows(f"""
        select t.contest, t.stations_in, {", ".join(shape.votes)} from tally t
        join contest c on c.contest = t.contest and c.scope = t.unit_id where t.basis = 'counted' order by t.contest""")
    assert len(rows) == 545
    for contest, inside, *votes in rows:
        sums = of.sums[contest]
        assert (inside, [v or 0 for v in votes[: len(sums)]]) == (of.stations[contest][0], list(sums)), contest


def test_a_blank_column_stands_against_37_single_pairs(examples: Builds, real_data: Path) -> None:
    built = examples("pilkada-2024")
    found = built.rows("select contest, max(position), min(position) from selection group by contest order by 1")
    blank = built.rows("select contest, position from selection where blank order by 1")
    assert len(blank) == 37
    assert Counter(position for _, position in blank) == blank_columns(real_data / "pilkada-2024")
    assert {contest for contest, _ in blank} <= {contest for contest, last, _ in found if last == 2}


# ---- the presidential election 2014 and its parliament


def test_what_2014_states_twice_is_set_aside_with_both_rows(examples: Builds, real_data: Path) -> None:
    built, of = examples("presidential-2014"), stated_twice(real_data / "presidential-2014" / "voices.csv")
    assert len(of) == 54
    assert all(len({value for _, value in some}) == 2 for some in of.values())
    found = built.rows("""
        select f.unit_id, f.terms from finding f where rule = 'N-104'""")
    expected = Counter(
        f"kpu2014:{province}.{area} rows={','.join(str(n) for n, _ in some)}"
        for (province, area, _), some in of.items()
    )
    assert Counter(f"{unit} {terms.split(' ')[1]}" for unit, terms in found) == expected
    assert built.one("select count(*) from extract_cell where why = 'stated-twice'") == (108,)


def test_minus_one_eleven_times_and_i9_once_are_kept_as_text(examples: Builds, real_data: Path) -> None:
    built = examples("presidential-2014")
    rows = read_rows(real_data / "presidential-2014" / "voices.csv")
    odd = sorted((r["value"], n) for n, r in enumerate(rows, 2) if known(r["value"]) is None)
    assert Counter(text for text, _ in odd) == {"-1": 11, "i9": 1}
    found = built.rows("""
        select text, row from extract_cell where why in ('negative', 'letters-among-digits') order by text, row""")
    assert found == odd
    assert built.one("select count(*) from cell where known") == (0,)


def test_a_regency_under_two_provinces_is_told_and_not_merged(examples: Builds, real_data: Path) -> None:
    folder = real_data / "presidential-2014"
    assert strayed(folder / "voices.csv", folder / "provinsi_wilayah.csv") == {("82", "448"), ("21", "124")}
    built = examples("presidential-2014")
    assert built.findings("X-102", "contest, unit_id") == [
        ("dpr", "kpu2014:21.124"),
        ("dpr", "kpu2014:82.448"),
        ("ppwp", "kpu2014:100"),
    ]
    assert built.one("select count(*) from standing where unit_id = 'kpu2014:81.448'") == (2,)


def test_two_of_466_regencies_of_2014_break_the_accounting_of_ballots(examples: Builds, real_data: Path) -> None:
    built = examples("presidential-2014")
    sheets: dict[tuple[str, str], dict[str, int | None]] = {}
    for row in read_rows(real_data / "presidential-2014" / "voices.csv"):
        if row["pemilu_id"] == "1":
            sheet = sheets.setdefault((row["province_id"], row["wilayah_id"]), {})
            sheet[row["category_id"]] = known(row["value"])
    ballots = [[sheet[c] or 0 for c in ("45", "46", "47", "48")] for sheet in sheets.values()]
    broken = sum(received != spoiled + unused + used for received, spoiled, unused, used in ballots)
    assert (len(sheets), broken) == (466, 2)
    assert built.one("select count(*) from finding where rule = 'D-301' and contest = 'ppwp'") == (2,)


# ---- Central Java 2019


def test_votes_and_totals_of_central_java_stand_on_two_bases_and_raise_no_alarm(
    examples: Builds, real_data: Path
) -> None:
    built = examples("central-java-council-2019")
    file = real_data / "legislative-2019" / "central-java-dprd-village.csv"
    names = ("pkb", "gerinda", "pdip", "suara_sah", "suara_tidak_sah", "suara_total", "tps")
    sums = columns(file, names)
    found = built.one("""
        select v01, v02, v03, valid, invalid, cast_total, stations_expected from tally
        where level = 'province' and basis = 'counted'""")
    assert found == tuple(sums.values())
    assert built.one("select count(*) from standing") == (8382,)
    assert built.one("select sum(stations_validated) from reading_running_totals") == (
        sum(columns(file, ("validated_tps",)).values()),
    )
    assert built.rows("select rule, count(*) from finding group by rule") == []
    assert built.one("select count(*) from difference") == (0,)


# ---- the nation 2024 over time


def test_517_figures_of_17_provinces_fell_at_180_province_moments(examples: Builds, real_data: Path) -> None:
    built = examples("national-progress-2024")
    of = falls(real_data / "presidential-2024" / "national-progress-by-province.csv")
    assert len(of) == 517
    assert len({(province, at) for province, at, _ in of}) == 180
    assert len({province for province, *_ in of}) == 17
    found = built.rows("""
        select unit_id, fields, substr(terms, position('at=' in terms) + 3) as at from finding where rule = 'X-301'""")
    assert len(found) == 517
    assert Counter((unit, pair) for unit, pair, _ in found) == Counter((f"kpu:{p}", f"v0{n}") for p, _, n in of)
    assert len({(unit, at) for unit, _, at in found}) == 180


def test_a_pair_that_is_missing_at_a_moment_is_not_known_there_and_is_no_fall(examples: Builds) -> None:
    built = examples("national-progress-2024")
    moments = built.rows("""
        select o.as_of, count(r.v01), count(r.v02), count(r.v03)
        from observation o join reading_running_totals r on r.reading_id = o.reading_id
        group by o.as_of having count(r.v01) < 39 or count(r.v02) < 39 or count(r.v03) < 39 order by 1""")
    whole = [(at[:10], *(n > 0 for n in counts)) for at, *counts in moments if 0 in counts]
    assert whole == [
        ("2024-03-13", False, False, True),
        ("2024-03-14", True, True, False),
        ("2024-03-16", False, True, True),
        ("2024-03-16", True, True, False),
    ]
    assert built.one("select count(distinct as_of) from observation") == (148,)
    assert built.one("select count(*) from tally where basis = 'counted' and level = 'province'") == (39,)


def test_the_last_moment_of_the_nation_stands(examples: Builds, real_data: Path) -> None:
    rows = read_rows(real_data / "presidential-2024" / "national-progress-by-province.csv")
    last = max(r["commit_time"] for r in rows)
    sums = tuple(
        sum(known(r["suara"]) or 0 for r in rows if (r["commit_time"], r["paslon"]) == (last, pair)) for pair in "123"
    )
    found = examples("national-progress-2024").one("select v01, v02, v03 from tally where level = 'nation'")
    assert found == sums


def test_every_example_builds_again_to_the_same_content(examples: Builds) -> None:
    first = examples("national-progress-2024")
    before = first.digests()
    shutil.rmtree(first.built.terms.workspace.build)
    assert rebuilt(first.built.terms.workspace).digests() == before
