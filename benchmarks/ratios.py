"""The ratios that a build is held to, each against its yardstick in the same sitting.

usage: ratios.py [--stations N] [--runs N] [--keep FOLDER]

Makes the election in the layout `lean` and prints: a build from nothing against `lean_chain.py`, the digest step apart;
the digest step against writing the same text once and hashing it; a later file with 300 changed sheets of one regency
and a build in which nothing changed against the build from nothing; the peak of memory, and whether the build ends
with the engine held to 512 MB.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Command, Measured, lean_sample, measure

HERE = Path(__file__).parent
CHANGED = 300
HELD = "512MB"


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def copied(inputs: Path, folder: Path) -> Path:
    """A workspace of its own with the inputs as further names of the same files."""
    shutil.copytree(inputs, folder, copy_function=os.link)
    return folder


def timed(workspace: Path, *options: str) -> dict[str, float]:
    """What one build in a process of its own says of itself."""
    program = [sys.executable, HERE / "timed_build.py", workspace, *options]
    said = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def later_file(workspace: Path) -> None:
    """One more file of the stations, in which 300 sheets of one regency state one vote more."""
    first = sorted((workspace / "tps_by_province").glob("*.csv"))[0]
    with first.open(newline="") as stream:
        rows = list(csv.reader(stream))
    header, body = rows[0], rows[1 : CHANGED + 1]
    at = [n for n, name in enumerate(header) if name in ("kpu_pas1", "kpu_sah", "kpu_jum")]
    for row in body:
        for n in at:
            if row[n].isdigit():
                row[n] = str(int(row[n]) + 1)
    with (workspace / "tps_by_province" / "later.csv").open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *body])


def text_yardstick(workspace: Path, scratch: Path) -> float:
    """CPU seconds of writing every table's text form once, by the engine, and hashing the bytes."""
    from bukti.engine.database import connect, literal
    from bukti.engine.digest import line_sql
    from bukti.engine.store import Store
    from bukti.evidence.terms import settle
    from bukti.evidence.workspace import Workspace

    opened = Workspace(workspace)
    store = Store(opened.build, settle(opened).contracts)
    text, spent = scratch / "text", 0.0
    with connect() as connection:
        for name in store.slots:
            connection.execute(f"create or replace temp table t as {store.rows_sql(name)}")
            start = cpu()
            lines = f"select {line_sql(store.contracts[name])} from t"
            options = "format csv, header false, delimiter '\t', quote '', escape ''"
            connection.execute(f"copy ({lines}) to {literal(str(text))} ({options})")
            with text.open("rb") as stream:
                hashlib.file_digest(stream, "sha256")
            spent += cpu() - start
    return spent


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--stations", type=int, default=20_000)
    args.add_argument("--runs", type=int, default=3)
    args.add_argument("--keep", type=Path, help="a new folder for inputs and outputs, which is left there")
    a = args.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = a.keep or Path(temporary)
        inputs = lean_sample(root, a.stations)
        lean = Command(lambda folder: [sys.executable, HERE / "lean_chain.py", inputs, folder / "out"])
        yardstick, full = Measured(), []
        for turn in range(a.runs):
            one = measure({"lean": lean}, root / f"turn-{turn}", 1)["lean"]
            yardstick.cpu += one.cpu
            yardstick.peak += one.peak
            full.append(timed(copied(inputs, root / f"full-{turn}")))
        whole = statistics.median(f["cpu"] for f in full)
        digests = statistics.median(f["digests"] for f in full)
        built = root / "full-0"
        text = text_yardstick(built, root)
        nothing = timed(built)
        later_file(built)
        changed = timed(built)
        held = timed(copied(inputs, root / "held"), "--memory", HELD)
        peak = max(f["peak"] for f in full)
        print(f"{a.stations:,} stations, {a.runs} runs in turn, medians, CPU seconds")
        print(f"lean chain                        {yardstick.median:8.2f}   peak {max(yardstick.peak):6.0f} MB")
        print(f"build from nothing                {whole:8.2f}   peak {peak:6.0f} MB")
        print(f"  of it digests                   {digests:8.2f}")
        print(f"  without digests, x lean         {(whole - digests) / yardstick.median:8.2f}")
        print(f"  memory, x lean                  {peak / max(yardstick.peak):8.2f}")
        print(f"digests, x text written and hashed{digests / text:8.2f}")
        print(f"nothing changed                   {nothing['cpu']:8.2f}")
        print(
            f"300 changed sheets                {changed['cpu']:8.2f}   {changed['cpu'] / whole:6.1%} of the full build"
        )
        print(f"engine held to {HELD}             {held['cpu']:8.2f}   peak {held['peak']:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
