"""What bukti.toml names must exist: contests, selections, series, sheets and fields. Every slip is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bukti.evidence.ballots import Contest
from bukti.evidence.configuration import AsOfName, Reading, SeriesColumns, Source, Units
from bukti.evidence.declaring import Declaration
from bukti.evidence.elected import elected
from bukti.evidence.lines import KeyPath
from bukti.evidence.patterns import Part
from bukti.evidence.receive import DECISION, OF_PLACES
from bukti.vocabulary.names import NAMED_LEVELS, normal
from bukti.vocabulary.problems import Problem
from bukti.vocabulary.profile import Profile
from bukti.vocabulary.roles import nearest

RESERVED = frozenset(
    {"about", "assets", "data", "method", "embed", "gaps", "left-out", "screen", "search", "sources", "verify"}
)
"""Folders of the site beside those of the contests."""

UNREAD_GROUPS = frozenset({"link", "code"})
"""What the pattern of rows that were not read may take out of them."""

_LETTERS = re.compile(r"[^0-9a-z]+")


def problems(declared: Declaration, profile: Profile) -> list[Problem]:
    """Everything in the configuration that does not fit the profile or itself."""
    return [
        *_twice(declared), *_units(declared), *_contests(declared, profile), *_sources(declared, profile),
        *_boundaries(declared), *_matches(declared), *elected(declared),
    ]  # fmt: skip


def kinds_of(source: Source) -> tuple[str, ...]:
    """The sheet kinds that a source's rows can be of."""
    return (source.sheet,) if isinstance(source.sheet, str) else tuple(dict.fromkeys(source.sheet.values.values()))


def _twice(declared: Declaration) -> Iterator[Problem]:
    configuration = declared.configuration
    for key, ids in (
        ("contest", [c.id for c in configuration.contest]),
        ("series", [s.id for s in configuration.series]),
        ("source", [s.id for s in configuration.source]),
    ):
        for at, found in enumerate(ids):
            if found in ids[:at] or (key == "source" and found in OF_PLACES):
                yield declared.problem((key, at, "id"), "CF-ID-TWICE", found)
            if key != "contest" and found == DECISION:
                yield declared.problem((key, at, "id"), "CF-ID-RESERVED", found)


def _units(declared: Declaration) -> Iterator[Problem]:
    units = declared.configuration.units
    if units is None:
        return
    yield from _spreadsheet_keys(declared, ("units",), units)
    if bool(units.path) == bool(units.file):
        yield declared.problem(("units",), "CF-PATH-OR-FILES")
    if bool(units.levels) + bool(units.level) + bool(units.file) != 1:
        yield declared.problem(("units",), "CF-UNIT-LAYOUT")
    elif units.level and not (units.code and units.name):
        yield declared.problem(("units",), "CF-MISSING-KEY", "code, name")
    elif units.levels:
        yield from _level_columns(declared, units)
    yield from _unit_files(declared, units)
    yield from _code_tables(declared, units)


def _unit_files(declared: Declaration, units: Units) -> Iterator[Problem]:
    for at, file in enumerate(units.file):
        path: KeyPath = ("units", "file", at)
        yield from _spreadsheet_keys(declared, path, file)
        if file.level == "station" and not (file.parent and file.number):
            yield declared.problem(path, "CF-MISSING-KEY", "parent, number")
        if file.level != "station" and not (file.code and file.name):
            yield declared.problem(path, "CF-MISSING-KEY", "code, name")
        if file.number is not None and file.level != "station":
            yield declared.problem((*path, "number"), "CF-NUMBER-OF-STATIONS", file.level)
        yield from _patterns(declared, (*path, "number"), [file.number])


def _code_tables(declared: Declaration, units: Units) -> Iterator[Problem]:
    for at, table in enumerate(units.codes):
        path: KeyPath = ("units", "codes", at)
        yield from _spreadsheet_keys(declared, path, table)
        if (table.unit is None) == (not table.names):
            yield declared.problem(path, "CF-UNIT-OR-NAMES")
        if table.scheme == units.scheme:
            yield declared.problem((*path, "scheme"), "CF-ID-TWICE", table.scheme)
        yield from _patterns(declared, path, [table.unit, table.name, table.parent, *table.names.values()])


def _boundaries(declared: Declaration) -> Iterator[Problem]:
    """Outlines without a unit table, or by codes of a scheme that no code table of the units has."""
    units = declared.configuration.units
    for at, one in enumerate(declared.configuration.boundaries):
        path: KeyPath = ("boundaries", at)
        if units is None:
            yield declared.problem(path, "CF-BOUNDARIES-WITHOUT-UNITS")
            continue
        schemes = [units.scheme, *(c.scheme for c in units.codes)]
        if one.scheme is not None and one.scheme not in schemes:
            yield declared.problem((*path, "scheme"), "CF-UNKNOWN-NAME", one.scheme, nearest(one.scheme, schemes))
        yield from _patterns(declared, path, [one.code, one.name])


def _patterns(declared: Declaration, path: KeyPath, parts: Iterable[object]) -> Iterator[Problem]:
    """Patterns that are no regular expression with one group."""
    for part in parts:
        if isinstance(part, Part) and part.pattern is not None and _groups(part.pattern) != 1:
            yield declared.problem(path, "CF-ONE-GROUP", part.pattern)


def _groups(pattern: str) -> int | None:
    """How many groups a regular expression has; None where it is none."""
    try:
        return re.compile(pattern).groups
    except re.error:
        return None


def _level_columns(declared: Declaration, units: Units) -> Iterator[Problem]:
    for level, columns in units.levels.items():
        if columns.code is None and columns.prefix is None:
            yield declared.problem(("units", "levels", level), "CF-CODE-OR-PREFIX", level)
    if not any(c.code for c in units.levels.values()):
        yield declared.problem(("units", "levels"), "CF-CODE-OR-PREFIX", "")


def _contests(declared: Declaration, profile: Profile) -> Iterator[Problem]:
    fields = {f for sheet in profile.sheets for f in sheet.names}
    if not declared.configuration.contest:
        yield declared.problem(("contest",), "CF-MISSING-KEY", "contest")
    for at, contest in enumerate(declared.configuration.contest):
        if contest.id in RESERVED:
            yield declared.problem(("contest", at, "id"), "CF-ID-RESERVED", contest.id)
        yield from _areas(declared, at, contest)
        ids = [s.id for s in contest.selection]
        for position, selection in enumerate(ids):
            path = ("contest", at, "selection", position, "id")
            if selection in ids[:position]:
                yield declared.problem(path, "CF-ID-TWICE", selection)
            if selection in fields:
                yield declared.problem(path, "CF-ID-IS-A-FIELD", selection)
        numbers = [s.number or n for n, s in enumerate(contest.selection, 1)]
        for position, number in enumerate(numbers):
            if number in numbers[:position]:
                path = ("contest", at, "selection", position, "number")
                yield declared.problem(path, "CF-CANDIDATE-NUMBER", str(number), ids[numbers.index(number)])


def _sources(declared: Declaration, profile: Profile) -> Iterator[Problem]:
    contests = [c.id for c in declared.configuration.contest]
    kinds = [s.id for s in profile.sheets]
    for at, source in enumerate(declared.configuration.source):
        path: KeyPath = ("source", at)
        held = [c for c in declared.configuration.contest if source.may_hold(c.id)]
        if contests and not held:
            near = nearest(source.contest, contests)
            yield declared.problem((*path, "contest"), "CF-UNKNOWN-NAME", source.contest, near)
            continue
        unknown = [k for k in kinds_of(source) if k not in kinds]
        for kind in unknown:
            yield declared.problem((*path, "sheet"), "CF-UNKNOWN-NAME", kind, nearest(kind, kinds))
        yield from _unit_columns(declared, path, source)
        yield from _spreadsheet_keys(declared, path, source)
        yield from _layouts(declared, path, source)
        yield from _long(declared, path, source)
        if not unknown and held:
            yield from _columns(declared, path, source, profile, held)


def _long(declared: Declaration, path: KeyPath, source: Source) -> Iterator[Problem]:
    """A table of one row a figure has one series; only such a table holds many contests."""
    if source.is_of_many and not source.long:
        yield declared.problem((*path, "contest"), "CF-MANY-CONTESTS", source.contest)
    if source.long and len(source.reading) > 1:
        yield declared.problem((*path, "reading", 1, "series"), "CF-LONG-ONE-SERIES", source.reading[1].series)
    for key, has in (("images", source.images), ("unread", source.unread)):
        if source.long and has:
            yield declared.problem((*path, key), "CF-LONG-ONE-SERIES", key)
    for n, reading in enumerate(source.reading):
        if not reading.columns and not source.long:
            yield declared.problem((*path, "reading", n), "CF-MISSING-KEY", "columns")


def _unit_columns(declared: Declaration, path: KeyPath, source: Source) -> Iterator[Problem]:
    unit = source.unit
    if sum(map(bool, (unit.code, unit.village, unit.names, unit.by_name))) != 1:
        yield declared.problem((*path, "unit"), "CF-CODE-OR-VILLAGE")
    if (unit.village is not None and unit.station is None) or (
        unit.station is not None and unit.village is None and "village" not in unit.names
    ):
        yield declared.problem((*path, "unit"), "CF-VILLAGE-AND-STATION")
    if unit.station_digits and not unit.code:
        yield declared.problem((*path, "unit"), "CF-CODE-OR-VILLAGE")
    has_sheet = bool(unit.sheet) != bool(unit.sheet_names)
    if (unit.by_name or (source.transposed and source.transposed.total)) and not has_sheet:
        yield declared.problem((*path, "unit"), "CF-SHEET-OF-WHICH-UNIT")
    if unit.sheet and unit.sheet_names:
        yield declared.problem((*path, "unit", "sheet_names"), "CF-SHEET-OF-WHICH-UNIT")
    if unit.names and declared.configuration.units is None:
        yield declared.problem((*path, "unit"), "CF-NAMES-WITHOUT-UNITS")
    yield from _patterns(declared, (*path, "unit"), [*unit.names.values(), unit.station])
    if isinstance(source.as_of, AsOfName) and _groups(source.as_of.file) != 1:
        yield declared.problem((*path, "as_of"), "CF-ONE-GROUP", source.as_of.file)
    if source.unread:
        try:
            groups = set(re.compile(source.unread.pattern).groupindex)
        except re.error:
            yield declared.problem((*path, "unread"), "CF-NO-PATTERN", source.unread.pattern)
        else:
            for name in sorted(groups - UNREAD_GROUPS):
                yield declared.problem((*path, "unread"), "CF-UNKNOWN-NAME", name, ", ".join(sorted(UNREAD_GROUPS)))


def _matches(declared: Declaration) -> Iterator[Problem]:
    """Accepted names of sources that name no unit by names, or of another place in the path; the same name twice."""
    sources = {s.id: s for s in declared.configuration.source}
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for at, match in enumerate(declared.configuration.match):
        path: KeyPath = ("match", at)
        source = sources.get(match.source)
        if source is None:
            known = nearest(match.source, sources)
            yield declared.problem((*path, "source"), "CF-UNKNOWN-NAME", match.source, known)
            continue
        levels = [level for level in NAMED_LEVELS if level in source.unit.names]
        if match.level not in levels:
            yield declared.problem((*path, "level"), "CF-UNKNOWN-NAME", match.level, ", ".join(levels))
        elif len(match.path) != levels.index(match.level) + 1:
            expected = ", ".join(levels[: levels.index(match.level) + 1])
            yield declared.problem((*path, "path"), "CF-MATCH-PATH", " / ".join(match.path), expected)
        key = (match.source, tuple(map(normal, match.path)))
        if key in seen:
            yield declared.problem((*path, "path"), "CF-ID-TWICE", " / ".join(match.path))
        seen.add(key)


def _spreadsheet_keys(declared: Declaration, path: KeyPath, reading: Reading) -> Iterator[Problem]:
    """Keys that only a spreadsheet gives a meaning, on a source of another reader."""
    if reading.reader == "spreadsheet":
        return
    for key in ("tab", "range", "cells", "transposed"):
        if getattr(reading, key, None):
            yield declared.problem((*path, key), "CF-ONLY-SPREADSHEET", key)


def _layouts(declared: Declaration, path: KeyPath, source: Source) -> Iterator[Problem]:
    if source.rows and (source.transposed or source.reader == "sirekap"):
        yield declared.problem((*path, "rows"), "CF-ONE-LAYOUT")


def _columns(
    declared: Declaration, path: KeyPath, source: Source, profile: Profile, contests: Sequence[Contest]
) -> Iterator[Problem]:
    fields = {f for kind in kinds_of(source) for f in profile.sheet(kind).names}
    series = [s.id for s in declared.configuration.series]
    yield from _names(declared, (*path, "shared"), source.shared, fields)
    for n, reading in enumerate(source.reading):
        here = (*path, "reading", n)
        if reading.series not in series:
            near = nearest(reading.series, series)
            yield declared.problem((*here, "series"), "CF-UNKNOWN-NAME", reading.series, near)
        yield from _names(declared, (*here, "columns"), reading.columns, fields | {s.id for s in contests[0].selection})
        for contest in contests:
            yield from _selections(declared, here, source, reading, contest)
        if reading.candidates:
            yield from _lists(declared, (*here, "candidates"), source, reading, contests[0])
        used = [*reading.columns.values(), *source.shared.values()]
        used += [column for _, _, column in list_columns(source, reading, contests[0])]
        for column in sorted({c for c in used if used.count(c) > 1}):
            yield declared.problem((*here, "columns"), "CF-COLUMN-TWICE", column)


def list_columns(source: Source, reading: SeriesColumns, contest: Contest) -> list[tuple[str, int, str]]:
    """The columns of a series' lists: selection, number on its list (0 is the sign alone), column."""
    found: list[tuple[str, int, str]] = []
    for selection, columns in reading.candidates.items():
        found += [(selection, 0, columns.sign)] if columns.sign else []
        for n in range(1, contest.listed(selection, source.area) + 1):
            found.append((selection, n, columns.candidate.replace("{n}", str(n))))
    return found


def _areas(declared: Declaration, at: int, contest: Contest) -> Iterator[Problem]:
    ids = [a.id for a in contest.area]
    for n, area in enumerate(contest.area):
        path: KeyPath = ("contest", at, "area", n)
        if area.id in ids[:n]:
            yield declared.problem((*path, "id"), "CF-ID-TWICE", area.id)
        if not area.units and len(ids) > 1:
            yield declared.problem(path, "CF-AREA-OF-WHICH-UNITS", area.id)
        yield from _names(declared, (*path, "candidates"), area.candidates, {s.id for s in contest.selection})


def _lists(
    declared: Declaration, path: KeyPath, source: Source, reading: SeriesColumns, contest: Contest
) -> Iterator[Problem]:
    areas = [a.id for a in contest.area]
    if source.area and source.area not in areas:
        yield declared.problem((*path[:2], "area"), "CF-UNKNOWN-NAME", source.area, nearest(source.area, areas))
    yield from _names(declared, path, reading.candidates, {s.id for s in contest.selection})
    for selection in reading.candidates:
        if not contest.listed(selection, source.area):
            yield declared.problem((*path, selection), "CF-NO-CANDIDATES", selection)


def _selections(
    declared: Declaration, here: KeyPath, source: Source, reading: SeriesColumns, contest: Contest
) -> Iterator[Problem]:
    """Every choice on the ballot has its column, unless the source states no votes at all, and none another's.

    A long table may name a selection by its id, so there the columns of all or of none are declared.
    """
    selections = {s.id for s in contest.selection}
    missing = sorted(selections - set(reading.columns))
    if missing and (len(missing) < len(selections) or not (source.long or set(reading.columns) - selections)):
        yield declared.problem((*here, "columns"), "CF-SELECTION-WITHOUT-COLUMN", ", ".join(missing))
    for key, column in reading.columns.items():
        other = None if source.long else _named(column, contest)
        if other and other != key:
            yield declared.problem((*here, "columns", key), "CF-COLUMN-OF-ANOTHER", column, other)


def _names(declared: Declaration, path: KeyPath, names: Iterable[str], known: set[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield declared.problem((*path, name), "CF-UNKNOWN-NAME", name, nearest(name, sorted(known)))


def _named(column: str, contest: Contest) -> str | None:
    """The selection whose own name the column bears, so that exchanged columns are seen before they are read."""
    said = _plain(column)
    for selection in contest.selection:
        if said in {_plain(t) for t in (selection.id, selection.name, selection.short or "")} - {""}:
            return selection.id
    return None


def _plain(text: str) -> str:
    return _LETTERS.sub("", text.casefold())
