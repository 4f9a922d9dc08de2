"""Series for charts and lists: what was measured over the last hours or days, gaps included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.quality.air_index import grade_air
from bureau.quality.air_summary import mean_hour
from bureau.quality.answers import Series, SeriesPoint
from bureau.quality.model import DEMO, AirObservation, WaterObservation
from bureau.quality.sites import source_label
from bureau.quality.timetable import WATER_FOUR_HOURLY
from bureau.quality.water_class import Kind, grade_water


def last_hours(at: datetime, hours: int) -> tuple[datetime, datetime]:
    """Return the start (exclusive) and the end (inclusive) of the last whole hours.

    One hour more than asked for: the newest may not be published yet.
    """
    end = at.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    return end - timedelta(hours=hours + 1), end


def air_series(
    found: Sequence[AirObservation], *, name: str, what: str, hours: int, at: datetime
) -> Series | None:
    """Return the hours of one station, or the means of several: `AQI` or a pollutant.

    The newest hour is left out while nobody has it: it is not a gap before it is published.
    """
    if not found:
        return None
    by_hour: dict[datetime, list[AirObservation]] = {}
    for observation in found:
        by_hour.setdefault(observation.at, []).append(observation)
    newest = max(by_hour)
    start, end = last_hours(at, hours)
    moments = [start + timedelta(hours=step) for step in range(1, hours + 2)]
    moments.pop(0 if end in by_hour else -1)
    points = tuple(
        SeriesPoint(moment, _air_value(by_hour.get(moment, ()), what)) for moment in moments
    )
    unit = "" if what == "AQI" else "mg/m³" if what == "CO" else "μg/m³"
    source = by_hour[newest][0].source
    return Series(name, what, unit, points, source_label(source, "air"), source == DEMO)


def water_series(
    found: Sequence[WaterObservation], *, name: str, what: str, kind: Kind
) -> Series | None:
    """Return an indicator's values at a section, or its `class` (1 to 6), gaps included."""
    if not found:
        return None
    points: list[SeriesPoint] = []
    for observation in found:
        while points and observation.at - points[-1].at > WATER_FOUR_HOURLY.every:
            points.append(SeriesPoint(points[-1].at + WATER_FOUR_HOURLY.every, None))
        points.append(SeriesPoint(observation.at, _water_value(observation, what, kind)))
    source = found[-1].source
    unit = "" if what in ("pH", "class") else "mg/L"
    return Series(name, what, unit, tuple(points), source_label(source, "water"), source == DEMO)


def _air_value(hour: Sequence[AirObservation], what: str) -> float | None:
    if not hour:
        return None
    values = hour[0].concentrations() if len(hour) == 1 else mean_hour(hour)
    if what != "AQI":
        return values.get(what)
    grade = grade_air(values, day=hour[0].at.astimezone(SHANGHAI).date())
    return None if grade is None else grade.aqi


def _water_value(observation: WaterObservation, what: str, kind: Kind) -> float | None:
    if what != "class":
        return observation.values.get(what)
    grade = grade_water(observation.values, kind=kind)
    return None if grade is None else grade.water_class
