"""Lengths of time: 三天, 一个半月, 1.5个小时, 两天两夜."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from basis.numerals import numeral
from bureau.understanding.numerals import amount
from bureau.understanding.times.calendar import DAY, at, same_day_before
from bureau.understanding.times.tokens import Token

_UNITS = {
    "分钟": timedelta(minutes=1), "刻钟": timedelta(minutes=15),
    "小时": timedelta(hours=1), "钟头": timedelta(hours=1),
    "天": DAY, "日": DAY, "晚上": DAY, "晚": DAY, "夜": DAY, "宿": DAY,
    "周": 7 * DAY, "星期": 7 * DAY, "礼拜": 7 * DAY,
    "月": 30 * DAY, "季度": 90 * DAY, "年": 365 * DAY,
}  # fmt: skip
_LONGEST = 100 * _UNITS["年"]
_MONTHS = {"月": 1, "季度": 3, "年": 12}


@dataclass(frozen=True, slots=True)
class Length:
    """How many of a unit."""

    count: float
    unit: str

    @property
    def whole(self) -> timedelta:
        """Return how long it is."""
        return self.count * _UNITS[self.unit]

    @property
    def step(self) -> timedelta:
        """Return one unit, or the half of one that was said."""
        return _UNITS[self.unit] * (0.5 if self.count == 0.5 else 1)

    def before(self, now: datetime) -> datetime:
        """Return when it began if it ends now: by the calendar for months, else by the clock."""
        months = self.count * _MONTHS.get(self.unit, 0)
        if months and months == int(months):
            return at(same_day_before(now.date(), int(months)), 0)
        start = now - self.whole
        return at(start.date(), 0) if self.step >= DAY else start


def length(words: list[Token]) -> tuple[Length, timedelta]:
    """Return the first length and all of them together: 一年零三个月; or raise ValueError."""
    if not words:
        raise ValueError("no length of time")
    read = [_one(word) for word in words]
    total = timedelta()
    for one in read:
        total += one.whole
    if total > _LONGEST:
        raise ValueError("longer than anybody remembers: 1899年 is no length")
    return read[0], total


def _one(word: Token) -> Length:
    if word["n_days"]:
        return Length(amount(word["n_days"]), "日")
    if word["n_near"]:
        return Length(numeral(word["n_near"]), "月")
    count = word["n_count"] or word["n_months"]
    half = word["n_half"] or word["n_months_half"]
    more = word["n_more"] or word["n_months_more"]
    extra = 0.5 * (bool(half) + (more == "半"))
    # 把: about one.
    return Length((1 if "把" in count else amount(count)) + extra, word["n_unit"] or "月")
