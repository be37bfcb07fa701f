"""A plain file read by the engine gives what the reader gives: the same rows, row numbers, cells and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.recap.small import Election, Result, papers, rebuilt, written

from bukti.intake.plain import plain
from bukti.intake.rows import Options
from bukti.vocabulary.problems import Refusal

HEAD = "village,tps,p1,p2\n"
ROWS = "a,001,10,5\na,002,8,\nb,001,1O4,7\nb,002,-1,12\nc,001,1234567890,3\nc,002,007,12.5\n"
TABLES = ("reading_c1", "cell", "tally", "standing")


def result(folder: Path, text: str) -> Result:
    return rebuilt(written(folder, Election(sources=[papers(text)])))


def seen(found: Result) -> dict[str, object]:
    rows = {t: sorted(map(str, found.rows(f"select * from {t}"))) for t in TABLES}
    return {**rows, "places": found.rows("select reading_id, row from observation order by 1, 2")}


def is_plain(folder: Path, text: str | bytes) -> bool:
    file = folder / "one.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return plain(file, "one.csv", Options(expected=("village", "tps", "p1", "p2"), keys=("village", "tps"))) is not None


def test_both_ways_give_the_same_readings_cells_and_places(tmp_path: Path) -> None:
    quoted = HEAD + ROWS.replace("a,001", '"a",001', 1)  # one quote sends the file to the reader
    assert is_plain(tmp_path, HEAD + ROWS)
    assert not is_plain(tmp_path, quoted)
    assert seen(result(tmp_path / "plain", HEAD + ROWS)) == seen(result(tmp_path / "read", quoted))


def test_a_figure_that_is_no_plain_count_is_never_cast(tmp_path: Path) -> None:
    found = result(tmp_path, HEAD + ROWS)
    figures: dict[str, str] = dict(found.rows("select unit_id, (v01, v02)::varchar from reading_c1"))
    assert figures == {
        "t:a/001": "(10, 5)", "t:a/002": "(8, NULL)", "t:b/001": "(NULL, 7)",
        "t:b/002": "(NULL, 12)", "t:c/001": "(NULL, 3)", "t:c/002": "(7, NULL)",
    }  # fmt: skip
    odd = [("1O4",), ("-1",), ("1234567890",), ("12.5",)]
    assert sorted(found.rows("select text from cell where not known")) == sorted(odd)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "a,001,10,5\n\nb,001,1,1\n",
        HEAD + "a,001,10,5\r\n",
        HEAD + "a,001,10,5",
        HEAD.encode() + b"a,001,10,\xff\n",
        HEAD + "a,001,1\0,5\n",
        HEAD + 'a,001,"10",5\n',
        "village,tps,p1\na,001,10\n",
    ],
    ids=["blank line", "carriage return", "no last line end", "no UTF-8", "NUL", "quote", "column missing"],
)
def test_what_is_unusual_is_left_to_the_reader(tmp_path: Path, text: str | bytes) -> None:
    assert not is_plain(tmp_path, text)


@pytest.mark.parametrize("row", ["a,001,10\n", "a,001,10,5,6\n", "TOTAL,,18,5\n", "village,tps,p1,p2\n", ",001,1,1\n"])
def test_a_row_that_the_reader_would_judge_is_left_to_it(tmp_path: Path, row: str) -> None:
    """It is refused in the same words, with its own row number, as where a quote sends the file to the reader."""
    with pytest.raises(Refusal) as refused:
        result(tmp_path / "plain", HEAD + "a,002,8,7\n" + row)
    with pytest.raises(Refusal) as read:
        result(tmp_path / "read", HEAD + '"a",002,8,7\n' + row)
    assert refused.value.problems == read.value.problems
    assert {p.place.row for p in refused.value.problems} == {3}
