"""Recordings without their tags: MP4 boxes and MP3 blocks that tell place, time or device."""

from __future__ import annotations

# Boxes that hold others (ISO/IEC 14496-12), and those that hold what phones write of themselves.
_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"edts", b"moof", b"traf"})
_TELLING = frozenset({b"udta", b"meta", b"uuid", b"\xa9xyz", b"loci"})
_DATED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_DEEPEST = 8  # a real file holds its boxes five deep


def without_tags(data: bytes) -> bytes:
    """Return a recording whose tags are blank; every other byte of an MP4 keeps its place."""
    if data[4:8] == b"ftyp":
        blank = bytearray(data)
        _blank_boxes(blank, 0, len(blank))
        return bytes(blank)
    return _without_id3(data)


def _blank_boxes(data: bytearray, start: int, end: int, depth: int = 0) -> None:
    while start + 8 <= end and depth < _DEEPEST:
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        kind = bytes(data[start + 4 : start + 8])
        if size == 1:  # the length stands in the next eight bytes
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        stop = end if size == 0 else start + size
        if (size and size < head) or stop > end:
            return  # damaged: what follows cannot be read as boxes
        body = start + head
        if kind in _TELLING:
            data[start + 4 : start + 8] = b"free"
            data[body:stop] = bytes(stop - body)
        elif kind in _HOLDERS:
            _blank_boxes(data, body, stop, depth + 1)
        elif kind in _DATED and body < stop:
            # Version and flags, then when it was made and changed, of 4 or 8 bytes each.
            dates = slice(body + 4, min(body + (20 if data[body] == 1 else 12), stop))
            data[dates] = bytes(dates.stop - dates.start)
        start = stop


def _without_id3(data: bytes) -> bytes:
    if data[:3] == b"ID3" and len(data) > 10:
        size = 0
        for digit in data[6:10]:  # seven bits a byte
            size = size << 7 | digit & 0x7F
        data = data[10 + size :] or data
    return data[:-128] if data[-128:-125] == b"TAG" else data
