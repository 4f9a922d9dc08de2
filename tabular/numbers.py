"""Numbers as tables write them."""

from __future__ import annotations

import re
from decimal import Decimal

from tabular.text import plain

# In thousands a comma or a space stands between groups of three, and no group begins with 0:
# 0,123 may be 0.123 elsewhere, and 1,2 is two numbers.
_NUMBER = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]*)?"
    r"|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?)",
    re.IGNORECASE,
)


def number(text: str) -> Decimal:
    """Return the exact number of a cell: 0.5, 1,234, 1 234.5, １２, 1E-4.

    Raises `ValueError` for anything else: units, percentages, 1,2, 0,123.
    """
    said = plain(text)
    if not _NUMBER.fullmatch(said):
        raise ValueError(f"no number: {text[:30]!r}")
    return Decimal(said.replace(",", "").replace(" ", ""))
