"""A QR code for a page."""

from __future__ import annotations

import base64

import qrcode
import qrcode.image.svg

# A screen has no stains: less redundancy, and so larger squares.
_LOW = qrcode.constants.ERROR_CORRECT_L


def qr_image(text: str) -> str:
    """Return a text as a QR code, an SVG in a `data:` address."""
    picture = qrcode.make(
        text, image_factory=qrcode.image.svg.SvgPathImage, border=2, error_correction=_LOW
    )
    content = base64.b64encode(picture.to_string(encoding="utf-8")).decode()
    return f"data:image/svg+xml;base64,{content}"
