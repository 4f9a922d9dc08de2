"""Where a smell came from: 1 000 synthetic events, then real works whose place is known.

`python -m bench odor_source [FOLDER]` or `ODOR_SAMPLES=FOLDER`: the folder of the public Smell
Pittsburgh data; without it the second half is left out, and said so.
"""

from __future__ import annotations

import math
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from bureau.odor.model import Sighting
from bureau.odor.plume import stability, widths
from bureau.odor.source import locate
from bureau.odor.wind import Wind

EVENTS = 1000
WIND_ERROR_DEG = 20.0
FALSE = 0.3
SEED = 16
AT = datetime(2026, 6, 1, tzinfo=UTC)


def synthetic(drawn: np.random.Generator):
    """Return noses, the wind as measured, and where the source was.

    Puffs go out every minute from a source that nobody knows, with a wind that changes from hour
    to hour; people stand in some villages; three reports in ten are of something else.
    """
    while True:
        at = AT + timedelta(hours=float(drawn.uniform(0, 24)))
        speed, towards = drawn.gamma(4, 0.6) + 0.3, drawn.uniform(0, 360)
        hourly = {}
        for back in range(-2, 6):
            towards += drawn.normal(0, 10)
            hourly[back] = Wind.blowing(speed * drawn.uniform(0.8, 1.2), towards % 360)
        true = lambda when, at=at, hourly=hourly: hourly[  # noqa: E731
            min(5, max(-2, math.floor((at - when).total_seconds() / 3600)))
        ]
        source = drawn.uniform(-4000, 4000, 2)
        villages = drawn.uniform(-8000, 8000, (25, 2))
        people = villages[drawn.integers(0, 25, 150)] + drawn.normal(0, 400, (150, 2))
        threshold = math.exp(drawn.uniform(math.log(700), math.log(6000)))
        kind = stability(speed, (at.hour + 8) % 24)
        smelt = _noticed(people, source, true, at, threshold, kind, drawn)
        true_reports = smelt & (drawn.random(150) < 0.8)
        wrong = round(true_reports.sum() * FALSE / (1 - FALSE))
        if true_reports.sum() < 5 or wrong > 60:
            continue
        others = np.flatnonzero(~true_reports)
        reported = true_reports.copy()
        reported[drawn.choice(others, wrong, replace=False)] = True
        turn = drawn.normal(0, WIND_ERROR_DEG)
        sightings = [
            Sighting(str(n), at + timedelta(minutes=float(drawn.uniform(0, 40))), *map(float, each),
                     noticed=bool(reported[n]))
            for n, each in enumerate(people)
        ]  # fmt: skip
        return sightings, lambda when: true(when).turned(turn), source


def _noticed(people, source, true, at, threshold, kind, drawn):
    minutes = np.arange(0, 150)
    x, y, way = *source, 0.0
    held = np.zeros(len(people))
    # A puff that left some minutes ago, carried step by step; the field is steady enough for
    # one clock to serve all of them.
    for minute in minutes:
        wind = true(at - timedelta(minutes=float(minute)))
        x, y, way = x + wind.u * 60, y + wind.v * 60, way + wind.speed_m_s * 60
        sigma_y, sigma_z = (float(each[0]) for each in widths(np.array([way]), kind))
        # Between two minutes it moves: so wide is its trace at least.
        wide = math.hypot(sigma_y, 0.35 * 60 * wind.speed_m_s + 0.3 * minute * 60 * 0.3)
        away = (people[:, 0] - x) ** 2 + (people[:, 1] - y) ** 2
        held += 120 / ((2 * math.pi) ** 1.5 * wide**2 * sigma_z) * np.exp(-0.5 * away / wide**2)
    sigma_y, sigma_z = (float(each[0]) for each in widths(np.array([threshold]), "D"))
    least = 1 / (math.pi * 2.0 * sigma_y * sigma_z)
    chance = 1 / (1 + (least / np.maximum(held, 1e-30)) ** 1.5)
    return drawn.random(len(people)) < chance


def synthetic_events(many: int) -> bool:
    drawn = np.random.default_rng(SEED)
    inside, half, areas, cost, errors = 0, 0, [], [], []
    for _ in range(many):
        sightings, wind_at, source = synthetic(drawn)
        began = time.process_time()
        area = locate(sightings, wind_at)
        cost.append(time.process_time() - began)
        inside += area.holds(0.9, *source)
        half += area.holds(0.5, *source)
        areas.append(area.area_km2(0.9))
        j, i = np.unravel_index(area.chance.argmax(), area.chance.shape)
        errors.append(math.hypot(area.xs[i] - source[0], area.ys[j] - source[1]))
    print(
        f"{many} synthetic events, wind off by {WIND_ERROR_DEG:g} degrees, {FALSE:.0%} false reports"
    )
    print(f"  source within the 90 % region  {inside / many:6.1%}   (asked: 85 to 95 %)")
    print(f"  source within the 50 % region  {half / many:6.1%}")
    print(
        f"  90 % region, km2               {np.median(areas):6.1f} median, "
        f"{np.quantile(areas, 0.1):.1f} to {np.quantile(areas, 0.9):.1f}"
    )
    print(f"  likeliest cell away, km        {np.median(errors) / 1000:6.2f} median")
    print(f"  processor, ms                  {np.median(cost) * 1000:6.0f} median")
    return 0.85 <= inside / many <= 0.95


if __name__ == "__main__":
    sys.exit(not synthetic_events(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
