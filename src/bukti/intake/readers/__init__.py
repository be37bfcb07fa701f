"""One module a format: each reads one file into the rows that `rows.py` promises. Imported when first used."""

from __future__ import annotations

import importlib
from typing import Final

from bukti.intake.rows import PLAIN, Extract, Options, Reader, Source


def _lazily(module: str) -> Reader:
    def read(path: Source, name: str, options: Options = PLAIN, /) -> Extract:
        found: Extract = importlib.import_module(f"{__name__}.{module}").read(path, name, options)
        return found

    return read


READERS: Final[dict[str, Reader]] = {
    "delimited": _lazily("delimited"),
    "sirekap": _lazily("sirekap"),
    "spreadsheet": _lazily("spreadsheet"),
}
