"""The water: the verdict first, then the section, the indicator that decides, time and source."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.dialogue.period import PeriodKind
from bureau.dialogue.quality_question import QualityQuestion
from bureau.dialogue.quality_words import (
    demo_mark,
    is_sure_of_water,
    is_water,
    said,
    source_line,
    whose_silence,
)
from bureau.dialogue.readback import plain
from bureau.places import Level
from bureau.quality import words
from bureau.quality.answers import WaterAnswer
from bureau.quality.charts import Chart
from bureau.quality.water_class import TARGET_CLASS, class_name

_LONGEST_SPAN = 40  # days whose samples are counted in a chat


def answer_water(
    asked: QualityQuestion, turn: Turn, dispatcher: CollectingDispatcher
) -> Chart | None:
    """Answer for the section, the river or the place asked for; return the chart with it."""
    if asked.period.kind in (PeriodKind.AHEAD, PeriodKind.BEYOND):
        say(dispatcher, "utter_water_no_forecast")
        return None
    bureau = context.bureau()
    place = asked.here.place or bureau.places.city
    name = asked.section or None
    answer = bureau.quality.water_now(place=place, name=name, at=turn.at)
    if answer is None or answer.water_class is None:
        sections = bureau.quality.sections(at=turn.at)
        why = (
            ""
            if sections and name
            else whose_silence(context.bureau().quality.sources(), "water", turn.at)
        )
        say(dispatcher, "utter_water_silent" if why else "utter_water_unknown", why=why)
        return None
    if instead := _instead(asked, answer):
        # Another water's class says nothing of this one, least of all of what people drink.
        say(dispatcher, "utter_water_elsewhere", instead=instead, section=answer.section,
            near=_near(answer))  # fmt: skip
        return None
    if asked.period.kind is not PeriodKind.NOW:
        return _past(asked, answer, turn, dispatcher)
    value = _value(asked.what, answer)
    facts: dict[str, Any] = dict(source_line(answer, turn.at))
    say(
        dispatcher,
        "utter_water_now",
        section=answer.section,
        klass=answer.class_name,
        verdict=words.water_verdict(answer.water_class),
        value=value,
        deciding=_deciding(answer),
        near=_near(answer),
        **facts,
    )
    what = asked.what if value else None
    return Chart("water", answer.section_code, what or "class", "7d", answer.observed_at)


def _past(
    asked: QualityQuestion, answer: WaterAnswer, turn: Turn, dispatcher: CollectingDispatcher
) -> Chart | None:
    """Say between which classes the samples of a time lay."""
    period = asked.period
    end = datetime.combine(period.last + timedelta(days=1), time.min, SHANGHAI)
    days = min(len(period.days), _LONGEST_SPAN)
    series = context.bureau().quality.water_series(
        section=answer.section_code, what="class", days=days, at=end
    )
    classes = [round(point.value) for point in series.points if point.value] if series else []
    if series is None or not classes:
        say(dispatcher, "utter_water_no_day", day=period.label)
        return None
    best, worst = class_name(min(classes)).name, class_name(max(classes)).name
    known = said()["water"]
    steady = "steady" if best == worst else "between"
    say(
        dispatcher,
        "utter_water_past",
        section=answer.section,
        period=period.label,
        verdict=words.water_verdict(max(classes)),
        classes=known[steady].format(klass=best, best=best, worst=worst),
        count=len(classes),
        good=sum(each <= TARGET_CLASS for each in classes),
        value=_values(asked, answer, days, end),
        near=_near(answer),
        source=series.source_label,
        demo=demo_mark(series),
    )
    return Chart("water", answer.section_code, asked.what or "class", "7d", end)


def _value(what: str | None, answer: WaterAnswer) -> str:
    """Return the indicator that was asked for, empty when none was or it is not measured."""
    if what is None or what not in answer.values:
        return ""
    return str(said()["water"]["value"]).format(
        name=words.named((what,), "water"),
        value=f"{answer.values[what]:.3g}",
        unit=words.unit(what, "water"),
    )


def _deciding(answer: WaterAnswer) -> str:
    if answer.water_class is None or answer.water_class <= TARGET_CLASS or not answer.deciding:
        return ""
    names = words.named(answer.deciding, "water")
    return str(said()["water"]["deciding"].format(names=names))


def _values(asked: QualityQuestion, answer: WaterAnswer, days: int, end: datetime) -> str:
    """Return between what an indicator lay, empty when none was asked for."""
    if asked.what is None:
        return ""
    series = context.bureau().quality.water_series(
        section=answer.section_code, what=asked.what, days=days, at=end
    )
    values = [point.value for point in series.points if point.value is not None] if series else []
    if not values:
        return ""
    return str(said()["water"]["values"]).format(
        name=words.named((asked.what,), "water"),
        low=f"{min(values):.3g}",
        high=f"{max(values):.3g}",
        unit=words.unit(asked.what, "water"),
    )


def _instead(asked: QualityQuestion, answer: WaterAnswer) -> str:
    """Say first of all when another section answers than the one that was named."""
    name = asked.section
    if not name or answer.nearness in ("name", "town"):
        return ""
    place = asked.here.place
    area = place if place and place.level in (Level.COUNTY, Level.CITY) else None
    if area is not None and answer.nearness == "county" and not is_water(name, area):
        return ""
    known_place = context.bureau().places.best(name)
    sure = is_sure_of_water(name) or (known_place is not None and known_place.text == name)
    known = said()["water"]["not_found" if sure else "not_found_there"]
    return str(known).format(name=plain(name, 12))


def _near(answer: WaterAnswer) -> str:
    nearness = said()["water"]["nearness"][answer.nearness]
    return str(nearness).format(km=answer.distance_km or 0)
