"""Demonstration data: plausible, the same at every run, and labelled as what they are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b

from basis.clock import SHANGHAI
from bureau.places import Gazetteer, gcj02_to_wgs84
from bureau.quality.air_index import grade_air
from bureau.quality.model import (
    DEMO,
    AirDay,
    AirForecast,
    AirObservation,
    Fetched,
    Section,
    Station,
    WaterMonth,
    WaterObservation,
)
from bureau.quality.sites import national_sections, national_stations
from bureau.quality.timetable import AIR_HOURLY, WATER_FOUR_HOURLY

_HOURS_OF_HISTORY = 24 * 30
_HOURS_OF_A_TOWN = 24 * 7
_HOURS_A_LOOK = 24
_SAMPLES_A_LOOK = 6
_DAYS_AHEAD = 3
_SECTIONS_A_TOWN = (4, 3)  # 36 towns with four and 36 with three make 252


class DemoAir:
    """`bureau.quality.ports.HistorySource` without a network: stations and every town."""

    name = "demo_air"
    timetable = replace(AIR_HOURLY, lag=timedelta(minutes=5))

    def __init__(self, places: Gazetteer) -> None:
        towns = [
            Station(
                f"demo-{town.code}",
                f"{town.name}站",
                DEMO,
                town.code,
                *gcj02_to_wgs84(town.longitude, town.latitude),
            )
            for town in places.towns()
        ]
        self._national = [replace(station, source=DEMO) for station in national_stations()]
        self._stations = (*self._national, *towns)
        self._places = [place.code for place in (places.city, *places.counties())]

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the last day's hours of every station and what is expected of three days."""
        newest = _hour(at - self.timetable.lag)
        air = [
            demo_hour(station.code, newest - timedelta(hours=back))
            for station in self._stations
            for back in range(_HOURS_A_LOOK)
        ]
        forecasts = [
            demo_forecast(place, at.astimezone(SHANGHAI).date() + ahead * _DAY, at)
            for place in self._places
            for ahead in range(_DAYS_AHEAD)
        ]
        return Fetched(air=tuple(air), stations=self._stations, forecasts=tuple(forecasts))

    def history(self, *, first: date, last: date, at: datetime) -> Iterator[Fetched]:
        """Yield days of every town and station, month by month, then hours.

        A month of them for the city's stations, a week for a town's.
        """
        last = min(last, at.astimezone(SHANGHAI).date() - _DAY)
        month = first
        while month <= last:
            until = min(last, (month.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY)
            days = [month + n * _DAY for n in range((until - month).days + 1)]
            rows = [demo_day(s.code, day) for s in self._stations for day in days]
            yield Fetched(air_days=tuple(rows), stations=self._stations)
            month = until + _DAY
        newest = _hour(at - self.timetable.lag)
        for station in self._stations:
            kept = _HOURS_OF_HISTORY if station in self._national else _HOURS_OF_A_TOWN
            hours = [newest - timedelta(hours=back) for back in range(kept)]
            yield Fetched(air=tuple(demo_hour(station.code, hour) for hour in reversed(hours)))


class DemoWater:
    """`bureau.quality.ports.HistorySource` without a network: 15 stations, 252 town sections."""

    name = "demo_water"
    timetable = replace(WATER_FOUR_HOURLY, lag=timedelta(minutes=10))

    def __init__(self, places: Gazetteer) -> None:
        self._automatic = [replace(section, source=DEMO) for section in national_sections()]
        self._town = [
            Section(
                f"demo-{town.code}-{n + 1}", f"{town.name}{n + 1}号断面", DEMO, "river", town.code
            )
            for index, town in enumerate(places.towns())
            for n in range(_SECTIONS_A_TOWN[index % 2])
        ]

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the last day's samples of the automatic stations."""
        due = _hour(at - self.timetable.lag).astimezone(SHANGHAI)
        newest = due - timedelta(hours=due.hour % 4)
        water = [
            demo_sample(section.code, newest - n * timedelta(hours=4))
            for section in self._automatic
            for n in range(_SAMPLES_A_LOOK)
        ]
        return Fetched(water=tuple(water), sections=(*self._automatic, *self._town))

    def history(self, *, first: date, last: date, at: datetime) -> Iterator[Fetched]:
        """Yield the sections month by month, then ten days of samples."""
        sections = (*self._automatic, *self._town)
        codes = [section.code for section in sections]
        month = first.replace(day=1)
        this_month = at.astimezone(SHANGHAI).date().replace(day=1)
        while month <= last and month < this_month:
            rows = [
                WaterMonth(code, month, DEMO, _water_values(code, month.isoformat()))
                for code in codes
            ]
            yield Fetched(water_months=tuple(rows), sections=sections)
            month = (month + timedelta(days=32)).replace(day=1)
        for back in range(1, 11):
            yield self.fetch(at=at - back * _DAY)


def demo_hour(station: str, at: datetime) -> AirObservation:
    """Return a station's hour: a slow wave of days, the city's rush hours, ozone at noon."""
    local = at.astimezone(SHANGHAI)
    load, noise = _load(station, local.date()), _noise(station, local.isoformat())
    rush = 1 + 0.25 * math.cos((local.hour - 8) / 12 * math.tau)
    noon = max(0.0, math.cos((local.hour - 14) / 24 * math.tau))
    pm2_5 = round(load * rush * (0.9 + 0.2 * noise) + 3)
    return AirObservation(
        station,
        at,
        DEMO,
        float(pm2_5),
        float(round(pm2_5 * 1.5 + 8 * noise)),
        float(round(4 + 5 * noise)),
        float(round(12 + 18 * rush * noise)),
        round(0.4 + load / 120 + 0.1 * noise, 1),
        float(round(35 + (70 + 60 * _summer(local.date())) * noon + 20 * noise)),
    )


def demo_day(station: str, day: date) -> AirDay:
    """Return a station's day on the same wave as its hours."""
    load, noise = _load(station, day), _noise(station, day.isoformat())
    return AirDay(
        station,
        day,
        DEMO,
        float(round(load + 3)),
        float(round(load * 1.5 + 8)),
        float(round(5 + 3 * noise)),
        float(round(18 + 16 * noise)),
        round(0.5 + load / 120, 1),
        float(round(70 + 75 * _summer(day) * (0.6 + 0.6 * noise))),
    )


def demo_forecast(place: str, day: date, at: datetime) -> AirForecast:
    """Return what is expected of a place's day: the day itself, as the same wave will bring it."""
    values = {n: v for n, v in demo_day(place, day).concentrations().items() if v is not None}
    grade = grade_air(values, day=day, averaging="daily")
    assert grade is not None  # for the type checker: a made-up day is complete
    return AirForecast(place, day, DEMO, at, grade.aqi, grade.primary, values)


def demo_sample(section: str, at: datetime) -> WaterObservation:
    """Return a section's sample."""
    values = _water_values(section, at.astimezone(SHANGHAI).isoformat())
    warmth = _summer(at.astimezone(SHANGHAI).date())
    companions = {
        "temperature_c": round(8 + 20 * warmth, 1),
        "turbidity_ntu": round(20 + 30 * warmth),
    }
    return WaterObservation(section, at, DEMO, values | companions)


_DAY = timedelta(days=1)


def _water_values(section: str, when: str) -> dict[str, float]:
    base, noise = _noise(section, "base"), _noise(section, when)
    burden = 0.5 + 0.5 * base + 0.15 * noise
    return {
        "pH": round(7.0 + 0.6 * noise, 2),
        "DO": round(9.4 - 4.2 * burden, 2),
        "CODMn": round(5.4 * burden, 2),
        "NH3N": round(0.62 * burden * (0.5 + noise), 3),
        "TP": round(0.19 * burden, 3),
        "TN": round(1.2 + burden, 2),
    }


def _load(station: str, day: date) -> float:
    """Return the day's fine dust: high in winter, a week's weather, the place's own share."""
    winter = 1 - _summer(day)
    weather = 1 + 0.5 * math.sin(day.toordinal() / 2.9) + 0.25 * math.sin(day.toordinal() / 1.3)
    return (12 + 22 * winter) * max(weather, 0.2) * (0.85 + 0.3 * _noise(station, "base"))


def _summer(day: date) -> float:
    return (1 - math.cos((day.timetuple().tm_yday - 20) / 365 * math.tau)) / 2


def _noise(*words: str) -> float:
    """Return a number from 0 to 1 that the same words always give."""
    digest = blake2b("/".join(words).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0xFFFFFFFF


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
