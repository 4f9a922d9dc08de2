"""What the weather explains of a change of the air, by a regression anybody can do again.

The logarithm of a day's value on that day's weather, with a level of its own for every month
(so that seasons are not taken for weather): how the days *within* months follow the weather says
how far the other weather of two months sets them apart; what is left is not the weather's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bureau.diagnosis.chance import CONFIDENCE, STRONGEST, MonthChange, Values, autocorrelation

FEWEST_OF_A_MONTH = 20  # days with a value and weather
_FEWEST = 60
_LAGS = 7  # days over which residuals may hang together (Newey and West 1987)
_TAIL = (1 + CONFIDENCE) / 2


@dataclass(frozen=True, slots=True)
class WeatherPart:
    """A change between two months in percent of the earlier, taken apart.

    `whole` = (1 + `explained`) (1 + `rest`) - 1, as shares. `fit`: the share of the variance within
    months that the weather explains. `days`: days behind the regression.
    """

    whole: float
    explained: MonthChange
    rest: MonthChange
    fit: float
    days: int


def taken_apart(
    values: Mapping[date, float], weather: Mapping[date, Sequence[float]], now: date, before: date
) -> WeatherPart | None:
    """Return what the weather explains between the months that begin on `now` and `before`.

    `values`: a positive concentration a day; `weather`: the same quantities every day. Ordinary
    least squares on deviations from the month's mean; errors by Newey and West, never below those
    of an AR(1). None where a month has fewer than 20 days with both, or all together fewer than 60.
    """
    days = sorted(day for day in values if day in weather and values[day] > 0)
    months = np.asarray([day.year * 12 + day.month for day in days])
    here, there = (months == each.year * 12 + each.month for each in (now, before))
    if len(days) < _FEWEST or min(here.sum(), there.sum()) < FEWEST_OF_A_MONTH:
        return None
    y = np.log(np.asarray([values[day] for day in days], float))
    x = np.asarray([weather[day] for day in days], float)
    x = x[:, x.std(axis=0) > 1e-9]
    inner_x, inner_y = _within(x, months), _within(y[:, None], months)[:, 0]
    freedom = len(days) - len(set(months.tolist())) - x.shape[1]
    if freedom < FEWEST_OF_A_MONTH or not x.shape[1]:
        return None
    slopes, *_ = np.linalg.lstsq(inner_x, inner_y, rcond=None)
    left = inner_y - inner_x @ slopes
    inverse = np.linalg.pinv(inner_x.T @ inner_x)
    spread = inverse @ _long_run(inner_x * left[:, None]) @ inverse * len(days) / freedom
    apart = x[here].mean(axis=0) - x[there].mean(axis=0)
    whole = float(y[here].mean() - y[there].mean())
    explained = float(apart @ slopes)
    phi, variance = _hanging_together(left, len(days) / len(set(months.tolist())), freedom)
    # Of few days Newey and West promise too much: the error of an AR(1) is the least.
    both = phi * max(autocorrelation(inner_x[:, i]) for i in range(inner_x.shape[1]))
    plain = variance * float(apart @ inverse @ apart) * (1 + both) / (1 - both)
    of_slopes = max(float(apart @ spread @ apart), plain)
    noise = variance * (1 + phi) / (1 - phi)
    of_rest = of_slopes + noise / here.sum() + noise / there.sum()
    total = float(inner_y @ inner_y)
    return WeatherPart(
        100 * (exp(whole) - 1),
        _in_percent(explained, sqrt(of_slopes), freedom),
        _in_percent(whole - explained, sqrt(of_rest), freedom),
        max(0.0, 1 - float(left @ left) / total) if total > 0 else 0.0,
        len(days),
    )


def _within(columns: Values, months: NDArray[np.int_]) -> Values:
    """Return the columns less their mean of each month."""
    left = columns.copy()
    for month in np.unique(months):
        left[months == month] -= columns[months == month].mean(axis=0)
    return left


def _hanging_together(left: Values, days: float, freedom: int) -> tuple[float, float]:
    """Return the autocorrelation and the variance of residuals that were made months' deviations.

    Taking the mean of some `days` away takes a part of both away with it: given back as for an
    AR(1).
    """
    raw = autocorrelation(left)
    phi = min(raw + (1 + 3 * raw) / days, STRONGEST)
    together = (1 + phi) / (1 - phi)
    lost = (days - 1) / max(days - together, 1.0)
    return phi, float(left @ left) / freedom * lost


def _long_run(scores: Values) -> Values:
    """Return the sum of outer products with Bartlett's weights over the lags."""
    total = scores.T @ scores
    for lag in range(1, min(_LAGS, len(scores) - 1) + 1):
        product = scores[lag:].T @ scores[:-lag]
        total += (1 - lag / (_LAGS + 1)) * (product + product.T)
    return np.asarray(total, float)


def _in_percent(step: float, error: float, freedom: int) -> MonthChange:
    half = float(stats.t.ppf(_TAIL, freedom)) * error
    chance = float(2 * stats.t.sf(abs(step) / max(error, 1e-12), freedom))
    low, value, high = (100 * (exp(each) - 1) for each in (step - half, step, step + half))
    return MonthChange(value, low, high, chance)
