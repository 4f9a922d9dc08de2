"""A TrueType face of just the characters that are printed.

The open Chinese face at hand (Noto Sans CJK, SIL Open Font License) has cubic outlines, which the
PDF library cannot embed: those of the characters used are turned into quadratic ones.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

_ERROR = 1.0  # largest distance between the outlines, in thousandths of the type size
_ALWAYS = "0123456789 .,%+-–—…/()（）："


def face(texts: Iterable[str]) -> io.BytesIO:
    """A TrueType font with the characters of some texts; those the face lacks show as boxes."""
    return io.BytesIO(_made(frozenset("".join(texts)) | frozenset(_ALWAYS)))


@lru_cache(maxsize=4)
def _made(characters: frozenset[str]) -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    with TTFont(_source(), lazy=True) as source:
        of_character = source.getBestCmap()
        cmap = {ord(c): of_character[ord(c)] for c in characters if ord(c) in of_character}
        names = [".notdef", *sorted(set(cmap.values()) - {".notdef"})]
        drawn, widths = source.getGlyphSet(), source["hmtx"].metrics
        glyphs, metrics = {}, {}
        for name in names:
            pen = TTGlyphPen(None)
            drawn[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
            glyphs[name] = pen.glyph()
            metrics[name] = widths[name]
        builder = FontBuilder(source["head"].unitsPerEm, isTTF=True)
        builder.setupGlyphOrder(names)
        builder.setupCharacterMap(cmap)
        builder.setupGlyf(glyphs)
        builder.setupHorizontalMetrics(metrics)
        lines = source["hhea"]
        builder.setupHorizontalHeader(ascent=lines.ascent, descent=lines.descent)
    # reportlab takes the first face of a name for every later one, whatever it is registered as.
    mark = sha256("".join(sorted(characters)).encode()).hexdigest()[:16]
    names_told = {
        "familyName": "Noto Sans CJK SC",
        "styleName": "Regular",
        "psName": f"Noto-{mark}",
    }
    builder.setupNameTable(names_told)
    builder.setupOS2()
    builder.setupPost()
    made = io.BytesIO()
    builder.save(made)
    return made.getvalue()


def _source() -> Path:
    import mplfonts

    return Path(mplfonts.__file__).parent / "fonts" / "NotoSansCJKsc-Regular.otf"
