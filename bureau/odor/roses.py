"""Which wind brings it: the odor rose of reports, the conditional probability of a station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from bureau.odor.wind import CALM_M_S

Values = NDArray[np.float64]
_DRAWS, _SEED = 400, 0
_SQUARE = 1e-9  # two lines nearer to parallel than this do not meet


@dataclass(frozen=True, slots=True)
class Rose:
    """A figure for each direction that the wind comes from, and how many hours stand behind it.

    `calm`: the share of hours that had no direction and so are left out. `low`, `high`: the 90 %
    interval by drawing whole days anew, empty where no days were given.
    """

    from_deg: tuple[float, ...]
    figures: tuple[float, ...]
    hours: tuple[float, ...]
    calm: float
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()

    @property
    def peak_deg(self) -> float:
        """The direction with the largest figure."""
        return self.from_deg[int(np.argmax(self.figures))]


def odor_rose(
    reports: Sequence[float],
    expected: Sequence[float],
    from_deg: Sequence[float],
    speed_m_s: Sequence[float],
    *,
    sectors: int = 36,
    kernel_deg: float = 10.0,
    days: Sequence[int] | None = None,
) -> Rose:
    """Return reports observed over reports expected, by the direction of the wind.

    One entry an hour in each sequence; what is missing is NaN. `expected`: what such an hour
    brings by itself, for people report by day and in summer. 1 is what is usual. `days`: the day
    of each hour, for an interval: hours of one day are no witnesses of their own.
    """
    observed, usual = np.asarray(reports, float), np.asarray(expected, float)
    return _rose(observed, usual, from_deg, speed_m_s, sectors, kernel_deg, days)


def cpf(
    values: Sequence[float],
    from_deg: Sequence[float],
    speed_m_s: Sequence[float],
    *,
    quantile: float = 0.9,
    sectors: int = 36,
    kernel_deg: float = 10.0,
    days: Sequence[int] | None = None,
) -> Rose:
    """Return the share of hours above the quantile, by direction: CPF = m/n (Ashbaugh 1985).

    One entry an hour in each sequence; what is missing is NaN. Calm hours are left out and told.
    Neighbouring directions are averaged with a Gaussian of `kernel_deg`. `days` as in `odor_rose`.
    """
    measured = np.asarray(values, float)
    high = np.where(np.isnan(measured), np.nan, measured > np.nanquantile(measured, quantile))
    return _rose(high, np.ones_like(high), from_deg, speed_m_s, sectors, kernel_deg, days)


def meeting(
    one: tuple[float, float], one_deg: float, other: tuple[float, float], other_deg: float
) -> tuple[float, float] | None:
    """Return where two bearings (degrees) from two points (metres) cross, ahead of both.

    None where they do not meet.
    """
    (x1, y1), (x2, y2) = one, other
    dx1, dy1 = sin(radians(one_deg)), cos(radians(one_deg))
    dx2, dy2 = sin(radians(other_deg)), cos(radians(other_deg))
    square = dx2 * dy1 - dx1 * dy2
    if abs(square) < _SQUARE:
        return None
    ahead = (dx2 * (y2 - y1) - dy2 * (x2 - x1)) / square
    back = (dx1 * (y2 - y1) - dy1 * (x2 - x1)) / square
    return (x1 + ahead * dx1, y1 + ahead * dy1) if ahead > 0 and back > 0 else None


def _rose(
    above: Values,
    below: Values,
    from_deg: Sequence[float],
    speed_m_s: Sequence[float],
    sectors: int,
    kernel_deg: float,
    days: Sequence[int] | None,
) -> Rose:
    direction, speed = np.asarray(from_deg, float), np.asarray(speed_m_s, float)
    known = ~(np.isnan(above) | np.isnan(below) | np.isnan(speed))
    calm = known & (speed < CALM_M_S)
    used = known & ~calm & ~np.isnan(direction)
    if not used.any():
        raise ValueError("no hour with a wind and a value")
    centres = np.arange(sectors) * 360 / sectors
    apart = np.abs((centres[:, None] - direction[used] + 180) % 360 - 180)
    weights = np.exp(-0.5 * (apart / kernel_deg) ** 2)
    tops, bottoms = weights * above[used], weights * below[used]
    figures = tops.sum(axis=1) / np.maximum(bottoms.sum(axis=1), 1e-12)
    low, high = _interval(tops, bottoms, np.asarray(days)[used]) if days is not None else ((), ())
    return Rose(
        tuple(centres.tolist()),
        tuple(figures.tolist()),
        tuple(weights.sum(axis=1).tolist()),
        float(calm.sum() / known.sum()),
        low,
        high,
    )


def _interval(
    tops: Values, bottoms: Values, days: NDArray[np.int64]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the 5th and 95th percentile over draws of whole days with replacement."""
    _, of_day = np.unique(days, return_inverse=True)
    many = int(of_day.max()) + 1
    by_day = np.zeros((many, len(of_day)))
    by_day[of_day, np.arange(len(of_day))] = 1.0
    above, below = tops @ by_day.T, bottoms @ by_day.T
    drawn = np.random.default_rng(_SEED).multinomial(many, np.full(many, 1 / many), size=_DRAWS)
    figures = (drawn @ above.T) / np.maximum(drawn @ below.T, 1e-12)
    low, high = np.quantile(figures, [0.05, 0.95], axis=0)
    return tuple(low.tolist()), tuple(high.tolist())
