"""A month of a place by its wind: when it smells, and when a station's value is high."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import nan

from basis.clock import SHANGHAI
from bureau.odor.model import Plane
from bureau.odor.ports import OdorStore, Winds
from bureau.odor.roses import Rose, cpf, odor_rose
from bureau.odor.station_winds import StationWinds
from bureau.odor.wind import Wind
from bureau.places import Gazetteer, Level, Place

SECTORS, _KERNEL_DEG = 16, 15.0
# Fewer reports or hours than this make no rose.
LEAST_REPORTS, LEAST_HOURS = 10, 72
_HABITS = timedelta(days=365)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WindMonth:
    """A month's hours with their wind, and the rose of its reports, None where too few.

    `reports`: how many. `stations`: the names of those whose wind it is.
    """

    place: Place
    first: date
    hours: tuple[tuple[datetime, Wind | None], ...]
    reports: int
    stations: tuple[str, ...]
    rose: Rose | None

    @property
    def known(self) -> int:
        """How many hours have a wind."""
        return sum(wind is not None for _, wind in self.hours)


class WindMonths:
    """The use-cases of months by wind."""

    def __init__(self, reports: OdorStore, winds: Winds, places: Gazetteer) -> None:
        self._reports = reports
        self._winds = winds
        self._places = places
        self._plane = Plane(places.city.longitude, places.city.latitude)

    def month(self, *, place: Place, first: date, at: datetime) -> WindMonth:
        """Return a month of a town, a county or the city up to now, from its first day on."""
        start, end = month_span(first)
        end = min(end, at)
        here = self._plane.metres(place.longitude, place.latitude)
        measured = self._winds.hours(start=start - _HOUR, end=end)
        winds = StationWinds.around(here, self._plane, self._winds.stations(), measured)
        hours = (
            tuple((hour, wind) for hour, wind in winds.hours(start, end) if start < hour <= end)
            if end > start
            else ()
        )
        habits = self._told(place, end - _HABITS, end)
        told = [each for each in habits if each > start]
        return WindMonth(
            place, first, hours, len(told), tuple(s.name for s in winds.stations),
            _rose(hours, told, habits),
        )  # fmt: skip

    def _told(self, place: Place, start: datetime, end: datetime) -> list[datetime]:
        code = "" if place.level is Level.CITY else place.official_code
        return [
            each.at
            for each in self._reports.sightings(start=start, end=end)
            if each.noticed and (each.town or each.county or "").startswith(code)
        ]


def month_span(first: date) -> tuple[datetime, datetime]:
    """Return when the month of a first day begins and ends."""
    start = datetime.combine(first, time(0), SHANGHAI)
    following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start, datetime.combine(following, time(0), SHANGHAI)


def station_cpf(month: WindMonth, values: Mapping[datetime, float]) -> Rose | None:
    """Return the CPF of a station's hourly values in the month's wind, None where too few."""
    series = [values.get(hour, nan) for hour, _ in month.hours]
    measured = [
        value for value, (_, wind) in zip(series, month.hours, strict=True)
        if value == value and wind is not None and not wind.calm
    ]  # fmt: skip
    if len(measured) < LEAST_HOURS:
        return None
    from_deg, speed, days = _winds(month.hours)
    return cpf(series, from_deg, speed, sectors=SECTORS, kernel_deg=_KERNEL_DEG, days=days)


def _rose(
    hours: Sequence[tuple[datetime, Wind | None]],
    told: Sequence[datetime],
    habits: Sequence[datetime],
) -> Rose | None:
    blowing = [wind for _, wind in hours if wind is not None and not wind.calm]
    if len(told) < LEAST_REPORTS or len(blowing) < LEAST_HOURS:
        return None
    counts = Counter(_ends(each) for each in told)
    # People report in the evening: what an hour of the day brings by itself, one for the unseen.
    usual = Counter(_ends(each).astimezone(SHANGHAI).hour for each in habits)
    share = [usual[hour.astimezone(SHANGHAI).hour] + 1 for hour, _ in hours]
    from_deg, speed, days = _winds(hours)
    known = [value == value for value in speed]
    seen = sum(counts[hour] for (hour, _), one in zip(hours, known, strict=True) if one)
    scale = seen / max(1, sum(each for each, one in zip(share, known, strict=True) if one))
    observed = [float(counts[hour]) for hour, _ in hours]
    expected = [each * scale for each in share]
    if not seen:
        return None
    return odor_rose(
        observed, expected, from_deg, speed, sectors=SECTORS, kernel_deg=_KERNEL_DEG, days=days
    )


def _winds(
    hours: Sequence[tuple[datetime, Wind | None]],
) -> tuple[list[float], list[float], list[int]]:
    from_deg = [nan if w is None or w.from_deg is None else w.from_deg for _, w in hours]
    speed = [nan if w is None else w.speed_m_s for _, w in hours]
    days = [(hour - _HOUR).astimezone(SHANGHAI).toordinal() for hour, _ in hours]
    return from_deg, speed, days


def _ends(at: datetime) -> datetime:
    """Return the end of the hour that an instant lies in."""
    whole = at.replace(minute=0, second=0, microsecond=0)
    return whole if whole == at else whole + _HOUR
