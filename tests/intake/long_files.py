"""A made-up workspace of long tables: three districts of two regencies, a row for each figure."""

from __future__ import annotations

from pathlib import Path

from tests.recap.small import Result, rebuilt

from bukti.evidence.workspace import Workspace

TITLES = 'title = { indonesian = "Contoh", english = "Example" }'
UNITS = """\
code,name,level,parent
n,Negeri,nation,
p,Provinsi,province,n
r1,Kota Satu,regency,p
r2,Kota Dua,regency,p
d11,Utara,district,r1
d12,Selatan,district,r1
d21,Barat,district,r2
"""
PAIRS = """
[[contest]]
id = "mayor"
{titles}
{scope}
[[contest.selection]]
id = "pair-1"
name = "One"
[[contest.selection]]
id = "pair-2"
name = "Two"
"""
CANDIDATES = """
[[contests]]
id = "mayor-{code}"
path = "candidates.json"
title = { indonesian = "Wali Kota {unit}", english = "Mayor of {unit}" }
"""


def contest(scope: str = "") -> str:
    return PAIRS.format(titles=TITLES, scope=f'scope = "{scope}"' if scope else "")


def source(
    columns: str = '{ pair-1 = "1", pair-2 = "2" }', contest_id: str = "mayor", name: str = "figures", more: str = ""
) -> str:
    """One [[source]] over sources/<name>.csv; more are keys of it as they stand in TOML."""
    return f"""
[[source]]
id = "{name}"
path = "{name}.csv"
contest = "{contest_id}"
sheet = "running-totals"
unit = {{ code = "unit" }}
long = {{ what = "what", value = "value" }}
{more}
[[source.reading]]
series = "kpu"
columns = {columns}
"""


def toml(contests: str, sources: str) -> str:
    return f"""
[election]
profile = "id/regional-2024"
{TITLES}
date = 2024-11-27
{contests}
[units]
path = "units.csv"
scheme = "t"
code = "code"
name = "name"
parent = "parent"
level = {{ column = "level", values = {{ nation = "nation", province = "province", regency = "regency",
    district = "district" }} }}
[[series]]
id = "kpu"
{TITLES}
how = "machine"
{sources}
"""


def workspace(root: Path, text: str, files: dict[str, str]) -> Workspace:
    """The folder holds this declaration and these files of its inbox."""
    (root / "sources").mkdir(parents=True, exist_ok=True)
    (root / "bukti.toml").write_text(text.replace(",\n    district", ", district"), encoding="utf-8")
    for name, content in {"units.csv": UNITS, **files}.items():
        (root / "sources" / name).write_text(content, encoding="utf-8")
    return Workspace(root)


def figures(root: Path, table: str, more: str = "", columns: str = '{ pair-1 = "1", pair-2 = "2" }') -> Result:
    """The workspace of one contest and one long table, built."""
    text = toml(contest(), source(columns, more=more))
    return rebuilt(workspace(root, text, {"figures.csv": table}))
