"""The charts of a diagnosis as shapes, for the page and for the paper alike.

Units of a drawing: `WIDTH` across, downwards from the top. A tone is `ink`, `faint`, `rule`, `bar`,
`air-1` to `air-6` or `water-1` to `water-6`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from basis.axes import Axis
from bureau.diagnosis.model import MonthFindings
from bureau.diagnosis.words import named, said
from bureau.quality.air_index import DAILY_POLLUTANTS, level_of
from bureau.quality.water_class import WORSE_THAN_V, class_name

WIDTH = 360.0
HEIGHT = 132.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 8.0, 6.0, 16.0
_MOST_TICKS = 9
_LABELLED = 5  # every so many days


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str
    weight: float = 0.7


@dataclass(frozen=True, slots=True)
class Word:
    """A text on its baseline; `anchor` is `start`, `middle` or `end`."""

    x: float
    y: float
    text: str
    anchor: str = "middle"
    tone: str = "ink"


@dataclass(frozen=True, slots=True)
class ChartDrawing:
    """A chart: what it shows, in words, and its shapes."""

    key: str
    title: str
    bars: tuple[Bar, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    words: tuple[Word, ...] = ()


def charts(findings: MonthFindings) -> list[ChartDrawing]:
    """Return the five charts; one without data says so."""
    drawn, titles = findings.drawn, said()["charts"]
    name = named(drawn.hours_of) if drawn.hours_of else ""
    hours = [(str(n), value, "bar") for n, value in enumerate(drawn.hours, 1)]
    winds = [
        (direction, value, "bar")
        for direction, value in zip(said()["directions"], drawn.sectors, strict=False)
    ]
    return [
        _columns("days", titles["days"], _days(drawn.days), every=_LABELLED),
        _changes(findings, titles["changes"]),
        _columns("hours", titles["hours"].format(name=name), hours, every=3),
        _columns("sectors", titles["sectors"].format(name=name), winds, every=1),
        _classes(drawn.classes, titles["classes"]),
    ]


def _days(indices: Sequence[int | None]) -> list[tuple[str, float | None, str]]:
    return [
        (str(n), None if aqi is None else float(aqi), f"air-{level_of(aqi or 0).number}")
        for n, aqi in enumerate(indices, 1)
    ]


def _columns(
    key: str, title: str, columns: Sequence[tuple[str, float | None, str]], *, every: int
) -> ChartDrawing:
    """Return columns from zero, labelled each or every so many; a gap where there is no value."""
    values = [value for _, value, _ in columns if value is not None]
    if not values:
        return _nothing(key, title)
    axis = Axis.over([0.0, *values])
    inner = HEIGHT - _TOP - _BOTTOM
    step = (WIDTH - _LEFT - _RIGHT) / len(columns)

    def y(value: float) -> float:
        return _TOP + inner * (1 - (value - axis.low) / (axis.high - axis.low))

    bars, words = [], []
    for n, (label, value, tone) in enumerate(columns):
        x = _LEFT + n * step
        if value is not None:
            bars.append(Bar(x + step * 0.12, y(value), step * 0.76, y(0) - y(value), tone))
        if every == 1 or n == 0 or (n + 1) % every == 0:
            words.append(Word(x + step / 2, HEIGHT - 5, label, "middle", "faint"))
    strokes, ticks = [], []
    for tick in axis.ticks():
        strokes.append(Stroke(_LEFT, y(tick), WIDTH - _RIGHT, y(tick), "rule", 0.5))
        ticks.append(Word(_LEFT - 4, y(tick) + 3, f"{tick:g}", "end", "faint"))
    return ChartDrawing(key, title, tuple(bars), tuple(strokes), (*words, *ticks))


def _changes(findings: MonthFindings, title: str) -> ChartDrawing:
    """Return the changes against last year in percent of it, with their intervals."""
    rows: list[tuple[str, float, float, float]] = []
    for name in DAILY_POLLUTANTS:
        change = findings.figures.get(f"air.{name}.year_ago.change")
        base = findings.figures.get(f"air.{name}.year_ago")
        if change is None or change.value is None or base is None or not base.value:
            continue
        assert change.low is not None  # a change has its interval
        assert change.high is not None
        value, low, high = (100 * n / base.value for n in (change.value, change.low, change.high))
        rows.append((named(name), value, low, high))
    if not rows:
        return _nothing("changes", title)
    left = 64.0
    axis = Axis.over([end for _, *ends in rows for end in ends], about=0.0)
    step = (HEIGHT - _TOP - _BOTTOM) / len(rows)

    def x(value: float) -> float:
        return left + (WIDTH - left - 14) * (value - axis.low) / (axis.high - axis.low)

    bars: list[Bar] = []
    strokes = [Stroke(x(0), _TOP, x(0), HEIGHT - _BOTTOM, "ink", 0.8)]
    words = []
    for n, (label, value, low, high) in enumerate(rows):
        y = _TOP + (n + 0.5) * step
        sure = low > 0 or high < 0
        strokes.append(Stroke(x(low), y, x(high), y, "bar", 2.4 if sure else 1.0))
        bars.append(Bar(x(value) - 2.5, y - 2.5, 5, 5, "bar"))
        words.append(Word(left - 6, y + 3, label, "end"))
    ticks = axis.ticks()
    for tick in ticks[:: -(-len(ticks) // _MOST_TICKS)]:
        strokes.append(Stroke(x(tick), _TOP, x(tick), HEIGHT - _BOTTOM, "rule", 0.5))
        words.append(Word(x(tick), HEIGHT - 5, f"{tick:+g}%" if tick else "0", "middle", "faint"))
    return ChartDrawing("changes", title, tuple(bars), tuple(strokes), tuple(words))


def _classes(classes: Sequence[Sequence[int]], title: str) -> ChartDrawing:
    """Return one bar a month, its pieces the sections of each class, the best first."""
    if not classes:
        return _nothing("classes", title)
    left, right = 64.0, 30.0
    across = WIDTH - left - right
    most = max(sum(each) for each in classes) or 1
    step = (HEIGHT - _TOP - _BOTTOM) / len(classes)
    bars, words = [], []
    for n, (counts, spell) in enumerate(zip(classes, said()["spells"].values(), strict=True)):
        x, y = left, _TOP + n * step
        words.append(Word(left - 6, y + step / 2 + 3, spell, "end"))
        for number, many in enumerate(counts, 1):
            width = across * many / most
            if not many:
                continue
            bars.append(Bar(x, y + step * 0.15, width, step * 0.7, f"water-{number}"))
            if width > 6 * len(str(many)) + 4:
                words.append(Word(x + width / 2, y + step / 2 + 3, str(many), tone=f"on-{number}"))
            x += width
        words.append(Word(x + 5, y + step / 2 + 3, str(sum(counts)), "start", "faint"))
    at = left
    for number in range(1, WORSE_THAN_V + 1):
        bars.append(Bar(at, HEIGHT - 12, 8, 8, f"water-{number}"))
        words.append(Word(at + 11, HEIGHT - 5, class_name(number).name, "start", "faint"))
        at += across / WORSE_THAN_V
    return ChartDrawing("classes", title, tuple(bars), (), tuple(words))


def _nothing(key: str, title: str) -> ChartDrawing:
    word = Word(WIDTH / 2, HEIGHT / 2, said()["charts"]["none"], "middle", "faint")
    return ChartDrawing(key, title, words=(word,))
