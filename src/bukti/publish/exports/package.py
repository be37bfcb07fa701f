"""`datapackage.json`: every delimited file with its columns, types and digest, for programs that read by themselves.

Data Package and Table Schema, version 1 (https://specs.frictionlessdata.io/). The types are those of the tables'
contracts; the title of a column is its sentence in Indonesian, its description the one in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from bukti.publish.exports.told import told
from bukti.publish.exports.written import Cells, Delimited
from bukti.publish.labels import Labels
from bukti.publish.opened import Opened
from bukti.vocabulary.contract import ColumnType

NAME: Final = "datapackage.json"
MOST_TOLD: Final = 6
"""Of so many contests every file has the sentences of its columns; where there are more, those of the first contest."""
TYPES: Final[Mapping[ColumnType, Mapping[str, Any]]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "integer": {"type": "integer"},
    "flag": {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
}
LICENCE_NAME: Final = re.compile(r"[-a-zA-Z0-9._]+")
Words = Callable[[str, frozenset[str]], tuple[str, str]]


def package(
    asked: Opened, files: Mapping[str, Delimited], digests: Mapping[str, tuple[int, str]], number: int, at: str
) -> bytes:
    """The descriptor of the files of a publication of that moment; `digests` has size and SHA-256 of each."""
    configuration = asked.terms.configuration
    election, public = configuration.election, configuration.public
    indonesian, english = (Labels(asked.terms, language) for language in ("id", "en"))

    @cache
    def words(column: str, selections: frozenset[str]) -> tuple[str, str]:
        return told(indonesian, column, selections), told(english, column, selections)

    office = election.office or election.title
    licence = public.licence if public else None
    votes = {c.id: frozenset(s.id for s in c.selection) for c in configuration.contest}
    silent = {c.id for c in configuration.contest[1:]} if len(votes) > MOST_TOLD else set()
    said = {
        "profile": "tabular-data-package",
        "name": f"{election.profile.replace('/', '-')}-{election.date.isoformat()}",
        "id": f"publication-{number}",
        "title": election.title.indonesian,
        "description": english.say("data.package.description", title=election.title.english, n=number)
        + (f" {english.say('pages.data.licence', licence=licence)}" if licence else ""),
        "version": str(number),
        "created": at,
        **({"homepage": public.address} if public else {}),
        **({"licenses": [_licence(licence)]} if licence and _licence(licence) else {}),
        "contributors": [{"title": office.indonesian, "role": "publisher"}],
        "resources": [
            {
                "name": path.removesuffix(".csv").replace("/", "."),
                "path": path,
                "title": indonesian.say(f"pages.data.file.{_stem(path)}"),
                "description": english.say(f"pages.data.file.{_stem(path)}"),
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": digests[path][0],
                "hash": f"sha256:{digests[path][1]}",
                "schema": _schema(file, votes.get(path.partition("/")[0], frozenset()),
                                  None if path.partition("/")[0] in silent else words),
            }
            for path, file in sorted(files.items())
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".csv")


def _licence(licence: str) -> dict[str, str]:
    """The licence as the form can hold it: an address or a short name; in the description it stands in any case."""
    if licence.startswith(("https://", "http://")) and " " not in licence:
        return {"path": licence}
    return {"name": licence} if LICENCE_NAME.fullmatch(licence) else {}


def _schema(file: Delimited, selections: frozenset[str], words: Words | None) -> dict[str, Any]:
    """The columns; an empty cell is unknown, the cells of the key together name one row."""
    fields = [_field(cells, selections, words) for cells in file.columns]
    key = {"primaryKey": [*file.key]} if file.key else {}
    return {"fields": fields, "missingValues": [""], **key}


def _field(cells: Cells, selections: frozenset[str], words: Words | None) -> dict[str, Any]:
    said: dict[str, Any] = {"name": cells.name, **TYPES[cells.type]}
    if words:
        said["title"], said["description"] = words(cells.name, selections)
    return said
