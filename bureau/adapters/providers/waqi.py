"""WAQI: index points of the United States' scale, kept apart from everything of ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from bureau.adapters.providers.shapes import entry, moment, quantity, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.places import Gazetteer, distance_km, gcj02_to_wgs84
from bureau.quality.model import Fetched, ForeignIndex, RawAnswer
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable

SOURCE = "waqi"
SCALE = "us-epa"
# Beside these an answer carries weather (t, h, p, w, dew), which is no index at all.
_NAMES = {
    "pm25": "PM2.5", "pm10": "PM10", "so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3",
}  # fmt: skip
_FARTHEST_KM = 60.0


class Waqi:
    """`bureau.quality.ports.Source` on the World Air Quality Index project's feed.

    Its `iaqi` values are points, not concentrations, of another scale than HJ 633: they become
    `ForeignIndex` only. The feed answers with the station nearest to the city, however far.
    """

    name = "waqi_air"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=60), timedelta(minutes=15))

    def __init__(self, line: SourceClient, token: str, places: Gazetteer) -> None:
        self._line = line
        self._token = token
        self._position = gcj02_to_wgs84(places.city.longitude, places.city.latitude)

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the points of the station nearest to the city."""
        longitude, latitude = self._position
        path = f"/feed/geo:{latitude:.4f};{longitude:.4f}/"
        answer = entry(self._line.json("GET", path, at=at, params={"token": self._token}))
        raw = self._line.take_raw()
        data = entry(answer.get("data"))
        if answer.get("status") != "ok" or not data:
            # A refusal carries its reason where the data would stand.
            reason = text(answer.get("data")) or text(answer.get("message")) or "no reason given"
            raise SourceError(f"refused: {reason[:60]}", raw)
        measured = moment(entry(data.get("time")).get("iso"))
        points = {
            name: value
            for key, name in _NAMES.items()
            if (value := quantity(entry(entry(data.get("iaqi")).get(key)).get("v"))) is not None
        }
        if measured is None or not points:
            raise SourceError("no time or no points in the answer", raw)
        self._near_enough(data.get("city"), raw)
        station = f"{SOURCE}-{text(data.get('idx'))[:40]}"
        index = ForeignIndex(station, measured, SOURCE, SCALE, points)
        return Fetched(foreign=(index,), raw=raw)

    def _near_enough(self, city: object, raw: tuple[RawAnswer, ...]) -> None:
        position = entry(city).get("geo")
        known = [quantity(part) for part in position] if isinstance(position, list) else []
        if len(known) != 2 or known[0] is None or known[1] is None:
            return
        away = distance_km(*self._position, known[1], known[0])
        if away > _FARTHEST_KM:
            raise SourceError(f"the nearest station is {away:.0f} km away", raw)
