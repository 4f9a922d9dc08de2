"""Odor events by a Gaussian puff model that shares nothing with the model that looks for sources.

Widths by Martin 1976 (the Pasquill-Gifford curves as power laws), stability by Turner's table with
a cloud cover that nobody tells; a wind that changes from hour to hour and meanders from minute to
minute; a source that breathes and stops; people of different noses, who tell when they tell.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np

from bureau.odor.model import Sighting
from bureau.odor.wind import Wind

AT = datetime(2026, 6, 1, tzinfo=UTC)
MINUTES = 200
TOLD = 30  # the last minutes, within which people tell
# sigma_y = a x^0.894; sigma_z = c x^d + f, x in km: below 1 km, and beyond.
_MARTIN = {
    "A": (213.0, (440.8, 1.941, 9.27), (459.7, 2.094, -9.6)),
    "B": (156.0, (106.6, 1.149, 3.3), (108.2, 1.098, 2.0)),
    "C": (104.0, (61.0, 0.911, 0.0), (61.0, 0.911, 0.0)),
    "D": (68.0, (33.2, 0.725, -1.7), (44.5, 0.516, -13.0)),
    "E": (50.5, (22.8, 0.678, -1.3), (55.4, 0.305, -34.0)),
    "F": (34.0, (14.35, 0.740, -0.35), (62.6, 0.180, -48.6)),
}
_LID_M = 1500.0


def widths(metres, kind):
    a, near, far = _MARTIN[kind]
    km = np.maximum(metres, 20.0) / 1000
    inside = km < 1
    c, d, f = (np.where(inside, one, other) for one, other in zip(near, far, strict=True))
    return a * km**0.894, np.clip(c * km**d + f, 1.0, _LID_M)


def stability(speed, hour, cloud):
    """Turner's classes: `cloud` 0 to 1 dims the sun by day and keeps the ground warm by night."""
    if 7 <= hour < 18:
        sun = math.sin(math.pi * (hour - 6) / 12) * (1 - 0.7 * cloud)
        step = (speed >= 2) + (speed >= 3) + (speed >= 5)
        return "ABCD"[min(3, step + (sun < 0.6) + (sun < 0.3))]
    if cloud > 0.6 or speed >= 5:
        return "D"
    return "F" if speed < 3 else "E"


def event(drawn, *, wind_error_deg, false_share):
    """Return noses, the wind as measured by the hour, and where the source was (metres)."""
    while True:
        at = AT + timedelta(hours=float(drawn.uniform(0, 24)))
        speed, towards = drawn.gamma(4, 0.6) + 0.3, drawn.uniform(0, 360)
        hourly = {}
        for back in range(6):
            towards += drawn.normal(0, 12)
            hourly[back] = Wind.blowing(speed * drawn.lognormal(0, 0.2), towards % 360)
        source = drawn.uniform(-4000, 4000, 2)
        villages = drawn.uniform(-8000, 8000, (25, 2))
        people = villages[drawn.integers(0, 25, 150)] + drawn.normal(0, 400, (150, 2))
        kind = stability(speed, (at.hour + 8) % 24, drawn.random())
        when = drawn.integers(0, TOLD, 150)  # minutes before `at`
        held = _held(people, when, source, hourly, kind, drawn)
        half_m = math.exp(drawn.uniform(math.log(700), math.log(6000)))
        sigma_y, sigma_z = (float(each[0]) for each in widths(np.array([half_m]), kind))
        least = 1 / (math.pi * speed * sigma_y * sigma_z) * drawn.lognormal(0, 1.1, 150)
        smelt = held > least
        true_reports = smelt & (drawn.random(150) < 0.8)
        wrong = round(true_reports.sum() * false_share / (1 - false_share))
        if true_reports.sum() < 5 or wrong > 60:
            continue
        reported = true_reports.copy()
        reported[drawn.choice(np.flatnonzero(~true_reports), wrong, replace=False)] = True
        sightings = [
            Sighting(str(n), at - timedelta(minutes=int(when[n])), *map(float, each),
                     noticed=bool(reported[n]))
            for n, each in enumerate(people)
        ]  # fmt: skip
        turn = drawn.normal(0, wind_error_deg)
        measured = {n: wind.turned(turn) for n, wind in hourly.items()}
        return sightings, _Hours(at, measured), source


class _Hours:
    """The wind of each hour before an instant."""

    def __init__(self, at, hourly):
        self.at, self.hourly = at, hourly

    def __call__(self, when):
        back = math.floor((self.at - when).total_seconds() / 3600)
        return self.hourly[min(5, max(0, back))]


def _held(people, when, source, hourly, kind, drawn):
    """Return what each nose holds at its minute, of puffs let go every minute before."""
    u, v = _minutes(hourly, drawn)
    x, y = np.cumsum(u) * 60, np.cumsum(v) * 60
    way = np.cumsum(np.hypot(u, v)) * 60
    breath = np.exp(_wandering(MINUTES, 15, 0.5, drawn))
    breath *= np.repeat(drawn.random(MINUTES // 20) < 0.75, 20)
    held = np.zeros(len(people))
    for n, (place, back) in enumerate(zip(people, when, strict=True)):
        now = MINUTES - 1 - back
        let_go = np.arange(now)
        sigma_y, sigma_z = widths(way[now] - way[let_go], kind)
        # A puff is let go over a minute: it is as long as it drifts in one.
        sigma_y = np.hypot(sigma_y, np.hypot(u[let_go], v[let_go]) * 60 * 0.29)
        dx = place[0] - source[0] - (x[now] - x[let_go])
        dy = place[1] - source[1] - (y[now] - y[let_go])
        puff = np.exp(-(dx**2 + dy**2) / (2 * sigma_y**2)) / (sigma_y**2 * sigma_z)
        held[n] = (breath[let_go] * puff).sum() * 120 / (2 * math.pi) ** 1.5
    return held


def _minutes(hourly, drawn):
    """Return the wind of each minute, the latest last: the hour's, meandering more when weak."""
    u, v = np.zeros(MINUTES), np.zeros(MINUTES)
    swing = _wandering(MINUTES, 20, 1.0, drawn)
    for minute in range(MINUTES):
        wind = hourly[min(5, (MINUTES - 1 - minute) // 60)]
        meander = min(35.0, 16.0 / max(wind.speed_m_s, 0.3)) * swing[minute]
        turned = wind.turned(meander)
        u[minute], v[minute] = turned.u, turned.v
    return u, v


def _wandering(many, minutes, spread, drawn):
    """Return a wandering number with that memory and standard deviation."""
    keep = math.exp(-1 / minutes)
    value, found = drawn.normal(0, spread), np.zeros(many)
    for n in range(many):
        value = keep * value + math.sqrt(1 - keep**2) * drawn.normal(0, spread)
        found[n] = value
    return found
