"""The witness over HTTP on this machine: POST /add-checkpoint, as https://c2sp.org/tlog-witness has it."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Final

from bukti.cli.server import HERE, Server
from bukti.cli.telling import problems
from bukti.cli.witness_folder import LAST, WitnessFolder
from bukti.ledger.cosignature import Cosigner
from bukti.ledger.unsound import Unsound
from bukti.ledger.witness import PLAIN, REQUEST_MOST, Answer, add_checkpoint, asked
from bukti.vocabulary.problems import Place, Problem

PATH: Final = "/add-checkpoint"


class Requests(BaseHTTPRequestHandler):
    """Answers one request after the other, so that check and store are one."""

    server_version = "bukti"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, folder: WitnessFolder, cosigner: Cosigner, turn: threading.Lock, *rest: object) -> None:
        self.folder, self.cosigner, self.turn = folder, cosigner, turn
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if self.path != PATH:
            self._tell(Answer(HTTPStatus.NOT_FOUND, b""), last=True)
        elif not (length.isascii() and length.isdigit() and len(length) < 10):
            self._tell(Answer(HTTPStatus.LENGTH_REQUIRED, b""), last=True)
        elif int(length) > REQUEST_MOST:
            self._tell(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""), last=True)
        else:
            body = self.rfile.read(int(length))
            try:
                answer = self._answer(body)
            except (Unsound, OSError) as fault:
                problems([_own(fault)])
                answer = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, b"")
            self._tell(answer)

    def _answer(self, body: bytes) -> Answer:
        with self.turn:
            logs = self.folder.logs()
            now = int(time.time())
            answer = add_checkpoint(body, logs, self.folder.last, self.folder.keep, self.cosigner, now)
            if answer.against:
                note = asked(body).note
                origin = note.partition(b"\n")[0].decode()
                self.folder.keep_contradiction(origin, answer.against, note)
        return answer

    def _tell(self, answer: Answer, last: bool = False) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind if answer.body else PLAIN)
        self.send_header("Content-Length", str(len(answer.body)))
        if last:  # what else came was not read
            self.send_header("Connection", "close")
        with contextlib.suppress(ConnectionError):  # who asked may be gone, and asks again
            self.end_headers()
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: who asks is nobody's business."""


def _own(fault: Unsound | OSError) -> Problem:
    """What is wrong with the witness's own folder or disk, for who runs it."""
    if isinstance(fault, Unsound):
        return Problem(fault.reason, Place(LAST), fault.detail)
    return Problem("CLI-WITNESS-NOT-KEPT", Place(fault.filename or ""), fault.strerror or str(fault))


def server(folder: WitnessFolder, cosigner: Cosigner, port: int) -> Server:
    """A server of the witness on the port of this machine; 0 takes a free one. Raises OSError where it is taken."""
    return Server((HERE, port), functools.partial(Requests, folder, cosigner, threading.Lock()))
