"""A made-up election whose rows name their units in words: `Utara/Anggrek` in place of a code."""

from __future__ import annotations

from tests.recap.small import UNITS, Election, papers

BY_CODE = 'unit = { village = "village", station = "tps", pad = 3 }'
BY_NAMES = """\
unit.station = "tps"
unit.pad = 3
unit.names.district = { column = "village", pattern = '([^/]*)/.*' }
unit.names.village = { column = "village", pattern = '[^/]*/(.*)', replace = { "_" = " " } }"""
HEAD = "village,tps,p1,p2\n"


def election(rows: str, units: str = UNITS) -> Election:
    return Election([papers(HEAD + rows)], units=units)


def by_names(rows: str, units: str = UNITS, unit: str = BY_NAMES, more: str = "") -> str:
    """bukti.toml of the election, with units by their names."""
    text = election(rows, units).toml
    assert BY_CODE in text
    return text.replace(BY_CODE, unit) + more


def match(path: str, unit: str, level: str = "village") -> str:
    """An accepted match as TOML."""
    return f"""
[[match]]
source = "kpu"
level = "{level}"
path = {path}
unit = "{unit}"
by = "Data division"
reason = "a slip of the pen"
"""
