"""Axes in round steps, for whatever is drawn on a page or on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_STEPS = (1, 2, 5, 10, 20, 25, 50)
_MOST = 6


class Axis(NamedTuple):
    """A stretch of values whose ends are whole steps."""

    low: float
    high: float
    step: int

    @classmethod
    def over(cls, values: Iterable[float | None], *, about: float | None = None) -> Axis:
        """Return an axis that holds all values, with `about` in its middle if given.

        Unknown values do not count; without any the axis goes from 0 to 100.
        """
        known = [value for value in values if value is not None]
        low, high = min(known, default=0.0), max(known, default=100.0)
        if about is not None:
            reach = max(high - about, about - low, 1.0)
            low, high = about - reach, about + reach
        step = round_step(high - low)
        return cls(low // step * step, -(-high // step) * step, step)

    def ticks(self) -> tuple[float, ...]:
        """Return the values at every step, both ends among them."""
        first, last = round(self.low / self.step), round(self.high / self.step)
        return tuple(float(self.step * i) for i in range(first, last + 1))


def round_step(span: float, *, most: int = _MOST) -> int:
    """Return the smallest round step of which at most `most` fill a span; 50 for longer ones."""
    return next((step for step in _STEPS if span / step <= most), _STEPS[-1])
