"""What is wrong in bukti.toml is told all at once, each with its line, what stands there and what may."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from tests.evidence.toml import GOOD, changed, line, read, refused

from bukti.evidence.declaring import load
from bukti.locale import LANGUAGES, Catalogue
from bukti.vocabulary.problems import Refusal

# What is written otherwise, a part of the line on which it is told, the code, and what was found.
OF_SHAPE = {
    "a key that there is not": (('parent = "induk"', 'rank = "induk"'), "rank", "CF-UNKNOWN-KEY", "rank"),
    "a key with a capital": (('parent = "induk"', 'Parent = "induk"'), "Parent", "CF-UNKNOWN-KEY", "Parent"),
    "a key missing": (("date = 2019-04-17\n", ""), "[election]", "CF-MISSING-KEY", "date"),
    "a key missing inside": ((', english = "President"', ""), "Presiden", "CF-MISSING-KEY", "english"),
    "a word of no closed set": (("[units]", '[units]\nragged = "guess"'), "ragged", "CF-WRONG-VALUE", "'guess'"),
    "text for a number": (("pad = 3", 'pad = "3"'), "unit = {", "CF-WRONG-VALUE", "'3'"),
    "a number too large": (("pad = 3", "pad = 4"), "unit = {", "CF-WRONG-VALUE", "4"),
    "a number for text": (('scheme = "kpu"', "scheme = 1"), "scheme", "CF-WRONG-VALUE", "1"),
    "an id with capitals": (('id = "stations"', 'id = "Stations"'), "Stations", "CF-PATTERN", "'Stations'"),
    "a colour by name": (('name = "One"', 'name = "One"\ncolour = "red"'), "colour", "CF-PATTERN", "'red'"),
    "an empty column": (('code = "kode"', 'code = ""'), 'code = ""', "CF-WRONG-VALUE", "''"),
    "no day": (("date = 2019-04-17", 'date = "17 April"'), "17 April", "CF-WRONG-VALUE", "'17 April'"),
    "a row before the first": (("[units]", "[units]\nheader_row = 0"), "header_row", "CF-WRONG-VALUE", "0"),
    "true for a number": (("[units]", "[units]\nheader_row = true"), "header_row", "CF-WRONG-VALUE", "True"),
    "a number for a sheet": (('sheet = "c1"', "sheet = 7"), "sheet = 7", "CF-WRONG-VALUE", "7"),
    "a number for a moment": (("as_of = 2019-04-20T12:00:00+07:00", "as_of = 7"), "as_of", "CF-WRONG-VALUE", "7"),
}


def test_the_good_one_is_right(tmp_path: Path) -> None:
    declared = read(tmp_path, GOOD)
    assert declared.text == GOOD
    assert declared.configuration.election.date == datetime.date(2019, 4, 17)
    assert [s.id for s in declared.configuration.contest_of("ppwp").selection] == ["pair-1", "pair-2"]
    source = declared.configuration.source[0]
    assert isinstance(source.as_of, datetime.datetime)
    assert source.as_of.utcoffset() == datetime.timedelta(hours=7)


@pytest.mark.parametrize("name", OF_SHAPE)
def test_a_slip_of_shape_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    change, where, code, found = OF_SHAPE[name]
    text = changed(change)
    told = {(p.code, p.place.file, p.place.row, p.found) for p in refused(tmp_path, text)}
    assert told == {(code, "bukti.toml", line(text, where), found)}


def test_many_slips_are_told_at_once_each_once_and_in_both_languages(tmp_path: Path) -> None:
    text = changed(
        ("date = 2019-04-17\n", ""),
        ("scheme = ", "shceme = "),
        ('name = "Two"', 'nam = "Two"'),
        ('how = "typed"\n\n[[source]]', 'how = "heard"\n\n[[source]]'),
        ("pad = 3", "pad = 4"),
    )
    found = refused(tmp_path, text)
    assert sorted((p.code, p.place.field) for p in found) == [
        ("CF-MISSING-KEY", "contest.selection.name"),
        ("CF-MISSING-KEY", "election.date"),
        ("CF-MISSING-KEY", "units.scheme"),
        ("CF-UNKNOWN-KEY", "contest.selection.nam"),
        ("CF-UNKNOWN-KEY", "units.shceme"),
        ("CF-WRONG-VALUE", "series.how"),
        ("CF-WRONG-VALUE", "source.unit.pad"),
    ]
    assert len(set(found)) == len(found)
    lines = {p.place.field: p.place.row for p in found}
    assert lines["units.shceme"] == line(text, "shceme")
    assert lines["contest.selection.nam"] == line(text, "nam =")
    assert lines["series.how"] == line(text, "heard")
    for language in LANGUAGES:
        for problem in found:
            told = problem.tell(Catalogue(language))
            assert told.startswith("bukti.toml, ")
            assert "{" not in told


def test_the_nearest_key_is_told(tmp_path: Path) -> None:
    (problem,) = [p for p in refused(tmp_path, changed(("scheme = ", "shceme = "))) if p.code == "CF-UNKNOWN-KEY"]
    assert problem.expected.split(", ")[0] == "scheme"


def test_text_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, changed(('scheme = "kpu"', 'scheme = "kpu')))
    assert problem.code == "CF-SYNTAX"
    assert problem.place.row == 20
    assert problem.found == 'scheme = "kpu'


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, changed(('scheme = "kpu"', 'scheme = "kpu"\nscheme = "bps"')))
    assert problem.code == "CF-SYNTAX"


def test_bytes_that_are_no_utf_8_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "bukti.toml"
    file.write_bytes(GOOD.encode().replace(b"Contoh", b"Conto\xe9"))
    with pytest.raises(Refusal, match="CF-NOT-UTF-8"):
        load(file)
