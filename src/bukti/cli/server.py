"""A folder of pages over HTTP on this machine: files only, none outside the folder, no listing."""

from __future__ import annotations

import errno
import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from bukti.cli.headers import content_type, headers
from bukti.vocabulary.problems import refuse

HERE: Final = "127.0.0.1"
TRIED: Final = 20
ABSENT: Final = ".absent"
NOT_FOUND: Final = "404.html"
INDEX: Final = "index.html"


class Server(ThreadingHTTPServer):
    daemon_threads = True


class Pages(SimpleHTTPRequestHandler):
    """Answers with a file of the folder or with 404."""

    server_version = "bukti"
    sys_version = ""
    index_pages = (INDEX,)
    tag = ""
    """What tells this content of the file from any other, where a file is answered with."""
    named = ""
    """The path from the folder that the headers are for."""

    def translate_path(self, path: str) -> str:
        """The file asked for; a place that is not there for anything outside the folder."""
        root = Path(self.directory).resolve()
        self.directory = str(root)  # where a link is switched meanwhile, this answer is still all from one folder
        found = Path(super().translate_path(path).replace("\0", ""))
        if "%00" in path or not found.resolve().is_relative_to(root) or "/." in path:
            return str(root / ABSENT)
        return str(found) + ("/" if path.partition("?")[0].endswith("/") else "")

    def guess_type(self, path: str | Path) -> str:  # type: ignore[override]
        return content_type(Path(path).relative_to(self.directory).as_posix())

    def send_head(self) -> BytesIO | BinaryIO | None:
        """The head of the answer; short where the reader has this very file already (RFC 9110, 13.1.2)."""
        asked = Path(self.translate_path(self.path))
        file = asked / INDEX if asked.is_dir() else asked
        self.tag, self.named = "", file.relative_to(self.directory).as_posix()
        if not file.is_file() or asked.is_dir() != self.path.partition("?")[0].endswith("/"):
            return super().send_head()
        state = file.stat()
        self.tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        known = [t.strip().removeprefix("W/") for t in self.headers.get("If-None-Match", "").split(",")]
        if self.tag in known:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.end_headers()
            return None
        return super().send_head()

    def end_headers(self) -> None:
        if self.tag:
            self.send_header("ETag", self.tag)
        for name, value in headers(self.named).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The folder's own page for what is not there, where it has one."""
        own = Path(self.directory) / NOT_FOUND
        self.tag, self.named = "", NOT_FOUND
        if code != HTTPStatus.NOT_FOUND or not own.is_file():
            super().send_error(code, message, explain)
            return
        content = own.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", content_type(NOT_FOUND))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def list_directory(self, path: object) -> BytesIO | None:  # noqa: ARG002
        """No folder is listed."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: who reads which page is nobody's business."""


def server(folder: Path, port: int) -> Server:
    """A server of the folder on the port, or on the next one free. Raises Refusal where none of many is."""
    handler = functools.partial(Pages, directory=str(folder))
    for tried in range(port, min(port + TRIED, 65536)):
        try:
            return Server((HERE, tried), handler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise refuse("CLI-NO-PORT", found=str(port), expected=str(port + TRIED - 1))
