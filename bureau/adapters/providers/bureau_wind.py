"""The bureau's own wind: hourly tables of its stations, with the direction in degrees or words."""

from __future__ import annotations

from datetime import datetime

from basis.packaged import words_beside
from bureau.adapters.providers.bureau_hours import SOURCE, TIMETABLE, BureauHours
from bureau.adapters.providers.bureau_rows import TableRow, value
from bureau.adapters.providers.bureau_tables import Tables
from bureau.adapters.providers.wind_rows import wind_of
from bureau.places import Gazetteer
from bureau.quality.headings import WIND
from bureau.quality.model import Fetched, WindObservation
from bureau.quality.reading import is_missing
from tabular.text import plain


class BureauWind:
    """`bureau.quality.ports.Source` on the tables of the bureau's stations.

    A speed is in m/s unless its heading names another unit.
    """

    name = "bureau_wind"
    timetable = TIMETABLE

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._hours = BureauHours(tables, places, headings=WIND, measured="wind_speed", read=_wind)

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        new = self._hours.new(at=at)
        return Fetched(
            winds=new.observed, wind_stations=new.stations, raw=new.raw, findings=new.findings
        )


def _wind(row: TableRow, hour: datetime, findings: list[str]) -> WindObservation:
    speed = value(row, "wind_speed", findings)
    direction = _direction(row.cells.get("wind_direction", ""))
    return wind_of(row.site.code, hour, SOURCE, speed, "m/s", direction)


def _direction(cell: str) -> float | str | None:
    """Return the degrees of a cell that may hold a word; None for a calm or a missing mark."""
    said = plain(cell)
    words = words_beside(__file__)
    if is_missing(said) or said in words["none"]:
        return None
    bare = said.removesuffix("°")
    for ending in words["endings"]:
        bare = bare.removesuffix(ending)
    if bare in words["points"]:
        return float(words["points"].index(bare)) * 22.5
    if not bare.replace(".", "", 1).isdigit():
        raise ValueError(f"no direction: {said[:20]!r}")
    return bare
