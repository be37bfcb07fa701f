"""The files of a sample: one made-up election, in the layout that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from bukti.sample import lean, office
from bukti.sample.election import Election, election
from bukti.sample.writing import Folder, new_folder

Layout = Literal["workspace", "lean"]
LAYOUTS: Final[dict[Layout, Callable[[Folder, Election], None]]] = {"workspace": office.write, "lean": lean.write}


def make(
    folder: Path, stations: int = 600, seed: int = 1, layout: Layout = "workspace", share: Fraction | None = None
) -> None:
    """The folder holds a made-up election; the same number and seed give the same election, and the same bytes.

    `share`: of so many stations the sheet bears a slip. Raises FileExistsError where the folder holds something,
    ValueError where no sample has so many stations.
    """
    made = election(stations, seed, share)
    with new_folder(folder) as new:
        LAYOUTS[layout](new, made)
