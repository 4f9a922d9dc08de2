"""Cells and bytes as text: what a keyboard, a spreadsheet or an old program makes of them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from tabular.faults import TableError

# Only what stands for a plain character: NFKC would make 102 of 10² as well.
_PLAIN: dict[int, str | None] = {
    **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000\t\r\n"), " "),
    **dict.fromkeys(range(0x2000, 0x200B), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
}
_BROKEN = re.compile("[\udc80-\udcff]")  # bytes that `surrogateescape` kept
_JUDGED_BYTES = 1 << 20
# Of how many foreign characters one may be broken: nearly any bytes are GB 18030.
_TRIED = {"utf-8-sig": 20, "gb18030": 200}


def plain(text: str) -> str:
    """Return a cell half-width, with plain spaces and signs, nothing invisible, and no margin."""
    text = text if text.isascii() and text.isprintable() else text.translate(_PLAIN)
    return text.strip()


def decode(raw: bytes) -> str:
    """Return a text in UTF-16 by its mark, UTF-8, or GB 18030; broken bytes become U+FFFD."""
    return raw.decode(encoding_of(raw) or "utf-8-sig", "replace")


def encoding_of(head: bytes) -> str | None:
    """Return the encoding that the beginning of a file is in, or None where none fits.

    A few broken bytes are no reason to take it for another.
    """
    head = head[:_JUDGED_BYTES]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding, rare in _TRIED.items():
        # Incremental, since the last character may be cut in two.
        text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if text.count("\ufffd") * rare <= foreign:
            return encoding
    few = head.decode("utf-8", "replace").count("\ufffd") * 20 <= len(head)
    return "utf-8-sig" if few or all(map(_is_known, head.split(b"\n"))) else None


def _is_known(line: bytes) -> bool:
    """Return whether a line is GB 18030 or UTF-8 by itself: files are joined of both."""
    return _fits(line, "utf-8") or _fits(line, "gb18030")


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def known_encoding(head: bytes) -> str:
    """Return `encoding_of`; raises `TableError` where none fits."""
    found = encoding_of(head)
    if found is None:
        raise TableError("encoding")
    return found


def mended(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines decoded with `surrogateescape`: one that is GB 18030 alone is read as that."""
    for line in lines:
        if not is_broken(line):
            yield line
            continue
        try:
            yield line.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            yield line


def is_broken(text: str) -> bool:
    """Return whether bytes were left that no encoding explained."""
    return not text.isascii() and _BROKEN.search(text) is not None


def shown(text: str) -> str:
    """Return a text with the bytes that no encoding explained as U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
