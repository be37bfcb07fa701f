"""Whatever bytes a reader is given, it reads them or refuses them: nothing else comes out, and soon.

The corpus in `corpus/` are files that once mattered; each reader is given all of them. `make soak` goes on from there
for a long time, by chance and with a fuzzer that looks for lines of the readers not reached before.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Final

import pytest
from tests.intake import test_bad_input_files as delimited
from tests.intake import test_bad_input_workbooks as workbooks
from tests.intake.files import FORMATS, outcome
from tests.needs import ROOT, need_tool

from bukti.locale import LANGUAGES

SEED: Final = 20240219
CORPUS: Final = Path(__file__).parent / "corpus"
TABLE: Final = [["kode", "suara"], ["007", "12"], ["008", "1.234"]]
PIECES: Final = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"PK\x03\x04",
    b"<",
    b"&",
    b"{",
    b"]",
    b"1e999",
    b"\xef\xbb\xbf",
)
LONGEST: Final = 10.0


def seeds(reader: str) -> list[bytes]:
    """Good files and bad ones that a reader's other tests know, and the corpus."""
    made = FORMATS[reader].make
    known = [made(TABLE[:n]) for n in (1, 2, 3)]
    known += {
        "delimited": [c.content for c in delimited.CASES],
        "spreadsheet": [c.content for c in workbooks.REFUSED],
        "sirekap": [b'{"chart": {"100025": 1, "null": null}, "administrasi": null}', b"[" * 500],
    }[reader]
    return [*known, *(p.read_bytes() for p in sorted(CORPUS.glob("*")))]


def spoiled(content: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, put in, left out or said again."""
    found = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        at, to = sorted(draw.randrange(len(found) + 1) for _ in range(2))
        way = draw.randrange(5)
        if way == 0 and at < len(found):
            found[at] ^= 1 << draw.randrange(8)
        elif way == 1:
            found[at:at] = draw.choice(PIECES)
        elif way == 2:
            del found[at : min(to, at + 40)]
        elif way == 3:
            found[at:at] = found[at : min(to, at + 200)]
        else:
            del found[to:]
    return bytes(found)


def spoiled_part(content: bytes, draw: random.Random) -> bytes:
    """A ZIP with one of its parts spoiled, so that what is inside is reached; other bytes are spoiled as they are."""
    import io

    from tests.intake.files import packed

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(i.filename, archive.read(i)) for i in archive.infolist() if i.file_size < 1_000_000]
    except Exception:
        return spoiled(content, draw)
    if not parts:
        return spoiled(content, draw)
    at = draw.randrange(len(parts))
    parts[at] = (parts[at][0], spoiled(parts[at][1], draw))
    return packed(parts)


def read_whole(reader: str, content: bytes, folder: Path) -> None:
    """The reader comes to its end: rows of text and problems that can be told, nothing else, and soon."""
    path = folder / f"given{FORMATS[reader].suffix}"
    path.write_bytes(content)
    start = time.monotonic()
    found = outcome(reader, path)
    assert time.monotonic() - start < LONGEST
    assert {type(cell) for row in found.rows for cell in row.cells} <= {str}
    assert all(found.told(language) or not found.problems for language in LANGUAGES)


@pytest.mark.parametrize(
    "many", [pytest.param(150, id="bounded"), pytest.param(100_000, id="whole", marks=pytest.mark.soak)]
)
def test_a_reader_reads_or_refuses_whatever_it_is_given(reader: str, many: int, tmp_path: Path) -> None:
    given, draw = seeds(reader), random.Random(f"{SEED} {reader}")
    for content in given:
        read_whole(reader, content, tmp_path)
    for n in range(many):
        spoil = spoiled_part if reader == "spreadsheet" and draw.random() < 0.7 else spoiled
        content = spoil(draw.choice(given), draw)
        try:
            read_whole(reader, content, tmp_path)
        except Exception as error:
            kept = tmp_path / "kept"
            kept.write_bytes(content)
            raise AssertionError(f"seed {SEED}, file {n}: put {kept} into {CORPUS}") from error


FUZZER = """
import sys
from pathlib import Path
import atheris

with atheris.instrument_imports(include=["bukti.intake"]):
    from tests.intake.test_fuzz import read_whole

reader, folder = sys.argv.pop(1), Path(sys.argv.pop(1))
atheris.Setup(sys.argv, lambda data: read_whole(reader, data, folder))
atheris.Fuzz()
"""


@pytest.mark.soak
def test_a_fuzzer_finds_no_way_to_break_a_reader(reader: str, tmp_path: Path) -> None:
    need_tool("atheris")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n, content in enumerate(seeds(reader)):
        (corpus / f"{n:03d}").write_bytes(content)
    limits = ["-max_total_time=600", "-timeout=10", "-rss_limit_mb=1024", f"-seed={SEED}"]
    command = [sys.executable, "-c", FUZZER, reader, str(tmp_path), str(corpus), *limits]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": ""}
    ran = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, json.dumps(ran.stdout[-3000:] + ran.stderr[-1000:])
