"""The recap of Kota Semarang 2019 audited: KPU's entry is what was published, the crowd's reading is the paper."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
from tests.real.cells import known, read_rows
from tests.real.examples import Builds

from bukti.audit.assertion import pairs
from bukti.audit.frame import Frame, Station
from bukti.audit.papers import Paper
from bukti.audit.progress import progress
from bukti.audit.risk import SHARES, draws_needed
from bukti.audit.tickets import draws
from bukti.publish.auditing.plans import made
from bukti.publish.lookup import contest_named
from bukti.publish.opened import opened

pytestmark = pytest.mark.real

SEED = "30615294817362940517"
LIMIT = Fraction(1, 20)
Papers = dict[str, Paper]


@pytest.fixture(scope="module")
def semarang(real_data: Path) -> tuple[Frame, Papers]:
    """The stations that a crowd's reading with valid votes stands beside, in the order of the file.

    A cap is the voters on the list and 2 in a hundred, or the ballots of either reading where these are more.
    """
    stations, papers = [], {}
    for row in read_rows(real_data / "presidential-2019" / "kota-semarang-stations.csv"):
        kpu, crowd = ([known(row[f"{who}_pas{n}"]) for n in (1, 2)] for who in ("kpu", "kp"))
        if None in (*kpu, *crowd) or not known(row["kp_sah"]):
            continue
        published, paper = (tuple(v or 0 for v in votes) for votes in (kpu, crowd))
        voters = (known(row["dpt_l"]) or 0) + (known(row["dpt_p"]) or 0)
        ballots = [known(row["kpu_jum"]) or 0, known(row["kp_jum"]) or 0, sum(published), sum(paper)]
        unit = f"{row['kel_id']}/{row['tps']} {row['kel'].title()}"
        stations.append(Station(unit, published, max(-(-voters * 102 // 100), *ballots)))
        papers[unit] = Paper("read", paper)
    return Frame(tuple(stations), tuple(pairs(tuple(map(sum, zip(*(s.votes for s in stations), strict=True)))))), papers


def test_eight_draws_would_confirm_the_winner_of_semarang_2019(semarang: tuple[Frame, Papers]) -> None:
    frame, papers = semarang
    assert (len(frame.stations), frame.margins) == (4_506, (554_763,))
    assert float(frame.total) == pytest.approx(3.156, abs=0.0005)
    assert draws_needed(frame.total, LIMIT) == 8
    found = progress(frame, SEED, papers, LIMIT, SHARES["kaplan-markov"])
    assert (found.conclusion, len(found.draws)) == ("stop", 8)
    assert [d.taint for d in found.draws] == [0] * 8
    assert float(found.p) == pytest.approx(0.04746, abs=5e-6)


def test_the_first_draws_of_semarang_2019_are_these_stations(semarang: tuple[Frame, Papers]) -> None:
    frame, _ = semarang
    first = [frame.stations[at].unit_id.partition("/")[2] for _, at in islice(draws(frame, SEED), 3)]
    assert first == ["25 Banyumanik", "1 Bangetayu Wetan", "26 Pedurungan Tengah"]


def test_an_office_audits_semarang_2019_as_published(examples: Builds, semarang: tuple[Frame, Papers]) -> None:
    """The product's own plan over all stations of the example: what is missing or held is in it, without votes.

    The frame has more stations than the one above, and its tickets fall otherwise; the crowd's papers agree again.
    """
    workspace = examples("semarang-2019").built.terms.workspace
    with opened(workspace) as asked:
        plan = made(asked, contest_named(asked, None), None, 5, "kaplan-markov", 1, "0" * 64)
    assert (len(plan.stations), plan.listed, plan.draws) == (4_542, True, 8)
    assert plan.frame.votes == (779_685, 221_026)
    crowd = {unit.partition(" ")[0]: paper for unit, paper in semarang[1].items()}
    known = {s.unit_id: crowd[name(s.unit_id)] for s in plan.stations if name(s.unit_id) in crowd}
    found = progress(plan.frame, SEED, known, plan.risk, plan.share)
    assert (found.conclusion, len(found.draws)) == ("stop", 8)


def name(unit_id: str) -> str:
    """Village and number as the rows of the file have them."""
    village, _, station = unit_id.partition(":")[2].partition("/")
    return f"{village}/{station.lstrip('0')}"


def test_all_papers_together_differ_little_and_for_the_leader(semarang: tuple[Frame, Papers]) -> None:
    """46 stations have another margin on paper, 1,404 votes more for the leader in all; the largest taint is 0.075."""
    frame, papers = semarang
    votes = [papers[s.unit_id].votes or () for s in frame.stations]
    taints = [frame.taint(at, paper) for at, paper in enumerate(votes)]
    assert sum(t != 0 for t in taints) == 46
    assert sum(p[0] - p[1] for p in votes) - frame.margins[0] == 1_404
    assert float(max(taints)) == pytest.approx(0.075, abs=0.0005)
