"""The weather is given its part of a change, and no more."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from bureau.diagnosis.weather import taken_apart

FIRST = date(2025, 10, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(396)]
NOW, BEFORE = date(2026, 10, 1), date(2025, 10, 1)
SLOPES = np.asarray([-0.3, 0.1, 0.05, 0.2])


def ar(phi: float, random: np.random.Generator) -> np.ndarray:
    found, noise = np.zeros(len(DAYS)), random.standard_normal(len(DAYS)) * np.sqrt(1 - phi**2)
    for day in range(1, len(DAYS)):
        found[day] = phi * found[day - 1] + noise[day]
    return found


def world(
    random: np.random.Generator, *, lower: float
) -> tuple[dict[date, float], dict[date, tuple[float, ...]], float]:
    """Return values, weather, and what the weather truly adds; the last month is `lower` besides.

    The seasons move both the wind and the level: what a regression without months would mix up.
    """
    season = np.cos(np.arange(len(DAYS)) / 365 * 2 * np.pi)
    wind = np.column_stack([ar(0.5, random) for _ in range(4)])
    wind[:, 0] += season
    last = np.asarray([day >= NOW for day in DAYS])
    level = 3.4 + 0.4 * season + lower * last + wind @ SLOPES + 0.25 * ar(0.5, random)
    first = np.asarray([(day.year, day.month) == (2025, 10) for day in DAYS])
    true = float((wind[last].mean(axis=0) - wind[first].mean(axis=0)) @ SLOPES)
    values = {day: float(np.exp(each)) for day, each in zip(DAYS, level, strict=True)}
    weather = {day: tuple(map(float, row)) for day, row in zip(DAYS, wind, strict=True)}
    return values, weather, 100 * (np.exp(true) - 1)


def test_its_interval_covers_what_the_wind_truly_did() -> None:
    random, explained, rest = np.random.default_rng(8), 0, 0
    for _ in range(120):
        values, weather, true = world(random, lower=-0.2)
        part = taken_apart(values, weather, NOW, BEFORE)
        assert part is not None
        explained += part.explained.low <= true <= part.explained.high
        rest += part.rest.low <= 100 * (np.exp(-0.2) - 1) <= part.rest.high
        whole = (1 + part.explained.value / 100) * (1 + part.rest.value / 100) - 1
        assert abs(100 * whole - part.whole) < 1e-6
    assert explained > 0.9 * 120
    assert rest > 0.9 * 120


def test_where_the_wind_does_nothing_it_explains_nothing() -> None:
    random, sure = np.random.default_rng(9), 0
    for _ in range(60):
        _, weather, _ = world(random, lower=0.0)
        noise = ar(0.5, random)
        values = {day: float(np.exp(3 + 0.3 * each)) for day, each in zip(DAYS, noise, strict=True)}
        part = taken_apart(values, weather, NOW, BEFORE)
        assert part is not None
        sure += part.explained.sure
        assert part.fit < 0.2
    assert sure <= 7


def test_it_keeps_silent_where_days_are_missing() -> None:
    values, weather, _ = world(np.random.default_rng(10), lower=0.0)
    short = {day: each for day, each in weather.items() if day < NOW or day.day < 15}
    assert taken_apart(values, short, NOW, BEFORE) is None
    assert taken_apart(values, {}, NOW, BEFORE) is None
    assert taken_apart({}, weather, NOW, BEFORE) is None
    still = dict.fromkeys(DAYS, (2.0, 0.0, 0.0, 0.0))
    assert taken_apart(values, still, NOW, BEFORE) is None
