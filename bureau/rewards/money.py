"""Money in whole fen: read from yuan, written as yuan, shared without a fen lost or made."""

from __future__ import annotations

import re
from collections.abc import Sequence

WHOLE = 10_000  # basis points
_YUAN = re.compile(r"(\d{1,11})(?:\.(\d{1,2}))?")


def fen_of(yuan: str) -> int:
    """Return an amount written in yuan (`200,000.50`) as fen; raises `ValueError` for others."""
    found = _YUAN.fullmatch(re.sub("[,，\\s]", "", yuan))
    if found is None:
        raise ValueError("no amount in yuan")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def yuan(fen: int) -> str:
    """Return fen as yuan, in groups of three, with fen only where there are any: `10,000.50`."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


def figure(fen: int) -> int | float:
    """Return fen as a number of yuan for a cell, whole where it is."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def part(fen: int, share: int) -> int:
    """Return `share` basis points of an amount; what is less than a fen is dropped."""
    return fen * share // WHOLE


def shared(fen: int, shares: Sequence[int]) -> tuple[int, ...]:
    """Share an amount by basis points that make up the whole; the sum is the amount to the fen.

    Each gets what their share comes to in whole fen; the fen left over go one by one to those
    whose dropped fraction was largest, the earlier reporter first.
    """
    if sum(shares) != WHOLE or any(share < 0 for share in shares):
        raise ValueError("shares make up the whole")
    each = [part(fen, share) for share in shares]
    dropped = [fen * share % WHOLE for share in shares]
    order = sorted(range(len(shares)), key=lambda rank: (-dropped[rank], rank))
    for rank in order[: fen - sum(each)]:
        each[rank] += 1
    return tuple(each)
