"""Pages of running totals: on how many stations they stand is said, and not known is no error."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.intake.long_files import CANDIDATES, source, toml, workspace
from tests.intake.test_contests import PAIRS, TABLE

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build
from bukti.publish.site import write_preview

UNITS = "code,name,level,parent\nr,Kota,regency,\nd,Utara,district,r\na,Anggrek,village,d\nb,Bakung,village,d\n"
VILLAGES = """
[election]
profile = "id/council-2019"
title = { indonesian = "Contoh", english = "Example" }
date = 2019-04-17
[[contest]]
id = "council"
title = { indonesian = "Contoh", english = "Example" }
[[contest.selection]]
id = "one"
name = "One"
[[contest.selection]]
id = "two"
name = "Two"
[units]
path = "units.csv"
scheme = "t"
code = "code"
name = "name"
parent = "parent"
level = { column = "level", values = { regency = "regency", district = "district", village = "village" } }
[[series]]
id = "kpu"
title = { indonesian = "Contoh", english = "Example" }
how = "typed"
[[source]]
id = "villages"
path = "villages.csv"
contest = "council"
sheet = "running-totals"
unit = { code = "unit" }
[[source.reading]]
series = "kpu"
columns = { one = "p1", two = "p2", stations_to_report = "all", stations_validated = "ok", valid = "valid" }
"""


def pages(work: Workspace) -> dict[str, str]:
    built = build(work)
    folder = write_preview(built).folder
    built.connection.close()
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("index.html")}


def test_totals_of_villages_that_do_not_say_on_what_they_stand_have_their_pages(tmp_path: Path) -> None:
    table = "unit,p1,p2,all,ok,valid\na,70,30,3,2,60\nb,1,2,2,2,3\n"
    written = pages(workspace(tmp_path, VILLAGES, {"units.csv": UNITS, "villages.csv": table}))
    top = written["en/council/kota/index.html"]
    assert "71" in top
    assert "32" in top
    assert "not known" in top
    assert "70" in written["en/council/kota/utara/anggrek/index.html"]


def test_pages_of_running_totals_claim_neither_a_plenary_nor_sheets_of_stations(tmp_path: Path) -> None:
    table = "unit,p1,p2,all,ok,valid\na,70,30,3,2,60\nb,1,2,2,2,3\n"
    work = workspace(tmp_path, VILLAGES, {"units.csv": UNITS, "villages.csv": table})
    written = pages(work)
    own = {f: re.sub("<[^>]*>", " ", text).lower() for f, text in written.items() if "/council/kota/" in f}
    assert len(own) >= 8  # four units in two languages
    for file, text in own.items():
        claims = [c for c in ("plenary", "declared", "rapat pleno", "ditetapkan", "from station sheets") if c in text]
        assert [c for c in claims if c != "plenary" or "no plenary" not in text] == [], file
    assert "provisional" in written["en/council/kota/utara/anggrek/index.html"]
    plenary = pages(workspace(tmp_path / "plenary", VILLAGES.replace('"typed"', '"plenary"'), {
        "units.csv": UNITS, "villages.csv": table,
    }))  # fmt: skip
    assert "declared" in plenary["en/council/kota/utara/anggrek/index.html"]


def test_a_selection_bears_the_number_that_the_ballot_prints(tmp_path: Path) -> None:
    table = "unit,p1,p2,all,ok,valid\na,70,30,3,2,60\nb,1,2,2,2,3\n"
    text = VILLAGES.replace('name = "Two"', 'name = "Two"\nnumber = 24')
    written = pages(workspace(tmp_path, text, {"units.csv": UNITS, "villages.csv": table}))
    top = written["en/council/kota/index.html"]
    assert ">24<" in top
    assert ">02<" not in top


def test_long_tables_of_many_contests_have_their_pages_and_their_sources(tmp_path: Path) -> None:
    text = toml(CANDIDATES, source("{}", "mayor-{of}"))
    files = {"figures.csv": TABLE, "candidates.json": json.dumps(PAIRS)}
    written = pages(workspace(tmp_path, text, files))
    assert "Mayor of Kota Satu" in written["en/index.html"]
    assert "figures.csv" in written["en/sources/index.html"]
    assert "22" in written["en/mayor-r1/negeri/provinsi/kota-satu/index.html"]
