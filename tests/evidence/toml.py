"""A declaration that is right, to be put wrong line by line."""

from __future__ import annotations

from pathlib import Path

from bukti.evidence.declaring import Declaration, load
from bukti.vocabulary.problems import Problem, Refusal

GOOD = """\
[election]
profile = "id/presidential-2019"
title = { indonesian = "Contoh", english = "Example" }
date = 2019-04-17

[[contest]]
id = "ppwp"
title = { indonesian = "Presiden", english = "President" }

[[contest.selection]]
id = "pair-1"
name = "One"

[[contest.selection]]
id = "pair-2"
name = "Two"

[units]
path = "units.csv"
scheme = "kpu"
code = "kode"
name = "nama"
parent = "induk"
level = { column = "tingkat", values = { kota = "regency", kel = "village" } }

[[series]]
id = "kpu"
title = { indonesian = "KPU", english = "KPU" }
how = "typed"

[[series]]
id = "crowd"
title = { indonesian = "Warga", english = "Volunteers" }
how = "typed"

[[source]]
id = "stations"
path = "tps.csv"
contest = "ppwp"
sheet = "c1"
as_of = 2019-04-20T12:00:00+07:00
unit = { village = "kel", station = "tps", pad = 3 }
shared = { registered_male = "dpt_l", registered_female = "dpt_p" }

[[source.reading]]
series = "kpu"
columns = { pair-1 = "kpu_1", pair-2 = "kpu_2", valid = "kpu_sah" }

[[source.reading]]
series = "crowd"
columns = { pair-1 = "kp_1", pair-2 = "kp_2" }
"""


def changed(*changes: tuple[str, str]) -> str:
    """The declaration with some of its text written otherwise."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def read(folder: Path, text: str) -> Declaration:
    file = folder / "bukti.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def refused(folder: Path, text: str) -> list[Problem]:
    """All that is wrong in the text; nothing where it is right."""
    try:
        read(folder, text)
    except Refusal as refusal:
        return list(refusal.problems)
    return []


def line(text: str, part: str) -> int:
    """The line on which the part stands, from 1."""
    (found,) = [n for n, written in enumerate(text.splitlines(), 1) if part in written]
    return found
