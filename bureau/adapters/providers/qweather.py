"""QWeather: modelled air on a grid of one kilometre, and the only forecast that we have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from basis.clock import SHANGHAI
from bureau.adapters.providers.shapes import Entry, entries, entry, moment, quantity, text
from bureau.adapters.providers.source_client import SourceClient
from bureau.places import Gazetteer, Place, gcj02_to_wgs84
from bureau.quality.model import AirForecast, AirObservation, Fetched, RawAnswer, Station
from bureau.quality.ports import SourceError
from bureau.quality.timetable import Timetable
from bureau.quality.units import in_standard_unit

SOURCE = "qweather"
_CURRENT = "/airquality/v1/current"
_DAILY = "/airquality/v1/daily"
_OUR_INDEX = "cn-mee"  # the other indexes in the answer are other countries' scales
_NAMES = {
    "pm2p5": "PM2.5", "pm10": "PM10", "so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3",
}  # fmt: skip


class QWeather:
    """`bureau.quality.ports.Source` on QWeather's air quality API, version 1.

    Asked for the seats of the city and the seven counties. The answer for now carries no time:
    it is taken for the hour in which it was asked.
    """

    name = "qweather_air"
    timetable = Timetable(timedelta(hours=1), timedelta(minutes=40), timedelta(minutes=10))

    def __init__(self, line: SourceClient, places: Gazetteer) -> None:
        self._line = line
        self._places = (places.city, *places.counties())

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the air now and the days to come at each place.

        A failure ends the look: what came before it is kept and the failure told.
        """
        air: list[AirObservation] = []
        forecasts: list[AirForecast] = []
        findings: list[str] = []
        raw: list[RawAnswer] = []
        try:
            for place, current, daily in self._answers(at):
                air += _observation(place, current, at, findings)
                forecasts += _forecasts(place, daily, at)
        except SourceError as failure:
            raw += failure.raw
            if not air:
                raise SourceError(str(failure), (*self._line.take_raw(), *raw)) from None
            findings.append(f"broke off: {failure}")
        raw = [*self._line.take_raw(), *raw]
        if not air:
            raise SourceError("no concentration in any answer", raw)
        stations = tuple(_station(place) for place in self._places)
        return Fetched(
            air=tuple(air),
            forecasts=tuple(forecasts),
            stations=stations,
            raw=tuple(raw),
            findings=tuple(dict.fromkeys(findings)),
        )

    def _answers(self, at: datetime) -> Iterator[tuple[Place, Entry, Entry]]:
        for place in self._places:
            longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
            position = f"{latitude:.2f}/{longitude:.2f}"
            current = self._ask(f"{_CURRENT}/{position}", at, {"lang": "zh"})
            daily = self._ask(f"{_DAILY}/{position}", at, {"lang": "zh", "localTime": "true"})
            yield place, current, daily

    def _ask(self, path: str, at: datetime, params: Mapping[str, str]) -> Entry:
        answer = self._line.json("GET", path, at=at, params=params)
        if not isinstance(answer, dict):
            raise SourceError("the answer is no object", self._line.take_raw())
        return answer


def _station(place: Place) -> Station:
    longitude, latitude = gcj02_to_wgs84(place.longitude, place.latitude)
    name = f"{place.name}（网格推算）"
    return Station(_code(place), name, SOURCE, place.code, round(longitude, 4), round(latitude, 4))


def _code(place: Place) -> str:
    return f"{SOURCE}-{place.code}"


def _observation(
    place: Place, answer: Entry, at: datetime, findings: list[str]
) -> list[AirObservation]:
    values = _concentrations(answer, findings)
    if not values:
        findings.append(f"{place.name}: no concentration")
        return []
    # Its index for now is a model's by rules of its own: ours is computed from the values.
    hour = at.replace(minute=0, second=0, microsecond=0)
    return [AirObservation.of(_code(place), hour, SOURCE, values)]


def _forecasts(place: Place, answer: Entry, at: datetime) -> Iterator[AirForecast]:
    for day in entries(answer.get("days")):
        start = moment(day.get("forecastStartTime"))
        index = _our_index(day)
        aqi = quantity(index.get("aqi"))
        if start is None or aqi is None:
            continue
        # Whether its ozone is a day's mean or the largest 8 h mean is not documented: left out.
        values = {name: v for name, v in _concentrations(day, []).items() if name != "O3"}
        primary = tuple("O3_8h" if name == "O3" else name for name in _primary(index))
        yield AirForecast(
            place.code,
            start.astimezone(SHANGHAI).date(),
            SOURCE,
            at,
            round(min(aqi, 500)),
            primary if aqi > 50 else (),
            values,
        )


def _concentrations(answer: Entry, findings: list[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for pollutant in entries(answer.get("pollutants")):
        name = _NAMES.get(text(pollutant.get("code")).lower())
        concentration = entry(pollutant.get("concentration"))
        value = quantity(concentration.get("value"))
        if name is None or value is None:
            continue
        try:
            found[name] = in_standard_unit(name, value, text(concentration.get("unit")))
        except ValueError as problem:
            findings.append(f"a unit that is not known: {problem}")
    return found


def _our_index(answer: Entry) -> Entry:
    for index in entries(answer.get("indexes")):
        if text(index.get("code")).startswith(_OUR_INDEX):
            return index
    return {}


def _primary(index: Mapping[str, Any]) -> tuple[str, ...]:
    name = _NAMES.get(text(entry(index.get("primaryPollutant")).get("code")).lower())
    return (name,) if name else ()
