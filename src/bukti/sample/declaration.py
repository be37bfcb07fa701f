"""The bukti.toml of the sample, commented in both languages so that an office can start from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bukti.sample.columns import LEAN, SHARED, column, name
from bukti.sample.places import CITY, NATION, Places
from bukti.sample.plan import DAY, PROFILE
from bukti.sample.sheets import BOXES, CROWD, Box
from bukti.vocabulary.profile import Profile, SheetKind


@dataclass(frozen=True)
class Selection:
    """An invented pair on the ballot."""

    id: str
    name: str
    short: str
    colour: str


SELECTIONS: Final = (
    Selection("pair-1", "Wiratama Jayengrana - Sekar Ambarwening", "Wiratama-Sekar", "#0072b2"),
    Selection("pair-2", "Gunadi Paramarta - Laras Kusumaning", "Gunadi-Laras", "#d55e00"),
)
IDS: Final = tuple(selection.id for selection in SELECTIONS)
SCHEME: Final = "sample"
CONTEST: Final = "president"
LEVELS: Final = {
    "negara": "nation",
    "provinsi": "province",
    "kota": "regency",
    "kabupaten": "regency",
    "kecamatan": "district",
    "kelurahan": "village",
}
DEPTHS: Final = {"0": "nation", "1": "province", "2": "regency", "3": "district", "4": "village"}
RECAP_AS_OF: Final = "2024-03-05T16:00:00+07:00"
FILES: Final = {
    "first": "stations-2024-02-15.csv",
    "later": "stations-2024-02-20.csv",
    "crowd": "crowd.csv",
}


def kinds_of(profile: Profile) -> tuple[SheetKind, SheetKind]:
    """The sheet of a station and that of a plenary."""
    station, recap = profile.sheet_of("station"), profile.sheet_of("district")
    if station is None or recap is None:
        raise LookupError(PROFILE)
    return station, recap


def workspace(area: str, profile: Profile, levels: Iterable[str]) -> str:
    """The text of bukti.toml for a sample of this name; `levels` are those whose units have areas."""
    station, recap = kinds_of(profile)
    return "\n".join(
        (
            _head(area),
            *(_selection(selection) for selection in SELECTIONS),
            _UNITS,
            *(_BOUNDARIES.format(level=level) for level in levels),
            _SERIES,
            _ENTRY.format(sheet=station.id, columns=_columns(BOXES, station)),
            _CROWD.format(sheet=station.id, columns=_columns(CROWD, station)),
            _RECAP.format(sheet=recap.id, columns=_columns(BOXES, recap)),
            _CHOICES,
        )
    )


def lean(area: str, profile: Profile) -> str:
    """The text of bukti.toml for the lean layout of a sample of this name."""
    station, recap = kinds_of(profile)
    shared = ", ".join(f"{name(box, station, IDS)} = {_text(column)}" for box, column in SHARED.items())
    return "\n".join(
        (
            _head(area),
            *(_selection(selection) for selection in SELECTIONS),
            _LEAN_UNITS,
            _SERIES,
            _LEAN_STATIONS.format(sheet=station.id, shared=shared),
            *(_lean_series(series, mark, station) for series, mark in (("kpu", "kpu_"), ("crowd", "kp_"))),
            _LEAN_RECAP.format(sheet=recap.id),
            _CHOICES,
        )
    )


def area_of(places: Places) -> str:
    """What the whole of a sample is called."""
    return CITY[1] if places.is_city else NATION[1]


def _lean_series(series: str, mark: str, kind: SheetKind) -> str:
    columns = "\n".join(f"{name(box, kind, IDS)} = {_text(mark + column)}" for box, column in LEAN.items())
    return f"""\
[[source.reading]]
series = {_text(series)}

[source.reading.columns]
{columns}
"""


def _head(area: str) -> str:
    return f"""\
# Ruang kerja contoh: tempat, calon dan semua angkanya rekaan. Salin dan ubah untuk kantor Anda.
# A sample workspace: the places, the candidates and every figure are made up. Copy and change it for your office.

[election]
# Formulir dan aturan pemilihan ini. / The forms and rules of this election.
profile = {_text(PROFILE)}
title = {{ indonesian = "Pemilihan Presiden (contoh)", english = "Presidential election (sample)" }}
date = {DAY.isoformat()}
office = {{ indonesian = {_text(f"KPU {area} (rekaan)")}, english = {_text(f"Election office of {area} (made up)")} }}

[[contest]]
# Bagian dari alamat halaman: jangan pernah diubah. / Part of page addresses: never change it.
id = {_text(CONTEST)}
title = {{ indonesian = "Presiden dan Wakil Presiden", english = "President and Vice President" }}
# Jabatan yang diperebutkan: halaman "Arti hasil" memakai aturannya. / What it is for: a page tells what the law makes
# of the result.
office = "president"

# Urutannya urutan di surat suara. / In the order of the ballot."""


def _selection(selection: Selection) -> str:
    return f"""\
[[contest.selection]]
id = {_text(selection.id)}
name = {_text(selection.name)}
short = {_text(selection.short)}
colour = {_text(selection.colour)}
"""


def _columns(boxes: Iterable[Box], kind: SheetKind) -> str:
    return "\n".join(f"{name(box, kind, IDS)} = {_text(column(box))}" for box in boxes)


def _text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False)


_UNITS: Final = f"""\
[units]
# Daftar wilayah: satu baris tiap wilayah, dengan induknya. / The unit table: a row for each unit, with its parent.
path = "units.csv"
# Siapa yang memberi kodenya (kantor sungguhan: kpu). / Who gives the codes (a real office: kpu).
scheme = {_text(SCHEME)}
code = "kode"
name = "nama"
parent = "kode_induk"
# Kolom yang dijumlah menjadi pemilih terdaftar. / Columns that add up to the registered voters.
registered = ["dpt_l", "dpt_p"]

[units.level]
column = "tingkat"
values = {{ {", ".join(f"{word} = {_text(level)}" for word, level in LEVELS.items())} }}

[units.stations]
# Jumlah semua TPS, termasuk yang khusus; yang biasa bernomor dari 1, yang khusus dari 901.
# All stations, special ones included; the ordinary are numbered from 1, the special from 901.
expected = "jumlah_tps"
first_special = "tps_khusus_awal"
last_special = "tps_khusus_akhir"
"""

_SERIES: Final = """\
# Siapa yang mengatakannya. Yang pertama didahulukan. / Who says it. The first takes precedence.
[[series]]
id = "kpu"
title = { indonesian = "Pembacaan mesin KPU", english = "Machine reading by the election office" }
how = "machine"

[[series]]
id = "crowd"
title = { indonesian = "Pembacaan relawan", english = "Reading by volunteers" }
how = "typed"

[[series]]
id = "plenary"
title = { indonesian = "Rapat pleno", english = "Plenary recapitulation" }
how = "plenary"
"""

_ENTRY: Final = """\
# Ekspor kantor. Berkas yang lebih baru cukup ditaruh di sebelahnya; yang lama tidak dihapus.
# The office's exports. Put a newer file beside the others; never remove an older one.
[[source]]
id = "stations"
contest = "president"
sheet = "{sheet}"
path = "stations-*.csv"
# Kode TPS: kode kelurahan lalu tiga angka. / A station's code: the village's code, then three digits.
unit = {{ code = "kode_tps", station_digits = 3 }}
# Saat yang dinyatakan tiap baris; yang terakhir berlaku. / The moment that each row states; the last one stands.
as_of = {{ column = "ts", format = "%Y-%m-%d %H:%M:%S", zone = "+07:00" }}
images = ["foto_1", "foto_2", "foto_3"]

[[source.reading]]
series = "kpu"

# Isian formulir = kolom berkas. / Field of the form = column of the file.
[source.reading.columns]
{columns}
"""

_CROWD: Final = """\
# Relawan mengetik ulang formulir dari fotonya, tanpa pemilih terdaftar dan penyandang disabilitas.
# The volunteers type the form again from its photo, without the registered and the disabled voters.
[[source]]
id = "crowd"
contest = "president"
sheet = "{sheet}"
path = "crowd.csv"
unit = {{ village = "kode_kel", station = "tps" }}
as_of = {{ column = "dibaca", format = "%Y-%m-%d %H:%M:%S", zone = "+07:00" }}

[[source.reading]]
series = "crowd"

[source.reading.columns]
{columns}
"""

_RECAP: Final = (
    """\
# D.Hasil rapat pleno, dari kecamatan ke atas. / D.Hasil of the plenaries, from the districts up.
[[source]]
id = "recap"
contest = "president"
sheet = "{sheet}"
path = "recap.csv"
# Satu baris satu kolom formulir: wilayah di bawahnya, atau jumlahnya. / A row is a column of the form: a unit below
# the one that made the sheet, or the total.
unit = {{ sheet = "kode_lembar", code = "kode", name = "nama" }}
# Berkas ini tidak menyatakan saatnya: dinyatakan di sini. / The file states no moment: it is declared here.
as_of = """
    + RECAP_AS_OF
    + """

[[source.reading]]
series = "plenary"

[source.reading.columns]
{columns}
"""
)

_BOUNDARIES: Final = """\
# Peta: satu berkas GeoJSON tiap tingkat. / Maps: a GeoJSON file for each level.
[[boundaries]]
path = "areas/{level}.geojson"
level = "{level}"
code = "code"
name = "name"
"""

_LEAN_UNITS: Final = f"""\
[units]
# Daftar wilayah: satu baris tiap wilayah, dengan induknya. / The unit table: a row for each unit, with its parent.
path = "${{LEAN}}/wilayah_kpu2019.csv"
scheme = {_text(SCHEME)}
code = "id"
name = "name"
parent = "parent"

[units.level]
column = "depth"
values = {{ {", ".join(f"{depth} = {_text(level)}" for depth, level in DEPTHS.items())} }}

[units.stations]
expected = "stations"
first_special = "first_special"
last_special = "last_special"
"""

_LEAN_STATIONS: Final = """\
# Satu baris satu TPS, setiap isian dua kali. / A row for each station, each field twice.
[[source]]
id = "stations"
contest = "president"
sheet = "{sheet}"
path = "${{LEAN}}/tps_by_province/*.csv"
unit = {{ village = "kel_id", station = "tps", pad = 3 }}
shared = {{ {shared} }}
"""

_LEAN_RECAP: Final = (
    """\
# Yang ditetapkan rapat pleno. / What the plenaries declared.
[[source]]
id = "recap"
contest = "president"
sheet = "{sheet}"
path = "${{LEAN}}/rekap_levels.csv"
unit = {{ sheet = "sheet", code = "id" }}
as_of = """
    + RECAP_AS_OF
    + """

[[source.reading]]
series = "plenary"
columns = {{ pair-1 = "rekap_pas1", pair-2 = "rekap_pas2" }}
"""
)

_CHOICES: Final = """\
# Pilihan yang tidak berlaku kecuali dinyatakan. / Choices that are off unless declared.
[precedence]
# Formulir lengkap mendahului yang sebagian. / A complete sheet goes before one in part.
complete_beats_partial = false
# Angka mendahului nol yang hanya pengisi. / Numbers go before zeros that only fill the boxes.
numbers_beat_placeholder_zeros = false

[checks]
# Angka yang mustahil ditahan dari penjumlahan. / What is impossible is held out of the sums.
hold = true
"""
