"""From a reading's place back to the very cell, in plain Python: the evidence's bytes, the csv module, bukti.toml."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

COUNT = re.compile("[0-9]{1,9}")


def count(text: str) -> int | None:
    """What a plain cell states: a count of ASCII digits between spaces, or nothing that is known."""
    inner = text.strip()
    return int(inner) if COUNT.fullmatch(inner) else None


class Evidence:
    """The received bytes of a workspace by digest, and what its bukti.toml says of their columns."""

    def __init__(self, root: Path) -> None:
        self.objects = root / "evidence" / "objects"
        self.configuration: dict[str, Any] = tomllib.loads((root / "bukti.toml").read_text(encoding="utf-8"))
        self._rows: dict[str, dict[int, dict[str, str]]] = {}

    def content(self, sha256: str) -> bytes:
        """The bytes of a received file, which are those of its digest."""
        content = (self.objects / sha256).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
        return content

    def rows(self, sha256: str) -> dict[int, dict[str, str]]:
        """The records of a comma-separated file by the line on which each starts, the header being line 1."""
        if sha256 not in self._rows:
            lines = csv.reader(io.StringIO(self.content(sha256).decode("utf-8-sig"), newline=""))
            head, found, start = next(lines), {}, lines.line_num + 1
            for cells in lines:
                found[start] = dict(zip(head, cells, strict=True))
                start = lines.line_num + 1
            self._rows[sha256] = found
        return self._rows[sha256]

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        return {s["id"]: s for s in self.configuration["source"]}

    def selection(self, contest: str, column: str) -> str:
        """The public id behind a vote column of the tables, v01 being the first on the ballot."""
        (ballot,) = [c["selection"] for c in self.configuration["contest"] if c["id"] == contest]
        return str(ballot[int(column[1:]) - 1]["id"])

    def column(self, entry: str, series: str, number: str) -> str | None:
        """The file's column for a field or vote column, in what one series says; None where the file has none."""
        source = self.sources[entry]
        vote = re.fullmatch("v[0-9]{2}", number)
        name = self.selection(source["contest"], number) if vote else number
        columns = {**source.get("shared", {})}
        for reading in source["reading"]:
            if reading["series"] == series:
                columns |= reading["columns"]
        found = columns.get(name)
        return None if found is None else str(found)

    def is_of(self, entry: str, row: dict[str, str], unit_id: str) -> bool:
        """Whether a row of the file names this unit, as bukti.toml says rows name units."""
        unit, code = self.sources[entry]["unit"], unit_id.partition(":")[2]
        village, _, station = code.partition("/")
        if "village" in unit:
            return (row[unit["village"]], int(row[unit["station"]])) == (village, int(station))
        return row[unit["code"]] == village + station
