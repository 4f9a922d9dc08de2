"""Photos leave at the door what they say of themselves, whatever their format says it in."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from bureau.messaging.media import inspect_photo, inspect_recording

PLACE = "30.6212N 120.7234E"


def telling(form: str) -> bytes:
    """A photo that tells its place in every way that the format knows."""
    photo = Image.new("RGB", (40, 30), (200, 10, 10))
    exif = photo.getexif()
    exif[ExifTags.Base.ImageDescription] = PLACE
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = PLACE
    xmp, out = f"<x:xmpmeta>{PLACE}</x:xmpmeta>".encode(), io.BytesIO()
    match form:
        case "JPEG":
            photo.save(out, form, exif=exif, comment=PLACE, xmp=xmp)
        case "PNG":
            text = PngImagePlugin.PngInfo()
            text.add_text("Location", PLACE)
            text.add_itxt("XML:com.adobe.xmp", PLACE)
            photo.save(out, form, exif=exif, pnginfo=text)
        case _:
            photo.save(out, form, exif=exif, xmp=xmp)
    return out.getvalue() + PLACE.encode()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_says_neither_where_nor_when_it_was_taken(form: str) -> None:
    assert telling(form).count(PLACE.encode()) >= 3
    kept = inspect_photo(telling(form)).data
    assert PLACE.encode() not in kept
    with Image.open(io.BytesIO(kept)) as photo:
        assert dict(photo.getexif()) == {}
        assert photo.size == (30, 40)  # it was turned upright before that was forgotten
        assert not {"comment", "exif", "xmp", "Location"} & set(photo.info)


def test_a_video_is_kept_without_its_tags() -> None:
    place = b"+30.6212+120.7234/"
    tag = (8 + len(place)).to_bytes(4, "big") + b"\xa9xyz" + place
    udta = (8 + len(tag)).to_bytes(4, "big") + b"udta" + tag
    moov = (8 + len(udta)).to_bytes(4, "big") + b"moov" + udta
    video = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + moov
    kept = inspect_recording(video, kind="video", mime="video/mp4").data
    assert place not in kept
    assert len(kept) == len(video)
