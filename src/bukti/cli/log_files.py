"""The files of a log at an address or in a folder, as far as they are there."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bukti.ledger.tiles import CHECKPOINT, ENTRY_MOST, WIDTH, Read, reader_of
from bukti.vocabulary.problems import Place, refuse

SCHEMES: Final = ("https://", "http://")
PLACES: Final = ("", "log/", "current/log/")
"""Where a log lies in what people name: itself, a published site, or the folder that holds such sites."""
SECONDS: Final = 30
FILE_MOST: Final = WIDTH * (ENTRY_MOST + 2)


def files_of(where: str) -> Read:
    """The log's files by their path in it. Raises Refusal where there is no log, or a server does not answer."""
    read = _at_address(where.rstrip("/")) if where.startswith(SCHEMES) else reader_of(Path(where))
    found = next((place for place in PLACES if read(place + CHECKPOINT) is not None), None)
    if found is None:
        raise refuse("CLI-NO-LOG", Place(where))
    return lambda path: read(found + path)


def _at_address(address: str) -> Callable[[str], bytes | None]:
    def read(path: str) -> bytes | None:
        asked = Request(f"{address}/{path}", headers={"User-Agent": "bukti", "Cache-Control": "no-cache"})
        try:
            with urlopen(asked, timeout=SECONDS) as answer:
                content: bytes = answer.read(FILE_MOST + 1)
        except HTTPError as error:
            if error.code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
                return None
            raise refuse("CLI-LOG-UNREACHABLE", Place(asked.full_url), f"{error.code} {error.reason}") from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise refuse("CLI-LOG-UNREACHABLE", Place(asked.full_url), str(error)) from None
        if len(content) > FILE_MOST:
            raise refuse("CLI-LOG-UNREACHABLE", Place(asked.full_url), f"> {FILE_MOST}")
        return content

    return read
