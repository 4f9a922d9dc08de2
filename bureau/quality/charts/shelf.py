"""The shelf of drawn charts: each is drawn once and lies there for a while."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Lock

from bureau.quality.bands import air_bands, water_bands
from bureau.quality.charts.name import CITY, Chart, Drawing
from bureau.quality.service import QualityService

_KEPT_SECONDS = 2 * 24 * 3600


class NoChartError(LookupError):
    """A name that is no chart, or one without any value to draw."""


class Charts:
    """Draws charts from the store and keeps them in a folder."""

    def __init__(self, quality: QualityService, folder: Path) -> None:
        self._quality = quality
        self._folder = folder
        self._drawing_one = Lock()

    def png(self, name: str) -> bytes:
        """Return a chart's PNG (750 px wide); raises `NoChartError`.

        The first one in a process takes a second, since the drawing library is loaded then.
        """
        chart = Chart.read(name)
        if chart is None:
            raise NoChartError(name)
        with self._drawing_one:
            return self._read_or_draw(chart)

    def _read_or_draw(self, chart: Chart) -> bytes:
        file = self._folder / f"{str(chart).replace(':', '-')}.png"
        if file.is_file():
            return file.read_bytes()
        drawing = self._drawing(chart)
        # Loading it takes a second and 60 MB: only the process that draws needs it.
        from bureau.quality.charts.picture import draw

        data = draw(drawing)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._clear()
        part = file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(file)
        return data

    def _drawing(self, chart: Chart) -> Drawing:
        drawing = self._air(chart) if chart.medium == "air" else self._water(chart)
        if drawing is None or all(point.value is None for point in drawing.series.points):
            raise NoChartError(str(chart))
        return drawing

    def _air(self, chart: Chart) -> Drawing | None:
        station = None if chart.site == CITY else chart.site
        try:
            bands = air_bands(chart.what, day=chart.until.date())
        except KeyError:
            raise NoChartError(str(chart)) from None
        hours = int(chart.length.total_seconds() // 3600)
        series = self._quality.air_series(
            station=station, what=chart.what, hours=hours, at=chart.until
        )
        if series is None:
            return None
        return Drawing(chart, series, bands)

    def _water(self, chart: Chart) -> Drawing | None:
        sections = {section.code: section for section in self._quality.sections(at=chart.until)}
        section = sections.get(chart.site)
        if section is None:
            return None
        try:
            bands = water_bands(chart.what, kind=section.kind)
        except KeyError:
            bands = []
        series = self._quality.water_series(
            section=section.code, what=chart.what, days=chart.length.days, at=chart.until
        )
        return None if series is None else Drawing(chart, series, bands)

    def _clear(self) -> None:
        old = time.time() - _KEPT_SECONDS
        for file in self._folder.glob("chart-*"):
            if file.stat().st_mtime < old:
                file.unlink(missing_ok=True)
