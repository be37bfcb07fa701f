"""Decisions that are refused: what is told, at which line, and that nothing was changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.recap.deciding import decide, toml
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.publish.build import build, check
from bukti.vocabulary.problems import Refusal

TABLE = "village,tps,p1,p2\na,1,10,20\na,2,3,4\n"
VOID = {"units": ["a/001"]}


def tree(root: Path) -> str:
    """A digest of every file of the workspace but the inbox of decisions."""
    files = sorted(p for p in root.rglob("*") if p.is_file() and "decisions" not in p.parts)
    return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Built once; tests that take a decision in make their own."""
    workspace = written(tmp_path_factory.mktemp("bad") / "w", Election((papers(TABLE),)))
    rebuilt(workspace).built.connection.close()
    return workspace


def refused(workspace: Workspace) -> list[tuple[str, str, int, str]]:
    """The codes, files, lines and findings of what a build refuses; nothing was changed by it."""
    before = tree(workspace.root)
    with pytest.raises(Refusal) as refusal:
        build(workspace)
    assert tree(workspace.root) == before
    return [(p.code, p.place.file, p.place.row, p.found) for p in refusal.value.problems]


CASES = {
    "no author (B108)": (toml("void-unit", "author", **VOID), "CF-MISSING-KEY", 0, "author"),
    "no reason (B108)": (toml("void-unit", "reason", **VOID), "CF-MISSING-KEY", 0, "reason"),
    "no second person (B108)": (toml("void-unit", "approver", **VOID), "DC-NO-APPROVER", 0, "Budi"),
    "the author approves (B108)": (toml("void-unit", approver="BUDI ", **VOID), "DC-APPROVER-IS-AUTHOR", 4, "BUDI"),
    "no such unit (B108)": (toml("void-unit", units=["nowhere"]), "UNIT-UNKNOWN", 10, "nowhere"),
    "no such station (B108)": (toml("void-unit", units=["a/009"]), "STATION-UNKNOWN", 10, "t:a/009"),
    "no such sheet (B108)": (
        toml("set-field", units=["a/001"], sheet="recap", set=[("pair-1", 10, 1)]), "DC-NO-READING", 10,
        "kota-satu/utara/anggrek#tps-001",
    ),
    "no such finding": (toml("explain-finding", findings=["f" * 24]), "DC-UNKNOWN", 10, "f" * 24),
    "no such file": (toml("withdraw-source", sources=["0" * 16]), "DC-UNKNOWN", 10, "0" * 16),
    "no such series": (toml("use-reading", series="kpuu", **VOID), "DC-UNKNOWN", 10, "kpuu"),
    "no such paper": (toml("re-vote", **VOID), "DC-NO-PAPER", 10, "kota-satu/utara/anggrek#tps-001:re-vote-1"),
    "no such field": (toml("set-field", **VOID, set=[("pair-9", 1, 2)]), "DC-UNKNOWN", 13, "pair-9"),
    "an old figure that is not there": (
        toml("set-field", **VOID, set=[("pair-1", 11, 12)]), "DC-OLD-DIFFERS", 14, "pair-1 = 11",
    ),
    "an old figure left out": (toml("set-field", **VOID, set=[("pair-1", None, 12)]), "DC-OLD-DIFFERS", 12,
                               "pair-1 = –"),
    "an unknown key": (toml("void-unit", unit="a"), "CF-UNKNOWN-KEY", 10, "unit"),
    "an unknown effect": (toml("voids", **VOID), "CF-WRONG-VALUE", 1, "'voids'"),
    "a key of another effect": (toml("void-unit", number=2, **VOID), "DC-KEY-OF-ANOTHER", 10, "number"),
    "no units": (toml("void-unit"), "CF-MISSING-KEY", 0, "units"),
    "a time without a zone": (
        toml("void-unit", **VOID, time="2024-03-01T10:00:00"), "CF-WRONG-VALUE", 9, "'2024-03-01T10:00:00'",
    ),
    "no TOML": ("effect = \n", "CF-SYNTAX", 1, "effect ="),
    "an empty file": ("\n", "DC-SIZE", 0, "1"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_a_decision_is_told_with_its_line(case: str, town: Workspace) -> None:
    text, code, line, found = CASES[case]
    town.decisions.mkdir(exist_ok=True)
    file = town.decisions / "d.toml"
    file.write_text(text)
    try:
        (problem,) = refused(town)
        assert problem == (code, "decisions/d.toml", line, found)
        assert [p.code for p in check(town)[0]] == [code]
    finally:
        file.unlink()


def test_all_that_is_wrong_is_told_at_once(town: Workspace) -> None:
    for name, unit in (("d1", "a/001"), ("d2", "a/002")):
        decide(town, name, "void-unit", "approver", units=[unit])
    assert [p[:2] for p in refused(town)] == [("DC-NO-APPROVER", f"decisions/{n}.toml") for n in ("d1", "d2")]
    for file in town.decisions.iterdir():
        file.unlink()


def test_two_decisions_on_one_sheet_at_one_time_need_an_order(tmp_path: Path) -> None:  # B109
    workspace = written(tmp_path / "w", Election((papers(TABLE),)))
    rebuilt(workspace).built.connection.close()
    decide(workspace, "d1", "void-unit", units=["a/001"])
    decide(workspace, "d2", "use-reading", units=["a/001"], series="kpu")
    ((code, _, _, found),) = refused(workspace)
    assert code == "DC-NO-ORDER"
    assert found in ("decisions/d1.toml", "decisions/d2.toml")
    decide(workspace, "d2", "use-reading", units=["a/001"], series="kpu", order=2)
    assert rebuilt(workspace).rows("select place, effect from decision order by place") == [
        (1, "void-unit"), (2, "use-reading"),
    ]  # fmt: skip


def test_a_decision_changed_after_it_was_taken_in_is_refused_and_the_old_one_stands(tmp_path: Path) -> None:  # B110
    workspace = written(tmp_path / "w", Election((papers(TABLE),)))
    rebuilt(workspace).built.connection.close()
    text = decide(workspace, "d1", "void-unit", units=["a/001"])
    rebuilt(workspace).built.connection.close()
    (workspace.decisions / "d1.toml").write_text(text.replace("a/001", "a/002"))
    ((code, file, _, _),) = refused(workspace)
    assert (code, file) == ("DC-ALTERED", "decisions/d1.toml")
    (workspace.decisions / "d1.toml").unlink()
    found = rebuilt(workspace)
    assert found.standing("a/001", "state") == ("void",)
    found.built.connection.close()
    decide(workspace, "d0", "void-unit", units=["a/001"], time="2024-02-01T10:00:00+07:00")
    assert [p[0] for p in refused(workspace)] == ["DC-AFTER-A-LATER-ONE"]


def test_nothing_can_be_looked_up_before_anything_was_built(tmp_path: Path) -> None:
    workspace = written(tmp_path / "w", Election((papers(TABLE),)))
    decide(workspace, "d1", "void-unit", units=["a/001"])
    assert [p[0] for p in refused(workspace)] == ["DC-NOT-BUILT"]


def test_a_workspace_of_one_person_says_so_and_needs_no_second(tmp_path: Path) -> None:
    election = Election((papers(TABLE),))
    workspace = written(tmp_path / "w", election, toml="one-person = true\n" + election.toml)
    rebuilt(workspace).built.connection.close()
    decide(workspace, "d1", "void-unit", "approver", "approver_role", units=["a/001"])
    found = rebuilt(workspace)
    assert found.rows("select role, approver_role from decision") == [("kpu-clerk", "")]


def test_no_text_and_no_person_is_in_the_journal(tmp_path: Path) -> None:
    workspace = written(tmp_path / "w", Election((papers(TABLE),)))
    rebuilt(workspace).built.connection.close()
    decide(workspace, "d1", "void-unit", units=["a/001"], text="Pak Joko salah tulis")
    rebuilt(workspace).built.connection.close()
    (fact,) = [f for f in workspace.journal.facts() if f["kind"] == "decision"]
    assert {k: fact[k] for k in ("effect", "units", "role", "reason")} == {
        "effect": "void-unit", "units": ["t:a/001"], "role": "kpu-clerk", "reason": "typing",
    }  # fmt: skip
    told = str(fact)
    assert not [word for word in ("Joko", "Budi", "Sri", "PKPU") if word in told]
