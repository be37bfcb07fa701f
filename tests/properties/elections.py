"""Small elections by chance: villages, stations and files with blanks, odd cells, two series and several versions.

What they add up to is worked out here in plain Python from the texts of the cells; nothing of it comes from the
project but the writing of a workspace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from tests.real.cells import known
from tests.recap.small import Election, Papers

OWN = ("p1", "p2", "valid", "cast_total")
SHARED = "registered_male"
SERIES = ("kpu", "crowd")
COLUMNS = ("village", "tps", *(f"{s}.{c}" for s in SERIES for c in OWN), SHARED, "note")
FIELDS = ("v01", "v02", "valid", "cast_total", SHARED)
ODD = ("12.5", "-", "1O4", "-5", "n/a", "１２", "1.234", "12 13", "1e3")
CAP = 500

Row = dict[str, str]
Reading = tuple[str, ...]
Cells = dict[str, int | None]


@dataclass(frozen=True)
class Entry:
    """A [[source]]: its rows, each station at most once, and the moment declared for its files."""

    id: str
    as_of: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Chance:
    """A made-up election: stations of each village, villages of each regency, and what was received."""

    regencies: tuple[tuple[int, ...], ...]
    entries: tuple[Entry, ...]
    hold: bool

    @property
    def villages(self) -> dict[str, tuple[str, int]]:
        """Each village's code with its regency and the number of its stations."""
        return {
            f"v{r}{n}": (f"r{r}", stations)
            for r, villages in enumerate(self.regencies)
            for n, stations in enumerate(villages)
        }

    @property
    def units(self) -> str:
        lines = ["code,name,level,parent,stations", "top,Top,province,,"]
        for r in range(len(self.regencies)):
            lines += [f"r{r},Regency {r},regency,top,", f"d{r},District {r},district,r{r},"]
        lines += [f"{v},Village {v},village,d{r[1:]},{n}" for v, (r, n) in self.villages.items()]
        return "\n".join(lines) + "\n"

    def election(self, files: dict[str, dict[str, str]] | None = None) -> Election:
        """The election as a workspace, from one file an entry or from the files given for each."""
        found = files or {e.id: {f"{e.id}.csv": table(e.rows)} for e in self.entries}
        sources = [Papers(e.id, found[e.id], as_of=e.as_of) for e in self.entries if found.get(e.id)]
        settings = "" if self.hold else "[checks]\nhold = false\n"
        return Election(_without_note(sources), units=self.units, series=SERIES, settings=settings)


def table(rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> str:
    return "\n".join([",".join(columns), *(",".join(row[c] for c in columns) for row in rows)]) + "\n"


class _Noted(Papers):
    """A source whose files have a column `note`, which nothing reads: it makes each file's bytes its own."""

    @property
    def head(self) -> list[str]:
        return [c for c in super().head if c != "note"]


def _without_note(sources: Sequence[Papers]) -> list[Papers]:
    return [_Noted(s.id, s.files, s.series, s.as_of) for s in sources]


MOMENTS = ("", "2019-04-17T10:00:00Z", "2019-04-18T10:00:00Z", "2019-04-19T10:00:00+07:00")


@st.composite
def chances(draw: st.DrawFn) -> Chance:
    """An election of two or three regencies with a few stations each; cells are drawn from one seed."""
    villages = st.lists(st.integers(1, 5), min_size=1, max_size=3).map(tuple)
    regencies = tuple(draw(st.lists(villages, min_size=2, max_size=3)))
    moments = draw(st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=3))
    dice = Random(draw(st.integers(0, 10**6)))
    there = [(f"v{r}{n}", t) for r, v in enumerate(regencies) for n, count in enumerate(v) for t in range(1, count + 2)]
    there.append(("nowhere", 1))  # and one station too many in each village
    entries = []
    for place, as_of in enumerate(moments):
        stated = [s for s in there if dice.random() < 0.8] or there[:1]
        entries.append(Entry(f"entry-{place}", as_of, tuple(_row(dice, place, *station) for station in stated)))
    return Chance(regencies, tuple(entries), draw(st.booleans()))


def _row(dice: Random, place: int, village: str, station: int) -> Row:
    row = {"village": village, "tps": str(station), SHARED: _cell(dice, dice.randint(0, 400)), "note": f"{place}"}
    for series in SERIES:
        p1, p2 = (dice.choice((0, dice.randint(0, 300))) for _ in range(2))
        figures = {"p1": p1, "p2": p2, "valid": p1 + p2 + dice.choice((0, 0, 1)), "cast_total": dice.choice((p1, 501))}
        absent = dice.random() < 0.2
        row |= {f"{series}.{c}": "" if absent else _cell(dice, n) for c, n in figures.items()}
    return row


def _cell(dice: Random, n: int) -> str:
    kind = dice.random()
    if kind < 0.1:
        return ""
    if kind < 0.15:
        return dice.choice(ODD)
    if kind < 0.25:
        return dice.choice((f" {n} ", f"0{n}"))
    return str(n)


# What it must add up to


@dataclass(frozen=True)
class Sheet:
    """A station's reading by one series, as it stands."""

    cells: Cells
    odd: bool
    hold: bool

    @property
    def state(self) -> str:
        votes = [self.cells["v01"], self.cells["v02"]]
        most = max(self.cells["cast_total"] or 0, sum(v or 0 for v in votes))
        if self.hold and most > CAP:
            return "held"
        return "partial" if None in votes else "in"

    @property
    def flagged(self) -> bool:
        c = self.cells
        known_figures = [v for name, v in c.items() if name != SHARED and v is not None]
        zeros = bool(known_figures) and not any(known_figures) and (c[SHARED] or 0) > 0
        one, two, valid = c["v01"], c["v02"], c["valid"]
        unequal = one is not None and two is not None and valid is not None and one + two != valid
        return self.state == "in" and (self.odd or zeros or unequal)


def texts(row: Row, series: str) -> Reading:
    return tuple(row[name].strip() for name in (*(f"{series}.{c}" for c in OWN), SHARED))


def same_reading(reading: Reading) -> tuple[object, ...]:
    """What makes two readings one: the counts they state, and the texts that state none."""
    return tuple(text if known(text) is None else known(text) for text in reading)


def last_words(chance: Chance) -> dict[tuple[str, int], dict[str, Sheet]]:
    """For each station that should be there what each series said last.

    The later moment stands where all readings of the series have one, else the later entry.
    """
    seen: defaultdict[tuple[str, int, str], dict[tuple[object, ...], list[tuple[str, int, Reading]]]]
    seen = defaultdict(lambda: defaultdict(list))
    for place, entry in enumerate(chance.entries):
        for row in entry.rows:
            for series in SERIES:
                reading = texts(row, series)
                if any(reading[: len(OWN)]):
                    moment = MOMENT_IN_UTC[entry.as_of]
                    at = (row["village"], int(row["tps"]), series)
                    seen[at][same_reading(reading)].append((moment, place, reading))
    found: dict[tuple[str, int], dict[str, Sheet]] = defaultdict(dict)
    for (village, station, series), readings in seen.items():
        if village in chance.villages and station <= chance.villages[village][1]:
            latest = [(max(m for m, _, _ in at), max(p for _, p, _ in at), at[0][2]) for at in readings.values()]
            dated = all(moment for moment, _, _ in latest)
            _, _, last = max(latest, key=lambda r: (r[0] if dated else "", r[1]))
            counts = dict(zip(("v01", "v02", "valid", "cast_total", SHARED), map(known, last), strict=True))
            odd = any(text and known(text) is None for text in last)
            found[village, station][series] = Sheet(counts, odd, chance.hold)
    return found


MOMENT_IN_UTC = {m: m.replace("T10:00:00+07:00", "T03:00:00Z") for m in MOMENTS}


def expected_tally(chance: Chance) -> Iterator[tuple[object, ...]]:
    """Unit, basis, sums, unknowns, held votes and states of every unit, from the input alone."""
    sheets = last_words(chance)
    above = {v: [v, f"d{r[1:]}", r, "top"] for v, (r, _) in chance.villages.items()}
    units = sorted({u for path in above.values() for u in path})
    for unit in units:
        stations = [(v, t) for v, path in above.items() if unit in path for t in range(1, chance.villages[v][1] + 1)]
        for basis in ("counted", *(f"series:{s}" for s in SERIES)):
            chosen = [_chosen(sheets.get(station, {}), basis) for station in stations]
            there = [sheet for sheet in chosen if sheet]
            counted = [s for s in there if s.state != "held"]
            held = [s for s in there if s.state == "held"]
            inside = sum(s.state == "in" for s in there)
            yield (
                f"t:{unit}", basis,
                *(_sum([s.cells[f] for s in counted]) for f in FIELDS),
                *(sum(s.cells[f] is None for s in counted) for f in FIELDS),
                *(sum(s.cells[v] or 0 for s in held) for v in ("v01", "v02")),
                len(stations), inside, sum(s.flagged for s in there), len(held), len(stations) - inside - len(held),
            )  # fmt: skip


def _chosen(sheets: dict[str, Sheet], basis: str) -> Sheet | None:
    if basis == "counted":
        return next((sheets[s] for s in SERIES if s in sheets), None)
    return sheets.get(basis.removeprefix("series:"))


def _sum(values: Sequence[int | None]) -> int | None:
    stated = [v for v in values if v is not None]
    return sum(stated) if stated else None
