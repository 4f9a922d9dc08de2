"""Media from citizens: photos and recordings without what they say of where they were taken."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from bureau.messaging.model import InspectedMedia
from bureau.messaging.tags import without_tags

LIMIT = 10 * 1024 * 1024  # bytes of one piece of evidence
_PIXELS = 50_000_000
_LONGEST = 2560  # pixels of the longer side that are kept
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_TYPES = {
    "voice": ("audio/amr", "audio/mpeg", "audio/speex", "application/octet-stream"),
    "video": ("video/mp4", "application/octet-stream"),
}


class BadMediaError(ValueError):
    """Bytes that are not the media they claim to be, or too large: of which kind, says `code`."""

    def __init__(self, message: str, code: str = "damaged") -> None:
        super().__init__(message)
        self.code = code


def inspect_photo(data: bytes) -> InspectedMedia:
    """Return a photo upright, bounded and without metadata.

    Where and when it was taken is not read: nobody was asked for that.
    Raises `BadMediaError` for what is no photo, has too many pixels or more than `LIMIT` bytes.
    """
    _check_size(data)
    try:
        with Image.open(io.BytesIO(data)) as photo:
            mime = _FORMATS.get(photo.format or "")
            if mime is None:
                raise BadMediaError(f"a photo may not be {photo.format}")
            if photo.width * photo.height > _PIXELS:
                raise BadMediaError("the photo has too many pixels", "pixels")
            # Made small first: a JPEG is then never unpacked whole, and nothing large is turned.
            photo.thumbnail((_LONGEST, _LONGEST), reducing_gap=1.0)
            upright = ImageOps.exif_transpose(photo)
            if photo.format == "JPEG":
                upright = upright.convert("RGB")
            # A bare picture: what a format copies along by itself, as JPEG its comment, stays out.
            bare, clean = Image.new(upright.mode, upright.size), io.BytesIO()
            bare.paste(upright)
            bare.save(clean, photo.format, **({"quality": 88} if photo.format == "JPEG" else {}))
    except BadMediaError:
        raise
    except Image.DecompressionBombError as error:
        raise BadMediaError("the photo has far too many pixels", "pixels") from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise BadMediaError("the photo cannot be read") from error
    except (SyntaxError, TypeError, KeyError, ArithmeticError, EOFError, MemoryError) as error:
        # Pillow's decoders and its reader of orientations raise these on forged files.
        raise BadMediaError("the photo is damaged") from error
    return InspectedMedia(clean.getvalue(), mime)


def inspect_recording(data: bytes, *, kind: str, mime: str) -> InspectedMedia:
    """Check a voice or video by size and declared type, and take out what it says of its taking."""
    _check_size(data)
    mime = mime.split(";")[0].strip().lower()
    if mime not in _TYPES[kind]:
        raise BadMediaError(f"a {kind} may not be {mime}")
    return InspectedMedia(without_tags(data), mime)


def _check_size(data: bytes) -> None:
    if not data:
        raise BadMediaError("the file is empty")
    if len(data) > LIMIT:
        raise BadMediaError("the file is too large")
