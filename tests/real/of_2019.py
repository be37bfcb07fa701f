"""The figures of a set of 2019: two series of each station's sheet, and the plenary's recapitulation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tests.real.cells import (
    STATION_CAP,
    Counts,
    Held,
    Row,
    Votes,
    add,
    all_known,
    broken,
    is_text,
    known,
    less,
    over_cap,
    parts_add_up,
    read_rows,
    tallied,
    total,
)

MOST_TRACED = 20
MOST_NAMED = 5
FIELDS_2019 = {"pair-1": "pas1", "pair-2": "pas2", "valid": "sah", "invalid": "tSah", "cast": "jum"}
PAIRS_2019 = ("pair-1", "pair-2")
PARENT_LEVELS = ("kec", "kab", "prov")


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
