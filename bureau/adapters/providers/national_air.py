"""The national air platform: hourly values of the city's stations, about 30 minutes late."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from basis.clock import SHANGHAI
from bureau.adapters.providers.source_client import SourceClient
from bureau.places import CITY_CODE, CITY_NAME
from bureau.quality.air_index import grade_air
from bureau.quality.model import AirDay, AirObservation, Fetched, Station
from bureau.quality.ports import SourceError
from bureau.quality.reading import UnreadableError, instant, is_missing, number
from bureau.quality.sites import national_stations
from bureau.quality.timetable import AIR_HOURLY

_LIVE = "/CityData/GetAQIDataPublishLive"
_ALL = "/HourChangesPublish/GetAllAQIPublishLive"
_STATION_HISTORY = "/HourChangesPublish/GetAqiHistoryByCondition"
_CITY_DAYS = "/HourChangesPublish/GetCityDayAqiHistoryByCondition"
_NAME_OF_POLLUTANT = re.compile(r"PM2\.5|PM10|O3|SO2|NO2|CO", re.IGNORECASE)
_Row = Mapping[str, Any]


class NationalAir:
    """`bureau.quality.ports.HistorySource` on the national air platform."""

    name = "national_air"
    timetable = AIR_HOURLY

    def __init__(self, line: SourceClient) -> None:
        self._line = line

    def fetch(self, *, at: datetime) -> Fetched:
        """Return the city's stations now; from the national list when the city's own fails."""
        codes = {station.code for station in national_stations()}
        try:
            answer = self._line.json("GET", _LIVE, at=at, params={"cityName": CITY_NAME})
            rows = _rows(answer)
            refusal = None if rows else "the city's list is empty"
        except SourceError as failure:
            rows, refusal, raw = [], str(failure), failure.raw
        else:
            raw = self._line.take_raw()
        if refusal is not None:
            try:
                every = _rows(self._line.json("POST", _ALL, at=at))
            except SourceError as failure:
                raise SourceError(refusal, (*raw, *failure.raw)) from None
            rows = [
                row
                for row in every
                if row.get("StationCode") in codes or row.get("Area") == CITY_NAME
            ]
            raw += self._line.take_raw()
        if not rows:
            raise SourceError(f"no station of {CITY_NAME} in the answer", raw)
        stations, observations, findings = read_rows(rows, at=at)
        if not observations:
            raise SourceError("no row could be read: " + "; ".join(findings[:3]), raw)
        missing = codes - {observation.station for observation in observations}
        if missing:
            findings.append("stations not in the answer: " + ", ".join(sorted(missing)))
        if refusal:
            findings.append(f"the city's list failed ({refusal}); the national list was read")
        return Fetched(
            air=tuple(observations),
            stations=(*national_stations(), *stations),
            raw=raw,
            findings=tuple(findings),
        )

    def history(self, *, first: date, last: date, at: datetime) -> Iterator[Fetched]:
        """Yield what the platform still has, station by station, then the city's days.

        A station whose past cannot be had does not keep the others' back; it is told at the end.
        """
        failures: list[str] = []
        for station in national_stations():
            params = {"stationCode": station.code}
            try:
                answer = _rows(self._line.json("POST", _STATION_HISTORY, at=at, params=params))
            except SourceError as failure:
                failures.append(f"{station.code}: {failure}")
                yield Fetched(raw=(*failure.raw, *self._line.take_raw()))
                continue
            rows = [{"StationCode": station.code, **row} for row in answer]
            _, observations, findings = read_rows(rows, at=at)
            kept = [o for o in observations if first <= o.at.astimezone(SHANGHAI).date() <= last]
            yield Fetched(
                air=tuple(kept),
                stations=(station,),
                raw=self._line.take_raw(),
                findings=tuple(findings),
            )
        answer = self._line.json("POST", _CITY_DAYS, at=at, params={"citycode": CITY_CODE})
        days = [day for row in _rows(answer) if (day := _city_day(row)) is not None]
        kept_days = tuple(day for day in days if first <= day.day <= last)
        yield Fetched(air_days=kept_days, raw=self._line.take_raw())
        if failures:
            raise SourceError("; ".join(failures))


def read_rows(
    rows: Sequence[_Row], *, at: datetime
) -> tuple[list[Station], list[AirObservation], list[str]]:
    """Return stations, observations and findings of the platform's rows.

    In feeds of some years `O3` and `O3_24h` are exchanged; which one is the hour's value is
    found from the rows themselves (see `ozone_is_exchanged`). Values that cannot be read become
    missing and are reported.
    """
    findings: list[str] = []
    exchanged = ozone_is_exchanged(rows)
    if exchanged:
        findings.append("O3 and O3_24h are exchanged; the hour's value was taken from O3_24h")
    stations: dict[str, Station] = {}
    observations: dict[tuple[str, datetime], AirObservation] = {}
    for row in rows:
        code = str(row.get("StationCode") or "").strip()
        try:
            moment = instant(_text(row, "TimePoint"))
        except UnreadableError as problem:
            findings.append(f"{code or 'a row'}: {problem}")
            continue
        if not code or moment is None:
            findings.append(f"{code}: no time" if code else "a row without a station code")
            continue
        if moment > at + timedelta(hours=1):
            findings.append(f"{code}: the time {moment:%Y-%m-%d %H:%M} lies ahead")
            continue
        values = _concentrations(row, exchanged, f"{code} {moment:%m-%d %H:%M}", findings)
        aqi = _value(row, "AQI", code, findings)
        observations[code, moment] = AirObservation(
            code,
            moment,
            "national",
            values["PM2.5"],
            values["PM10"],
            values["SO2"],
            values["NO2"],
            values["CO"],
            values["O3"],
            None if aqi is None else int(aqi),
            primary_names(_text(row, "PrimaryPollutant")),
        )
        stations[code] = Station(
            code,
            _text(row, "PositionName") or code,
            "national",
            None,
            _value(row, "Longitude", code, findings) or None,
            _value(row, "Latitude", code, findings) or None,
        )
    return list(stations.values()), list(observations.values()), findings


def ozone_is_exchanged(rows: Sequence[_Row]) -> bool:
    """Return whether `O3_24h` carries the hour's value in these rows.

    Two witnesses: the day's maximum is never below the hour's value, and the published AQI is
    reproduced with the right one. The index decides where it speaks; without evidence the names
    are taken at their word.
    """
    by_index = by_order = 0
    for row in rows:
        hour, day = _quiet(row, "O3"), _quiet(row, "O3_24h")
        if hour is None or day is None or hour == day:
            continue
        by_order += 1 if hour > day else -1
        aqi = _quiet(row, "AQI")
        others = {name: _quiet(row, field) for name, field in _FIELDS.items()}
        moment = _quiet_instant(row)
        if aqi is None or moment is None or None in others.values():
            continue
        plain = grade_air(others | {"O3": hour}, day=moment.date())
        swapped = grade_air(others | {"O3": day}, day=moment.date())
        by_index += int(swapped is not None and swapped.aqi == aqi)
        by_index -= int(plain is not None and plain.aqi == aqi)
    return by_index > 0 if by_index else by_order > 0


def primary_names(text: str) -> str:
    """Return the standard's names in the platform's list: `颗粒物(PM10),细颗粒物(PM2.5)`."""
    if is_missing(text):
        return ""
    found = []
    for part in re.split(r"[,，、]", text):
        match = _NAME_OF_POLLUTANT.search(part)
        if match:
            found.append(match[0].upper())
        elif "臭氧" in part:
            found.append("O3")
        else:
            found += [name for word, name in _CHINESE.items() if word in part]
    return ",".join(found)


_FIELDS = {"PM2.5": "PM2_5", "PM10": "PM10", "SO2": "SO2", "NO2": "NO2", "CO": "CO"}
_CHINESE = {"二氧化氮": "NO2", "二氧化硫": "SO2", "一氧化碳": "CO", "细颗粒物": "PM2.5"}


def _concentrations(
    row: _Row, exchanged: bool, where: str, findings: list[str]
) -> dict[str, float | None]:
    fields = _FIELDS | {"O3": "O3_24h" if exchanged else "O3"}
    return {name: _value(row, field, where, findings) for name, field in fields.items()}


def _city_day(row: _Row) -> AirDay | None:
    moment = _quiet_instant(row)
    if moment is None:
        return None
    return AirDay(
        CITY_CODE,
        moment.date(),
        "national",
        _quiet(row, "PM2_5_24h"),
        _quiet(row, "PM10_24h"),
        _quiet(row, "SO2_24h"),
        _quiet(row, "NO2_24h"),
        _quiet(row, "CO_24h"),
        _quiet(row, "O3_8h_24h"),
    )


def _rows(answer: Any) -> list[_Row]:
    if isinstance(answer, dict):  # some answers wrap the list
        answer = next((value for value in answer.values() if isinstance(value, list)), None)
    if not isinstance(answer, list):
        raise SourceError("the answer is no list of rows")
    return [row for row in answer if isinstance(row, dict)]


def _text(row: _Row, field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value)


def _value(row: _Row, field: str, where: str, findings: list[str]) -> float | None:
    try:
        value = number(_text(row, field))
    except UnreadableError as problem:
        findings.append(f"{where}: {field} {problem}")
        return None
    return None if value is None else float(value)


def _quiet(row: _Row, field: str) -> float | None:
    return _value(row, field, "", [])


def _quiet_instant(row: _Row) -> datetime | None:
    try:
        return instant(_text(row, "TimePoint"))
    except UnreadableError:
        return None
