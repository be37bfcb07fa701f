"""The five stations of the worked example as a workspace: T1 and T2 in Anggrek, T3 in Bakung, T4 and T5 in Cempaka.

Their caps are the ballots they received. A sixth station of Cempaka, where asked for, is missing.
"""

from __future__ import annotations

from pathlib import Path

from tests.recap.small import UNITS, Election, Papers, papers, written

from bukti.evidence.workspace import Workspace

SHEETS = """\
village,tps,p1,p2,valid,invalid,cast_total,ballots_received
a,1,120,80,200,5,205,260
a,2,150,60,210,2,212,250
b,1,70,110,180,1,181,240
c,1,90,85,175,5,180,280
c,2,60,140,200,0,200,300
"""
OFFICE = """office = "regent-or-mayor"
population = { people = 240000, source = "Contoh" }
"""


def town_of_five(
    folder: Path, office: str = OFFICE, sheets: str = SHEETS, missing: bool = False, more: tuple[Papers, ...] = ()
) -> Workspace:
    """The workspace, not built yet."""
    units = UNITS.replace("c,Cempaka,village,d2,2", "c,Cempaka,village,d2,3") if missing else UNITS
    election = Election(
        (papers(sheets), *more), units=units, profile="id/regional-2024", stations="c-hasil", recap="recap"
    )
    return written(folder, election, election.toml.replace('id = "ppwp"\n', f'id = "ppwp"\n{office}'))
