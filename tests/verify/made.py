"""A published folder made by plain Python: a made-up election, its sums computed unit by unit, its log, its key.

It shares no code with Bukti or with `verify.py`: sums are taken anew over all stations for each unit, and the tree is
hashed by the recursion of RFC 6962. What a test changes, it changes in the tables before `written` signs them, or in
the files after.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Row = dict[str, Any]
Rows = list[Row]
ORIGIN = "pemilu.example/contoh"
VOTES = ("satu", "dua")
FIELDS = ("daftar", "hadir", "sah")
NUMBERS = (*FIELDS, *VOTES)
STATES = ("stations_in", "stations_flagged", "stations_held", "stations_void")


def cell(value: object) -> object:
    return "" if value is None else value


def csv_bytes(header: Iterable[str], rows: Rows) -> bytes:
    names = [*header]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue().encode()


# ---- the made-up election


def units() -> Rows:
    """One regency, two districts, two villages each, three stations each."""
    found = [unit("u:1", "regency", "", 12)]
    for d in "12":
        found.append(unit(f"u:1{d}", "district", "u:1", 6))
        found += [unit(f"u:1{d}{v}", "village", f"u:1{d}", 3) for v in "12"]
    return found


def unit(code: str, level: str, above: str, stations: int) -> Row:
    name = f"Wilayah, “{code}”"
    return {"unit_id": code, "level": level, "name": name, "slug": code[2:], "parent_id": above,
                    "stations_expected": stations,
                "registered": stations * 100}  # fmt: skip


def reading(kind: str, sheet_unit: str, unit_id: str, series: str, standing: int, **numbers: int | None) -> Row:
    votes = [numbers.get(v) for v in VOTES]
    state = "in" if None not in votes else "partial"
    sheet = f"presiden:{kind}:{sheet_unit}:original"
    key = hashlib.sha256(f"{sheet} {unit_id} {series} {numbers}".encode()).hexdigest()
    return dict(kind=kind, sheet_id=sheet, sheet_unit=sheet_unit, unit_id=unit_id, series=series, reading_id=key,
                standing=standing, why="series" if standing else "", state=state if standing else "", held=0, flagged=0,
                **numbers)  # fmt: skip


def readings() -> Rows:
    """Eleven of twelve stations: one held, one void, one partial, one flagged; another series, one beside; recaps."""
    found = []
    for n, village in enumerate(("u:111", "u:112", "u:121", "u:122")):
        for t in (1, 2, 3):
            k = 10 * n + t
            if k == 33:
                continue
            station = f"{village}/{t:03d}"
            numbers: dict[str, int | None] = {
                "daftar": 100 + k,
                "hadir": 80 + k,
                "sah": 80,
                "satu": 30 + k,
                "dua": 50 - k,
            }
            found.append(reading("c", station, station, "kpu", 1, **numbers))
            if t == 1 or k == 13:
                found.append(reading("c", station, station, "warga", 0, **{**numbers, "dua": None, "satu": 7 + k}))
    by_unit = {(r["unit_id"], r["series"]): r for r in found}
    by_unit["u:111/002", "kpu"].update(held=1, state="held")
    by_unit["u:112/003", "kpu"].update(state="void", why="decision")
    by_unit["u:112/003", "warga"].update(void=1)
    beside = dict(by_unit["u:121/001", "warga"], sheet_id="presiden:c:u:121/001:re-vote-1", reading_id="r", beside=1)
    found.append(beside)
    by_unit["u:121/002", "kpu"].update(dua=None, state="partial")
    by_unit["u:122/001", "kpu"].update(flagged=1)
    by_unit["u:121/003", "kpu"].update(daftar=None)
    for d in ("u:11", "u:12"):
        for n, v in enumerate(("1", "2")):
            numbers = {"daftar": None, "hadir": 260 + n, "sah": 240, "satu": 150 + n, "dua": 120}
            found.append(reading("d-kec", d, f"{d}{v}", "pleno", 1, **numbers))
        found.append(reading("d-kab", "u:1", d, "pleno", 1, daftar=620, hadir=500, sah=480, satu=301, dua=241))
    found.append(reading("d-kab", "u:1", "u:1", "pleno", 1, daftar=1240, hadir=1000, sah=960, satu=602, dua=482))
    return sorted(found, key=lambda r: (r["sheet_id"], r["unit_id"], r["series"]))


LEVEL = {"c": 5, "d-kec": 3, "d-kab": 2}


def below(code: str) -> Callable[[Row], bool]:
    """Whether a reading is of a station in the unit: by its code, which begins with the unit's."""
    return lambda r: "/" in r["sheet_unit"] and r["unit_id"].startswith(code)


def effective(r: Row) -> str:
    if r.get("void"):
        return "void"
    return str(r["state"] or ("held" if r["held"] else "in" if None not in [r[v] for v in VOTES] else "partial"))


def summed(code: str, basis: str, expected: int | None, papers: Rows) -> Row:
    own = [
        r
        for r in papers
        if below(code)(r)
        and not r.get("beside")
        and (r["standing"] if basis == "counted" else f"series:{r['series']}" == basis)
    ]
    row: Row = {}
    open_ones = [r for r in own if effective(r) in ("in", "partial")]
    for n in NUMBERS:
        known = [r[n] for r in open_ones if r[n] is not None]
        row[n] = sum(known) if known else None
        row[f"{n}_unknown"] = len(open_ones) - len(known)
    for v in VOTES:
        row[f"{v}_held"] = sum(r[v] or 0 for r in own if effective(r) == "held")
    count = {s: sum(effective(r) == s for r in own) for s in ("in", "held", "void")}
    row |= {f"stations_{s}": n for s, n in count.items()}
    row["stations_flagged"] = sum(r["flagged"] == 1 and effective(r) == "in" for r in own)
    row |= {
        "stations_expected": expected,
        "stations_missing": None if expected is None else expected - sum(count.values()),
    }
    return row


def declared(code: str, expected: int | None, papers: Rows) -> Row | None:
    own = [r for r in papers if "/" not in r["sheet_unit"] and r["unit_id"] == code and r["standing"]]
    if not own:
        return None
    first = min(own, key=lambda r: (LEVEL[r["kind"]], r["sheet_id"]))
    row: Row = {n: first[n] for n in NUMBERS}
    row |= {f"{n}_unknown": int(first[n] is None) for n in NUMBERS}
    row |= {f"{v}_held": 0 for v in VOTES}
    return row | {"stations_expected": expected, "sheet_id": first["sheet_id"], "reading_id": first["reading_id"]}


TALLY = ("unit_id", "level", "basis", *NUMBERS, *(f"{n}_unknown" for n in NUMBERS), *(f"{v}_held" for v in VOTES),
         "stations_expected", *STATES, "stations_missing", "sheet_id", "reading_id")  # fmt: skip


def tally(places: Rows, papers: Rows) -> Rows:
    found = []
    for u in places:
        head = {"unit_id": u["unit_id"], "level": u["level"]}
        for basis in ("counted", "series:kpu", "series:warga"):
            found.append({**head, "basis": basis, **summed(u["unit_id"], basis, u["stations_expected"], papers)})
        stated = declared(u["unit_id"], u["stations_expected"], papers)
        if stated:
            found.append({**head, "basis": "declared", **stated})
    return sorted(found, key=lambda r: (r["unit_id"], r["basis"]))


DIFFERENCES = ("comparison", "unit_id", "level", "field", "statement_a", "statement_b", "a", "b", "size",
               "margin_change", "trace", "trace_units")  # fmt: skip


def differences(places: Rows, sums: Rows) -> Rows:
    by = {(r["unit_id"], r["basis"]): r for r in sums}
    found = []
    for u in places:
        code = u["unit_id"]
        b = by.get((code, "declared"))
        if b is None:
            continue
        pairs = [("declared", "counted", by[code, "counted"])]
        children = [by.get((c["unit_id"], "declared")) for c in places if c["parent_id"] == code]
        if children and all(children):
            stated = [c for c in children if c is not None]
            below_sum = {n: None if any(c[n] is None for c in stated) else sum(c[n] for c in stated) for n in NUMBERS}
            pairs.append(("below", "declared-below", below_sum))
        for comparison, name, a in pairs:
            change = None
            if all(a[v] is not None and b[v] is not None for v in VOTES):
                lead, behind = ("satu", "dua") if a["satu"] >= a["dua"] else ("dua", "satu")
                change = (b[lead] - a[lead]) - (b[behind] - a[behind])
            for n in NUMBERS:
                if a[n] is not None and b[n] is not None and a[n] != b[n]:
                    found.append({"comparison": comparison, "unit_id": code, "level": u["level"], "field": n,
                    "statement_a": name,
                                      "statement_b": "declared", "a": a[n], "b": b[n], "size": b[n] - a[n],
                    "margin_change": change,
                                      "trace": "", "trace_units": ""})  # fmt: skip
    return sorted(found, key=lambda r: (r["comparison"], r["unit_id"], r["statement_a"], r["field"]))


READINGS = ("kind", "sheet_id", "sheet_unit", "unit_id", "series", "reading_id", "standing", "why", "state", "held",
            "flagged", *NUMBERS)  # fmt: skip


@dataclass
class Election:
    """The tables of a publication, to be changed at will; `files` are what becomes of them."""

    units: Rows = field(default_factory=units)
    papers: Rows = field(default_factory=readings)
    sums: Rows = field(default_factory=list)
    differing: Rows = field(default_factory=list)
    counts: dict[str, dict[str, int | None]] = field(default_factory=dict)
    sources: Rows = field(default_factory=list)
    others: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def computed(cls) -> Election:
        one = cls()
        one.sums = tally(one.units, one.papers)
        one.differing = differences(one.units, one.sums)
        top = next(r for r in one.sums if r["unit_id"] == "u:1" and r["basis"] == "counted")
        names = ("in", "flagged", "held", "void", "missing", "expected")
        one.counts = {"presiden": {n: top[f"stations_{n}"] for n in names}}
        one.sources = [source(n) for n in range(3)]
        return one

    def files(self) -> dict[str, bytes]:
        at = "data/presiden"
        return {
            "data/units.csv": csv_bytes(self.units[0], self.units),
            "data/sources.csv": csv_bytes(self.sources[0], self.sources),
            f"{at}/selections.csv": csv_bytes(
                ("selection", "number", "name", "short"),
                [{"selection": v, "number": n, "name": v, "short": v} for n, v in enumerate(VOTES, 1)],
            ),
            f"{at}/fields.csv": csv_bytes(("field", "stations"), [{"field": f, "stations": ""} for f in FIELDS]),
            f"{at}/readings.csv": csv_bytes(READINGS, self.papers),
            f"{at}/tally.csv": csv_bytes(TALLY, self.sums),
            f"{at}/differences.csv": csv_bytes(DIFFERENCES, self.differing),
            "index.html": b"<!doctype html><title>x</title>",
            "id/presiden/index.html": b"<!doctype html><title>y</title>",
            "assets/site.css": b"body{}",
            **self.others,
        }


def source(n: int) -> Row:
    digest = hashlib.sha256(f"berkas {n}".encode()).hexdigest()
    return {"source_id": f"s{n}", "entry": f"masuk-{n}", "sha256": digest, "bytes": 8, "series": "kpu",
                "as_of": "2024-02-14T12:00:00Z", "rows": 4, "readings": 4}  # fmt: skip


# ---- the log


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def root(hashes: list[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = split(len(hashes))
    return hashlib.sha256(b"\1" + root(hashes[:half]) + root(hashes[half:])).digest()


def split(n: int) -> int:
    half = 1
    while half * 2 < n:
        half *= 2
    return half


def path(index: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    half = split(len(hashes))
    if index < half:
        return [*path(index, hashes[:half]), root(hashes[half:])]
    return [*path(index - half, hashes[half:]), root(hashes[:half])]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def canonical(leaf: Row) -> bytes:
    return json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Signer:
    def __init__(self, seed: int, name: str = ORIGIN, kind: int = 1) -> None:
        self.name, self.kind = name, kind
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        public = bytes([kind]) + self._key.public_key().public_bytes_raw()
        self.mark = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self.mark.hex()}+{b64(public)}"

    def line(self, text: str) -> str:
        return f"\u2014 {self.name} {b64(self.mark + self._key.sign(text.encode()))}\n"

    def cosigned(self, text: str, at: int) -> str:
        signature = self._key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"\u2014 {self.name} {b64(self.mark + at.to_bytes(8, 'big') + signature)}\n"


def tile_path(level: object, index: int, width: int) -> str:
    digits = f"{index:03d}"
    return f"log/tile/{level}/{digits}" + ("" if width == 256 else f".p/{width}")


@dataclass
class Site:
    """A site that publishes again and again: `publish` adds a batch of leaves and writes a folder."""

    key: Signer = field(default_factory=lambda: Signer(1))
    origin: str = ORIGIN
    entries: list[bytes] = field(default_factory=list)
    receipts: dict[str, bytes] = field(default_factory=dict)
    last: int | None = None
    number: int = 0
    also: list[Signer] = field(default_factory=list)
    witnesses: list[tuple[Signer, int]] = field(default_factory=list)
    pages: bool = True

    def leaf(self, kind: str, **values: Any) -> None:
        fact = len(self.entries)
        at = f"2024-02-14T{12 + fact // 60:02d}:{fact % 60:02d}:00Z"
        self.entries.append(canonical(dict(kind=kind, fact=fact, at=at, **values)))

    def open(self) -> None:
        self.leaf("opening", origin=self.origin, vkey=self.key.vkey, software="0", profile="0", previous=None)

    def checkpoint(self, size: int) -> str:
        text = f"{self.origin}\n{size}\n{b64(root([leaf_hash(e) for e in self.entries[:size]]))}\n"
        signers = [self.key, *self.also]
        return (
            text
            + "\n"
            + "".join([*(s.line(text) for s in signers), *(w.cosigned(text, at) for w, at in self.witnesses)])
        )

    def publish(self, folder: Path, election: Election, **changed: Any) -> Path:
        """A generation in the folder. `changed` overrides keys of the publication's leaf."""
        if not self.entries:
            self.open()
        known = {json.loads(e).get("source_id") for e in self.entries}
        for s in election.sources:
            if s["source_id"] not in known:
                self.leaf("source", **{k: s[k] for k in ("sha256", "bytes", "source_id", "series", "as_of")})
        files = election.files() | {"verify.py": VERIFY.read_bytes()}
        listed = [
            {"path": p, "bytes": len(b), "sha256": hashlib.sha256(b).hexdigest()} for p, b in sorted(files.items())
        ]
        manifest = canonical({"files": listed})
        self.number += 1
        values: Row = {"number": self.number, "tables": {"tally": "0"},
                    "manifest": hashlib.sha256(manifest).hexdigest(),
                           "counts": election.counts, "software": "0", "profile": "0", "configuration": "0",
                    "previous": self.last,
                           "facts": len(self.entries)}  # fmt: skip
        self.leaf("publication", **{**values, **changed})
        self.last = len(self.entries) - 1
        leaf = json.loads(self.entries[-1])
        files |= {"manifest.json": manifest, "publication.json": canonical(leaf | {"time": leaf["at"]})}
        return self.written(folder, files)

    def written(self, folder: Path, files: dict[str, bytes]) -> Path:
        size = len(self.entries)
        hashes = [leaf_hash(e) for e in self.entries]
        checkpoint = self.checkpoint(size)
        proof = "".join(f"{b64(h)}\n" for h in path(size - 1, hashes))
        self.receipts[f"receipts/{self.number}.tlog-proof"] = (
            f"c2sp.org/tlog-proof@v1\nindex {size - 1}\n{proof}\n{checkpoint}".encode()
        )
        all_files = files | self.receipts | self.log_files(hashes) | {"log/checkpoint": checkpoint.encode()}
        if self.pages:
            for language in ("id", "en"):
                page = f"<p>{self.origin} {self.key.vkey} {size} {b64(root(hashes))}</p>"
                all_files[f"{language}/verify/index.html"] = page.encode()
        for name, content in all_files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return folder

    def log_files(self, hashes: list[bytes]) -> dict[str, bytes]:
        found, level = {}, 0
        for first in range(0, len(self.entries), 256):
            some = self.entries[first : first + 256]
            bundle = b"".join(len(e).to_bytes(2, "big") + e for e in some)
            found[tile_path("entries", first // 256, len(some))] = bundle
        while hashes:
            for first in range(0, len(hashes), 256):
                some_hashes = hashes[first : first + 256]
                found[tile_path(level, first // 256, len(some_hashes))] = b"".join(some_hashes)
            hashes = [root(hashes[i : i + 256]) for i in range(0, len(hashes) - 255, 256)]
            level += 1
        return found


VERIFY = Path(__file__).parents[2] / "src" / "bukti" / "publish" / "verify.py"
