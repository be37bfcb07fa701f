"""The files of the sample: a workspace as an office would have it, and `truth.csv`, which tells what hides in it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bukti.sample.columns import boxes_of, boxes_of_crowd, column, name
from bukti.sample.declaration import IDS, declaration
from bukti.sample.dice import Dice
from bukti.sample.places import District, Station, Village
from bukti.sample.plan import DAY, File, Plan, files_of, plan, profile
from bukti.sample.sheets import Box, Figures
from bukti.vocabulary.profile import SheetKind
from bukti.vocabulary.roles import SEXES, Role

FILES: Final[dict[File, str]] = {
    "first": "stations-2024-02-15.csv",
    "later": "stations-2024-02-20.csv",
    "crowd": "crowd.csv",
}
PICTURES: Final = 3

Table = Iterable[Sequence[str]]


def make(folder: Path, stations: int = 600, seed: int = 1) -> None:
    """The folder holds the workspace of a made-up city; the same number and seed give the same bytes.

    Raises FileExistsError where the folder holds something, ValueError where no city has so many stations.
    """
    made = plan(stations, seed)
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(folder)
    kinds = profile()
    sheet, recap = kinds.sheet_of("station"), kinds.sheet_of("district")
    if sheet is None or recap is None:
        raise LookupError(kinds.id)
    _write(folder / "sources" / "units.csv", _units(made))
    _write(folder / "sources" / FILES["first"], _export(made, "first", sheet))
    _write(folder / "sources" / FILES["later"], _export(made, "later", sheet))
    _write(folder / "sources" / FILES["crowd"], _crowd(made))
    _write(folder / "sources" / "recap.csv", _recap(made, recap))
    _write(folder / "truth.csv", _truth(made, sheet))
    (folder / "bukti.toml").write_bytes(declaration(made.city.name, kinds).encode())


def _write(path: Path, table: Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        csv.writer(text, lineterminator="\n").writerows(table)
        text.flush()


def _units(made: Plan) -> Table:
    city = made.city
    counts = ("jumlah_tps", "tps_khusus_awal", "tps_khusus_akhir", "dpt_l", "dpt_p")
    yield ("kode", "kode_induk", "tingkat", "nama", *counts)
    everyone = _electorate(made, tuple(city.stations()))
    yield (city.code, "", "kota", city.name, *everyone)
    for district in city.districts:
        yield (district.code, city.code, "kecamatan", district.name, *_electorate(made, tuple(district.stations())))
        for village in district.villages:
            specials = [s.number for s in village.stations if s.special]
            where = (village.code, district.code, "kelurahan", village.name)
            yield (*where, *_electorate(made, village.stations, specials))


def _electorate(made: Plan, stations: Sequence[Station], specials: Sequence[str] = ()) -> tuple[str, ...]:
    """How many stations, the first and last special number, the registered men and women."""
    total = made.added(stations)
    registered = (str(total[Role("registered", sex=sex)]) for sex in SEXES)
    return (str(len(stations)), *(specials[:1] or [""]), *(specials[-1:] or [""]), *registered)


def _export(made: Plan, file: File, kind: SheetKind) -> Table:
    boxes = boxes_of(kind, len(IDS))
    pictures = [f"foto_{n}" for n in range(1, PICTURES + 1)]
    yield ("kode_tps", "kec", "kel", "tps", *map(column, boxes), "ts", *pictures)
    for district, village, station in _places(made):
        row = made.row(station, file)
        if row is not None:
            where = (station.code, district.name, village.name, station.number)
            links = _links(made, station, file)
            yield (*where, *(row[box] for box in boxes), _entered(made, station, file), *links)


def _crowd(made: Plan) -> Table:
    boxes = boxes_of_crowd(len(IDS))
    yield ("kode_kel", "kel", "tps", *map(column, boxes), "dibaca")
    for _, village, station in _places(made):
        row = made.row(station, "crowd")
        if row is not None:
            read = _moment(Dice(made.seed, "read", station.code), 20, 96)
            yield (village.code, village.name, station.number, *(row[box] for box in boxes), read)


def _places(made: Plan) -> Iterator[tuple[District, Village, Station]]:
    for district in made.city.districts:
        for village in district.villages:
            yield from ((district, village, station) for station in village.stations)


def _entered(made: Plan, station: Station, file: File) -> str:
    """When a station was entered: in the night after the vote; what the later export corrects, some days later."""
    if file == "later" and made.corrected(station):
        return _moment(Dice(made.seed, "corrected", station.code), 40, 130)
    return _moment(Dice(made.seed, "entered", station.code), 17, 38)


def _moment(dice: Dice, from_hour: int, to_hour: int) -> str:
    """A local time, in hours after midnight of the voting day."""
    midnight = datetime.datetime.combine(DAY, datetime.time())
    moment = midnight + datetime.timedelta(seconds=dice.between(from_hour * 3600, to_hour * 3600))
    return moment.isoformat(sep=" ")


def _links(made: Plan, station: Station, file: File) -> Iterator[str]:
    """Where the pictures of the paper would lie: a host that can never exist."""
    twin = next((slip.pictures_of for slip in made.shown(station, file) if slip.pictures_of), None)
    shown = twin or station
    village = shown.village
    folder = "/".join((village[:2], village[2:4], village[4:6], village[6:]))
    return (f"https://formulir.example/ppwp/{folder}/{shown.code}-{n}.jpg" for n in range(1, PICTURES + 1))


def _recap(made: Plan, kind: SheetKind) -> Table:
    boxes = boxes_of(kind, len(IDS))
    yield ("kode", "tingkat", "nama", *map(column, boxes))
    for district in made.city.districts:
        yield (district.code, "kecamatan", district.name, *_counts(made.declared(district), boxes))
    yield (made.city.code, "kota", made.city.name, *_counts(made.declared_by_regency(), boxes))


def _counts(figures: Figures, boxes: Iterable[Box]) -> Iterator[str]:
    return (str(figures[box]) for box in boxes)


def _truth(made: Plan, kind: SheetKind) -> Table:
    """A row for each spoiled cell; the field `row` is the whole row of the station, 1 where there should be one."""
    yield ("station", "field", "slip", "true", "written", "files", "corrected_by")
    for slip in made.slips:
        files = " ".join(FILES[file] for file in files_of(slip))
        for cell in slip.cells:
            field = "row" if cell.box is None else name(cell.box, kind, IDS)
            yield (slip.station.code, field, slip.kind, cell.true, cell.written, files, slip.corrected_by)
