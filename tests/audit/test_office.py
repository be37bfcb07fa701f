"""An audit as an office does it: plan, seed, blind entry, report; facts that stay, and a result that never changes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.audit.offices import (
    SEED,
    agreeing,
    planned,
    seeded,
    stations,
    table,
    town,
    typed,
    votes_of,
)
from tests.cli.running import bukti
from tests.papers.reading import flat, pages_of
from tests.publish.office import at, built, entries, publish_at, stranger
from tests.recap.test_lists import AREAS, made

from bukti.audit.plan import read
from bukti.audit.record import audits
from bukti.engine.store import Store
from bukti.evidence.terms import settle
from bukti.evidence.workspace import Workspace
from bukti.publish import verify
from bukti.publish.auditing.draws import throw, to_fetch
from bukti.publish.auditing.files import files
from bukti.publish.auditing.plans import made as plan_of
from bukti.publish.auditing.plans import plan
from bukti.publish.build import build
from bukti.publish.lookup import contest_named
from bukti.publish.opened import opened
from bukti.publish.past import published_tables
from bukti.publish.verified import CHECKS
from bukti.vocabulary.problems import Refusal


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The town of forty stations, published once: to be copied."""
    return town(tmp_path_factory.mktemp("town") / "workspace")


@pytest.fixture
def office(published: Workspace, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(published.root, tmp_path / "town", symlinks=True)))


@pytest.fixture(scope="module")
def waiting(published: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The town with a plan and a seed, waiting for papers: to be refused, never changed."""
    place = tmp_path_factory.mktemp("waiting") / "town"
    workspace = Workspace(Path(shutil.copytree(published.root, place, symlinks=True)))
    seeded(workspace)
    return workspace


def refused(of: Refusal) -> list[str]:
    return [p.code for p in of.problems]


def digests(workspace: Workspace) -> dict[str, str]:
    terms = settle(workspace)
    store = Store(workspace.build, terms.contracts)
    return {name: store.table_digest(name) for name in published_tables(terms.contracts.values())}


def made_files(workspace: Workspace) -> dict[str, bytes]:
    return dict(files(workspace, audits(workspace)[-1]))


# ---- the plan


def test_nothing_is_planned_before_something_is_published(tmp_path: Path) -> None:
    workspace = made(tmp_path / "lists")
    built(workspace)
    with pytest.raises(Refusal) as refusal:
        plan(workspace, None, "satu", 5, "kaplan-markov")
    assert refused(refusal.value) == ["AU-NOT-PUBLISHED"]
    assert audits(workspace) == []


def test_a_plan_names_the_publication_and_holds_every_figure_it_depends_on(office: Workspace) -> None:
    audit = planned(office)
    fact = office.journal.facts()[-1]
    published = next(f for f in office.journal.facts() if f["kind"] == "publication")
    assert (audit.plan.publication, audit.plan.manifest) == (1, published["manifest"])
    assert {s.unit_id: s.votes for s in audit.plan.stations} == votes_of()
    # 260 voters and 2 % of them, rounded up, at each station; U = 1 + 40 * 266 / 2,400; ln 20 / ln (1 + 1 / 4.43).
    assert {(s.cap.kind, s.cap.ballots, s.cap.raised) for s in audit.plan.stations} == {("registered", 266, False)}
    assert audit.plan.frame.total == 1 + Fraction(40 * 266, 2_400)
    assert (audit.plan.draws, audit.plan.is_full, audit.plan.listed) == (15, False, True)
    assert read((office.objects / fact["sha256"]).read_bytes()) == audit.plan


def test_a_plan_is_of_what_the_public_sees(office: Workspace) -> None:
    (office.inbox / "stations.csv").write_text(stations({**votes_of(), "town:111/001": (150, 60)}), encoding="utf-8")
    built(office)
    with pytest.raises(Refusal) as refusal:
        planned(office)
    assert refused(refusal.value) == ["AU-NOT-AS-PUBLISHED"]
    publish_at(office, "03")
    assert planned(office).plan.publication == 2


def test_who_has_seen_the_seed_cannot_plan_again(office: Workspace) -> None:
    first = planned(office)
    assert planned(office, limit=10).id != first.id  # nothing was thrown yet: the rule may still be mended
    throw(office, audits(office)[-1], SEED, at("03"))
    with pytest.raises(Refusal) as refusal:
        planned(office)
    assert refused(refusal.value) == ["AU-BEGUN"]
    (office.inbox / "stations.csv").write_text(stations({**votes_of(), "town:111/001": (150, 60)}), encoding="utf-8")
    built(office)
    publish_at(office, "05")
    assert planned(office).plan.publication == 2  # other figures, another question


# ---- the seed


@pytest.mark.parametrize("seed", ["3061529481736294051", "3061529481736294051x", "３" * 20])
def test_what_is_no_seed_is_refused(office: Workspace, seed: str) -> None:
    with pytest.raises(Refusal) as refusal:
        throw(office, planned(office), seed)
    assert refused(refusal.value) == ["AU-NO-SEED"]


def test_a_second_seed_is_refused_also_the_same_one(office: Workspace) -> None:
    audit = seeded(office)
    for seed in (SEED, SEED[::-1]):
        with pytest.raises(Refusal) as refusal:
            throw(office, audit, seed)
        assert refused(refusal.value) == ["AU-SEED-TWICE"]
    assert audits(office)[-1].seed == SEED


def test_the_stations_to_fetch_are_those_of_the_first_tickets(waiting: Workspace) -> None:
    """All stations but for their own margin weigh the same, (60 + 266) / 2,400: ticket times 40 is the place."""
    found = to_fetch(audits(waiting)[-1])
    units = [*votes_of()]
    shares = (0.65810794, 0.27207349, 0.37754997)
    assert found[:3] == [units[int(share * 40)] for share in shares]
    assert len(found) <= 15


# ---- a whole audit


def test_an_audit_from_plan_to_report_confirms_what_the_papers_bear_out(office: Workspace, tmp_path: Path) -> None:
    before = digests(office)
    seeded(office)
    audit = typed(office, agreeing(office))
    assert (audit.progress.conclusion, len(audit.progress.draws)) == ("stop", 15)
    assert audit.progress.p == (1 - 1 / audit.plan.frame.total) ** 15
    publish_at(office, "06")
    assert digests(office) == before
    ran = bukti("audit", "report", "president", at=office.root)
    assert ran.code == 0
    assert "P is 4.74 % after 15 draws, at or below 5 %: the audit may stop." in ran.out
    page = (office.site / "current" / "en" / "president" / "audit" / "index.html").read_text(encoding="utf-8")
    assert "the audit may stop" in page
    assert stranger(office.site / "current", tmp_path / "memory") == 0
    assert [problem for check in CHECKS.values() for problem in check(office, office.journal.facts())] == []


def test_an_audit_changes_no_table_however_it_ends(office: Workspace) -> None:
    before = digests(office)
    seeded(office)
    typed(office, dict.fromkeys(agreeing(office), (1, 260)))
    assert digests(office) == before
    shutil.rmtree(office.build)
    built(office)
    assert digests(office) == before
    assert audits(office)[-1].progress.conclusion == "full-count"


def test_a_planted_wrong_figure_leads_to_more_draws(office: Workspace) -> None:
    """The first two papers drawn have both figures turned round: 120 of the 326 that a station could take at most."""
    seeded(office)
    papers = agreeing(office)
    turned = {unit: (votes_of()[unit][1], votes_of()[unit][0]) for unit in [*papers][:2]}
    audit = typed(office, {**papers, **turned})
    assert [d.taint for d in audit.progress.draws[:3]] == [Fraction(120, 326), Fraction(120, 326), 0]
    assert audit.progress.conclusion == "go-on"
    assert len(to_fetch(audit)) > len(papers)
    more = [unit for unit in to_fetch(audit) if unit not in papers]
    after = typed(office, {unit: votes_of()[unit] for unit in more})
    assert after.progress.conclusion == "stop"
    assert len(after.progress.draws) > 15


def test_a_missing_sheet_never_lets_the_audit_stop_and_is_mended_by_finding_it(office: Workspace) -> None:
    seeded(office)
    papers = agreeing(office)
    last = [*papers][-1]
    audit = typed(office, {**papers, last: None})
    assert audit.progress.conclusion == "find"
    assert "Sheets not found: 1." in bukti("audit", "report", at=office.root).out
    assert typed(office, {last: papers[last]}).progress.conclusion == "stop"
    assert [e.votes for e in audits(office)[-1].entries if e.unit_id == last] == [None, papers[last]]


def test_a_close_result_is_a_full_count_and_says_so(tmp_path: Path) -> None:
    """A lead of 2 votes a station: U = 1 + 40 * 266 / 80 = 134, and 400 draws from 40 stations."""
    workspace = town(tmp_path / "close", lead=2)
    audit = planned(workspace)
    assert audit.plan.is_full
    with pytest.raises(Refusal) as refusal:
        throw(workspace, audit, SEED)
    assert refused(refusal.value) == ["AU-FULL-COUNT"]
    told = bukti("audit", "plan", at=workspace.root)
    assert "no sample is honest here, every sheet is compared" in told.out
    every = agreeing(workspace, lead=2)
    assert len(every) == 40
    assert typed(workspace, {u: v for u, v in every.items() if u != "town:111/001"}).progress.conclusion == "full-count"
    assert typed(workspace, {"town:111/001": every["town:111/001"]}).progress.conclusion == "borne-out"
    assert typed(workspace, {"town:111/001": (0, 266)}).progress.conclusion == "not-borne-out"
    assert "does not bear out" in bukti("audit", "report", at=workspace.root).out


# ---- blind, by two


def figures_in(text: str) -> set[str]:
    return {n for votes in votes_of().values() for n in map(str, votes)} & {*re.findall(r"\d+", text)}


def test_whoever_types_sees_no_published_figure(office: Workspace, tmp_path: Path) -> None:
    """Neither on the list of what to fetch, nor on the form, nor in the questions asked."""
    audit = seeded(office)
    units = to_fetch(audit)
    wanted = {n for unit in units for n in map(str, votes_of()[unit])}
    listed = bukti("audit", "draw", at=office.root)
    assert listed.code == 0
    stripped = re.sub(r"#tps-\d+|/desa-\d+|^ *\d+|[0-9a-f]{16}|\d{20}", "", listed.out, flags=re.MULTILINE)
    assert wanted & {*re.findall(r"\d+", stripped)} == set()
    form = tmp_path / "form.pdf"
    assert bukti("audit", "draw", "--form", form, at=office.root).code == 0
    text = [flat(page) for page in pages_of(form.read_bytes())]
    assert len(text) == len(units)
    for page in text:
        assert (
            wanted & {*re.findall(r"\d+", re.sub(r"TPS\d+|DESA\d+|Desa\d+|[Dd]raws:[\d,]+|\d+of\d+", "", page))}
            == set()
        )
    answers = iter(["typist-1", units[0].removeprefix("town:").replace("/", ""), "7", "9", ""])
    asked: list[str] = []

    def answered(text: str, **_: object) -> str:
        asked.append(text)
        return next(answers)

    with patch("click.prompt", answered):
        ran = bukti("audit", "enter", at=office.root)
    assert ran.code == 0, ran.err
    assert wanted & {*re.findall(r"\d+", " ".join(asked) + ran.out)} == set()
    assert audits(office)[-1].entries[-1].votes == (7, 9)


def test_a_figure_of_one_typist_is_shown_nowhere_until_a_second_typed_the_same(tmp_path: Path) -> None:
    workspace = town(tmp_path / "two", one_person=False)
    seeded(workspace)
    papers = agreeing(workspace)
    first = typed(workspace, papers, "typist-1")
    assert (first.progress.conclusion, len(first.progress.draws)) == ("go-on", 0)
    shown = made_files(workspace)
    assert table(shown["entries.csv"]) == []
    assert {row["published_pair-1"] for row in table(shown["draws.csv"])} == {""}
    unit = next(iter(papers))
    second = typed(workspace, {**papers, unit: (1, 2)}, "typist-2")
    assert second.papers[unit].state == "differ"
    assert len(second.progress.draws) == 0
    third = typed(workspace, {unit: papers[unit]}, "typist-3")
    assert third.progress.conclusion == "stop"
    assert len([e for e in third.entries if e.unit_id == unit]) == 3


# ---- bad input


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("unit_id,pair-1\n111001,5\n", ["AU-COLUMNS"]),
        ("unit_id,pair-1,pair-2\n", ["AU-COLUMNS"]),
        ("", ["AU-COLUMNS"]),
        ("unit_id,pair-1,pair-2\n{0},12,1O4\n{1},1.204,3\n", ["AU-NO-COUNT", "AU-NO-COUNT"]),
        ("unit_id,pair-1,pair-2\n{0},12\n", ["AU-CELLS"]),
        ("unit_id,pair-1,pair-2\n{0},,\n", ["AU-NO-COUNT", "AU-NO-COUNT"]),
        ("unit_id,pair-1,pair-2,missing\n{0},5,6,1\n", ["AU-MISSING"]),
        ("unit_id,pair-1,pair-2,missing\n{0},,,x\n", ["AU-MISSING"]),
        ("unit_id,pair-1,pair-2\n{0},5,6\n{0},5,6\n", ["AU-TWICE"]),
        ('unit_id,pair-1,pair-2\n"{0},5,6\n', ["AU-CSV"]),
        ("unit_id,pair-1,pair-2\n999999,5,6\n", ["UNIT-UNKNOWN"]),
        ("unit_id,pair-1,pair-2\n{2},5,6\n", ["AU-NOT-DRAWN"]),
    ],
)
def test_a_file_with_a_slip_is_refused_whole_with_every_row(
    waiting: Workspace, tmp_path: Path, rows: str, codes: list[str]
) -> None:
    office, audit = waiting, audits(waiting)[-1]
    drawn = to_fetch(audit)
    other = next(unit for unit in votes_of() if unit not in drawn)
    file = tmp_path / "typed.csv"
    names = [unit.removeprefix("town:").replace("/", "") for unit in (drawn[0], drawn[1], other)]
    file.write_text(rows.format(*names), encoding="utf-8")
    before = len(office.journal.facts())
    ran = bukti("audit", "enter", "--role", "typist-1", "--csv", file, at=office.root)
    assert ran.code == 2
    assert "Traceback" not in ran.err
    told = [line for line in ran.err.splitlines() if line and not line.startswith(" ")]
    assert len(told) == len(codes), ran.err
    assert len(office.journal.facts()) == before


def test_a_role_is_a_code_and_no_name(waiting: Workspace) -> None:
    office, audit = waiting, audits(waiting)[-1]
    ran = bukti("audit", "enter", "--role", "Budi Santoso", "--unit", "111001", "--votes", "1,2", at=office.root)
    assert ran.code == 2
    assert "no code of a role" in ran.err
    assert audits(office)[-1].entries == audit.entries == ()


# ---- the ledger


def test_every_fact_of_an_audit_is_an_entry_without_names_or_figures(office: Workspace) -> None:
    seeded(office)
    typed(office, agreeing(office))
    publish_at(office, "06")
    said = [entry for entry in entries(office) if entry["kind"] == "audit"]
    assert [entry["what"] for entry in said] == ["plan", "seed", *["entry"] * len(agreeing(office))]
    for entry in said:
        assert set(entry) == {"kind", "fact", "at", "sha256", "bytes", "what", "audit", "contest", "role"}
        assert len((office.objects / entry["sha256"]).read_bytes()) == entry["bytes"]
        assert (office.site / "current" / "audit" / "president-1" / "facts").is_dir()
    kept = {p.read_bytes() for p in (office.site / "current" / "audit" / "president-1" / "facts").iterdir()}
    assert kept == {(office.objects / entry["sha256"]).read_bytes() for entry in said}


def test_a_publication_that_leaves_out_a_fact_of_an_audit_is_found(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    seeded(office)
    publish_at(office, "06")
    folder = office.site / "current"
    leaf = [entry for entry in entries(office) if entry["kind"] == "publication"][-1]
    listed = {one["path"]: one for one in json.loads((folder / "manifest.json").read_bytes())["files"]}
    log = verify.log_of(verify.Folder(folder))
    for some, wrongs in ((listed, 0), ({p: one for p, one in listed.items() if "seed" not in p}, 1)):
        report = verify.Report("en")
        verify._audits(log, leaf, some, report)
        assert report.wrongs == wrongs
    assert "audit fact" in capsys.readouterr().out


# ---- whoever repeats it


def test_everything_is_repeated_from_the_published_files_alone(office: Workspace) -> None:
    """In plain Python over the CSV files, by another way: shares in floats, factors one by one."""
    seeded(office)
    papers = agreeing(office)
    first, second = [*papers][:2]
    typed(office, {**papers, first: (90, 170), second: (150, 20)})
    publish_at(office, "06")
    folder = office.site / "current" / "audit" / "president-1"
    rows = table((folder / "stations.csv").read_bytes())
    margin = sum(int(r["pair-1"]) - int(r["pair-2"]) for r in rows)
    bounds = [(int(r["pair-1"]) - int(r["pair-2"]) + int(r["cap"])) / margin for r in rows]
    total, held, best = sum(bounds), 1.0, 1.0
    ends = [sum(bounds[: n + 1]) / total for n in range(len(bounds))]
    seed = json.loads((folder / "facts" / "0002-seed.json").read_text())["seed"]
    for row in table((folder / "draws.csv").read_bytes()):
        digest = hashlib.sha256(f"{seed},{row['draw']}".encode()).hexdigest()
        assert row["sha256"] == digest
        place = next(n for n, end in enumerate(ends) if end > int(digest[:12], 16) / 16**12)
        station = rows[place]
        assert row["unit_id"] == station["unit_id"]
        assert float(station["share_end"]) == pytest.approx(ends[place], abs=1e-9)
        if row["p"]:
            before = int(station["pair-1"]) - int(station["pair-2"])
            after = int(row["paper_pair-1"]) - int(row["paper_pair-2"])
            taint = (before - after) / margin / bounds[place]
            held *= (1 - taint) / (1 - 1 / total)
            best = max(best, held)
            assert float(row["taint"]) == pytest.approx(taint, abs=1e-6)
            assert float(row["p"]) == pytest.approx(1 / best, abs=2e-6)
    assert json.loads(bukti("audit", "report", "--json", at=office.root).out)["conclusion"] == "go-on"


def test_arlo_gets_its_manifest_and_tallies(office: Workspace) -> None:
    planned(office)
    shown = made_files(office)
    manifest, tallies = table(shown["arlo-manifest.csv"]), table(shown["arlo-tallies.csv"])
    assert [*manifest[0]] == ["Batch Name", "Number of Ballots"]
    assert [*tallies[0]] == ["Batch Name", "pair-1", "pair-2"]
    assert {r["Batch Name"]: (int(r["pair-1"]), int(r["pair-2"])) for r in tallies} == votes_of()
    assert {r["Batch Name"]: r["Number of Ballots"] for r in manifest} == dict.fromkeys(votes_of(), "266")


# ---- councils


def test_a_council_s_seats_are_audited_area_by_area(tmp_path: Path) -> None:
    """Area 2 has 15 and 12 votes and three seats: 15, 12 and 15/3 = 5 before 12/3 = 4; two assertions."""
    areas = AREAS.replace('units = ["d1"]', 'units = ["d1"]\nseats = 2').replace(
        'units = ["d2", "r2"]', 'units = ["d2", "r2"]\nseats = 3'
    )
    workspace = made(tmp_path / "lists", areas=areas)
    text = workspace.configuration.read_text(encoding="utf-8")
    workspace.configuration.write_text(text.replace('id = "ppwp"\n', 'id = "ppwp"\noffice = "local-council"\n', 1))
    build(workspace).connection.close()
    with opened(workspace) as asked:
        one = contest_named(asked, None)
        found = plan_of(asked, one, one.area[1], 5, "kaplan-markov", 1, "0" * 64)
    assert [s.unit_id for s in found.stations] == ["t:b/001", "t:c/001"]
    assert found.frame.votes == (15, 12)
    assert [(a.ahead, a.held, a.behind, a.next) for a in found.assertions] == [((0,), 3, (1,), 3), ((1,), 1, (0,), 5)]
    assert found.seats == 3
