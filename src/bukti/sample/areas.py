"""Made-up areas of the units as GeoJSON (RFC 7946): nested rectangles that fill their parent, for a map to draw."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from bukti.sample.places import Places
from bukti.sample.writing import Folder

T = TypeVar("T")


class Tile(NamedTuple):
    """A rectangle in millionths of a degree: west, south, east, north."""

    west: int
    south: int
    east: int
    north: int


NATION: Final = Tile(95_000_000, -11_000_000, 141_000_000, 6_000_000)
CITY: Final = Tile(110_250_000, -7_150_000, 110_550_000, -6_950_000)
LEVELS: Final = ("province", "regency", "district", "village")
_START: Final = '{"type": "FeatureCollection", "features": [\n'
_END: Final = "\n]}\n"


def tiles(whole: Tile, count: int) -> Iterator[Tile]:
    """So many rectangles in rows from the north-west; together they are the whole, and none lies over another."""
    rows = math.isqrt(count)
    for row in range(rows):
        north = whole.north - (whole.north - whole.south) * row // rows
        south = whole.north - (whole.north - whole.south) * (row + 1) // rows
        here = count * (row + 1) // rows - count * row // rows
        for at in range(here):
            west = whole.west + (whole.east - whole.west) * at // here
            east = whole.west + (whole.east - whole.west) * (at + 1) // here
            yield Tile(west, south, east, north)


def feature(level: str, code: str, name: str, tile: Tile) -> str:
    """A unit's area as one line of GeoJSON, its ring closed and counterclockwise."""
    west, south, east, north = (f"{n / 1_000_000:.6f}" for n in tile)
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"[{x}, {y}]" for x, y in corners)
    told = json.dumps({"code": code, "name": name, "level": level}, ensure_ascii=False)
    geometry = f'{{"type": "Polygon", "coordinates": [[{ring}]]}}'
    return f'{{"type": "Feature", "properties": {told}, "geometry": {geometry}}}'


def write(folder: Folder, places: Places) -> None:
    """A file for each level from the regencies down, and for the provinces where there are several."""
    files = {level: folder.open(f"sources/areas/{level}.geojson") for level in levels_of(places)}
    mark = dict.fromkeys(files, _START)
    for level, code, name, tile in _areas(places):
        if level in files:
            files[level].write(mark[level] + feature(level, code, name, tile))
            mark[level] = ",\n"
    for file in files.values():
        file.write(_END)


def levels_of(places: Places) -> Sequence[str]:
    """The levels whose units have areas."""
    return LEVELS[1:] if places.is_city else LEVELS


def _areas(places: Places) -> Iterator[tuple[str, str, str, Tile]]:
    whole = tiles(CITY if places.is_city else NATION, places.counts[0])
    for province, of_province in zip(places.provinces(), whole, strict=True):
        yield "province", province.code, province.name, of_province
        for regency, of_regency in _within(province.regencies, of_province):
            yield "regency", regency.code, regency.name, of_regency
            for district, of_district in _within(regency.districts, of_regency):
                yield "district", district.code, district.name, of_district
                for village, own in _within(district.villages, of_district):
                    yield "village", village.code, village.name, own


def _within(units: Sequence[T], whole: Tile) -> Iterator[tuple[T, Tile]]:
    return zip(units, tiles(whole, len(units)), strict=True)
