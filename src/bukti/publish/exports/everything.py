"""`differences.csv` and `findings.csv` over all contests, where each row says on which page it stands.

They are made of the files of each contest, one after the other in the order of bukti.toml.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bukti.publish.addresses import PAGE, fragment
from bukti.publish.exports.known_units import KnownUnit

EVERYTHING: Final = ("differences", "findings")
PAGE_COLUMN: Final = "page"
"""The link from the file itself to the page in Indonesian; `/en/` in place of `/id/` is the English one."""


def add(name: str, contest: str, file: Path, to: Path, units: Mapping[str, KnownUnit]) -> None:
    """The rows of a contest's file follow in the file of all contests, each with its link."""
    first = not to.exists()
    with file.open(encoding="utf-8", newline="") as rows, to.open("a", encoding="utf-8", newline="") as out:
        reader, writer = csv.reader(rows, strict=True), csv.writer(out, lineterminator="\n")
        head = next(reader)
        if first:
            writer.writerow([*head, PAGE_COLUMN])
        at = {column: n for n, column in enumerate(head)}
        for row in reader:
            said = {column: row[n] for column, n in at.items()}
            writer.writerow([*row, f"../id/{contest}/{page_of(name, said, units)}"])


def page_of(name: str, row: Mapping[str, str], units: Mapping[str, KnownUnit]) -> str:
    """Where a difference or a finding is told, below the folder of its contest: on its unit's page, at its mark.

    What is of no single reading of a station (two readings that part, a sheet that is missing) is told at the station's
    own mark. Where the contest has no page for the unit, the page of the rule or of all differences tells it.
    """
    unit = units.get(row["unit_id"].partition("/")[0])
    is_finding = name == "findings"
    if unit is None or row["partition"].endswith("/unknown"):
        return f"findings/{row['rule'].lower()}/{PAGE}" if is_finding else f"differences/{PAGE}"
    by_mark = is_finding and ("/" not in row["unit_id"] or row["reading_id"] != "")
    mark = f"#f-{row['finding_id']}" if by_mark else fragment(row["unit_id"])
    return "/".join((*unit.slugs, PAGE)) + mark
