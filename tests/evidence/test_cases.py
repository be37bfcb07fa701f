"""Files of cases: what is refused and at which line, how a changed file is a newer fact, what the log says of it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from tests.recap.deciding import decide
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.cases import known
from bukti.evidence.leaves import leaves
from bukti.evidence.workspace import Workspace
from bukti.publish.build import build, check
from bukti.vocabulary.problems import Refusal

TABLE = "village,tps,p1,p2\na,1,10,20\na,2,3,4\n"
LEAST = 'status = "announced"\n'
CLAIM = LEAST + '[[claim]]\nid = "1"\n'
NUMBER = 'number = "81/PHPU.BUP-XXIII/2025"\n'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Built once; tests that take a case in make a copy."""
    workspace = written(tmp_path_factory.mktemp("cases") / "w", Election((papers(TABLE),)))
    rebuilt(workspace).built.connection.close()
    return workspace


def copied(town: Workspace, folder: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(town.root, folder / "w")))


def put(workspace: Workspace, name: str, text: str) -> Path:
    workspace.cases.mkdir(exist_ok=True)
    file = workspace.cases / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def tree(root: Path) -> str:
    """A digest of every file of the workspace but the inbox of cases."""
    files = sorted(p for p in root.rglob("*") if p.is_file() and "cases" not in p.relative_to(root).parts)
    return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()


def refused(workspace: Workspace) -> list[tuple[str, str, int, str, str]]:
    """What a build refuses: code, file, line, found, expected; nothing was changed by it."""
    before = tree(workspace.root)
    with pytest.raises(Refusal) as refusal:
        build(workspace)
    assert tree(workspace.root) == before
    return [(p.code, p.place.file, p.place.row, p.found, p.expected) for p in refusal.value.problems]


CASES = {
    "an unknown key": (LEAST + "numbr = 1\n", "CF-UNKNOWN-KEY", 2, "numbr", "number"),
    "no status": (NUMBER, "CF-MISSING-KEY", 0, "status", "missing"),
    "an unknown status": ('status = "lost"\n', "CF-WRONG-VALUE", 1, "'lost'", None),
    "no number of the Court": (LEAST + 'number = "81/2025"\n', "CS-NUMBER", 2, "81/2025", None),
    "Roman figures of another year": (
        LEAST + 'number = "81/PHPU.BUP-XXII/2025"\n', "CS-NUMBER-YEAR", 2, "XXII/2025", "XXIII/2025",
    ),
    "no receipt of the registry": (LEAST + NUMBER.replace("number", "receipt"), "CS-NUMBER", 2, None, None),
    "no such contest": (LEAST + 'contest = "governor"\n', "CONTEST-UNKNOWN", 2, "governor", "ppwp"),
    "no such pair": (
        LEAST + '[[party]]\nrole = "petitioner"\nselection = "pair-3"\n', "DC-UNKNOWN", 4, "pair-3", None,
    ),
    "a party that is a pair and an office": (
        LEAST + '[[party]]\nrole = "petitioner"\nselection = "1"\noffice = "kpu"\n', "CS-PAIR-OR-OFFICE", 2,
        "petitioner", "selection, office",
    ),
    "a party by a person's name": (
        LEAST + '[[party]]\nrole = "petitioner"\noffice = "Budi Santoso"\n', "CF-PATTERN", 4, "'Budi Santoso'", None,
    ),
    "no such station": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/009"]\n', "STATION-UNKNOWN", 5, "t:a/009", "001 – 002",
    ),
    "no such field": (
        CLAIM + 'kind = "figures"\nunits = ["a/001"]\nfigures = [{ field = "pair-7", claimed = 1 }]\n',
        "FIELD-UNKNOWN", 6, "pair-7", None,
    ),
    "a claim that does not say of how many": (
        CLAIM + 'kind = "ineligible"\nunits = ["a/001"]\n', "CS-SAY-UNKNOWN", 2, "voters", "ineligible",
    ),
    "a claim that says no place": (CLAIM + 'kind = "re-vote"\n', "CS-SAY-UNKNOWN", 2, "units", "re-vote"),
    "known and not known": (
        CLAIM + 'kind = "ineligible"\nunits = ["a/001"]\nvoters = 2\nunknown = ["voters"]\n', "CS-KNOWN-AND-UNKNOWN",
        7, "voters", "1",
    ),
    "figures of several stations": (
        CLAIM + 'kind = "figures"\nunits = ["a/001", "a/002"]\nfigures = [{ field = "pair-1", claimed = 1 }]\n',
        "CS-ONE-UNIT", 5, "a/001, a/002", "",
    ),
    "a claim that changes nothing": (
        CLAIM + 'kind = "figures"\nunits = ["a/001"]\nfigures = [{ field = "pair-1", written = 1, claimed = 1 }]\n',
        "CS-NOTHING-NEW", 6, "1", "",
    ),
    "stations counted and named": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\nstations = 2\n', "CS-STATIONS-NAMED", 6, "2", "",
    ),
    "no such finding": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\nfindings = ["ffff"]\n', "DC-UNKNOWN", 6, "ffff", "–",
    ),
    "no such reading": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\nreadings = ["ffff"]\n', "DC-UNKNOWN", 6, "ffff", None,
    ),
    "no such paper": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\nsheets = ["ppwp:c1:t:a/003:original"]\n', "DC-UNKNOWN", 6,
        "ppwp:c1:t:a/003:original", "ppwp:c1:t:a/002:original, ppwp:c1:t:a/001:original",
    ),
    "no such decision": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\ndecisions = ["ffff"]\n', "DC-UNKNOWN", 6, "ffff", "–",
    ),
    "no such exhibit": (
        CLAIM + 'kind = "re-vote"\nunits = ["a/001"]\nexhibits = ["T-1"]\n', "CS-NO-EXHIBIT", 6, "T-1", "–",
    ),
    "a code that is none": (LEAST + '[[exhibit]]\ncode = "B-1"\nwhat = "c-hasil"\n', "CF-PATTERN", 3, "'B-1'", None),
    "one code for two exhibits": (
        LEAST + '[[exhibit]]\ncode = "T-1"\nwhat = "c-hasil"\n' * 2, "CF-ID-TWICE", 6, "T-1", "",
    ),
    "days that run backwards": (
        LEAST + "[dates]\nannounced = 2024-12-04\nfiled = 2024-12-03\n", "CS-DAYS", 4, "filed 2024-12-03",
        "announced 2024-12-04",
    ),
    "a day that is a moment": (
        LEAST + "[dates]\nfiled = 2024-12-06T15:22:00+07:00\n", "CF-WRONG-VALUE", 3, None, "2024-02-14",
    ),
    "decided without a ruling": ('status = "decided"\n', "CF-MISSING-KEY", 1, "ruling", ""),
    "a ruling of a case that is not over": (
        LEAST + '[ruling]\noutcome = "rejected"\n', "CS-NOT-OVER", 1, "announced", "decided",
    ),
    "an order of no station": (
        'status = "decided"\n[ruling]\noutcome = "granted"\n[[ruling.order]]\nkind = "re-vote"\n', "CF-MISSING-KEY",
        4, "units", "",
    ),
    "no TOML": ("status = \n", "CF-SYNTAX", 1, "status =", ""),
    "an empty file": ("\n", "CS-SIZE", 0, "1", "1000000"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_a_case_is_told_with_its_line(case: str, town: Workspace) -> None:
    text, code, line, found, expected = CASES[case]
    file = put(town, "kota", text)
    try:
        (problem,) = refused(town)
        assert problem[:3] == (code, "cases/kota.toml", line)
        assert found is None or problem[3] == found
        assert expected is None or problem[4] == expected
        assert [p.code for p in check(town)[0]] == [code]
    finally:
        file.unlink()


def test_all_that_is_wrong_in_all_cases_is_told_at_once(town: Workspace) -> None:
    files = [put(town, "one", LEAST + 'number = "1"\ncontest = "x"\n'), put(town, "Two", LEAST)]
    assert [p[:3] for p in refused(town)] == [
        ("CS-NAME", "cases/Two.toml", 0), ("CS-NUMBER", "cases/one.toml", 2), ("CONTEST-UNKNOWN", "cases/one.toml", 3),
    ]  # fmt: skip
    for file in files:
        file.unlink()


def test_a_case_of_a_workspace_that_was_never_built_waits(tmp_path: Path) -> None:
    workspace = written(tmp_path / "w", Election((papers(TABLE),)))
    put(workspace, "kota", LEAST)
    assert [p[0] for p in refused(workspace)] == ["CS-NOT-BUILT"]


def test_a_changed_file_is_a_newer_fact_and_the_older_stays(town: Workspace, tmp_path: Path) -> None:
    workspace = copied(town, tmp_path)
    build(workspace).connection.close()
    facts = len(workspace.journal.facts())
    file = put(workspace, "kota", CLAIM + 'kind = "re-vote"\nunits = ["Anggrek/1"]\n')
    build(workspace).connection.close()
    build(workspace).connection.close()
    assert len(workspace.journal.facts()) == facts + 1, "the same file twice is one fact"
    file.write_text(LEAST.replace("announced", "filed"))
    build(workspace).connection.close()
    first, second = workspace.journal.facts()[facts:]
    assert [(f["kind"], f["name"], f["contest"], f["units"]) for f in (first, second)] == [
        ("case", "kota.toml", "ppwp", {"Anggrek/1": "t:a/001"}), ("case", "kota.toml", "ppwp", {}),
    ]  # fmt: skip
    assert [(c.id, c.written.case.status) for c in known(workspace)] == [("kota", "filed")]
    assert (workspace.objects / first["sha256"]).is_file()
    file.unlink()
    build(workspace).connection.close()
    assert [c.id for c in known(workspace)] == ["kota"], "a file that is gone was still said"


def test_a_number_is_of_one_case_and_a_case_of_one_contest(town: Workspace, tmp_path: Path) -> None:
    workspace = copied(town, tmp_path)
    put(workspace, "kota", LEAST + NUMBER)
    build(workspace).connection.close()
    put(workspace, "other", LEAST + NUMBER)
    ((code, file, line, found, expected),) = refused(workspace)
    assert (code, file, line, expected) == ("CS-NUMBER-TWICE", "cases/other.toml", 2, "cases/kota.toml")
    assert found == "81/PHPU.BUP-XXIII/2025"
    (workspace.cases / "other.toml").unlink()
    toml = workspace.configuration.read_text()
    contest = toml[toml.index("[[contest]]") : toml.index("[units]")]
    workspace.configuration.write_text(toml.replace("[units]", contest.replace("ppwp", "other") + "[units]"))
    put(workspace, "kota", LEAST + NUMBER + 'contest = "other"\n')
    assert [p[0::3] for p in refused(workspace)] == [("CS-OTHER-CONTEST", "other")]


def test_a_case_may_name_a_decision_that_comes_with_it(town: Workspace, tmp_path: Path) -> None:
    workspace = copied(town, tmp_path)
    decide(workspace, "d1", "void-unit", units=["a/001"])
    content = (workspace.decisions / "d1.toml").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    decision = hashlib.sha256(f"decision\0{digest}".encode()).hexdigest()[:16]
    put(workspace, "kota", CLAIM + f'kind = "re-vote"\nunits = ["a/001"]\ndecisions = ["{decision}"]\n')
    build(workspace).connection.close()
    assert [c.written.case.claim[0].decisions for c in known(workspace)] == [(decision,)]


def test_the_log_says_of_a_case_its_digest_and_nothing_else(town: Workspace, tmp_path: Path) -> None:
    workspace = copied(town, tmp_path)
    claim = 'kind = "re-vote"\nunits = ["a/001"]\ntext = "Pak Joko salah tulis"\n'
    file = put(workspace, "kota", CLAIM.replace(LEAST, LEAST + NUMBER) + claim)
    build(workspace).connection.close()
    facts = workspace.journal.facts()
    (fact,) = [f for f in facts if f["kind"] == "case"]
    assert "Joko" not in json.dumps(fact)
    opening = {"kind": "opening", "received_at": fact["received_at"], "origin": "o", "vkey": "k", "software": "s"}
    (leaf,) = [x for x in leaves([*facts, {**opening, "profile": "p", "previous": None}]) if x.said["kind"] == "case"]
    content = file.read_bytes()
    assert json.loads(leaf.entry) == {
        "kind": "case", "at": fact["received_at"], "fact": leaf.fact, "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def test_a_case_whose_bytes_were_changed_in_evidence_is_not_believed(town: Workspace, tmp_path: Path) -> None:
    workspace = copied(town, tmp_path)
    put(workspace, "kota", LEAST)
    build(workspace).connection.close()
    (fact,) = [f for f in workspace.journal.facts() if f["kind"] == "case"]
    (workspace.objects / fact["sha256"]).write_text('status = "decided"\n')
    assert {p[0] for p in refused(workspace)} == {"EV-OBJECT-ALTERED"}
