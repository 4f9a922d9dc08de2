"""The wind of a year by the hour, one column of numbers a station, and the weather of its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from basis.clock import SHANGHAI
from bureau.diagnosis.chance import Values
from bureau.odor.wind import CALM_M_S, Wind
from bureau.places import Place
from bureau.quality.model import DEMO, Station, WindObservation
from bureau.quality.nearness import distance_to

SECTORS = 8
CALM = SECTORS  # the part of the hours that have no direction
EXTRAS = ("temperature", "humidity", "rain")
BLOWN = 4  # quantities of a day's wind, before the extras
_WIND = 3  # columns of an hour's
_FARTHEST_KM = 60.0
_HOURS_A_DAY = 20  # with wind, as the standard asks of a day of air


@dataclass(frozen=True, slots=True)
class StationWind:
    """One station's hours from `start` on: the k-th row is the hour that ends k + 1 hours later.

    `hours`: shape (hours, 6), speed in m/s, its parts to the east and to the north, temperature in
    °C, humidity in %, rain in mm; NaN where nothing was measured. A station that told several times
    an hour is averaged.
    """

    station: Station
    start: datetime
    hours: Values

    def days(self) -> dict[date, tuple[float, ...]]:
        """Return each day's weather: mean speed, mean parts, share of calm hours, then `EXTRAS`.

        Days of fewer than 20 hours of wind are left out; an extra of fewer hours is NaN.
        """
        found: dict[date, tuple[float, ...]] = {}
        first = self.start.astimezone(SHANGHAI).date()
        for n in range(len(self.hours) // 24):
            rows = self.hours[24 * n : 24 * (n + 1)]
            blown = rows[~np.isnan(rows[:, 0]), :_WIND]
            if len(blown) >= _HOURS_A_DAY:
                calm = float((blown[:, 0] < CALM_M_S).mean())
                told = (*map(float, blown.mean(axis=0)), calm, *map(_mean, rows[:, _WIND:].T))
                found[first + timedelta(days=n)] = told
        return found

    def sectors(self, start: datetime, hours: int) -> Values:
        """Return of each hour which eighth the wind comes from (0 north, clockwise), 8 for calm."""
        begin = round((start - self.start) / timedelta(hours=1))
        rows = self.hours[begin : begin + hours]
        degrees = np.degrees(np.arctan2(-rows[:, 1], -rows[:, 2])) % 360
        eighth = np.floor((degrees + 360 / SECTORS / 2) % 360 / (360 / SECTORS))
        told = np.where(rows[:, 0] < CALM_M_S, float(CALM), eighth)
        return np.asarray(np.where(np.isnan(rows[:, 0]), np.nan, told), float)


@dataclass(frozen=True, slots=True)
class WindRecord:
    """The wind of all stations over a time."""

    stations: tuple[StationWind, ...] = ()

    @classmethod
    def of(
        cls,
        stations: Iterable[Station],
        observations: Iterable[WindObservation],
        *,
        start: datetime,
        end: datetime,
    ) -> WindRecord:
        """Return the record of what was observed; `start` and `end` are whole hours."""
        many = round((end - start) / timedelta(hours=1))
        known = {station.code: station for station in stations}
        sums = {code: np.zeros((2, many, _WIND + len(EXTRAS))) for code in known}
        begun = start.timestamp()
        for each in observations:
            hour = int(-(-(each.at.timestamp() - begun) // 3600)) - 1
            if each.station not in sums or not 0 <= hour < many:
                continue
            wind = Wind(0.0, 0.0)
            if each.from_deg is not None:
                wind = Wind.blowing(each.speed_m_s, each.from_deg)
            extras = (each.temperature_c, each.humidity_percent, each.rain_mm)
            row = np.asarray((each.speed_m_s, wind.u, wind.v, *extras), float)
            sums[each.station][:, hour] += np.nan_to_num(row), ~np.isnan(row)
        found = []
        for code, (summed, count) in sums.items():
            if count.any():
                hours = np.where(count > 0, summed / np.maximum(count, 1), np.nan)
                found.append(StationWind(known[code], start, hours))
        return cls(tuple(found))

    def near(
        self, place: Place, start: datetime, hours: int, *, wanted: int
    ) -> tuple[StationWind, float] | None:
        """Return the nearest station within 60 km that has as many of some hours, and how far.

        What was measured comes before what a demonstration invented.
        """
        ranked = []
        for each in self.stations:
            away = distance_to(each.station, place.longitude, place.latitude)
            begin = round((start - each.start) / timedelta(hours=1))
            rows = each.hours[max(begin, 0) : begin + hours, 0]
            if away is not None and away <= _FARTHEST_KM and (~np.isnan(rows)).sum() >= wanted:
                ranked.append((each.station.source == DEMO, away, each.station.code, each))
        if not ranked:
            return None
        _, away, _, nearest = min(ranked, key=lambda entry: entry[:3])
        return nearest, away


def _mean(hours: Values) -> float:
    known = hours[~np.isnan(hours)]
    return float(known.mean()) if len(known) >= _HOURS_A_DAY else float("nan")


def hourly(values: Mapping[str, Values], hours: int) -> Values:
    """Return the mean over stations of hourly columns, NaN where none has a value."""
    if not values:
        return np.full(hours, np.nan)
    stacked = np.stack(list(values.values()))
    known = ~np.isnan(stacked)
    sums, many = np.where(known, stacked, 0.0).sum(axis=0), known.sum(axis=0)
    return np.asarray(np.where(many > 0, sums / np.maximum(many, 1), np.nan), float)
