"""Clock times and parts of the day: 下午3点3刻, 半夜两三点, 21:40."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from basis.numerals import numeral
from bureau.understanding.numerals import pair
from bureau.understanding.times.tokens import Token
from bureau.understanding.times.vocabulary import Hours

_EVENING = 18


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day: hour and minute as said, and how wide it is."""

    hour: int
    minute: int
    width: timedelta

    @property
    def doubtful(self) -> bool:
        """Return whether it may be of the morning as well as of the afternoon."""
        return self.hour <= 12


def clock(token: Token) -> ClockTime:
    """Return the time of day; raises ValueError for 25点 and 8:70."""
    read = _read(token)
    if read.hour > 24 or read.minute > 59:
        raise ValueError("not a time of day")
    return read


def _read(token: Token) -> ClockTime:
    hours, minutes = timedelta(hours=1), timedelta(minutes=1)
    if token["g_hour"]:
        return ClockTime(int(token["g_hour"]), int(token["g_minute"]), minutes)
    if token["c_lack"]:
        return ClockTime(numeral(token["c_hour"]) - 1, 60 - numeral(token["c_lack"]), minutes)
    if token["c_from"]:
        low, high = int(token["c_from"]), int(token["c_to"])
        return ClockTime(low, 0, (high - low if high > low else high + 12 - low) * hours)
    either = pair(token["hour"])
    if either is not None:
        return ClockTime(either[0], 0, 2 * hours)
    hour = numeral(token["hour"])
    if token["half"]:
        return ClockTime(hour, 30, timedelta(minutes=30))
    if token["quarter"]:
        return ClockTime(hour, 15 * numeral(token["quarter"]), timedelta(minutes=15))
    if token["lack"]:
        return ClockTime(hour - 1, 60 - numeral(token["lack"]), minutes)
    if token["minute"] or token["few_minutes"]:
        return ClockTime(hour, numeral(token["minute"] or token["few_minutes"]), minutes)
    return ClockTime(hour, 0, hours)


def hour_of_part(hour: int, hours: Hours) -> int:
    """Count the hour from the midnight of the day: 晚上九点 is 21, 半夜两点 is 26."""
    begin, until = hours
    if hour == 12:
        return 24 if begin >= _EVENING else 0 if until <= 6 else 12
    if hour > 12:
        return hour
    if begin >= _EVENING:
        return hour + (24 if hour < 6 else 12)
    if begin > 11 or (begin == 11 and hour < 10):
        return hour + 12
    return hour


def joined(parts: list[Hours]) -> Hours:
    """Return the hours of several parts said together: 昨晚半夜, 昨天晚上凌晨."""
    begin, until = parts[0]
    for other_begin, other_until in parts[1:]:
        # After an evening 凌晨 is that of the next day.
        next_day = 24 if begin >= _EVENING and other_until <= 9 else 0
        other = (other_begin + next_day, other_until + next_day)
        both = max(begin, other[0]), min(until, other[1])
        begin, until = both if both[0] < both[1] else other
    return begin, until
