"""A town made by hand with one of everything: a village that fits, one that a station explains, names that are code."""

from __future__ import annotations

from pathlib import Path

from bukti.evidence.workspace import Workspace

CODE = '<img src=x onerror="alert(1)">'
BRACES = "{{7*7}}{% raw %}"
PICTURE = "https://example.org/c1.jpg?a=1&b=2"

CONFIGURATION = """
[election]
profile = "id/presidential-2019"
title = { indonesian = "Pemilihan kota kecil", english = "A small town's election" }
date = 2019-04-17

[[contest]]
id = "president"
title = { indonesian = "Presiden", english = "President" }
selection = [
  { id = "pair-1", name = "Satu dan Dua", short = "Satu", colour = "#a3263a" },
  { id = "pair-2", name = "Tiga <b>dan</b> Empat", short = "Tiga", colour = "#ffff00" },
]

[units]
path = "units.csv"
scheme = "town"
code = "id"
name = "name"
parent = "parent"
level = { column = "level", values = { kab = "regency", kec = "district", kel = "village" } }
stations = { expected = "stations" }
registered = ["voters"]

[[series]]
id = "office"
title = { indonesian = "Kantor", english = "Office" }
how = "typed"

[[series]]
id = "crowd"
title = { indonesian = "Warga", english = "Volunteers" }
how = "typed"

[[series]]
id = "plenary"
title = { indonesian = "Pleno", english = "Plenary" }
how = "plenary"

[[source]]
id = "stations"
path = "stations.csv"
contest = "president"
sheet = "c1"
unit = { village = "village", station = "tps", pad = 3 }
shared = { registered_male = "men", registered_female = "women" }
images = ["photo"]
as_of = 2019-04-18T09:00:00+07:00

[[source.reading]]
series = "office"
columns = { pair-1 = "o1", pair-2 = "o2", valid = "ov", invalid = "oi", cast_total = "oc" }

[[source.reading]]
series = "crowd"
columns = { pair-1 = "c1", pair-2 = "c2", valid = "cv", invalid = "ci", cast_total = "cc" }

[[source]]
id = "recap"
path = "recap.csv"
contest = "president"
sheet = "recap"
unit = { code = "id" }

[[source.reading]]
series = "plenary"
columns = { pair-1 = "p1", pair-2 = "p2" }
"""

UNITS = f"""id,name,parent,level,stations,voters
1,KOTA KECIL,,kab,6,1380
11,UTARA,1,kec,6,1380
111,SUKA MAJU,11,kel,3,690
112,"{CODE.replace('"', '""')}",11,kel,2,460
113,{BRACES},11,kel,1,230
"""

# 111/001 fits; 111/002 is all zero at the office, 90 and 40 for the crowd; 111/003 does not add up to its valid votes.
# 112/001 states more than any station can hold; 112/002 holds a cell that is no number. 113/001 has no row.
STATIONS = f"""village,tps,men,women,o1,o2,ov,oi,oc,c1,c2,cv,ci,cc,photo
111,1,110,120,100,50,150,3,153,100,50,150,3,153,{PICTURE}
111,2,115,115,0,0,0,0,0,90,40,130,2,132,
111,3,110,120,80,60,150,1,151,,,,,,
112,1,110,120,520,60,580,1,581,,,,,,
112,2,110,120,70,dua puluh,90,1,91,70,20,90,1,91,
"""

RECAP = """id,p1,p2
1,760,250
11,760,250
111,270,150
112,490,100
113,,
"""


def small_town(folder: Path) -> Workspace:
    """The town's workspace, not built yet."""
    (folder / "sources").mkdir(parents=True)
    (folder / "bukti.toml").write_text(CONFIGURATION, encoding="utf-8")
    for name, text in (("units", UNITS), ("stations", STATIONS), ("recap", RECAP)):
        (folder / "sources" / f"{name}.csv").write_text(text, encoding="utf-8")
    return Workspace(folder)
