"""How each map draws its units: outlines in whole steps of a small picture, simplified so that neighbours still meet.

Everything is reckoned in integers up to the call that simplifies, and that one compares areas of triangles whose
corners are integers below 2^14, which floating point holds exactly: the same outlines give the same map on any machine.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bukti.engine.code import code_digest
from bukti.engine.database import Connection, fetch, literal
from bukti.engine.store import Store
from bukti.publish.tiles import Cell, tiles

if TYPE_CHECKING:
    from shapely import Geometry

MAPS: Final = (
    ("nation", "province"), ("nation", "regency"), ("province", "regency"), ("regency", "district"),
    ("regency", "village"), ("district", "village"),
)  # fmt: skip
"""Whose map shows the units of which level."""
MOST_UNITS: Final = 600
"""A map of more units is none to read, and too heavy for a phone."""
MOST_CORNERS: Final = 2_600
SIZE: Final = 1_000
FINE: Final = 10
"""The longer side of a map, and how many fine steps one of its units of length has while outlines are simplified."""
TOLERANCES: Final = (6, 9, 13, 20, 30, 45, 70, 100, 150)
"""In fine steps: the first that leaves no more than MOST_CORNERS corners is taken, else the last."""
SMALLEST: Final = 400
"""Of a unit's areas below so many square fine steps only the largest is drawn."""
Ring = list[tuple[int, int]]
Row = tuple[str, str, str, str, int, int, int, int, int, int]


@dataclass(frozen=True)
class Frame:
    """The part of the globe that a map shows; `across` is the length of a degree eastward in thousandths of one north.

    Equirectangular with one true parallel in the middle: shapes of a few hundred kilometres stay as they are.
    """

    west: int
    north: int
    across: int
    longest: int

    @classmethod
    def around(cls, rings: Sequence[Ring]) -> Frame:
        xs = [x for ring in rings for x, _ in ring]
        ys = [y for ring in rings for _, y in ring]
        west, east, south, north = min(xs), max(xs), min(ys), max(ys)
        across = round(1_000 * math.cos(math.radians((south + north) / 2_000_000)))
        return cls(west, north, across, max((east - west) * across // 1_000, north - south, 1))

    def fine(self, point: tuple[int, int]) -> tuple[int, int]:
        """A position in fine steps from the north-west, downward, each rounded."""
        whole = SIZE * FINE
        x = ((point[0] - self.west) * self.across * whole + 500 * self.longest) // (1_000 * self.longest)
        y = ((self.north - point[1]) * whole + self.longest // 2) // self.longest
        return x, y


def draw(store: Store, connection: Connection) -> None:
    """The table `drawn` holds every map that the outlines allow."""
    parts = [store.table_digest("outline"), store.table_digest("unit"), code_digest("bukti.publish")]
    key = hashlib.sha256(repr(parts if store.partitions("outline") else []).encode()).hexdigest()
    if store.is_built("drawn", "", key):
        return
    rows: Iterator[Row] = _maps(store, connection) if store.partitions("outline") else iter(())
    store.put_rows(connection, "drawn", list(rows), key)


def _maps(store: Store, connection: Connection) -> Iterator[Row]:
    """The rows of all maps, those of one regency after another."""
    for name in ("unit", "unit_path"):
        store.show(connection, name)
    connection.execute(f"create or replace temp table here as {store.rows_sql('outline')}")
    pairs = " or ".join(f"(p.ancestor_level = {literal(a)} and u.level = {literal(b)})" for a, b in MAPS)
    listed = fetch(connection, f"""
        select p.ancestor_id, u.level, u.unit_id, u.parent_id from unit u join unit_path p on p.unit_id = u.unit_id
        where ({pairs}) and u.level in (select distinct o.level from unit o join here h on h.unit_id = o.unit_id)
        order by p.ancestor_id, u.level, u.unit_id""")  # fmt: skip
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for top, level, unit, parent in listed:
        found[top, level].append((unit, parent))
    for (top, level), units in found.items():
        if 1 < len(units) <= MOST_UNITS:
            outlines = _outlines(connection, [u for u, _ in units])
            if outlines:
                yield from _map(top, level, dict(units), outlines)
    for name in ("unit", "unit_path"):
        connection.execute(f"drop view {name}")
    connection.execute("drop table here")


def _outlines(connection: Connection, units: Sequence[str]) -> dict[str, dict[int, list[Ring]]]:
    """The rings of each unit that has any, by part, the edge first."""
    wanted = ", ".join(map(literal, units))
    rows = fetch(connection, f"""
        select unit_id, part, points from here where unit_id in ({wanted}) order by unit_id, part, ring""")  # fmt: skip
    found: dict[str, dict[int, list[Ring]]] = defaultdict(lambda: defaultdict(list))
    for unit, part, points in rows:
        figures = [int(n) for n in points.split(" ")]
        found[unit][part].append(list(zip(figures[::2], figures[1::2], strict=True)))
    return found


def _map(
    top: str, level: str, units: Mapping[str, str], outlines: Mapping[str, Mapping[int, list[Ring]]]
) -> Iterator[Row]:
    """The rows of one map; `units` are all that belong on it, with the unit right above each."""
    frame = Frame.around([ring for parts in outlines.values() for rings in parts.values() for ring in rings])
    fine = {u: [[[frame.fine(p) for p in ring] for ring in rings] for rings in parts.values()]
            for u, parts in outlines.items()}  # fmt: skip
    drawn = simplified(fine)
    middles = {u: middle(fine[u]) for u in fine}
    width = max(x for parts in fine.values() for rings in parts for ring in rings for x, _ in ring) // FINE + 1
    height = max(y for parts in fine.values() for rings in parts for ring in rings for _, y in ring) // FINE + 1
    places = {u: middles.get(u) or _beside(units, middles, u, (width // 2, height // 2)) for u in units}
    cells: Mapping[str, Cell] = tiles(places, width, height)
    for unit in units:
        path = drawn.get(unit, "")
        x, y = places[unit]
        yield top, level, unit, path, x, y, width, height, cells[unit].column, cells[unit].row


def _beside(
    units: Mapping[str, str], middles: Mapping[str, tuple[int, int]], unit: str, otherwise: tuple[int, int]
) -> tuple[int, int]:
    """Where a unit without outline is put among tiles: in the midst of those below the same unit."""
    near = [middles[u] for u, parent in units.items() if parent == units[unit] and u in middles]
    return (sum(x for x, _ in near) // len(near), sum(y for _, y in near) // len(near)) if near else otherwise


def simplified(outlines: Mapping[str, list[list[Ring]]]) -> dict[str, str]:
    """The outlines, given in fine steps, as SVG paths; an edge that two units share is the same in both.

    An outline that crosses itself is first made one that does not, by the structure of its rings. A unit whose outline
    vanishes in so small a picture is a dot.
    """
    import shapely

    units = [u for u, parts in outlines.items() if parts]
    shapes: list[Geometry] = [_shape(outlines[u]) for u in units]
    kept = [n for n, shape in enumerate(shapes) if not shape.is_empty]
    found = [shapes[n] for n in kept]
    for tolerance in TOLERANCES if found else ():
        found = list(shapely.coverage_simplify([shapes[n] for n in kept], tolerance))
        if sum(shapely.get_num_coordinates(shape) for shape in found) <= MOST_CORNERS:
            break
    paths = {units[n]: _path(shape) for n, shape in zip(kept, found, strict=True)}
    return {u: paths.get(u) or _dot(middle(outlines[u])) for u in units}


def _shape(parts: list[list[Ring]]) -> Geometry:
    """A unit's areas as one shape without crossings; the smallest are left out where there is a larger one."""
    import shapely

    areas = []
    for rings in parts:
        edge, *holes = [_without_repeats(ring) for ring in rings]
        if len(edge) >= 4:
            area = shapely.Polygon(edge, [hole for hole in holes if len(hole) >= 4])
            if not area.is_valid:
                area = shapely.make_valid(area, method="structure", keep_collapsed=False)
            areas += [p for p in shapely.get_parts(area).tolist() if p.geom_type == "Polygon" and not p.is_empty]
    areas.sort(key=lambda area: -area.area)
    kept = [area for n, area in enumerate(areas) if n == 0 or area.area >= SMALLEST]
    whole = shapely.MultiPolygon(kept)
    if not whole.is_valid:
        whole = shapely.make_valid(whole, method="structure", keep_collapsed=False)
    return shapely.set_precision(whole, 1) if kept else whole


def _without_repeats(ring: Ring) -> Ring:
    return [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]


def _path(shape: Geometry) -> str:
    """A shape in the words of an SVG path: one absolute start, then steps; '' where nothing is left of it."""
    import shapely

    said = []
    for ring in shapely.get_rings(shapely.get_parts(shape)).tolist():
        corners = _without_repeats([(_coarse(x), _coarse(y)) for x, y in ring.coords])
        if len(set(corners)) >= 3:
            steps = [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(corners[:-1])]
            said.append(f"M{_pair(*corners[0])}l{_steps(steps)}z")
    return "".join(said)


def _coarse(fine: float) -> int:
    return (round(fine) + FINE // 2) // FINE


def _steps(steps: Sequence[tuple[int, int]]) -> str:
    return " ".join(_pair(x, y) for x, y in steps).replace(" -", "-")


def _pair(x: int, y: int) -> str:
    return f"{x}{y}" if y < 0 else f"{x} {y}"


def _dot(at: tuple[int, int]) -> str:
    return f"M{_pair(at[0] - 4, at[1])}a4 4 0 1 0 8 0 4 4 0 1 0-8 0z"


def middle(parts: Sequence[Sequence[Ring]]) -> tuple[int, int]:
    """The centre of gravity of the largest area, in whole units of the map, reckoned in integers.

    Source: the shoelace formula.
    """
    ring = max((rings[0] for rings in parts), key=lambda r: abs(_twice_the_area(r)))
    area = _twice_the_area(ring)
    if area == 0:
        return ring[0][0] // FINE, ring[0][1] // FINE
    turns = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in itertools.pairwise(ring)]
    x = sum((a[0] + b[0]) * turn for a, b, turn in turns)
    y = sum((a[1] + b[1]) * turn for a, b, turn in turns)
    return x // (3 * area * FINE), y // (3 * area * FINE)


def _twice_the_area(ring: Ring) -> int:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
