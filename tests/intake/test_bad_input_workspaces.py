"""Workspaces as reality has them: each slip refused, noticed or told as a finding, at its place, in both languages.

Every case is laid over a workspace that was built before, and a refusal leaves that one as it was, byte for byte.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import pytest
from tests.recap.small import UNITS, Election, Papers, Result, papers, rebuilt, written

from bukti.evidence.workspace import Workspace
from bukti.locale import Catalogue, Language
from bukti.publish.build import check
from bukti.publish.labels import Labels
from bukti.publish.pages.places import site_of
from bukti.publish.site import write_preview
from bukti.vocabulary.problems import Problem, Refusal
from bukti.vocabulary.profile import read_profile

HEAD = "village,tps,p1,p2\n"
GOOD = HEAD + "a,1,10,5\na,2,8,7\nb,1,6,6\n"
CODED = UNITS.replace("\na,", "\n0010,").replace("\nb,", "\n0020,").replace("\nc,", "\n0030,")
CIRCLE = UNITS.replace("Utara,district,r1", "Utara,district,d2").replace("Selatan,district,r1", "Selatan,district,d1")
MOMENT = "2019-04-18T10:00:00Z"

Told = dict[Language, tuple[str, ...]]


@dataclass(frozen=True)
class Case:
    """A workspace, and what has to come of it: `code` at its place, told with these words in each language."""

    id: str
    election: Election
    code: str
    place: tuple[str, int, str]
    english: tuple[str, ...]
    indonesian: tuple[str, ...]
    toml: tuple[str, str] = ("", "")
    means_else: bool = False
    """Whether the piece gives columns another meaning: then nothing may have been taken in before."""

    @property
    def text(self) -> str:
        """The configuration, with one piece of it written otherwise."""
        old, new = self.toml
        assert old in self.election.toml
        return self.election.toml.replace(old, new, 1) if old else self.election.toml


def of(table: str, units: str = UNITS) -> Election:
    return Election([papers(table)], units=units)


def line(election: Election, text: str) -> int:
    """The line of the configuration on which the text stands."""
    return next(n for n, said in enumerate(election.toml.splitlines(), 1) if text in said)


KPU = "kpu/kpu.csv"
PLAIN = of(GOOD)
REFUSED = [
    Case(
        "B034",
        of(GOOD + "a,1,10,6\n"),
        "IN-STATED-TWICE",
        (KPU, 5, ""),
        ("t:a/001", "stated twice with different figures", "first in row 2"),
        ("t:a/001", "dinyatakan dua kali dengan angka berbeda", "di baris 2"),
    ),
    Case(
        "B039",
        of(HEAD + "10,1,10,5\n", CODED),
        "IN-CODE-LOST-ZEROS",
        (KPU, 2, "village"),
        ("code 10 lost its leading zeros", "0010"),
        ("kode 10 kehilangan nol di depan", "0010"),
    ),
    Case(
        "B039-station",
        of(HEAD + "a,1,10,5\n"),
        "IN-STATION-SHORT",
        (KPU, 2, "tps"),
        ("station number 1", "001", "declare pad = 3"),
        ("nomor TPS 1", "001", "nyatakan pad = 3"),
        toml=(", pad = 3", ""),
        means_else=True,
    ),
    Case(
        "B040",
        of(HEAD + "a,1,10,5\n3374010001.0,1,3,4\n"),
        "IN-CODE-DAMAGED",
        (KPU, 3, "village"),
        ("3374010001.0 looks damaged by a spreadsheet",),
        ("3374010001.0 tampaknya dirusak oleh lembar kerja",),
    ),
    Case(
        "B040-exponent",
        of(HEAD + '"3,37401E+09",1,10,5\n'),
        "IN-CODE-DAMAGED",
        (KPU, 2, "village"),
        ("3,37401E+09 looks damaged by a spreadsheet",),
        ("3,37401E+09 tampaknya dirusak oleh lembar kerja",),
    ),
    Case(
        "B044",
        of(GOOD.replace("p1,p2", "Pair 1,Pair 2")),
        "CF-COLUMN-OF-ANOTHER",
        ("bukti.toml", line(PLAIN, "columns = "), "source.reading.columns.pair-1"),
        ("Pair 2", "named like pair-2"),
        ("Pair 2", "bernama seperti pair-2"),
        toml=('Pair 1 = "Pair 1", Pair 2 = "Pair 2"', 'pair-1 = "Pair 2", pair-2 = "Pair 1"'),
    ),
    Case(
        "B045",
        of(HEAD.replace("p2", "p2,p3") + "a,1,10,5,9\n"),
        "IN-MORE-SELECTIONS",
        (KPU, 0, "p3"),
        ("more vote columns than declared: p3", "Declared: p1, p2"),
        ("kolom suara lain yang tidak dinyatakan: p3", "dinyatakan: p1, p2"),
        toml=(', pair-3 = "p3"', ""),
    ),
    Case(
        "B046",
        of("village,tps,party_1,party_2\na,1,10,5\n"),
        "column-missing",
        (KPU, 1, "p1"),
        ('no column "p1"', "village, tps, party_1, party_2"),
        ('Kolom "p1" tidak ada', "village, tps, party_1, party_2"),
        toml=('party_1 = "party_1", party_2 = "party_2"', 'pair-1 = "p1", pair-2 = "p2"'),
    ),
    Case(
        "B103",
        PLAIN,
        "CF-SYNTAX",
        ("bukti.toml", line(PLAIN, "[units]"), ""),
        ("not correct TOML: [units", f"line {line(PLAIN, '[units]')}"),
        ("bukan TOML yang benar: [units", f"baris {line(PLAIN, '[units]')}"),
        toml=("[units]", "[units"),
    ),
    Case(
        "B103-key",
        PLAIN,
        "CF-UNKNOWN-KEY",
        ("bukti.toml", line(PLAIN, "pad = "), "source.unit.padd"),
        ("padd is not known", "pad"),
        ("padd tidak dikenal", "pad"),
        toml=("pad = 3", "padd = 3"),
    ),
    Case(
        "B103-type",
        PLAIN,
        "CF-WRONG-VALUE",
        ("bukti.toml", line(PLAIN, "pad = "), "source.unit.pad"),
        ("'3' does not fit", "1, 2, 3, …"),
        ("'3' tidak sesuai", "1, 2, 3, …"),
        toml=("pad = 3", 'pad = "3"'),
    ),
    Case(
        "B105-circle",
        of(GOOD, CIRCLE),
        "UN-LEVELS",
        ("units.csv", 3, ""),
        ("d1 Utara stands under d2 Selatan", "never form a circle"),
        ("d1 Utara berada di bawah d2 Selatan", "tidak boleh berputar"),
    ),
    Case(
        "B105-orphan",
        of(GOOD, UNITS.replace("village,d2", "village,d9")),
        "UN-ORPHAN",
        ("units.csv", 7, ""),
        ("parent of c Cempaka is not in the unit table", "t:d9"),
        ("induk c Cempaka tidak ada", "t:d9"),
    ),
    Case(
        "B105-two-parents",
        of(GOOD, UNITS + "a,Anggrek,village,d2,2\n"),
        "UN-TWICE",
        ("units.csv", 8, "parent"),
        ("a Anggrek is there already", "units.csv:5"),
        ("a Anggrek sudah ada", "units.csv:5"),
    ),
    Case(
        "B105-two-roots",
        of(GOOD, UNITS + "r2,Kota Dua,regency,,\n"),
        "UN-TWO-ROOTS",
        ("", 0, ""),
        ("more than one unit at the top: r1 Kota Satu, r2 Kota Dua",),
        ("lebih dari satu wilayah teratas: r1 Kota Satu, r2 Kota Dua",),
    ),
    Case(
        "B106",
        of(GOOD, UNITS + "a,Anggur,village,d1,2\n"),
        "UN-TWICE",
        ("units.csv", 8, "name"),
        ("a Anggur is there already", "units.csv:5"),
        ("a Anggur sudah ada", "units.csv:5"),
    ),
    Case(
        "B106-stations",
        of(GOOD, UNITS + "a,Anggrek,village,d1,3\n"),
        "UN-TWICE",
        ("units.csv", 8, "name"),
        ("a Anggrek is there already", "number of stations", "units.csv:5"),
        ("a Anggrek sudah ada", "jumlah TPS", "units.csv:5"),
    ),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that was built once: three of five stations."""
    folder = tmp_path_factory.mktemp("good") / "workspace"
    rebuilt(written(folder, PLAIN)).built.connection.close()
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path below the folder with the bytes of each file."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def told(problem: Problem, language: Language) -> str:
    return problem.tell(Catalogue(language))


def over(good: Path, folder: Path, election: Election, toml: str = "") -> Workspace:
    """A copy of the built workspace with another election's declarations and files laid over it."""
    shutil.copytree(good, folder)
    shutil.rmtree(folder / "sources")
    return written(folder, election, toml)


def missing_words(problem: Problem, case: Case) -> list[str]:
    said: Told = {"en": case.english, "id": case.indonesian}
    return [word for language, words in said.items() for word in words if word not in told(problem, language)]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_a_refusal_names_the_place_and_changes_nothing(case: Case, good: Path, tmp_path: Path) -> None:
    if case.means_else:
        workspace = written(tmp_path / "workspace", case.election, case.text)
    else:
        workspace = over(good, tmp_path / "workspace", case.election, case.text)
    before = tree(workspace.root)
    with pytest.raises(Refusal) as refused:
        rebuilt(workspace)
    problem = refused.value.problems[0]
    assert (problem.code, problem.level) == (case.code, "refusal")
    assert (problem.place.file, problem.place.row, problem.place.field) == case.place
    assert missing_words(problem, case) == []
    assert tree(workspace.root) == before


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_the_dry_run_tells_the_same_and_changes_nothing(case: Case, tmp_path: Path) -> None:
    workspace = written(tmp_path / "workspace", case.election, case.text)
    before = tree(workspace.root)
    problems, notices = check(workspace)
    assert (problems[0].code, notices) == (case.code, [])
    assert tree(workspace.root) == before
    with pytest.raises(Refusal) as refused:
        rebuilt(workspace)
    assert list(refused.value.problems) == problems
    assert tree(workspace.root) == before


def test_slips_of_several_files_are_told_together(tmp_path: Path) -> None:
    first = Papers("kpu", {"a.csv": HEAD + "a,1,1,2\na,1,3,4\n", "b.csv": HEAD + "b,1,1,2\nb,1,3,4\n"})
    second = papers("village,tps,p1,p2\nb,1x,1,2\n", "crowd")
    with pytest.raises(Refusal) as refused:
        rebuilt(written(tmp_path / "workspace", Election([first, second])))
    assert sorted((p.place.file, p.place.row, p.code) for p in refused.value.problems) == [
        ("crowd/crowd.csv", 2, "IN-STATION-NUMBER"),
        ("kpu/a.csv", 3, "IN-STATED-TWICE"),
        ("kpu/b.csv", 3, "IN-STATED-TWICE"),
    ]


def test_a_rule_that_names_an_unknown_field_is_refused_where_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "id" / "presidential-2019"
    with resources.as_file(resources.files("bukti.profiles") / "id" / "presidential-2019") as own:
        shutil.copytree(own, folder)
    file = folder / "sheets" / "c1.yaml"
    text = file.read_text(encoding="utf-8").replace("says: valid = sum(votes)", "says: valdi = sum(votes)")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        read_profile(tmp_path, "id/presidential-2019")
    problem = refused.value.problems[0]
    row = text.splitlines().index("    says: valdi = sum(votes)") + 1
    assert (problem.place.file, problem.place.row) == ("id/presidential-2019/sheets/c1.yaml", row)
    for language in ("en", "id"):
        assert "valdi" in told(problem, language)
        assert "valid" in told(problem, language)


# Taken in with a notice


def notice(result: Result, code: str) -> Problem:
    (found,) = [n for n in result.notices if n.code == code]
    assert found.level == "notice"
    return found


def test_b033_the_same_station_twice_with_the_same_numbers_is_one_version(tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, of(GOOD + "a,1,10,5\n")))
    problem = notice(found, "IN-SAME-TWICE")
    assert (problem.place.file, problem.place.row) == (KPU, 5)
    assert "1 sheets are stated more than once with the same figures (t:a/001, 2)" in told(problem, "en")
    assert "1 lembar dinyatakan lebih dari sekali dengan angka yang sama (t:a/001, 2)" in told(problem, "id")
    assert found.one("select versions, tied from latest where unit_id = 't:a/001'") == (1, False)
    assert found.one("select count(*) from observation") == (4,)
    assert found.tally("a", "v01, v02, stations_in") == (18, 12, 2)


def test_b036_an_older_export_added_late_is_noticed_and_does_not_stand(tmp_path: Path) -> None:
    newer = papers(GOOD, entry="newer", as_of=MOMENT)
    older = papers(HEAD + "a,1,1,1\n", entry="older", as_of="2019-04-17T10:00:00Z")
    standing = "select unit_id, reading_id from standing order by unit_id"
    before = rebuilt(written(tmp_path, Election([newer])))
    stood, sums = before.rows(standing), before.digests()["tally"]
    found = rebuilt(written(tmp_path, Election([newer, older])))
    problem = notice(found, "IN-OLDER")
    assert problem.place.file == "older/older.csv"
    assert "older than what was received before (2019-04-18T10:00:00.000Z)" in told(problem, "en")
    assert "lebih lama daripada yang sudah diterima (2019-04-18T10:00:00.000Z)" in told(problem, "id")
    assert found.rows(standing) == stood
    assert found.standing("a/001", "why, others") == ("later", 1)
    assert found.digests()["tally"] == sums


def test_b037_the_same_bytes_under_another_name_change_nothing(tmp_path: Path) -> None:
    before = rebuilt(written(tmp_path, PLAIN)).digests()
    files = {"kpu.csv": GOOD, "copy.csv": GOOD}
    found = rebuilt(written(tmp_path, Election([Papers("kpu", files)])))
    problem = notice(found, "EV-ALREADY-KNOWN")
    assert problem.place.file == "kpu/copy.csv"
    assert "already known as kpu/kpu.csv; nothing changes" in told(problem, "en")
    assert "sudah dikenal sebagai kpu/kpu.csv; tidak ada yang berubah" in told(problem, "id")
    assert found.built.new_sources == 0
    assert found.digests() == before


def test_b042_stations_of_another_city_are_left_out_by_a_filter_and_counted(tmp_path: Path) -> None:
    table = "city,village,tps,p1,p2\nhere,a,1,10,5\nthere,z,1,9,9\nthere,y,1,9,9\n"
    election = Election([papers(table, more='where = { city = "here" }')])
    found = rebuilt(written(tmp_path, election, election.toml.replace('city = "city", ', "")))
    problem = notice(found, "IN-ROWS-LEFT-OUT")
    assert problem.place.file == KPU
    assert "2 rows were left out by the filter city = here" in told(problem, "en")
    assert "2 baris disisihkan oleh penyaring city = here" in told(problem, "id")
    assert found.one("select count(*) from reading_c1") == (1,)
    assert found.findings("X-102") == []


# Taken in, and told as findings


@dataclass(frozen=True)
class Finding:
    """A finding that a table must give: its rule, unit and fields, the row it stands in, its words."""

    id: str
    election: Election
    rule: str
    severity: str
    unit: str
    fields: str
    row: int | None
    english: str
    indonesian: str
    counted: tuple[int | None, ...]


BASE = "a,2,8,7\n"
FINDINGS = [
    Finding(
        "B035-series",
        Election([papers(HEAD + "a,1,10,5\n" + BASE), papers(HEAD + "a,1,10,9\n", "crowd")]),
        "X-201",
        "warning",
        "t:a/001",
        "v02",
        None,
        "Example 5, Example 9",
        "Contoh 5, Contoh 9",
        (18, 12, 2),
    ),
    Finding(
        "B035-one-entry",
        Election([Papers("kpu", {"kpu.csv": HEAD + "a,1,10,5\n", "other.csv": HEAD + "a,1,10,9\n" + BASE})]),
        "X-103",
        "hold",
        "t:a/001",
        "",
        None,
        "two readings have equal right to be the last",
        "dua bacaan sama-sama dapat menjadi yang terakhir",
        (8, 7, 1),
    ),
    Finding(
        "B038",
        of(HEAD + "a1,1,50,50\n" + BASE),
        "X-102",
        "error",
        "t:a1/001",
        "",
        2,
        "this unit is not in the unit table; the reading is set aside",
        "wilayah ini tidak ada di daftar wilayah; bacaannya disisihkan",
        (8, 7, 1),
    ),
    Finding(
        "B041",
        of("village,tps,name,p1,p2\na,1,Bakung,10,5\na,2,ANGGREK,8,7\n"),
        "N-103",
        "error",
        "t:a/001",
        "unit_id",
        2,
        "the row says “Bakung”: another name or code than in the unit table",
        "barisnya menyebut “Bakung”: nama atau kode lain daripada di daftar wilayah",
        (18, 12, 2),
    ),
    Finding(
        "B042-no-filter",
        of(HEAD + "z,1,50,50\n" + BASE),
        "X-102",
        "error",
        "t:z/001",
        "",
        2,
        "this unit is not in the unit table",
        "wilayah ini tidak ada di daftar wilayah",
        (8, 7, 1),
    ),
    Finding(
        "B043",
        of(HEAD + BASE),
        "X-101",
        "warning",
        "t:a/001",
        "",
        None,
        "no reading",
        "belum ada",
        (8, 7, 1),
    ),
    Finding(
        "B044-columns-off",
        of("village,tps,p1,p2,valid,invalid,cast_total\na,1,54,188,12,200,134\na,2,8,7,15,0,15\n"),
        "C-404",
        "info",
        "t:a/001",
        "v01 v02 valid invalid cast_total",
        2,
        "one column",
        "satu kolom",
        (62, 195, 2),
    ),
    Finding(
        "B067",
        of(HEAD + "a,1,99999999,5\n" + BASE),
        "C-403",
        "hold",
        "t:a/001",
        "cast_total v01 v02",
        2,
        "100,000,004 votes are written, and there can be 500 at most",
        "tertulis 100.000.004 suara, padahal paling banyak 500",
        (8, 7, 1),
    ),
    Finding(
        "B071",
        of(HEAD + "a,1,,5\n" + BASE),
        "X-104",
        "warning",
        "t:a/001",
        "",
        2,
        "some vote columns are not known",
        "sebagian kolom suara belum diketahui",
        (8, 12, 1),
    ),
    Finding(
        "B072",
        of("village,tps,p1,p2,registered_male\na,1,0,0,100\na,2,8,7,100\n"),
        "C-901",
        "error",
        "t:a/001",
        "valid invalid cast_total v01 v02 registered_male registered_female",
        2,
        "every figure is zero, although 100 voters are registered",
        "semua isian nol, padahal 100 pemilih terdaftar",
        (8, 7, 2),
    ),
]


@pytest.mark.parametrize("case", FINDINGS, ids=lambda case: case.id)
def test_a_slip_on_a_sheet_is_a_finding_at_its_row_and_in_both_languages(case: Finding, tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, case.election))
    rows = found.rows(f"""select severity, unit_id, fields, terms, observed, expected, reading_id from finding
        where rule = '{case.rule}' and unit_id = '{case.unit}'""")
    ((severity, unit, fields, terms, observed, expected, reading),) = rows
    assert (severity, unit, fields) == (case.severity, case.unit, case.fields)
    texts: dict[Language, str] = {"en": case.english, "id": case.indonesian}
    for language, text in texts.items():
        labels = Labels(found.built.terms, language)
        assert text in labels.finding(case.rule, terms, observed, expected, fields)
        assert labels.rule_title(case.rule)
        assert labels.rule_next(case.rule)
    places = found.rows(f"""select path, row from observation o join source s on s.source_id = o.source_id
        where o.reading_id = '{reading}'""")
    assert places == ([(KPU, case.row)] if case.row else places)
    assert bool(places) == bool(reading)
    assert found.tally("a", "v01, v02, stations_in") == case.counted


def test_b071_an_empty_cell_is_not_known_and_the_sum_says_how_many(tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, of(HEAD + "a,1,,5\na,2,8,\n")))
    assert found.rows("select v01, v02, votes_unknown from reading_c1 order by unit_id") == [(None, 5, 1), (8, None, 1)]
    assert found.tally("r1", "v01, v01_unknown, v02, v02_unknown, stations_in") == (8, 1, 5, 1, 0)


def test_b043_what_is_missing_is_said_as_so_many_of_so_many(tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, of(HEAD + BASE)))
    assert found.tally("a", "stations_in, stations_expected, stations_missing") == (1, 2, 1)
    assert found.tally("r1", "stations_in, stations_expected, stations_missing") == (1, 5, 4)
    assert found.tally("c", "v01, v02") == (None, None)


def test_b039_zeros_are_added_to_station_numbers_only_where_that_is_declared(tmp_path: Path) -> None:
    election = of(HEAD + "0010,1,10,5\n0010,002,8,7\n", CODED)
    assert "pad = 3" in election.toml
    found = rebuilt(written(tmp_path, election))
    assert found.rows("select unit_id from standing order by unit_id") == [("t:0010/001",), ("t:0010/002",)]
    padded = replace(election, sources=[papers("village,tps,p1,p2\n10,001,10,5\n")])
    with pytest.raises(Refusal) as refused:
        rebuilt(written(tmp_path / "other", padded))
    assert refused.value.problems[0].code == "IN-CODE-LOST-ZEROS"


def test_b067_a_figure_over_the_limit_is_kept_as_written_and_summed_apart(tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, of(HEAD + "a,1,99999999,5\n" + BASE)))
    assert found.rows("select v01 from reading_c1 where unit_id = 't:a/001'") == [(99_999_999,)]
    assert found.tally("a", "v01, v01_held, stations_held") == (8, 99_999_999, 1)


def test_b038_the_codes_nearest_to_an_unknown_one_are_shown(tmp_path: Path) -> None:
    found = rebuilt(written(tmp_path, of(HEAD + "0011,1,50,50\n0010,9,1,1\n", CODED)))
    site = site_of(found.built)
    assert site.nearest("t:0011/001")[0] == "t:0010"
    assert site.nearest("t:0010/009")[0] in ("t:0010/001", "t:0010/002")
    write_preview(found.built)
    page = (found.built.terms.workspace.preview / "en/ppwp/findings/x-102/index.html").read_text(encoding="utf-8")
    assert "Like codes in the unit table" in page
    assert "<code>t:0010</code>" in page


def test_a_correction_taken_back_with_the_same_bytes_stands_again(tmp_path: Path) -> None:
    first, second = HEAD + "a,1,10,5\n", HEAD + "a,1,10,6\n"
    said = [
        papers(table, entry=entry, as_of=f"2019-04-{day}T10:00:00Z")
        for table, entry, day in ((first, "one", 18), (second, "two", 19), (first, "three", 20))
    ]
    stood = []
    for n in (1, 2, 3):
        found = rebuilt(written(tmp_path, Election(said[:n])))
        stood.append(found.tally("a", "v01, v02"))
    assert stood == [(10, 5), (10, 6), (10, 5)]


def test_a_file_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    workspace = written(tmp_path, PLAIN)
    (workspace.inbox / "kpu" / "kpu.csv").rename(workspace.inbox / "kpu" / "bad\udcff.csv")
    with pytest.raises(Refusal) as refused:
        rebuilt(workspace)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.file) == ("EV-FILE-NAME", "kpu")
    assert "bad\\udcff.csv" in told(problem, "en")
    assert not workspace.evidence.exists()
