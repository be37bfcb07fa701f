"""The layout `workspace`: the files as an office would have them, and beside them the areas of the units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from bukti.sample import areas
from bukti.sample.columns import column
from bukti.sample.declaration import FILES, area_of, kinds_of, workspace
from bukti.sample.election import Counted, Election, File, Papers, moment
from bukti.sample.plan import profile
from bukti.sample.sheets import AT, BOXES, CROWD, Box
from bukti.sample.truth import HEADER, Place, shown_in, truth
from bukti.sample.writing import Folder
from bukti.vocabulary.roles import SEXES, Role

EXPORTS: Final[tuple[File, ...]] = ("first", "later")
WORDS: Final = {
    "nation": "negara",
    "province": "provinsi",
    "regency": "kabupaten",
    "district": "kecamatan",
    "village": "kelurahan",
}
_REGISTERED: Final = tuple(AT[Role("registered", sex=sex)] for sex in SEXES)
_CROWD: Final = itemgetter(*(AT[box] for box in CROWD))
_SHOWN: Final = shown_in(FILES)


def write(folder: Folder, made: Election) -> None:
    """The folder holds the workspace of the election, with the areas of its units and the truth beside it."""
    kinds, is_city = profile(), made.places.is_city
    station, _ = kinds_of(kinds)
    boxes, of_crowd = (",".join(map(column, some)) for some in (BOXES, CROWD))
    exports = {file: folder.open(f"sources/{FILES[file]}") for file in EXPORTS}
    crowd, recap = folder.open(f"sources/{FILES['crowd']}"), folder.open("sources/recap.csv")
    told, units = folder.open("truth.csv"), list[str]()
    for export in exports.values():
        export.write(f"kode_tps,kec,kel,tps,{boxes},ts,foto_1,foto_2,foto_3\n")
    crowd.write(f"kode_kel,kel,tps,{of_crowd},dibaca\n")
    recap.write(f"kode_lembar,tingkat,kode,nama,{boxes}\n")
    told.write(HEADER)
    for unit in made.units():
        for papers in unit.papers:
            for file, lines in _exports(unit.name, papers).items():
                exports[file].writelines(lines)
            crowd.writelines(_crowd(papers))
            told.writelines(truth(papers, station, _SHOWN, _place))
        units += [_unit(part, unit.code, is_city) for part in unit.parts if part.level == "village"]
        # A city is the whole of its election: nothing is declared above it.
        if not is_city or unit.level in ("district", "regency"):
            units.append(_unit(unit, "" if is_city and unit.level == "regency" else unit.parent, is_city))
            recap.writelines(_sheet(unit, is_city))
    head = "kode,kode_induk,tingkat,nama,jumlah_tps,tps_khusus_awal,tps_khusus_akhir,dpt_l,dpt_p\n"
    # Sorted by their codes, all units stand behind those that they belong to.
    folder.text("sources/units.csv", head + "".join(sorted(units)))
    folder.text("bukti.toml", workspace(area_of(made.places), kinds, areas.levels_of(made.places)))
    areas.write(folder, made.places)


def _place(_: Box) -> Place:
    return "checked"


def _word(unit: Counted, is_city: bool) -> str:
    return "kota" if unit.level == "regency" and (is_city or unit.name.startswith("Kota ")) else WORDS[unit.level]


def _unit(unit: Counted, parent: str, is_city: bool) -> str:
    """A row of the unit table: how many stations, the first and last special number, the registered men and women."""
    specials = unit.village.special_numbers if unit.village else range(0)
    special = f"{specials[0]},{specials[-1]}" if specials else ","
    men, women = (unit.sums.true[at] for at in _REGISTERED)
    return f"{unit.code},{parent},{_word(unit, is_city)},{unit.name},{unit.stations},{special},{men},{women}\n"


def _exports(district: str, papers: Papers) -> dict[File, list[str]]:
    """The rows of a village in each export of the office."""
    code, name = papers.village.code, papers.village.name
    # The pictures would lie on a host that can never exist.
    folder = f"https://formulir.example/ppwp/{code[:2]}/{code[2:4]}/{code[4:6]}/{code[6:]}/{code}"
    found: dict[File, list[str]] = {file: [] for file in EXPORTS}
    for at, number in enumerate(papers.numbers):
        slip, moments = papers.slips.get(at), papers.moments[at]
        shown = folder + (slip.pictures_of if slip and slip.pictures_of else number)
        where = f"{code}{number},{district},{name},{number},"
        pictures = f"{shown}-1.jpg,{shown}-2.jpg,{shown}-3.jpg\n"
        line = ""
        for file in EXPORTS:
            if slip or not line:
                texts = papers.written(at, file)
                late = file == "later" and slip is not None and slip.corrected_by == "later"
                entered = moment(moments.corrected if late else moments.entered)
                line = f"{where}{','.join(texts)},{entered},{pictures}" if texts else ""
            if line:
                found[file].append(line)
    return found


def _crowd(papers: Papers) -> Iterator[str]:
    """The rows of a village as the volunteers typed them."""
    code, name = papers.village.code, papers.village.name
    for at, number in enumerate(papers.numbers):
        texts = papers.written(at, "crowd")
        if texts is not None:
            read = moment(papers.moments[at].read)
            yield f"{code},{name},{number},{','.join(_CROWD(texts))},{read}\n"


def _sheet(unit: Counted, is_city: bool) -> Iterator[str]:
    """The sheet of a unit's plenary: a column for each unit right below it, and the total."""
    for one in (*unit.parts, unit):
        counts = one.sums.at_district if unit.level == "district" else one.sums.above
        if unit.level != "nation":
            yield _column(unit.code, one, counts, is_city)


def _column(sheet: str, unit: Counted, counts: Sequence[int], is_city: bool) -> str:
    return f"{sheet},{_word(unit, is_city)},{unit.code},{unit.name},{','.join(map(str, counts))}\n"
