"""Drawing: a line over coloured levels, readable on a phone."""

from __future__ import annotations

import importlib.util
import io
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import MaxNLocator, NullLocator
from PIL import Image

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.quality import words
from bureau.quality.answers import SeriesPoint
from bureau.quality.charts.name import CITY, Drawing

SIZE = (750, 540)  # pixels: the width of a chat on a phone
_DPI = 150
_COLOURS = 96  # of the palette: enough for smooth letters, and half the bytes
_INK, _FAINT = "#1f2a30", "#5c6a72"
_HEADROOM = 1.12
_MANY = 60  # points: more of them are drawn without dots
_WHOLE_FROM = 20  # from here on whole numbers are enough
_HALF_HOUR = 1 / 48  # of a day, the unit of the horizontal axis


def draw(drawing: Drawing) -> bytes:
    """Return the picture as PNG, 750 px wide and well below 100 KB."""
    figure = Figure(figsize=(SIZE[0] / _DPI, SIZE[1] / _DPI), dpi=_DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.095, 0.165, 0.805, 0.63))
    _scale(axes, drawing)
    _line(axes, drawing.series.points)
    _newest(figure, axes, drawing)
    _hours(axes, drawing)
    _words(figure, drawing)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    out = io.BytesIO()
    picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _scale(axes: Axes, drawing: Drawing) -> None:
    """Colour the levels that the values reach, and the next one above."""
    values = [point.value for point in drawing.series.points if point.value is not None]
    lowest, highest = min(values), max(values)
    if drawing.chart.what == "class":
        bottom, top = 0.5, 6.5
    elif drawing.bands and drawing.bands[0].low == 0:
        firsts = [band.high for band in drawing.bands[:2] if band.high is not None]
        bottom, top = 0.0, max(highest * _HEADROOM, *firsts)
    else:
        margin = max((highest - lowest) * 0.3, highest * 0.05, 0.1)
        bottom, top = max(lowest - margin, 0.0), highest + margin
    axes.set_ylim((top, bottom) if drawing.chart.what == "class" else (bottom, top))
    for band in drawing.bands:
        low = bottom if band.low is None else max(band.low, bottom)
        high = top if band.high is None else min(band.high, top)
        if low >= high:
            continue
        axes.axhspan(low, high, color=band.hex, alpha=0.30, linewidth=0)
        if high - low > (top - bottom) * 0.07:
            axes.annotate(
                band.name.removesuffix("类"),
                (1.012, (low + high) / 2),
                xycoords=("axes fraction", "data"),
                va="center",
                fontproperties=_font(10.5),
                color=_INK,
            )
    axes.yaxis.set_major_locator(NullLocator() if drawing.chart.what == "class" else MaxNLocator(5))
    axes.tick_params(length=2, colors=_FAINT)
    for label in axes.get_yticklabels():
        label.set_fontproperties(_font(9.5))
    for side in axes.spines.values():
        side.set_visible(False)


def _line(axes: Axes, points: tuple[SeriesPoint, ...]) -> None:
    """Draw what was measured; where nothing was, the line breaks over a grey stripe."""
    marker = "o" if len(points) < _MANY else None
    for measured, run in groupby(points, key=lambda point: point.value is not None):
        stretch = [(_x(point.at), point.value) for point in run]
        times = [at for at, _ in stretch]
        if measured:
            values = [value for _, value in stretch if value is not None]
            axes.plot(times, values, color=_INK, linewidth=1.6, marker=marker, markersize=2.6)
        else:
            first, last = times[0] - _HALF_HOUR, times[-1] + _HALF_HOUR
            axes.axvspan(first, last, color=_FAINT, alpha=0.25, linewidth=0)


def _newest(figure: Figure, axes: Axes, drawing: Drawing) -> None:
    """Mark the newest value, and write it large with its level where no line can cross it."""
    at, value = [(p.at, p.value) for p in drawing.series.points if p.value is not None][-1]
    band = next((b for b in drawing.bands if _holds(b.low, b.high, value)), None)
    axes.plot([_x(at)], [value], "o", color=band.hex if band else _INK, markersize=7)
    axes.plot([_x(at)], [value], "o", color=_INK, markersize=7, fillstyle="none")
    number = f"{value:.0f}" if value >= _WHOLE_FROM else f"{value:.2g}"
    shown = [number] if drawing.chart.what != "class" else []
    figure.text(
        0.955,
        0.885,
        " ".join([*shown, band.name] if band else shown),
        ha="right",
        fontproperties=_font(17),
        color=_INK,
        bbox={
            "facecolor": band.hex if band else "white",
            "alpha": 0.45,
            "linewidth": 0,
            "boxstyle": "round,pad=0.3",
        },
    )


def _hours(axes: Axes, drawing: Drawing) -> None:
    """Mark every sixth hour, or every other midnight with its day."""
    end = drawing.chart.until.astimezone(SHANGHAI)
    start = end - drawing.chart.length
    axes.set_xlim(_x(start), _x(end + drawing.chart.length * 0.02))
    said = _said()
    midnight = end.replace(hour=0)
    if drawing.chart.span == "24h":
        moments = [midnight + timedelta(hours=6 * step) for step in range(-4, 5)]
        labels = [_hour(at, said) for at in moments]
    else:
        moments = [midnight - timedelta(days=step) for step in range(0, 8, 2)]
        labels = [said["day"].format(month=at.month, day=at.day) for at in moments]
    shown = [(at, label) for at, label in zip(moments, labels, strict=True) if start <= at <= end]
    axes.set_xticks([_x(at) for at, _ in shown], [label for _, label in shown])
    for label in axes.get_xticklabels():
        label.set_fontproperties(_font(9.5))


def _hour(at: datetime, said: dict[str, Any]) -> str:
    if at.hour == 0:
        return str(said["day"]).format(month=at.month, day=at.day)
    return str(said["hour"]).format(hour=at.hour)


def _words(figure: Figure, drawing: Drawing) -> None:
    said, series, chart = _said(), drawing.series, drawing.chart
    what = said[chart.medium].get(chart.what) or words.named((chart.what,), chart.medium)
    name = series.site
    if chart.medium == "air" and chart.site != CITY:
        name = words.station(name)
    title = said["title"].format(name=name, what=what)
    below = [said["span"][chart.span]]
    if series.unit:
        below.append(said["unit"].format(unit=series.unit))
    if series.gaps:
        below.append(said["gaps"])
    mark = words.demo_mark(demo=series.demo, source_label=series.source_label)
    source = said["source"].format(
        source=series.source_label + mark, moment=words.moment(chart.until)
    )
    figure.text(0.03, 0.915, title, fontproperties=_font(14.5), color=_INK)
    figure.text(0.03, 0.845, words.joined(below), fontproperties=_font(9.5), color=_FAINT)
    figure.text(0.03, 0.03, source, fontproperties=_font(9.5), color=_FAINT)


def _x(at: datetime) -> float:
    """Return an instant on the horizontal axis, in days."""
    return float(date2num(at))


def _holds(low: float | None, high: float | None, value: float) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(_font_file()), size=size)


@cache
def _font_file() -> Path:
    spec = importlib.util.find_spec("mplfonts")
    assert spec is not None  # a declared dependency
    assert spec.submodule_search_locations is not None  # it is a package
    return Path(spec.submodule_search_locations[0]) / "fonts" / "NotoSansCJKsc-Regular.otf"


@cache
def _said() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml_beside(__file__, "words.yml")
    return loaded
