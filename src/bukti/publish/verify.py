#!/usr/bin/env python3
"""Checks a published folder, from the signature down to every sum, with nothing but Python's standard library.

    python3 verify.py [FOLDER or https://…] [--key VKEY] [--lang en]

Read it from top to bottom: the words it says, then the tools (places, the signature, the log), then seven steps. Each
step is a function, and its docstring says in plain words what the step does. FOLDER is a published folder: the one
with `publication.json`, or the one above it with `current`. Without it, the folder in which this file lies is checked.
The program writes one file, the checkpoint that it remembers for next time, in a folder of your own (`--memory`).
A court bundle, or its folder `segel`, is checked against the entry of the ledger that seals it.
It ends with 0 where all is right, 1 where something is wrong, 2 where the place could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import os
import re
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

# ---- What it says: each sentence in Indonesian, then in English.

WORDS: dict[str, tuple[str, str]] = {
    "right": ("benar", "right"),
    "wrong": ("SALAH", "WRONG"),
    "note": ("catatan", "note"),
    "line": ("{path}, baris {line}: {what}", "{path}, line {line}: {what}"),
    "step-1": ("1. Tanda tangan pada checkpoint", "1. The signature on the checkpoint"),
    "step-2": ("2. Buku besar dihitung ulang dari isinya", "2. The log, recomputed from its entries"),
    "step-3": ("3. Tempat publikasi ini di buku besar", "3. This publication's place in the log"),
    "step-4": ("4. Setiap berkas terhadap daftar berkas", "4. Every file against the manifest"),
    "step-5": ("5. Setiap jumlah dihitung ulang", "5. Every sum, recomputed"),
    "step-6": ("6. Dibandingkan dengan yang diingat komputer ini", "6. Compared with what this computer remembers"),
    "step-7": ("7. Hasil", "7. Result"),
    "step-8": ("Berkas perkara dan segelnya", "A court bundle and its seal"),
    "bundle-listed": ("{files} berkas sesuai dengan SHA256SUMS", "{files} files are as SHA256SUMS lists them"),
    "bundle-other": ("{path} tidak sesuai dengan SHA256SUMS", "{path} is not as SHA256SUMS lists it"),
    "bundle-extra": ("{path} tidak ada di SHA256SUMS", "{path} is not in SHA256SUMS"),
    "bundle-entry": ("entri di segel menyebut sidik {found}, SHA256SUMS bersidik {expected}",
                     "the entry in the seal names the digest {found}, that of SHA256SUMS is {expected}"),
    "bundle-there": ("sidik SHA256SUMS adalah entri {index} dari {size} di buku besar {origin}",
                     "the digest of SHA256SUMS is entry {index} of {size} of the ledger {origin}"),
    "bundle-proof": ("{path} tidak membuktikan tempat entri itu", "{path} does not prove the entry's place"),
    "bundle-key": ("kunci {vkey} berasal dari segel: bandingkan dengan kunci yang tercetak di kertas",
                   "the key {vkey} is the seal's own: compare it with the key printed on paper"),
    "cannot": ("Tidak dapat diperiksa: {what}", "Cannot be checked: {what}"),
    "no-place": ("{path} bukan folder hasil publikasi: tidak ada publication.json, manifest.json, atau log/checkpoint",
                 "{path} is no published folder: it has no publication.json, manifest.json or log/checkpoint"),
    "unreadable": ("{path} tidak terbaca ({why})", "{path} cannot be read ({why})"),
    "missing": ("{path} tidak ada", "{path} is missing"),
    "too-large": ("{path} lebih besar dari {limit} bita", "{path} is larger than {limit} bytes"),
    "bad-name": ("nama berkas {path} tidak boleh ada di daftar berkas",
                 "the file name {path} must not stand in a manifest"),
    "vkey-form": ("kunci {vkey} tidak berbentuk nama+sidik+kunci", "the key {vkey} is not name+hash+key"),
    "vkey-hash": ("sidik di dalam kunci {vkey} tidak cocok", "the hash inside the key {vkey} does not fit"),
    "vkey-kind": ("kunci {vkey} berjenis {kind}, seharusnya {expected}",
                  "the key {vkey} is of kind {kind}, expected {expected}"),
    "vkey-weak": ("kunci {vkey} bukan kunci Ed25519 yang sah, atau lemah",
                  "the key {vkey} is no valid Ed25519 key, or a weak one"),
    "note-form": ("{path} bukan catatan bertanda tangan ({why})", "{path} is no signed note ({why})"),
    "checkpoint-form": ("{path} bukan checkpoint ({why})", "{path} is no checkpoint ({why})"),
    "origin-key": ("checkpoint bernama {origin}, kuncinya {name}", "the checkpoint is of {origin}, its key of {name}"),
    "bad-signature": ("{path}: tanda tangan {name} tidak cocok dengan isinya",
                      "{path}: the signature of {name} does not fit the text"),
    "unsigned": ("{path} tidak ditandatangani dengan kunci {vkey}", "{path} is not signed with the key {vkey}"),
    "signed": ("ditandatangani dengan kunci {vkey}", "signed with the key {vkey}"),
    "key-foreign": ("kunci yang Anda percaya, {vkey}, tidak pernah menjadi kunci buku besar ini",
                    "the key that you trust, {vkey}, was never a key of this log"),
    "key-hop": ("kunci berganti dari {old} ke {new} tanpa bukti bertanda tangan kunci lama",
                "the key changed from {old} to {new} with no proof signed by the old key"),
    "key-changed": ("kunci berganti dari {old} ke {new}; kunci lama menandatanganinya ({path})",
                    "the key changed from {old} to {new}; the old key signed that ({path})"),
    "key-chain": ("entri {index} mengganti kunci {old}, padahal kunci saat itu {held}",
                  "entry {index} replaces the key {old}, but the key then was {held}"),
    "key-paper": ("kunci itu sama dengan yang Anda berikan dengan --key", "that is the key you gave with --key"),
    "key-seen": ("kunci itu sama dengan yang diingat dari pemeriksaan lalu", "that is the key remembered from before"),
    "key-first": ("kunci itu baru pertama kali dilihat: bandingkan dengan kunci yang tercetak di kertas",
                  "this key is seen for the first time: compare it with the key printed on paper"),
    "bundle-form": ("{path} bukan kumpulan {count} entri", "{path} is no bundle of {count} entries"),
    "entry-form": ("{path}: entri {index} bukan JSON yang sah ({why})",
                   "{path}: entry {index} is no valid JSON ({why})"),
    "entry-other": ("{path}: entri {index} bukan yang ada di pohon buku besar",
                    "{path}: entry {index} is not the one in the log's tree"),
    "root-other": ("akar buku besar tercetak {printed}, dihitung ulang {found}",
                   "the log's root is printed as {printed}, recomputed as {found}"),
    "root-right": ("{size} entri menghasilkan akar {root}", "{size} entries give the root {root}"),
    "tile-other": ("{path} tidak cocok dengan entrinya", "{path} does not fit the entries"),
    "size-zero": ("buku besar kosong", "the log is empty"),
    "opening": ("entri pertama bukan pembukaan buku besar {origin}", "the first entry is not the opening of {origin}"),
    "json": ("{path} bukan JSON yang sah ({why})", "{path} is no valid JSON ({why})"),
    "leaf-none": ("publication.json: buku besar tidak memuat publikasi nomor {number}",
                  "publication.json: the log holds no publication {number}"),
    "leaf-later": ("buku besar sudah memuat publikasi {last}, yang tersaji publikasi {number}",
                   "the log already holds publication {last}; what is shown is publication {number}"),
    "leaf-twice": ("buku besar memuat publikasi {number} dua kali", "the log holds publication {number} twice"),
    "leaf-previous": ("publikasi {number} menyebut pendahulu {printed}, yang benar {found}",
                      "publication {number} names {printed} as the one before, it is {found}"),
    "leaf-differs": ("publication.json: {key} tercetak {printed}, di buku besar {found}",
                     "publication.json: {key} is printed as {printed}, in the log it is {found}"),
    "leaf-right": ("publikasi {number} adalah entri {index} dari {size}",
                   "publication {number} is entry {index} of {size}"),
    "manifest-other": ("manifest.json bersidik {found}, di buku besar {printed}",
                       "manifest.json has the digest {found}, in the log it is {printed}"),
    "receipt-form": ("{path} bukan tanda terima yang sah ({why})", "{path} is no valid receipt ({why})"),
    "receipt-other": ("{path} tidak cocok dengan buku besar", "{path} does not fit the log"),
    "receipts-right": ("{count} tanda terima cocok dengan buku besar", "{count} receipts fit the log"),
    "pages-held": ("halaman verify/ hanya diperiksa pada yang dicetaknya dari checkpoint",
                   "the pages verify/ are held only to what they print of the checkpoint"),
    "changed": ("{path} berubah: sidiknya {found}, di daftar berkas {printed}",
                "{path} was changed: its digest is {found}, in the manifest {printed}"),
    "extra": ("{path} tidak ada di daftar berkas", "{path} is not in the manifest"),
    "audit-none": ("entri {index}: fakta audit {digest} tidak ada", "entry {index}: audit fact {digest} is absent"),
    "audits-right": ("{count} fakta audit cocok dengan buku besar", "{count} facts of audits fit the log"),
    "page-root": ("{path} tidak mencetak {what} dari checkpoint ({value})",
                  "{path} does not print the checkpoint's {what} ({value})"),
    "files-right": ("{count} berkas, {bytes} bita, tidak ada yang berbeda",
                    "{count} files, {bytes} bytes, none differs"),
    "files-web": ("lewat jaringan, berkas berlebih tidak terlihat", "over a network, files too many cannot be seen"),
    "pages-left": ("halaman tidak diperiksa (--data)", "the pages were not checked (--data)"),
    "source-none": ("sumber {source} di sources.csv tidak ada di buku besar",
                    "source {source} of sources.csv is not in the log"),
    "csv": ("{path}, baris {line}: {why}", "{path}, line {line}: {why}"),
    "columns": ("{path}: kolom {found}, seharusnya {expected}", "{path}: columns {found}, expected {expected}"),
    "unknown-unit": ("wilayah {unit} tidak ada di units.csv", "the unit {unit} is not in units.csv"),
    "state": ("{unit}, {sheet}: keadaan tercetak {printed}, dihitung ulang {found}",
              "{unit}, {sheet}: the state is printed as {printed}, recomputed as {found}"),
    "station-twice": ("{unit} dihitung dua kali", "{unit} is counted twice"),
    "number": ("{unit}, {basis}, {column}: tercetak {printed}, dihitung ulang {found}",
               "{unit}, {basis}, {column}: printed {printed}, recomputed {found}"),
    "row-extra": ("{unit}, {basis}: baris ini tidak dapat dihitung dari bacaan mana pun",
                  "{unit}, {basis}: this row follows from no reading"),
    "row-none": ("{path}: baris {unit}, {basis} tidak ada", "{path}: the row {unit}, {basis} is missing"),
    "total": ("{contest}: {column} di entri publikasi {printed}, dihitung ulang {found}",
              "{contest}: {column} is {printed} in the publication's entry, recomputed {found}"),
    "contest-none": ("pemilihan {contest} ada di entri publikasi, tetapi tidak ada data/{contest}/",
                     "the contest {contest} is in the publication's entry, but there is no data/{contest}/"),
    "contest-extra": ("data/{contest}/ bukan pemilihan dari entri publikasi",
                      "data/{contest}/ is no contest of the publication's entry"),
    "sums-right": ("{contest}: {readings} bacaan; {rows} baris jumlah dan {differences} selisih sama",
                   "{contest}: {readings} readings; {rows} rows of sums and {differences} differences are equal"),
    "not-recomputed": ("hanya sidiknya yang diperiksa: temuan, jejak, selisih antarbacaan, dan berkas lain di data/",
                       "held to their digests only: findings, traces, differences between readings, other data/ files"),
    "memory-none": ("belum ada yang diingat tentang {origin}", "nothing is remembered of {origin} yet"),
    "memory-bad": ("ingatan di {path} rusak: periksa, lalu hapus",
                   "the memory in {path} is damaged: look at it, then remove it"),
    "memory-right": ("sejalan dengan checkpoint yang diingat ({size} entri)",
                     "consistent with the checkpoint you remembered ({size} entries)"),
    "fork": ("PERCABANGAN: {size} entri pertama bukan yang pernah dilihat komputer ini (akar {old}, sekarang {new})",
             "FORK: the first {size} entries are not those that this computer saw (root {old}, now {new})"),
    "rollback": ("MUNDUR: komputer ini pernah melihat {old} entri, sekarang hanya {new}",
                 "ROLLED BACK: this computer has seen {old} entries, now there are only {new}"),
    "not-remembered": ("checkpoint ini tidak diingat, sebab ada yang salah dengannya",
                       "this checkpoint is not remembered, since something is wrong with it"),
    "not-kept": ("checkpoint tidak dapat disimpan di {path} ({why})",
                 "the checkpoint cannot be kept in {path} ({why})"),
    "origin": ("buku besar {origin}", "log {origin}"),
    "key": ("kunci {vkey}", "key {vkey}"),
    "tree": ("{size} entri, akar {root}", "{size} entries, root {root}"),
    "shown": ("publikasi {number}, waktu terbaru {time}", "publication {number}, newest time {time}"),
    "before": ("melanjutkan buku besar {origin} ({size} entri, akar {root}), yang kuncinya hilang",
               "continues the log {origin} ({size} entries, root {root}), whose key was lost"),
    "no-witness": ("belum ada saksi: tidak ada pihak luar yang ikut menandatangani",
                   "no witness yet: no one outside has cosigned"),
    "witness": ("disaksikan {name}, {time}", "witnessed by {name}, {time}"),
    "witness-unknown": ("ada tanda tangan {name}; berikan kuncinya dengan --witness untuk memeriksanya",
                        "there is a signature of {name}; give its key with --witness to check it"),
    "self": ("program ini bersidik sha256 {found}; bandingkan dengan yang tercetak di kertas",
             "this program has the sha256 {found}; compare it with the one printed on paper"),
    "self-other": ("program ini bukan verify.py dari daftar berkas ({printed})",
                   "this program is not the verify.py of the manifest ({printed})"),
    "all-right": ("SEMUA BENAR.", "ALL IS RIGHT."),
    "is-wrong": ("ADA YANG SALAH: {count} hal di atas.", "SOMETHING IS WRONG: {count} things above."),
    "more": ("… dan {count} lagi (--all menampilkan semua)", "… and {count} more (--all shows them)"),
}  # fmt: skip


class Odd(Exception):
    """Something that is not as it must be, with its words."""

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word, self.values = word, values


class CannotCheck(Odd):
    """The place could not be read at all: no verdict."""


class Report:
    """Says each thing as it is found, and counts what is wrong."""

    MOST = 50

    def __init__(self, language: str, everything: bool = False) -> None:
        self.language = 0 if language == "id" else 1
        self.limit = sys.maxsize if everything else self.MOST
        self.wrongs = 0
        self._in_step = 0

    def words(self, word: str, **values: object) -> str:
        return WORDS[word][self.language].format(**{k: _shown(v) for k, v in values.items()})

    def _say(self, kind: str, word: str, **values: object) -> None:
        print(f"   {self.words(kind):8} {self.words(word, **values)}", flush=True)

    def step(self, number: int) -> None:
        self._close()
        print(self.words(f"step-{number}"), flush=True)

    def _close(self) -> None:
        if self._in_step > self.limit:
            print(f"   {self.words('wrong'):8} {self.words('more', count=self._in_step - self.limit)}")
        self._in_step = 0

    def right(self, word: str, **values: object) -> None:
        self._say("right", word, **values)

    def note(self, word: str, **values: object) -> None:
        self._say("note", word, **values)

    def wrong(self, word: str, **values: object) -> None:
        self.wrongs += 1
        self._in_step += 1
        if self._in_step <= self.limit:
            self._say("wrong", word, **values)

    def end(self) -> int:
        self._close()
        print(self.words("is-wrong", count=self.wrongs) if self.wrongs else self.words("all-right"), flush=True)
        return 1 if self.wrongs else 0


def _shown(value: object) -> str:
    """A value for the screen: whatever a file holds, no control character of it reaches the terminal."""
    text = str(value) if value != "" else "–"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)[:400]


# ---- Where the published files are: a folder, or an address.

SAFE = re.compile(r"(?!.*(^|/)\.{0,2}(/|$))[^\\\x00-\x1f]+")
"""A path inside the published folder: no empty part, no `.` or `..`, no backslash."""


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, path: str) -> BinaryIO | None:
        """The file as bytes; None where there is no plain file of that name."""
        if not SAFE.fullmatch(path):
            return None
        parts = [self.root.joinpath(*path.split("/")[: n + 1]) for n in range(path.count("/") + 1)]
        try:
            if any(p.is_symlink() for p in parts) or not parts[-1].is_file():
                return None
            return parts[-1].open("rb")
        except OSError as error:
            raise CannotCheck("unreadable", path=path, why=error.strerror) from None

    def names(self) -> set[str] | None:
        """Every name below the folder that is no folder; links are names, and are not followed."""
        found, waiting = set(), [self.root]
        while waiting:
            for path in waiting.pop().iterdir():
                if path.is_dir() and not path.is_symlink():
                    waiting.append(path)
                else:
                    found.add(path.relative_to(self.root).as_posix())
        return found


class Web:
    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/") + "/"
        self._folder = tempfile.TemporaryDirectory()
        self._kept = Path(self._folder.name)

    def open(self, path: str) -> BinaryIO | None:
        """The file as bytes; None where the server has none. What is read twice (data/) is kept until the end."""
        kept = self._kept / hashlib.sha256(path.encode()).hexdigest()
        if kept.exists():
            return kept.open("rb")
        address = self.base + urllib.parse.quote(path)
        try:
            answer = urllib.request.urlopen(address, timeout=60)
            if not path.startswith("data/"):
                return answer  # type: ignore[no-any-return]
            with answer, kept.open("wb") as file:
                for block in iter(lambda: answer.read(1 << 20), b""):
                    file.write(block)
            return kept.open("rb")
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise CannotCheck("unreadable", path=address, why=error) from None
        except OSError as error:
            raise CannotCheck("unreadable", path=address, why=error) from None

    def names(self) -> set[str] | None:
        return None


Place = Any  # a Folder or a Web


def place_of(named: str) -> Place:
    """The published folder that is meant: the one named, or `current` in it."""
    web = named.startswith(("http://", "https://"))
    for inner in ("", "current"):
        place = Web(f"{named.rstrip('/')}/{inner}") if web else Folder((Path(named) / inner).resolve())
        for path in ("publication.json", "manifest.json", "log/checkpoint"):
            if is_there(place, path):
                return place
    raise CannotCheck("no-place", path=named)


def is_there(place: Place, path: str) -> bool:
    file = place.open(path)
    if file is not None:
        file.close()
    return file is not None


def content(place: Place, path: str, limit: int = 64 << 20) -> bytes:
    """The whole of a file. Raises Odd where it is not there or too large."""
    file = place.open(path)
    if file is None:
        raise Odd("missing", path=path)
    with file:
        found: bytes = file.read(limit + 1)
    if len(found) > limit:
        raise Odd("too-large", path=path, limit=limit)
    return found


def parsed(text: bytes, path: str) -> dict[str, Any]:
    """A JSON object. A key that stands twice, or a number with a fraction, is refused."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("duplicate key")
        return dict(pairs)

    def no(token: str) -> None:
        raise ValueError(token)

    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=once, parse_float=no, parse_constant=no)
        if not isinstance(found, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError) as error:
        raise Odd("json", path=path, why=error) from None
    return found


# ---- Ed25519 signatures, after RFC 8032, section 5.1. A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
ZERO: Point = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    """The sum of two points (RFC 8032, 5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = ZERO
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point, scalar = add(point, point), scalar >> 1
    return total


def decoded(text: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none (RFC 8032, 5.1.3)."""
    number = int.from_bytes(text, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(text) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def encoded(point: Point) -> bytes:
    """The 32 bytes of a point (RFC 8032, 5.1.2)."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or ZERO


def is_key(key: bytes) -> bool:
    """Whether 32 bytes are a public key that means anything: a point, and not one of the eight of small order."""
    point = decoded(key)
    return point is not None and encoded(times(8, point)) != encoded(ZERO)


def is_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is the key's on the message (RFC 8032, 5.1.7: [S]B = R + [k]A, compared as bytes)."""
    point = decoded(key)
    s = int.from_bytes(signature[32:], "little")
    if point is None or not is_key(key) or len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus = (P - point[0], point[1], point[2], P - point[3])
    return encoded(add(times(s, BASE), times(k, minus))) == signature[:32]


# ---- Signed notes and checkpoints, after C2SP signed-note, tlog-checkpoint and tlog-cosignature.

LOG, COSIGNER = 1, 4


class Key(NamedTuple):
    vkey: str
    name: str
    mark: bytes  # the first four bytes of SHA-256(name, newline, kind, key)
    public: bytes


def key_of(vkey: str, kind: int = LOG) -> Key:
    """The key that `name+hash+key` stands for. Raises Odd where it is none."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})", vkey)
    raw = _unbase64(found[3]) if found else None
    if not found or raw is None or len(raw) != 33:
        raise Odd("vkey-form", vkey=vkey)
    mark = hashlib.sha256(found[1].encode() + b"\n" + raw).digest()[:4]
    if mark.hex() != found[2]:
        raise Odd("vkey-hash", vkey=vkey)
    if raw[0] != kind:
        raise Odd("vkey-kind", vkey=vkey, kind=raw[0], expected=kind)
    if not is_key(raw[1:]):
        raise Odd("vkey-weak", vkey=vkey)
    return Key(vkey, found[1], mark, raw[1:])


class Checkpoint(NamedTuple):
    path: str
    raw: bytes
    text: bytes  # what is signed
    signatures: list[tuple[str, bytes]]  # each with its name
    origin: str
    size: int
    root: bytes


def checkpoint_of(raw: bytes, path: str) -> Checkpoint:
    """The checkpoint that a signed note holds: origin, size and root, one a line. Raises Odd where it is none."""
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Odd("note-form", path=path, why="UTF-8") from None
    body, gap, lines = whole.rpartition("\n\n")
    if len(raw) > 65536 or not gap or not lines.endswith("\n") or any(c < " " and c != "\n" for c in whole):
        raise Odd("note-form", path=path, why=f"{len(raw)} B")
    signatures = []
    for line in lines[:-1].split("\n"):
        found = re.fullmatch(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})", line)
        raw_signature = _unbase64(found[2]) if found else None
        if not found or raw_signature is None or len(raw_signature) < 5:
            raise Odd("note-form", path=path, why=line)
        signatures.append((found[1], raw_signature))
    found = re.fullmatch(r"([^\s+]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)", body)
    root = _unbase64(found[3]) if found else None
    if not found or root is None:
        raise Odd("checkpoint-form", path=path, why=body)
    return Checkpoint(path, raw, body.encode() + b"\n", signatures, found[1], int(found[2]), root)


def _unbase64(text: str) -> bytes | None:
    """The bytes of standard base64; None where the text is not the one way to write them."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return found if base64.b64encode(found).decode() == text else None


def signed_by(checkpoint: Checkpoint, key: Key) -> bool:
    """Whether the key has signed. Raises Odd where a signature under its name and mark does not fit."""
    found = False
    for name, signature in checkpoint.signatures:
        if name == key.name and signature[:4] == key.mark:
            if not is_signed(key.public, signature[4:], checkpoint.text):
                raise Odd("bad-signature", path=checkpoint.path, name=name)
            found = True
    return found


def cosigned_at(checkpoint: Checkpoint, key: Key) -> int | None:
    """When a witness cosigned, in seconds since 1970; None where it did not (tlog-cosignature v1)."""
    for name, signature in checkpoint.signatures:
        if name == key.name and signature[:4] == key.mark and len(signature) == 76:
            moment = int.from_bytes(signature[4:12], "big")
            if not is_signed(key.public, signature[12:], f"cosignature/v1\ntime {moment}\n".encode() + checkpoint.text):
                raise Odd("bad-signature", path=checkpoint.path, name=name)
            return moment
    return None


# ---- The log: a tree of hashes over its entries, after RFC 6962, section 2.1, and C2SP tlog-tiles.


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes: neighbours in pairs, an odd one carried up."""
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0] if level else hashlib.sha256().digest()


def inclusion(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes beside the way from a leaf to the root, the lowest first (RFC 6962, 2.1.1)."""
    if len(hashes) < 2:
        return []
    half = 1 << (len(hashes) - 1).bit_length() - 1
    if index < half:
        return [*inclusion(index, hashes[:half]), root_of(hashes[half:])]
    return [*inclusion(index - half, hashes[half:]), root_of(hashes[:half])]


def tile_name(level: object, index: int, width: int) -> str:
    """The file of a tile: its number in groups of three digits, x before all but the last; a part has its width."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    part = "" if width == 256 else f".p/{width}"
    return f"log/tile/{level}/" + "/".join([*("x" + g for g in groups[:-1]), groups[-1]]) + part


TILE = re.compile(r"log/tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def entries_in(bundle: bytes, count: int, path: str) -> list[bytes]:
    """The entries of a bundle, each behind its length in two bytes. Raises Odd where they are not so many."""
    found, at = [], 0
    while at + 2 <= len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        found.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(bundle) or len(found) != count:
        raise Odd("bundle-form", path=path, count=count)
    return found


class Log:
    """The log as the place shows it. `hashes` are those of the entries, `leaves` the entries as objects."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self.hashes: list[bytes] = []
        self.leaves: list[dict[str, Any]] = []
        self.faults: list[Odd] = []
        self.whole = False  # the root over the entries is the checkpoint's

    def key_chain(self) -> list[tuple[int, Key]]:
        """The log's keys in order, each with the entry that brought it. Raises Odd where they do not follow."""
        opening = self.leaves[0] if self.leaves else {}
        if opening.get("kind") != "opening" or opening.get("origin") != self.checkpoint.origin:
            raise Odd("opening", origin=self.checkpoint.origin)
        found = [(0, key_of(str(opening.get("vkey"))))]
        for index, leaf in enumerate(self.leaves):
            if leaf.get("kind") == "key":
                if leaf.get("old") != found[-1][1].vkey:
                    raise Odd("key-chain", index=index, old=leaf.get("old"), held=found[-1][1].vkey)
                found.append((index, key_of(str(leaf.get("new")))))
        for _, key in found:
            if key.name != self.checkpoint.origin:
                raise Odd("origin-key", origin=self.checkpoint.origin, name=key.name)
        return found


def log_of(place: Place) -> Log:
    """The log with all its entries; what is odd in them is kept for step 2. Raises Odd without a checkpoint."""
    log = Log(checkpoint_of(content(place, "log/checkpoint", 65536), "log/checkpoint"))
    for first in range(0, log.checkpoint.size, 256):
        width = min(256, log.checkpoint.size - first)
        path = tile_name("entries", first // 256, width)
        try:
            entries = entries_in(content(place, path, 256 * 65537), width, path)
        except Odd as odd:
            log.faults.append(odd)
            return log
        for index, entry in enumerate(entries, first):
            log.hashes.append(leaf_hash(entry))
            try:
                log.leaves.append(parsed(entry, path))
            except Odd as odd:
                log.faults.append(Odd("entry-form", path=path, index=index, why=odd.values["why"]))
                log.leaves.append({})
    return log


# ---- Step 1


def step_1_signature(log: Log, receipts: Sequence[Checkpoint], trusted: str, how: str, report: Report) -> Key | None:
    """The checkpoint is signed with the log's key, and that is the key you trust or one that it was changed to.

    You trust the key printed on paper (`--key`), else the one remembered, else, the first time, the one the log names
    in its opening. A change of the key counts only where the old key has signed a checkpoint that holds the change.
    """
    report.step(1)
    try:
        chain = log.key_chain()
        anchor = key_of(trusted) if trusted else chain[0][1]
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
        return None
    key = chain[-1][1]
    signed = False
    for one in {k.vkey: k for k in (*(k for _, k in chain), anchor)}.values():
        try:
            signed = (signed_by(log.checkpoint, one) and one == key) or signed
        except Odd as odd:
            report.wrong(odd.word, **odd.values)
            return None
    if not signed:
        report.wrong("unsigned", path="log/checkpoint", vkey=key.vkey)
        return None
    report.right("signed", vkey=key.vkey)
    places = [n for n, (_, k) in enumerate(chain) if k.vkey == anchor.vkey]
    if not places:
        report.wrong("key-foreign", vkey=anchor.vkey)
        return None
    for (_, old), (index, new) in list(zip(chain, chain[1:]))[places[0] :]:
        proof = [c for c in (log.checkpoint, *receipts) if c.size > index and _is_by(c, old) and _is_part(c, log)]
        if not proof:
            report.wrong("key-hop", old=old.vkey, new=new.vkey)
            return None
        report.note("key-changed", old=old.vkey, new=new.vkey, path=proof[0].path)
    report.right(how) if how != "key-first" else report.note(how)
    return key


def _is_by(checkpoint: Checkpoint, key: Key) -> bool:
    try:
        return signed_by(checkpoint, key)
    except Odd:
        return False


def _is_part(checkpoint: Checkpoint, log: Log) -> bool:
    """Whether the log's first entries give the checkpoint's root."""
    held = len(log.hashes) >= checkpoint.size and checkpoint.origin == log.checkpoint.origin
    return held and root_of(log.hashes[: checkpoint.size]) == checkpoint.root


# ---- Step 2


def step_2_log(place: Place, log: Log, report: Report) -> None:
    """The log's root is computed anew from its entries, and every tile of the tree beside them.

    Where the root comes out otherwise, the tiles say which entry is not the one that was signed.
    """
    report.step(2)
    size = log.checkpoint.size
    for odd in log.faults:
        report.wrong(odd.word, **odd.values)
    if not size:
        report.wrong("size-zero")
    if len(log.hashes) < size:
        return
    found = root_of(log.hashes)
    log.whole = found == log.checkpoint.root
    if log.whole:
        _tiles(place, log, report)
        report.right("root-right", size=size, root=base64.b64encode(found).decode())
        return
    report.wrong("root-other", printed=base64.b64encode(log.checkpoint.root).decode(),
                 found=base64.b64encode(found).decode())  # fmt: skip
    for first in range(0, size, 256):
        width = min(256, size - first)
        path = tile_name(0, first // 256, width)
        tile = content(place, path) if is_there(place, path) else b""
        for n in range(min(width, len(tile) // 32)):
            if tile[32 * n : 32 * n + 32] != log.hashes[first + n]:
                path = tile_name("entries", first // 256, width)
                report.wrong("entry-other", path=path, index=first + n)


def _tiles(place: Place, log: Log, report: Report) -> None:
    """Every tile that there must be, and every older one that is still there, holds the hashes of the tree."""
    levels, names = [log.hashes], set()
    while len(levels[-1]) >= 256:
        below = levels[-1]
        levels.append([root_of(below[i : i + 256]) for i in range(0, len(below) - 255, 256)])
    for level, hashes in enumerate(levels):
        for first in range(0, len(hashes), 256):
            names.add(tile_name(level, first // 256, min(256, len(hashes) - first)))
    there = place.names()
    for path in sorted(names | {n for n in there or () if n.startswith("log/tile/")}):
        found = TILE.fullmatch(path)
        width = int(found[3] or 256) if found else 0
        first = 256 * int(found[2].replace("/", "").replace("x", "")) if found else 0
        kind = found[1] if found else ""
        hashes = levels[0] if kind == "entries" else levels[int(kind)] if kind and int(kind) < len(levels) else []
        expected = hashes[first : first + width]
        try:
            if not found or len(expected) < width:
                raise Odd("extra", path=path)
            tile = content(place, path, 256 * 65537)
            if kind == "entries":
                here = [leaf_hash(entry) for entry in entries_in(tile, width, path)]
            else:
                here = [tile[i : i + 32] for i in range(0, len(tile), 32)]
            if here != expected:
                raise Odd("tile-other", path=path)
        except Odd as odd:
            report.wrong(odd.word, **odd.values)


# ---- Step 3


def receipts_of(place: Place, log: Log, report: Report) -> list[Checkpoint]:
    """The checkpoints of the receipts, each held to the log: the leaf it is for, the proof, the root it had."""
    found = []
    numbers = {leaf.get("number"): n for n, leaf in enumerate(log.leaves) if leaf.get("kind") == "publication"}
    for number, index in sorted(numbers.items(), key=str):
        path = f"receipts/{number}.tlog-proof"
        try:
            raw = content(place, path, 1 << 20)
            head, _, note = raw.partition(b"\n\n")
            told = re.fullmatch(rb"c2sp\.org/tlog-proof@v1\n(?:extra [^\n]*\n)?index ([0-9]+)((?:\n[^\n]+)*)", head)
            if not told:
                raise Odd("receipt-form", path=path, why=head[:60])
            checkpoint = checkpoint_of(note, path)
            if not _is_part(checkpoint, log) or not index < checkpoint.size:
                raise Odd("receipt-other", path=path)
            proof = [base64.b64encode(h) for h in inclusion(index, log.hashes[: checkpoint.size])]
            if told[2].split() != proof or told[1] != str(index).encode():
                raise Odd("receipt-other", path=path)
            found.append(checkpoint)
        except Odd as odd:
            report.wrong(odd.word, **odd.values)
    return found


def step_3_publication(place: Place, log: Log, receipts: Sequence[Checkpoint], report: Report) -> dict[str, Any]:
    """The log's last publication is the one shown: `publication.json` says what its leaf says.

    The leaf carries the digest of `manifest.json`, which carries the digest of every file. Every receipt is signed.
    """
    report.step(3)
    leaf: dict[str, Any] = {}
    held = [n for n, one in enumerate(log.leaves) if one.get("kind") == "publication"]
    try:
        shown = parsed(content(place, "publication.json"), "publication.json")
        number = shown.get("number")
        here = [n for n in held if log.leaves[n].get("number") == number]
        if not here:
            raise Odd("leaf-none", number=number)
        leaf = log.leaves[here[-1]]
        if len(here) > 1:
            report.wrong("leaf-twice", number=number)
        if here[-1] != held[-1]:
            report.wrong("leaf-later", number=number, last=log.leaves[held[-1]].get("number"))
        for before, index in zip([None, *held], held):
            if log.leaves[index].get("previous") != before:
                report.wrong("leaf-previous", number=log.leaves[index].get("number"),
                             printed=log.leaves[index].get("previous"), found=before)  # fmt: skip
        expected = {**leaf, "time": leaf.get("at")}
        for key in sorted({*expected, *shown}):
            if expected.get(key) != shown.get(key):
                report.wrong("leaf-differs", key=key, printed=shown.get(key), found=expected.get(key))
        report.right("leaf-right", number=number, index=here[-1], size=len(log.leaves))
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
    try:
        keys = [key for _, key in log.key_chain()]
        for checkpoint in receipts:
            signed = [signed_by(checkpoint, key) for key in keys]
            if True not in signed:
                report.wrong("unsigned", path=checkpoint.path, vkey=keys[-1].vkey)
        report.right("receipts-right", count=len(receipts))
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
    return leaf


# ---- Step 4

UNLISTED = {"publication.json", "manifest.json", "log/checkpoint"}
CHECK_PAGES = ("id/verify/index.html", "en/verify/index.html")


def step_4_files(place: Place, log: Log, leaf: dict[str, Any], key: Key | None, data: bool, report: Report) -> set[str]:
    """Every file has the digest that the manifest gives it; none is missing and none is too many.

    Not in the manifest are what comes after it (publication.json, the log, receipts) and the pages that print the
    checkpoint: these must print origin, size, root and key as signed.
    """
    report.step(4)
    listed: dict[str, dict[str, Any]] = {}
    raw = b""
    try:
        raw = content(place, "manifest.json", 1 << 30)
        for one in parsed(raw, "manifest.json")["files"]:
            if not SAFE.fullmatch(one["path"]) or one["path"] in listed:
                raise Odd("bad-name", path=one["path"])
            listed[one["path"]] = one
    except (KeyError, TypeError) as error:
        report.wrong("json", path="manifest.json", why=error)
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
    digest = hashlib.sha256(raw).hexdigest()
    if raw and digest != leaf.get("manifest"):
        report.wrong("manifest-other", found=digest, printed=leaf.get("manifest"))
    before, total, count = report.wrongs, 0, 0
    for path, one in listed.items():
        if data and not path.startswith("data/"):
            continue
        found, size = digest_of(place, path)
        total, count = total + size, count + 1
        if not found:
            report.wrong("missing", path=path)
        elif (found, size) != (one.get("sha256"), one.get("bytes")):
            report.wrong("changed", path=path, found=found, printed=one.get("sha256"))
    numbers = {str(one.get("number")) for one in log.leaves if one.get("kind") == "publication"}
    for path in sorted((place.names() or set()) - listed.keys() - UNLISTED - {*CHECK_PAGES}):
        receipt = re.fullmatch(r"receipts/([0-9]+)\.tlog-proof", path)
        if not (TILE.fullmatch(path) or (receipt and receipt[1] in numbers)):
            report.wrong("extra", path=path)
    _audits(log, leaf, listed, report)
    _check_pages(place, log, key, report)
    report.note("pages-held")
    if place.names() is None:
        report.note("files-web")
    if data:
        report.note("pages-left")
    if listed and report.wrongs == before:
        report.right("files-right", count=count, bytes=total)
    return set(listed)


def _audits(log: Log, leaf: dict[str, Any], listed: dict[str, dict[str, Any]], report: Report) -> None:
    """The text of every fact of an audit that the log held before the publication is among the files, as it was."""
    held = log.leaves[: log.leaves.index(leaf)] if leaf in log.leaves else []
    facts = {n: one.get("sha256") for n, one in enumerate(held) if one.get("kind") == "audit"}
    wrong = {n: digest for n, digest in facts.items() if digest not in {one.get("sha256") for one in listed.values()}}
    for index, digest in wrong.items():
        report.wrong("audit-none", index=index, digest=digest)
    if facts and not wrong:
        report.right("audits-right", count=len(facts))


def digest_of(place: Place, path: str) -> tuple[str, int]:
    """The SHA-256 of a file with its size; an empty text where it is not there."""
    file = place.open(path)
    if file is None:
        return "", 0
    digest, size = hashlib.sha256(), 0
    with file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _check_pages(place: Place, log: Log, key: Key | None, report: Report) -> None:
    root = base64.b64encode(log.checkpoint.root).decode()
    values = {"origin": log.checkpoint.origin, "root": root, "vkey": key.vkey if key else ""}
    for path in CHECK_PAGES:
        try:
            page = content(place, path).decode("utf-8", "replace")
        except Odd as odd:
            report.wrong(odd.word, **odd.values)
            continue
        for what, value in values.items():
            if value not in page.replace("&#x2b;", "+").replace("&#x2f;", "/").replace("&#43;", "+"):
                report.wrong("page-root", path=path, what=what, value=value)


# ---- Step 5

LEVELS = ("nation", "province", "regency", "district", "village", "station")
STATES = ("stations_in", "stations_flagged", "stations_held", "stations_void")
COUNTS = ("in", "flagged", "held", "void", "missing", "expected")
NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
NOT_KNOWN = -1  # counts are never negative, so this stands for an empty cell


def rows_of(place: Place, path: str, *columns: str) -> Iterator[list[str]]:
    """The rows of a CSV file, the header first, which begins with the columns named. Raises Odd with the line."""
    file = place.open(path)
    if file is None:
        raise Odd("missing", path=path)
    with io.TextIOWrapper(file, "utf-8", newline="") as text:
        reader, width = csv.reader(text, strict=True), 0
        try:
            for row in reader:
                if not width:
                    width = len(row)
                    if tuple(row[: len(columns)]) != columns or len({*row}) < width:
                        raise Odd("columns", path=path, found=" ".join(row), expected=" ".join(columns))
                if len(row) != width:
                    raise Odd("csv", path=path, line=reader.line_num, why=f"{len(row)} / {width}")
                yield row
        except (csv.Error, UnicodeDecodeError) as error:
            raise Odd("csv", path=path, line=reader.line_num, why=error) from None
        if not width:
            raise Odd("columns", path=path, found="", expected=" ".join(columns))


def counts_in(cells: Sequence[str], path: str, line: object) -> list[int]:
    """Cells as counts: plain digits, or an empty cell, which is not known and never zero."""
    together = "".join(cells)
    if together and not (together.isascii() and together.isdigit()):
        raise Odd("csv", path=path, line=line, why=" ".join(c for c in cells if c and not NUMBER.fullmatch(c)))
    return [int(c) if c else NOT_KNOWN for c in cells]


def cell(value: int) -> str:
    return "" if value == NOT_KNOWN else str(value)


class Units:
    """The units from village up: level, unit above, stations expected, units below."""

    def __init__(self, place: Place) -> None:
        path = "data/units.csv"
        self.level: dict[str, str] = {}
        self.above: dict[str, str] = {}
        self.expected: dict[str, int] = {}
        self.below: dict[str, list[str]] = {}
        rows = rows_of(place, path, "unit_id", "level", "name", "slug", "parent_id", "stations_expected")
        next(rows)
        for row in rows:
            if row[1] in LEVELS[:-1]:
                self.level[row[0]], self.above[row[0]] = row[1], row[4]
                self.expected[row[0]] = counts_in([row[5]], path, row[0])[0]
                self.below.setdefault(row[4], []).append(row[0])

    def rank(self, unit: str) -> int:
        return LEVELS.index(self.level[unit])

    def way(self, unit: str) -> list[str]:
        """The unit itself and those above it, the lowest first."""
        found = [unit]
        while self.above.get(found[-1], "") in self.level and len(found) < len(LEVELS):
            found.append(self.above[found[-1]])
        return found

    def lowest_first(self) -> list[str]:
        return sorted(self.level, key=self.rank, reverse=True)


class Paper(NamedTuple):
    """A unit's column in a standing sheet that no station made: its numbers, and the stations it stands on."""

    level: int
    sheet: str
    reading: str
    numbers: array[int]
    stations_in: int
    stations_total: int


class Contest:
    """What the readings of one contest add up to.

    A sum is an array: each number's total, then for each number how many readings know it, then the votes that held
    sheets state, then how many readings are not held or void, then how many are in, flagged, held and void.
    """

    def __init__(self, place: Place, name: str, units: Units, report: Report) -> None:
        self.place, self.name, self.units, self.report = place, name, units, report
        selections = rows_of(place, f"data/{name}/selections.csv", "selection")
        next(selections)
        self.votes = [row[0] for row in selections]
        self.header = next(rows_of(place, f"data/{name}/tally.csv", "unit_id", "level", "basis"))
        self.n, self.v = (len(self.header) - 11 - len(self.votes)) // 2, len(self.votes)
        self.numbers = self.header[3 : 3 + self.n]
        expected = [*self.numbers, *(f"{c}_unknown" for c in self.numbers), *(f"{c}_held" for c in self.votes)]
        expected += ["stations_expected", *STATES, "stations_missing", "sheet_id", "reading_id"]
        if self.header[3:] != expected or self.numbers[self.n - self.v :] != self.votes:
            raise Odd("columns", path=f"data/{name}/tally.csv", found=self.header, expected=expected)
        self.sums: dict[tuple[str, str], array[int]] = {}
        self.highest: dict[str, Paper] = {}
        self.lowest: dict[str, Paper] = {}
        self.villages: dict[str, tuple[str, bool]] = {}  # of standing readings, where the contest has lists
        self.has_lists = is_there(place, f"data/{name}/votes.csv")
        self.has_stations = False
        self.count = 0
        self._read()
        for unit in units.lowest_first() if self.has_stations else ():
            for basis in {basis for basis, _ in self.bases()}:
                self._lift(basis, unit)

    def bases(self) -> list[tuple[str, str]]:
        return list(self.sums)

    def _empty(self) -> array[int]:
        return array("q", bytes(8 * (2 * self.n + self.v + 5)))

    def _read(self) -> None:
        """Every reading is added to the sums of its village: to its own series', and to what counts if it stands.

        A column of a paper none of whose readings stands is beside what counts: the original of a re-vote, for one.
        """
        path = f"data/{self.name}/readings.csv"
        rows = rows_of(self.place, path, "kind", "sheet_id", "sheet_unit", "unit_id", "series", "reading_id",
                       "standing", "why", "state", "held", "flagged")  # fmt: skip
        header = next(rows)
        at = [header.index(c) if c in header else NOT_KNOWN for c in self.numbers]
        stations = self._station_columns(header)
        seen: dict[str, int] = {}
        for _, column in groupby(enumerate(rows, 2), key=lambda one: (one[1][1], one[1][3])):
            papers = list(column)
            standing = [row for _, row in papers if row[6] == "1"]
            self.count += len(papers)
            if len(standing) > 1:
                self._wrong(path, papers[0][0], "station-twice", unit=standing[0][3])
            void = bool(standing) and standing[0][8] == "void"
            for line, row in papers if standing else ():
                unit, stands = row[3], row[6] == "1"
                numbers = counts_in([row[i] if i >= 0 else "" for i in at], path, line)
                if unit.partition("/")[0] not in self.units.level:
                    self._wrong(path, line, "unknown-unit", unit=unit)
                    continue
                state = self._state(path, line, row, numbers, void)
                if "/" in row[2]:
                    self._station(row, numbers, state)
                    if stands:
                        self._once(path, line, unit, seen)
                elif stands and state in ("in", "partial") and row[2] in self.units.level:
                    stated = counts_in([row[i] if i >= 0 else "" for i in stations], path, line)
                    self._recap(unit, Paper(self.units.rank(row[2]), row[1], row[5], array("q", numbers), *stated))

    def _state(self, path: str, line: int, row: list[str], numbers: list[int], void: bool) -> str:
        """What a reading is in the sums: void by decision, held, in where every vote is known, else partial."""
        known = NOT_KNOWN not in numbers[self.n - self.v :]
        own = "void" if void else "held" if row[9] == "1" else "in" if known else "partial"
        if row[6] == "1" and row[8] != own:
            self._wrong(path, line, "state", unit=row[3], sheet=row[1], printed=row[8], found=own)
        return own

    def _station(self, row: list[str], numbers: list[int], state: str) -> None:
        village, flagged = row[3].partition("/")[0], row[10] == "1" and state == "in"
        self.has_stations = True
        for basis in ("series:" + row[4], *(["counted"] if row[6] == "1" else [])):
            self._add(basis, village, numbers, state, flagged)
        if row[6] == "1" and self.has_lists and state != "void":
            self.villages[row[5]] = village, state != "held"

    def _once(self, path: str, line: int, unit: str, seen: dict[str, int]) -> None:
        """No station stands with two papers."""
        village, _, station = unit.partition("/")
        (number,) = counts_in([station[:4] or "x"], path, line)
        if seen.get(village, 0) >> number & 1:
            self._wrong(path, line, "station-twice", unit=unit)
        seen[village] = seen.get(village, 0) | 1 << number

    def _recap(self, unit: str, paper: Paper) -> None:
        """A standing sheet that no station made is kept where it is the highest or the lowest of its unit."""
        for best, sign in ((self.highest, 1), (self.lowest, -1)):
            if unit not in best or (sign * paper.level, paper.sheet) < (sign * best[unit].level, best[unit].sheet):
                best[unit] = paper

    def _station_columns(self, header: list[str]) -> list[int]:
        """Where a reading says on how many stations it stands, and how many there are."""
        named = {"in": NOT_KNOWN, "total": NOT_KNOWN}
        rows = rows_of(self.place, f"data/{self.name}/fields.csv", "field", "stations")
        next(rows)
        for row in rows:
            if row[1] in named and row[0] in header:
                named[row[1]] = header.index(row[0])
        return list(named.values())

    def _add(self, basis: str, unit: str, numbers: list[int], state: str, flagged: bool) -> None:
        total = self.sums.setdefault((basis, unit), self._empty())
        n, v, states = self.n, self.v, 2 * self.n + self.v
        if state in ("in", "partial"):
            for i, value in enumerate(numbers):
                if value >= 0:
                    total[i] += value
                    total[n + i] += 1
            total[states] += 1
            total[states + 1] += state == "in"
            total[states + 2] += flagged
        elif state == "held":
            for i, value in enumerate(numbers[n - v :], 2 * n):
                total[i] += max(value, 0)
            total[states + 3] += 1
        else:
            total[states + 4] += 1

    def _lift(self, basis: str, unit: str) -> None:
        """What a unit has is added to the unit above it."""
        own, above = self.sums.get((basis, unit)), self.units.above[unit]
        if own is not None and above in self.units.level:
            total = self.sums.setdefault((basis, above), self._empty())
            for i, value in enumerate(own):
                total[i] += value

    def summed(self, basis: str, unit: str) -> list[str]:
        """The cells of a unit's row: sums of what is not held, unknowns, held votes, stations by state."""
        total = self.sums.get((basis, unit)) or self._empty()
        n, states = self.n, 2 * self.n + self.v
        inside, flagged, held, void = total[states + 1 :]
        expected = self.units.expected[unit]
        missing = "" if expected == NOT_KNOWN else str(expected - inside - held - void)
        return [
            *(str(total[i]) if total[n + i] else "" for i in range(n)),
            *(str(total[states] - total[n + i]) for i in range(n)),
            *(str(c) for c in total[2 * n : states]),
            *(cell(expected), str(inside), str(flagged), str(held), str(void), missing, "", ""),
        ]  # fmt: skip

    def declared(self, unit: str) -> list[str] | None:
        """The cells of a unit's column in the highest standing sheet that has one; None where none has."""
        paper = self.highest.get(unit)
        if paper is None:
            return None
        total = self.stations_total(unit)
        gap = paper.stations_total - paper.stations_in
        missing = "" if NOT_KNOWN in (paper.stations_total, paper.stations_in) else str(gap)
        unknown = ["1" if value == NOT_KNOWN else "0" for value in paper.numbers]
        stations = [cell(total), cell(paper.stations_in), "", "", "", missing]
        return [*map(cell, paper.numbers), *unknown, *["0"] * self.v, *stations, paper.sheet, paper.reading]

    def stations_total(self, unit: str) -> int:
        total = self.highest[unit].stations_total
        return self.units.expected[unit] if total == NOT_KNOWN else total

    def aggregated(self) -> dict[str, list[str]]:
        """The cells of `counted` where no station's sheet is brought: sums over the lowest sheets of each branch.

        Unknown counts the units of the lowest level that has sheets: in a regency its own, above that the contest's.
        """
        units = self.units
        covered = {above for unit in self.lowest for above in units.way(unit)[1:]}
        parts = {u: next((a for a in units.way(u) if units.level[a] == "regency"), "") for u in units.level}
        lowest = {unit: paper for unit, paper in self.lowest.items() if unit not in covered}
        found = {}
        below: dict[str, list[str]] = {}
        for unit in lowest:
            for above in units.way(unit):
                below.setdefault(above, []).append(unit)
        sizes: dict[tuple[str, int], int] = {}
        for unit in units.level:
            for above in units.way(unit):
                sizes[above, units.rank(unit)] = sizes.get((above, units.rank(unit)), 0) + 1
        deepest: dict[str, int] = {}
        for unit in lowest:
            for part in {parts[unit], "*"}:
                deepest[part] = max(deepest.get(part, 0), units.rank(unit))
        for unit in units.level:
            depth = deepest.get(parts[unit] or "*", 0)
            papers = [(lowest[u], sizes.get((u, depth), 0)) for u in below.get(unit, ()) if units.rank(u) <= depth]
            papers = [(p, weight) for p, weight in papers if weight]
            known = [[(p.numbers[i], w) for p, w in papers if p.numbers[i] >= 0] for i in range(self.n)]
            whole = sizes.get((unit, depth), 0) if papers else 1
            inside = [p.stations_in for p, _ in papers if p.stations_in >= 0]
            totals = [(p.stations_total, w) for p, w in papers if p.stations_total >= 0]
            expected = (
                sum(t for t, _ in totals) if papers and sum(w for _, w in totals) == whole else units.expected[unit]
            )
            missing = str(expected - sum(inside)) if inside and expected != NOT_KNOWN else ""
            found[unit] = [
                *(str(sum(value for value, _ in one)) if one else "" for one in known),
                *(str(whole - sum(weight for _, weight in one)) for one in known),
                *["0"] * self.v,
                *(cell(expected), str(sum(inside)) if inside else "", "0", "0", "0", missing, "", ""),
            ]  # fmt: skip
        return found

    def check_tally(self) -> int:
        """Every row of tally.csv is what the readings give, and no row is missing. The number of rows."""
        path, rows = f"data/{self.name}/tally.csv", 0
        seen: dict[str, set[str]] = {}
        lines = rows_of(self.place, path, *self.header)
        next(lines)
        printed = [(row[0], row[1], row[2], row[3:]) for row in lines] if not self.has_stations else None
        self.has_stations = self.has_stations or any(b.startswith("series:") for _, _, b, _ in printed or ())
        aggregated = {} if self.has_stations else self.aggregated()
        again = rows_of(self.place, path, *self.header)
        next(again)
        for line, row in enumerate(again, 2):
            rows += 1
            unit, level, basis = row[:3]
            if self.units.level.get(unit) != level or basis in seen.setdefault(unit, set()):
                expected = None
            elif basis == "declared":
                expected = self.declared(unit)
            elif self.has_stations and (basis == "counted" or basis.startswith("series:")):
                expected = self.summed(basis, unit)
            else:
                expected = aggregated.get(unit) if basis == "counted" else None
            seen.setdefault(unit, set()).add(basis)
            if expected is None:
                self._wrong(path, line, "row-extra", unit=unit, basis=basis)
            elif expected != row[3:]:
                for column, one, other in zip(self.header[3:], row[3:], expected):
                    if one != other:
                        self._wrong(
                            path, line, "number", unit=unit, basis=basis, column=column, printed=one, found=other
                        )
        bases = {b for found in seen.values() for b in found} | {b for b, _ in self.sums} | {"counted"}
        for unit in sorted({u for top in seen for u in self.units.below.get(top, ())} | {*seen}):
            wanted = bases - {"declared", "series:decision"} | ({"declared"} if unit in self.highest else set())
            for basis in sorted(wanted - seen.get(unit, set())):
                self.report.wrong("row-none", path=path, unit=unit, basis=basis)
        self.top = next((u for u in seen if self.units.above.get(u, "") not in seen), "")
        return rows

    def _wrong(self, path: str, line: int, word: str, **values: object) -> None:
        self.report.wrong("line", path=path, line=line, what=self.report.words(word, **values))

    def counts(self) -> dict[str, str]:
        """The stations of the contest's top unit by state, as the publication's leaf has them."""
        if not self.top:
            return dict.fromkeys(COUNTS, "")
        if self.top not in self.units.level:
            raise Odd("unknown-unit", unit=self.top)
        cells = self.summed("counted", self.top) if self.has_stations else self.aggregated()[self.top]
        found = dict(zip(self.header[3:], cells))
        return {column: found[f"stations_{column}"] for column in COUNTS}

    def pairs(self, unit: str) -> Iterator[tuple[str, str, list[int], list[int]]]:
        """What was declared for a unit, beside what was counted and what was declared one level below: A, then B.

        They are compared only where both stand on the same stations. A sum of what was declared below is known where
        every unit below states the number.
        """
        paper = self.highest.get(unit)
        if paper is None:
            return
        whole = paper.stations_in in (NOT_KNOWN, self.stations_total(unit))
        if paper.stations_in != NOT_KNOWN and self.stations_total(unit) == NOT_KNOWN:
            whole = False
        if self.has_stations:
            total = self.sums.get(("counted", unit)) or self._empty()
            if whole or paper.stations_in == total[2 * self.n + self.v + 1]:
                yield "declared", "counted", [
                    total[i] if total[self.n + i] else NOT_KNOWN for i in range(self.n)
                ], list(paper.numbers)  # fmt: skip
        below = self.units.below.get(unit, [])
        if below and all(u in self.highest for u in below):
            papers = [self.highest[u] for u in below]
            inside, totals = [p.stations_in for p in papers], [self.stations_total(u) for u in below]
            a_in = NOT_KNOWN if NOT_KNOWN in inside else sum(inside)
            a_total = NOT_KNOWN if NOT_KNOWN in totals else sum(totals)
            a_whole = a_in in (NOT_KNOWN, a_total)
            if (whole and a_whole) or (a_in == paper.stations_in != NOT_KNOWN):
                columns = [[p.numbers[i] for p in papers] for i in range(self.n)]
                sums = [NOT_KNOWN if NOT_KNOWN in column else sum(column) for column in columns]
                yield "below", "declared-below", sums, list(paper.numbers)

    def margin_change(self, a: list[int], b: list[int]) -> str:
        """By how much B moves the margin between the two that lead by A, ties in ballot order."""
        a, b = a[self.n - self.v :], b[self.n - self.v :]
        if NOT_KNOWN in a or NOT_KNOWN in b or self.v < 2:
            return ""
        first, second = sorted(range(self.v), key=lambda i: -a[i])[:2]
        return str((b[first] - a[first]) - (b[second] - a[second]))

    def check_differences(self) -> int:
        """Each difference between what was declared and what was counted, or declared below, is listed as it is."""
        path = f"data/{self.name}/differences.csv"
        rows = rows_of(self.place, path)
        header = next(rows)
        listed: dict[str, list[tuple[int, dict[str, str]]]] = {}
        for line, row in enumerate(rows, 2):
            one = dict(zip(header, row))
            if one.get("comparison") in ("declared", "below"):
                listed.setdefault(one["unit_id"], []).append((line, one))
        count = 0
        for unit in self.units.level:
            there = listed.pop(unit, [])
            for comparison, name, a, b in self.pairs(unit):
                for i in range(self.n):
                    if NOT_KNOWN in (a[i], b[i]) or a[i] == b[i]:
                        continue
                    count += 1
                    found = [x for x in there if (x[1]["comparison"], x[1]["field"]) == (comparison, self.numbers[i])]
                    if not found:
                        self.report.wrong("row-none", path=path, unit=unit, basis=f"{comparison} {self.numbers[i]}")
                        continue
                    there.remove(found[0])
                    line, one = found[0]
                    expected = {
                        "level": self.units.level[unit], "statement_a": name, "statement_b": "declared",
                        "a": str(a[i]), "b": str(b[i]), "size": str(b[i] - a[i]),
                        "margin_change": self.margin_change(a, b),
                    }  # fmt: skip
                    for column, value in expected.items():
                        if one.get(column) != value:
                            self._wrong(path, line, "number", unit=unit, basis=f"{comparison} {one['field']}",
                                        column=column, printed=one.get(column), found=value)  # fmt: skip
            for line, one in there:
                self._wrong(path, line, "row-extra", unit=unit, basis=f"{one['comparison']} {one['field']}")
        for unit, rest in listed.items():
            for line, one in rest:
                self._wrong(path, line, "row-extra", unit=unit, basis=f"{one['comparison']} {one['field']}")
        return count

    def check_lists(self) -> int:
        """The votes of each candidate of a list, and of the list alone: sums of what stands, and what was declared.

        Readings that list the same candidates share one array: votes, how many know them, votes of what is held.
        """
        ballots: dict[tuple[str, ...], int] = {}
        sums: dict[tuple[str, int], array[int]] = {}
        declared: dict[tuple[str, str], str] = {}
        units_of = {paper.reading: unit for unit, paper in self.highest.items()}
        path = f"data/{self.name}/votes.csv"
        rows = rows_of(self.place, path, "reading_id", "selection_id", "votes")
        next(rows)
        for reading, group in groupby(rows, key=lambda row: row[0]):
            listed = list(group)
            if reading in units_of:
                declared.update({(units_of[reading], row[1]): row[2] for row in listed})
            if reading not in self.villages:
                continue
            village, counts = self.villages[reading]
            ids = tuple(row[1] for row in listed)
            ballot = ballots.setdefault(ids, len(ballots))
            for unit in self.units.way(village):
                total = sums.setdefault((unit, ballot), array("q", bytes(24 * len(ids))))
                for i, value in enumerate(counts_in([row[2] for row in listed], path, reading)):
                    if value >= 0:
                        at = 3 * i if counts else 3 * i + 2
                        total[at] += value
                        total[3 * i + 1] += counts
        places: dict[str, list[tuple[int, int]]] = {}
        for ids, ballot in ballots.items():
            for i, selection in enumerate(ids):
                places.setdefault(selection, []).append((ballot, i))
        path, checked, left = f"data/{self.name}/vote_tally.csv", 0, dict(declared)
        printed = rows_of(self.place, path, "unit_id", "level", "basis", "selection_id", "votes", "unknown", "held")
        next(printed)
        for line, (unit, _, basis, selection, votes, _, held) in enumerate(printed, 2):
            checked += 1
            parts = [sums[unit, b][3 * i : 3 * i + 3] for b, i in places.get(selection, ()) if (unit, b) in sums]
            known = sum(p[1] for p in parts)
            found = [str(sum(p[0] for p in parts)) if known else "", str(sum(p[2] for p in parts))]
            if basis == "declared":
                found = [left.pop((unit, selection), "–"), "0"]
            for column, one, other in zip(("votes", "held"), (votes, held), found):
                if one != other:
                    self._wrong(path, line, "number", unit=unit, basis=f"{basis} {selection}", column=column,
                                printed=one, found=other)  # fmt: skip
        for unit, selection in left:
            self.report.wrong("row-none", path=path, unit=unit, basis=f"declared {selection}")
        return checked


def cell_of(value: object) -> str:
    return "" if value is None else str(value)


def step_5_sums(place: Place, log: Log, leaf: dict[str, Any], listed: set[str], report: Report) -> None:
    """Every published sum is computed again from the published readings, in plain additions.

    A village is the sum of its stations, a unit the sum of the units below it: of the readings that stand
    (`counted`), and of each series by itself. Held and void sheets are in no sum. An empty cell is not known: it adds
    nothing and is counted as unknown. `declared` is the unit's own column in the highest sheet that has one. Then the
    differences of what was declared and what was counted, or declared one level below.
    """
    report.step(5)
    try:
        known = {(x.get("source_id"), x.get("sha256"), cell_of(x.get("bytes"))) for x in log.leaves}
        sources = rows_of(place, "data/sources.csv", "source_id", "entry", "sha256", "bytes")
        next(sources)
        for row in sources:
            if (row[0], row[2], row[3]) not in known:
                report.wrong("source-none", source=row[0])
        units = Units(place)
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
        return
    printed = leaf.get("counts") or {}
    there = {path.split("/")[1] for path in listed if path.startswith("data/") and path.count("/") == 2}
    found: dict[str, dict[str, str]] = {}
    for name in sorted(there):
        try:
            before = report.wrongs
            contest = Contest(place, name, units, report)
            rows = contest.check_tally()
            found[name] = contest.counts()
            differences = contest.check_differences()
            rows += contest.check_lists() if contest.has_lists else 0
            if report.wrongs == before:
                report.right("sums-right", contest=name, readings=contest.count, rows=rows, differences=differences)
        except Odd as odd:
            report.wrong(odd.word, **odd.values)
    if "*" in printed:  # a leaf is small: of many contests it has the sum
        columns = {c: [one[c] for one in found.values()] for c in COUNTS}
        found = {"*": {c: "" if "" in of else str(sum(int(c) for c in of)) for c, of in columns.items()}}
    for name in sorted(found.keys() | printed.keys() | (set() if "*" in printed else there)):
        if name not in printed:
            report.wrong("contest-extra", contest=name)
        elif name in found:
            for column in COUNTS:
                if cell_of(printed[name].get(column)) != found[name][column]:
                    report.wrong("total", contest=name, column=column, printed=printed[name].get(column),
                                 found=found[name][column])  # fmt: skip
        elif name not in there:
            report.wrong("contest-none", contest=name)
    report.note("not-recomputed")


# ---- Step 6


def memory_of(folder: Path, origin: str, report: Report) -> dict[str, Any] | None:
    """What was remembered of a log: its key, and the checkpoint as it was signed. None where nothing was."""
    path = folder / (urllib.parse.quote(origin, safe="") + ".json")
    if not path.exists():
        return None
    try:
        found = parsed(path.read_bytes(), str(path))
        return {
            "vkey": key_of(found["vkey"]).vkey,
            "checkpoint": checkpoint_of(found["checkpoint"].encode(), str(path)),
        }
    except (Odd, KeyError, AttributeError, TypeError):
        report.wrong("memory-bad", path=path)
        return None


def step_6_memory(log: Log, key: Key | None, memory: dict[str, Any] | None, folder: Path, report: Report) -> None:
    """The log goes on from the checkpoint that this computer saw last: its first entries are still the same.

    A fork or a roll-back is told. A log that is signed and consistent is remembered for next time.
    """
    report.step(6)
    before, now = report.wrongs, log.checkpoint
    if memory is None:
        report.note("memory-none", origin=now.origin)
    else:
        old = memory["checkpoint"]
        found = root_of(log.hashes[: old.size])
        if old.size > now.size:
            report.wrong("rollback", old=old.size, new=now.size)
        elif len(log.hashes) >= old.size and found != old.root:
            report.wrong("fork", size=old.size, old=base64.b64encode(old.root).decode(),
                         new=base64.b64encode(found).decode())  # fmt: skip
        elif len(log.hashes) >= old.size:
            report.right("memory-right", size=old.size)
    if key is None or not log.whole or report.wrongs > before:
        report.note("not-remembered")
        return
    path = folder / (urllib.parse.quote(now.origin, safe="") + ".json")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".new").write_text(json.dumps({"vkey": key.vkey, "checkpoint": now.raw.decode()}), "utf-8")
        path.with_suffix(".new").replace(path)
    except OSError as error:
        report.note("not-kept", path=path, why=error.strerror)


# ---- Step 7


def step_7_result(
    place: Place, log: Log, key: Key | None, leaf: dict[str, Any], witnesses: Sequence[str], report: Report
) -> None:
    """What was checked, in words: which log, which key, how large, who witnessed it, how new it is."""
    report.step(7)
    checkpoint = log.checkpoint
    report.note("origin", origin=checkpoint.origin)
    if key is not None:
        report.note("key", vkey=key.vkey)
    report.note("tree", size=checkpoint.size, root=base64.b64encode(checkpoint.root).decode())
    report.note(
        "shown", number=leaf.get("number"), time=max([str(x.get("at")) for x in log.leaves if x.get("at")] or [""])
    )
    before = (log.leaves[0] if log.leaves else {}).get("previous")
    if isinstance(before, dict):
        report.note("before", origin=before.get("origin"), size=before.get("size"), root=before.get("root"))
    names = {name for name, _ in checkpoint.signatures} - {checkpoint.origin}
    for vkey in witnesses:
        try:
            witness = key_of(vkey, COSIGNER)
            moment = cosigned_at(checkpoint, witness)
            if moment is not None:
                report.right("witness", name=witness.name, time=utc(moment))
                names.discard(witness.name)
        except Odd as odd:
            report.wrong(odd.word, **odd.values)
    for name in sorted(names):
        report.note("witness-unknown", name=name)
    if {name for name, _ in checkpoint.signatures} <= {checkpoint.origin}:
        report.note("no-witness")
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    report.note("self", found=own)
    theirs = digest_of(place, "verify.py")[0]
    if theirs and theirs != own:
        report.note("self-other", printed=theirs)


# ---- A court bundle


def sealed(folder: Path) -> Path | None:
    """The bundle that lies here, or beside the seal that lies here; None where neither does."""
    return next((f for f in (folder, folder.parent) if (f / "segel" / "entri.json").is_file()), None)


def led_to(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to from a leaf (RFC 9162, 2.1.3.2); None where its length is not right."""
    node, last, root = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return None
        if node % 2 or node == last:
            root = node_hash(other, root)
            while node % 2 == 0 and node:
                node, last = node // 2, last // 2
        else:
            root = node_hash(root, other)
        node, last = node // 2, last // 2
    return root if last == 0 and index < size else None


def check_bundle(folder: Path, trusted: str, report: Report) -> None:
    """Every file against SHA256SUMS, its digest against the entry, the entry against the signed root of the ledger."""
    report.step(8)
    place = Folder(folder)
    listed = content(place, "SHA256SUMS", 1 << 20)
    lines = re.findall(r"(?m)^([0-9a-f]{64})  (.+)$", listed.decode("utf-8", "replace"))
    wanted = {path: digest for digest, path in lines}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    for path in sorted(p for p in there - set(wanted) if p != "SHA256SUMS" and not p.startswith("segel/")):
        report.wrong("bundle-extra", path=path)
    odd = [path for path, digest in wanted.items() if digest_of(place, path)[0] != digest]
    for path in odd:
        report.wrong("bundle-other", path=path)
    if not odd:
        report.right("bundle-listed", files=len(wanted))
    entry, receipt = content(place, "segel/entri.json", 1 << 16), "segel/tanda-terima.tlog-proof"
    said, own = parsed(entry, "segel/entri.json"), hashlib.sha256(listed).hexdigest()
    if said.get("kind") != "bundle" or said.get("sha256") != own:
        report.wrong("bundle-entry", found=said.get("sha256"), expected=own)
        return
    head, _, note = content(place, receipt, 1 << 20).partition(b"\n\n")
    told = re.fullmatch(rb"c2sp\.org/tlog-proof@v1\n(?:extra [^\n]*\n)?index ([0-9]{1,15})((?:\n[^\n]+)*)", head)
    if not told:
        raise Odd("receipt-form", path=receipt, why=head[:60])
    checkpoint, index = checkpoint_of(note, receipt), int(told[1])
    steps = [_unbase64(line.decode("ascii", "replace")) or b"" for line in told[2].split()]
    if led_to(index, checkpoint.size, leaf_hash(entry), steps) != checkpoint.root:
        report.wrong("bundle-proof", path=receipt)
        return
    key = key_of(trusted or content(place, "segel/kunci.txt", 1 << 12).decode("utf-8", "replace").strip())
    if not signed_by(checkpoint, key):
        report.wrong("unsigned", path=receipt, vkey=key.vkey)
        return
    report.right("bundle-there", index=index, size=checkpoint.size, origin=checkpoint.origin)
    report.right("signed", vkey=key.vkey)
    report.right("key-paper") if trusted else report.note("bundle-key", vkey=key.vkey)


def utc(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(min(seconds, 1 << 36)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("place", nargs="?", default=str(Path(__file__).parent), help="folder / https://…")
    parser.add_argument("--key", default="", metavar="VKEY", help="kunci dari kertas / the key from paper")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY", help="kunci saksi / a witness's key")
    parser.add_argument("--lang", choices=("id", "en"), default="id", help="bahasa / language")
    parser.add_argument("--memory", type=Path, default=Path.home() / ".bukti-verify", metavar="FOLDER",
                        help="tempat mengingat checkpoint / where the checkpoint is remembered")  # fmt: skip
    parser.add_argument("--data", action="store_true", help="tanpa halaman / data and log only, no pages")
    parser.add_argument("--all", action="store_true", help="semua yang salah / everything that is wrong")
    options = parser.parse_args(arguments)
    report = Report(options.lang, options.all)
    try:
        bundle = sealed(Path(options.place).resolve())
        if bundle is not None:
            check_bundle(bundle, options.key, report)
            return report.end()
        place = place_of(options.place)
        log = log_of(place)
        memory = memory_of(options.memory, log.checkpoint.origin, report)
        remembered = memory["vkey"] if memory else ""
        how = "key-paper" if options.key else "key-seen" if remembered else "key-first"
        receipts = receipts_of(place, log, report)
        key = step_1_signature(log, receipts, options.key or remembered, how, report)
        step_2_log(place, log, report)
        leaf = step_3_publication(place, log, receipts, report)
        listed = step_4_files(place, log, leaf, key, options.data, report)
        step_5_sums(place, log, leaf, listed, report)
        step_6_memory(log, key, memory, options.memory, report)
        step_7_result(place, log, key, leaf, options.witness, report)
    except CannotCheck as odd:
        print(report.words("cannot", what=report.words(odd.word, **odd.values)), file=sys.stderr)
        return 2
    except Odd as odd:
        report.wrong(odd.word, **odd.values)
    return report.end()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read what it says has seen enough; nothing was decided
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
