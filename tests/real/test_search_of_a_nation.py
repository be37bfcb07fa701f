"""The search index over every village of Indonesia: no question loads more than 50 KB of it."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources

import pytest
from tests.needs import need_real_data

from bukti.publish.labels import display
from bukti.publish.pages.search_index import Entry, bones, files, fold, near, place

pytestmark = pytest.mark.real
COLUMNS = ("provinsi", "kabkota", "kecamatan", "kelurahan")
LEVELS = ("province", "regency", "district", "village")


def test_no_question_loads_more_than_50_kb_of_a_nation_s_index() -> None:
    units: dict[str, Entry] = {}
    with (need_real_data() / "areas" / "stations-per-village-2024.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = [display(row[c]) for c in COLUMNS]
            for n, (level, digits) in enumerate(zip(LEVELS, (2, 4, 6, 10), strict=True), 1):
                path = "/".join("-".join(row[c].lower().split()) for c in COLUMNS[:n])
                above = ", ".join(reversed(names[: n - 1]))
                code = row["kode_kel"][:digits]
                units.setdefault(code, Entry(names[n - 1], level, path, above, code, ("president",), None))
    assert len(units) > 90_000
    made = dict(files([*units.values()]))
    sizes = {name: len(text.encode()) for name, text in made.items()}
    script = resources.files("bukti.publish.pages").joinpath("search.js").read_text(encoding="utf-8")
    (most,) = re.findall(r"const BYTES = (\d+);", script)
    assert int(most) + max(sizes.values()) <= 50_000
    n = json.loads(made["search/index.json"])["files"]
    key = near(bones(fold("Pandean Lamper").replace(" ", "")))[0]
    assert "pandean lamper" in json.loads(made[f"search/{place(f'~{key}', n)}.json"])[f"~{key}"]
