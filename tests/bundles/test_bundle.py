"""A court bundle from a claim in the news to the sealed folder: what it says, that it stays, that it is sealed."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.bundles.town import AGAIN, CASE, JUDGMENT, MORE, RULING, election, opened_town, put
from tests.cli.running import bukti
from tests.papers.reading import dated, flat
from tests.publish.office import built, entries, publish_at, stranger
from tests.recap.small import papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.ledger import merkle, note, proof
from bukti.publish import verify

PEOPLE = ("--author", "Budi", "--author-role", "kpu-clerk", "--approver", "Sri", "--approver-role", "kpu-member")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The case is put together as a draft, put on record, published, and sealed: to be read, never changed."""
    workspace = opened_town(tmp_path_factory.mktemp("bundle") / "w")
    for arguments in (("bundle", "kota"), ("bundle", "kota", "--seal")):
        assert bukti(*arguments, at=workspace.root).code == 0
    publish_at(workspace, "05")
    assert bukti("bundle", "kota", at=workspace.root).code == 0
    return workspace


@pytest.fixture
def own(town: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return Workspace(Path(shutil.copytree(town.root, tmp_path / "w", symlinks=True)))


def files(folder: Path) -> dict[str, bytes]:
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: content for name, content in found.items() if not name.startswith("segel/")}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO((folder / "data" / name).read_text(encoding="utf-8")))]


def told(folder: Path) -> str:
    pages = PdfReader(folder / "berkas.pdf").pages
    return flat(" ".join(page.extract_text() for page in pages))


def test_the_four_lines_of_a_claim_are_told_with_their_numbers(town: Workspace) -> None:
    """By hand: 708 to 635; two ballots too many move the gap by at most 2; 500 voters and 2.5 % of them are 513."""
    claim, together = rows(town.root / "bundles" / "kota", "dalil.csv")
    wanted = {"if_true": "never", "least": "71", "most": "75"}
    granted = {"if_granted": "only-if", "least_granted": str(73 - 70 - 513), "most_granted": str(73 - 70 + 513)}
    assert {k: claim[k] for k in (*wanted, *granted)} == {**wanted, **granted}
    assert {k: together[k] for k in (*wanted, *granted)} == {**wanted, **granted}
    paper = told(town.root / "bundles" / "kota")
    for line in (
        "437 tidak sama dengan 439", "yang berlaku 439, didalilkan 439 (0)",
        "pasangan 01 tetap unggul atas pasangan 02 paling sedikit 71 suara",
        "menjadi antara −510 dan 516 suara", "Belum ada dokumen yang ditautkan.", "TPS 001 Anggrek",
        "Satu halaman untuk memulai", "T-1 (usul)", "Segel dan daftar hadir", "naskah belum dilihat",
    ):  # fmt: skip
        assert flat(line) in paper, line


def test_sheets_levels_and_rules_of_the_claim_are_in_the_tables(town: Workspace) -> None:
    folder = town.root / "bundles" / "kota"
    (reading,) = rows(folder, "pembacaan.csv")
    figures = ("pair-1", "pair-2", "users_total", "cast_total", "invalid")
    assert [reading[k] for k in figures] == ["250", "180", "437", "439", "9"]
    assert [(r["unit_id"], r["rule"]) for r in rows(folder, "temuan.csv")] == [("t:a/001", "C-131")]
    recap = {
        (r["unit_id"], r["field"]): (r["counted"], r["declared"], r["difference"])
        for r in rows(folder, "rekapitulasi.csv")
    }
    assert recap["t:a", "pair-2"] == ("300", "300", "0")
    assert recap["t:r1", "pair-1"] == ("708", "", "")


def test_the_same_bundle_twice_is_the_same_bytes_in_another_time_and_language(own: Workspace) -> None:
    first = files(own.root / "bundles" / "kota")
    shutil.rmtree(own.root / "bundles")
    odd = {**os.environ, "TZ": "Asia/Jayapura", "LANG": "C", "PYTHONHASHSEED": "7", "BUKTI_LANG": "en"}
    run = [sys.executable, "-m", "bukti", "bundle", "kota"]
    subprocess.run(run, cwd=own.root, env=odd, check=True, capture_output=True)
    assert files(own.root / "bundles" / "kota") == first


def test_the_paper_claims_the_archive_standard_and_is_dated_by_the_evidence(town: Workspace) -> None:
    reader = PdfReader(town.root / "bundles" / "kota" / "berkas.pdf")
    metadata = reader.xmp_metadata
    assert metadata is not None
    text = metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in text
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in text
    assert "<pdfuaid:part>1</pdfuaid:part>" in text
    assert reader.trailer["/Root"]["/Lang"] == "id"  # type: ignore[index]
    at = dated((town.root / "bundles" / "kota" / "berkas.pdf").read_bytes())
    assert at is not None
    assert at.year == 2024


def test_a_draft_is_not_on_record_and_a_sealed_one_is_once(town: Workspace) -> None:
    said = [e for e in entries(town) if e["kind"] == "bundle"]
    listed = (town.root / "bundles" / "kota" / "SHA256SUMS").read_bytes()
    case = (town.root / "cases" / "kota.toml").read_bytes()
    ((one),) = said
    assert (one["sha256"], one["bytes"], one["case"]) == (sha(listed), len(listed), sha(case))
    assert {*one} == {"kind", "fact", "at", "sha256", "bytes", "case"}, "machine values only"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_seal_proves_the_digest_with_the_receipt_alone(town: Workspace) -> None:
    """Checked here by the ledger's own reader, which is not the program in the seal."""
    folder = town.root / "bundles" / "kota" / "segel"
    entry = (folder / "entri.json").read_bytes()
    receipt = proof.read((folder / "tanda-terima.tlog-proof").read_bytes())
    vkey = (folder / "kunci.txt").read_text(encoding="utf-8").strip()
    checkpoint = proof.check(receipt, entry, [note.Verifier.of(vkey)])
    assert checkpoint.size == len(entries(town))
    assert merkle.check_inclusion(
        receipt.index, checkpoint.size, merkle.leaf_hash(entry), receipt.hashes, checkpoint.root
    )


def test_sha256sum_and_the_program_in_the_seal_check_it_with_python_alone(town: Workspace, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(town.root / "bundles" / "kota", tmp_path / "stick"))
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    vkey = (folder / "segel" / "kunci.txt").read_text(encoding="utf-8").strip()
    run = [sys.executable, "-I", "segel/verify.py", "--lang", "en", "--key", vkey]
    found = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "the digest of SHA256SUMS is entry" in found.stdout
    assert "ALL IS RIGHT" in found.stdout


def test_every_change_to_a_sealed_bundle_is_found(town: Workspace, tmp_path: Path) -> None:
    sound = town.root / "bundles" / "kota"
    for name in sorted(p.relative_to(sound).as_posix() for p in sound.rglob("*") if p.is_file()):
        if name.endswith(("verify.py", "kunci.txt")):
            continue
        folder = Path(shutil.copytree(sound, tmp_path / name.replace("/", "-")))
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        assert stranger(folder, tmp_path) == 1, name
    folder = Path(shutil.copytree(sound, tmp_path / "more"))
    (folder / "data" / "tambahan.csv").write_text("x")
    assert stranger(folder, tmp_path) == 1
    (folder / "data" / "tambahan.csv").unlink()
    (folder / "perkara.toml").unlink()
    assert stranger(folder, tmp_path) == 1


def test_a_bundle_sealed_with_another_key_is_refused(town: Workspace, tmp_path: Path) -> None:
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert stranger(town.root / "bundles" / "kota", tmp_path, "--key", other) == 1
    assert stranger(town.root / "bundles" / "kota" / "segel", tmp_path) == 0


def test_what_was_sealed_is_never_replaced(own: Workspace) -> None:
    before = files(own.root / "bundles" / "kota")
    put(own, CASE.replace("announced", "filed"))
    built(own)
    assert bukti("bundle", "kota", at=own.root).code == 0
    assert files(own.root / "bundles" / "kota") == before
    assert (own.root / "bundles" / "kota-2" / "SHA256SUMS").is_file()
    put(own, CASE.replace("announced", "registered"))
    built(own)
    assert bukti("bundle", "kota", at=own.root).code == 0
    assert sorted(p.name for p in (own.root / "bundles").iterdir()) == ["kota", "kota-2"], "a draft is replaced"


def test_a_bundle_of_no_case_or_into_another_folder_is_refused(own: Workspace) -> None:
    ran = bukti("bundle", "kotta", at=own.root)
    assert (ran.code, "kota" in ran.err) == (2, True)
    (own.root / "other").mkdir()
    ran = bukti("bundle", "kota", "--to", str(own.root / "other"), at=own.root)
    assert ran.code == 2
    assert [*(own.root / "other").iterdir()] == []


def test_the_program_in_the_seal_reads_proofs_of_every_shape() -> None:
    """All leaves of all trees up to 40; a proof of the wrong length leads nowhere."""
    for size in range(1, 41):
        hashes = [merkle.leaf_hash(bytes([n])) for n in range(size)]
        root = merkle.root(hashes)
        for index in range(size):
            steps = merkle.inclusion(index, hashes)
            assert verify.led_to(index, size, hashes[index], steps) == root
            assert verify.led_to(index, size, hashes[index], [*steps, hashes[0]]) != root
            if steps:
                assert verify.led_to(index, size, hashes[index], steps[:-1]) != root


def test_a_ruling_becomes_decisions_first_void_then_by_the_new_paper(tmp_path: Path) -> None:
    """By hand: without the station 458 to 455; with its new paper 558 to 625."""
    workspace = opened_town(tmp_path / "w")
    put(workspace, CASE.replace("announced", "decided") + RULING.format(document=JUDGMENT))
    built(workspace)
    ran = bukti("decide", "--case", "kota", *PEOPLE, "--time", "2025-02-24T16:00:00+07:00", at=workspace.root)
    assert (ran.code, "counts for nothing until" in ran.out) == (0, True), ran.err
    found = rebuilt(workspace)
    assert found.tally("r1", "v01, v02, stations_in, stations_void") == (458, 455, 4, 1)
    found.built.connection.close()
    again = bukti("decide", "--case", "kota", *PEOPLE, at=workspace.root)
    assert "counts for nothing until" in again.out
    assert len([*workspace.decisions.iterdir()]) == 1, "the same is not decided twice"
    written(workspace.root, election(papers(AGAIN, "kpu", entry="again", more=MORE)))
    built(workspace)
    ran = bukti("decide", "--case", "kota", *PEOPLE, "--time", "2025-03-30T16:00:00+07:00", at=workspace.root)
    assert ran.code == 0, ran.err
    found = rebuilt(workspace)
    assert found.tally("r1", "v01, v02, stations_in, stations_void") == (558, 625, 5, 0)
    rows_of = found.rows("select effect, reason, basis, document from decision order by place")
    assert rows_of == [
        (effect, "court", "Putusan kota, amar 1", JUDGMENT) for effect in ("void-unit", "re-vote")
    ]  # fmt: skip
    found.built.connection.close()
    assert "already" in bukti("decide", "--case", "kota", *PEOPLE, at=workspace.root).out


def test_drafts_of_a_case_without_a_ruling_are_refused_and_nothing_is_written(own: Workspace) -> None:
    ran = bukti("decide", "--case", "kota", *PEOPLE, at=own.root)
    assert (ran.code, "no ruling" in ran.err) == (2, True)
    assert not own.decisions.is_dir()


def test_bukti_verify_finds_the_workspace_of_a_bundle_whole(own: Workspace, tmp_path: Path) -> None:
    checking = ("verify", "--memory", str(tmp_path / "memory"))
    assert bukti(*checking, at=own.root).code == 0
    facts = [f for f in own.journal.facts() if f["kind"] == "bundle"]
    (own.objects / facts[0]["sha256"]).unlink()
    ran = bukti(*checking, at=own.root)
    assert ran.code != 0
    assert facts[0]["sha256"] in ran.out + ran.err
