"""What the sources of wind share: a wind in our units, or a sentence on why it is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bureau.adapters.providers.shapes import quantity
from bureau.odor.wind import CALM_M_S, in_m_s
from bureau.quality.model import WindObservation

_FASTEST_M_S = 90.0
# Outside of these a value is a fault of its source.
_TEMPERATURES_C, _HUMIDITIES, _RAINS_MM = (-30.0, 50.0), (1.0, 100.0), (0.0, 200.0)


def wind_of(
    station: str, at: datetime, source: str, speed: object, unit: str, direction: object
) -> WindObservation:
    """Return a wind of what a source says: its speed in a unit, the degrees it comes from.

    A calm, or a wind without a direction, has none. Raises `ValueError` for what is no wind.
    """
    number, degrees = quantity(speed), quantity(direction)
    if number is None:
        raise ValueError("no speed")
    metres = in_m_s(number, unit)
    if metres > _FASTEST_M_S:
        raise ValueError(f"a speed of {metres:.0f} m/s")
    if degrees is not None and degrees > 360:
        raise ValueError(f"a direction of {degrees:g} degrees")
    if degrees is None or metres < CALM_M_S:
        return WindObservation(station, at, source, round(metres, 2))
    return WindObservation(station, at, source, round(metres, 2), round(degrees % 360, 1))


def with_weather(
    wind: WindObservation, *, temperature_c: object, humidity: object, rain_mm: object
) -> WindObservation:
    """Return a wind with the rest of its hour's weather, as far as that is believable."""
    return replace(
        wind,
        temperature_c=_within(temperature_c, _TEMPERATURES_C),
        humidity_percent=_within(humidity, _HUMIDITIES),
        rain_mm=_within(rain_mm, _RAINS_MM),
    )


def _within(value: object, ends: tuple[float, float]) -> float | None:
    number = quantity(value)
    return round(number, 1) if number is not None and ends[0] <= number <= ends[1] else None
