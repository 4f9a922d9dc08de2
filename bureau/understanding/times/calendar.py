"""Days, weeks, months and parts of the day as people name them, in Asia/Shanghai."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from basis.clock import SHANGHAI

# Hours from midnight of the day a part is counted to; 半夜 runs into the next day.
PARTS: dict[str, tuple[float, float]] = {
    "凌晨": (0, 6), "清晨": (5, 8), "一大早": (5, 8), "大清早": (5, 8), "清早": (5, 8),
    "大早上": (5, 8), "早晨": (6, 9), "早上": (6, 9), "早间": (6, 9), "早高峰": (7, 9),
    "上午": (8, 12), "中午": (11, 13), "午间": (11, 13), "午休": (12, 14), "午后": (13, 17),
    "下午": (13, 18), "傍晚": (17, 19), "晚高峰": (17, 19), "晚饭后": (18, 21), "晚上": (18, 24),
    "晚间": (18, 24), "夜晚": (18, 24), "大晚上": (20, 24), "前半夜": (20, 25), "夜里": (21, 29),
    "夜间": (22, 30), "深夜": (22, 29), "大半夜": (23, 29), "三更半夜": (23, 29),
    "半夜三更": (23, 29), "半夜": (23, 29), "午夜": (23, 25), "后半夜": (25, 30), "白天": (6, 18),
    "上半夜": (20, 25), "下半夜": (25, 30), "天没亮": (0, 6), "天还没亮": (0, 6), "天不亮": (0, 6),
    "天还不亮": (0, 6), "天蒙蒙亮": (4, 6), "天刚亮": (5, 7), "天黑": (18, 24), "上班路上": (7, 9),
    "午饭时间": (11, 13), "晚饭时间": (17, 19), "下班": (17, 19),
    # Only after a day: 昨晚, 今早.
    "早": (6, 9), "晚": (18, 24), "夜": (21, 29),
}  # fmt: skip
DAYS_AGO = {
    "今": 0, "今天": 0, "今日": 0, "今儿": 0, "今朝": 0, "当天": 0, "昨": 1, "昨天": 1, "昨日": 1,
    "昨儿": 1, "前": 2, "前天": 2, "前日": 2, "前儿": 2, "大前天": 3, "明": -1, "明天": -1,
    "明日": -1, "明儿": -1,
}  # fmt: skip
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}


def at(day: date, hour: float) -> datetime:
    """Return the instant so many hours after a day's midnight."""
    return datetime.combine(day, time(tzinfo=SHANGHAI)) + timedelta(hours=hour)


def weekday(week: str | None, number: int, today: date) -> date:
    """Return 上周三 or 周三; without a week, the latest such day."""
    monday = today - timedelta(days=today.weekday())
    weeks = {"上": 1, "上上": 2}.get(week or "", 0)
    meant = monday + timedelta(days=number - 7 * weeks)
    return meant - timedelta(days=7) if week is None and meant > today else meant


def year(text: str, today: date) -> int:
    """Return 去年, 2023年 or 23 as a year; raises ValueError for other words."""
    text = text.rstrip("年")
    if text in ("今", "去", "前"):
        return today.year - "今去前".index(text)
    return int(text) if len(text) == 4 else 2000 + int(text)


def month_before(day: date, months: int = 1) -> date:
    """Return the first day of an earlier month."""
    return month_after(day.replace(day=1), -months)


def month_after(first: date, months: int) -> date:
    """Return the first day of a later month."""
    month = first.month - 1 + months
    return date(first.year + month // 12, month % 12 + 1, 1)


def part_of_month(month: date, part: str | None) -> tuple[date, date]:
    """Return the first and last day of 初, 中旬, 底 or of the whole month."""
    last = month_after(month, 1) - timedelta(days=1)
    if part in ("初", "上旬"):
        return month, month.replace(day=10)
    if part == "中旬":
        return month.replace(day=11), month.replace(day=20)
    if part in ("底", "下旬"):
        return month.replace(day=21), last
    return month, last
