"""Counts the figures of four real elections from their raw files, in plain Python and by hand-written arithmetic.

Nothing here imports the project: a build is compared with these figures, so neither may lean on the other.
`python oracle.py FOLDER` prints every figure as JSON.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

Row = Mapping[str, str]
Counts = Mapping[str, int | None]
Votes = tuple[int, ...]
Held = frozenset[str]

STATION_CAP = 500
MOST_TRACED = 20
MOST_NAMED = 5
COUNT = re.compile(r"[0-9]{1,9}")

FIELDS_2019 = {"pair-1": "pas1", "pair-2": "pas2", "valid": "sah", "invalid": "tSah", "cast": "jum"}
PAIRS_2019 = ("pair-1", "pair-2")
PARENT_LEVELS = ("kec", "kab", "prov")

PAIRS_2024 = ("suara_1", "suara_2", "suara_3")
PAIRS_SIREKAP = ("100025", "100026", "100027")
COLUMNS = ("j", "l", "p")
LISTS_2024 = ("pengguna_dpt", "pengguna_dptb", "pengguna_dpk")
GROUPS_2024 = ("pemilih_dpt", *LISTS_2024, "pengguna_total")
ADMINISTRATION_2024 = (
    *(f"{group}_{column}" for group in GROUPS_2024 for column in COLUMNS),
    *("suara_sah", "suara_tidak_sah", "suara_total"),
)
FIELDS_2024 = (*PAIRS_2024, *ADMINISTRATION_2024)


# Cells


def known(cell: str) -> int | None:
    """A cell is a count only where one to nine ASCII digits stand between its outer spaces."""
    text = cell.strip()
    return int(text) if COUNT.fullmatch(text) else None


def is_text(cell: str) -> bool:
    """A cell that is neither empty nor a count is text, and its count is unknown."""
    return cell.strip() != "" and known(cell) is None


def read_rows(path: Path) -> list[dict[str, str]]:
    """Every row of a comma-separated file is returned as text, in order of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def all_known(counts: Counts, names: Iterable[str]) -> Votes | None:
    """The values of the names are returned only where every one of them is known."""
    values = [counts[name] for name in names]
    return None if None in values else tuple(value for value in values if value is not None)


def add(votes: Iterable[Votes]) -> Votes:
    """Vote columns are added position by position."""
    return tuple(sum(column) for column in zip(*votes, strict=True))


def less(votes: Votes, other: Votes) -> Votes:
    """Vote columns are subtracted position by position."""
    return tuple(a - b for a, b in zip(votes, other, strict=True))


def total(sheets: Iterable[Counts], name: str) -> int:
    """A sum runs over the known values only."""
    return sum(value for sheet in sheets if (value := sheet[name]) is not None)


def broken(sheets: Mapping[str, Counts], names: Sequence[str], holds: Callable[[Votes], bool]) -> set[str]:
    """The sheets that break an identity are among those that know every field of it."""
    known_values = {unit: all_known(sheet, names) for unit, sheet in sheets.items()}
    return {unit for unit, values in known_values.items() if values is not None and not holds(values)}


def parts_add_up(values: Votes) -> bool:
    """All values but the last add up to the last."""
    return sum(values[:-1]) == values[-1]


def over_cap(counts: Counts, pairs: Sequence[str], cast: str, cap: int = STATION_CAP) -> bool:
    """A sheet is held where its cast votes, or the sum of its known pair votes if larger, exceed the cap."""
    stated = sum(value for name in pairs if (value := counts[name]) is not None)
    return max(counts[cast] or 0, stated) > cap


def tallied(words: Iterable[str]) -> dict[str, int]:
    """Every word is counted, in alphabetical order."""
    return dict(sorted(Counter(words).items()))


# 2019: two series of one sheet, and the plenary's recapitulation


@dataclass(frozen=True)
class Station:
    """One polling station of 2019 with both readings of its sheet."""

    village: str
    number: int
    registered: int | None
    registered_is_text: bool
    kpu: Counts
    crowd: Counts

    @property
    def unit(self) -> str:
        """The station is named by its village's code and three digits."""
        return f"{self.village}/{self.number:03d}"


@dataclass(frozen=True)
class SeriesFigures:
    """What one series says over all stations."""

    sums: dict[str, int]
    unknown: dict[str, int]
    present: int
    partly: int
    pairs_not_valid: int
    valid_invalid_not_cast: int
    cast_over_registered: int
    all_zero: int


@dataclass(frozen=True)
class Trace:
    """Where the difference of one village, declared less counted, comes from."""

    village: str
    name: str
    gap: Votes
    differing: int
    verdict: str
    by: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Presidential2019:
    """All figures of one 2019 set; `*_without_held` are the same figures with holding on."""

    stations: int
    registered_text: int
    kpu: SeriesFigures
    crowd: SeriesFigures
    both_have_pairs: int
    pairs_differ: int
    any_field_differs: int
    declared: Votes
    adds_up: dict[str, tuple[int, int]]
    does_not_add_up: tuple[str, ...]
    villages: int
    villages_equal: int
    traces: tuple[Trace, ...]
    verdicts: dict[str, int]
    exchanged: tuple[tuple[str, ...], ...]
    held: tuple[str, ...]
    sums_without_held: dict[str, int]
    villages_equal_without_held: int
    verdicts_without_held: dict[str, int]


def read_station(row: Row) -> Station:
    """A row of the station file becomes one station with two readings."""
    men, women = known(row["dpt_l"]), known(row["dpt_p"])
    return Station(
        village=row["kel_id"],
        number=int(row["tps"]),
        registered=None if men is None or women is None else men + women,
        registered_is_text=is_text(row["dpt_l"]) or is_text(row["dpt_p"]),
        kpu={name: known(row[f"kpu_{column}"]) for name, column in FIELDS_2019.items()},
        crowd={name: known(row[f"kp_{column}"]) for name, column in FIELDS_2019.items()},
    )


def series_figures(readings: Sequence[Counts], registered: Sequence[int | None]) -> SeriesFigures:
    """One series is counted by itself: sums, presence and the identities that its sheets break."""
    known_fields = [sum(sheet[name] is not None for name in FIELDS_2019) for sheet in readings]
    sheets: dict[str, Counts] = {
        str(place): {**sheet, "registered": voters}
        for place, (sheet, voters) in enumerate(zip(readings, registered, strict=True))
    }
    return SeriesFigures(
        sums={name: total(readings, name) for name in FIELDS_2019},
        unknown={name: sum(sheet[name] is None for sheet in readings) for name in FIELDS_2019},
        present=sum(count > 0 for count in known_fields),
        partly=sum(0 < count < len(FIELDS_2019) for count in known_fields),
        pairs_not_valid=len(broken(sheets, (*PAIRS_2019, "valid"), parts_add_up)),
        valid_invalid_not_cast=len(broken(sheets, ("valid", "invalid", "cast"), parts_add_up)),
        cast_over_registered=len(broken(sheets, ("cast", "registered"), lambda v: v[0] <= v[1])),
        all_zero=len(broken(sheets, tuple(FIELDS_2019), any)),
    )


def pair_shift(station: Station, held: Held = frozenset()) -> Votes | None:
    """The crowd's pair votes less what KPU's reading adds to the sum are known where both have both pairs."""
    kpu, crowd = all_known(station.kpu, PAIRS_2019), all_known(station.crowd, PAIRS_2019)
    if kpu is None or crowd is None:
        return None
    return crowd if station.unit in held else less(crowd, kpu)


def any_field_differs(station: Station) -> bool:
    """Two readings differ where one field that both of them know has two values."""
    pairs = ((station.kpu[name], station.crowd[name]) for name in FIELDS_2019)
    return any(ours is not None and theirs is not None and ours != theirs for ours, theirs in pairs)


def counted_by_village(stations: Iterable[Station], held: Held = frozenset()) -> dict[str, Votes]:
    """A village's counted votes are the sum of KPU's known pair votes over its stations that are not held."""
    by_village: defaultdict[str, list[Votes]] = defaultdict(list)
    for station in stations:
        values = [0 if station.unit in held else station.kpu[name] or 0 for name in PAIRS_2019]
        by_village[station.village].append(tuple(values))
    return {village: add(votes) for village, votes in by_village.items()}


def declared_by_unit(recap: Iterable[Row]) -> dict[str, Votes]:
    """A unit is declared where the plenary's row states both pairs."""
    rows = {row["id"]: {"1": known(row["rekap_pas1"]), "2": known(row["rekap_pas2"])} for row in recap}
    return {unit: votes for unit, row in rows.items() if (votes := all_known(row, ("1", "2"))) is not None}


def sums_of_declared(recap: Iterable[Row]) -> dict[str, Votes]:
    """A unit's sum of declared runs over the declared pairs of the units right below it."""
    declared = declared_by_unit(recap := list(recap))
    below: defaultdict[str, list[Votes]] = defaultdict(list)
    for row in recap:
        below[row["parent_id"]].append(declared[row["id"]])
    return {unit: add(votes) for unit, votes in below.items()}


def smallest_subsets(gap: Votes, shifts: Mapping[str, Votes]) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of stations whose shifts add up to the gap are returned, all of one size."""
    for size in range(1, len(shifts) + 1):
        found = [names for names in combinations(sorted(shifts), size) if add(shifts[name] for name in names) == gap]
        if found:
            return tuple(found[:MOST_NAMED])
    return ()


def trace_gap(village: str, name: str, gap: Votes, shifts: Mapping[str, Votes]) -> Trace:
    """A gap is explained by all differing stations, else possibly by a subset of at most twenty, else not."""
    if shifts and add(shifts.values()) == gap:
        return Trace(village, name, gap, len(shifts), "explained", (tuple(sorted(shifts)),))
    if len(shifts) > MOST_TRACED:
        return Trace(village, name, gap, len(shifts), "too-many", ())
    subsets = smallest_subsets(gap, shifts)
    return Trace(village, name, gap, len(shifts), "subset" if subsets else "not-traceable", subsets)


def trace_villages(stations: Iterable[Station], recap: Iterable[Row], held: Held = frozenset()) -> tuple[Trace, ...]:
    """Every village whose declared pairs are not its counted pairs is traced, in order of the recapitulation."""
    stations = list(stations)
    declared, counted = declared_by_unit(recap := list(recap)), counted_by_village(stations, held)
    shifts: defaultdict[str, dict[str, Votes]] = defaultdict(dict)
    for station in stations:
        if (shift := pair_shift(station, held)) is not None and any(shift):
            shifts[station.village][station.unit] = shift
    villages = [(row["id"], row["name"]) for row in recap if row["level"] == "kel"]
    return tuple(
        trace_gap(village, name, less(declared[village], counted[village]), shifts[village])
        for village, name in villages
        if declared[village] != counted[village]
    )


def exchanged_rows(recap: Sequence[Row], counted: Mapping[str, Votes]) -> tuple[tuple[str, ...], ...]:
    """A cycle is named where each differing village's counted votes are what one sibling declares."""
    declared = declared_by_unit(recap)
    siblings: defaultdict[str, list[str]] = defaultdict(list)
    for row in recap:
        if row["level"] == "kel" and declared[row["id"]] != counted[row["id"]]:
            siblings[row["parent_id"]].append(row["id"])
    cycles: set[tuple[str, ...]] = set()
    for units in siblings.values():
        holder = {unit: [s for s in units if declared[s] == counted[unit]] for unit in units}
        for start in units:
            cycle, here = [start], start
            while len(holder[here]) == 1 and holder[here][0] not in cycle:
                here = holder[here][0]
                cycle.append(here)
            if len(cycle) > 1 and holder[here] == [start] and start == min(cycle):
                cycles.add(tuple(cycle))
    return tuple(sorted(cycles))


def presidential_2019(stations_csv: Path, recap_csv: Path, cap: int = STATION_CAP) -> Presidential2019:
    """Every figure of one 2019 set is counted from its station file and its recapitulation."""
    stations = [read_station(row) for row in read_rows(stations_csv)]
    recap = read_rows(recap_csv)
    registered = [station.registered for station in stations]
    shifts = [shift for station in stations if (shift := pair_shift(station)) is not None]
    held = frozenset(station.unit for station in stations if over_cap(station.kpu, PAIRS_2019, "cast", cap))
    declared, summed = declared_by_unit(recap), sums_of_declared(recap)
    wrong = [row for row in recap if row["id"] in summed and declared[row["id"]] != summed[row["id"]]]
    levels, wrong_levels = (tallied(row["level"] for row in rows) for rows in (recap, wrong))
    (above,) = set(summed) - {row["id"] for row in recap}  # the one parent that has no row: its sum is the top row
    traces, traces_without_held = trace_villages(stations, recap), trace_villages(stations, recap, held)
    return Presidential2019(
        stations=len(stations),
        registered_text=sum(station.registered_is_text for station in stations),
        kpu=series_figures([station.kpu for station in stations], registered),
        crowd=series_figures([station.crowd for station in stations], registered),
        both_have_pairs=len(shifts),
        pairs_differ=sum(any(shift) for shift in shifts),
        any_field_differs=sum(any_field_differs(station) for station in stations),
        declared=summed[above],
        adds_up={
            level: (levels[level] - wrong_levels.get(level, 0), levels[level])
            for level in PARENT_LEVELS
            if level in levels
        },
        does_not_add_up=tuple(f"{row['id']} {row['name']}" for row in wrong),
        villages=levels["kel"],
        villages_equal=levels["kel"] - len(traces),
        traces=traces,
        verdicts=tallied(trace.verdict for trace in traces),
        exchanged=exchanged_rows(recap, counted_by_village(stations)),
        held=tuple(sorted(held)),
        sums_without_held={
            name: total((station.kpu for station in stations if station.unit not in held), name) for name in FIELDS_2019
        },
        villages_equal_without_held=levels["kel"] - len(traces_without_held),
        verdicts_without_held=tallied(trace.verdict for trace in traces_without_held),
    )


# 2024: one station a row, with voters and users by list and sex


@dataclass(frozen=True)
class Presidential2024:
    """All figures of one 2024 set; `broken` counts sheets by identity and column."""

    stations: int
    with_votes: int
    with_votes_partly: int
    with_administration: int
    with_administration_partly: int
    with_both: int
    sums: dict[str, int]
    broken: dict[str, int]
    held: tuple[str, ...]
    sums_without_held: dict[str, int]


def identities_2024() -> dict[str, tuple[tuple[str, ...], Callable[[Votes], bool]]]:
    """Every identity of the sheet is named with its column, its fields and what holds between them."""
    identities: dict[str, tuple[tuple[str, ...], Callable[[Votes], bool]]] = {
        "pairs-valid": ((*PAIRS_2024, "suara_sah"), parts_add_up),
        "valid-invalid-cast": (("suara_sah", "suara_tidak_sah", "suara_total"), parts_add_up),
        "cast-users": (("suara_total", "pengguna_total_j"), parts_add_up),
        "registered-over-300": (("pemilih_dpt_j",), lambda v: v[0] <= 300),
    }
    for column in COLUMNS:
        users = (*(f"{name}_{column}" for name in LISTS_2024), f"pengguna_total_{column}")
        identities[f"users-parts:{column}"] = (users, parts_add_up)
        on_list = (f"pengguna_dpt_{column}", f"pemilih_dpt_{column}")
        identities[f"list-users-list:{column}"] = (on_list, lambda v: v[0] <= v[1])
    for group in GROUPS_2024:
        identities[f"sex:{group}"] = ((f"{group}_l", f"{group}_p", f"{group}_j"), parts_add_up)
    return identities


def broken_2024(sheets: Mapping[str, Counts]) -> dict[str, int]:
    """Sheets are counted for each identity and column, and once for any column where there are several."""
    hits = {name: broken(sheets, *identity) for name, identity in identities_2024().items()}
    for name in ("users-parts", "list-users-list", "sex"):
        hits[f"{name}:any"] = set().union(*(found for key, found in hits.items() if key.startswith(f"{name}:")))
    return {name: len(found) for name, found in hits.items()}


def presidential_2024(stations_csv: Path, regency: str = "", cap: int = STATION_CAP) -> Presidential2024:
    """Every figure of the 2024 set, or of one regency of it, is counted from its station file."""
    rows = [row for row in read_rows(stations_csv) if regency in ("", row["kab_kode"])]
    sheets: dict[str, Counts] = {row["kode_tps"]: {name: known(row[name]) for name in FIELDS_2024} for row in rows}
    held = [code for code, sheet in sheets.items() if over_cap(sheet, PAIRS_2024, "suara_total", cap)]
    kept = [sheet for code, sheet in sheets.items() if code not in held]
    votes = {code for code, sheet in sheets.items() if all_known(sheet, PAIRS_2024) is not None}
    stated = {code for code, sheet in sheets.items() if all_known(sheet, ADMINISTRATION_2024) is not None}
    return Presidential2024(
        stations=len(rows),
        with_votes=len(votes),
        with_votes_partly=partly(sheets.values(), PAIRS_2024),
        with_administration=len(stated),
        with_administration_partly=partly(sheets.values(), ADMINISTRATION_2024),
        with_both=len(votes & stated),
        sums={name: total(sheets.values(), name) for name in FIELDS_2024},
        broken=broken_2024(sheets),
        held=tuple(held),
        sums_without_held={name: total(kept, name) for name in FIELDS_2024},
    )


def partly(sheets: Iterable[Counts], names: Sequence[str]) -> int:
    """A sheet has a group of fields partly where it knows some but not all of them."""
    return sum(0 < sum(sheet[name] is not None for name in names) < len(names) for sheet in sheets)


# 2024: answers of the Sirekap service, one JSON file a station


@dataclass(frozen=True)
class Sirekap:
    """All figures of one folder of Sirekap answers, and of a later folder beside it."""

    stations: int
    flagged_with_votes: int
    with_votes: int
    only_null_key: tuple[str, ...]
    with_administration: int
    comparable: int
    pairs_not_valid: int
    sums: dict[str, int]
    held: tuple[str, ...]
    sums_without_held: dict[str, int]
    later: int
    later_known: int
    later_same_bytes: int
    later_same_json: tuple[str, ...]
    later_differ: tuple[str, ...]


def json_counts(station: Mapping[str, object]) -> Counts:
    """Pairs, valid and cast of one answer are counts only where the JSON holds a whole number."""
    merged: dict[str, object] = {}
    for part in ("chart", "administrasi"):
        if isinstance(fields := station.get(part), dict):
            merged |= fields
    values = {name: merged.get(name) for name in (*PAIRS_SIREKAP, "suara_sah", "suara_total")}
    return {
        name: value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None
        for name, value in values.items()
    }


def sirekap(folder: Path, later: Path, cap: int = STATION_CAP) -> Sirekap:
    """Every figure of a folder of answers is counted, and the later folder is compared with it."""
    raw = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.json"))}
    again = {path.stem: path.read_bytes() for path in sorted(later.glob("*.json"))}
    answers = {code: json.loads(text) for code, text in raw.items()}
    counts = {code: json_counts(answer) for code, answer in answers.items()}
    held = [code for code, sheet in counts.items() if over_cap(sheet, PAIRS_SIREKAP, "suara_total", cap)]
    kept = [sheet for code, sheet in counts.items() if code not in held]
    other_bytes = [code for code, text in again.items() if code in raw and raw[code] != text]
    same_json = [code for code in other_bytes if json.loads(again[code]) == answers[code]]
    return Sirekap(
        stations=len(answers),
        flagged_with_votes=sum(answer["status_suara"] is True for answer in answers.values()),
        with_votes=sum(all_known(sheet, PAIRS_SIREKAP) is not None for sheet in counts.values()),
        only_null_key=tuple(code for code, answer in answers.items() if answer["chart"] == {"null": None}),
        with_administration=sum(isinstance(answer["administrasi"], dict) for answer in answers.values()),
        comparable=sum(all_known(sheet, (*PAIRS_SIREKAP, "suara_sah")) is not None for sheet in counts.values()),
        pairs_not_valid=len(broken(counts, (*PAIRS_SIREKAP, "suara_sah"), parts_add_up)),
        sums={name: total(counts.values(), name) for name in PAIRS_SIREKAP},
        held=tuple(held),
        sums_without_held={name: total(kept, name) for name in PAIRS_SIREKAP},
        later=len(again),
        later_known=sum(code in raw for code in again),
        later_same_bytes=sum(raw.get(code) == text for code, text in again.items()),
        later_same_json=tuple(same_json),
        later_differ=tuple(code for code in other_bytes if code not in same_json),
    )


# All sets


def every_figure(folder: Path) -> dict[str, Presidential2019 | Presidential2024 | Sirekap]:
    """Every set in the folder of real data is counted, by its workspace's name."""
    old, new, answers = folder / "presidential-2019", folder / "presidential-2024", folder / "sirekap-json"
    kaltim = new / "kalimantan-timur-stations.csv"
    return {
        "semarang-2019": presidential_2019(old / "kota-semarang-stations.csv", old / "kota-semarang-recap.csv"),
        "yogyakarta-2019": presidential_2019(old / "di-yogyakarta-stations.csv", old / "di-yogyakarta-recap.csv"),
        "kaltim-2024": presidential_2024(kaltim),
        "kaltim-2024/berau": presidential_2024(kaltim, regency="6403"),
        "sirekap-2024": sirekap(answers / "stations-1000", answers / "stations-jakarta"),
    }


if __name__ == "__main__":
    figures = {name: asdict(figure) for name, figure in every_figure(Path(sys.argv[1])).items()}
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
