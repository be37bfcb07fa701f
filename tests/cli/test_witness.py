"""`bukti witness` as a witness runs it: against folders and addresses, over days, and against a log that cheats."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.ledger.test_soundness import KEY, entries, write_log

from bukti.cli.log_files import FILE_MOST
from bukti.cli.server import server as files_server
from bukti.cli.witness_folder import WitnessFolder
from bukti.cli.witness_server import server as witness_server
from bukti.ledger.checkpoint import Checkpoint
from bukti.ledger.cosignature import CosignatureVerifier, attached
from bukti.ledger.merkle import consistency, leaf_hash, root
from bukti.ledger.note import Signer, opened, signed
from bukti.ledger.tiles import new_files
from bukti.ledger.witness import Asked

NAME = "bawaslu.example/w1"
HASHES = [leaf_hash(entry) for entry in entries(400)]


def note(size: int, hashes: list[bytes] = HASHES) -> bytes:
    return signed(Checkpoint(KEY.name, size, root(hashes[:size])).text, KEY)


def own_key(folder: Path) -> CosignatureVerifier:
    told = bukti("witness", at=folder).err
    return CosignatureVerifier.of(told.split()[-1])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "log", 5)


@pytest.fixture
def seen(log: Path, tmp_path: Path) -> Path:
    """The folder of a witness that cosigned the log at five entries."""
    assert bukti("witness", log, "--key", KEY.vkey, "--name", NAME, at=tmp_path).code == 0
    return log


@contextlib.contextmanager
def running(served: object) -> Iterator[int]:
    thread = threading.Thread(target=served.serve_forever, daemon=True)  # type: ignore[attr-defined]
    thread.start()
    try:
        yield served.server_address[1]  # type: ignore[attr-defined]
    finally:
        served.shutdown()  # type: ignore[attr-defined]
        served.server_close()  # type: ignore[attr-defined]
        thread.join()


def test_the_first_look_prints_a_line_that_the_office_can_publish(log: Path, tmp_path: Path) -> None:
    ran = bukti("witness", log, "--key", KEY.vkey, "--name", NAME, at=tmp_path)
    assert ran.code == 0, ran.err
    assert f"{KEY.name}: 5 entries, signed, whole, seen for the first time." in ran.err
    witness = own_key(tmp_path)
    assert witness.name == NAME
    published = attached((log / "checkpoint").read_bytes(), ran.out.encode(), witness)
    assert len(opened(published, [KEY.verifier, witness]).signatures) == 2
    assert ran.out.count("\n") == 1


def test_the_key_of_a_witness_is_its_owner_s_alone(seen: Path, tmp_path: Path) -> None:
    assert seen.exists()
    assert (tmp_path / "witness").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "witness/key").stat().st_mode & 0o777 == 0o600


def test_a_log_that_grew_is_cosigned_with_the_key_it_remembers(seen: Path, tmp_path: Path) -> None:
    write_log(seen, 5, 300)
    ran = bukti("witness", seen, at=tmp_path, language="id")
    assert ran.code == 0, ran.err
    assert "300 entri, bertanda tangan, utuh; 5 entri yang disaksikan sebelumnya tidak berubah." in ran.err
    assert bukti("witness", seen, at=tmp_path).code == 0, "a second look at the same state"


def test_a_log_is_found_in_a_published_site(log: Path, tmp_path: Path) -> None:
    (tmp_path / "site/current").mkdir(parents=True)
    shutil.move(log, tmp_path / "site/current/log")
    for place in ("site", "site/current"):
        assert bukti("witness", place, "--key", KEY.vkey, "--name", NAME, at=tmp_path).code == 0


def test_a_log_at_an_address_is_read_over_http(log: Path, tmp_path: Path) -> None:
    write_log(log, 5, 300)
    with running(files_server(log, 0)) as port:
        where = f"http://127.0.0.1:{port}/"
        ran = bukti("witness", where, "--key", KEY.vkey, "--name", NAME, at=tmp_path)
        assert (ran.code, "300 entries" in ran.err) == (0, True), ran.err
        (log / "checkpoint").unlink()
        assert "there is no log here" in bukti("witness", where, at=tmp_path).err
    ran = bukti("witness", where, at=tmp_path)
    assert ran.code == 2
    assert "does not answer with this file" in ran.err


@pytest.mark.parametrize(("status", "size"), [(503, 3), (200, FILE_MOST + 1)])
def test_a_server_that_fails_or_answers_without_end_is_told_with_its_address(
    tmp_path: Path, status: int, size: int
) -> None:
    class Failing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self.wfile.write(bytes(size))

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with running(HTTPServer(("127.0.0.1", 0), Failing)) as port:
        ran = bukti("witness", f"http://127.0.0.1:{port}/log", "--name", NAME, at=tmp_path)
    assert ran.code == 2
    assert f"http://127.0.0.1:{port}/log/checkpoint: the address does not answer with this file" in ran.err


def cosigned(tmp_path: Path) -> bytes:
    [file] = (tmp_path / "witness/logs").glob("*/checkpoint")
    return file.read_bytes()


def test_a_log_that_rewrote_an_entry_is_not_cosigned_and_the_proof_of_it_is_kept(seen: Path, tmp_path: Path) -> None:
    """The office's own key signed both states: whoever has the two notes can show it."""
    before = cosigned(tmp_path)
    rewritten = [b'{"n":"other"}', *entries(9)[1:]]
    shutil.rmtree(seen)
    for path, content in new_files(0, rewritten).items():
        (seen / path).parent.mkdir(parents=True, exist_ok=True)
        (seen / path).write_bytes(content)
    for size in (9, 5):
        hashes = [leaf_hash(entry) for entry in rewritten[:size]]
        (seen / "checkpoint").write_bytes(note(size, hashes))
        if size == 5:
            (seen / "tile/entries/000.p/5").write_bytes(new_files(0, rewritten[:5])["tile/entries/000.p/5"])
        ran = bukti("witness", seen, at=tmp_path)
        assert (ran.code, ran.out) == (2, "")
        assert "the log contradicts itself" in ran.err
        assert cosigned(tmp_path) == before
        kept = [f.parent for f in (tmp_path / "witness/logs").glob("*/*/now") if f.read_bytes() == note(size, hashes)]
        assert len(kept) == 1
        assert (kept[0] / "before").read_bytes() == before
        assert (kept[0] / "hashes").read_bytes() == b"".join(hashes)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("shrunk", "fewer entries than it signed before: 3 < 5"),
        ("bundle", "the 9 entries here are not those that the log signed"),
        ("absent", "tile/entries/000.p/9: this file of the log is not there"),
        ("key", "no key that you trust has signed this"),
        ("text", "are not as they must be"),
    ],
)
def test_a_log_that_is_not_whole_is_not_cosigned(seen: Path, tmp_path: Path, damage: str, told: str) -> None:
    before = cosigned(tmp_path)
    write_log(seen, 5, 9)
    bundle = seen / "tile/entries/000.p/9"
    if damage == "shrunk":
        write_log(seen, 3)
    elif damage == "bundle":
        bundle.write_bytes(bundle.read_bytes()[:-1] + b"!")
    elif damage == "absent":
        bundle.unlink()
    elif damage == "key":
        state = Checkpoint(KEY.name, 9, root(HASHES[:9])).text
        (seen / "checkpoint").write_bytes(signed(state, Signer(KEY.name, bytes(32))))
    else:
        (seen / "checkpoint").write_bytes(b"hello\n")
    ran = bukti("witness", seen, at=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert cosigned(tmp_path) == before


def test_what_a_witness_was_not_told_is_refused_in_words(log: Path, tmp_path: Path) -> None:
    nameless = bukti("witness", log, at=tmp_path)
    assert (nameless.code, "this witness has no key yet" in nameless.err) == (2, True)
    assert "a key cannot have this name" in bukti("witness", "--name", "a b", at=tmp_path).err
    unknown = bukti("witness", log, "--name", NAME, at=tmp_path)
    assert (unknown.code, f"this witness does not know the log {KEY.name}" in unknown.err) == (2, True)
    assert "no key of the kind" in bukti("witness", log, "--key", KEY.vkey[:-4] + "!!!!", at=tmp_path).err
    assert f"the key here is that of {NAME}, not of other" in bukti("witness", "--name", "other", at=tmp_path).err
    assert "there is no log here" in bukti("witness", tmp_path / "nowhere", at=tmp_path).err
    (tmp_path / "witness/key").write_text("PRIVATE+KEY+damaged+00000000+AAAA\n", encoding="utf-8")
    damaged = bukti("witness", at=tmp_path)
    assert (damaged.code, "AAAA" in damaged.err) == (2, False)


# ---- over HTTP


def post(port: int, body: bytes, path: str = "/add-checkpoint", **headers: str) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"], answer.read()
    finally:
        connection.close()


@pytest.fixture
def folder(tmp_path: Path) -> WitnessFolder:
    made = WitnessFolder(tmp_path / "witness")
    made.prepare()
    made.know(KEY.vkey)
    return made


def grown(old: int, size: int) -> bytes:
    return Asked(old, tuple(consistency(old, HASHES[:size])) if old else (), note(size)).body


def test_the_endpoint_answers_each_case_as_the_protocol_has_it(folder: WitnessFolder) -> None:
    cosigner = folder.cosigner(NAME)
    other = signed(Checkpoint("other.example", 1, HASHES[0]).text, KEY)
    forked = note(5, [leaf_hash(b"other"), *HASHES[1:]])
    with running(witness_server(folder, cosigner, 0)) as port:
        status, kind, line = post(port, grown(0, 5))
        assert (status, kind) == (200, "text/plain; charset=utf-8")
        assert len(opened(note(5) + line, [KEY.verifier, cosigner.verifier]).signatures) == 2
        assert post(port, grown(0, 9)) == (409, "text/x.tlog.size", b"5\n")
        assert post(port, grown(5, 9))[0] == 200
        assert post(port, grown(9, 300))[0] == 200
        assert post(port, Asked(300, (HASHES[0],), note(400)).body)[0] == 422
        assert post(port, Asked(0, (), other).body)[0] == 404
        assert post(port, Asked(300, (), note(300).replace(b"\n300\n", b"\n301\n")).body)[0] == 403
        assert post(port, b"old\n")[0] == 400
        assert post(port, grown(300, 301), path="/")[0] == 404
        assert post(port, b"", **{"Content-Length": "x"})[0] == 411
        assert post(port, b"", **{"Content-Length": "999999"})[0] == 413
    folder.keep(KEY.name, note(5) + line)
    with running(witness_server(folder, cosigner, 0)) as port:
        assert post(port, Asked(5, (), forked).body)[0] == 409
    [now] = folder.at.glob("logs/*/contradiction-*/now")
    assert now.read_bytes() == forked


def test_a_fault_of_the_witness_itself_is_500_and_told_in_words(
    folder: WitnessFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    cosigner = folder.cosigner(NAME)
    folder.keep(KEY.name, note(5))  # not its own record: it carries no cosignature
    with running(witness_server(folder, cosigner, 0)) as port:
        assert post(port, grown(5, 9)) == (500, "text/plain; charset=utf-8", b"")
    told = capsys.readouterr().err
    assert KEY.name in told, "whichever language was chosen last"
    assert "Traceback" not in told
    [file] = folder.at.glob("logs/*/checkpoint")
    file.unlink()
    file.mkdir()  # nothing can be kept here
    with running(witness_server(folder, cosigner, 0)) as port:
        assert post(port, grown(0, 5))[0] == 500
    assert str(file) in capsys.readouterr().err


def test_of_requests_that_come_at_once_one_is_cosigned_and_no_state_rolls_back(folder: WitnessFolder) -> None:
    """The race of tlog-witness: twenty growths from the same size, sent together."""
    cosigner = folder.cosigner(NAME)
    with running(witness_server(folder, cosigner, 0)) as port:
        assert post(port, grown(0, 5))[0] == 200
        statuses: list[int] = []
        threads = [
            threading.Thread(target=lambda size=size: statuses.append(post(port, grown(5, size))[0]))
            for size in range(6, 26)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(statuses) == [200] + [409] * 19


def test_the_witness_serves_until_it_is_stopped_and_is_alone_in_its_folder(
    folder: WitnessFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bukti.cli.server import Server

    second: list[str] = []

    def stopped(_: Server) -> None:
        second.append(bukti("witness", at=folder.at.parent).err)
        raise KeyboardInterrupt

    monkeypatch.setattr(Server, "serve_forever", stopped)
    ran = bukti("witness", "--name", NAME, "--port", "0", at=folder.at.parent)
    assert ran.code == 0
    assert "Logs known: 1. The witness answers at http://127.0.0.1:" in ran.err
    assert "Stopped." in ran.err
    assert "pid" in second[0]
