"""Colours of selections, checked: each stands out from both papers by at least 3 to 1, or is moved until it does."""

from __future__ import annotations

from typing import Final

from bukti.evidence.ballots import Selection
from bukti.evidence.configuration import Configuration
from bukti.publish.labels import printed

PAPERS: Final = {"light": "#f1eee6", "dark": "#22282d"}
FALLBACK: Final = ("#0b5c6b", "#a3263a", "#b98a1a", "#4a5fa5", "#6a7f2a", "#8a4a8f", "#b3541e", "#4f6570")
LEAST: Final = 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def visible(colour: str, paper: str) -> str:
    """The colour, moved towards black on a light paper or white on a dark one until it stands out."""
    aim = "#000000" if luminance(paper) > 0.2 else "#ffffff"
    for step in range(21):
        moved = _mixed(colour, aim, step / 20)
        if contrast(moved, paper) >= LEAST:
            return moved
    return aim


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
