"""Names that attack: kept as they are, shown as text everywhere, told where they deceive the eye."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.intake.letters import unusual
from bukti.locale import LANGUAGES, Catalogue
from bukti.publish.site import write_preview

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "{{7*7}}{% raw %}",
    "javascript:alert(1)",
    "]]>",
    "'; DROP TABLE unit; --",
    "=HYPERLINK(1)",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "&lt;b&gt;",
]
TABLE = "village,tps,p1,p2\n" + "".join(f"k{n},1,10,5\n" for n in range(len(HOSTILE)))


def units() -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "name", "level", "parent", "stations"])
    writer.writerow(["r1", "Kota Satu", "regency", "", ""])
    writer.writerow(["d1", HOSTILE[0], "district", "r1", ""])
    writer.writerows([f"k{n}", name, "village", "d1", 1] for n, name in enumerate(HOSTILE))
    return out.getvalue()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A built election, with its pages, whose villages and pairs bear hostile names."""
    election = Election([papers(TABLE)], units=units())
    toml = election.toml
    for n, name in enumerate(HOSTILE[:2], 1):
        toml = toml.replace(f'name = "Pair {n}"', f"name = {json.dumps(name)}")
    result = rebuilt(written(tmp_path_factory.mktemp("hostile") / "w", election, toml))
    write_preview(result.built)
    return result


OWN = [
    *([("src", f"assets/{name}.js"), ("defer", None)] for name in ("check", "map", "screen", "bukti-id", "bukti-en")),
    [("type", "application/ld+json")],  # what a page says of itself to machines: no browser runs it
]


class Seen(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script" or [(name, (value or "").replace("../", "") or None) for name, value in attrs] not in OWN:
            self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:
            self.text += data


def pages(result: Result) -> list[Seen]:
    found = []
    for file in sorted(result.built.terms.workspace.preview.rglob("*.html")):
        seen = Seen()
        seen.feed(file.read_text(encoding="utf-8"))
        found.append(seen)
    return found


def test_b118_hostile_names_are_text_on_every_page(hostile: Result) -> None:
    seen = pages(hostile)
    assert len(seen) > 2 * len(HOSTILE)
    assert {tag for page in seen for tag in page.tags} & {"img", "script", "iframe", "object", "b7"} == set()
    attributes = [a for page in seen for a in page.attributes]
    assert [a for a in attributes if a[0].startswith("on")] == []
    links = [value for name, value in attributes if name in ("href", "src", "action")]
    assert [v for v in links if v.split(":")[0].casefold() == "javascript"] == []
    text = "".join(page.text for page in seen)
    assert [name for name in HOSTILE if name.casefold() not in text.casefold()] == []


def test_b118_hostile_names_stand_in_the_tables_as_they_were_written(hostile: Result) -> None:
    rows = hostile.rows("select unit_id, name from unit where level = 'village'")
    assert dict(rows) == {f"t:k{n}": name for n, name in enumerate(HOSTILE)}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_b119_data_files_hold_the_exact_text(form: str, hostile: Result) -> None:
    ran = bukti("table", "unit", "--format", form, at=hostile.built.terms.workspace.root)
    assert ran.code == 0
    rows = json.loads(ran.out) if form == "json" else list(csv.DictReader(io.StringIO(ran.out)))
    names = {row["unit_id"]: row["name"] for row in rows}
    assert [names[f"t:k{n}"] for n in range(len(HOSTILE))] == HOSTILE


UNUSUAL = [
    ("Anggrek\u202e", "U+202E"),
    ("Ang\u200bgrek", "U+200B"),
    ("\u0410nggrek", "U+0410"),  # a Cyrillic letter that looks like A
    ("Anggre\u0301k", "U+0301"),  # an accent of its own, where one letter holds both (NFC)
    ("Anggrek" + "\u0335" * 10_000, "U+0335"),
    ("Anggrek\u2069\u2066", "U+2069, U+2066"),
    ("\uff21nggrek", "U+FF21"),
]


@pytest.mark.parametrize(("name", "points"), UNUSUAL, ids=[p for _, p in UNUSUAL])
def test_b120_unusual_characters_of_a_name_are_told_with_their_code_points(
    name: str, points: str, tmp_path: Path
) -> None:
    units = f"code,name,level,parent,stations\nr1,Kota Satu,regency,,\nd1,Utara,district,r1,\na,{name},village,d1,1\n"
    election = Election([papers("village,tps,p1,p2\na,1,10,5\n")], units=units)
    toml = election.toml.replace('name = "Pair 2"', f"name = {json.dumps(name)}")
    result = rebuilt(written(tmp_path, election, toml))
    told = {n.code: n for n in result.notices if n.code.endswith("UNUSUAL")}
    assert {code: (n.place.file, n.expected) for code, n in told.items()} == {
        "UN-UNUSUAL": ("units.csv", points),
        "CF-UNUSUAL": ("bukti.toml", points),
    }
    assert (told["UN-UNUSUAL"].place.row, told["CF-UNUSUAL"].place.field) == (4, "contest.selection.name")
    assert all(points in n.tell(Catalogue(language)) for n in told.values() for language in LANGUAGES)
    assert result.one("select name from unit where unit_id = 't:a'") == (name,)
    assert [n for n in rebuilt(result.built.terms.workspace).notices if n.code == "UN-UNUSUAL"] == []


@pytest.mark.parametrize("name", ["Café", "Ĵoko Ŝusilo", "Иванова", "مكة", "Đặng", "ABC-1", "京都"])
def test_b120_names_in_one_script_are_nothing_unusual(name: str) -> None:
    assert unusual(unicodedata.normalize("NFC", name)) == ""


def test_b120_a_name_is_isolated_from_the_text_around_it(tmp_path: Path) -> None:
    units = "code,name,level,parent,stations\nr1,Kota Satu,regency,,\nd1,Utara,district,r1,\na,\u202eX,village,d1,1\n"
    result = rebuilt(written(tmp_path, Election([papers("village,tps,p1,p2\na,1,10,5\n")], units=units)))
    write_preview(result.built)
    for file in result.built.terms.workspace.preview.rglob("*.html"):
        text = file.read_text(encoding="utf-8").split("<body", 1)[1]
        assert text.count("\u202e") == text.count("<bdi>\u202e"), file


@pytest.mark.parametrize(("said", "found"), [("Cafe\u0301", 0), ("Caf\u00e9", 0), ("Cafe", 1), ("Caf\u0435", 1)])
def test_b120_names_are_compared_once_accents_are_written_in_one_way(said: str, found: int, tmp_path: Path) -> None:
    units = "code,name,level,parent,stations\nr1,Kota,regency,,\nd1,Utara,district,r1,\na,Caf\u00e9,village,d1,1\n"
    table = f"village,tps,name,p1,p2\na,1,{said},10,5\n"
    result = rebuilt(written(tmp_path, Election([papers(table)], units=units)))
    assert len(result.findings("N-103")) == found
    assert result.one("select count(*) from unit where level = 'village'") == (1,)
