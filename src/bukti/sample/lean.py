"""The layout `lean`: the same election as three kinds of plain tables, with no more than what is needed to sum it.

`tps_by_province/<code>.csv` has a row for each station and every field twice, once for each series, as their last
exports say; `wilayah_kpu2019.csv` the units, numbered; `rekap_levels.csv` what the plenaries declared in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from bukti.sample.columns import LEAN, SHARED
from bukti.sample.declaration import area_of, kinds_of, lean
from bukti.sample.election import Election, Papers
from bukti.sample.places import Places
from bukti.sample.plan import profile
from bukti.sample.sheets import AT, PAIRS, Box
from bukti.sample.slips import MISSING_VILLAGE
from bukti.sample.truth import HEADER, Place, shown_in, truth
from bukti.sample.writing import Folder

LEVELS: Final = {"nation": "nat", "province": "prov", "regency": "kab", "district": "kec", "village": "kel"}
"""What each level is called in the recap, in the order of depth."""
UNITS: Final = "wilayah_kpu2019.csv"
RECAP: Final = "rekap_levels.csv"
STATIONS: Final = "tps_by_province"
HEAD: Final = ",".join(
    (
        *("kel_id", "tps"),
        *SHARED.values(),
        *(f"{mark}_{column}" for mark in ("kpu", "kp") for column in LEAN.values()),
        *("kp_janggal", "kp_laporKpu", "kp_n_photos", "kp_ts"),
    )
)
_OWN: Final = itemgetter(*(AT[box] for box in LEAN))
_SHARED: Final = itemgetter(*(AT[box] for box in SHARED))
_BLANK: Final = "," * (len(LEAN) - 1)
_MIDNIGHT: Final = 1_707_843_600_000
"""The beginning of the voting day in western Indonesia, in milliseconds since 1970."""


def _place(box: Box) -> Place:
    """Registered men and women are there without the total that they add up to."""
    return "checked" if box in LEAN else "alone" if box in SHARED else "absent"


LOCAL_PATHS: Final = """\
[paths]
LEAN = "."
"""


def write(folder: Folder, made: Election) -> None:
    """The folder holds the tables of the election, a declaration that reads them, and the truth beside them."""
    kinds = profile()
    station, _ = kinds_of(kinds)
    units, recap, told = folder.open(UNITS), folder.open(RECAP), folder.open("truth.csv")
    units.write("id,depth,parent,code,name,stations,first_special,last_special\n")
    recap.write("level,id,rekap_pas1,rekap_pas2,sheet\n")
    told.write(HEADER)
    ids = _Ids(made.places)
    rows, name = None, ""
    for unit in made.units():
        own, parent = ids.close(unit.level)
        if unit.papers and name != f"{STATIONS}/{unit.code[:2]}.csv":
            if rows:
                rows.close()
            name = f"{STATIONS}/{unit.code[:2]}.csv"
            rows = folder.open(name)
            rows.write(HEAD + "\n")
        shows = shown_in({"later": name, "crowd": name})
        for papers in unit.papers:
            village, _ = ids.close("village")
            told.writelines(truth(papers, station, shows, _place))
            if rows:
                rows.writelines(_rows(papers, str(village)))
            units.write(_unit(papers.village.code, papers.village.name, village, own, "village", papers))
            recap.write(_declared("village", village, own, papers.sums.at_district))
        units.write(_unit(unit.code, unit.name, own, parent, unit.level))
        recap.write(_declared(unit.level, own, parent if parent is not None else own, unit.sums.above))
    # The files lie beside bukti.toml, where the other chains read them; local.toml says so.
    folder.folder("sources")
    folder.text("local.toml", LOCAL_PATHS)
    folder.text("bukti.toml", lean(area_of(made.places), kinds))


class _Ids:
    """Numbers for units, level by level from the nation's 0, given out as units are closed."""

    def __init__(self, places: Places) -> None:
        self._next, first = dict[str, int](), 0
        for level, count in zip(LEVELS, (1, *places.counts), strict=True):
            self._next[level] = first
            first += count

    def close(self, level: str) -> tuple[int, int | None]:
        """The number of the next unit of a level, and that of the unit that it belongs to, which is still open."""
        own, order = self._next[level], list(LEVELS)
        self._next[level] += 1
        at = order.index(level)
        return own, self._next[order[at - 1]] if at else None


def _rows(papers: Papers, village: str) -> Iterator[str]:
    """A row for each station of a village, the last word of each series; none where the whole village is missing."""
    for at, number in enumerate(papers.numbers):
        kpu, crowd = papers.written(at, "later"), papers.written(at, "crowd")
        if kpu is None and crowd is None and papers.slips[at].kind == MISSING_VILLAGE:
            continue
        shared = _SHARED(kpu or [*map(str, papers.sheets[at])])
        first = ",".join(_OWN(kpu)) if kpu else _BLANK
        second = first if crowd is kpu else ",".join(_OWN(crowd)) if crowd else _BLANK
        read = f"0,,3,{_MIDNIGHT + papers.moments[at].read * 1000}" if crowd else ",,,"
        yield f"{village},{number.lstrip('0')},{','.join(shared)},{first},{second},{read}\n"


def _unit(code: str, name: str, own: int, parent: int | None, level: str, papers: Papers | None = None) -> str:
    depth, above = list(LEVELS).index(level), "" if parent is None else parent
    stations = special = ""
    if papers:
        specials = papers.village.special_numbers
        stations, special = str(papers.village.stations), f"{specials[0]},{specials[-1]}" if specials else ","
    return f"{own},{depth},{above},{code},{name},{stations},{special or ','}\n"


def _declared(level: str, own: int, sheet: int, counts: Sequence[int]) -> str:
    """What stands declared of a unit, on the sheet of the unit that it belongs to."""
    return f"{LEVELS[level]},{own},{','.join(map(str, counts[:PAIRS]))},{sheet}\n"
