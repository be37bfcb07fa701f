"""Where the gap of a unit comes from, kind by kind: one made-up election of small villages, worked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, result

Two = tuple[int, int]
Read = Two | tuple[int | None, int | None] | None


@dataclass(frozen=True)
class Village:
    """A village: each station as KPU, the crowd and the machine read it, what was declared, and what must come out."""

    district: str
    stations: list[tuple[Read, Read, Read]]
    declared: Two
    trace: str = ""
    by: str = ""
    differing: int = 0


def read(kpu: Read, crowd: Read = None, machine: Read = None) -> tuple[Read, Read, Read]:
    return kpu, crowd, machine


SAME = read((10, 5), (10, 5))
VILLAGES = {
    "equal": Village("d1", [SAME, read((7, 7), (9, 7))], (17, 12)),
    # all stations that differ add up to it: +2, 0 and +1, -1
    "all": Village("d1", [read((10, 5), (12, 5)), read((7, 7), (8, 6)), SAME], (30, 16), "explained", "1 2", 2),
    # as Pandean Lamper: zeros at KPU explain it, another difference beside does not belong to it
    "some": Village("d1", [read((0, 0), (193, 47)), read((9, 5), (10, 5))], (202, 52), "subset", "1", 2),
    "two-of-three": Village(
        "d1", [read((1, 0), (2, 0)), read((1, 0), (1, 3)), read((1, 0), (9, 9))], (4, 3), "subset", "1 2", 3
    ),
    # each of the three alone would do it: all are named
    "any-of-three": Village(
        "d1", [read((1, 1), (2, 1)), read((3, 1), (4, 1)), read((5, 1), (6, 1))], (10, 3), "subset", "1|2|3", 3
    ),
    "any-of-six": Village("d1", [read((1, 1), (2, 1))] * 6, (7, 6), "subset", "1|2|3|4|5", 6),
    # the first column would be explained, the second would not
    "one-column": Village("d1", [read((1, 1), (2, 1)), SAME], (12, 7), "not-traceable", "", 1),
    "nothing-differs": Village("d1", [SAME], (11, 5), "not-traceable", "", 0),
    "twenty": Village("d1", [read((1, 1), (2, 1))] + [read((5, 5), (5, 7))] * 19, (97, 96), "subset", "1", 20),
    "twenty-one": Village(
        "d1", [read((1, 1), (2, 1))] + [read((5, 5), (5, 7))] * 20, (102, 101), "not-traceable", "", 21
    ),
    "twenty-one-all": Village(
        "d1", [read((1, 1), (2, 1))] * 21, (42, 21), "explained", " ".join(map(str, range(1, 22))), 21
    ),
    # what does not stand comes from the next series that knows all votes
    "next-is-partial": Village(
        "d1", [read((1, 1), (5, None), (4, 1)), read((1, 1), (2, 2), (9, 9))], (6, 3), "explained", "1 2", 2
    ),
    "no-other-is-whole": Village("d1", [read((1, 1), (5, None)), SAME], (15, 6), "not-traceable", "", 0),
    # the crowd stands where KPU has nothing; KPU's reading is then no other
    "only-crowd": Village("d1", [read(None, (3, 3)), read((1, 1), (2, 2))], (5, 5), "explained", "2", 1),
    # of a partly read station what is known is in the sum, so the rest is the shift
    "partly-read": Village("d1", [read((4, None), (4, 9)), SAME], (14, 14), "explained", "1", 1),
    # a held station is in no sum: the other reading shifts it by all it has
    "held": Village("d1", [read((900, 5), (90, 5)), SAME], (100, 10), "explained", "1", 1),
    # rows of siblings exchanged: two, and three in a circle
    "turn-a": Village("d2", [read((10, 1))], (20, 2), "exchanged", "turn-a turn-b", 2),
    "turn-b": Village("d2", [read((20, 2))], (10, 1), "exchanged", "turn-b turn-a", 2),
    "ring-a": Village("d2", [read((31, 3))], (33, 3), "exchanged", "ring-a ring-b ring-c", 3),
    "ring-b": Village("d2", [read((32, 3))], (31, 3), "exchanged", "ring-b ring-c ring-a", 3),
    "ring-c": Village("d2", [read((33, 3))], (32, 3), "exchanged", "ring-c ring-a ring-b", 3),
    # the same two figures exchanged between villages of different districts are no exchange of siblings
    "far-a": Village("d2", [read((41, 4))], (42, 4), "not-traceable", "", 0),
    "far-b": Village("d3", [read((42, 4))], (41, 4), "not-traceable", "", 0),
    "plain": Village("d3", [SAME], (11, 5), "not-traceable", "", 0),
}
DISTRICTS = {
    "d1": ((0, 0), "not-traceable"),
    "d2": ((168, 16), "children"),
    # one village lacks a vote, another has one too many: the district does not differ
    "d3": ((52, 9), ""),
}
UNKNOWN = "half"
REGENCY = (9999, 9999)


def cell(votes: Read) -> str:
    return "," if votes is None else ",".join("" if v is None else str(v) for v in votes)


def names(village: str, by: str) -> str:
    """`1 2|3` as the stations of the village; names of villages as they are."""
    return "|".join(
        " ".join(f"t:{village}/{int(one):03d}" if one.isdigit() else f"t:{one}" for one in group.split())
        for group in by.split("|")
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    units = ["code,name,level,parent,stations", "r1,Kota,regency,,"]
    units += [f"{district},{district},district,r1," for district in (*DISTRICTS, "d4")]
    stations = ["village,tps,kpu.p1,kpu.p2,crowd.p1,crowd.p2,machine.p1,machine.p2"]
    recap = ["unit,p1,p2", f"{UNKNOWN},99,", f"r1,{REGENCY[0]},{REGENCY[1]}"]
    for name, village in VILLAGES.items():
        units.append(f"{name},{name},village,{village.district},{len(village.stations)}")
        stations += [f"{name},{n}," + ",".join(map(cell, s)) for n, s in enumerate(village.stations, 1)]
        recap.append(f"{name},{village.declared[0]},{village.declared[1]}")
    units.append(f"{UNKNOWN},{UNKNOWN},village,d4,1")
    stations.append(f"{UNKNOWN},1,1,1,2,2,,")
    recap += [f"{district},{one},{two}" for district, ((one, two), _) in DISTRICTS.items()]
    text = ["\n".join(lines) + "\n" for lines in (units, stations, recap)]
    sources = [papers(text[1], entry="stations"), papers(text[2], "plenary")]
    election = Election(sources, units=text[0], series=("kpu", "crowd", "machine", "plenary"))
    return result(tmp_path_factory.mktemp("traces"), election)


@pytest.mark.parametrize("name", VILLAGES)
def test_a_villages_gap_is_traced(name: str, built: Result) -> None:
    village = VILLAGES[name]
    found = built.rows(f"select trace, trace_units, differing from trace where unit_id = 't:{name}'")
    expected = [(village.trace, names(name, village.by) if village.by else "", village.differing)]
    assert found == (expected if village.trace else [])


@pytest.mark.parametrize("name", VILLAGES)
def test_each_column_that_differs_carries_the_trace(name: str, built: Result) -> None:
    village = VILLAGES[name]
    counted = built.tally(name, "v01, v02")
    gap = {f"v{n:02d}": d - c for n, (c, d) in enumerate(zip(counted, village.declared, strict=True), 1) if c != d}
    rows = built.rows(f"""select field, a, b, size, trace, level from difference
        where comparison = 'declared' and unit_id = 't:{name}' order by field""")
    assert {field: size for field, _, _, size, _, _ in rows} == gap
    assert all(b - a == size for _, a, b, size, _, _ in rows)
    assert all((trace, level) == (village.trace, "village") for *_, trace, level in rows)
    assert bool(gap) == bool(village.trace)


@pytest.mark.parametrize("district", DISTRICTS)
def test_a_districts_gap_is_that_of_its_villages_or_not_traceable(district: str, built: Result) -> None:
    declared, trace = DISTRICTS[district]
    rows = built.rows(f"select trace, trace_units, differing from trace where unit_id = 't:{district}'")
    gaps = sorted(f"t:{name}" for name, v in VILLAGES.items() if v.district == district and v.trace)
    assert built.tally(district, "v01, v02", "declared") == declared
    expected = {"children": [("children", " ".join(gaps), len(gaps))], "": []}
    assert rows == expected.get(trace, [("not-traceable", "", len(gaps))])


def test_a_gap_with_one_side_unknown_is_counted_apart(built: Result) -> None:
    assert built.rows(f"select * from trace where unit_id = 't:{UNKNOWN}'") == []
    comparison = built.one("""select comparable, equal, differ, any_differ, not_comparable from comparison
        where unit_id = 't:d4' and comparison = 'declared' and compared_level = 'village'""")
    assert comparison == (0, 0, 0, 1, 1)
    rows = built.rows(f"select field, size, margin_change from difference where unit_id = 't:{UNKNOWN}'")
    assert rows == [("v01", 98, None)]


def test_an_exchange_is_found_once_for_each_row_of_it(built: Result) -> None:
    assert built.findings("X-204", "unit_id, terms") == sorted(
        (f"t:{name}", names(name, v.by)) for name, v in VILLAGES.items() if v.trace == "exchanged"
    )


def test_every_difference_with_what_was_declared_is_a_finding(built: Result) -> None:
    differences = built.rows("select unit_id, field, a, b from difference where comparison = 'declared' order by all")
    assert built.findings("X-202", "unit_id, fields, observed, expected") == differences


def test_a_district_below_which_nothing_is_declared_is_traced_by_its_stations(tmp_path: Path) -> None:
    units = (
        "code,name,level,parent,stations\nr1,Kota,regency,,\nd1,Satu,district,r1,\na,A,village,d1,2\nb,B,village,d1,1\n"
    )
    stations = "village,tps,kpu.p1,kpu.p2,crowd.p1,crowd.p2\na,1,10,5,10,5\na,2,0,0,193,47\nb,1,7,7,8,7\n"
    declared = "unit,p1,p2\nd1,210,59\n"
    sources = [papers(stations, entry="stations"), papers(declared, "plenary")]
    found = result(tmp_path, Election(sources, units=units, series=("kpu", "crowd", "plenary")))
    # 10 + 193 + 7 = 210 and 5 + 47 + 7 = 59: station 2 of a alone; b's other reading does not belong to it
    assert found.rows("select unit_id, trace, trace_units, differing from trace") == [("t:d1", "subset", "t:a/002", 2)]
