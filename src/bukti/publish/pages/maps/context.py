"""What `map.html` shows: the views, the drawings with their areas, the keys to the shades, and what is not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bukti.publish.drawing import MAPS, MOST_UNITS
from bukti.publish.pages.here import Context, Here, Unit
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.maps.shades import MARGINS, Area, Shades, area
from bukti.publish.pages.markup import Html, html, joined
from bukti.publish.pages.result import mark
from bukti.publish.tiles import tiles

TILE: Final = 100
MOST_WITHOUT_PLACES: Final = 60
"""Where nobody says where units are, more of them than this are found sooner in the table."""
WITH_NAMES: Final = 6
"""In so many columns at most a tile has room for a name."""
LINE: Final = 10
LINES: Final = 3
NAMED: Final = 12
VIEWS: Final = ("lead", "turnout", "covered", "noted")
STEPS: Final = (*(f"t{n}" for n in range(1, 7)), *(f"c{n}" for n in range(1, 6)), *(f"f{n}" for n in range(1, 5)))
Key = tuple[str, str]


def maps(here: Here, loaded: Loaded, unit: Unit) -> Context:
    """The maps of the units below a unit; None where there are fewer than two."""
    drawings: list[Context] = []
    gaps: list[Html] = []
    areas: list[Area] = []
    for level in [below for top, below in MAPS if top == unit.level]:
        some = units_at(here, unit, level)
        drawn = {row["unit_id"]: row for row in loaded.drawn.get((unit.unit_id, level), ())}
        if not 2 <= len(some) <= (MOST_UNITS if drawn else MOST_WITHOUT_PLACES):
            continue
        own = [area(here, loaded, u) for u in some]
        areas += own
        if drawn:
            drawings.append(_outlines(here, level, own, drawn))
            gaps += _gaps(here, level, own, drawn)
        drawings.append(_tiles(here, level, own, drawn))
    if not drawings:
        return {"map": None}
    views = _views(areas)
    return {
        "map": {
            "views": [(n, here.say(f"map.view.{view}")) for n, view in views],
            "drawings": [{**d, "n": n} for n, d in enumerate(drawings, 1)],
            "keys": [(n, here.say(f"map.key.{view}"), _key(here, view, areas)) for n, view in views],
            "gaps": gaps,
            "table": "#below",
            "placed": any(d["has_places"] for d in drawings),
        }
    }


def units_at(here: Here, unit: Unit, level: str) -> list[Unit]:
    """The units of a level below a unit that are at hand, in the order of their ids."""
    below = [*here.site.children.get(unit.unit_id, ())]
    found: list[Unit] = []
    while below:
        found += [u for u in below if u.level == level]
        below = [c for u in below if u.level != level and u.level != "village"
                 for c in here.site.children.get(u.unit_id, ())]  # fmt: skip
    return sorted(found, key=lambda u: u.unit_id)


def _views(areas: Sequence[Area]) -> list[tuple[int, str]]:
    """The views that show something of at least one area, with their numbers."""
    shades = [a.shades for a in areas]
    known = (
        True,
        any(s.turnout is not None for s in shades),
        any(s.covered is not None for s in shades),
        any((s.noted or 0) > 1 for s in shades),
    )
    return [(n, view) for n, (view, shown) in enumerate(zip(VIEWS, known, strict=True), 1) if shown]


def _outlines(here: Here, level: str, areas: Sequence[Area], drawn: dict[str, Row]) -> Context:
    """A map of a level: each outline a link to its unit's page."""
    first = next(iter(drawn.values()))
    some = [_linked(here, a, f'<path d="{path}"/>') for a in areas if (path := drawn[a.unit.unit_id]["path"])]
    return {
        "title": here.say(f"map.of.{level}"),
        "label": here.say("map.label", level=here.level_count(level, len(some))),
        "width": first["width"],
        "height": first["height"],
        "areas": joined(some, "\n"),
        "kind": "outlines",
        "has_places": True,
    }


def _tiles(here: Here, level: str, areas: Sequence[Area], drawn: dict[str, Row]) -> Context:
    """One tile for each unit: near its place where that is known, else in the order of the codes."""
    if drawn:
        cells = {u: (row["tile_column"], row["tile_row"]) for u, row in drawn.items()}
    else:
        side = 1
        while side * side < len(areas):
            side += 1
        placed = tiles({a.unit.unit_id: (n % side, n // side) for n, a in enumerate(areas)}, side, side)
        cells = {u: (cell.column, cell.row) for u, cell in placed.items()}
    columns, rows = (max(some) + 1 for some in zip(*cells.values(), strict=True))
    some = [_linked(here, a, _square(*cells[a.unit.unit_id])) for a in areas]
    written = "".join([_written(here, a, *cells[a.unit.unit_id], columns) for a in areas])
    return {
        "title": here.say(f"map.tiles.{level}"),
        "label": here.say("map.label.tiles", level=here.level_count(level, len(some))),
        "width": columns * TILE,
        "height": rows * TILE,
        "areas": Html(joined(some, "\n") + f'\n<g aria-hidden="true">{written}</g>'),
        "kind": "tiles" if columns > 3 else "tiles few",
        "has_places": bool(drawn),
    }


def _linked(here: Here, one: Area, shape: str) -> Html:
    """An area as a link that says its figures."""
    target = html(here.unit(one.unit.unit_id))
    return Html(f'<a href="{target}" class="{one.shades.classes(here)}"><title>{one.says}</title>{shape}</a>')


def _square(column: int, row: int) -> str:
    return f'<rect x="{column * TILE + 3}" y="{row * TILE + 3}" width="{TILE - 6}" height="{TILE - 6}" rx="8"/>'


def _written(here: Here, one: Area, column: int, row: int, columns: int) -> str:
    """What stands on a tile: the ballot number of who leads, and the unit's name where it has room."""
    x, y = column * TILE + TILE // 2, row * TILE
    number = here.place(one.shades.leader) if one.shades.leader else "=" if one.shades.margin == 0 else ""
    lines = _lines(here.speech.unit(one.unit.name)) if columns <= WITH_NAMES else []
    said = "".join([f'<text x="{x}" y="{y + 28 + 19 * n}">{html(line)}</text>' for n, line in enumerate(lines)])
    classes, below = ("no ns", 88) if lines else ("no", 64)
    return said + (f'<text class="{classes}" x="{x}" y="{y + below}">{number}</text>' if number else "")


def _lines(name: str) -> list[str]:
    """A name in as many lines as a tile has, cut where it is longer."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    shown = [line if len(line) <= LINE else line[: LINE - 1] + "…" for line in lines[:LINES]]
    return shown if len(lines) <= LINES else [*shown[:-1], shown[-1][: LINE - 1] + "…"]


def _gaps(here: Here, level: str, areas: Sequence[Area], drawn: dict[str, Row]) -> list[Html]:
    """A sentence that names the units without an outline; none where every one has one."""
    without = [a.unit for a in areas if not drawn[a.unit.unit_id]["path"]]
    if not without:
        return []
    names = joined([here.named(u.unit_id) for u in without[:NAMED]])
    rest = len(without) - NAMED
    if rest > 0:
        names = here.say("map.gaps.more", names=names, n=here.number(rest))
    return [here.say("map.gaps", units=here.level_count(level, len(without)), names=names)]


def _key(here: Here, view: str, areas: Sequence[Area]) -> list[Key]:
    """The shades of a view that some area has, as classes with their words; last what is not known."""
    shades = [a.shades for a in areas]
    if view == "lead":
        leaders = [v for v in here.votes if any(s.leader == v for s in shades)]
        found = [
            (f"{mark(here, v)} m{m}", here.say(f"map.margin.{m}", first=f"{here.place(v)} {here.plain(v)}"))
            for v in leaders
            for m in range(1, len(MARGINS) + 2)
            if any(s.leader == v and s.margin == m for s in shades)
        ]
        found += [("m0", here.say("map.margin.0"))] if any(s.margin == 0 for s in shades) else []
        return [*found, *_unknown(here, any(s.margin is None for s in shades))]
    letter, values = _of_view(view, shades)
    there = [f"{letter}{n}" for n in sorted({n for n in values if n is not None})]
    steps = [(step, here.say(f"map.step.{step}")) for step in there]
    return [*steps, *_unknown(here, None in values)]


def _of_view(view: str, shades: Sequence[Shades]) -> tuple[str, list[int | None]]:
    if view == "turnout":
        return "t", [s.turnout for s in shades]
    if view == "covered":
        return "c", [s.covered for s in shades]
    return "f", [s.noted for s in shades]


def _unknown(here: Here, some: bool) -> list[Key]:
    return [("", here.say("map.unknown"))] if some else []
