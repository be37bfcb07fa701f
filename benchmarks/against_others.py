"""`bukti build` against the lean bound, and against the same job in Polars and in pandas, on one made-up election.

usage: against_others.py [--stations N] [--runs N] [--keep FOLDER]

Makes the election in the layout `lean`, runs every program in turn, prints CPU seconds and peak memory, and holds the
tables of the chains to be the same. Every program reads the very same files.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Command, lean_sample, measure, report

HERE = Path(__file__).parent
CHAINS = ("lean", "polars", "pandas")


def chain(name: str, inputs: Path) -> Command:
    """One of the chains, run by the Python that runs this."""
    return Command(lambda folder: [sys.executable, HERE / f"{name}_chain.py", inputs, folder / "out"])


def bukti(inputs: Path) -> Command:
    """A build from nothing, in a workspace that has the inputs by other names of the same files."""

    def prepare(folder: Path) -> None:
        shutil.copytree(inputs, folder / "workspace", copy_function=os.link)

    program = Path(sys.executable).with_name("bukti")
    return Command(lambda folder: [program, "build", "--no-site", "--workspace", folder / "workspace"], prepare)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--stations", type=int, default=20_000)
    args.add_argument("--runs", type=int, default=5)
    args.add_argument("--keep", type=Path, help="a new folder for the inputs and outputs, which is left there")
    a = args.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = a.keep or Path(temporary)
        inputs = lean_sample(root, a.stations)
        commands = {name: chain(name, inputs) for name in CHAINS} | {"bukti": bukti(inputs)}
        found = measure(commands, root / "runs", a.runs)
        print(f"{a.stations:,} stations, {a.runs} runs in turn\n{report(found, 'lean')}\n", flush=True)
        outputs = [found[name].folders[0] / "out" for name in CHAINS]
        subprocess.run([sys.executable, HERE / "agree.py", *outputs], check=True)


if __name__ == "__main__":
    main()
