"""How maps are drawn: neighbours share their edges, nothing is lost, and the same outlines give the same map."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.intake.test_outlines import BOUNDARIES, ELECTION, GOOD, all_but, area, built, collection
from tests.needs import need_real_data
from tests.recap.small import result

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.drawing import MOST_CORNERS, Frame, middle, simplified
from bukti.publish.tiles import MOST_COLUMNS, Cell, shape, tiles

Point = tuple[int, int]
FIGURE = re.compile(r"-?[0-9]+")


def rings_of(path: str) -> list[list[Point]]:
    """The corners of each ring of a path, walked step by step: M x y, then l dx dy …, then z."""
    found = []
    for piece in path.split("z")[:-1]:
        figures = [int(n) for n in FIGURE.findall(piece)]
        x, y = figures[:2]
        ring = [(x, y)]
        for dx, dy in zip(figures[2::2], figures[3::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append([*ring, ring[0]])
    return found


def edges(path: str) -> Counter[frozenset[Point]]:
    pairs = [pair for ring in rings_of(path) for pair in itertools.pairwise(ring)]
    return Counter(frozenset(pair) for pair in pairs if pair[0] != pair[1])


def wavy(columns: int, rows: int, seed: int) -> dict[str, list[list[list[Point]]]]:
    """A country of cells whose borders wander: each border is one line of many corners, used by both neighbours."""
    dice = random.Random(seed)
    step, many = 1_800, 20

    def border(a: Point, b: Point) -> list[Point]:
        points = [a]
        for n in range(1, many):
            x, y = a[0] + (b[0] - a[0]) * n // many, a[1] + (b[1] - a[1]) * n // many
            points.append((x + dice.randint(-40, 40), y + dice.randint(-40, 40)))
        return [*points, b]

    corner = {
        (i, j): (200 + i * step + dice.randint(-200, 200), 200 + j * step + dice.randint(-200, 200))
        for i in range(columns + 1)
        for j in range(rows + 1)
    }
    across = {(i, j): border(corner[i, j], corner[i + 1, j]) for i in range(columns) for j in range(rows + 1)}
    down = {(i, j): border(corner[i, j], corner[i, j + 1]) for i in range(columns + 1) for j in range(rows)}
    found = {}
    for i in range(columns):
        for j in range(rows):
            ring = [*across[i, j], *down[i + 1, j][1:], *across[i, j + 1][::-1][1:], *down[i, j][::-1][1:]]
            found[f"{i}-{j}"] = [[ring]]
    return found


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 5), st.integers(2, 5), st.integers(0, 999))
def test_neighbours_share_their_edges_after_simplification(columns: int, rows: int, seed: int) -> None:
    country = wavy(columns, rows, seed)
    drawn = simplified(country)
    assert drawn.keys() == country.keys()
    counted: Counter[frozenset[Point]] = Counter()
    for path in drawn.values():
        counted += edges(path)
    whole = Counter(len(drawn) and n for n in counted.values())
    assert set(whole) <= {1, 2}
    # The edges that only one cell has make up the rim of the country: each of its corners is met by two of them.
    rim = Counter(point for edge, n in counted.items() if n == 1 for point in edge)
    assert {n % 2 for n in rim.values()} == {0}
    assert sum(len(ring) for path in drawn.values() for ring in rings_of(path)) < MOST_CORNERS * 2
    first = {n: rings_of(path)[0] for n, path in drawn.items()}
    inner = [frozenset(pair) for pair in itertools.pairwise(first["0-0"]) if counted[frozenset(pair)] == 2]
    assert len(inner) >= 2, "the first cell has neighbours to the east and to the south"


def test_a_map_keeps_within_its_corners_and_its_steps_are_whole() -> None:
    drawn = simplified(wavy(5, 5, 1))
    assert sum(len(ring) for path in drawn.values() for ring in rings_of(path)) <= MOST_CORNERS
    assert all(re.fullmatch(r"(M[0-9]+ ?-?[0-9]+l[-0-9 ]+z)+", path) for path in drawn.values())


def test_a_unit_too_small_to_be_seen_is_a_dot() -> None:
    far = [[(0, 0), (9_000, 0), (9_000, 9_000), (0, 9_000), (0, 0)]]
    speck = [[(9_500, 500), (9_501, 500), (9_501, 501), (9_500, 500)]]
    assert simplified({"far": [far], "speck": [speck]})["speck"] == "M946 50a4 4 0 1 0 8 0 4 4 0 1 0-8 0z"


def test_an_outline_that_crosses_itself_is_drawn_without_its_crossing() -> None:
    bow = [[(0, 0), (8_000, 8_000), (8_000, 0), (0, 8_000), (0, 0)]]
    assert len(rings_of(simplified({"bow": [bow]})["bow"])) == 2


def test_the_middle_is_the_centre_of_gravity_of_the_largest_area() -> None:
    large = [[(0, 0), (100, 0), (100, 200), (0, 200), (0, 0)]]
    small = [[(900, 900), (910, 900), (910, 910), (900, 900)]]
    assert middle([small, large]) == (5, 10)
    assert middle([[[(70, 30), (70, 30), (70, 30), (70, 30)]]]) == (7, 3)


def test_a_degree_eastward_is_shortened_as_it_is_on_the_globe() -> None:
    frame = Frame.around([[(110_000_000, -61_000_000), (114_000_000, -59_000_000)]])
    assert frame.across == 500  # cos 60°
    assert frame.fine((110_000_000, -59_000_000)) == (0, 0)
    assert frame.fine((114_000_000, -61_000_000)) == (10_000, 10_000)


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 700)), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_every_unit_has_a_tile_of_its_own(places: list[Point]) -> None:
    named = {f"u{n:03}": place for n, place in enumerate(places)}
    cells = tiles(named, 1_000, 700)
    assert cells.keys() == named.keys()
    assert len(set(cells.values())) == len(named)
    assert min(c.column for c in cells.values()) == min(c.row for c in cells.values()) == 0
    assert tiles(dict(reversed(named.items())), 1_000, 700) == cells


def test_tiles_stand_as_their_places_do() -> None:
    places = {"nw": (100, 100), "ne": (900, 100), "sw": (100, 900), "se": (900, 900)}
    cells = tiles(places, 1_000, 1_000)
    assert cells["nw"].row == cells["ne"].row < cells["sw"].row == cells["se"].row
    assert cells["nw"].column == cells["sw"].column < cells["ne"].column == cells["se"].column
    assert cells["nw"] == Cell(0, 0)


def test_tiles_are_never_too_narrow_for_a_finger() -> None:
    assert all(shape(n, 1_000, 200)[0] <= MOST_COLUMNS for n in range(1, 700))


def test_a_gap_is_named_and_still_has_a_tile(tmp_path: Path) -> None:
    found = built(tmp_path, all_but("c"))
    rows = found.rows("select level, unit_id, path <> '' from drawn where map_unit = 't:r1' order by unit_id")
    assert rows == [("village", "t:a", True), ("village", "t:b", True), ("village", "t:c", False)]
    assert found.one("select count(distinct tile_column * 100 + tile_row) from drawn where map_unit = 't:r1'") == (3,)


def test_the_same_outlines_give_the_same_digests_whatever_the_threads_and_the_order(tmp_path: Path) -> None:
    areas = [area(c, ring) for c, ring in GOOD.items()]
    digests: list[tuple[str, str]] = []
    for n, (some, threads) in enumerate(((areas, 1), (areas, 4), (areas[::-1], 2))):
        folder = tmp_path / str(n)
        (folder / "sources").mkdir(parents=True)
        (folder / "sources" / "areas.geojson").write_text(collection(*some))
        found = result(folder, replace(ELECTION, settings=BOUNDARIES), threads).digests()
        digests.append((found["drawn"], found["outline"] if some is areas else digests[0][1]))
    assert len(set(digests)) == 1


def test_a_workspace_without_boundaries_has_empty_tables_of_maps(tmp_path: Path) -> None:
    found = result(tmp_path, replace(ELECTION, settings=""))
    assert found.one("select (select count(*) from outline), (select count(*) from drawn)") == (0, 0)


@pytest.mark.real
def test_the_regencies_of_the_nation_are_drawn_though_126_outlines_are_broken() -> None:
    import shapely

    from bukti.intake.degrees import millionths
    from bukti.intake.geojson import features

    path = need_real_data() / "boundaries" / "kabkota_nasional.geojson"
    outlines: dict[str, list[list[list[Point]]]] = {}
    for one in features(path, path.name):
        areas = one.coordinates if one.kind == "MultiPolygon" else [one.coordinates]
        outlines[one.properties["kode"]] = [
            [[(millionths(x) or 0, millionths(y) or 0) for x, y, *_ in ring] for ring in rings] for rings in areas
        ]
    broken = [c for c, parts in outlines.items()
              if not shapely.MultiPolygon([(rings[0], rings[1:]) for rings in parts]).is_valid]  # fmt: skip
    assert len(broken) == 126
    frame = Frame.around([ring for parts in outlines.values() for rings in parts for ring in rings])
    drawn = simplified({c: [[[frame.fine(p) for p in r] for r in rings] for rings in parts]
                        for c, parts in outlines.items()})  # fmt: skip
    assert len(drawn) == 514
    assert all(drawn.values())
    assert sum(map(len, drawn.values())) < 120_000


@pytest.mark.real
def test_four_villages_of_semarang_are_a_named_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUKTI_DATA", str(need_real_data()))
    example = Path(__file__).parents[2] / "examples" / "semarang-2019" / "bukti.toml"
    (tmp_path / "bukti.toml").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    made = build(Workspace(tmp_path))
    gap = [p for p in made.notices if p.code == "UN-OUTLINE-NONE"]
    assert [(p.found, p.expected) for p in gap] == [("4", "PENDRIKAN KIDUL, PENDRIKAN LOR, MUGASSARI, BENDAN DUWUR")]
    made.store.show(made.connection, "drawn")
    drawn = "select count(case when path <> '' then 1 end), count(*) from drawn where map_unit = 'kpu2019:41585'"
    assert made.connection.execute(f"{drawn} and level = 'village'").fetchall() == [(173, 177)]
    assert made.connection.execute(f"{drawn} and level = 'district'").fetchall() == [(16, 16)]
