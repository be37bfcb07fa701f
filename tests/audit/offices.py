"""A town of forty stations whose winner leads well enough to be audited, at an office that publishes it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.publish.office import CHEAP, ORIGIN, PHRASE, at, built, publish_at

from bukti.audit.record import Audit, audits
from bukti.evidence.workspace import Workspace
from bukti.publish.auditing.draws import throw, to_fetch
from bukti.publish.auditing.entries import Typed, enter
from bukti.publish.auditing.plans import plan
from bukti.publish.opening import open_log

SEED = "30615294817362940517"
VILLAGES = ("111", "112", "113", "114")
HEAD = "village,tps,men,women,o1,o2,ov,oi,oc"
CONFIGURATION = """
one-person = {one}

[election]
profile = "id/presidential-2019"
title = {{ indonesian = "Pemilihan kota", english = "A town's election" }}
date = 2019-04-17

[[contest]]
id = "president"
title = {{ indonesian = "Presiden", english = "President" }}
selection = [
  {{ id = "pair-1", name = "Satu dan Dua", short = "Satu", colour = "#a3263a" }},
  {{ id = "pair-2", name = "Tiga dan Empat", short = "Tiga", colour = "#0072b2" }},
]

[units]
path = "units.csv"
scheme = "town"
code = "id"
name = "name"
parent = "parent"
level = {{ column = "level", values = {{ kab = "regency", kec = "district", kel = "village" }} }}
stations = {{ expected = "stations" }}

[[series]]
id = "office"
title = {{ indonesian = "Kantor", english = "Office" }}
how = "typed"

[[source]]
id = "stations"
path = "stations.csv"
contest = "president"
sheet = "c1"
unit = {{ village = "village", station = "tps", pad = 3 }}
shared = {{ registered_male = "men", registered_female = "women" }}
as_of = 2019-04-18T09:00:00+07:00

[[source.reading]]
series = "office"
columns = {{ pair-1 = "o1", pair-2 = "o2", valid = "ov", invalid = "oi", cast_total = "oc" }}
"""
Votes = dict[str, tuple[int, int]]


def votes_of(lead: int = 60) -> Votes:
    """The votes of each station: no two are the same, the first leads in each by `lead`."""
    found: Votes = {}
    for place, village in enumerate(VILLAGES):
        for number in range(1, 11):
            second = 51 + place * 10 + number
            found[f"town:{village}/{number:03d}"] = (second + lead, second)
    return found


def stations(votes: Votes) -> str:
    """The office's file of all stations; each has 130 men and 130 women on its list."""
    rows = [HEAD]
    for unit, (first, second) in votes.items():
        village, number = unit.removeprefix("town:").split("/")
        valid = first + second
        rows.append(f"{village},{number.lstrip('0')},130,130,{first},{second},{valid},0,{valid}")
    return "\n".join(rows) + "\n"


def town(folder: Path, one_person: bool = True, lead: int = 60) -> Workspace:
    """The town, published once."""
    workspace = Workspace(folder)
    (folder / "sources").mkdir(parents=True)
    (folder / "bukti.toml").write_text(CONFIGURATION.format(one=str(one_person).lower()), encoding="utf-8")
    units = ["id,name,parent,level,stations", "1,KOTA,,kab,40", "11,UTARA,1,kec,40"]
    units += [f"{village},DESA {village},11,kel,10" for village in VILLAGES]
    (folder / "sources" / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
    (folder / "sources" / "stations.csv").write_text(stations(votes_of(lead)), encoding="utf-8")
    built(workspace)
    open_log(workspace, ORIGIN, PHRASE, now=at("00"), cost=CHEAP)
    publish_at(workspace, "01")
    return workspace


def planned(workspace: Workspace, limit: int = 5) -> Audit:
    return plan(workspace, None, None, limit, "kaplan-markov", at("02"))


def seeded(workspace: Workspace) -> Audit:
    return throw(workspace, planned(workspace), SEED, at("03"))


def typed(workspace: Workspace, papers: dict[str, tuple[int, int] | None], role: str = "typist-1") -> Audit:
    """What one role types off these papers."""
    last = audits(workspace)[-1]
    return enter(workspace, last, [Typed(unit, votes) for unit, votes in papers.items()], role, None, at("04"))


def agreeing(workspace: Workspace, lead: int = 60) -> dict[str, tuple[int, int] | None]:
    """Papers that say what was published, of all stations that are to be read now."""
    return {unit: votes_of(lead)[unit] for unit in to_fetch(audits(workspace)[-1])}


def table(content: bytes) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(content.decode()))]
