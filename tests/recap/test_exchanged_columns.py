"""A station that resembles its village only with two neighbouring columns exchanged is hinted at, and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.recap.small import Election, papers, result

VILLAGES: dict[str, tuple[list[tuple[int, int, int]], bool]] = {
    # the last station of each: three stations beside it, then the one that may be turned
    "turned": ([(80, 15, 5), (78, 17, 5), (82, 13, 5), (15, 80, 5)], True),
    "behind": ([(5, 80, 15), (5, 78, 17), (5, 82, 13), (5, 15, 80)], True),
    "as-it-should-be": ([(80, 15, 5), (78, 17, 5), (82, 13, 5), (79, 16, 5)], False),
    "only-somewhat-apart": ([(60, 35, 5), (58, 37, 5), (62, 33, 5), (35, 60, 5)], False),
    "apart-and-not-near-when-turned": ([(90, 5, 5), (91, 4, 5), (89, 6, 5), (40, 55, 5)], False),
    "too-few-to-tell": ([(80, 15, 5), (78, 17, 5), (15, 80, 5)], False),
    "the-far-columns-are-no-neighbours": ([(80, 15, 5), (78, 17, 5), (82, 13, 5), (5, 15, 80)], False),
    "zeros": ([(80, 15, 5), (78, 17, 5), (82, 13, 5), (0, 0, 0)], False),
}


def test_two_exchanged_columns_are_hinted_at_where_the_village_shows_it(tmp_path: Path) -> None:
    units = ["code,name,level,parent,stations", "r1,Kota,regency,,", "d1,Utara,district,r1,"]
    stations = ["village,tps,p1,p2,p3"]
    for village, (votes, _) in VILLAGES.items():
        units.append(f"{village},{village},village,d1,{len(votes)}")
        stations += [f"{village},{n},{','.join(map(str, v))}" for n, v in enumerate(votes, 1)]
    table, unit_table = ("\n".join(lines) + "\n" for lines in (stations, units))
    election = Election([papers(table)], units=unit_table, pairs=3, profile="id/presidential-2024", stations="c-hasil")
    found = result(tmp_path, election)
    expected = [(f"t:{v}/{len(votes):03d}",) for v, (votes, hinted) in VILLAGES.items() if hinted]
    assert found.findings("X-105") == sorted(expected)
    assert found.findings("X-105", "fields, severity") == [("v01 v02", "info"), ("v02 v03", "info")]
    assert found.one("select count(*) from standing where flagged") == (0,)


def test_a_ballot_of_one_has_nothing_to_exchange(tmp_path: Path) -> None:
    table = "village,tps,p1\na,1,80\na,2,5\n"
    assert result(tmp_path, Election([papers(table)], pairs=1)).findings("X-105") == []


def test_a_figure_of_nine_digits_is_left_to_other_rules(tmp_path: Path) -> None:
    """Counted all the same where the office declares so, it is compared with nothing: products would overflow."""
    table = "village,tps,p1,p2\n" + "".join(f"a,{n},999999999,999999999\n" for n in range(1, 5))
    units = "code,name,level,parent,stations\nr1,Kota,regency,,\nd1,Utara,district,r1,\na,Anggrek,village,d1,4\n"
    found = result(tmp_path, Election([papers(table)], units=units, settings="[checks]\nhold = false"))
    assert found.findings("X-105") == []
    assert found.one("select count(*) from standing where state = 'in'") == (4,)
