"""A folder of pages over HTTP on this machine: files only, none outside the folder, no listing."""

from __future__ import annotations

import errno
import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Final

from bukti.vocabulary.problems import refuse

HERE: Final = "127.0.0.1"
TRIED: Final = 20
ABSENT: Final = ".absent"
TEXTS: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")
TYPES: Final = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""What files of a site are, whatever the machine's own list of types says."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


class Pages(SimpleHTTPRequestHandler):
    """Answers with a file of the folder or with 404."""

    server_version = "bukti"
    sys_version = ""

    def translate_path(self, path: str) -> str:
        """The file asked for; a place that is not there for anything outside the folder."""
        root = Path(self.directory).resolve()
        self.directory = str(root)  # where a link is switched meanwhile, this answer is still all from one folder
        found = Path(super().translate_path(path).replace("\0", ""))
        if "%00" in path or not found.resolve().is_relative_to(root):
            return str(root / ABSENT)
        return str(found) + ("/" if path.partition("?")[0].endswith("/") else "")

    def guess_type(self, path: str | Path) -> str:  # type: ignore[override]
        """The content type, of texts with their encoding."""
        kind = TYPES.get(Path(path).suffix) or str(super().guess_type(str(path)))
        return f"{kind}; charset=utf-8" if kind.startswith(TEXTS) else kind

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

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
