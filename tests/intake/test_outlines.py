"""Files of boundaries as reality has them: each slip refused or told, and the rest is drawn."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from tests.needs import need_real_data
from tests.recap.small import Election, Result, papers, result, written

from bukti.evidence.workspace import Workspace
from bukti.intake.degrees import millionths
from bukti.intake.geojson import features
from bukti.locale import LANGUAGES, Catalogue
from bukti.publish.build import check
from bukti.vocabulary.problems import Problem, Refusal

BOUNDARIES = """
[[boundaries]]
path = "areas.geojson"
level = "village"
code = "code"
"""
ELECTION = replace(
    Election([papers("village,tps,p1,p2\na,1,10,5\na,2,8,7\nb,1,6,6\nc,1,9,1\nc,2,3,4\n")]), settings=BOUNDARIES
)
Corner = tuple[float, float]


def square(west: float, south: float, size: float = 0.1) -> list[Corner]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def area(code: object, ring: list[Corner], kind: str = "Polygon", **more: object) -> str:
    figures = ", ".join(f"[{x:.6f}, {y:.6f}]" for x, y in ring)
    told = json.dumps({"code": code, **more})
    shape = f'{{"type": "{kind}", "coordinates": [[{figures}]]}}'
    return f'{{"type": "Feature", "properties": {told}, "geometry": {shape}}}'


GOOD = {"a": square(110, -7), "b": square(110.1, -7), "c": square(110.2, -7)}


def collection(*areas: str) -> str:
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(areas) + "\n]}\n"


def all_but(code: str, *others: str) -> str:
    return collection(*(area(c, ring) for c, ring in GOOD.items() if c != code), *others)


def placed(folder: Path, text: str, settings: str = BOUNDARIES) -> Workspace:
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "sources" / "areas.geojson").write_text(text, encoding="utf-8")
    return written(folder, replace(ELECTION, settings=settings))


def built(folder: Path, text: str, settings: str = BOUNDARIES) -> Result:
    placed(folder, text, settings)
    return result(folder, replace(ELECTION, settings=settings))


def told(problems: list[Problem] | tuple[Problem, ...], prefix: str = "UN-OUTLINE") -> list[tuple[str, int, str]]:
    return sorted((p.code, p.place.row, p.expected) for p in problems if p.code.startswith(prefix))


def refused(folder: Path, text: str, settings: str = BOUNDARIES) -> list[Problem]:
    workspace = placed(folder, text, settings)
    problems, _ = check(workspace)
    assert not workspace.objects.exists(), "a refusal takes nothing in"
    for problem in problems:
        for language in LANGUAGES:
            assert "{found}" not in problem.tell(Catalogue(language))
    return problems


BROKEN = {
    "B107-swapped": (all_but("c", area("c", [(y, x) for x, y in GOOD["c"]])), "UN-OUTLINE-SWAPPED", 3),
    "B107-metres": (all_but("c", area("c", square(437_000, 9_220_000, 1_000))), "UN-OUTLINE-NO-DEGREES", 3),
    "B107-nan": (all_but("c", area("c", GOOD["c"]).replace("-7.000000", "NaN", 1)), "UN-OUTLINE-NAN", 3),
    "B107-text": (all_but("c", area("c", GOOD["c"]).replace("-7.000000", '"-7"', 1)), "UN-OUTLINE-NO-POSITION", 3),
    "B107-twice": (collection(*(area(c, r) for c, r in GOOD.items()), area("a", GOOD["a"])), "UN-OUTLINE-TWICE", 4),
    "B107-no-code": (all_but("c", area(None, GOOD["c"])), "UN-OUTLINE-NO-CODE", 3),
    "B107-no-unit": (collection(area("x", GOOD["a"]), area("y", GOOD["b"])), "UN-OUTLINE-NO-UNIT", 0),
    "B107-cut-off": (collection(*(area(c, r) for c, r in GOOD.items()))[:-40], "UN-OUTLINE-NOT-JSON", 3),
    "B107-no-feature": (collection('{"type": "Point"}'), "UN-OUTLINE-NO-FEATURE", 1),
    "B107-topology": ('{"type": "Topology", "arcs": []}', "UN-OUTLINE-NO-COLLECTION", 0),
    "B107-nested": ("[" * 100_000, "UN-OUTLINE-NOT-JSON", 0),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_is_wrong_as_a_whole_is_refused_at_its_place(case: str, tmp_path: Path) -> None:
    text, code, row = BROKEN[case]
    assert [(p.code, p.place.file, p.place.row) for p in refused(tmp_path, text)] == [(code, "areas.geojson", row)]


OPEN = GOOD["c"][:-1]
BOW = [(110.2, -7.0), (110.3, -6.9), (110.3, -7.0), (110.2, -6.9), (110.2, -7.0)]
ODD = {
    "B107-unknown-code": (collection(*(area(c, r) for c, r in GOOD.items()), area("z", square(111, -7))), "abc",
                          [("UN-OUTLINE-UNKNOWN", 0, "z")]),
    "B107-missing-unit": (all_but("c"), "ab", [("UN-OUTLINE-NONE", 0, "Cempaka")]),
    "B107-not-closed": (all_but("c", area("c", [*OPEN, (110.21, -7)])), "ab",
                        [("UN-OUTLINE-NONE", 0, "Cempaka"), ("UN-OUTLINE-OPEN", 0, "3 Cempaka")]),
    "B107-self-crossing": (all_but("c", area("c", BOW)), "abc", [("UN-OUTLINE-CROSSES", 0, "3 Cempaka")]),
    "B107-a-line": (all_but("c", area("c", GOOD["c"], "LineString")), "ab",
                    [("UN-OUTLINE-NO-AREA", 0, "3 Cempaka"), ("UN-OUTLINE-NONE", 0, "Cempaka")]),
    "B107-two-corners": (all_but("c", area("c", [(110, -7), (111, -7)])), "ab",
                         [("UN-OUTLINE-NO-AREA", 0, "3 Cempaka"), ("UN-OUTLINE-NONE", 0, "Cempaka")]),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_an_outline_that_is_odd_is_told_and_the_build_goes_on(case: str, tmp_path: Path) -> None:
    text, drawn, expected = ODD[case]
    found = built(tmp_path, text)
    assert told(found.notices) == expected
    paths = found.rows("select unit_id from drawn where map_unit = 't:r1' and path <> '' order by unit_id")
    assert paths == [(f"t:{code}",) for code in drawn]
    assert found.one("select sum(v01) from tally where unit_id = 't:r1' and basis = 'counted'") == (36,)


def test_rings_are_kept_as_the_file_states_them_in_millionths_of_a_degree(tmp_path: Path) -> None:
    hole = [(110.04, -6.96), (110.06, -6.96), (110.05, -6.94), (110.04, -6.96)]
    first = area("a", GOOD["a"]).replace("]]}}", f"], {json.dumps(hole)}]}}}}")
    text = collection(first, area("b", GOOD["b"]), area("c", GOOD["c"]))
    found = built(tmp_path, text)
    rows = found.rows("select part, ring, points, source_row from outline where unit_id = 't:a' order by part, ring")
    edge = "110000000 -7000000 110100000 -7000000 110100000 -6900000 110000000 -6900000 110000000 -7000000"
    assert rows == [
        (1, 0, edge, "areas.geojson:1"),
        (1, 1, "110040000 -6960000 110060000 -6960000 110050000 -6940000 110040000 -6960000", "areas.geojson:1"),
    ]


def test_a_part_of_a_property_is_the_code_and_others_are_left_out(tmp_path: Path) -> None:
    settings = BOUNDARIES.replace('"code"', "{ column = \"code\", pattern = 'P\\.(.*)' }")
    settings += 'name = "label"\nbegins = "P."\nwhere = { level = "village" }\n'
    names = {"a": "Anggrek", "b": "ANGGUR", "c": "cempaka"}
    areas = [area(f"P.{c}", ring, label=names[c], level="village") for c, ring in GOOD.items()]
    text = collection(*areas, area("Q.a", GOOD["a"], level="village"), area("P.a", GOOD["a"], level="district"))
    found = built(tmp_path, text, settings)
    assert told(found.notices) == [("UN-OUTLINE-OTHER-NAME", 0, "Bakung: ANGGUR")]
    assert found.one("select count(*) from outline") == (3,)


def test_outlines_may_use_the_codes_of_another_scheme(tmp_path: Path) -> None:
    codes = '[[units.codes]]\nscheme = "home"\npath = "codes.csv"\ncode = "other"\nunit = "own"\n'
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "codes.csv").write_text("own,other\na,1\nb,2\nc,3\n")
    text = collection(*(area(n, ring) for n, ring in enumerate(GOOD.values(), 1)))  # figures are codes as they stand
    found = built(tmp_path, text, codes + BOUNDARIES + 'scheme = "home"\n')
    assert found.rows("select unit_id from outline order by unit_id") == [("t:a",), ("t:b",), ("t:c",)]
    slip = [(p.code, p.found) for p in refused(tmp_path / "slip", text, BOUNDARIES + 'scheme = "hom"\n')]
    assert slip == [("CF-UNKNOWN-NAME", "hom")]


def test_outlines_are_received_like_any_file_and_nothing_is_told_twice(tmp_path: Path) -> None:
    first = built(tmp_path, all_but("c"))
    assert [p.code for p in first.notices if p.code == "UN-OUTLINE-NONE"] == ["UN-OUTLINE-NONE"]
    entry = first.one("select path, reader from source where entry = 'boundaries'")
    assert entry == ("areas.geojson", "geojson")
    again = built(tmp_path, all_but("c"))
    assert told(again.notices) == []
    whole = built(tmp_path, collection(*(area(c, r) for c, r in GOOD.items())))
    assert whole.one("select count(*) from outline") == (3,)


def test_without_the_library_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "shapely", None)
    (problem,) = refused(tmp_path, all_but("c"))
    assert problem.code == "extra-missing"
    assert "bukti[maps]" in problem.tell(Catalogue("en"))


def test_outlines_without_a_unit_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "areas.geojson").write_text(all_but("c"))
    problems, _ = check(written(tmp_path, replace(ELECTION, units=None)))
    assert [p.code for p in problems] == ["CF-BOUNDARIES-WITHOUT-UNITS"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("110.42175", 110421750), ("-6.98284", -6982840), ("0", 0), ("-0.0000005", 0), ("0.0000015", 2),
        ("110.4217500000000001", 110421750), ("1.1042175e2", 110421750), ("1E-7", 0), ("180", 180000000),
        ("1e999", None), ("", None), ("٣", None), ("1_0", None), ("0x1", None), ("99999999999999999999999", None),
    ],
)  # fmt: skip
def test_degrees_are_read_exactly_from_their_text(text: str, expected: int | None) -> None:
    assert millionths(text) == expected


def test_b107_a_long_file_is_read_feature_by_feature(tmp_path: Path) -> None:
    """A file of 6 MB takes a part of that; the soak test does the same with 200 MB."""
    assert _peak_of(tmp_path, 120) < 5_000_000


@pytest.mark.soak
def test_b107_a_file_of_200_mb_is_read_in_the_memory_of_one_feature(tmp_path: Path) -> None:
    assert _peak_of(tmp_path, 4_000) < 5_000_000


def _peak_of(folder: Path, areas: int) -> int:
    """The most bytes that Python holds while it walks through so many areas of 50 KB."""
    one = area("a", [(110 + n / 1e6, -7) for n in range(2_000)])
    path = folder / "long.geojson"
    with path.open("w") as stream:
        stream.write('{"type": "FeatureCollection", "name": "x", "features": [')
        for n in range(areas):
            stream.write(("," if n else "") + one)
        stream.write('], "crs": null}')
    small = sum(1 for _ in features(path, "long.geojson"))
    tracemalloc.start()
    assert small == sum(1 for _ in features(path, "long.geojson"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_file_that_has_no_end_is_refused_before_memory_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bukti.intake.geojson.MOST", 1_000_000)
    path = tmp_path / "areas.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "a": "' + "x" * 5_000_000)
    with pytest.raises(Refusal) as refusal:
        list(features(path, "areas.geojson"))
    assert [p.code for p in refusal.value.problems] == ["UN-OUTLINE-TOO-LONG"]


@pytest.mark.real
def test_real_outlines_are_read_to_the_last_one() -> None:
    folder = need_real_data() / "boundaries"
    counts = {p.name: sum(1 for _ in features(p, p.name)) for p in sorted(folder.iterdir())}
    assert counts == {
        "kabkota_nasional.geojson": 514, "kecamatan_33.74.geojson": 16, "kecamatan_64.03.geojson": 13,
        "kecamatan_kota_semarang.geojson": 16, "kelurahan_33.74.geojson": 177, "kelurahan_64.03.geojson": 110,
        "kelurahan_kota_semarang.geojson": 173,
    }  # fmt: skip
