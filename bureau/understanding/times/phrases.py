"""What the words said in one breath mean together: since when, how long, how long ago, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bureau.understanding.times.calendar import DAY as ONE_DAY
from bureau.understanding.times.calendar import WEEKDAYS, at, monday
from bureau.understanding.times.lengths import length
from bureau.understanding.times.points import Span, point, told
from bureau.understanding.times.ranges import between
from bureau.understanding.times.tokens import Token

LATELY = timedelta(days=14)
JUST_NOW = timedelta(minutes=30)
NOW = timedelta(minutes=60)
_MORNING, _EVENING = 6, 18

Words = list[Token]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A span, None where the words are not understood, and how much such words tell."""

    span: Span | None
    rank: int


# The more of a report's time the words tell, the higher.
OPEN, NOW_RANK, LATELY_RANK, PART, PERIOD, THESE, LENGTH, AGO, CLOCK, DAY, DATED, SINCE = range(12)
_PERIODS = {"week", "month", "months", "year", "season", "weekend", "weekdays"}
# Nobody says more words of time in one breath.
_MOST = 20
_NO_TIME = {"length", "about", "later", "around", "and", "from", "to"}
_UNKNOWN = {"ahead", "open", "unclear", "and"}


def meaning(words: Words, now: datetime, text: str) -> Meaning | None:
    """Return what the words mean; None where they are no time of anything."""
    kinds = [word.kind for word in words]
    if kinds[0] in _WIDTHS:
        width, rank = _WIDTHS[kinds[0]]
        return Meaning(Span(now - width, now), rank)
    if len(words) > _MOST:
        return Meaning(None, OPEN)
    if _UNKNOWN & set(kinds):
        return _several(words, now, text) or Meaning(None, OPEN)
    if set(kinds) <= _NO_TIME or (set(kinds) == {"since"} and _begins(words[0], text)):
        return None
    started = kinds[0] == "from"
    words, kinds = words[started:], kinds[started:]
    if not words:
        return None
    for shape in (_since, _range, _lasting, _these, _ago):
        found = shape(words, kinds, now, text)
        if found is not None:
            return found
    return _point(words, kinds, now, started=started)


def _begins(word: Token, text: str) -> bool:
    """Return whether it is 开始 or 起, which without a time before it tells none; 至今 does."""
    return text[word.start : word.end][-1] in "始起来"


_WIDTHS = {
    "lately": (LATELY, LATELY_RANK), "now": (NOW, NOW_RANK), "just_now": (JUST_NOW, LATELY_RANK),
}  # fmt: skip


def _since(words: Words, kinds: list[str], now: datetime, text: str) -> Meaning | None:
    """Read 从上周开始: from then till now; 从7月1号起连续3天: so long from then."""
    if "since" not in kinds:
        return None
    place = kinds.index("since")
    first, rest = words[:place], [word for word in words[place + 1 :] if word.kind != "since"]
    if not first:
        return None
    start = _start(first, kinds[:place], now, text)
    if start is None or start > now:
        return Meaning(None, OPEN)
    if not rest or all(word.kind in ("later", "done") for word in rest):
        return Meaning(Span(start, now), SINCE)
    if any(word.kind not in ("lasting", "length", "done", "about") for word in rest):
        return Meaning(None, OPEN)
    _, total = length([word for word in rest if word.kind == "length"])
    return Meaning(Span(start, start + total), SINCE)


def _start(words: Words, kinds: list[str], now: datetime, text: str) -> datetime | None:
    if kinds[:2] == ["length", "before"] and len(kinds) == 2:
        one, _ = length(words[:1])
        return one.before(now)
    inner = meaning(words, now, text)
    return inner.span.start if inner and inner.span else None


def _range(words: Words, kinds: list[str], now: datetime, text: str) -> Meaning | None:
    if kinds.count("to") != 1:
        return Meaning(None, OPEN) if "to" in kinds else None
    place = kinds.index("to")
    before, after = words[:place], words[place + 1 :]
    if not before or not after:
        return None
    counted = next((text[word.start : word.end] for word in after if word.kind == "next"), "")
    if any(word.kind in ("length", "before", "after", "since") for word in (*before, *after)):
        return Meaning(None, OPEN)
    return Meaning(between(before, after, now, counted), DATED)


def _lasting(words: Words, kinds: list[str], now: datetime, text: str) -> Meaning | None:
    """Read 三天了, 连续一个星期 and 昨晚8点响了三个小时."""
    if "length" not in kinds or "before" in kinds or "these" in kinds:
        return None
    place = kinds.index("lasting") if "lasting" in kinds else kinds.index("length")
    before = words[:place]
    lengths = [word for word in words[place:] if word.kind == "length"]
    if any(kind not in ("lasting", "length", "done", "later", "about") for kind in kinds[place:]):
        return Meaning(None, OPEN)
    _, total = length(lengths)
    if not [word for word in before if word.kind != "about"]:
        return Meaning(Span(now - total, now), LENGTH)
    begun = point(before, now)
    if begun is None or not begun.clocked:
        return Meaning(None, OPEN)
    return Meaning(Span(begun.start, begun.start + total), DATED)


def _these(words: Words, kinds: list[str], now: datetime, text: str) -> Meaning | None:
    """Read 这几天, 近一个月, 前两天晚上."""
    if kinds[0] != "these":
        return None
    _, total = length([word for word in words if word.kind == "length"])
    rest = [word for word in words[1:] if word.kind not in ("length", "later", "done", "about")]
    span = Span(now - total, now)
    if rest:
        said = told(rest)
        if said.dates or said.clocks or said.hours is None:
            return Meaning(None, OPEN)
        first, last = span.start.date(), now.date()
        span = Span(at(first, said.hours[0]), at(last, said.hours[1]))
        if at(last, said.hours[0]) > now:
            span = Span(span.start, span.end - ONE_DAY)
    return Meaning(span, THESE)


def _ago(words: Words, kinds: list[str], now: datetime, text: str) -> Meaning | None:
    """Read 三天前, one unit wide, and 一周前的星期二, 五天前的晚上."""
    if "before" not in kinds:
        return None
    place = kinds.index("before")
    rest = [word for word in words[place + 1 :] if word.kind not in ("later", "about")]
    if any(kind not in ("length", "about", "lasting") for kind in kinds[:place]):
        return _until(words[:place], now) if not rest else Meaning(None, OPEN)
    one, total = length([word for word in words[:place] if word.kind == "length"])
    if one.step < ONE_DAY:
        span = Span(now - total, now)
    else:
        first = (now - total - (one.step - ONE_DAY) / 2).date()
        span = Span(at(first, 0), at(first, 24 * one.step.days))
    return Meaning(_narrowed(span, now - total, rest, one.step) if rest else span, AGO)


def _narrowed(span: Span, then: datetime, rest: Words, step: timedelta) -> Span | None:
    """Return the weekday, season or hour of a time so long ago."""
    said = told(rest)
    if step < ONE_DAY:
        return None
    if not said.dates:
        return (
            None if step > ONE_DAY else point(rest, at(span.start.date(), 30)) and _on(span, rest)
        )
    word = said.dates[0]
    if len(said.dates) > 1:
        return None
    if word.kind == "weekday" and not word["w_week"] and step == 7 * ONE_DAY:
        day = monday(then.date()) + ONE_DAY * WEEKDAYS[word["w_day"]]
        begin, until = said.hours or (0, 24)
        return Span(at(day, begin), at(day, until)) if not said.clocks else None
    if word.kind in ("season", "festival", "date") and step >= 360 * ONE_DAY:
        # The end of that year sees all its festivals.
        return point(rest, at(then.date().replace(month=12, day=31), 23))
    return None


def _on(span: Span, rest: Words) -> Span | None:
    """Return the hour or part of the day of the first day of a span."""
    read = point(rest, span.start + 2 * ONE_DAY)
    if read is None:
        return None
    return read.moved(ONE_DAY * (span.start.date() - read.start.date()).days)


def _until(words: Words, now: datetime) -> Meaning:
    """Read 早上6点前: from the beginning of the part of the day; else it is left open."""
    said, span = told(words), point(words, now)
    if span is None or said.hours is None or not said.clocks:
        return Meaning(None, OPEN)
    part_begins = at(span.start.date(), said.hours[0] % 24)
    begin = part_begins if part_begins < span.start else at(span.start.date(), 0)
    return Meaning(Span(begin, span.start), DATED) if begin < span.start else Meaning(None, OPEN)


def _point(words: Words, kinds: list[str], now: datetime, *, started: bool) -> Meaning | None:
    afterwards = kinds[-1] == "after"
    span = point(words[:-1] if afterwards else words, now)
    said = told(words)
    if not (said.dates or said.parts or said.clocks):
        return None
    if span is None:
        return Meaning(None, OPEN)
    if afterwards:
        return Meaning(_onwards(span, now), DATED)
    if started and span.start <= now:
        return Meaning(Span(span.start, now), SINCE)
    return Meaning(span, _rank(said.dates, bool(said.parts), bool(said.clocks)))


def _rank(dates: tuple[Token, ...], part: bool, clock: bool) -> int:
    if clock:
        return DATED if dates else CLOCK
    if not dates:
        return PART
    period = all(word.kind in _PERIODS for word in dates)
    return PERIOD if period and not part else DAY


def _onwards(span: Span, now: datetime) -> Span:
    """Return 晚上十点以后: till the morning; by day till midnight; of days till now."""
    if not span.clocked and span.hours is None:
        return Span(span.start, now)
    hour, day = span.start.hour, span.start.date()
    night = hour >= _EVENING or hour < _MORNING
    end = at(day, _MORNING + 24 * (hour >= _EVENING)) if night else at(day, 24)
    return Span(span.start, end, span.open_day, span.clocked, span.hours)


def _several(words: Words, now: datetime, text: str) -> Meaning | None:
    """Read 前天和昨天: days that follow each other; others are left open."""
    if {word.kind for word in words} & (_UNKNOWN - {"and"}):
        return None
    place = next(index for index, word in enumerate(words) if word.kind == "and")
    found = [meaning(part, now, text) for part in (words[:place], words[place + 1 :]) if part]
    spans = [one.span for one in found if one and one.span]
    if len(spans) != 2:
        return None
    early, late = sorted(spans, key=lambda span: span.start)
    return Meaning(Span(early.start, late.end), DATED) if late.start <= early.end else None
