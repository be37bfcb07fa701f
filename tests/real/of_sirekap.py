"""The figures of a folder of answers of the Sirekap service, one JSON file a station, and of a later folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.real.cells import STATION_CAP, Counts, all_known, broken, over_cap, parts_add_up, total

PAIRS_SIREKAP = ("100025", "100026", "100027")


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
