"""A made-up regency in which one station states more ballots than voters: 437 users, 439 votes (law.md E03)."""

from __future__ import annotations

from pathlib import Path

from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, built
from tests.recap.small import Election, Papers, papers, written

from bukti.evidence.workspace import Workspace
from bukti.publish.opening import open_log

STATIONS = """\
village,tps,registered_total,users_total,p1,p2,valid,invalid,cast_total
a,1,500,437,250,180,430,9,439
a,2,300,250,120,120,240,10,250
b,1,280,200,98,96,194,6,200
c,1,290,240,110,119,229,11,240
c,2,300,260,130,120,250,10,260
"""
# By hand: 708 to 635 in the stations, a gap of 73; the plenaries say the same.
RECAP = """\
unit,sheet,p1,p2
a,d1,370,300
b,d1,98,96
c,d2,240,239
d1,d1,468,396
d2,d2,240,239
d1,r1,468,396
d2,r1,240,239
"""
AGAIN = "village,tps,p1,p2\na,1,100,170\n"
MORE = 'paper = "re-vote-1"'
CASE = """\
status = "announced"

[[party]]
role = "petitioner"
selection = "2"

[[claim]]
id = "1"
kind = "figures"
units = ["a/001"]
figures = [
  { field = "users_total", claimed = 437 },
  { field = "cast_total", claimed = 439 },
]
asks = ["re-vote"]
text = "Berita hari ini: TPS 5, 437 pengguna, 439 suara"
"""
RULING = """
[ruling]
outcome = "granted-in-part"
document = "{document}"

[[ruling.order]]
kind = "re-vote"
units = ["a/001"]
days = 30
"""
JUDGMENT = "cd" * 32


def election(*more: Papers) -> Election:
    return Election(
        (papers(STATIONS), papers(RECAP, "plenary"), *more), profile="id/regional-2024", stations="c-hasil",
    )  # fmt: skip


def put(workspace: Workspace, text: str, name: str = "kota") -> None:
    workspace.cases.mkdir(exist_ok=True)
    (workspace.cases / f"{name}.toml").write_text(text, encoding="utf-8")


def opened_town(folder: Path) -> Workspace:
    """The regency, built with its case and with an open log."""
    workspace = written(folder, election())
    built(workspace)
    put(workspace, CASE)
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    return workspace
