"""The air: the verdict first, then figures, time and source."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import Button, say
from actions.month import ALIKE
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.dialogue.period import PeriodKind, day_label
from bureau.dialogue.quality_question import QualityQuestion
from bureau.dialogue.quality_words import (
    demo_mark,
    primary,
    said,
    source_line,
    station,
    whose_silence,
)
from bureau.dialogue.where import Where
from bureau.places import Level
from bureau.quality import words
from bureau.quality.answers import AirAnswer, AirDayAnswer, AirPeriodAnswer
from bureau.quality.charts import Chart
from bureau.quality.charts.name import CITY
from bureau.quality.sites import source_label

_LONGEST_CHART = 7  # days


def answer_air(
    asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher
) -> Chart | None:
    """Answer for the place and the time asked for; return the chart that goes with it."""
    match asked.period.kind:
        case PeriodKind.AHEAD | PeriodKind.BEYOND:
            _ahead(asked, turn, dispatcher)
            return None
        case PeriodKind.DAY:
            return _day(asked, turn, dispatcher)
        case PeriodKind.SPAN:
            return _span(asked, turn, dispatcher)
    return _now(asked, turn, dispatcher)


def _now(asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> Chart | None:
    here = asked.here
    answer = context.bureau().quality.air_now(place=here.place, position=here.position, at=turn.at)
    if answer is None or answer.level is None or answer.aqi is None:
        say(
            dispatcher,
            "utter_air_unknown",
            why=whose_silence(context.bureau().quality.sources(), "air", turn.at),
        )
        return None
    level = answer.level.number
    say(
        dispatcher,
        "utter_air_now",
        lead=said()["air"]["can"][level] if asked.going_out else "",
        place=_name(here),
        level=answer.level.name,
        verdict=words.air_verdict(level),
        station=station(answer),
        aqi=answer.aqi,
        figure=_figure(answer, asked.what),
        primary=primary(answer.primary),
        advice=words.air_advice(level),
        hint="" if here.place or here.position else said()["air"]["hint"],
        buttons=_home(here, turn),
        **source_line(answer, turn.at),
    )
    site = answer.station_code or CITY
    return Chart("air", site, asked.what or "AQI", "24h", answer.observed_at)


def _day(asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> Chart | None:
    day = asked.period.first
    answer = context.bureau().quality.air_on(day=day, at=turn.at, place=asked.here.place)
    if answer is not None and answer.beyond:
        say(
            dispatcher,
            "utter_air_day_beyond",
            place=_name(asked.here),
            day=asked.period.label,
            names=words.named(answer.beyond, "air"),
        )
        return None
    if answer is None or answer.level is None:
        say(dispatcher, "utter_air_no_day", day=asked.period.label)
        return None
    known = said()["air"]
    name = _daily(asked.what or "PM2.5")
    has = name in answer.values
    unwhole = not answer.whole and answer.hours is not None
    one = _one_station(answer, turn.at)
    say(
        dispatcher,
        "utter_air_day_value" if asked.what and has else "utter_air_day",
        unwhole=known["unwhole"].format(hours=answer.hours) if unwhole else "",
        place=_name(asked.here),
        day=asked.period.label,
        level=answer.level.name,
        aqi=answer.aqi,
        figure=words.air_value(name, answer.values[name]) if has else "",
        primary=primary(answer.primary),
        station=known["day_station"].format(name=words.station(one)) if one else "",
        source=answer.source_label,
        demo=demo_mark(answer),
    )
    site = answer.stations[0] if len(answer.stations) == 1 else CITY
    midnight = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    return Chart("air", site, asked.what or "AQI", "24h", midnight)


def _span(asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> Chart | None:
    period = asked.period
    answer = context.bureau().quality.air_over(
        first=period.first, last=period.last, at=turn.at, place=asked.here.place
    )
    name = _daily(asked.what or "PM2.5")
    mean = answer.summary.statistics.get(name) if answer else None
    if answer is None or mean is None:
        say(dispatcher, "utter_air_no_day", day=period.label)
        return None
    beside = answer.last_year if period.against_year else answer.before
    before = beside.statistics.get(name)
    response = "utter_air_span" if before is None else "utter_air_span_compared"
    say(
        dispatcher,
        response,
        place=_name(asked.here),
        period=period.label,
        good=answer.summary.good_days,
        days=answer.summary.days,
        mean=words.air_value(name, mean),
        source=answer.source_label,
        demo=demo_mark(answer),
        **_compared(answer, mean, before, name, against_year=period.against_year),
    )
    if len(period.days) > _LONGEST_CHART:
        return None
    end = datetime.combine(period.last + timedelta(days=1), time.min, SHANGHAI)
    return Chart("air", _site(asked, turn), asked.what or "AQI", "7d", end)


def _compared(
    answer: AirPeriodAnswer, mean: float, before: float | None, name: str, *, against_year: bool
) -> dict[str, Any]:
    known = said()["air"]
    days = (answer.last - answer.first).days + 1
    other = known["last_year"] if against_year else known["before"].format(days=days)
    if before is None:
        return {}
    change = (mean - before) / before if before else 0.0
    way = "alike" if abs(change) < ALIKE else "better" if change < 0 else "worse"
    return {
        "verdict": known[way].format(other=other),
        "other": other,
        "before": f"{before:.1f}" if name == "CO" else f"{before:.0f}",
    }


def _ahead(asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    known = said()["air"]
    quality = context.bureau().quality
    today = turn.at.astimezone(SHANGHAI).date()
    rows, levels, told = [], [], None
    for day in asked.period.days if asked.period.kind is PeriodKind.AHEAD else []:
        forecast = quality.air_forecast(place=asked.here.place, day=day, at=turn.at)
        called = day_label(day, today, weekday=asked.period.by_weekday)
        if forecast is None or forecast.level is None:
            rows.append(known["ahead_none"].format(day=called))
            continue
        told = forecast
        levels.append(forecast.level)
        rows.append(
            known["ahead_row"].format(
                day=called,
                level=forecast.level.name,
                aqi=forecast.aqi,
                primary=primary(forecast.primary),
            )
        )
    if told is None:
        tomorrow = today + timedelta(days=1)
        nearer = quality.air_forecast(place=asked.here.place, day=tomorrow, at=turn.at)
        say(dispatcher, "utter_air_too_far" if nearer else "utter_air_no_forecast")
        return
    worst = max(levels, key=lambda level: level.number)
    place = context.bureau().places.get(told.place)
    say(
        dispatcher,
        "utter_air_forecast",
        lead=known["can"][worst.number] if asked.going_out else "",
        place=place.name if place else known["here"],
        period=asked.period.label,
        level=worst.name,
        verdict=words.air_verdict(worst.number),
        rows="\n".join(rows),
        advice=words.air_advice(worst.number),
        source=source_label(told.source, "air"),
        demo=words.demo_mark(demo=told.demo, source_label=source_label(told.source, "air")),
    )


def _site(asked: QualityQuestion, turn: Turn) -> str:
    """Return the station whose hours show a period at a place."""
    if asked.here.place is None:
        return CITY
    answer = context.bureau().quality.air_now(place=asked.here.place, at=turn.at)
    return (answer.station_code if answer else None) or CITY


def _one_station(answer: AirDayAnswer, at: datetime) -> str:
    """Return the name of the station when a day rests on one alone."""
    if len(answer.stations) != 1:
        return ""
    stations = context.bureau().quality.stations(at=at)
    return next((s.name for s in stations if s.code == answer.stations[0]), "")


def _daily(what: str) -> str:
    return "O3_8h" if what == "O3" else what


def _name(here: Where) -> str:
    return here.place.name if here.place else str(said()["here"])


def _figure(answer: AirAnswer, wanted: str | None) -> str:
    name = wanted or "PM2.5"
    return words.air_value(name, answer.values[name]) if name in answer.values else ""


def _home(here: Where, turn: Turn) -> list[Button]:
    """Offer to remember the town, to those whose town is not known."""
    if here.place is None or here.place.level is not Level.TOWN or not here.named or turn.home:
        return []
    payload = f'/send_location{{"option": "home", "label": "{here.place.code}"}}'
    return [{"title": said()["remember"].format(name=here.place.name), "payload": payload}]
