"""A file is what its bytes are; a photo tells nothing of itself; what is black stays black."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image

from bureau.casework.attached_files import (
    ENDINGS,
    MOST_BOXES,
    PixelBox,
    photo_size,
    read_file,
    redacted,
)
from bureau.casework.model import CaseworkError
from bureau.messaging.media import LIMIT

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<html><script>alert(1)</script></html>"


def photo(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    out = io.BytesIO()
    more: dict[str, Any] = {"comment": b"SECRET-COMMENT"} if form == "JPEG" else {}
    Image.new(mode, size, 120).save(out, form, exif=exif, **more)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return out.getvalue()


def office(*more: str, main: str = "word/document.xml") -> bytes:
    return archive("[Content_Types].xml", main, *more)


def wide_png(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, of one colour and a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def refused(data: bytes) -> str:
    with pytest.raises(CaseworkError) as told:
        read_file(data)
    assert told.value.explanation
    return told.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_says_nothing_of_where_and_with_what_it_was_taken(form: str) -> None:
    kept = read_file(photo(form))
    assert kept.photo
    assert (kept.width, kept.height) == photo_size(kept.data) == (64, 48)
    assert kept.mime == f"image/{form.lower()}"
    assert b"SECRET" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert dict(shown.getexif()) == {}
        assert not {"comment", "exif", "icc_profile", "xmp"} & set(shown.info)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16", "CMYK"])
def test_nothing_stays_behind_what_is_transparent(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    kept = read_file(photo(form, mode))
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert shown.mode == "RGB"
    clear, out = Image.new("RGBA", (8, 8), (1, 2, 3, 0)), io.BytesIO()
    clear.save(out, "PNG")
    with Image.open(io.BytesIO(read_file(out.getvalue()).data)) as shown:
        assert shown.getpixel((4, 4)) == (255, 255, 255)


def test_a_photo_held_sideways_stands_upright() -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48)).save(out, "JPEG", exif=exif)
    kept = read_file(out.getvalue())
    assert (kept.width, kept.height) == (48, 64)


def test_what_hangs_on_to_a_photo_is_cut_off() -> None:
    for tail in (archive("a.exe"), PAGE, b"MZ" + bytes(100), PDF):
        kept = read_file(photo() + tail)
        assert tail[:20] not in kept.data


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (PDF + archive("a.txt"), "pdf"),
        (office(), "docx"),
        (office(main="xl/workbook.xml"), "xlsx"),
    ],
)
def test_documents_are_told_by_their_bytes_and_stay_as_they_are(data: bytes, ending: str) -> None:
    kept = read_file(data)
    assert not kept.photo
    assert ENDINGS[kept.mime] == ending
    assert kept.data == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "file_empty"),
        (b"\x00", "file_unknown"),
        (b"x" * (LIMIT + 1), "file_large"),
        (PDF + bytes(LIMIT), "file_large"),
        (photo() + bytes(LIMIT), "file_large"),
        (b"MZ\x90\x00" + bytes(200), "file_unknown"),
        (b"\x7fELF" + bytes(200), "file_unknown"),
        (b"#!/bin/sh\nrm", "file_unknown"),
        (SVG, "file_unknown"),
        (b"<?xml version='1.0'?>" + SVG, "file_unknown"),
        (PAGE, "file_unknown"),
        (b"GIF89a" + PAGE, "file_unknown"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "file_unknown"),
        (b"BM" + bytes(60), "file_unknown"),
        (b" %PDF-1.7 %%EOF", "file_unknown"),  # PDF readers look further in; so might others
        (PAGE + PDF, "file_unknown"),
        (b"MZ" + archive("word/document.xml", "[Content_Types].xml"), "file_unknown"),
        (b"%PDF-1.7\n1 0 obj", "file_damaged"),
        (photo()[:300], "file_damaged"),
        (b"\xff\xd8\xff", "file_damaged"),
        (b"\xff\xd8\xff\xe0" + PAGE, "file_damaged"),
        (photo("PNG")[:60], "file_damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "file_damaged"),
        (archive("a.exe"), "file_unknown"),
        (archive("word/document.xml"), "file_unknown"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "file_unknown"),
        (office("xl/workbook.xml"), "file_unknown"),
        (office("word/vbaProject.bin"), "file_macros"),
        (office("xl/VBAPROJECT.BIN", main="xl/workbook.xml"), "file_macros"),
        (office()[:-30], "file_damaged"),
        (b"PK\x03\x04" + bytes(50), "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_old_office"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "file_heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "file_heic"),
        (b"\x00\x00\x00\x18ftypheis\x00\x00\x00\x00", "file_heic"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "file_unknown"),
    ],
)
def test_what_is_none_of_these_is_refused_with_its_reason(data: bytes, why: str) -> None:
    assert refused(data) == why


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (9_000, 6_000), (60_000, 1_000)])
def test_a_picture_of_too_many_pixels_is_not_unpacked(width: int, height: int) -> None:
    data = wide_png(width, height)
    assert len(data) < 100_000
    assert refused(data) == "file_pixels"


def test_the_same_bytes_have_one_key_and_others_another() -> None:
    assert read_file(photo()).key == read_file(photo()).key
    assert read_file(photo()).key != read_file(photo("PNG")).key


def striped(form: str) -> bytes:
    picture, out = Image.new("RGB", (200, 100), (230, 230, 40)), io.BytesIO()
    for x in range(0, 200, 2):
        for y in range(100):
            picture.putpixel((x, y), (20, 40, 220))
    picture.save(out, form)
    return read_file(out.getvalue()).data


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("box", "seen"),
    [
        (PixelBox(40, 30, 60, 20), (40, 30, 100, 50)),
        (PixelBox(-10, -10, 30, 30), (0, 0, 20, 20)),
        (PixelBox(190, 90, 500, 500), (190, 90, 200, 100)),
        (PixelBox(0, 0, 200, 100), (0, 0, 200, 100)),
        (PixelBox(199, 99, 1, 1), (199, 99, 200, 100)),
    ],
)
def test_every_pixel_of_a_rectangle_is_black(
    form: str, box: PixelBox, seen: tuple[int, int, int, int]
) -> None:
    before = striped(form)
    kept = redacted(before, [box])
    with Image.open(io.BytesIO(kept.data)) as black, Image.open(io.BytesIO(before)) as shown:
        assert max(high for _, high in black.crop(seen).getextrema()) <= (
            40 if form == "JPEG" else 0
        )
        if form == "PNG":
            shown.paste((0, 0, 0), seen)
            assert shown.tobytes() == black.tobytes()
        inner = (seen[0] + 8, seen[1] + 8, seen[2] - 8, seen[3] - 8)
        if inner[0] < inner[2] and inner[1] < inner[3]:
            assert black.crop(inner).getextrema() == ((0, 0),) * 3
    assert kept.mime == f"image/{form.lower()}"


@pytest.mark.parametrize(
    ("boxes", "why"),
    [
        ([], "boxes_missing"),
        ([PixelBox(0, 0, 1, 1)] * (MOST_BOXES + 1), "boxes_many"),
        ([PixelBox(200, 0, 5, 5)], "boxes_outside"),
        ([PixelBox(0, -5, 5, 5)], "boxes_outside"),
        ([PixelBox(5, 5, 0, 5)], "boxes_outside"),
        ([PixelBox(5, 5, 5, -5)], "boxes_outside"),
    ],
)
def test_rectangles_that_hide_nothing_are_refused(boxes: list[PixelBox], why: str) -> None:
    with pytest.raises(CaseworkError) as told:
        redacted(striped("PNG"), boxes)
    assert told.value.code == why
