"""Colours of selections, checked: each stands out from both papers by at least 3 to 1, or is moved until it does.

Two that some readers cannot tell apart are named: colour is never alone, and the second of them bears a pattern too.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bukti.evidence.ballots import Contest, Selection
from bukti.evidence.configuration import Configuration
from bukti.evidence.workspace import CONFIGURATION
from bukti.publish.labels import printed
from bukti.vocabulary.problems import Place, Problem

PAPERS: Final = {"light": "#ebe6da", "dark": "#2b3136"}
"""What bars lie on in each theme: `--track` of the style sheet, the nearest to them of its papers."""
FALLBACK: Final = ("#0b5c6b", "#a3263a", "#b98a1a", "#4a5fa5", "#6a7f2a", "#8a4a8f", "#b3541e", "#4f6570")
LEAST: Final = 3.0
APART: Final = 15.0
"""The least distance in CIELAB (CIE 1976) of two colours that lie side by side: below it they are taken for one."""
MOST_TOLD: Final = 5
"""How many notices of colours are told one by one."""
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]
READERS: Final[dict[str, Matrix]] = {
    "everyone": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""What each kind of eye makes of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1.0."""
_XYZ: Final[Matrix] = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Final[Triple] = (0.95047, 1.0, 1.08883)


@dataclass(frozen=True)
class Alike:
    """Two selections by their places in the list, from 1, and whose eyes take them for one in which theme."""

    first: int
    second: int
    theme: str
    reader: str


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def visible(colour: str, paper: str) -> str:
    """The colour, moved towards black on a light paper or white on a dark one until it stands out.

    It is moved in steps of a twentieth, by as few as will do: what was declared stays as near as can be.
    """
    aim = "#000000" if luminance(paper) > 0.2 else "#ffffff"
    for step in range(21):
        moved = _mixed(colour, aim, step / 20)
        if contrast(moved, paper) >= LEAST:
            return moved
    return aim


def distance(one: str, other: str, reader: str = "everyone") -> float:
    """How far two colours lie apart in CIELAB (CIE 1976) for a reader's eyes."""
    return math.dist(_lab(one, reader), _lab(other, reader))


def alike(contest: Contest) -> list[Alike]:
    """Each two selections whose colours, as shown, lie too near for some reader in some theme; each two once."""
    found = []
    places = enumerate(contest.selection, 1)
    shown = [(n, {t: visible(colour_of(n, s), paper) for t, paper in PAPERS.items()}) for n, s in places]
    for (a, one), (b, other) in itertools.combinations(shown, 2):
        found += [Alike(a, b, theme, reader) for theme, reader in _near(one, other)][:1]
    return found


def problems(configuration: Configuration) -> list[Problem]:
    """A notice for each two declared colours of a contest that some readers take for one."""
    found = []
    for contest in configuration.contest:
        for pair in alike(contest):
            two = contest.selection[pair.first - 1], contest.selection[pair.second - 1]
            if two[0].colour and two[1].colour:
                told = ", ".join(f"{s.id} {s.colour}" for s in two)
                place = Place(CONFIGURATION, field="colour")
                found.append(Problem("CF-COLOURS-ALIKE", place, told, contest.id, "notice"))
    rest = len(found) - MOST_TOLD
    more = [Problem("IN-MORE-OF-THIS", Place(), str(rest), "CF-COLOURS-ALIKE", "notice")] if rest > 0 else []
    return [*found[:MOST_TOLD], *more]


def _near(one: dict[str, str], other: dict[str, str]) -> Iterator[tuple[str, str]]:
    for reader in READERS:
        for theme in PAPERS:
            if distance(one[theme], other[theme], reader) < APART:
                yield theme, reader


def _linear(colour: str) -> Triple:
    """Red, green and blue in linear light, from 0 to 1 (IEC 61966-2-1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _times(matrix: Matrix, value: Triple) -> Triple:
    a, b, c = (sum(m * v for m, v in zip(row, value, strict=True)) for row in matrix)
    return a, b, c


def _lab(colour: str, reader: str) -> Triple:
    seen = _times(READERS[reader], _linear(colour))
    red, green, blue = (min(max(v, 0.0), 1.0) for v in seen)
    x, y, z = (_root(v / w) for v, w in zip(_times(_XYZ, (red, green, blue)), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(t: float) -> float:
    edge: float = (6 / 29) ** 3
    return math.cbrt(t) if t > edge else t / (3 * (6 / 29) ** 2) + 4 / 29


def _mixed(colour: str, aim: str, part: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(aim[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def colour_of(place: int, selection: Selection) -> str:
    """A selection's colour: its own, else one for its place on the ballot."""
    return (selection.colour or FALLBACK[(place - 1) % len(FALLBACK)]).lower()


def stylesheet(configuration: Configuration) -> str:
    """The style sheet that gives each selection of each contest its colour in both themes."""
    lines: dict[str, list[str]] = {"light": [], "dark": []}
    for contest in configuration.contest:
        for n, selection in enumerate(contest.selection, 1):
            colour = colour_of(n, selection)
            for theme, paper in PAPERS.items():
                shown = visible(colour, paper)
                lines[theme].append(f".k-{contest.id}-{printed(n, selection)}{{fill:{shown};--k:{shown}}}")
    dark = "".join(lines["dark"])
    return "\n".join([*lines["light"], f"@media screen and (prefers-color-scheme:dark){{{dark}}}", ""])
