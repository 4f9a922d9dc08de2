"""Who is paid by name: what may be a name, an ID card, a bank card, a phone; and their masks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

# GB 11643: each digit times its weight, the rest by 11 names the last character.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST = "10X98765432"
_REGIONS = frozenset(
    [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
     *range(61, 66), 71, 81, 82, 83]
)  # fmt: skip
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_LONG_NAME = re.compile(r"[\u3400-\u9fff]{1,12}(?:\u00b7[\u3400-\u9fff]{1,12}){1,4}")
_PHONE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class Payee:
    """A person to be paid."""

    name: str
    id_card: str
    bank: str
    phone: str


FIELDS = ("name", "id_card", "bank", "phone")


def name(typed: str, *, asks: Callable[[str], bool] = lambda _: False) -> str | None:
    """Return a Chinese name as typed, without spaces; None for what is none.

    `asks`: whether words are a question or a remark rather than a name.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed))
    plain = re.sub("[\u2022\u2027\u30fb.\uff0e]", "\u00b7", plain)
    if asks(plain) or not (_NAME.fullmatch(plain) or _LONG_NAME.fullmatch(plain)):
        return None
    return plain


def id_card(typed: str) -> str | None:
    """Return an ID number of 18 characters whose check character and birthday fit, else None."""
    plain = _plain(typed).upper()
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", plain) or int(plain[:2]) not in _REGIONS:
        return None
    try:
        born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return None
    if not 1900 <= born.year <= 2100:
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, plain, strict=False))
    return plain if _LAST[total % 11] == plain[17] else None


def bank(typed: str) -> str | None:
    """Return a card number of 13 to 19 digits that passes Luhn's check, else None."""
    plain = _plain(typed)
    if not re.fullmatch(r"[1-9]\d{12,18}", plain):
        return None
    digits = [int(digit) for digit in reversed(plain)]
    total = sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return plain if total % 10 == 0 else None


def phone(typed: str) -> str | None:
    """Return a mobile number of 11 digits, else None."""
    plain = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", _plain(typed))
    return plain if _PHONE.fullmatch(plain) else None


def masked(field: str, value: str) -> str:
    """Return a field as it is read back: enough to see a slip, too little to be known by."""
    if field == "name":
        return "*" * (len(value) - 1) + value[-1:]
    if field == "phone":
        return f"{value[:3]}****{value[-4:]}"
    return "*" * (len(value) - 4) + value[-4:]


def _plain(typed: str) -> str:
    return re.sub(r"[\s\-\u2013\u2014_.,\u3002]+", "", unicodedata.normalize("NFKC", typed))
