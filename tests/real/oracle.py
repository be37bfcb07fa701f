"""Counts the figures of real elections from their raw files, in plain Python and by hand-written arithmetic.

Nothing here imports the project: a build is compared with these figures, so neither may lean on the other.
`python -m tests.real.oracle FOLDER` prints every figure as JSON.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.real.of_2015 import Mayor2015, mayor_2015
from tests.real.of_2019 import Presidential2019, presidential_2019
from tests.real.of_2024 import Presidential2024, presidential_2024
from tests.real.of_codes import Codes, codes_of_both
from tests.real.of_council import Council, council
from tests.real.of_sirekap import Sirekap, sirekap


@dataclass(frozen=True)
class Figures:
    """Every set in the folder of real data."""

    semarang: Presidential2019
    yogyakarta: Presidential2019
    kaltim: Presidential2024
    berau: Presidential2024
    sirekap: Sirekap
    cilacap: Council
    surabaya: Mayor2015
    codes: Codes


def every_figure(folder: Path) -> Figures:
    """Every set in the folder of real data is counted."""
    old, new, answers = folder / "presidential-2019", folder / "presidential-2024", folder / "sirekap-json"
    villages = folder / "areas" / "stations-per-village-2024.csv"
    kaltim = new / "kalimantan-timur-stations.csv"
    return Figures(
        semarang=presidential_2019(old / "kota-semarang-stations.csv", old / "kota-semarang-recap.csv"),
        yogyakarta=presidential_2019(old / "di-yogyakarta-stations.csv", old / "di-yogyakarta-recap.csv"),
        kaltim=presidential_2024(kaltim),
        berau=presidential_2024(kaltim, regency="6403"),
        sirekap=sirekap(answers / "stations-1000", answers / "stations-jakarta"),
        cilacap=council(sorted((folder / "dprd-province-2024").glob("cilacap_*.csv")), villages),
        surabaya=mayor_2015(folder / "pilkada-2015"),
        codes=codes_of_both(folder / "areas" / "wilayah-kemendagri-2025.csv", villages),
    )


if __name__ == "__main__":
    figures = asdict(every_figure(Path(sys.argv[1])))
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
