"""Media from citizens: what a photo says of itself, and the same photo without saying it."""

from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from bureau.messaging.model import InspectedMedia

LIMIT = 10 * 1024 * 1024  # bytes of one piece of evidence
_PIXELS = 50_000_000
_LONGEST = 2560  # pixels of the longer side that are kept
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_TYPES = {
    "voice": ("audio/amr", "audio/mpeg", "audio/speex", "application/octet-stream"),
    "video": ("video/mp4", "application/octet-stream"),
}


class BadMediaError(ValueError):
    """Bytes that are not the media they claim to be, or too large."""


def inspect_photo(data: bytes) -> InspectedMedia:
    """Read a photo and its EXIF, and return it upright, bounded and without metadata.

    Raises `BadMediaError` for what is no photo, has too many pixels or more than `LIMIT` bytes.
    """
    _check_size(data)
    try:
        with Image.open(io.BytesIO(data)) as photo:
            mime = _FORMATS.get(photo.format or "")
            if mime is None:
                raise BadMediaError(f"a photo may not be {photo.format}")
            if photo.width * photo.height > _PIXELS:
                raise BadMediaError("the photo has too many pixels")
            exif = photo.getexif()
            taken, position = _taken(exif), _position(exif)
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((_LONGEST, _LONGEST))
            clean = io.BytesIO()
            if photo.format == "JPEG":
                upright.convert("RGB").save(clean, "JPEG", quality=88)
            else:
                bare = Image.new(upright.mode, upright.size)
                bare.paste(upright)
                bare.save(clean, photo.format)
    except BadMediaError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise BadMediaError("the photo cannot be read") from error
    except (SyntaxError, TypeError, KeyError, ZeroDivisionError, EOFError) as error:
        # Pillow's decoders and EXIF reader raise these on forged files.
        raise BadMediaError("the photo is damaged") from error
    longitude, latitude = position
    return InspectedMedia(clean.getvalue(), mime, taken, longitude, latitude)


def inspect_recording(data: bytes, *, kind: str, mime: str) -> InspectedMedia:
    """Check a voice or video by size and declared type."""
    _check_size(data)
    mime = mime.split(";")[0].strip().lower()
    if mime not in _TYPES[kind]:
        raise BadMediaError(f"a {kind} may not be {mime}")
    return InspectedMedia(data, mime)


def _check_size(data: bytes) -> None:
    if not data:
        raise BadMediaError("the file is empty")
    if len(data) > LIMIT:
        raise BadMediaError("the file is too large")


def _taken(exif: Image.Exif) -> str | None:
    value = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    value = value or exif.get(ExifTags.Base.DateTime)
    return str(value)[:19] if value else None


def _position(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef))
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None, None
    return longitude, latitude


def _degrees(parts: Any, reference: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if reference in ("S", "W") else value
