"""Case numbers that can be read out: date, sequence of the day, check digit.

`20261124-0042-7` is the 42nd case of 24 November 2026. The check digit is ISO 7064
MOD 11,10, which finds every single wrong digit and almost every exchange of two neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_SPOKEN = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_GAP = r"[\s\-‐‑‒–—―−_·.杠]"
_PRINTED = re.compile(rf"(?<!\d)(20\d{{6}}){_GAP}+(\d{{4,6}}){_GAP}+(\d)(?!\d)")
_RUN = re.compile(rf"(?<!\d)(20(?:{_GAP}*\d){{6}})((?:{_GAP}*\d){{4,6}}){_GAP}*(\d)(?!{_GAP}*\d)")
_LIKE_A_NUMBER = re.compile(rf"(?:\d{_GAP}*){{7}}")


class NumberError(ValueError):
    """A text that gives no case number; `code` is `absent`, `incomplete`, `date` or `check`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def compose(day: date, sequence: int) -> str:
    """Return the number of the day's `sequence`-th case (1 and up)."""
    digits = f"{day:%Y%m%d}{sequence:04d}"
    return f"{digits[:8]}-{digits[8:]}-{check_digit(digits)}"


def check_digit(digits: str) -> str:
    """Return the ISO 7064 MOD 11,10 check digit of a string of digits."""
    remainder = 10
    for digit in digits:
        remainder = (remainder + int(digit)) % 10 or 10
        remainder = remainder * 2 % 11
    return str((11 - remainder) % 10)


def read(text: str) -> str:
    """Return the case number in a text, as it is printed.

    Accepts spaces, missing or odd dashes, full-width and Chinese digits, and words around it.
    Raises `NumberError`.
    """
    plain = unicodedata.normalize("NFKC", text[:500]).translate(_SPOKEN)
    found = _PRINTED.search(plain) or _RUN.search(plain)
    if found is None:
        raise NumberError("incomplete" if _LIKE_A_NUMBER.search(plain) else "absent")
    day, sequence, check = (re.sub(r"\D", "", part) for part in found.groups())
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        raise NumberError("date") from None
    if check_digit(day + sequence) != check:
        raise NumberError("check")
    return f"{day}-{sequence}-{check}"
