"""Days, weeks, months and years as people name them, in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from basis.clock import SHANGHAI

DAY = timedelta(days=1)
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
SATURDAY = 5

Days = tuple[date, date]
"""A first and a last day."""


def at(day: date, hour: float) -> datetime:
    """Return the instant so many hours after a day's midnight."""
    return datetime.combine(day, time(tzinfo=SHANGHAI)) + timedelta(hours=hour)


def monday(today: date, weeks: int = 0) -> date:
    """Return the Monday of this week, or of one so many weeks before."""
    return today - timedelta(days=today.weekday() + 7 * weeks)


def month_after(first: date, months: int) -> date:
    """Return the first day of a later month, or of an earlier one."""
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def same_day_before(day: date, months: int) -> date:
    """Return the same day some months before, or that month's last."""
    first = month_after(day.replace(day=1), -months)
    return first.replace(day=min(day.day, (month_after(first, 1) - DAY).day))


def part_of_month(month: date, part: str) -> Days:
    """Return the first and last day of 初, 中旬, 底 or of the whole month."""
    last = month_after(month, 1) - DAY
    if part in ("初", "上旬", "初头"):
        return month, month.replace(day=10)
    if part in ("中旬", "中"):
        return month.replace(day=11), month.replace(day=20)
    if part in ("底", "末", "下旬"):
        return month.replace(day=21), last
    if part == "上半月":
        return month, month.replace(day=15)
    return (month.replace(day=16), last) if part == "下半月" else (month, last)


def part_of_year(year: int, part: str) -> Days:
    """Return the first and last day of 年初, 上半年, 年底 or of the whole year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if "初" in part:
        return first, date(year, 3, 1) - DAY
    if "底" in part or "末" in part:
        return date(year, 11, 1), last
    if "中" in part:
        return date(year, 6, 1), date(year, 7, 31)
    if "季度" in part:
        begin = date(year, 3 * "一二三四".index(part[-3]) + 1, 1)
        return begin, month_after(begin, 3) - DAY
    if part == "上半年":
        return first, date(year, 6, 30)
    return (date(year, 7, 1), last) if part == "下半年" else (first, last)
