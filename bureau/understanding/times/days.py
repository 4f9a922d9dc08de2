"""Which days a word names: 上周三, 去年十月底, 农历八月十五, 国庆期间, 12号."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from basis.numerals import numeral
from bureau.understanding.numerals import pair
from bureau.understanding.times import lunar
from bureau.understanding.times.calendar import (
    DAY,
    SATURDAY,
    WEEKDAYS,
    Days,
    monday,
    month_after,
    part_of_month,
    part_of_year,
)
from bureau.understanding.times.tokens import Token
from bureau.understanding.times.vocabulary import vocabulary

_ONE_DAY = ("当天", "那天", "当日", "当晚", "夜")
_MOON_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_YEARS_AGO = {"今": 0, "本": 0, "去": 1, "上": 1, "上一": 1, "前": 2, "大前": 3}


def year_of(token: Token, today: date) -> int | None:
    """Return the year a word names."""
    if token.kind != "year":
        return None
    if token["y_full"]:
        return numeral(token["y_full"])
    if token["y_named"]:
        return today.year - _YEARS_AGO[token["y_named"]]
    return 2000 + int(token["y_short"]) if token["y_short"] else None


def year_part(token: Token) -> str:
    """Return 年初, 上半年 or the like, said with a year or without."""
    return token["y_full_part"] or token["y_named_part"] or token["y_short_part"] or token["y_only"]


def month_part(token: Token) -> str:
    """Return 初, 中旬 or the like, said with a month or without."""
    return (
        token["m_named_part"] or token["m_number_part"] or token["m_only_part"]
        or token["m_part_only"]
    )  # fmt: skip


def month_of(token: Token, today: date, year: int | None) -> date | None:
    """Return the first day of the month a word names, None for 月底 without a month."""
    if token["m_named"]:
        return month_after(today.replace(day=1), -token["m_named"].count("上"))
    if not token["m_number"]:
        return None
    return latest(lambda which: date(which, numeral(token["m_number"]), 1), today, year)


def latest(day_in: Callable[[int], date], today: date, year: int | None) -> date:
    """Return a day of the year said, else of the latest year in which it has come."""
    if year is not None:
        return day_in(year)
    for which in (today.year, today.year - 1):
        try:
            day = day_in(which)
        except ValueError:
            continue
        if day <= today:
            return day
    return day_in(today.year - 1)


def comes_again(token: Token) -> bool:
    """Return whether the word fits earlier days too: 周三, 12号, but not 昨天 or 上周三."""
    if token.kind in ("day", "short_day", "full", "year", "week", "month"):
        return False
    return not (token["w_week"] or token["we_week"] or token["ws_week"])


def keeps_year(token: Token, year: int | None, today: date) -> bool:
    """Return whether a word can be of the year said before it: 去年的国庆, but not 去年的今天."""
    if token.kind not in ("day", "short_day", "week", "weekday", "weekend", "weekdays", "full"):
        return (
            token.kind == "year"
            or not token["m_named"]
            or _month(token, today, None)[0].year == year
        )
    days = named(token, today, None, narrow=False)
    return days is not None and days[0].year == year


def named(token: Token, today: date, year: int | None, *, narrow: bool) -> Days | None:
    """Return the days of a word that needs no other; `narrow` when an hour of it is said."""
    reader = _READERS.get(token.kind)
    if reader is None:
        return None
    days = reader(token, today, year)
    if days is None:
        return None
    is_long = days[0] != days[1] and token.kind == "festival"
    whole = token["f_tail"] or token["f_named_tail"]
    if is_long and (whole in _ONE_DAY or (narrow and not whole)):
        return days[0], days[0]
    return days


def _whole_year(token: Token, today: date, year: int | None) -> Days:
    days = part_of_year(year if year is not None else today.year, year_part(token))
    if year is None and days[0] > today:
        return part_of_year(today.year - 1, year_part(token))
    return days


def _month(token: Token, today: date, year: int | None) -> Days:
    month = month_of(token, today, year) or today.replace(day=1)
    part = month_part(token)
    days = part_of_month(month, part)
    if days[0] > today and not token["m_named"] and year is None:
        days = part_of_month(month_after(month, -1), part)
    return days


def _months(token: Token, today: date, year: int | None) -> Days | None:
    both = pair(token["mm_pair"]) or (int(token["mm_first"] or 0), int(token["mm_last"] or 0))
    if not 1 <= both[0] < both[1] <= 12:
        return None
    first = latest(lambda which: date(which, both[0], 1), today, year)
    return first, month_after(first, both[1] - both[0] + 1) - DAY


def _season(token: Token, today: date, year: int | None) -> Days:
    month = vocabulary()["seasons"][token["s_name"]]
    first = latest(lambda which: date(which, month, 1), today, year)
    return first, month_after(first, 3) - DAY


def _week(token: Token, today: date, year: int | None) -> Days:
    first = monday(today, token["wk_week"].count("上"))
    return first, first + 6 * DAY


def _weekday(token: Token, today: date, year: int | None) -> Days:
    day = monday(today, token["w_week"].count("上")) + DAY * WEEKDAYS[token["w_day"]]
    if not token["w_week"] and day > today:
        day -= 7 * DAY
    return day, day


def _weekend(token: Token, today: date, year: int | None) -> Days:
    first = monday(today, token["we_week"].count("上")) + DAY * SATURDAY
    if not token["we_week"] and first > today:
        first -= 7 * DAY
    return first, first + DAY


def _weekdays(token: Token, today: date, year: int | None) -> Days | None:
    start = monday(today, token["ws_week"].count("上"))
    asked = [WEEKDAYS[char] for char in token["ws_days"] if char in WEEKDAYS]
    if asked != list(range(asked[0], asked[-1] + 1)):
        return None
    first, last = (start + DAY * number_of for number_of in (asked[0], asked[-1]))
    if not token["ws_week"] and first > today:
        first, last = first - 7 * DAY, last - 7 * DAY
    return first, last


def _day(token: Token, today: date, year: int | None) -> Days:
    day = today - DAY * vocabulary()["days"][token["dy_name"]]
    return day, day


def _short_day(token: Token, today: date, year: int | None) -> Days:
    day = today - DAY * vocabulary()["short_days"][token["sd_name"]]
    return day, day


def _full(token: Token, today: date, year: int | None) -> Days:
    if token["packed"]:
        day = date.fromisoformat(token["packed"])
    else:
        day = date(int(token["f_year"]), int(token["f_month"]), int(token["f_day"]))
    return day, day


def _date(token: Token, today: date, year: int | None) -> Days:
    month = numeral(
        token["d_month"] or token["d_month_bare"] or token["p_month"] or token["a_month"]
    )
    said = numeral(token["d_day"] or token["d_day_bare"] or token["p_day"] or token["a_day"])
    day = latest(lambda which: date(which, month, said), today, year)
    return day, day


def _day_of_month(token: Token, today: date, year: int | None) -> Days:
    said = day_of_month(token)
    first = today.replace(day=1)
    for back in range(3):
        month = month_after(first, -back)
        try:
            day = month.replace(day=said)
        except ValueError:
            continue
        if day <= today:
            return day, day
    raise ValueError("no month has such a day")


def day_of_month(token: Token) -> int:
    """Return the number of a day of the month: 12号, 廿三日."""
    return numeral(token["md_day"])


def _festival(token: Token, today: date, year: int | None) -> Days:
    name = token["f_name"] or token["f_named"] or token["f_bare"] or token["f_doubtful"]
    if name == vocabulary()["qingming"]:
        first = latest(lambda which: lunar.term(name, which), today, year)
        return first, first + 2 * DAY
    lasting = vocabulary()["festivals"].get(name)
    if lasting is not None:
        month, day, days = lasting
        first = latest(lambda which: date(which, month, day), today, year)
    else:
        month, day, days = vocabulary()["lunar_festivals"][name]
        first = latest(lambda which: lunar.lunar_day(which, month, day), today, year)
    return first, first + timedelta(days=days - 1)


def _eve(token: Token, today: date, year: int | None) -> Days:
    day = latest(lunar.eve, today, year)
    return day, day


def _term(token: Token, today: date, year: int | None) -> Days:
    name = token["t_name"] or token["t_doubtful"]
    day = latest(lambda which: lunar.term(name, which), today, year)
    return day, day


def _turn(token: Token, today: date, year: int | None) -> Days:
    month, day = vocabulary()["turns"][token["turned"]]
    first = latest(lambda which: date(which, month, day), today, year)
    return first, first


def _moon(token: Token, today: date, year: int | None) -> Days:
    month, said = _moon_date(token)
    if said:
        day = latest(lambda which: lunar.lunar_day(which, month, said), today, year)
        return day, day
    first = latest(lambda which: lunar.lunar_day(which, month, 1), today, year)
    return first, first + 28 * DAY


def _moon_date(token: Token) -> tuple[int, int]:
    if token["l_new_year"]:
        return 1, numeral(token["l_new_year"])
    if token["l_double"]:
        return numeral(token["l_double"]), numeral(token["l_double"])
    if token["l_full_moon"]:
        return numeral(token["l_full_moon"]), 15
    month = token["l_month"] or token["l_named_month"] or token["l_plain_month"]
    said = (token["l_day"] or token["l_named_day"] or token["l_plain_day"]).removeprefix("初")
    day = 15 if said == "半" else numeral(said) if said else 0
    return _MOON_MONTHS.get(month) or numeral(month), day


_READERS: dict[str, Callable[[Token, date, int | None], Days | None]] = {
    "year": _whole_year, "month": _month, "months": _months, "season": _season, "week": _week,
    "weekday": _weekday, "weekend": _weekend, "weekdays": _weekdays, "day": _day,
    "short_day": _short_day, "full": _full, "date": _date, "pointed": _date, "mday": _day_of_month,
    "festival": _festival, "eve": _eve, "term": _term, "turn": _turn, "moon": _moon,
}  # fmt: skip
