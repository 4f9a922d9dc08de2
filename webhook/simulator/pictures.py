"""The photo that the demonstration sends: a chimney over fields, with a place in its EXIF."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (960, 720)


def demo_photo() -> bytes:
    """Return a JPEG that no camera took."""
    width, height = _SIZE
    picture = Image.new("RGB", _SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        shade = y / height
        draw.line((0, y, width, y), fill=(40 + int(90 * shade), 52 + int(80 * shade), 84))
    draw.rectangle((0, 560, width, height), fill=(46, 62, 40))
    draw.rectangle((90, 450, 470, 570), fill=(58, 58, 66))
    for x in range(110, 460, 50):
        draw.rectangle((x, 480, x + 22, 502), fill=(232, 196, 108))
    draw.polygon([(360, 460), (372, 210), (404, 210), (416, 460)], fill=(86, 74, 72))
    chance = random.Random(7)  # noqa: S311 - the same smoke each time
    smoke = Image.new("L", _SIZE)
    puffs = ImageDraw.Draw(smoke)
    for step in range(70):
        x, y = 388 + step * 7 + chance.randint(-18, 18), 205 - step * 2 + chance.randint(-14, 14)
        radius = 16 + step
        puffs.ellipse((x - radius, y - radius, x + radius, y + radius), fill=max(0, 170 - step * 2))
    picture.paste((196, 190, 182), mask=smoke.filter(ImageFilter.GaussianBlur(14)))
    exif = Image.Exif()
    exif[306] = "2026:11:23 22:10:00"  # DateTime
    exif.get_ifd(34853).update(  # GPS: Wangdian
        {1: "N", 2: (30.0, 37.0, 12.0), 3: "E", 4: (120.0, 43.0, 12.0)}
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, exif=exif)
    return out.getvalue()
