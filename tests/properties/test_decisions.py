"""Whatever is decided: every station is in one state, nothing that was read is lost, and the facts give it again."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from tests.properties.elections import SERIES, Chance
from tests.properties.test_elections import examples, tried
from tests.recap.deciding import decide
from tests.recap.small import Result, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.vocabulary.problems import Refusal

EFFECTS = ("void-unit", "use-reading", "set-field", "withdraw-source", "explain-finding", "accept-finding")
STATES = """select count(*) from tally where basis <> 'declared'
    and stations_in + stations_held + stations_void + stations_missing <> stations_expected"""
READINGS = "select reading_id, v01, v02 from reading_c1 where series <> 'decision' order by reading_id"


def decided(workspace: Workspace, found: Result, dice: Random, number: int) -> None:
    """One decision by chance about what was built, if there is anything that it could be about."""
    effect = dice.choice(EFFECTS)
    time = f"2024-03-{number + 1:02d}T10:00:00+07:00"
    stands = found.rows("""select s.unit_id, s.series, r.v01 from standing s
        join reading_c1 r on r.reading_id = s.reading_id where s.unit_id not like '%nowhere%' order by s.unit_id""")
    findings = found.rows("select finding_id from finding where unit_id not like '%nowhere%' order by finding_id")
    sources = found.rows("select source_id from source where entry <> 'units' order by source_id")
    said: dict[str, object] = {}
    if effect in ("void-unit", "use-reading", "set-field") and stands:
        unit, series, votes = dice.choice(stands)
        said = {"units": [unit.removeprefix("t:")]}
        if effect == "use-reading":
            said["series"] = series if series in SERIES else dice.choice(SERIES)
        elif effect == "set-field":
            said["set"] = [("pair-1", votes, (votes or 0) + dice.randint(1, 400))]
    elif effect.endswith("finding") and findings:
        said = {"findings": [dice.choice(findings)[0]]}
    elif effect == "withdraw-source" and sources:
        said = {"sources": [dice.choice(sources)[0]]}
    if said:
        decide(workspace, f"d{number}", effect, time=time, **said)


@examples(2, 60)
def test_every_station_is_in_one_state_and_nothing_that_was_read_is_lost(number: int) -> None:
    def check(chance: Chance, folder: Path, dice: Random) -> None:
        workspace = written(folder / "w", chance.election())
        found = rebuilt(workspace)
        before = found.rows(READINGS)
        for n in range(3):
            decided(workspace, found, dice, n)
            found.built.connection.close()
            found = _built(workspace)
            assert found.one(STATES) == (0,)
            assert found.rows(READINGS) == before
        first = found.digests()
        found.built.connection.close()
        shutil.rmtree(workspace.build)
        again = rebuilt(workspace)
        assert again.digests() == first
        again.built.connection.close()

    tried(number, check)


def _built(workspace: Workspace) -> Result:
    """The workspace built; a decision about a series that does not speak there is taken out of the inbox first."""
    try:
        return rebuilt(workspace)
    except Refusal as refusal:
        for problem in (p for p in refusal.problems if p.code == "DC-UNKNOWN"):
            (workspace.root / problem.place.file).unlink()
        return rebuilt(workspace)
