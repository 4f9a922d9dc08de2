"""What a citizen asked to be told, and how that stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# AQI 100 is where the standard's 轻度污染 begins (HJ 633).
DEFAULT_THRESHOLD = 100
LEAST_THRESHOLD, LARGEST_THRESHOLD = 20, 500
MOST_EACH = 5


class AlertKind(StrEnum):
    """What makes an alert speak."""

    OVER = "over"  # a value went over the threshold
    DIGEST = "digest"  # it is morning
    # Of odor; told by `bureau.noses` and `bureau.odor`, not by this room.
    ODOR = "odor"  # an odor event lies there
    TONIGHT = "tonight"  # it is evening: how likely it smells tonight
    NOSE = "nose"  # an odor event lies near: whether they smell it, too


OF_ODOR = frozenset({AlertKind.ODOR, AlertKind.TONIGHT, AlertKind.NOSE})


class TooManyError(Exception):
    """The citizen has as many alerts as one may have."""


@dataclass(frozen=True, slots=True)
class AlertWish:
    """What is asked for: `place` is a code, `what` AQI or a pollutant (μg/m³, CO mg/m³).

    A wish about odor has neither quantity nor threshold; both stand as they do by default.
    """

    kind: AlertKind
    place: str
    what: str = "AQI"
    threshold: int = DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class Alert:
    """A wish that stands.

    `above`: the citizen was told that the value is over the threshold (or knew when asking),
    and it has not clearly gone below since. `told` is when they last heard of this alert.
    """

    id: int
    citizen: str
    wish: AlertWish
    created: datetime
    above: bool = False
    told: datetime | None = None
