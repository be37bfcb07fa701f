"""The job that every chain does, whatever it is written with: which rules, which levels, which tables come out.

Imports nothing heavy, so that a chain pays for its own engine only.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

VOTES = ("pas1", "pas2")
RULES = (  # name, left, relation that must hold, right; blank fields break no rule
    ("votes-add-up", "pas1 + pas2", "=", "sah"),
    ("valid-and-invalid-add-up", "sah + tSah", "=", "jum"),
    ("users-add-up", "users_dpt + users_dptb + users_dpk", "=", "users_total"),
    ("users-by-sex-add-up", "users_l + users_p", "=", "users_dpt + users_dptb + users_dpk"),
    ("users-are-ballots-cast", "users_total", "=", "jum"),
    ("ballots-add-up", "used + spoiled + unused", "=", "received"),
    ("cast-within-register", "jum", "<=", "dpt_l + dpt_p"),
    ("ballots-within-register-and-reserve", "received", "<=", "dpt_l + dpt_p + (dpt_l + dpt_p + 49) // 50"),
    ("cast-within-ballots", "jum", "<=", "received"),
    ("valid-within-station-limit", "sah", "<=", "500"),
)
TEXTS = ("kp_janggal", "kp_laporKpu", "kp_n_photos", "kp_ts")
TABLES = ("source", "sheet", "finding", "tally", "difference")
LEVELS = ("kel", "kec", "kab", "prov", "nat")

Chain = Callable[[Path, Path], Iterator[str]]
"""Takes the folder of inputs and that of outputs; says the name of each step when it is done."""


def stations_of(inputs: Path) -> list[Path]:
    """The files with a row for each station."""
    return sorted((inputs / "tps_by_province").glob("*.csv"))


def digests_of(inputs: Path) -> list[tuple[str, int, str]]:
    """Each source with its size and digest."""
    files = [*stations_of(inputs), inputs / "wilayah_kpu2019.csv", inputs / "rekap_levels.csv"]
    found = []
    for file in files:
        with file.open("rb") as stream:
            found.append((file.name, file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()))
    return found


def fields_of(header: list[str]) -> list[str]:
    """The fields that a header has for both sources."""
    return [n[4:] for n in header if n.startswith("kpu_") and f"kp_{n[4:]}" in header]


def known_rules(ints: list[str]) -> list[tuple[str, str, str, str]]:
    """The rules all of whose fields are there."""

    def known(expression: str) -> bool:
        words = expression.replace("(", " ").replace(")", " ").split()
        return all(w in ints for w in words if w[0].isalpha())

    return [rule for rule in RULES if known(rule[1]) and known(rule[3])]


def run(chain: Chain, about: str) -> None:
    """Runs a chain on the folders of the command line; prints the seconds of each step."""
    args = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("input", type=Path)
    args.add_argument("output", type=Path)
    a = args.parse_args()
    start = (time.perf_counter(), time.process_time())
    for step in chain(a.input, a.output):
        now = (time.perf_counter(), time.process_time())
        print(f"{step:8} {now[0] - start[0]:7.2f} s wall {now[1] - start[1]:7.2f} s cpu", flush=True)
        start = now
