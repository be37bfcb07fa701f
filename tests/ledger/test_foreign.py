"""Verifiers that others wrote read what we write: Go's own packages for logs and notes, and OpenSSL."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.test_soundness import STEPS, entries, write_log
from tests.needs import need_tool

from bukti.ledger import note
from bukti.ledger.base64_text import encoded
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.merkle import consistency, inclusion, leaf_hash, root
from bukti.ledger.note import Signer, opened, parts, signed
from bukti.ledger.tiles import new_files, paths_of

KEY = Signer("bukti.example/log", bytes(range(32)))
SOURCE = Path(__file__).parent / "foreign" / "main.go"
HASHES = [leaf_hash(entry) for entry in entries(70_000)]


@pytest.fixture(scope="module")
def program(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier, built from Go's vendored packages without a network; kept for the next run."""
    need_tool("go")
    found = importlib.util.find_spec("go")
    assert found, "another go than that of the lock: run `make venv-dev`"
    home = Path(str(found.origin)).parent
    version = (home / "VERSION").read_bytes()
    named = hashlib.sha256(version + SOURCE.read_bytes()).hexdigest()
    assert pytestconfig.cache is not None
    built = pytestconfig.cache.mkdir("foreign") / named
    if not built.exists():
        at = tmp_path_factory.mktemp("go")
        (at / "src/golang.org/x").mkdir(parents=True)
        (at / "src/golang.org/x/mod").symlink_to(home / "src/cmd/vendor/golang.org/x/mod")
        (at / "src/foreign").mkdir()
        (at / "src/foreign/main.go").write_bytes(SOURCE.read_bytes())
        settings = {
            "GOROOT": str(home),
            "GOPATH": str(at),
            "GOCACHE": str(at / "cache"),
            "HOME": str(at),
            "GO111MODULE": "off",
            "GOTOOLCHAIN": "local",
            "CGO_ENABLED": "0",
            "PATH": os.defpath,
        }
        made = built.with_name(f"{named}-{os.getpid()}")
        go = [str(home / "bin/go"), "build", "-gcflags=all=-N -l", "-o", str(made), "."]  # quick to build
        subprocess.run(go, cwd=at / "src/foreign", env=settings, check=True, capture_output=True)
        made.replace(built)
    return built


def told(program: Path, **asked: Any) -> list[str]:
    """What the verifier complains of, and how much it looked at."""
    run = subprocess.run([program], input=json.dumps(asked), capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def checkpoint(folder: Path, size: int) -> str:
    path = folder / f"checkpoint-{size}"
    path.write_bytes(signed(Checkpoint(KEY.name, size, root(HASHES[:size])).text, KEY))
    return str(path)


@pytest.mark.wide
def test_go_reads_every_state_of_a_log_that_grew_entry_by_entry_to_600(program: Path, tmp_path: Path) -> None:
    for size in range(1, 601):
        for path, content in new_files(size - 1, entries(size)).items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content)
    states = [checkpoint(tmp_path, size) for size in range(1, 601)]
    assert told(program, Folder=str(tmp_path), Vkey=KEY.vkey, Checkpoints=states) == [f"read {600 * 601 // 2}"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_log(tmp_path_factory.mktemp("large"), 65_535, 65_536, 65_537, 70_000)


def test_go_reads_a_log_around_each_change_of_its_tiles_levels(program: Path, large: Path) -> None:
    sizes = [65_535, 65_536, 65_537, 70_000]
    states = [checkpoint(large, size) for size in sizes]
    assert told(program, Folder=str(large), Vkey=KEY.vkey, Checkpoints=states) == [f"read {sum(sizes)}"]


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/100"]
)
def test_go_sees_a_flipped_bit_in_each_kind_of_file(program: Path, large: Path, path: str) -> None:
    """The first of these passed unseen by the tile reader of versions before that of the lock (CVE-2026-56865)."""
    state = checkpoint(large, 70_000)
    whole = (large / path).read_bytes()
    at = len(whole) // 2
    (large / path).write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
    try:
        assert len(told(program, Folder=str(large), Vkey=KEY.vkey, Checkpoints=[state])) == 2
    finally:
        (large / path).write_bytes(whole)


def test_go_sees_a_flipped_bit_in_each_file_of_a_small_log(program: Path, tmp_path: Path) -> None:
    """Every file of the last state, so that the two verifiers are held to the same changes."""
    log = write_log(tmp_path / "log", *STEPS)
    for path in [*paths_of(600), "checkpoint"]:
        whole = (log / path).read_bytes()
        at = len(whole) // 2
        (log / path).write_bytes(bytes([*whole[:at], whole[at] ^ 1, *whole[at + 1 :]]))
        found = told(program, Folder=str(log), Vkey=KEY.vkey, Checkpoints=[str(log / "checkpoint")])
        assert len(found) == 2, path
        (log / path).write_bytes(whole)
    assert told(program, Folder=str(log), Vkey=KEY.vkey, Checkpoints=[str(log / "checkpoint")]) == ["read 600"]


def test_go_sees_a_checkpoint_of_another_key_or_another_state(program: Path, large: Path) -> None:
    state = checkpoint(large, 65_536)
    other = Signer(KEY.name, bytes(32))
    assert len(told(program, Folder=str(large), Vkey=other.vkey, Checkpoints=[state])) == 2
    Path(state).write_bytes(signed(Checkpoint(KEY.name, 65_536, HASHES[0]).text, KEY))
    assert len(told(program, Folder=str(large), Vkey=KEY.vkey, Checkpoints=[state])) == 2


def in_tree(index: int, size: int) -> dict[str, Any]:
    proof = [encoded(h) for h in inclusion(index, HASHES[:size])]
    over, leaf = encoded(root(HASHES[:size])), encoded(HASHES[index])
    return {"Index": index, "Size": size, "Leaf": leaf, "Root": over, "Proof": proof}


def grew(old: int, size: int) -> dict[str, Any]:
    proof = [encoded(h) for h in consistency(old, HASHES[:size])]
    over, before = encoded(root(HASHES[:size])), encoded(root(HASHES[:old]))
    return {"Old": old, "Size": size, "OldRoot": before, "Root": over, "Proof": proof}


def test_go_takes_every_proof_we_make(program: Path) -> None:
    sizes = [*range(1, 34), 255, 256, 257, 600]
    ins = [in_tree(n, size) for size in sizes for n in {0, size // 3, size // 2, size - 1}]
    ons = [grew(old, size) for size in sizes for old in {1, size // 3 or 1, size // 2 or 1, size}]
    large = [in_tree(n, 70_000) for n in (0, 65_535, 65_536, 69_999)]
    large_growth = [grew(old, 70_000) for old in (1, 256, 65_535, 65_536, 65_537)]
    count = len(ins) + len(ons) + len(large) + len(large_growth)
    assert told(program, Inclusion=ins + large, Consistency=ons + large_growth) == [f"read {count}"]
    broken = in_tree(5, 9) | {"Index": 4}
    assert len(told(program, Inclusion=[broken], Consistency=[grew(5, 9) | {"Old": 4}])) == 3


def test_go_signs_to_the_same_bytes_and_we_read_what_it_signed(program: Path) -> None:
    text = Checkpoint(KEY.name, 600, root(HASHES[:600])).text
    asked = json.dumps({"Key": KEY.secret, "Text": text})
    run = subprocess.run([program], input=asked, capture_output=True, text=True, check=True)
    assert run.stdout.encode() == signed(text, KEY)
    assert opened(run.stdout.encode(), [KEY.verifier]).text == text


def test_openssl_checks_the_signature_of_a_checkpoint_with_files_made_by_hand(tmp_path: Path) -> None:
    """As an expert would: the text in one file, 64 bytes of signature in another, the key in the form of RFC 8410."""
    openssl = need_tool("openssl")
    text, lines = parts(signed(Checkpoint(KEY.name, 600, root(HASHES[:600])).text, KEY))
    (tmp_path / "text").write_text(text, encoding="utf-8", newline="")
    (tmp_path / "signature").write_bytes(lines[0].content)
    der = bytes.fromhex("302a300506032b6570032100") + note.Verifier.of(KEY.vkey).key
    pem = f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----\n"
    (tmp_path / "key.pem").write_text(pem, encoding="ascii")
    check = [
        openssl,
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "signature",
    ]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "text").write_text(text.replace("600", "601"), encoding="utf-8", newline="")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode != 0
