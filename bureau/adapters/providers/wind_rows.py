"""What the sources of wind share: a wind in our units, or a sentence on why it is none."""

from __future__ import annotations

from datetime import datetime

from bureau.adapters.providers.shapes import quantity
from bureau.odor.wind import CALM_M_S, in_m_s
from bureau.quality.model import WindObservation

_FASTEST_M_S = 90.0


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
