"""What each series added up to in a unit, moment after moment: a line a selection, and the figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bukti.publish.pages.here import Context, Here
from bukti.publish.pages.loaded import Loaded, Row
from bukti.publish.pages.result import mark

WIDTH, HEIGHT = 1000, 260
MOST_LINES: Final = 6
MOST_ROWS: Final = 200
"""So many moments at most stand in a table, the newest; the table `tally_at` has all."""
Cell = tuple[str | None, str]


def over_time(here: Here, loaded: Loaded, unit_id: str) -> Context:
    """A chart and a table for each series that spoke of the unit at more than one moment."""
    by_series: dict[str, list[Row]] = {}
    for row in loaded.over_time.get(unit_id, ()):
        by_series.setdefault(row["series"], []).append(row)
    return {"over_time": [_series(here, s, rows) for s, rows in sorted(by_series.items()) if len(rows) > 1]}


def _series(here: Here, series: str, rows: Sequence[Row]) -> Context:
    votes = largest(here.votes, rows[-1])
    most = max((row[v] or 0 for row in rows for v in votes), default=0)
    shown = rows[-MOST_ROWS:]
    before = dict(zip(map(id, shown[1:]), shown, strict=False))
    first, last = rows[0]["as_of"], rows[-1]["as_of"]
    return {
        "mark": f"time-{series}",
        "title": here.say("over-time.of", series=here.speech.series_title(series)),
        "from": here.speech.moment(first),
        "to": here.speech.moment(last),
        "most": here.number(most),
        "lines": [
            (style, here.short(v), line(rows, v, most)) for v, style in zip(votes, _styles(here, votes), strict=True)
        ],
        "columns": [(here.place(v), here.plain(v)) for v in votes],
        "rows": [_row(here, row, before.get(id(row)), votes) for row in reversed(shown)],
        "more": here.count("over-time.more", len(rows) - len(shown)) if len(rows) > len(shown) else "",
        "left_out": here.count("children.left-out", len(here.votes) - len(votes))
        if len(votes) < len(here.votes)
        else "",
    }


def largest(votes: Sequence[str], row: Row) -> list[str]:
    """The selections with most votes in a row, in ballot order."""
    first = sorted(votes, key=lambda v: (-(row[v] or 0), v))[:MOST_LINES]
    return [v for v in votes if v in first]


def _styles(here: Here, votes: Sequence[str]) -> list[str]:
    """The class of each line; one that some readers cannot tell from a line before it by colour is dashed."""
    return [mark(here, v) + (" dashed" if v in here.speech.alike else "") for v in votes]


def line(rows: Sequence[Row], column: str, most: int) -> str:
    """The points of a line through the moments that know the figure, each in its place in time."""
    times = [datetime.fromisoformat(row["as_of"]) for row in rows]
    whole = (times[-1] - times[0]).total_seconds() or 1
    points = []
    for at, row in zip(times, rows, strict=True):
        if row[column] is not None:
            x = round((at - times[0]).total_seconds() * WIDTH / whole)
            y = HEIGHT - (round(row[column] * HEIGHT / most) if most else 0)
            points.append(f"{x},{y}")
    return " ".join(points)


def _row(here: Here, row: Row, before: Row | None, votes: Sequence[str]) -> tuple[Any, ...]:
    """When, in UTC, the figures each with what it lost, stations in, sheets that the series had stated."""
    cells: list[Cell] = []
    for v in votes:
        fell = before is not None and None not in (row[v], before[v]) and row[v] < before[v]
        cells.append((here.speech.figures[row[v]], here.signed(row[v] - before[v]) if fell and before else ""))
    inside = here.speech.figures[row["stations_in"]]
    return here.speech.moment(row["as_of"]), row["as_of"], cells, inside, here.speech.figures[row["sheets"]]
