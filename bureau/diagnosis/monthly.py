"""The statistics of a month of days, of many resampled months at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from bureau.diagnosis.chance import Values
from bureau.quality.air_index import DAILY_POLLUTANTS
from bureau.quality.model import AirDay
from bureau.quality.tables import in_force, table

COMPOSITE = "composite"
_PERCENTILES: dict[str, float] = table("air_limits")["percentiles"]


def matrix(days: Sequence[AirDay]) -> Values:
    """Return days as rows in the order given, the pollutants of `DAILY_POLLUTANTS` as columns."""
    rows = [
        [np.nan if value is None else value for value in day.concentrations().values()]
        for day in days
    ]
    return np.asarray(rows, float).reshape(len(rows), len(DAILY_POLLUTANTS))


def statistics(days: Values, limits: Values) -> Values:
    """Return what HJ 663 makes of months, shape (months, 7): six pollutants and the composite.

    `days`: shape (months, days, 6), missing values NaN. Means; for CO the 95th, for O3_8h the 90th
    percentile by linear interpolation at (n-1)p. Composite: the sum of statistic over limit.
    """
    known = ~np.isnan(days)
    many = known.sum(axis=1)
    sums = np.where(known, days, 0.0).sum(axis=1)
    found = np.where(many > 0, sums / np.maximum(many, 1), np.nan)
    for i, name in enumerate(DAILY_POLLUTANTS):
        if name in _PERCENTILES:
            found[:, i] = _percentile(days[:, :, i], many[:, i], _PERCENTILES[name])
    return np.column_stack([found, (found / limits).sum(axis=1)])


def limits_on(day: date) -> dict[str, float]:
    """Return what each statistic is measured by: annual means, daily values of CO and O3_8h."""
    limits = in_force(table("air_limits")["limits"], day)
    chosen = limits["annual"] | {name: limits["daily"][name] for name in _PERCENTILES}
    return {name: float(chosen[name]) for name in DAILY_POLLUTANTS}


def _percentile(days: Values, many: Values, share: float) -> Values:
    ordered = np.sort(days, axis=1)  # missing values come last
    position = np.maximum(many - 1, 0) * share
    low = np.floor(position).astype(int)
    high = np.minimum(low + 1, np.maximum(many - 1, 0)).astype(int)
    rows = np.arange(len(ordered))
    first, second = ordered[rows, low], ordered[rows, high]
    return np.asarray(first + (second - first) * (position - low), float)
