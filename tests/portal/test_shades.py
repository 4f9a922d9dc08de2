"""The map's words stand on its shades, whichever score a county has."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "portal" / "static"


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_ink_is_read_on_every_shade_of_the_map() -> None:
    (ink,) = re.findall(r"--ink: (#\w{6})", (STATIC / "portal.css").read_text())
    shades = re.findall(r"\.s\d \{ fill: (#\w{6});", (STATIC / "results.css").read_text())
    assert len(shades) == 6
    for shade in shades:
        assert (luminance(shade) + 0.05) / (luminance(ink) + 0.05) >= 4.5, shade
