"""A scan becomes a picture that may be shown: decoded, turned upright, blackened where names stand, written anew.

Nothing of the file itself is carried over, only the colours of its points: what cameras, editors or an attacker put
beside them is not in the copy. What is wrong with a scan never touches the rows of its sheet.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bukti.vocabulary.problems import Place, Problem, refuse

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 25_000_000
MOST_POINTS: Final = 50_000_000
"""Larger pictures are refused by what their heads say, before anything is decoded."""
QUALITY: Final = 85
KINDS: Final = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",)}
BEGINNINGS: Final = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
OTHERS: Final = (
    (b"%PDF", "PDF"), (b"GIF8", "GIF"), (b"<svg", "SVG"), (b"<?xml", "XML"), (b"<!DOCTYPE", "HTML"), (b"<html", "HTML"),
    (b"PK\x03\x04", "ZIP"), (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"), (b"RIFF", "WEBP"), (b"BM", "BMP"),
)  # fmt: skip
READ: Final = ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK")
ORIENTATION, GPS, MAKE, SERIAL = 0x0112, 0x8825, 0x010F, 0xA431
Box = tuple[int, int, int, int]
"""Left, top, right and bottom of what is hidden, in percent of the upright picture."""


@dataclass(frozen=True)
class Copy:
    """The copy's bytes, a JPEG, and what is to be told about the scan."""

    content: bytes
    notices: tuple[Problem, ...]


def copied(path: Path, hidden: Iterable[Box]) -> Copy:
    """A scan's copy for the public: upright, without anything but its points, black where something is hidden.

    Raises Refusal: PICTURE-KIND for anything but JPEG and PNG named as such, PICTURE-LARGE beyond 25 MB or 50 million
    points, PICTURE-BROKEN for one that cannot be decoded whole, PICTURE-BOX for a box outside the picture.
    """
    content, place = path.read_bytes(), Place(path.name)
    boxes = list(hidden)
    for box in boxes:
        if not (0 <= box[0] < box[2] <= 100 and 0 <= box[1] < box[3] <= 100):
            raise refuse("PICTURE-BOX", place, " ".join(map(str, box)))
    if len(content) > MOST_BYTES:
        raise refuse("PICTURE-LARGE", place, f"{len(content):,} B", f"{MOST_BYTES:,} B")
    kind = _kind(path, content)
    with _decoding(place):
        from PIL import Image

        scan = Image.open(io.BytesIO(content), formats=(kind,))
        points = scan.width * scan.height
        if points > MOST_POINTS:
            raise refuse("PICTURE-LARGE", place, f"{scan.width:,} × {scan.height:,}", f"{MOST_POINTS:,}")
        if points == 0 or scan.mode not in READ:
            raise refuse("PICTURE-BROKEN", place, f"{scan.width} × {scan.height}, {scan.mode}")
        scan.load()
        notices = tuple(_notices(scan, place))
        return Copy(_written(_hidden(_upright(scan), boxes)), notices)


def _kind(path: Path, content: bytes) -> str:
    """JPEG or PNG, as the file's first bytes and its name both say."""
    found = next((kind for begins, kind in BEGINNINGS.items() if content.startswith(begins)), "")
    if not found:
        head = content.lstrip(b"\xef\xbb\xbf \t\r\n")
        seen = next((name for begins, name in OTHERS if head[:16].lower().startswith(begins.lower())), "")
        seen = "HEIC" if content[4:8] == b"ftyp" else seen or content[:8].hex(" ")
        raise refuse("PICTURE-KIND", Place(path.name), seen)
    if path.suffix.lower() not in KINDS[found]:
        raise refuse("PICTURE-KIND", Place(path.name), f"{found}, {path.suffix or '–'}")
    return found


@contextmanager
def _decoding(place: Place) -> Iterator[None]:
    """What the decoder cannot or will not do is a refusal that names the file."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ModuleNotFoundError as absent:
        raise refuse("PICTURE-EXTRA", place, absent.name or "") from absent
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    except Image.DecompressionBombError as error:
        raise refuse("PICTURE-LARGE", place, str(error).partition(",")[0], f"{MOST_POINTS:,}") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError) as error:
        raise refuse("PICTURE-BROKEN", place, str(error).partition(" <")[0]) from error


def _notices(scan: Image, place: Place) -> Iterator[Problem]:
    """What about the scan the copy does not have."""
    exif = scan.getexif()
    told = [("GPS", bool(exif.get_ifd(GPS))), ("camera", bool(exif.get(MAKE) or exif.get_ifd(0x8769).get(SERIAL)))]
    if exif or scan.info.keys() & {"comment", "xmp", "photoshop", "icc_profile"} or getattr(scan, "text", None):
        yield Problem("PICTURE-STRIPPED", place, ", ".join(n for n, there in told if there) or "…", level="notice")
    if exif.get(ORIENTATION, 1) != 1:
        yield Problem("PICTURE-TURNED", place, level="notice")
    if scan.mode == "CMYK":
        yield Problem("PICTURE-CMYK", place, level="notice")


def _upright(scan: Image) -> Image:
    """The points as the paper was seen, in red, green and blue, on white where the scan is transparent."""
    from PIL import Image, ImageOps

    turned = ImageOps.exif_transpose(scan)
    if turned.has_transparency_data:
        layers = turned.convert("RGBA")
        turned = Image.new("RGB", layers.size, "white")
        turned.paste(layers, mask=layers.getchannel("A"))
    return turned.convert("RGB")


def _hidden(picture: Image, boxes: Iterable[Box]) -> Image:
    """The picture, black within each box: every point that a box touches."""
    for left, top, right, bottom in boxes:
        across = (left * picture.width // 100, math.ceil(right * picture.width / 100))
        down = (top * picture.height // 100, math.ceil(bottom * picture.height / 100))
        picture.paste((0, 0, 0), (across[0], down[0], across[1], down[1]))
    return picture


def _written(picture: Image) -> bytes:
    """The points alone as a JPEG, from a picture that remembers nothing of a file."""
    from PIL import Image

    bare: Image.Image = Image.frombytes("RGB", picture.size, picture.tobytes())
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


__all__ = ["Box", "Copy", "copied"]
