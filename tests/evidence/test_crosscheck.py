"""What bukti.toml names must exist and fit: every slip with its line, and all of them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.evidence.toml import GOOD, changed, line, read
from tests.needs import ROOT

from bukti.evidence.crosscheck import kinds_of, problems
from bukti.evidence.terms import settle
from bukti.evidence.workspace import Workspace
from bukti.locale import LANGUAGES, Catalogue
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.profile import load_profile


@dataclass(frozen=True)
class Slip:
    """One change to the good declaration, a part of the line on which it is told, and what is told."""

    name: str
    change: tuple[str, str]
    at: str
    code: str
    found: str = ""
    expected: str = ""

    def __str__(self) -> str:
        return self.name


UNIT = 'unit = { village = "kel", station = "tps", pad = 3 }'
BY_COLUMN = 'level = { column = "tingkat", values = { kota = "regency", kel = "village" } }'
FILE = "\n\n[[units.file]]\npath = 'f.csv'\nlevel = '{level}'\n{more}\n"
NAMED = "code = 'c'\nname = 'n'\n"
CODES = "\n\n[[units.codes]]\npath = 'c.csv'\nscheme = '{scheme}'\ncode = 'k'\n{more}\n"
MATCH = """
[[match]]
source = "{}"
level = "{}"
path = {}
unit = "a"
by = "office"
reason = "seen"
"""
REST = GOOD[GOOD.index("[[series]]") :]
END = GOOD[GOOD.rindex("[[source.reading]]") :]
LAYOUTS = """sheet = "c1"
reader = "spreadsheet"
transposed = { units = ["u"], fields = ["B"] }
rows = { name = ["n"], value = "v" }"""
AREAS = """[[contest.area]] # a
id = "a"
title = { indonesian = "A", english = "A" }

[[contest.area]]
id = "b"
title = { indonesian = "B", english = "B" }
units = ["1"]

[units]"""
SLIPS = [
    Slip("a contest named as a page", ('id = "ppwp"', 'id = "method"'), 'id = "method"', "CF-ID-RESERVED", "method"),
    Slip("a contest named as the data", ('id = "ppwp"', 'id = "data"'), 'id = "data"', "CF-ID-RESERVED", "data"),
    Slip("a selection twice", ('id = "pair-2"', 'id = "pair-1" # 2'), "# 2", "CF-ID-TWICE", "pair-1"),
    Slip(
        "a number of the ballot twice", ('id = "pair-2"', 'id = "pair-2"\nnumber = 1'), "number = 1",
        "CF-CANDIDATE-NUMBER", "1",
    ),
    Slip("a series twice", ('id = "crowd"', 'id = "kpu" # 2'), "# 2", "CF-ID-TWICE", "kpu"),
    Slip(
        "a source named as the unit table", ('id = "stations"', 'id = "units"'),
        'id = "units"', "CF-ID-TWICE", "units",
    ),
    Slip(
        "a selection named as a field", ('id = "pair-2"', 'id = "valid"'),
        'id = "valid"', "CF-ID-IS-A-FIELD", "valid",
    ),
    Slip("no layout of units", (BY_COLUMN + "\n", ""), "[units]", "CF-UNIT-LAYOUT"),
    Slip(
        "both layouts of units", (BY_COLUMN, BY_COLUMN + '\nlevels.village = { code = "k" }'),
        "[units]", "CF-UNIT-LAYOUT",
    ),
    Slip("rows without names", ('name = "nama"\n', ""), "[units]", "CF-MISSING-KEY", "code, name"),
    Slip(
        "a level with neither code nor prefix",
        (BY_COLUMN, 'levels.village = { code = "k" }\nlevels.regency = { name = "n" }'),
        "levels.regency", "CF-CODE-OR-PREFIX", "regency",
    ),
    Slip("prefixes of nothing", (BY_COLUMN, "levels.village = { prefix = 2 }"), "[units]", "CF-CODE-OR-PREFIX"),
    Slip("an unknown contest", ('contest = "ppwp"', 'contest = "pppp"'), "pppp", "CF-UNKNOWN-NAME", "pppp", "ppwp"),
    Slip(
        "contests by column of a wide table", ('contest = "ppwp"', 'contest = "ppw{jenis}"'),
        "ppw{jenis}", "CF-MANY-CONTESTS", "ppw{jenis}",
    ),
    Slip(
        "two series in a table of one row a figure", ("pad = 3 }", 'pad = 3 }\nlong = { what = "w", value = "v" }'),
        'series = "crowd"', "CF-LONG-ONE-SERIES", "crowd",
    ),
    Slip("an unknown sheet", ('sheet = "c1"', 'sheet = "c2"'), '"c2"', "CF-UNKNOWN-NAME", "c2", "c1"),
    Slip(
        "an unknown sheet by column",
        ('sheet = "c1"', 'sheet = { column = "f", values = { C = "c1", D = "recaps" } }'),
        "recaps", "CF-UNKNOWN-NAME", "recaps", "recap",
    ),
    Slip(
        "an unknown series", ('series = "crowd"', 'series = "crowds"'),
        "crowds", "CF-UNKNOWN-NAME", "crowds", "crowd",
    ),
    Slip("an unknown field", ('valid = "kpu_sah"', 'vald = "kpu_sah"'), "vald", "CF-UNKNOWN-NAME", "vald"),
    Slip(
        "an unknown shared field", ("registered_male =", "registred_male ="),
        "registred", "CF-UNKNOWN-NAME", "registred_male",
    ),
    Slip("neither code nor village", (UNIT, "unit = { pad = 3 }"), "unit = {", "CF-CODE-OR-VILLAGE"),
    Slip(
        "both code and village", ('village = "kel",', 'village = "kel", code = "k",'),
        "unit = {", "CF-CODE-OR-VILLAGE",
    ),
    Slip("a village without station", ('station = "tps", ', ""), "unit = {", "CF-VILLAGE-AND-STATION"),
    Slip("a station without village", ('village = "kel",', 'code = "k",'), "unit = {", "CF-VILLAGE-AND-STATION"),
    Slip(
        "digits of no code", ('village = "kel",', 'village = "kel", station_digits = 3,'),
        "unit = {", "CF-CODE-OR-VILLAGE",
    ),
    Slip("a name below no sheet", (UNIT, 'unit = { by_name = "kel" }'), "unit = {", "CF-SHEET-OF-WHICH-UNIT"),
    Slip(
        "a sheet's unit by code and by name", (UNIT, 'unit = { code = "k", sheet = "s", sheet_names = ["n"] }'),
        "unit = {", "CF-SHEET-OF-WHICH-UNIT",
    ),
    Slip(
        "a range of text", ('sheet = "c1"', 'sheet = "c1"\nrange = "B2:K9"'),
        'range = "B2', "CF-ONLY-SPREADSHEET", "range",
    ),
    Slip("two layouts", ('sheet = "c1"', LAYOUTS), "rows = {", "CF-ONE-LAYOUT"),
    Slip(
        "a list of nobody", ('series = "crowd"', 'series = "crowd"\ncandidates = { pair-1 = { candidate = "{n}" } }'),
        "candidates =", "CF-NO-CANDIDATES", "pair-1",
    ),
    Slip("two areas, one without units", ("[units]", AREAS), "[[contest.area]] # a", "CF-AREA-OF-WHICH-UNITS", "a"),
    Slip(
        "both code and names", ('village = "kel", station', 'code = "k", names = { village = "kel" }, station'),
        "unit = {", "CF-CODE-OR-VILLAGE",
    ),
    Slip(
        "a station of a named district", ('village = "kel",', 'names = { district = "kec" },'),
        "unit = {", "CF-VILLAGE-AND-STATION",
    ),
    Slip(
        "names without a unit table",
        (GOOD[GOOD.index("[units]"):], REST.replace('village = "kel",', 'names = { village = "kel" },')),
        "unit = {", "CF-NAMES-WITHOUT-UNITS",
    ),
    Slip(
        "outlines without a unit table",
        (GOOD[GOOD.index("[units]"):], REST + "\n[[boundaries]]\npath = 'a.geojson'\nlevel = 'village'\ncode = 'c'\n"),
        "[[boundaries]]", "CF-BOUNDARIES-WITHOUT-UNITS",
    ),
    Slip(
        "a pattern without a group", ('village = "kel",', "names = { village = { column = 'kel', pattern = '.*' } },"),
        "unit = {", "CF-ONE-GROUP", ".*",
    ),
    Slip(
        "a pattern of a station that is none",
        ('station = "tps"', "station = { column = 'tps', pattern = 'TPS (' }"), "unit = {", "CF-ONE-GROUP", "TPS (",
    ),
    Slip(
        "a file's name without a group",
        ("as_of = 2019-04-20T12:00:00+07:00", "as_of = { file = 'tps.csv' }"), "as_of", "CF-ONE-GROUP", "tps.csv",
    ),
    Slip(
        "a sentence that is no pattern", (UNIT, UNIT + "\nunread = { column = 'kel', pattern = '(' }"),
        "unread", "CF-NO-PATTERN", "(",
    ),
    Slip(
        "a group of a sentence that there is not",
        (UNIT, UNIT + "\nunread = { column = 'kel', pattern = '(?P<image>.*)' }"),
        "unread", "CF-UNKNOWN-NAME", "image", "code, link",
    ),
    Slip("neither path nor files of units", ('path = "units.csv"\n', ""), "[units]", "CF-PATH-OR-FILES"),
    Slip(
        "both path and files of units", (BY_COLUMN, BY_COLUMN + FILE.format(level="district", more=NAMED)),
        "[units]", "CF-PATH-OR-FILES",
    ),
    Slip(
        "a file of units without names", (BY_COLUMN, BY_COLUMN + FILE.format(level="district", more="")),
        "[[units.file]]", "CF-MISSING-KEY", "code, name",
    ),
    Slip(
        "a file of stations without numbers", (BY_COLUMN, BY_COLUMN + FILE.format(level="station", more="")),
        "[[units.file]]", "CF-MISSING-KEY", "parent, number",
    ),
    Slip(
        "numbers of districts", (BY_COLUMN, BY_COLUMN + FILE.format(level="district", more=NAMED + "number = 'n'\n")),
        "number = 'n'", "CF-NUMBER-OF-STATIONS", "district",
    ),
    Slip(
        "codes of a scheme that are tied to nothing", (BY_COLUMN, BY_COLUMN + CODES.format(scheme="b", more="")),
        "[[units.codes]]", "CF-UNIT-OR-NAMES",
    ),
    Slip(
        "codes of the units' own scheme", (BY_COLUMN, BY_COLUMN + CODES.format(scheme="kpu", more="unit = 'u'\n")),
        "scheme = 'kpu'", "CF-ID-TWICE", "kpu",
    ),
    Slip("a match of no source", (END, END + MATCH.format("stationz", "village", "['A']")), "stationz",
         "CF-UNKNOWN-NAME", "stationz", "stations"),
    Slip("a match of a source with codes", (END, END + MATCH.format("stations", "village", "['A']")),
         'level = "village"', "CF-UNKNOWN-NAME", "village"),
    Slip(
        "a match of another level",
        (REST, REST.replace('village = "kel",', 'names = { village = "kel" },')
         + MATCH.format("stations", "district", "['A']")),
        'level = "district"', "CF-UNKNOWN-NAME", "district", "village",
    ),
    Slip(
        "a match with too long a path",
        (REST, REST.replace('village = "kel",', 'names = { village = "kel" },')
         + MATCH.format("stations", "village", "['A', 'B']")),
        "path = ['A', 'B']", "CF-MATCH-PATH", "A / B", "village",
    ),
    Slip(
        "a match twice",
        (REST, REST.replace('village = "kel",', 'names = { village = "kel" },')
         + MATCH.format("stations", "village", "['A  b']") + MATCH.format("stations", "village", "['a B']")),
        "path = ['a B']", "CF-ID-TWICE", "a B",
    ),
    Slip(
        "a selection without a column",
        ('{ pair-1 = "kp_1", pair-2 = "kp_2" }', '{ pair-1 = "kp_1" }'),
        "kp_1", "CF-SELECTION-WITHOUT-COLUMN", "pair-2",
    ),
    Slip(
        "exchanged columns", ('pair-1 = "kp_1"', 'pair-1 = "Two"'),
        'pair-1 = "Two"', "CF-COLUMN-OF-ANOTHER", "Two", "pair-2",
    ),
    Slip("a column twice", ('pair-2 = "kp_2"', 'pair-2 = "kp_1"'), 'pair-2 = "kp_1"', "CF-COLUMN-TWICE", "kp_1"),
    Slip(
        "a shared column twice", ('valid = "kpu_sah"', 'valid = "dpt_l"'),
        'valid = "dpt_l"', "CF-COLUMN-TWICE", "dpt_l",
    ),
]  # fmt: skip


def told(folder: Path, text: str) -> list[Problem]:
    declared = read(folder, text)
    return problems(declared, load_profile(declared.configuration.election.profile))


def test_the_good_one_fits(tmp_path: Path) -> None:
    assert told(tmp_path, GOOD) == []


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_told_with_its_line(tmp_path: Path, slip: Slip) -> None:
    text = changed(slip.change)
    found = told(tmp_path, text)
    here = [p for p in found if p.code == slip.code]
    assert {(p.place.file, p.place.row, p.found) for p in here} == {("bukti.toml", line(text, slip.at), slip.found)}
    assert not slip.expected or here[0].expected == slip.expected
    for problem in found:
        for language in LANGUAGES:
            assert "{" not in problem.tell(Catalogue(language)).replace(problem.found, "")


def test_every_code_has_its_slip() -> None:
    source = (ROOT / "src" / "bukti" / "evidence" / "crosscheck.py").read_text(encoding="utf-8")
    assert {s.code for s in SLIPS} == set(re.findall(r'"(CF-[A-Z-]+)"', source))


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    text = changed(
        ('valid = "kpu_sah"', 'vald = "kpu_sah"'),
        ('station = "tps", ', ""),
        ('series = "crowd"', 'series = "crowds"'),
        ('id = "pair-2"', 'id = "valid"'),
    )
    codes = {p.code for p in told(tmp_path, text)}
    assert codes >= {"CF-UNKNOWN-NAME", "CF-VILLAGE-AND-STATION", "CF-ID-IS-A-FIELD"}


def test_an_unknown_profile_is_told_where_it_is_named(tmp_path: Path) -> None:
    text = changed(("presidential-2019", "presidential-1955"))
    (tmp_path / "bukti.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        settle(Workspace(tmp_path))
    (problem,) = refusal.value.problems
    assert (problem.code, problem.place.row) == ("PROFILE-UNKNOWN", line(text, "1955"))
    assert "id/presidential-2019" in problem.expected


def test_a_moment_without_its_zone_is_refused(tmp_path: Path) -> None:
    """Which hour it was cannot be told from it, and the later reading stands."""
    text = changed(("as_of = 2019-04-20T12:00:00+07:00", "as_of = 2019-04-20T12:00:00"))
    (tmp_path / "bukti.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        settle(Workspace(tmp_path))
    assert {(p.code, p.place.row) for p in refusal.value.problems} == {("CF-WRONG-VALUE", line(text, "as_of"))}


def test_the_kinds_of_a_source_are_named_once(tmp_path: Path) -> None:
    by_column = 'sheet = { column = "f", values = { A = "c1", B = "recap", C = "c1" } }'
    declared = read(tmp_path, changed(('sheet = "c1"', by_column)))
    assert kinds_of(declared.configuration.source[0]) == ("c1", "recap")
