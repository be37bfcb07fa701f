"""Scans as they come: what may be shown is a separate picture, made of points alone; anything else is refused."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from tests.cli.running import bukti
from tests.needs import need_tool

from bukti.evidence.workspace import Workspace
from bukti.intake.pictures import copied
from bukti.vocabulary.problems import Refusal

STATION = "9971011001/001"
NAMES = (0, 80, 100, 100)
SECRET = b"SERIAL-0815-4711"


def scan(
    path: Path, kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (200, 100), **saved: object
) -> Path:
    """A white paper whose lower fifth is red, where the names would stand, and whose upper left corner is blue."""
    need_tool("PIL")
    from PIL import Image

    paper = Image.new("RGB", size, "white")
    paper.paste((255, 0, 0), (0, size[1] * 4 // 5, size[0], size[1]))
    paper.paste((0, 0, 255), (0, 0, size[0] // 10, size[1] // 10))
    paper.convert(mode).save(path, kind, **saved)
    return path


def points(content: bytes) -> list[tuple[int, int, int]]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert not picture.getexif()
        return [picture.getpixel((x, y)) for y in range(picture.height) for x in range(picture.width)]  # type: ignore[misc]


def png(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 10)), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(Refusal) as told:
        copied(path, [NAMES])
    (problem,) = told.value.problems
    assert problem.place.file == path.name
    return problem.code, problem.found


def codes(path: Path) -> list[str]:
    return [p.code for p in copied(path, [NAMES]).notices]


def test_what_is_hidden_is_black_in_the_copy_and_the_rest_is_as_it_was(tmp_path: Path) -> None:
    found = points(copied(scan(tmp_path / "a.png", "PNG"), [NAMES]).content)
    assert len(found) == 200 * 100
    assert max(max(p) for p in found[200 * 80 :]) <= 8
    assert min(found[200 * 40]) >= 247
    assert not any(r > 100 and g < 100 for r, g, _ in found[200 * 85 :])


def test_a_box_hides_every_point_that_it_touches(tmp_path: Path) -> None:
    found = points(copied(scan(tmp_path / "a.png", "PNG", size=(33, 10)), [(50, 0, 51, 100)]).content)
    assert max(found[16]) < 60 < 200 < min(found[30])  # 16.5 to 16.83: all of point 16


def test_b111_a_scan_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = scan(tmp_path / "whole.jpg").read_bytes()
    cut = tmp_path / "cut.jpg"
    for share in (2, 3, 10):
        cut.write_bytes(whole[: len(whole) * (share - 1) // share])
        assert refused(cut)[0] == "PICTURE-BROKEN"
    cut.write_bytes(whole[:40])
    assert refused(cut)[0] == "PICTURE-BROKEN"


def test_b111_a_scan_without_a_point_is_refused(tmp_path: Path) -> None:
    need_tool("PIL")
    for width, height in ((0, 0), (0, 10), (10, 0)):
        empty = tmp_path / "empty.png"
        empty.write_bytes(png(width, height))
        assert refused(empty)[0] == "PICTURE-BROKEN"


def test_b111_a_scan_in_the_colours_of_print_becomes_one_for_screens_and_it_is_told(tmp_path: Path) -> None:
    file = scan(tmp_path / "print.jpg", mode="CMYK")
    assert codes(file) == ["PICTURE-CMYK"]
    assert min(points(copied(file, [NAMES]).content)[200 * 40]) > 240


def test_b111_a_turned_scan_is_upright_before_boxes_are_counted(tmp_path: Path) -> None:
    need_tool("PIL")
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 3  # seen upside down: the red names are at the top of the upright picture
    file = scan(tmp_path / "turned.jpg", exif=exif)
    assert "PICTURE-TURNED" in codes(file)
    found = points(copied(file, [(0, 0, 100, 20)]).content)
    assert max(max(p) for p in found[: 200 * 20]) <= 8
    assert not any(r > 150 and g < 100 for r, g, _ in found)


def test_b111_another_kind_of_file_under_a_pictures_name_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "phone.jpg"
    file.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100)
    assert refused(file) == ("PICTURE-KIND", "HEIC")
    assert refused(scan(tmp_path / "other.jpg", "PNG")) == ("PICTURE-KIND", "PNG, .jpg")
    assert refused(scan(tmp_path / "none", "PNG")) == ("PICTURE-KIND", "PNG, –")


def test_b112_a_flood_of_points_is_refused_before_any_is_decoded(tmp_path: Path) -> None:
    need_tool("PIL")
    flood = tmp_path / "flood.png"
    for width, height in ((64_000, 64_000), (10_000, 5_001)):
        flood.write_bytes(png(width, height))
        assert refused(flood)[0] == "PICTURE-LARGE"
    measured = """
import resource, sys
from pathlib import Path
from bukti.intake.pictures import copied
from bukti.vocabulary.problems import Refusal
resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))
try:
    copied(Path(sys.argv[1]), [(0, 0, 1, 1)])
except Refusal as told:
    print(told.problems[0].code)
"""
    flood.write_bytes(png(64_000, 64_000))
    ran = subprocess.run([sys.executable, "-c", measured, flood], capture_output=True, text=True, check=True)
    assert ran.stdout == "PICTURE-LARGE\n"


def test_b112_a_file_beyond_25_mb_is_refused_unread(tmp_path: Path) -> None:
    file = scan(tmp_path / "heavy.jpg")
    file.write_bytes(file.read_bytes() + b"\0" * 25_000_000)
    assert refused(file)[0] == "PICTURE-LARGE"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b'\xef\xbb\xbf\n <?xml version="1.0"?><svg><foreignObject/></svg>', "XML"),
        (b'<svg><image href="https://evil.example/x.png"/></svg>', "SVG"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "PDF"),
        (b"GIF89a=1;alert(1)//", "GIF"),
        (b"<!doctype html><script>alert(1)</script>", "HTML"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"", ""),
    ],
)
def test_b113_a_drawing_a_document_or_a_page_is_no_scan(content: bytes, found: str, tmp_path: Path) -> None:
    for name in ("scan.jpg", "scan.png", "scan.svg"):
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path / name) == ("PICTURE-KIND", found)


def test_b113_a_scan_that_is_a_page_too_is_shown_without_the_page(tmp_path: Path) -> None:
    file = scan(tmp_path / "both.jpg", comment=b"<script>alert(1)</script>")
    file.write_bytes(file.read_bytes() + b"<html><script>alert(2)</script></html>PK\x03\x04%PDF-1.7")
    copy = copied(file, [NAMES])
    assert b"script" not in copy.content
    assert copy.content.startswith(b"\xff\xd8\xff")
    assert copy.content.endswith(b"\xff\xd9")
    assert copy.content.count(b"\xff\xd9") == 1
    assert [p.code for p in copy.notices] == ["PICTURE-STRIPPED"]


def located(path: Path) -> Path:
    """A scan that says where, with which phone and under which serial number it was taken."""
    need_tool("PIL")
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Phone"
    exif.get_ifd(0x8769)[0xA431] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "S", 2: (7.0, 3.0, 12.0), 3: "E", 4: (110.0, 24.0, 36.0)})
    return scan(path, exif=exif, comment=b"by A. Clerk")


def test_b114_what_a_phone_wrote_into_a_scan_is_not_in_the_copy_and_it_is_told(tmp_path: Path) -> None:
    file = located(tmp_path / "phone.jpg")
    assert SECRET in file.read_bytes()
    copy = copied(file, [NAMES])
    (told,) = copy.notices
    assert (told.code, told.found) == ("PICTURE-STRIPPED", "GPS, camera")
    for word in (SECRET, b"Exif", b"GPS", b"Phone", b"Clerk"):
        assert word not in copy.content


def test_b114_the_original_stays_inside_and_the_site_shows_the_copy_where_the_station_is_told(
    sample_workspace: Workspace, tmp_path: Path
) -> None:
    file = located(tmp_path / "phone.jpg")
    given = ("picture", file, "--unit", STATION, "--hide", "0", "80", "100", "100")
    ran = bukti(*given, at=sample_workspace.root)
    assert (ran.code, "GPS, camera" in ran.err) == (0, True)
    assert "nothing changed" in bukti(*given, at=sample_workspace.root).out
    assert bukti("build", at=sample_workspace.root).code == 0

    original = hashlib.sha256(file.read_bytes()).hexdigest()
    kept = sample_workspace.private / "scans" / f"{original}.bin"
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    public = [p for top in (sample_workspace.evidence, sample_workspace.build) for p in top.rglob("*") if p.is_file()]
    assert [p for p in public if SECRET in p.read_bytes() or p.read_bytes() == file.read_bytes()] == []

    (copy,) = (sample_workspace.preview / "pictures").iterdir()
    assert copy.stem == hashlib.sha256(copy.read_bytes()).hexdigest()
    linked = [p for p in sample_workspace.preview.rglob("*.html") if copy.name in p.read_text(encoding="utf-8")]
    assert {p.relative_to(sample_workspace.preview).parts[0] for p in linked} == {"en", "id"}
    assert len(linked) == 2
    for page in linked:
        text = page.read_text(encoding="utf-8")
        targets = {part.partition('"')[0] for part in text.split('href="')[1:] if copy.name in part.partition('"')[0]}
        assert {(page.parent / target).resolve() for target in targets} == {copy.resolve()}


def test_a_later_picture_of_a_page_takes_the_place_of_the_earlier_in_the_preview(
    sample_workspace: Workspace, tmp_path: Path
) -> None:
    file = scan(tmp_path / "a.png", "PNG")
    bukti("picture", file, "--unit", STATION, "--nothing-to-hide", at=sample_workspace.root)
    assert bukti("build", at=sample_workspace.root).code == 0
    (first,) = (sample_workspace.preview / "pictures").iterdir()
    bukti("picture", file, "--unit", STATION, "--hide", "0", "80", "100", "100", at=sample_workspace.root)
    assert bukti("build", at=sample_workspace.root).code == 0
    (second,) = (sample_workspace.preview / "pictures").iterdir()
    assert first.name != second.name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unit", STATION], "what is to be hidden"),
        (["--unit", STATION, "--nothing-to-hide", "--hide", "0", "0", "1", "1"], "what is to be hidden"),
        (["--nothing-to-hide"], "what is to be done with the copy"),
        (["--unit", STATION, "--hide", "50", "0", "50", "10"], "50 0 50 10 is no box"),
        (["--unit", "nowhere", "--nothing-to-hide"], "nowhere"),
        (["--look", "a.png", "--nothing-to-hide"], "there is a file of this name already"),
    ],
)
def test_a_picture_that_cannot_be_filed_changes_nothing(
    arguments: list[str], words: str, built_sample: Workspace, tmp_path: Path
) -> None:
    file = scan(tmp_path / "a.png", "PNG")
    before = sorted(p for p in built_sample.root.rglob("*"))
    ran = bukti("picture", file, *arguments, "--workspace", built_sample.root, at=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert sorted(p for p in built_sample.root.rglob("*")) == before
