"""What a file is by the look of its bytes, and whether its text can be read whole, before any row is."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from bukti.intake.rows import Options, Source
from bukti.vocabulary.problems import Place, Problem, Refusal, refuse

CHUNK: Final = 1 << 20

ENCODINGS: Final[dict[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "ascii": "ascii",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
    "latin-1": "iso8859-1",
    "iso-8859-1": "iso8859-1",
}
"""What may be declared, and Python's name for it. Closed, since some of Python's codecs guess."""

MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

SIGNATURES: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE"),
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
_HTML: Final = re.compile(rb"<!doctype\s+html|<html|<head|<body|<table|<meta|<script", re.IGNORECASE)


def opened(source: Source) -> IO[bytes]:
    """The bytes of a source, to be read from the start."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def size_of(source: Source) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def kind_of(source: Source) -> str:
    """What the bytes look like: "text", "HTML", "XML", "JSON", "LFS", "XLSX", "XLS", "encrypted", "ZIP", "gzip" …"""
    with opened(source) as stream:
        head = stream.read(4096)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return _ole(source) if kind == "OLE" else kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(source)
    if head.startswith(b"version https://git-lfs"):
        return "LFS"
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if re.match(rb"<[a-zA-Z!?]", text):
        return "HTML" if _HTML.search(text) else "XML"
    if re.match(rb'\{\s*["}]|\[\s*[\[{"]', text):
        return "JSON"
    return "text"


def _ole(source: Source) -> str:
    with opened(source) as stream:
        head = stream.read(CHUNK)
        stream.seek(-min(CHUNK, size_of(source)), io.SEEK_END)
        found = head + stream.read()
    return "encrypted" if "EncryptedPackage".encode("utf-16-le") in found else "XLS"


def _zip(source: Source) -> str:
    try:
        with opened(source) as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and b"spreadsheet" in archive.open("mimetype").read(200):
                return "ODS"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return "ZIP"
    for name, kind in (("xl/workbook.xml", "XLSX"), ("xl/workbook.bin", "XLSB"), ("word/document.xml", "DOCX")):
        if name in names:
            return kind
    return "ZIP"


def must_be(source: Source, name: str, kinds: tuple[str, ...], options: Options) -> str:
    """The kind of a file, which is one of those that the reader reads; raises Refusal else."""
    size = size_of(source)
    if not size:
        raise refuse("file-empty", Place(name))
    if options.size_limit and size > options.size_limit:
        raise refuse("file-too-large", Place(name), found=str(size), expected=str(options.size_limit))
    kind = kind_of(source)
    if kind in kinds:
        return kind
    code = {"HTML": "file-html", "LFS": "file-lfs", "encrypted": "file-encrypted"}.get(kind, "file-kind")
    raise refuse(
        code, Place(name), found="TEXT" if kind == "text" else kind, expected="/".join(kinds).replace("text", "CSV")
    )


def readable(source: Source, name: str, encoding: str) -> tuple[str, list[Problem]]:
    """The encoding that the whole file can be read in, and notices. Raises Refusal at the first byte that cannot.

    A mark at the start (BOM) wins over what is declared, with a notice where the two are not the same.
    """
    declared = ENCODINGS.get(encoding.lower())
    if declared is None:
        raise refuse("option-encoding", Place(name), found=encoding, expected=", ".join(ENCODINGS))
    with opened(source) as stream:
        head = stream.read(4096)
    codec = next((codec for mark, codec in MARKS if head.startswith(mark)), declared)
    notices = []
    if codec != declared and (codec, declared) not in (
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
    ):
        found = "utf-8" if codec == "utf-8-sig" else codec
        notices.append(Problem("encoding-mark", Place(name), found=found, expected=encoding, level="notice"))
    if not codec.startswith("utf-16"):
        _not_utf16(head, name)
    for offset, text in _decoded(source, name, codec):
        if "\0" in text:
            row = _line(source, codec, offset) + _breaks(text[: text.index("\0")])
            raise refuse("file-nul", Place(name, row), found=str(text.count("\0")))
    return codec, notices


def _not_utf16(head: bytes, name: str) -> None:
    for start, other, codec in ((1, 0, "utf-16-le"), (0, 1, "utf-16-be")):
        nuls, others = head[start::2].count(0), head[other::2].count(0)
        if nuls > len(head) // 2 * 0.6 and others < nuls // 4:
            raise refuse("file-utf16", Place(name, 1), found="UTF-16", expected=codec)


def _decoded(source: Source, name: str, codec: str) -> Iterator[tuple[int, str]]:
    """Each piece of the text with the byte offset where its piece of the file starts."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    offset = 0
    with opened(source) as stream:
        while True:
            chunk = stream.read(CHUNK)
            waiting = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = offset - waiting + error.start
                byte = error.object[error.start]
                raise refuse(
                    "file-undecodable",
                    Place(name, _line(source, codec, at)),
                    found=f"0x{byte:02X} (byte {at + 1})",
                    expected=codec.removesuffix("-sig"),
                ) from None
            yield offset, text
            if not chunk:
                return
            offset += len(chunk)


def _line(source: Source, codec: str, offset: int) -> int:
    """The line in which the byte at an offset stands."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)("ignore"), translate=True)
    lines, left = 1, offset
    with opened(source) as stream:
        while left and (chunk := stream.read(min(CHUNK, left))):
            lines += decoder.decode(chunk).count("\n")
            left -= len(chunk)
    return lines + decoder.decode(b"", final=True).count("\n")


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def lines_of(source: Source, codec: str, limit: int) -> Iterator[str]:
    """The physical lines of a text, each with its line end; a longer line comes in pieces of the limit."""
    stream = io.TextIOWrapper(opened(source), encoding=codec, errors="strict", newline="")
    with stream:
        yield from iter(lambda: stream.readline(limit), "")


def broken(path: Path, name: str, error: OSError) -> Refusal:
    """A file that cannot be opened, as a refusal."""
    return refuse("file-unreadable", Place(name), found=error.strerror or type(error).__name__, expected=path.name)
