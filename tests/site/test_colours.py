"""Colours of selections: they stand out from both papers, and two that some eyes take for one are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.site.marks import marks
from tests.site.small import CONFIGURATION, small_town

from bukti.evidence.ballots import Contest, Selection, Titles
from bukti.publish.build import build, check
from bukti.publish.pages import colours
from bukti.publish.site import write_preview

WHITE, BLACK, RED, GREEN = "#ffffff", "#000000", "#ff0000", "#008000"


def contest(*chosen: str | None) -> Contest:
    selections = tuple(Selection(id=f"s{n}", name=f"S{n}", colour=c) for n, c in enumerate(chosen, 1))
    return Contest(id="c", title=Titles(indonesian="c", english="c"), selection=selections)


def test_the_contrast_of_grey_is_that_of_wcag() -> None:
    # #808080 is 0.2158605 in linear light: (1 + 0.05) / (0.2158605 + 0.05) = 3.949
    assert round(colours.contrast("#808080", WHITE), 3) == 3.949


@pytest.mark.parametrize("declared", ["#ffff00", "#fefefe", "#000000", "#0a0a12", "#a3263a", "#777777"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_stands_out_from_the_paper_of_each_theme(declared: str, theme: str) -> None:
    paper = colours.PAPERS[theme]
    assert colours.contrast(colours.visible(declared, paper), paper) >= 3


def test_a_colour_that_stands_out_stays_as_declared() -> None:
    assert colours.visible("#a3263a", colours.PAPERS["light"]) == "#a3263a"


def test_yellow_on_a_light_paper_is_darkened_by_as_few_steps_as_will_do() -> None:
    # Steps of a twentieth towards black: #ffff00 times 0.6 (step 8) is #999900, of luminance 0.9278 * 0.3185 = 0.2955;
    # the paper #ebe6da has 0.7902: 0.8402 / 0.3455 = 2.43. Times 0.55 (#8c8c00, 0.2623 * 0.9278 = 0.2434): 2.86.
    # Times 0.5 (#808000, 0.2159 * 0.9278 = 0.2003): 3.36, the first of at least 3.
    assert colours.visible("#ffff00", colours.PAPERS["light"]) == "#808000"


def test_black_and_white_lie_a_hundred_apart_for_all_eyes() -> None:
    # Lightness goes from 0 to 100; neither has a hue, and no kind of colour blindness gives them one.
    for reader in colours.READERS:
        assert colours.distance(WHITE, BLACK, reader) == pytest.approx(100, abs=0.5)


def test_red_is_where_published_tables_have_it() -> None:
    # sRGB red in CIELAB (D65) is 53.24, 80.09, 67.20; black is the origin: the root of 53.24² + 80.09² + 67.20².
    assert colours.distance(RED, BLACK) == pytest.approx(117.33, abs=0.1)


def test_red_and_green_come_near_for_one_who_sees_no_green() -> None:
    # A reddish brown and an olive of one lightness: told apart by red against green alone.
    most, some = (colours.distance("#a04000", "#607000", r) for r in ("everyone", "deuteranopia"))
    assert some < most / 2


def test_two_equal_colours_are_named_for_everyone() -> None:
    assert colours.alike(contest("#5a0f1a", "#c9a23a", "#5a0f1a")) == [colours.Alike(1, 3, "light", "everyone")]


def test_colours_that_differ_in_how_dark_they_are_are_left_alone() -> None:
    assert colours.alike(contest("#5a0f1a", "#c9a23a")) == []


def test_a_notice_names_both_colours_and_the_work_goes_on(tmp_path: Path) -> None:
    workspace = small_town(tmp_path / "town")
    near = CONFIGURATION.replace('colour = "#ffff00"', 'colour = "#a42a3c"')
    (workspace.root / "bukti.toml").write_text(near, encoding="utf-8")
    wrong, noticed = check(workspace)
    assert wrong == []
    [found] = [p for p in noticed if p.code == "CF-COLOURS-ALIKE"]
    assert (found.found, found.expected, found.level) == ("pair-1 #a3263a, pair-2 #a42a3c", "president", "notice")
    write_preview(built := build(workspace))
    page = marks(workspace.preview / "id" / "president" / "index.html")
    bars = [a["class"] for t, a in page.tags if t in ("rect", "path") and a.get("class") in ("k-president-02", "hatch")]
    assert bars == ["k-president-02", "hatch"]
    assert [p.code for p in built.notices if p.code == "CF-COLOURS-ALIKE"] == ["CF-COLOURS-ALIKE"]


def test_a_town_whose_colours_are_far_apart_has_no_pattern(town: Path) -> None:
    assert "hatch" not in (town / "id" / "president" / "index.html").read_text(encoding="utf-8")
