"""A plenary's paper: its numbers are the tables', its names are text, its bytes are the evidence's alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.running import bukti
from tests.papers.reading import dated, flat, pages_of, scanned
from tests.recap.deciding import decide
from tests.recap.small import Election, papers, written
from tests.recap.test_lists import made as with_lists
from tests.site.small import BRACES, CODE, small_town

from bukti.evidence.workspace import Workspace
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.note import Signer, signed
from bukti.locale import Language
from bukti.publish.build import build
from bukti.publish.labels import Labels
from bukti.publish.lookup import Units, contest_named
from bukti.publish.opened import Opened, opened
from bukti.publish.papers.beside import beside, names_of
from bukti.publish.papers.form import form_of
from bukti.publish.papers.printing import paper
from bukti.publish.papers.published import published
from bukti.publish.papers.words import MOST, Words
from bukti.vocabulary.problems import Refusal

ROOT = bytes(range(32))
SHORT = "9·000102030405"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The small town, built: to be read, never changed."""
    workspace = small_town(tmp_path_factory.mktemp("town") / "workspace")
    build(workspace).connection.close()
    return workspace


@contextmanager
def asking(workspace: Workspace, unit: str) -> Iterator[tuple[Opened, Any, Any]]:
    with opened(workspace) as asked:
        yield asked, contest_named(asked, None), Units(asked).find(unit)[0]


@pytest.fixture
def own_town(town: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the built town, to do with as one likes."""
    return Workspace(Path(shutil.copytree(town.root, tmp_path / "town")))


def pdf(workspace: Workspace, unit: str, language: Language = "id") -> bytes:
    with asking(workspace, unit) as (asked, contest, found):
        return paper(asked, contest, found, language)


def texts(workspace: Workspace, unit: str, language: Language = "en") -> dict[str, Any]:
    """Everything that is given to the typesetter."""
    with asking(workspace, unit) as (asked, contest, found):
        form = form_of(asked, contest, found)
        noted = beside(asked, form)
        words = Words(Labels(asked.terms, language), form)
        return words.paper(noted, published(asked), "", names_of(asked, noted))


def cells(said: dict[str, Any]) -> dict[str, list[str]]:
    """The cells of each line by its label, those of all groups one after the other."""
    found: dict[str, list[str]] = {}
    for group in said["groups"]:
        for line in group["lines"]:
            found.setdefault(line["label"], []).extend(line["cells"])
    return found


def publish(workspace: Workspace) -> None:
    """A published folder made by hand, of the tables as they are."""
    with opened(workspace) as asked:
        tables = {n: asked.built.store.table_digest(n) for n in ("tally", "standing", "finding")}
    current = workspace.root / "site" / "3"
    (current / "log").mkdir(parents=True)
    said = {"number": 3, "time": "2019-04-19T02:00:00+00:00", "tables": tables}
    (current / "publication.json").write_text(json.dumps(said), encoding="utf-8")
    note = signed(Checkpoint("example.org/log", 9, ROOT).text, Signer("example.org/log", b"\1" * 32))
    (current / "log" / "checkpoint").write_bytes(note)
    (workspace.root / "site" / "current").symlink_to("3")


# ---- the numbers


def test_every_number_on_the_paper_is_the_one_in_the_office_s_file(town: Workspace) -> None:
    said = cells(texts(town, "kota-kecil/utara"))
    assert said["01 Satu dan Dua"] == ["270", "490", "–", "760"]
    assert said["02 Tiga <b>dan</b> Empat"] == ["150", "100", "–", "250"]
    text = flat(" ".join(pages_of(pdf(town, "kota-kecil/utara"))))
    assert "01SatudanDua270490–760" in text
    assert "02Tiga<b>dan</b>Empat150100–250" in text


def test_a_village_s_paper_has_its_stations_and_leaves_out_what_is_held(town: Workspace) -> None:
    said = texts(town, "112")
    heads = [(c["name"], c["basis"]) for c in said["groups"][0]["columns"]]
    assert heads[0] == ("TPS 001", "held, in no sum")
    assert cells(said)["01 Satu dan Dua"][:2] == ["–", "70"]
    assert cells(said)["02 Tiga <b>dan</b> Empat"][:2] == ["–", "–"]
    assert said["notes"][0] == "– means not known, which is not zero."


def test_each_candidate_stands_below_the_list(tmp_path: Path) -> None:
    workspace = with_lists(tmp_path)
    build(workspace).connection.close()
    said = cells(texts(workspace, "r1"))
    assert said["01 Pair 1"] == ["30", "9", "39"]
    assert said["1. \u2068Ani\u2069 (Area 1)"] == ["17", "–", "17"]  # 5 + 12 in Utara
    assert said["2. \u2068Budi\u2069 (Area 1)"] == ["11", "–", "11"]  # 3 + 8
    assert said["3. \u2068Fajar\u2069 (Area 2)"] == ["–", "3", "3"]


def test_a_total_that_its_columns_do_not_add_up_to_is_marked(tmp_path: Path) -> None:
    recap = "unit,sheet,p1,p2\na,d1,30,10\nb,d1,5,6\nd1,d1,35,17\n"
    workspace = written(tmp_path, Election([papers("village,tps,p1,p2\na,1,9,9\n"), papers(recap, "plenary")]))
    build(workspace).connection.close()
    said = texts(workspace, "d1")
    assert cells(said)["01 Pair 1"] == ["30", "5", "35"]
    assert cells(said)["02 Pair 2"] == ["10", "6", "≠ 17"]
    assert said["notes"][-1].startswith("≠")


def test_a_count_says_of_how_many_stations_it_is(tmp_path: Path) -> None:
    table = "village,tps,p1,p2,valid\na,1,9,1,10\na,2,3,4,\n"
    workspace = written(tmp_path, Election([papers(table)]))
    build(workspace).connection.close()
    said = texts(workspace, "d1")
    assert said["groups"][0]["columns"][0] == {"name": "Anggrek", "basis": "counted from 2 of 2 stations"}
    assert cells(said)["01 Pair 1"] == ["12", "–", "12"]
    assert cells(said)["Valid votes"] == ["10*", "–", "10*"]
    assert [note[0] for note in said["notes"]] == ["–", "*"]


def test_what_was_declared_and_counted_otherwise_is_listed(town: Workspace) -> None:
    rows = texts(town, "kota-kecil/utara")["differences"]["rows"]
    assert ["Suka Maju", "02 Tiga <b>dan</b> Empat", "110", "150", "+40"] in rows


def test_every_correction_below_the_unit_is_listed_with_old_and_new(tmp_path: Path) -> None:
    table = "village,tps,p1,p2,valid\na,1,10,20,30\na,2,30,4,43\nc,1,7,8,15\n"
    workspace = written(tmp_path, Election([papers(table)]))
    build(workspace).connection.close()
    before = texts(workspace, "d1")
    assert (before["decided"]["rows"], cells(before)["02 Pair 2"]) == ([], ["24", "–", "24"])
    decide(workspace, "one", "set-field", units=["a/002"], set=[("pair-2", 4, 13)], page=3, box="V.A.2")
    build(workspace).connection.close()
    after = texts(workspace, "d1")
    [row] = after["decided"]["rows"]
    assert row[:4] == ["\u2068Anggrek\u2069, TPS 002", "Figure set as decided: 02 Pair 2", "4", "13"]
    assert "kpu-clerk" in row[5]
    assert "V.A.2" in row[6]
    assert cells(after)["02 Pair 2"] == ["33", "–", "33"]
    assert ["C-208", "1"] in [[r[0], r[3]] for r in before["open"]["rows"]]
    assert "C-208" not in [r[0] for r in after["open"]["rows"]]
    assert texts(workspace, "d2")["decided"]["rows"] == []
    printed = flat("".join(pages_of(pdf(workspace, "r1"))))
    assert "Anggrek,TPS002" in printed
    assert "02Pair2413" in printed


def test_findings_that_are_open_are_counted_by_rule(town: Workspace) -> None:
    said = texts(town, "kota-kecil/utara")["open"]
    with opened(town) as asked:
        names, rows = asked.table("finding")
        found = [r for row in rows if not (r := dict(zip(names, row, strict=True)))["silent_because"]]
    below = [f["rule"] for f in found if f["unit_id"].partition("/")[0] not in ("town:1",)]
    assert {rule: n for rule, _, _, n in said["rows"]} == {r: str(below.count(r)) for r in below}


def test_sixty_units_run_over_pages_and_each_stands_once(tmp_path: Path) -> None:
    units = "code,name,level,parent,stations\nr1,Kota Satu,regency,,\nd1,Utara,district,r1,\n"
    units += "".join(f"v{n:02d},Kelurahan {n:02d},village,d1,1\n" for n in range(60))
    table = "village,tps,p1,p2\n" + "".join(f"v{n:02d},1,{100 + n},{200 + n}\n" for n in range(60))
    workspace = written(tmp_path, Election([papers(table)], units=units))
    build(workspace).connection.close()
    said = texts(workspace, "d1")
    assert [len(g["columns"]) for g in said["groups"]] == [10, 10, 10, 10, 10, 11]
    assert max(len(g["columns"]) for g in said["groups"]) <= MOST + 1
    assert cells(said)["01 Pair 1"] == [*(str(100 + n) for n in range(60)), "7.770".replace(".", ",")]
    whole = flat("".join(pages_of(pdf(workspace, "d1"))))
    assert all(whole.count(f"Kelurahan{n:02d}") == 1 for n in range(60))
    assert whole.count("01Pair1") == 6


# ---- names that attack


ATTACKS = [
    CODE,
    BRACES,
    '#panic("x")',
    "$x$ *b* @ref <label>",
    "= Judul",
    '#include "/etc/passwd"',
    "=1+1",
    "\\u{202e}",
]


def test_names_that_attack_are_text(tmp_path: Path) -> None:
    units = "code,name,level,parent,stations\nr1,Kota Satu,regency,,\nd1,#eval(1),district,r1,\n"
    quoted = [a.replace('"', '""') for a in ATTACKS]
    units += "".join(f'v{n},"{name}",village,d1,1\n' for n, name in enumerate(quoted))
    table = "village,tps,p1,p2\n" + "".join(f"v{n},1,{n},1\n" for n in range(len(ATTACKS)))
    workspace = written(tmp_path, Election([papers(table)], units=units))
    build(workspace).connection.close()
    text = flat("".join(pages_of(pdf(workspace, "d1")))).casefold()
    assert [a for a in (*ATTACKS, "#eval(1)") if flat(a).casefold() not in text] == []


def test_names_without_an_end_and_turned_letters_are_printed(tmp_path: Path) -> None:
    long, turned, marked = "X" * 300, "abc\u202edef", "e" + "\u0301" * 500
    units = f"code,name,level,parent,stations\nr1,Kota Satu,regency,,\nd1,Utara,district,r1,\na,{long},village,d1,1\n"
    units += f"b,{turned},village,d1,1\nc,{marked},village,d1,1\n"
    workspace = written(tmp_path, Election([papers("village,tps,p1,p2\na,1,1,1\nb,1,2,2\n")], units=units))
    build(workspace).connection.close()
    assert texts(workspace, "d1")["signing"]["place"].startswith("Declared in \u2068Utara\u2069, on")
    assert "x" * 300 in flat("".join(pages_of(pdf(workspace, "d1")))).casefold()


# ---- bytes and state


def test_the_same_evidence_gives_the_same_bytes_wherever_and_whenever(
    town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pdf(town, "kota-kecil")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Jakarta")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert hashlib.sha256(pdf(town, "kota-kecil")).digest() == hashlib.sha256(first).digest()
    assert dated(first) == datetime(2019, 4, 18, 2, tzinfo=UTC)  # the latest moment that a file states
    assert str(town.root).encode() not in first
    assert os.sep + "var" not in "".join(pages_of(first))


def test_before_a_publication_every_page_says_so(town: Workspace) -> None:
    pages = pages_of(pdf(town, "kota-kecil"))
    assert all("Belum dipublikasikan" in page for page in pages)
    assert all(f"Halaman {n} dari {len(pages)}" in page for n, page in enumerate(pages, 1))
    assert texts(town, "kota-kecil")["qr"] == ""


def test_a_publication_s_paper_carries_its_checkpoint_and_a_code_that_a_phone_reads(own_town: Workspace) -> None:
    publish(own_town)
    pages = pages_of(pdf(own_town, "kota-kecil", "en"))
    assert all(f"Publication 3 · checkpoint {SHORT}" in page for page in pages)
    assert "Publication 3, 19 Apr 2019 09:00 WIB" in pages[0]
    root = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert scanned(texts(own_town, "kota-kecil")["qr"]) == f"example.org/log\n9\n{root}\n"


def test_tables_that_changed_since_the_publication_are_not_said_to_be_of_it(own_town: Workspace) -> None:
    publish(own_town)
    file = own_town.inbox / "recap.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("111,270,150", "111,271,150"), encoding="utf-8")
    build(own_town).connection.close()
    pages = pages_of(pdf(own_town, "kota-kecil", "en"))
    assert "of data not published yet" in pages[0]
    assert all("Changed since publication 3" in page for page in pages)


def test_a_publication_that_is_none_is_refused(own_town: Workspace) -> None:
    publish(own_town)
    file = own_town.root / "site" / "current" / "publication.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    for other in ({"number": "3"}, {"tables": None}, {"time": 4}, {"time": "yesterday"}):
        file.write_text(json.dumps({**whole, **other}), encoding="utf-8")
        assert refusal(own_town) == ["PAPER-PUBLICATION"], other
    file.write_text("{", encoding="utf-8")
    assert refusal(own_town) == ["PAPER-PUBLICATION"]
    file.write_text(json.dumps(whole), encoding="utf-8")
    (file.parent / "log" / "checkpoint").write_bytes(b"example.org/log\n9\n")
    assert refusal(own_town) == ["PAPER-PUBLICATION"]


def refusal(workspace: Workspace) -> list[str]:
    with pytest.raises(Refusal) as refused, opened(workspace) as asked:
        published(asked)
    return [p.code for p in refused.value.problems]


# ---- the command


def test_the_command_writes_the_paper_it_was_asked_for(town: Workspace, tmp_path: Path) -> None:
    ran = bukti("paper", "kota-kecil/utara", "--workspace", town.root, "--to", "kertas.pdf", at=tmp_path, language="id")
    assert (ran.code, ran.err) == (0, "")
    assert (tmp_path / "kertas.pdf").read_bytes() == pdf(town, "kota-kecil/utara")
    assert "Sertifikat rekapitulasi" in pages_of((tmp_path / "kertas.pdf").read_bytes())[0]


def test_a_file_that_was_not_named_is_not_replaced(town: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "president-kota-kecil-en.pdf"
    there.write_bytes(b"mine")
    ran = bukti("paper", "kota-kecil", "--workspace", town.root, at=tmp_path)
    assert ran.code == 2
    assert there.name in ran.err
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("unit", "more", "told"),
    [
        ("kota-kecil/utara/suka-maju/001", (), "Levels that make a recap sheet: village, district, regency, province"),
        ("kota-kecil", ("--to", "paper.txt"), "Give a name that ends in .pdf"),
        ("kota-besar", (), "kota-kecil"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_written(
    town: Workspace, tmp_path: Path, unit: str, more: tuple[str, ...], told: str
) -> None:
    ran = bukti("paper", unit, *more, "--workspace", town.root, at=tmp_path)
    assert ran.code == 2
    assert told in ran.err
    assert [*tmp_path.iterdir()] == []
