"""Files that officers hand in: what they are by their bytes, and photos bare of what they tell."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bureau.casework.model import CaseworkError
from bureau.messaging.media import LIMIT, BadMediaError, inspect_photo

MOST_BOXES = 60
_MEGABYTE = 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
}
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    _PARTS["word/document.xml"]: "docx",
    _PARTS["xl/workbook.xml"]: "xlsx",
}
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# No decoder is built in: the wheels of libheif carry 27 MB and an encoder under the GPL, while the
# photo library of an iPhone hands over JPEG to a form that asks for it.
_HEIC = re.compile(rb"ftyp(?:hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs])")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a password makes of a new one


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file ready to keep. `key`: hash of what was handed in; photos have a size in pixels."""

    data: bytes
    mime: str
    key: str
    width: int | None = None
    height: int | None = None

    @property
    def photo(self) -> bool:
        """Whether it is a photo, else a document."""
        return self.width is not None


@dataclass(frozen=True, slots=True)
class PixelBox:
    """A rectangle in a photo: pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


def read_file(data: bytes) -> AttachedFile:
    """Return a file by what its bytes are, whatever its name says.

    Photos are turned upright, bounded and written anew without metadata; documents stay as they
    are. Raises `CaseworkError` with an explanation.
    """
    if not data:
        raise CaseworkError("file_empty")
    if len(data) > LIMIT:
        raise CaseworkError("file_large", most=LIMIT // _MEGABYTE)
    if data.startswith(_PHOTOS):
        return _photo(data)
    return AttachedFile(data, _document(data), hashlib.sha256(data).hexdigest())


def photo_size(data: bytes) -> tuple[int, int]:
    """Return a kept photo's width and height in pixels."""
    with Image.open(io.BytesIO(data)) as photo:
        return photo.size


def redacted(data: bytes, boxes: Sequence[PixelBox]) -> AttachedFile:
    """Return a photo with rectangles blackened in its pixels; what was under them is gone.

    Raises `CaseworkError` (`boxes_missing`, `boxes_many`, `boxes_outside`).
    """
    if not boxes:
        raise CaseworkError("boxes_missing")
    if len(boxes) > MOST_BOXES:
        raise CaseworkError("boxes_many", most=MOST_BOXES)
    with Image.open(io.BytesIO(data)) as photo:
        flat, form = _flat(photo), photo.format or "PNG"
    pen = ImageDraw.Draw(flat)
    for box in boxes:
        left, top = max(box.left, 0), max(box.top, 0)
        right = min(box.left + box.width, flat.width) - 1
        bottom = min(box.top + box.height, flat.height) - 1
        if right < left or bottom < top:
            raise CaseworkError("boxes_outside", width=flat.width, height=flat.height)
        pen.rectangle((left, top, right, bottom), fill=(0, 0, 0))
    return _written(flat, "JPEG" if form == "JPEG" else "PNG")


def _photo(data: bytes) -> AttachedFile:
    try:
        bare = inspect_photo(data)
    except BadMediaError as bad:
        raise CaseworkError("file_pixels" if bad.code == "pixels" else "file_damaged") from bad
    with Image.open(io.BytesIO(bare.data)) as photo:
        form = "JPEG" if bare.mime == "image/jpeg" else "PNG"
        return _written(_flat(photo), form, key=hashlib.sha256(data).hexdigest())


def _flat(photo: Image.Image) -> Image.Image:
    """Return the picture as it is seen: nothing stays behind what is transparent."""
    if photo.mode == "RGB":
        return photo.copy()
    clear = photo.convert("RGBA")
    flat = Image.new("RGB", clear.size, (255, 255, 255))
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat


def _written(flat: Image.Image, form: str, *, key: str = "") -> AttachedFile:
    out = io.BytesIO()
    # Without subsampling black stays black to the edge of its rectangle.
    flat.save(out, form, **({"quality": 90, "subsampling": 0} if form == "JPEG" else {}))
    data = out.getvalue()
    key = key or hashlib.sha256(data).hexdigest()
    return AttachedFile(data, f"image/{form.lower()}", key, flat.width, flat.height)


def _document(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise CaseworkError("file_damaged")
        return "application/pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(_OLD_OFFICE):
        raise CaseworkError("file_old_office")
    if _HEIC.fullmatch(data[4:12]):
        raise CaseworkError("file_heic")
    raise CaseworkError("file_unknown")


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as bad:
        raise CaseworkError("file_damaged") from bad
    if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
        raise CaseworkError("file_macros")
    found = [mime for part, mime in _PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise CaseworkError("file_unknown")
    return found[0]
