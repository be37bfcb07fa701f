"""Thousands that lost zeros in a spreadsheet stay unknown, and what they may have been lies beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, result

from bukti.publish.labels import Labels


def read(root: Path, cell: str, thousands: str = ".") -> Result:
    stations = papers("village,tps,p1,p2\na,1,1,1\n")
    recap = papers(f'unit,p1,p2\na,"{cell}","1{thousands}234"\n', "plenary", more=f'thousands = "{thousands}"')
    return result(root, Election([stations, recap]))


@pytest.mark.parametrize(
    ("cell", "thousands", "proposed"),
    [
        ("9.23", ".", "9230"),
        ("9.2", ".", "9200"),
        ("23.06", ".", "23060"),
        ("98.1", ".", "98100"),
        ("1.089.29", ".", "1089290"),
        ("9,23", ",", "9230"),
        (" 9.23 ", ".", "9230"),
    ],
)
def test_the_zeros_lost_are_proposed_and_the_cell_stays_unknown(
    tmp_path: Path, cell: str, thousands: str, proposed: str
) -> None:
    found = read(tmp_path, cell, thousands)
    assert found.rows("select v01, v02 from reading_recap") == [(None, 1234)]
    (row,) = found.findings("N-101", "fields, terms, proposal, observed, expected")
    assert row == ("v01", f"why=lost-zeros text={cell}", f"v01={proposed}", None, None)
    assert f"{int(proposed):,}" in Labels(found.built.terms, "en").proposal(row[2])


@pytest.mark.parametrize("cell", ["1.2345", "0.5", "12.", "nihil", "1,5"])
def test_nothing_is_proposed_for_any_other_text(tmp_path: Path, cell: str) -> None:
    found = read(tmp_path, cell)
    assert found.rows("select v01 from reading_recap") == [(None,)]
    assert found.findings("N-101", "fields, proposal") == [("v01", None)]
