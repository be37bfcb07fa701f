"""The bukti.toml of the sample, commented in both languages so that an office can start from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bukti.sample.columns import boxes_of, boxes_of_crowd, column, name
from bukti.sample.plan import DAY, PROFILE
from bukti.sample.sheets import Box
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
    Selection("pair-3", "Baskara Adiluhung - Ratri Puspaningtyas", "Baskara-Ratri", "#009e73"),
)
IDS: Final = tuple(selection.id for selection in SELECTIONS)
SCHEME: Final = "sample"
CONTEST: Final = "president"
LEVELS: Final = {"provinsi": "province", "kota": "regency", "kecamatan": "district", "kelurahan": "village"}
RECAP_AS_OF: Final = "2024-03-05T16:00:00+07:00"


def declaration(city: str, profile: Profile) -> str:
    """The text of bukti.toml for a city of this name."""
    station, recap = profile.sheet_of("station"), profile.sheet_of("district")
    if station is None or recap is None:
        raise LookupError(PROFILE)
    return "\n".join(
        (
            _head(city),
            *(_selection(selection) for selection in SELECTIONS),
            _UNITS,
            _SERIES,
            _ENTRY.format(sheet=station.id, columns=_columns(boxes_of(station, len(IDS)), station)),
            _CROWD.format(sheet=station.id, columns=_columns(boxes_of_crowd(len(IDS)), station)),
            _RECAP.format(sheet=recap.id, columns=_columns(boxes_of(recap, len(IDS)), recap)),
            _CHOICES,
        )
    )


def _head(city: str) -> str:
    return f"""\
# Ruang kerja contoh: kota, calon dan semua angkanya rekaan. Salin dan ubah untuk kantor Anda.
# A sample workspace: the city, the candidates and every figure are made up. Copy and change it for your office.

[election]
# Formulir dan aturan pemilihan ini. / The forms and rules of this election.
profile = {_text(PROFILE)}
title = {{ indonesian = "Pemilihan Presiden (contoh)", english = "Presidential election (sample)" }}
date = {DAY.isoformat()}
office = {{ indonesian = {_text(f"KPU {city} (rekaan)")}, english = {_text(f"Election office of {city} (made up)")} }}

[[contest]]
# Bagian dari alamat halaman: jangan pernah diubah. / Part of page addresses: never change it.
id = {_text(CONTEST)}
title = {{ indonesian = "Presiden dan Wakil Presiden", english = "President and Vice President" }}

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
# Relawan membaca suara saja. / The volunteers read only the votes.
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
# Hasil rapat pleno kecamatan dan kota. / What the plenaries of the districts and the city declared.
[[source]]
id = "recap"
contest = "president"
sheet = "{sheet}"
path = "recap.csv"
unit = {{ code = "kode", name = "nama" }}
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
