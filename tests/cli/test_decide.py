"""`bukti decide` writes a decision that a build takes in, or nothing; `bukti why` tells it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.recap.small import Election, papers, rebuilt, written

from bukti.evidence.workspace import Workspace

PEOPLE = (
    "--author",
    "A",
    "--author-role",
    "clerk",
    "--approver",
    "B",
    "--approver-role",
    "chief",
    "--reason",
    "typing",
)


@pytest.fixture(scope="module")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = written(
        tmp_path_factory.mktemp("town") / "w", Election((papers("village,tps,p1,p2,valid\na,1,10,20,33\na,2,1,2,3\n"),))
    )
    rebuilt(workspace).built.connection.close()
    return workspace


@pytest.fixture
def town(built_town: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to decide about."""
    return Workspace(Path(shutil.copytree(built_town.root, tmp_path / "w")))


def test_a_correction_goes_from_the_command_to_the_answer(town: Workspace) -> None:
    paper = town.root / "paper.pdf"
    paper.write_bytes(b"minutes")
    of = ("--basis", "PKPU 5/2024", "--document", paper, "--page", "2", "--box", "V", "--text", "Pak Joko")
    done = bukti("decide", "--effect", "set-field", "--unit", "a/001", "--set", "pair-2=20:23", *PEOPLE, *of,
                 at=town.root)  # fmt: skip
    assert (done.code, done.err) == (0, "")
    (file,) = town.decisions.iterdir()
    assert str(file) in done.out
    assert bukti("build", at=town.root).code == 0
    told = bukti("why", "a/001", "pair-2", at=town.root).out
    assert "02 Pair 2: 20 → 23" in told
    assert "Decided by clerk, approved by chief" in told
    assert "page 2, box V" in told
    page = (town.preview / "en" / "ppwp" / "decisions" / "index.html").read_text()
    village = (town.preview / "id" / "ppwp" / "kota-satu" / "utara" / "anggrek" / "index.html").read_text()
    assert "02 Pair 2: 20 → 23" in page
    assert "Angka ditetapkan: 02 Pair 2: 20 → 23" in village
    site = "".join(p.read_text() for p in town.preview.rglob("*.html"))
    assert "Joko" not in site


def test_nothing_is_written_where_the_decision_names_nothing(town: Workspace) -> None:
    of = ("--basis", "x", "--document", "ab" * 32)
    done = bukti("decide", "--effect", "set-field", "--unit", "a/001", "--set", "pair-2=21:23", *PEOPLE, *of,
                 at=town.root)  # fmt: skip
    assert done.code == 2
    assert "the reading says 20" in done.err
    assert bukti("decide", "--effect", "void-unit", "--unit", "zz", *PEOPLE, *of, at=town.root).code == 2
    shape = bukti("decide", "--effect", "set-field", "--unit", "a/001", "--set", "pair-2", *PEOPLE, *of, at=town.root)
    assert shape.code == 2
    assert not town.decisions.exists()


def test_a_site_without_decisions_has_no_page_of_them_and_one_of_one_person_says_so(town: Workspace) -> None:
    assert bukti("build", at=town.root).code == 0
    pages = [p for p in town.preview.rglob("*.html") if p.parent.name != ""]
    assert not [p for p in pages if "decisions" in p.parts]
    assert not [p for p in pages if "one person alone" in p.read_text()]
    town.configuration.write_text("one-person = true\n" + town.configuration.read_text())
    assert bukti("build", at=town.root).code == 0
    english = list(town.preview.glob("en/**/*.html"))
    assert english
    assert [p for p in english if "one person alone" not in p.read_text()] == []
