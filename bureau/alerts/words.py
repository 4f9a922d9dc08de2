"""The text of an alert, from `words.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.alerts.model import Alert
from bureau.alerts.rule import value_of
from bureau.quality import words as quality
from bureau.quality.answers import AirAnswer, AirDayAnswer
from bureau.quality.model import AirForecast


def over(alert: Alert, air: AirAnswer, *, place: str) -> str:
    """Return the words for a value over its threshold."""
    what, value = alert.wish.what, value_of(alert, air)
    said = _said()
    assert value is not None  # for the type checker: an alert speaks of a value
    assert air.level is not None  # for the type checker: where there is a value there is a level
    return str(said["over"]).format(
        place=place,
        value=_value(what, value),
        threshold=alert.wish.threshold,
        level=air.level.name,
        verdict=quality.air_verdict(air.level.number),
        advice=quality.air_advice(air.level.number),
        station=_station(air),
        moment=quality.moment(air.observed_at),
    )


def digest(
    air: AirAnswer | None,
    yesterday: AirDayAnswer | None,
    forecast: AirForecast | None,
    *,
    place: str,
) -> str:
    """Return the morning's words about a place: now, the day ahead if forecast, yesterday."""
    said = _said()
    if air is None or air.stale or air.level is None:
        return str(said["digest_nothing"]).format(place=place)
    figures = {"AQI": air.aqi, "PM2.5": air.values.get("PM2.5")}
    text = str(said["digest"]).format(
        place=place,
        level=air.level.name,
        verdict=quality.air_verdict(air.level.number),
        station=_station(air),
        moment=quality.moment(air.observed_at),
        figures="，".join(_value(what, value) for what, value in figures.items() if value),
        advice=quality.air_advice(air.level.number),
    )
    if forecast is not None and forecast.level is not None:
        ahead = str(said["digest_forecast"])
        text += "\n" + ahead.format(level=forecast.level.name, aqi=forecast.aqi)
    if yesterday is not None and yesterday.level is not None:
        before = str(said["digest_yesterday"])
        text += "\n" + before.format(level=yesterday.level.name, aqi=yesterday.aqi)
    return text


def notice(air: AirAnswer | None, *, place: str, at: datetime) -> dict[str, str]:
    """Return the same in the fields of a subscription notice, at most 20 characters each."""
    said = _said()["notice"]
    if air is None or air.stale or air.level is None:
        what = str(said["nothing"])
    else:
        what = str(said["what"]).format(level=air.level.name, aqi=air.aqi)
    local = (at if air is None else air.observed_at).astimezone(SHANGHAI)
    facts = {"place": place, "what": what, "time": local.strftime("%Y-%m-%d %H:%M")}
    return {field: str(form).format(**facts)[:20] for field, form in said["fields"].items()}


def letter(parts: list[str], airs: list[AirAnswer], *, closing: bool) -> str:
    """Return one message of several parts; `closing`: the window ends before the next morning."""
    said = _said()
    sources = dict.fromkeys(
        air.source_label + quality.demo_mark(demo=air.demo, source_label=air.source_label)
        for air in airs
    )
    lines = [*parts]
    if sources:
        lines.append(str(said["source"]).format(sources=quality.joined(sources)))
    lines.append(str(said["reply" if closing else "end"]))
    return "\n".join(lines)


def _value(what: str, value: float) -> str:
    if what == "AQI":
        return str(_said()["index"]).format(value=value)
    return quality.air_value(what, value)


def _station(air: AirAnswer) -> str:
    said = _said()
    if air.station is None:
        return str(said["stations"]).format(count=len(air.stations))
    if air.distance_km is None:
        return quality.station(air.station)
    name = quality.station(air.station)
    return str(said["station_far"]).format(name=name, km=max(air.distance_km, 1))


@cache
def _said() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml_beside(__file__, "words.yml")
    return loaded
