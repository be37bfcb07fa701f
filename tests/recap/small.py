"""Small made-up elections: a test writes down papers as tables of text, and gets a workspace of them or its build.

The head of a table says what its columns are: `village` and `tps`, or `unit` (and `sheet`, the unit that made the
sheet), then fields by their names, votes as p1, p2, …, and `ts`, the moment of a row. A column of one series among
several bears its name in front: `kpu.p1`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bukti.engine.database import fetch
from bukti.evidence.workspace import Workspace
from bukti.publish.build import Built, build
from bukti.vocabulary.problems import Problem

Rows = list[tuple[Any, ...]]

UNITS = """\
code,name,level,parent,stations
r1,Kota Satu,regency,,
d1,Utara,district,r1,
d2,Selatan,district,r1,
a,Anggrek,village,d1,2
b,Bakung,village,d1,1
c,Cempaka,village,d2,2
"""
"""Five stations in three villages of two districts."""
KEYS = ("village", "tps", "unit", "sheet")
DAYS = {
    "id/presidential-2014": "2014-07-09",
    "id/regional-2015": "2015-12-09",
    "id/presidential-2019": "2019-04-17",
    "id/council-2019": "2019-04-17",
    "id/regional-2024": "2024-11-27",
}
"""The voting days of profiles that are not of February 2024."""
MOMENT = '{ column = "%s", zone = "+00:00" }'


@dataclass(frozen=True)
class Papers:
    """The files of one [[source]]: each a table, under its name. `as_of` and `more` are TOML as it stands there."""

    id: str
    files: dict[str, str]
    series: str = "kpu"
    as_of: str = ""
    more: str = ""

    @property
    def head(self) -> list[str]:
        return next(iter(self.files.values())).split("\n", 1)[0].split(",")


def papers(table: str, series: str = "kpu", entry: str = "", as_of: str = "", more: str = "") -> Papers:
    """One file of one series, or of the series that its columns name; the entry is named for the series."""
    name = entry or series
    return Papers(name, {f"{name}.csv": table}, series, as_of, more)


@dataclass(frozen=True)
class Election:
    """A whole workspace as text. `units` may be None; the sheets are those of the profile of 2019, or another's."""

    sources: Sequence[Papers]
    units: str | None = UNITS
    series: Sequence[str] = ("kpu", "crowd", "plenary")
    pairs: int = 2
    profile: str = "id/presidential-2019"
    stations: str = "c1"
    recap: str = "recap"
    settings: str = ""

    @property
    def toml(self) -> str:
        return "\n".join([self._top(), *(self._source(s) for s in self.sources), self.settings, ""])

    def _top(self) -> str:
        day = DAYS.get(self.profile, "2024-02-14")
        titles = 'title = { indonesian = "Contoh", english = "Example" }'
        parts = [f'[election]\nprofile = "{self.profile}"\n{titles}\ndate = {day}']
        parts += [f'[[contest]]\nid = "ppwp"\n{titles}']
        parts += [f'[[contest.selection]]\nid = "pair-{n}"\nname = "Pair {n}"' for n in range(1, self.pairs + 1)]
        if self.units is not None:
            levels = ", ".join(f'{level} = "{level}"' for level in ("province", "regency", "district", "village"))
            columns = 'code = "code"\nname = "name"\nparent = "parent"'
            expected = 'stations = { expected = "stations" }' if ",stations" in self.units else ""
            parts.append(
                f'[units]\npath = "units.csv"\nscheme = "t"\n{columns}\n'
                f'level = {{ column = "level", values = {{ {levels} }} }}\n{expected}'
            )
        parts += [f'[[series]]\nid = "{s}"\n{titles}\nhow = "typed"' for s in self.series]
        return "\n\n".join(parts)

    def _source(self, source: Papers) -> str:
        head = source.head
        station = "village" in head
        names = ("village", "station", "pad") if station else ("code", "sheet")
        unit = {"village": '"village"', "station": '"tps"', "code": '"unit"', "sheet": '"sheet"', "pad": "3"}
        unit = {n: unit[n] for n in names if n != "sheet" or "sheet" in head}
        unit |= {"name": '"name"'} if "name" in head else {}
        own = [c for c in head if c not in (*KEYS, "name", "ts") and "." not in c]
        series = list(dict.fromkeys(c.split(".")[0] for c in head if "." in c))
        lines = [
            f'[[source]]\nid = "{source.id}"\npath = "{source.id}"\ncontest = "ppwp"',
            f'sheet = "{self.stations if station else self.recap}"',
            "unit = { " + ", ".join(f"{k} = {v}" for k, v in unit.items()) + " }",
            f"as_of = {MOMENT % 'ts' if 'ts' in head else source.as_of}" if "ts" in head or source.as_of else "",
            f"shared = {_columns({c: c for c in own})}" if series and own else "",
            source.more,
        ]
        for name in series or [source.series]:
            columns = {c.split(".")[1]: c for c in head if c.startswith(f"{name}.")} if series else {c: c for c in own}
            as_of = columns.pop("ts", "")
            lines += [f'[[source.reading]]\nseries = "{name}"\ncolumns = {_columns(columns)}']
            lines += [f"as_of = {MOMENT % as_of}"] if as_of else []
        return "\n".join(line for line in lines if line) + "\n"


def _columns(columns: dict[str, str]) -> str:
    named = {(f"pair-{k[1:]}" if k[1:].isdigit() else k): v for k, v in columns.items()}
    return "{ " + ", ".join(f"{k} = {json.dumps(v)}" for k, v in named.items()) + " }"


def written(root: Path, election: Election, toml: str = "") -> Workspace:
    """The workspace in the folder; files that are there already and not of this election stay.

    `toml` stands in for the election's own bukti.toml.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / "bukti.toml").write_text(toml or election.toml, encoding="utf-8")
    files = {f"{s.id}/{name}": text for s in election.sources for name, text in s.files.items()}
    if election.units is not None:
        files["units.csv"] = election.units
    for name, text in files.items():
        path = root / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Workspace(root)


@dataclass(frozen=True)
class Result:
    """A built workspace to be asked."""

    built: Built

    @property
    def notices(self) -> tuple[Problem, ...]:
        return self.built.notices

    def rows(self, sql: str) -> Rows:
        return fetch(self.built.connection, sql)

    def one(self, sql: str) -> tuple[Any, ...]:
        (row,) = self.rows(sql)
        return row

    def tally(self, unit: str, columns: str, basis: str = "counted") -> tuple[Any, ...]:
        """Columns of the unit's row on one basis."""
        return self.one(f"select {columns} from tally where unit_id = 't:{unit}' and basis = '{basis}'")

    def standing(self, unit: str, columns: str = "series, why, state") -> tuple[Any, ...]:
        return self.one(f"select {columns} from standing where unit_id = 't:{unit}'")

    def findings(self, rule: str, columns: str = "unit_id") -> Rows:
        return self.rows(f"select {columns} from finding where rule = '{rule}' order by all")

    def digests(self, *but: str) -> dict[str, str]:
        """The content digest of every table, but of extracts, parts of a union and those named."""
        store = self.built.store
        apart = {part for table in store.contracts.values() for part in table.union_of}
        names = [t for t in store.contracts if not t.startswith("extract_") and t not in apart.union(but)]
        return {t: store.table_digest(t) for t in names}


def result(root: Path, election: Election, threads: int | None = None, toml: str = "") -> Result:
    """The election written into the folder and built."""
    return rebuilt(written(root, election, toml), threads)


def rebuilt(workspace: Workspace, threads: int | None = None) -> Result:
    """The workspace brought up to date, with all its tables to be asked."""
    found = build(workspace, threads=threads)
    for name in found.terms.contracts:
        found.store.show(found.connection, name)
    return Result(found)
