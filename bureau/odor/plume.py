"""How far a smell spreads: stability of the air and the widths of a puff.

Classes by Pasquill and Turner from wind, hour and cloud; widths by Briggs 1973 for open country.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
_DAY = range(7, 18)  # local hours with sun enough to stir the air
# Wind (m/s) below which a row of the table holds: day with sun, day with cloud, clear night.
_TABLE = ((2, "A", "B", "F"), (3, "B", "C", "F"), (5, "C", "C", "E"), (6, "C", "D", "D"))
# sigma_y = a·x / sqrt(1 + 0.0001·x); sigma_z = b·x · (1 + c·x)^d
_BRIGGS = {
    "A": (0.22, 0.20, 0.0, 0.0),
    "B": (0.16, 0.12, 0.0, 0.0),
    "C": (0.11, 0.08, 0.0002, -0.5),
    "D": (0.08, 0.06, 0.0015, -0.5),
    "E": (0.06, 0.03, 0.0003, -1.0),
    "F": (0.04, 0.016, 0.0003, -1.0),
}
_NEAREST_M = 10.0


def stability(speed_m_s: float, hour: int, cloudy: bool | None = None) -> str:
    """Return Pasquill's class, A (stirred) to F (still), of a local hour.

    Where the cloud is not known (None) a day is taken as cloudy and a night as clear.
    """
    by_day = hour in _DAY
    if not by_day and cloudy:
        return "D"
    for below, sunny, dull, night in _TABLE:
        if speed_m_s < below:
            return night if not by_day else (sunny if cloudy is False else dull)
    return "D"


def widths(metres: Values, kind: str) -> tuple[Values, Values]:
    """Return sigma y and sigma z in metres after a way of some metres, in a class of stability."""
    across, up, bend, power = _BRIGGS[kind]
    way = np.maximum(metres, _NEAREST_M)
    sigma_y = across * way / np.sqrt(1 + 0.0001 * way)
    return sigma_y, up * way * (1 + bend * way) ** power
