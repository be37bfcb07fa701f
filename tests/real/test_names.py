"""Real sets that name units in words: a council at three moments, a mayor's election with damaged numbers, codes of two
offices side by side.

Each figure stands three times: in the built tables, as a number written here, and in `oracle`, which counts the raw
files in plain Python.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.real.examples import Builds, copied, edit
from tests.real.of_2015 import Damaged
from tests.real.oracle import Figures
from tests.recap.small import Result, rebuilt

from bukti.evidence.workspace import Workspace

pytestmark = pytest.mark.real

Row = tuple[Any, ...]

CILACAP, SURABAYA = "cilacap-2024", "surabaya-2015"
COLUMNS_2015 = ("registered_total", "users_total", "v01", "v02", "valid", "invalid", "cast_total")
PARTIES = [f"v{n:02d}" for n in range(1, 19)]
FIRST, SECOND, THIRD = (f"2024-{at}:00.000Z" for at in ("02-23T02:36", "03-04T04:58", "03-12T15:11"))
"""The moments in the files' names, WIB, as UTC."""


def seen_at(moment: str) -> str:
    """SQL: the readings that a file of this moment shows."""
    return f"""reading_c_hasil r join observation o on o.reading_id = r.reading_id where o.as_of = '{moment}'"""


# ---- Cilacap: names in place of codes, sentences in place of figures, three moments


@pytest.mark.parametrize(
    ("at", "moment", "sentences", "total"),
    [(0, FIRST, 1391, 782169), (1, SECOND, 1373, 784624), (2, THIRD, 1372, 784796)],
)
def test_each_moment_of_cilacap_is_read_whole(
    at: int, moment: str, sentences: int, total: int, examples: Builds, oracle: Figures
) -> None:
    built, of = examples(CILACAP), oracle.cilacap.moments[at]
    sums = ", ".join(f"cast(sum({party}) as bigint)" for party in PARTIES)
    found = built.one(f"""
        select count(*), count(*) filter (where votes_unknown = 18), count(*) filter (where votes_unknown = 0), {sums}
        from {seen_at(moment)}""")
    assert found[:3] == (5964, sentences, 5964 - sentences) == (of.rows, of.sentences, of.rows - of.sentences)
    assert found[3:] == of.parties
    assert sum(found[3:]) == total == of.total


def test_the_last_moment_of_cilacap_stands(examples: Builds, oracle: Figures) -> None:
    built, of = examples(CILACAP), oracle.cilacap.moments[2]
    found = built.one(f"""
        select stations_expected, stations_in, stations_missing, stations_held, {" + ".join(PARTIES)} from tally
        where unit_id = 'kpu:3301' and basis = 'counted'""")
    assert found == (5964, 4592, 1372, 0, 784796) == (of.rows, of.rows - of.sentences, of.sentences, 0, of.total)
    assert oracle.cilacap.largest == 405, "no station states more than the law's 500"


def test_nineteen_stations_of_cilacap_changed_and_then_one(examples: Builds, oracle: Figures) -> None:
    built = examples(CILACAP)
    changed = """
        select count(*) filter (where a.votes_unknown = 18 and b.votes_unknown = 0),
            count(*) filter (where a.votes_unknown = 0 and b.votes_unknown = 0), count(*)
        from (select r.*, o.as_of from {before}) a join (select r.*, o.as_of from {after}) b on b.unit_id = a.unit_id
        where a.reading_id <> b.reading_id"""
    first = built.one(changed.format(before=seen_at(FIRST), after=seen_at(SECOND)))
    second = built.one(changed.format(before=seen_at(SECOND), after=seen_at(THIRD)))
    assert (first, second) == ((18, 1, 19), (1, 0, 1))
    assert oracle.cilacap.changes == ((18, 1, 0), (1, 0, 0))
    assert built.one("select count(*) from latest where versions > 1") == (20,)
    later = built.one("select count(*) from standing s join observation o on o.reading_id = s.reading_id"
                      f" where o.as_of = '{THIRD}'")  # fmt: skip
    assert later == (5964,)


def test_every_village_of_cilacap_is_matched_by_its_name_alone(examples: Builds, oracle: Figures) -> None:
    built = examples(CILACAP)
    matched = built.one("""
        select count(distinct unit.parent_id) from reading_c_hasil r join unit on unit.unit_id = r.unit_id""")
    assert matched == (284,)
    assert (oracle.cilacap.villages, oracle.cilacap.villages_by_name) == (284, 284)
    assert built.built.terms.configuration.match == ()


def test_the_code_in_every_sentence_of_cilacap_is_that_of_the_unit_matched_by_name(
    examples: Builds, oracle: Figures
) -> None:
    built = examples(CILACAP)
    assert built.findings("N-103") == []
    assert [m.codes_that_disagree for m in oracle.cilacap.moments] == [0, 0, 0]
    links = built.one(f"""
        select count(*), count(*) filter (where images like '%/' || replace(substr(r.unit_id, 5), '/', ''))
        from {seen_at(THIRD)} and images is not null""")
    assert links == (1372, 1372)
    assert built.findings("N-101") == []


def test_a_sentence_with_another_stations_code_is_told(real_data: Path, tmp_path: Path) -> None:
    workspace = copied(CILACAP, tmp_path / "other")
    name = "cilacap_2024-03-12T2211_9319bda.csv"
    text = (real_data / "dprd-province-2024" / name).read_text(encoding="utf-8")
    assert text.count("3301032009013\n") == 1
    workspace.inbox.mkdir()
    (workspace.inbox / name).write_text(text.replace("3301032009013\n", "3301032009014\n"), encoding="utf-8")
    edit(workspace.root, lambda toml: toml.replace("${BUKTI_DATA}/dprd-province-2024/", ""))
    found = rebuilt(workspace)
    assert found.findings("N-103", "unit_id, terms") == [
        ("kpu:3301032009/013", "why=other-name text=3301032009014")
    ]  # fmt: skip


def test_cilacap_has_the_codes_of_both_offices(examples: Builds) -> None:
    built = examples(CILACAP)
    assert built.rows("select * from unit_code_gap") == []
    assert built.rows("""
        select scheme, code, from_date from unit_code where unit_id = 'kpu:3301032009' order by scheme""") == [
        ("kemendagri", "33.01.03.2009", "2025-01-01"),
        ("kpu", "3301032009", ""),
    ]  # fmt: skip
    assert built.one("select count(*) from unit_code where scheme = 'kemendagri'") == (1 + 24 + 284,)


# ---- Surabaya: a unit table in three files, names inside links, numbers that lost zeros


def broken(rule: str) -> str:
    return f"select count(*) from finding_checks where rule = '{rule}' and series = 'kpu'"


SURABAYA_FIGURES: list[tuple[str, str, Row, Callable[[Figures], Row]]] = [
    (
        "stations and units",
        """select (select stations_expected from unit where parent_id is null),
            (select count(*) from unit where level = 'village'),
            (select count(*) from unit where level = 'district')""",
        (3936, 154, 31),
        lambda f: (f.surabaya.stations, f.surabaya.villages.rows, f.surabaya.districts.rows),
    ),
    (
        "sums",
        """select v01, v02, registered_total, users_total, valid, invalid, cast_total, stations_in from tally
            where unit_id = 'surabaya2015:kota' and basis = 'counted'""",
        (141811, 887342, 2014476, 1050984, 1026633, 18747, 1043806, 3936),
        lambda f: (
            *(f.surabaya.sums[n] for n in ("pair-1", "pair-2", "registered", "users", "valid", "invalid", "cast")),
            f.surabaya.stations,
        ),
    ),
    ("pairs not valid", broken("C-208"), (68,), lambda f: (f.surabaya.pairs_not_valid,)),
    ("valid and invalid not cast", broken("C-209"), (39,), lambda f: (f.surabaya.valid_invalid_not_cast,)),
    ("cast not users", broken("C-131"), (87,), lambda f: (f.surabaya.cast_not_users,)),
    ("users over registered", broken("C-405"), (31,), lambda f: (f.surabaya.users_over_registered,)),
    ("registered over 800", broken("C-402"), (8,), lambda f: (f.surabaya.registered_over_800,)),
]


@pytest.mark.parametrize(("says", "sql", "numbers", "counted"), SURABAYA_FIGURES, ids=[f[0] for f in SURABAYA_FIGURES])
def test_a_figure_of_surabaya_comes_out(
    says: str, sql: str, numbers: Row, counted: Callable[[Figures], Row], examples: Builds, oracle: Figures
) -> None:
    assert examples(SURABAYA).one(sql) == numbers == counted(oracle), says


LOST = """
    select count(*) from finding f join unit on unit.unit_id = f.unit_id
    where rule = 'N-101' and terms like 'why=lost-zeros%' and level = '{}'"""


@pytest.mark.parametrize(
    ("level", "lost", "cells", "of"),
    [
        ("district", 15, 217, lambda f: f.surabaya.districts),
        ("village", 80, 1078, lambda f: f.surabaya.villages),
    ],
    ids=["district", "village"],
)
def test_lost_zeros_are_seen_and_what_they_may_have_been_is_proposed(
    level: str, lost: int, cells: int, of: Callable[[Figures], Damaged], examples: Builds, oracle: Figures
) -> None:
    built, damaged = examples(SURABAYA), of(oracle)
    assert built.one(LOST.format(level)) == (lost,) == (damaged.lost,)
    assert damaged.cells == cells
    names = dict(zip(COLUMNS_2015, damaged.sums, strict=True))
    rows = built.rows(f"""
        select case when u.level = 'village' then parent.name || '/' || u.name else u.name end, f.fields, f.proposal
        from finding f join unit u on u.unit_id = f.unit_id left join unit parent on parent.unit_id = u.parent_id
        where f.rule = 'N-101' and u.level = '{level}'""")
    assert {(unit, names[field]): proposal for unit, field, proposal in rows} == {
        key: f"{next(c for c, n in names.items() if n == key[1])}={digits}" for key, digits in damaged.proposed.items()
    }


def test_sound_cells_of_surabaya_are_read_and_lost_ones_are_in_no_sum(examples: Builds, oracle: Figures) -> None:
    built = examples(SURABAYA)
    for level, damaged in (("district", oracle.surabaya.districts), ("village", oracle.surabaya.villages)):
        sums = ", ".join(f"cast(sum({c}) as bigint)" for c in COLUMNS_2015)
        found = built.one(f"select {sums} from reading_recap r join unit u on u.unit_id = r.unit_id"
                          f" where u.level = '{level}'")  # fmt: skip
        assert found == tuple(damaged.sums.values())


def test_the_two_villages_wonorejo_of_surabaya_are_two_units(examples: Builds) -> None:
    found = examples(SURABAYA).rows("""
        select parent.name, r.v02 from reading_recap r join unit u on u.unit_id = r.unit_id
        join unit parent on parent.unit_id = u.parent_id where u.name = 'WONOREJO' order by parent.name""")
    assert [name for name, _ in found] == ["RUNGKUT", "TEGALSARI"]
    assert len({votes for _, votes in found}) == 2


# ---- Codes of two offices, nation-wide

NATION = """
[election]
profile = "id/council-2024"
title = { indonesian = "Wilayah", english = "Units" }
date = 2024-02-14

[[contest]]
id = "none"
title = { indonesian = "Contoh", english = "Example" }
selection = [{ id = "party-1", name = "One" }]

[units]
path = "${BUKTI_DATA}/areas/stations-per-village-2024.csv"
scheme = "kpu"
root = { level = "nation", code = "0", name = "Indonesia" }
levels.province = { prefix = 2, name = "provinsi" }
levels.regency = { prefix = 4, name = "kabkota" }
levels.district = { prefix = 6, name = "kecamatan" }
levels.village = { code = "kode_kel", name = "kelurahan" }

[[units.codes]]
path = "${BUKTI_DATA}/areas/wilayah-kemendagri-2025.csv"
scheme = "kemendagri"
since = 2025-01-01
code = "kode"
unit = { column = "kode", replace = { "." = "" } }
name = { column = "nama", pattern = '(?:Kabupaten )?(.+)' }
parent = { column = "kode", pattern = '(.+)[.][0-9]+', replace = { "." = "" } }

[[series]]
id = "nobody"
title = { indonesian = "Contoh", english = "Example" }
how = "typed"

[[source]]
id = "one"
path = "one.csv"
contest = "none"
sheet = "c-hasil"
unit = { code = "unit", station_digits = 3 }

[[source.reading]]
series = "nobody"
columns = { party-1 = "votes" }
"""


@pytest.fixture(scope="module")
def nation(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    assert real_data.is_dir()
    root = tmp_path_factory.mktemp("nation")
    (root / "sources").mkdir()
    (root / "bukti.toml").write_text(NATION, encoding="utf-8")
    (root / "sources" / "one.csv").write_text("unit,votes\n3301032009001,1\n", encoding="utf-8")
    return rebuilt(Workspace(root))


def test_codes_and_names_that_do_not_meet_are_those_of_plain_arithmetic(nation: Result, oracle: Figures) -> None:
    found = nation.rows("""
        select kind, case when kind <> 'code-only' then level when length(code) = 8 then 'district' else 'village' end,
            count(*)
        from unit_code_gap group by all order by all""")
    assert found == [
        ("code-only", "district", 18),
        ("code-only", "village", 356),
        ("other-code", "district", 14),
        ("other-code", "village", 188),
        ("other-name", "district", 146),
        ("other-name", "province", 1),
        ("other-name", "regency", 12),
        ("other-name", "village", 657),
        ("unit-only", "district", 138),
        ("unit-only", "province", 1),
        ("unit-only", "regency", 96),
        ("unit-only", "village", 629),
    ]
    of = oracle.codes
    kinds = {"code-only": of.code_only, "other-code": of.other_code, "other-name": of.other_name,
             "unit-only": of.unit_only}  # fmt: skip
    assert found == [(kind, level, n) for kind, levels in kinds.items() for level, n in levels.items()]


def test_every_code_that_meets_a_unit_stands_beside_its_own(nation: Result, oracle: Figures) -> None:
    found = nation.rows("""
        select level, count(*) from unit_code c join unit on unit.unit_id = c.unit_id
        where scheme = 'kemendagri' group by all order by all""")
    assert dict(found) == oracle.codes.meet == {"district": 7253, "province": 38, "regency": 514, "village": 83218}
    (notice,) = [n for n in nation.notices if n.code == "UN-CODES-APART"]
    assert notice.found == "kemendagri: unit-only 864, code-only 374, other-name 816, other-code 202"


def test_a_village_that_was_renumbered_is_told_with_both_codes(nation: Result) -> None:
    rows = nation.rows("""
        select unit_id, name, code, code_name from unit_code_gap where kind = 'other-code' and level = 'village'
        order by unit_id""")
    assert len(rows) == 188
    assert all(name.casefold().split() == other.casefold().split() for _, name, _, other in rows)
    assert all(unit.partition(":")[2] != code.replace(".", "") for unit, _, code, _ in rows)
