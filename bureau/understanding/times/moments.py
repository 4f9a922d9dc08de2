"""A day, a part of a day, a clock time, and from one to another: 昨晚十一点多, 5号8点到10点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bureau.understanding.model import TimePhrase
from bureau.understanding.numerals import NUMBER, number
from bureau.understanding.times.calendar import (
    DAYS_AGO,
    PARTS,
    WEEKDAYS,
    at,
    month_before,
    weekday,
    year,
)

_PART_WORDS = sorted((part for part in PARTS if len(part) > 1), key=len, reverse=True)
PART = "(?P<part>" + "|".join(_PART_WORDS) + ")"
# 三四天, 四五点: either of two.
PAIR = re.compile("一二|一两|两三|二三|三四|四五|五六|六七|七八|八九")

_CLOCK = (
    rf"(?:(?P<hour>{NUMBER})(?:点钟?|时(?!候|常|间|段|不|有|而))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>{NUMBER})分?(?![个天年月日号点多直下样带次起般]))?"
    r"(?:多|左右|前后|许|不到|出头)?|(?P<digital>(?<!\d)[0-2]?\d:[0-5]\d(?!\d)))"
)
_POINTED = r"(?:1[0-2]|0?[1-9])[./-](?:[12]\d|3[01]|0?[1-9])"
_TIME_FOLLOWS = rf"\s?(?:{'|'.join(_PART_WORDS)}|[早晚夜]|\d{{1,2}}[:点时])"
_DAY = (
    r"(?:(?P<named>大前天|[今昨前明][天日儿](?!气|然|夫|才|使|堂|空|花|桥|井)|今朝)"
    r"|(?P<bare>[今昨前明])(?=[早晚夜])|(?P<today>当天)"
    rf"|(?P<month_named>上上?个?月|[这本]个?月)(?P<day_of_month>{NUMBER})[日号]"
    r"|(?P<week>上上|上|这|本)?个?(?:周|星期|礼拜)"
    r"(?P<weekday>[一二三四五六日天末](?![一二三四五六]?(?:期|年|个|层|楼)))"
    r"|(?:(?P<year>\d{4}|\d{2}|[今去前]年?)年?的?)?"
    rf"(?P<month>{NUMBER})月(?:份的?)?(?P<monthday>{NUMBER})[日号]?"
    r"|(?<![\d.])(?P<dotted>(?:19|20)\d{2}[./-][01]?\d[./-][0-3]?\d)(?![\d.])"
    r"|(?<!\d)(?P<packed>20\d{2}[01]\d[0-3]\d)(?!\d)"
    # Without a year it may be any number, unless a time of day follows or nothing else is said.
    rf"|(?<![A-Za-z\d.])(?P<pointed>{_POINTED})(?![\d.])(?:[日号]|(?={_TIME_FOLLOWS}))"
    rf"|\A(?P<alone>{_POINTED})\Z"
    rf"|(?<![\d一二三四五六七八九十年月第])(?P<dayonly>{NUMBER})[日号]"
    r"(?![楼线店院门桥路栋幢房机车库塔井坝厅矿支]))"
)
_MOMENT = re.compile(
    rf"(?:{_DAY}(?:的|那天)?\s?)?"
    rf"(?:{PART}|(?P<shortpart>[早晚夜])(?=$|[^上晨间里晚饭高]|上)上?)?"
    rf"(?:的|大概|大约|差不多|约|将近|快)?{_CLOCK}?"
)
_RANGE_JOIN = re.compile(r"-|—|–|~|一直到|直到|到|至")
_ONWARDS = re.compile("以后|之后|过后|后(?![天面半])")
_EVENING, _MORNING = 18, 6
_DAY_GROUPS = {
    "named", "bare", "today", "month_named", "weekday", "monthday", "dotted", "dayonly",
    "packed", "pointed", "alone",
}  # fmt: skip


def read_moment(text: str, now: datetime) -> TimePhrase | None:
    """Find the day, part of a day or clock time that says most."""
    best: tuple[int, TimePhrase] | None = None
    for found in _moments(text):
        told = _told(found)
        if not told or told == {"shortpart"}:
            continue
        try:
            phrase = _phrase(found, told, now)
        except ValueError:
            continue
        if best is None or len(told) > best[0]:
            best = (len(told), phrase)
    return best[1] if best else None


def read_dated_moment(text: str, now: datetime) -> TimePhrase | None:
    """Find a moment with a day or a clock time; 晚上 alone is asked for last."""
    says_more = any(_told(found) - {"part", "shortpart"} for found in _moments(text))
    return read_moment(text, now) if says_more else None


def names_day(text: str) -> bool:
    """Return whether a day is named, which says more than 每天."""
    return any("day" in _told(found) for found in _moments(text))


def narrowed(phrase: TimePhrase, day: date, after: str) -> TimePhrase:
    """Take in the part of the day that follows: 五天前 的晚上."""
    part = re.match(f"的?{PART}", after)
    if part is None:
        return phrase
    start, end = (at(day, hour) for hour in PARTS[part["part"]])
    return TimePhrase(phrase.text + part.group(), start, end)


def _moments(text: str) -> Iterator[re.Match[str]]:
    """Find what looks like a moment; the pattern also matches nothing, everywhere."""
    return (found for found in _MOMENT.finditer(text) if found.group())


def _told(found: re.Match[str]) -> set[str]:
    said = {name for name, value in found.groupdict().items() if value}
    kept = said & {"part", "shortpart", "hour", "digital"}
    return kept | ({"day"} if said & _DAY_GROUPS else set())


def _phrase(found: re.Match[str], told: set[str], now: datetime) -> TimePhrase:
    start, end = _span(found, now)
    until, tail = _until(found, told, start, now)
    return TimePhrase((found.group() + tail).strip(), start, until or end)


def _span(found: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    day, left_open = _day(found, now.date())
    part = found["part"] or found["shortpart"]
    hours = PARTS[part] if part else None
    if found["hour"] or found["digital"]:
        return _clocked(day, left_open, hours, _clock(found), now)
    start, end = (at(day, hour) for hour in hours or (0, 24))
    if left_open and start > now:
        start, end = start - timedelta(days=1), end - timedelta(days=1)
    if found["weekday"] == "末":
        end += timedelta(days=1)
    return start, end


def _clocked(
    day: date,
    left_open: bool,
    hours: tuple[float, float] | None,
    clock: tuple[int, int, timedelta],
    now: datetime,
) -> tuple[datetime, datetime]:
    hour, minute, width = clock
    if hour > 24 or minute > 59:
        raise ValueError("not a time of day")
    if hours is not None:
        hour = _hour_of_part(hour, hours)
    start = at(day, hour) + timedelta(minutes=minute)
    if left_open:
        # Without a part of the day, 三点 may be of the afternoon as well: the latest is meant.
        either = hours is None and hour <= 12
        if either and start + timedelta(hours=12) <= now:
            start += timedelta(hours=12)
        while start > now:
            start -= timedelta(hours=12 if either else 24)
    return start, start + width


def _hour_of_part(hour: int, hours: tuple[float, float]) -> int:
    """Count the hour from the midnight of the day: 晚上九点 is 21, 半夜两点 is 26."""
    begin, until = hours
    if hour == 12:
        return 24 if begin >= 18 else 0 if until <= 6 else 12
    if hour > 12:
        return hour
    if begin >= 18:
        return hour + (24 if hour < 6 else 12)
    if begin > 11 or (begin == 11 and hour < 10):
        return hour + 12
    return hour


def _clock(found: re.Match[str]) -> tuple[int, int, timedelta]:
    """Return hour, minute, and how precisely it was said."""
    if found["digital"]:
        hour, minute = (int(part) for part in found["digital"].split(":"))
        return hour, minute, timedelta(minutes=1)
    if PAIR.fullmatch(found["hour"]):
        return number(found["hour"][0]), 0, timedelta(hours=2)
    hour = number(found["hour"])
    if found["half"]:
        return hour, 30, timedelta(minutes=30)
    if found["quarter"]:
        return hour, 15 * number(found["quarter"]), timedelta(minutes=15)
    if found["minute"]:
        return hour, number(found["minute"]), timedelta(minutes=1)
    return hour, 0, timedelta(hours=1)


def _until(
    found: re.Match[str], told: set[str], start: datetime, now: datetime
) -> tuple[datetime | None, str]:
    """Return the end of 8点到10点, 昨晚8点到今天6点 or 10日至12日, and its words."""
    text = found.string
    joined = _RANGE_JOIN.match(text, found.end())
    until = _MOMENT.match(text, joined.end()) if joined else None
    if until is None or joined is None:
        return _onwards(found, told, start)
    words = text[found.end() : until.end()]
    clocked = bool(until["hour"] or until["digital"])
    if "day" in _told(until):
        span = _span(until, start + timedelta(days=40) if until["dayonly"] else now)
        while until["dayonly"] and span[0] - start > timedelta(days=27):
            earlier = month_before(span[0].date()).replace(day=span[0].day)
            span = (at(earlier, span[0].hour), at(earlier, span[0].hour) + (span[1] - span[0]))
        end = span[0] if clocked else span[1]
        return (end, words) if end > start else (None, "")
    if not clocked or not told & {"hour", "digital"}:
        return None, ""
    hour, minute, _ = _clock(until)
    part = until["part"] or until["shortpart"]
    if part:
        hour = _hour_of_part(hour, PARTS[part])
    end = at(start.date(), hour) + timedelta(minutes=minute)
    while end <= start:
        end += timedelta(hours=12 if hour <= 12 and not part else 24)
    return end, words


def _onwards(found: re.Match[str], told: set[str], start: datetime) -> tuple[datetime | None, str]:
    """Return the end of 晚上十点以后: the morning; of hours of the day it is left open."""
    after = _ONWARDS.match(found.string, found.end())
    evening = start.hour >= _EVENING or start.hour < _MORNING
    if after is None or not evening or not told & {"hour", "digital"}:
        return None, ""
    return at(start.date(), _MORNING + 24 * (start.hour >= _EVENING)), after.group()


def _day(found: re.Match[str], today: date) -> tuple[date, bool]:
    """Return the day meant, and whether it was left open."""
    named = found["named"] or found["bare"] or found["today"]
    if named:
        return today - timedelta(days=DAYS_AGO[named]), False
    if found["month_named"]:
        month = month_before(today, found["month_named"].count("上"))
        return month.replace(day=number(found["day_of_month"])), False
    if found["weekday"]:
        return weekday(found["week"], WEEKDAYS[found["weekday"]], today), False
    if found["dotted"]:
        return date(*map(int, re.split("[./-]", found["dotted"]))), False
    if found["packed"]:
        return date.fromisoformat(found["packed"]), False
    if pointed := found["pointed"] or found["alone"]:
        first, second = (int(part) for part in re.split("[./-]", pointed))
        return _latest(first, second, today), False
    if found["monthday"]:
        return _month_and_day(found, today), False
    if found["dayonly"]:
        day = number(found["dayonly"])
        meant = today.replace(day=day)
        return (meant if meant <= today else month_before(today).replace(day=day)), False
    return today, True


def _month_and_day(found: re.Match[str], today: date) -> date:
    month, day = number(found["month"]), number(found["monthday"])
    if found["year"]:
        return date(year(found["year"], today), month, day)
    return _latest(month, day, today)


def _latest(month: int, day: int, today: date) -> date:
    meant = date(today.year, month, day)
    return meant if meant <= today else date(today.year - 1, month, day)
