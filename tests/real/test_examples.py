"""Real elections come out of the examples with the figures that were published of them, and with those counted apart.

Each figure stands three times: in the built tables, as a number written here, and in `oracle`, which counts the raw
files in plain Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.real.examples import Builds, copied, edit
from tests.real.of_2019 import Presidential2019, SeriesFigures
from tests.real.of_2024 import Presidential2024
from tests.real.oracle import Figures
from tests.recap.small import Result, rebuilt

pytestmark = pytest.mark.real

Row = tuple[Any, ...]

ROOT = "(select unit_id from unit where parent_id is null)"
COUNTED = "from tally where basis = 'counted' and unit_id"
SUMS = "v01, v02, valid, invalid, cast_total"
ALL_ZERO = """select count(*) from reading_c1 where series = '{series}'
    and v01 = 0 and v02 = 0 and valid = 0 and invalid = 0 and cast_total = 0"""


@dataclass(frozen=True)
class Figure:
    """One row of figures: how to ask the build, the numbers, and where the independent count has them."""

    example: str
    says: str
    sql: str
    numbers: Row
    counted: Callable[[Figures], Row]
    hold: bool = False

    def __str__(self) -> str:
        return f"{self.example}: {self.says}{' (held apart)' if self.hold else ''}"


def broken(rule: str, series: str = "") -> str:
    """SQL: readings that break the rule, told or silent."""
    only = f" and series = '{series}'" if series else ""
    return f"select count(*) from finding_checks where rule = '{rule}'{only}"


def compared(comparison: str, level: str, columns: str) -> str:
    return f"""select {columns} from comparison
        where comparison = '{comparison}' and compared_level = '{level}' and unit_id = {ROOT}"""


def identities(figures: SeriesFigures) -> Row:
    return figures.pairs_not_valid, figures.valid_invalid_not_cast, figures.cast_over_registered


def broken_of(series: str) -> str:
    """SQL: how many readings of the series break each of the three identities."""
    return "select " + ", ".join(f"({broken(rule, series)})" for rule in ("C-208", "C-209", "C-401"))


def figures_2019(example: str, of: Callable[[Figures], Presidential2019], told: dict[str, Row]) -> list[Figure]:
    """The figures that both sets of 2019 have."""
    asked: dict[str, tuple[str, Callable[[Figures], Row]]] = {
        "stations": (f"select stations_expected {COUNTED} = {ROOT}", lambda f: (of(f).stations,)),
        "stations without a number of voters": (
            "select count(distinct unit_id) from finding where rule = 'N-101'", lambda f: (of(f).registered_text,)),
        "KPU sums": (f"select {SUMS} {COUNTED} = {ROOT}", lambda f: tuple(of(f).kpu.sums.values())),
        "KPU identities": (broken_of("kpu"), lambda f: identities(of(f).kpu)),
        "KPU all five fields 0": (ALL_ZERO.format(series="kpu"), lambda f: (of(f).kpu.all_zero,)),
        "crowd identities": (broken_of("crowd"), lambda f: identities(of(f).crowd)),
        "crowd all five fields 0": (ALL_ZERO.format(series="crowd"), lambda f: (of(f).crowd.all_zero,)),
        "crowd present, partly": ("""
            select count(*), count(*) filter (where
                v01 is null or v02 is null or valid is null or invalid is null or cast_total is null)
            from reading_c1 where series = 'crowd'""", lambda f: (of(f).crowd.present, of(f).crowd.partly)),
        "both have votes, differ, any field differs": (
            compared("readings", "station", "comparable, differ, any_differ"),
            lambda f: (of(f).both_have_pairs, of(f).pairs_differ, of(f).any_field_differs)),
        "villages, equal": (
            compared("declared", "village", "comparable, equal"), lambda f: (of(f).villages, of(f).villages_equal)),
        "districts add up": (
            compared("below", "district", "equal, comparable"), lambda f: of(f).adds_up["kec"]),
        "regencies add up": (
            compared("below", "regency", "equal, comparable"), lambda f: of(f).adds_up["kab"]),
        "official": (
            f"select {SUMS} from tally where basis = 'declared' and unit_id = {ROOT}",
            lambda f: (*of(f).declared, None, None, None)),
        "differing villages: explained, by a subset, not traceable": ("""
            select count(*) filter (where trace = 'explained'), count(*) filter (where trace = 'subset'),
                count(*) filter (where trace = 'not-traceable')
            from trace join unit on unit.unit_id = trace.unit_id where level = 'village'""",
            lambda f: (of(f).verdicts["explained"], of(f).verdicts["subset"], of(f).verdicts["not-traceable"])),
    }  # fmt: skip
    return [Figure(example, says, asked[says][0], numbers, asked[says][1]) for says, numbers in told.items()]


SEMARANG = figures_2019("semarang-2019", lambda f: f.semarang, {
    "stations": (4542,),
    "stations without a number of voters": (8,),
    "KPU sums": (779685, 221026, 995311, 22853, 1012427),
    "KPU identities": (103, 265, 107),
    "KPU all five fields 0": (6,),
    "crowd present, partly": (4529, 29),
    "crowd identities": (53, 113, 91),
    "crowd all five fields 0": (4,),
    "both have votes, differ, any field differs": (4517, 52, 265),
    "villages, equal": (177, 115),
    "districts add up": (15, 16),
    "regencies add up": (1, 1),
    "official": (781471, 220766, None, None, None),
    "differing villages: explained, by a subset, not traceable": (24, 3, 35),
})  # fmt: skip
YOGYAKARTA = figures_2019("yogyakarta-2019", lambda f: f.yogyakarta, {
    "stations": (11781,),
    "stations without a number of voters": (1,),
    "KPU sums": (1640789, 735789, 2367447, 56781, 2416579),
    "KPU identities": (183, 620, 720),
    "KPU all five fields 0": (92,),
    "crowd identities": (107, 311, 710),
    "crowd all five fields 0": (5,),
    "both have votes, differ, any field differs": (11745, 105, 628),
    "villages, equal": (438, 324),
    "districts add up": (77, 78),
    "regencies add up": (5, 5),
    "official": (1655174, 742481, None, None, None),
    "differing villages: explained, by a subset, not traceable": (24, 1, 89),
})  # fmt: skip


def any_of(*rules: str) -> str:
    """SQL: readings that break any of the rules."""
    named = ", ".join(f"'{rule}'" for rule in rules)
    return f"select count(distinct reading_id) from finding_checks where rule in ({named})"


def sums_2024(of: Callable[[Figures], Presidential2024]) -> Callable[[Figures], Row]:
    return lambda f: tuple(of(f).sums[name] for name in ("suara_1", "suara_2", "suara_3"))


def kaltim(says: str, sql: str, numbers: Row, counted: Callable[[Presidential2024], Row]) -> Figure:
    return Figure("kaltim-2024", says, sql, numbers, lambda f: counted(f.kaltim))


KALTIM = [
    kaltim("stations", f"select stations_expected {COUNTED} = {ROOT}", (11441,), lambda k: (k.stations,)),
    kaltim(
        "with votes, with administration, with both",
        """select count(*) filter (where votes_unknown = 0), count(cast_total),
            count(cast_total) filter (where votes_unknown = 0) from reading_c_hasil""",
        (7976, 5610, 5529),
        lambda k: (k.with_votes, k.with_administration, k.with_both),
    ),
    kaltim("pairs not valid", broken("C-208"), (208,), lambda k: (k.broken["pairs-valid"],)),
    kaltim("valid and invalid not cast", broken("C-209"), (45,), lambda k: (k.broken["valid-invalid-cast"],)),
    kaltim("cast not users", broken("C-131"), (399,), lambda k: (k.broken["cast-users"],)),
    kaltim("users' parts, total column", broken("C-113"), (207,), lambda k: (k.broken["users-parts:j"],)),
    kaltim(
        "users' parts, any column",
        any_of("C-111", "C-112", "C-113"),
        (343,),
        lambda k: (k.broken["users-parts:any"],),
    ),
    kaltim("list users over list", broken("C-123"), (53,), lambda k: (k.broken["list-users-list:j"],)),
    kaltim(
        "list users over list, any column",
        any_of("C-121", "C-122", "C-123"),
        (110,),
        lambda k: (k.broken["list-users-list:any"],),
    ),
    kaltim("registered by sex", broken("C-101"), (128,), lambda k: (k.broken["sex:pemilih_dpt"],)),
    Figure(
        "kaltim-2024",
        "sums",
        f"select v01, v02, v03 {COUNTED} = {ROOT}",
        (310044, 1080388, 167295),
        sums_2024(lambda f: f.kaltim),
    ),
    Figure(
        "kaltim-2024",
        "Berau",
        f"select stations_expected, stations_in, v01, v02, v03 {COUNTED} = 'kpu:6403'",
        (807, 600, 22528, 84025, 10991),
        lambda f: (f.berau.stations, f.berau.with_votes, *sums_2024(lambda g: g.berau)(f)),
    ),
]
HELD_APART = [
    Figure(
        "semarang-2019",
        "sums",
        f"select stations_held, {SUMS} {COUNTED} = {ROOT}",
        (0, 779685, 221026, 995311, 22853, 1012427),
        lambda f: (len(f.semarang.held), *f.semarang.sums_without_held.values()),
        hold=True,
    ),
    Figure(
        "yogyakarta-2019",
        "sums",
        f"select stations_held, v01, v02, v01 + v01_held, v02 + v02_held {COUNTED} = {ROOT}",
        (1, 1640621, 735448, 1640789, 735789),
        lambda f: (
            len(f.yogyakarta.held),
            *list(f.yogyakarta.sums_without_held.values())[:2],
            *list(f.yogyakarta.kpu.sums.values())[:2],
        ),
        hold=True,
    ),
    Figure(
        "yogyakarta-2019",
        "villages, equal",
        compared("declared", "village", "comparable, equal"),
        (438, 324),
        lambda f: (f.yogyakarta.villages, f.yogyakarta.villages_equal_without_held),
        hold=True,
    ),
    Figure(
        "kaltim-2024",
        "sums",
        f"select stations_held, v01, v02, v03 {COUNTED} = {ROOT}",
        (3, 309942, 1080049, 167156),
        lambda f: (
            len(f.kaltim.held),
            *(f.kaltim.sums_without_held[name] for name in ("suara_1", "suara_2", "suara_3")),
        ),
        hold=True,
    ),
]


@pytest.mark.parametrize("figure", [*SEMARANG, *YOGYAKARTA, *KALTIM, *HELD_APART], ids=str)
def test_a_published_figure_comes_out(figure: Figure, examples: Builds, oracle: Figures) -> None:
    assert examples(figure.example, figure.hold).one(figure.sql) == figure.numbers
    assert figure.counted(oracle) == figure.numbers


@pytest.mark.parametrize(
    ("example", "held"),
    [
        ("semarang-2019", []),
        ("yogyakarta-2019", ["kpu2019:42176/022"]),
        ("kaltim-2024", ["kpu:6408132005/002", "kpu:6474021001/011", "kpu:6474021001/015"]),
        ("sirekap-2024", ["kpu:3101011003/008", "kpu:3173011002/090"]),
    ],
)
def test_the_impossible_stations_are_held_each_by_name(example: str, held: list[str], examples: Builds) -> None:
    found = examples(example).rows("select unit_id from standing where state = 'held' order by unit_id")
    assert [unit for (unit,) in found] == held


def test_the_station_held_in_yogyakarta_is_semin_22(examples: Builds, oracle: Figures) -> None:
    found = examples("yogyakarta-2019").one("""
        select village.name, s.name, r.v01 + r.v02 from standing t
        join reading_c1 r on r.reading_id = t.reading_id
        join unit village on village.unit_id = substr(t.unit_id, 1, length(t.unit_id) - 4)
        join unit s on s.unit_id = t.unit_id where t.state = 'held'""")
    assert found == ("SEMIN", "022", 168 + 341)
    assert oracle.yogyakarta.held == ("42176/022",)


def test_holding_changes_no_standing_reading(examples: Builds) -> None:
    for example in ("yogyakarta-2019", "kaltim-2024"):
        on, off = (examples(example, hold) for hold in (True, False))
        chosen = "select unit_id, reading_id, series, why from standing order by all"
        assert on.rows(chosen) == off.rows(chosen)


# Zeros that stand for "not entered": the rule looks at what a sheet knows, so a sheet of zeros with one blank counts


@pytest.mark.parametrize(
    ("example", "series", "fired", "all_five"),
    [
        ("semarang-2019", "kpu", 6, 6),
        ("semarang-2019", "crowd", 4, 4),
        ("yogyakarta-2019", "kpu", 92, 92),
        ("yogyakarta-2019", "crowd", 10, 5),
    ],
)
def test_placeholder_zeros_are_sheets_whose_known_fields_are_all_zero(
    example: str, series: str, fired: int, all_five: int, examples: Builds
) -> None:
    built = examples(example)
    assert built.one(broken("C-901", series)) == (fired,)
    assert built.one(ALL_ZERO.format(series=series)) == (all_five,)
    some_unknown = built.one(f"""
        select count(*) from reading_c1 where series = '{series}'
            and coalesce(v01, v02, valid, invalid, cast_total) is not null
            and coalesce(v01, 0) = 0 and coalesce(v02, 0) = 0 and coalesce(valid, 0) = 0
            and coalesce(invalid, 0) = 0 and coalesce(cast_total, 0) = 0
            and v01 + v02 + valid + invalid + cast_total is null""")
    assert some_unknown == (fired - all_five,)


# Where the gaps of villages come from


def test_pandean_lamper_lacks_the_one_station_that_kpu_has_as_zeros(examples: Builds, oracle: Figures) -> None:
    built = examples("semarang-2019")
    village = "kpu2019:41629"
    rows = built.rows(f"""select field, size, trace, trace_units from difference
        where comparison = 'declared' and unit_id = '{village}' order by field""")
    assert rows == [("v01", 193, "subset", f"{village}/030"), ("v02", 47, "subset", f"{village}/030")]
    readings = f"select series, v01, v02, cast_total from reading_c1 where unit_id = '{village}/030' order by series"
    assert built.rows(readings) == [("crowd", 193, 47, 244), ("kpu", 0, 0, 0)]
    (trace,) = [t for t in oracle.semarang.traces if t.village == "41629"]
    assert (trace.gap, trace.differing, trace.by) == ((193, 47), 2, (("41629/030",),))


@pytest.mark.parametrize("example", ["semarang-2019", "yogyakarta-2019"])
def test_every_village_is_traced_as_plain_arithmetic_traces_it(example: str, examples: Builds, oracle: Figures) -> None:
    of = {"semarang-2019": oracle.semarang, "yogyakarta-2019": oracle.yogyakarta}[example]
    expected = [
        (
            f"kpu2019:{t.village}",
            "not-traceable" if t.verdict == "too-many" else t.verdict,
            "|".join(" ".join(f"kpu2019:{station}" for station in found) for found in t.by),
            t.differing,
        )
        for t in of.traces
    ]
    found = examples(example, hold=False).rows("""
        select trace.unit_id, trace, trace_units, differing from trace
        join unit on unit.unit_id = trace.unit_id where level = 'village'""")
    assert sorted(found) == sorted(expected)


def test_the_three_subsets_of_semarang_are_named(examples: Builds) -> None:
    found = examples("semarang-2019").rows("""
        select name, trace_units from trace join unit on unit.unit_id = trace.unit_id
        where trace = 'subset' order by name""")
    assert found == [
        ("KROBOKAN", "kpu2019:41741/002"),
        ("PANDEAN LAMPER", "kpu2019:41629/030"),
        ("SEMBUNGHARJO", "kpu2019:41632/001 kpu2019:41632/017"),
    ]


@pytest.mark.parametrize(
    ("example", "unit", "name"),
    [("semarang-2019", "kpu2019:41686", "TEMBALANG"), ("yogyakarta-2019", "kpu2019:42024", "BANGUNTAPAN")],
)
def test_one_district_does_not_add_up_from_its_villages(
    example: str, unit: str, name: str, examples: Builds, oracle: Figures
) -> None:
    found = examples(example).rows("""
        select distinct d.unit_id, name from difference d join unit on unit.unit_id = d.unit_id
        where comparison = 'below'""")
    assert found == [(unit, name)]
    of = {"semarang-2019": oracle.semarang, "yogyakarta-2019": oracle.yogyakarta}[example]
    assert of.does_not_add_up == (f"{unit.partition(':')[2]} {name}",)


def test_yogyakarta_adds_up_from_its_regencies(examples: Builds, oracle: Figures) -> None:
    found = examples("yogyakarta-2019").one(compared("below", "province", "equal, comparable"))
    assert found == oracle.yogyakarta.adds_up["prov"] == (1, 1)


# Every cell of the 2019 sets once more: what is unknown is counted, and nothing else is


@pytest.mark.parametrize("example", ["semarang-2019", "yogyakarta-2019"])
@pytest.mark.parametrize("series", ["kpu", "crowd"])
def test_sums_and_unknowns_of_each_series_are_those_of_the_cells(
    example: str, series: str, examples: Builds, oracle: Figures
) -> None:
    of = {"semarang-2019": oracle.semarang, "yogyakarta-2019": oracle.yogyakarta}[example]
    figures: SeriesFigures = getattr(of, series)
    unknown = ", ".join(f"{name}_unknown" for name in SUMS.split(", "))
    found = examples(example, hold=False).one(f"""
        select {SUMS}, {unknown} from tally where basis = 'series:{series}' and unit_id = {ROOT}""")
    absent = of.stations - figures.present  # a station without any cell of the series has no reading to be unknown
    assert found == (*figures.sums.values(), *(n - absent for n in figures.unknown.values()))


@pytest.mark.parametrize("hold", [True, False])
def test_every_number_of_kalimantan_timur_is_the_sum_of_its_cells(
    hold: bool, examples: Builds, oracle: Figures
) -> None:
    built = examples("kaltim-2024", hold)
    (source,) = [s for s in built.built.terms.configuration.source if s.id == "stations"]
    columns = {built.built.terms.column_of(built.built.terms.configuration.contest[0], name): column
               for name, column in source.reading[0].columns.items()}  # fmt: skip
    found = built.one(f"select {', '.join(map(str, columns))} {COUNTED} = {ROOT}")
    sums = oracle.kaltim.sums_without_held if hold else oracle.kaltim.sums
    assert dict(zip(columns.values(), found, strict=True)) == sums


# Sirekap's answers


def test_sirekap_answers_are_read_or_known_to_be_missing(examples: Builds, oracle: Figures) -> None:
    built, of = examples("sirekap-2024"), oracle.sirekap
    stations = (
        "select count(distinct o.unit_id) from observation o join reading_c_hasil r on r.reading_id = o.reading_id"
    )
    with_votes = built.one(f"{stations} where votes_unknown = 0")
    assert with_votes == (461,) == (of.with_votes,)
    with_administration = built.one(f"{stations} where cast_total is not null or users_total is not null")
    assert with_administration == (465,) == (of.with_administration,)
    comparable = built.one("select count(*) from reading_c_hasil where votes_unknown = 0 and valid is not null")
    assert comparable == (348,) == (of.comparable,)
    assert built.one(broken("C-208")) == (28,) == (of.pairs_not_valid,)


def test_an_answer_that_holds_only_a_null_key_is_flagged_with_votes_and_has_none(
    examples: Builds, oracle: Figures
) -> None:
    built = examples("sirekap-2024")
    assert (oracle.sirekap.flagged_with_votes, oracle.sirekap.only_null_key) == (462, ("3173011005085",))
    told = [n.place.file.rpartition("/")[2] for n in built.notices if n.code == "json-null-key"]
    assert "3173011005085.json" in told
    known = "count(v01) + count(v02) + count(v03)"
    assert built.one(f"select {known} from reading_c_hasil where unit_id = 'kpu:3173011005/085'") == (0,)


def test_sirekap_sums_are_those_of_the_answers(examples: Builds, oracle: Figures) -> None:
    built = examples("sirekap-2024")
    held = tuple(oracle.sirekap.sums_without_held.values())
    assert built.one(f"select v01, v02, v03 {COUNTED} = {ROOT}") == held == (33353, 45025, 17479)
    together = built.one(f"select v01 + v01_held, v02 + v02_held, v03 + v03_held {COUNTED} = {ROOT}")
    assert together == tuple(oracle.sirekap.sums.values()) == (33529, 45714, 18541)


def test_a_later_folder_of_the_same_answers_is_seen_and_changes_nothing(examples: Builds, oracle: Figures) -> None:
    built, of = examples("sirekap-2024"), oracle.sirekap
    assert (of.later, of.later_known, of.later_same_bytes, of.later_differ) == (53, 53, 51, ())
    assert of.later_same_json == ("3101011001001", "3101011001002")
    known = [n for n in built.notices if n.code == "EV-ALREADY-KNOWN"]
    assert len(known) == 51
    assert all(n.found == n.place.file.replace("stations-jakarta", "stations-1000") for n in known)
    assert built.rows("select entry, count(*) from source group by entry order by entry") == [
        ("stations-1000", 1000),
        ("stations-jakarta", 2),
        ("units", 1),
    ]
    twice = built.rows("""
        select r.unit_id, count(*), count(distinct o.reading_id) from observation o
        join reading_c_hasil r on r.reading_id = o.reading_id
        group by r.unit_id having count(*) > 1 order by r.unit_id""")
    assert twice == [("kpu:3101011001/001", 2, 1), ("kpu:3101011001/002", 2, 1)]
    assert built.one("select count(*) from difference") == (0,)
    assert built.one("select max(versions) from latest") == (1,)


def test_a_folder_added_later_gives_what_both_at_once_give(examples: Builds) -> None:
    folder = examples.folder / "sirekap-later"
    workspace = copied("sirekap-2024", folder)
    whole = workspace.configuration.read_text(encoding="utf-8")
    edit(folder, lambda text: text[: text.index('[[source]]\nid = "stations-jakarta"')])
    alone = rebuilt(workspace).digests()
    edit(folder, lambda _: whole)
    added = rebuilt(workspace)
    assert added.built.new_sources == 2
    together = examples("sirekap-2024").digests()
    assert added.digests() == together
    assert {table for table in together if together[table] != alone[table]} == {"source", "observation"}


def test_a_build_names_its_result(examples: Builds) -> None:
    result: Result = examples("semarang-2019")
    assert result.built.new_sources == 5, "stations, recap and units; outlines of districts and of villages"
    assert {n.code for n in result.notices} == {"column-extra", "UN-OUTLINE-NONE"}
