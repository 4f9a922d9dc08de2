"""What a file may be at most: those that people upload are not trusted."""

from __future__ import annotations

import io
import zipfile

from bureau.answers.words import refused

# As much as the web server takes in (ops/web.py).
MEGABYTES = 12
MOST_BYTES = MEGABYTES * 1024 * 1024
MOST_PAGES = 1500
# Unpacked, a DOCX is rarely ten times its size; its text alone never so much.
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200
MOST_MEMBERS = 2000
MOST_CHARACTERS = 4_000_000
MOST_PASSAGES = 12_000


def small_enough(content: bytes) -> None:
    """Raise `LibraryError` (`size`) for a file that is larger than any text is."""
    if len(content) > MOST_BYTES:
        raise refused("size", megabytes=MEGABYTES)


def member(content: bytes, name: str) -> bytes:
    """Return a member of a ZIP file; raises `LibraryError` (`bomb`, `broken`).

    What the file says of its sizes is not believed: no more is unpacked than may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise refused("bomb")
            info = archive.getinfo(name)
            if info.file_size > min(MOST_UNPACKED, MOST_RATIO * max(info.compress_size, 4096)):
                raise refused("bomb")
            with archive.open(info) as opened:
                unpacked = opened.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError) as error:
        raise refused("broken") from error
    if len(unpacked) > MOST_UNPACKED:
        raise refused("bomb")
    return unpacked
