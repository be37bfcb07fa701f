"""A mayor and a council of a made-up city: small enough to work out by hand what their results mean.

The council has two areas. In the north (seven seats) all is in: 28,000 votes and so on over four stations, as in the
worked example of seven seats. In the south (three seats) one station of two is missing, and two lists tie.
"""

from __future__ import annotations

from pathlib import Path

from tests.recap.small import Election, papers, written

from bukti.evidence.workspace import Workspace

UNITS = """\
code,name,level,parent,stations
r1,Kota Contoh,regency,,
d1,Utara,district,r1,
d2,Selatan,district,r1,
a,Anggrek,village,d1,4
b,Bakung,village,d2,2
"""
TITLE = 'title = { indonesian = "Contoh", english = "Example" }\n\n[[contest.selection]]'
TYPED = 'how = "typed"'
COUNCIL = """title = { indonesian = "DPRD Kota Contoh", english = "Council of Kota Contoh" }
office = "local-council"
population = { people = 90000, source = "hitungan contoh" }
announced = 2019-05-21T01:46:00+07:00

[[contest.selection]]"""
AREAS = """
[[contest.area]]
id = "utara"
title = { indonesian = "Dapil Utara", english = "North" }
units = ["d1"]
seats = 7

[contest.area.candidates]
pair-1 = ["Ani", "Budi", "Citra"]
pair-4 = ["Dewi", "Eko"]

[[contest.area]]
id = "selatan"
title = { indonesian = "Dapil Selatan", english = "South" }
units = ["d2"]
seats = 3
"""
LISTS = """
[source.reading.candidates]
pair-1 = { candidate = "c1_{n}" }
pair-4 = { candidate = "c4_{n}" }
"""
HEAD = "village,tps,p1,p2,p3,p4,p5,c1_1,c1_2,c1_3,c4_1,c4_2"
# 280, 150, 100, 60 and 30 votes: a hundredth of the worked example. South: 90, 30, 30, of which one seat is a tie.
STATIONS = f"""\
{HEAD}
a,1,70,40,25,15,10,20,40,10,8,7
a,2,70,40,25,15,10,20,40,10,7,8
a,3,70,40,25,15,5,30,20,20,10,5
a,4,70,30,25,15,5,30,20,20,5,10
b,1,90,30,30,0,0,0,0,0,0,0
"""
MAYOR = """title = { indonesian = "Wali Kota Contoh", english = "Mayor of Kota Contoh" }
office = "regent-or-mayor"
population = { people = 250000, source = "hitungan contoh", day = 2024-06-30 }
announced = 2024-12-05T19:30:00+07:00

[[contest.selection]]"""
# Declared 5,100 against 4,900 of 10,000: 2 % is exactly the gap of 200.
MAYORS = "village,tps,p1,p2\na,1,130,120\na,2,130,120\na,3,130,120\na,4,130,120\nb,1,130,120\nb,2,130,120\n"
PLENARY = "unit,sheet,p1,p2\nr1,r1,5100,4900\n"


def council(folder: Path, areas: str = AREAS, table: str = STATIONS, told: str = COUNCIL) -> Workspace:
    """The council's workspace, not built yet."""
    election = Election([papers(table)], units=UNITS, pairs=5, profile="id/council-2019")
    toml = election.toml.replace(TITLE, told, 1).replace("\n\n[units]", areas + "\n[units]", 1)
    for name in HEAD.split(",")[7:]:
        toml = toml.replace(f', {name} = "{name}"', "")
    if "candidates]" in areas:
        toml = toml.rstrip() + "\n" + LISTS
    return written(folder, election, toml)


def mayor(folder: Path, told: str = MAYOR, plenary: str = PLENARY, table: str = MAYORS) -> Workspace:
    """The mayor's workspace, not built yet; without a plenary's sheet where that is empty."""
    sources = [papers(table), *([papers(plenary, "plenary")] if plenary else [])]
    election = Election(sources, units=UNITS, profile="id/regional-2024", stations="c-hasil")
    toml = election.toml.replace(TITLE, told, 1)
    at = toml.index('id = "plenary"\ntitle')
    return written(folder, election, toml[:at] + toml[at:].replace(TYPED, 'how = "plenary"', 1))
