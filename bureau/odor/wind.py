"""Wind as arrows: averaged by its components, never by degrees; calm has no direction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

CALM_M_S = 0.5
# What one unit is in metres a second.
UNITS = {"m/s": 1.0, "km/h": 1 / 3.6, "kn": 1852 / 3600, "mph": 0.44704}


@dataclass(frozen=True, slots=True)
class Wind:
    """Air that moves `u` m/s to the east and `v` m/s to the north."""

    u: float
    v: float

    @classmethod
    def blowing(cls, speed_m_s: float, from_deg: float) -> Wind:
        """Return the wind of a speed and the direction it comes *from* (0 and 360 are north)."""
        turned = radians(from_deg)
        return cls(-speed_m_s * sin(turned), -speed_m_s * cos(turned))

    @property
    def speed_m_s(self) -> float:
        """The speed."""
        return hypot(self.u, self.v)

    @property
    def calm(self) -> bool:
        """Whether it is too weak to have a direction."""
        return self.speed_m_s < CALM_M_S

    @property
    def from_deg(self) -> float | None:
        """The direction it comes from, 0 to 360; None when calm."""
        return None if self.calm else (degrees(atan2(-self.u, -self.v)) + 360) % 360

    def turned(self, by_deg: float) -> Wind:
        """Return the wind as it would be, coming from further clockwise by these degrees."""
        c, s = cos(radians(by_deg)), sin(radians(by_deg))
        return Wind(c * self.u + s * self.v, -s * self.u + c * self.v)


def mean(winds: Iterable[Wind]) -> Wind | None:
    """Return the mean of the components; None of none."""
    blown = list(winds)
    if not blown:
        return None
    return Wind(sum(w.u for w in blown) / len(blown), sum(w.v for w in blown) / len(blown))


def in_m_s(speed: float, unit: str) -> float:
    """Return a speed in m/s. Raises `ValueError` for a unit that is not of `UNITS`."""
    try:
        return speed * UNITS[unit]
    except KeyError:
        raise ValueError(f"no unit of speed: {unit[:20]!r}") from None


def between(one_deg: float, other_deg: float) -> float:
    """Return the angle between two directions, 0 to 180 degrees."""
    return abs((one_deg - other_deg + 180) % 360 - 180)


def bearing(dx_m: float, dy_m: float) -> float:
    """Return the compass direction of a step east and north, 0 to 360 degrees."""
    return (degrees(atan2(dx_m, dy_m)) + 360) % 360
