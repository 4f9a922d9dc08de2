"""A month at a place: the diagnosis that the bureau released, else what the stations say so far."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.diagnosis.digest import digest
from bureau.diagnosis.model import Diagnosis
from bureau.diagnosis.words import said, spoken_month
from bureau.dialogue.month_question import MonthQuestion, months_compared, read_month_question
from bureau.dialogue.quality_question import Medium
from bureau.dialogue.quality_words import asks, demo_mark
from bureau.dialogue.where import where
from bureau.places import Place
from bureau.quality import words
from bureau.quality.answers import AirPeriodAnswer

_DAY = timedelta(days=1)
# So far back goes the past that a demonstration is given.
_DEMO_REACHES = timedelta(days=400)
# Means that differ by less are alike: instruments are not that exact.
ALIKE = 0.05


class ActionMonth(BureauAction):
    """Tells a month at a place in a few sentences, with the page where all of it stands."""

    called = "action_month"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say it, or say that nothing is released and what the stations measured."""
        places = context.bureau().places
        asked = read_month_question(turn, turn.situation, None, places)
        if asked is None or not tell_month(asked, turn, dispatcher):
            say(dispatcher, "utter_month_which")
        return []


def month_asked(medium: Medium, turn: Turn) -> MonthQuestion | None:
    """Return the question about a month that a question about air or water is."""
    return read_month_question(turn, turn.situation, medium, context.bureau().places)


def tell_released(asked: MonthQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Tell what is released of the month asked for; return whether anything is."""
    area, diagnoses = _area(asked), context.bureau().diagnoses
    if asked.running:
        return False
    if asked.month is None:
        found = diagnoses.last_released(area=area.code)
    else:
        found = diagnoses.released(area=area.code, month=asked.month)
    if found is None:
        return False
    _tell(found, asked, dispatcher)
    return True


def tell_month(asked: MonthQuestion, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Tell what is released, else what the stations measured; return whether anything was told."""
    if tell_released(asked, turn, dispatcher):
        return True
    area = _area(asked)
    today = turn.at.astimezone(SHANGHAI).date()
    first = asked.month or (today.replace(day=1) - _DAY).replace(day=1)
    last = min((first + timedelta(days=32)).replace(day=1) - _DAY, today - _DAY)
    if last < first:
        # On the first of a month nothing of it is over yet.
        say(dispatcher, "utter_month_begun", month=spoken_month(first), **_link(area))
        return True
    answer = context.bureau().quality.air_over(first=first, last=last, at=turn.at, place=area)
    if answer is None or not answer.summary.days:
        if _still_filled(first, today):
            say(dispatcher, "utter_month_filling", month=spoken_month(first), **_link(area))
            return True
        say(dispatcher, "utter_month_no_data", place=area.name, month=spoken_month(first),
            **_link(area))  # fmt: skip
        return True
    running = asked.running
    say(
        dispatcher,
        "utter_month_running" if running else "utter_month_unreleased",
        place=area.name,
        month=spoken_month(first),
        last=f"{last.month}/{last.day}",
        **_measured(answer),
        **_link(area),
    )
    return True


def months_compared_told(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Tell two months of the air of a place beside each other; return whether two were asked of."""
    bureau = context.bureau()
    months = months_compared(turn.text, turn.at)
    if months is None or asks(turn.text, "water"):
        return False
    place = where(turn, turn.situation, bureau.places).place or bureau.places.city
    yesterday = turn.at.astimezone(SHANGHAI).date() - _DAY
    rows, means, sources = [], [], []
    for first in months:
        last = min((first + timedelta(days=32)).replace(day=1) - _DAY, yesterday)
        answer = (
            bureau.quality.air_over(first=first, last=last, at=turn.at, place=place)
            if first <= last
            else None
        )
        mean = answer.summary.statistics.get("PM2.5") if answer else None
        row = said()["compared" if answer and mean is not None else "compared_none"]
        facts = _measured(answer) if answer else {}
        rows.append(str(row).format(month=spoken_month(first), **facts))
        means.append(mean)
        sources += [facts] if facts else []
    if not sources and _still_filled(months[0], yesterday):
        say(dispatcher, "utter_month_filling", month=spoken_month(months[0]), newest="")
        return True
    if not sources:
        say(dispatcher, "utter_month_no_data", place=place.name, month=spoken_month(months[0]),
            newest="")  # fmt: skip
        return True
    say(
        dispatcher,
        "utter_month_compared",
        place=place.name,
        rows="\n".join(rows),
        verdict=_which_better(means),
        source=sources[0]["source"],
        demo=sources[0]["demo"],
    )
    return True


def _still_filled(first: date, today: date) -> bool:
    """Return whether a month is one that a demonstration, just begun, has not yet come to."""
    demo = context.bureau().settings.data_source == "demo"
    return demo and first >= (today - _DEMO_REACHES).replace(day=1)


def _which_better(means: list[float | None]) -> str:
    """Return which of two months had the cleaner air, empty where one is not known."""
    before, after = means
    if before is None or after is None:
        return ""
    change = (after - before) / before if before else 0.0
    way = "alike" if abs(change) < ALIKE else "better" if change < 0 else "worse"
    return str(said()[f"compared_{way}"])


def _tell(found: Diagnosis, asked: MonthQuestion, dispatcher: CollectingDispatcher) -> None:
    findings = found.findings
    sentences = digest(findings, medium=asked.medium, against_year=asked.against_year)
    say(
        dispatcher,
        "utter_month_digest",
        place=findings.name,
        month=spoken_month(findings.month),
        sentences="\n".join(sentences),
        demo=words.demo_mark(demo=findings.demo, source_label=""),
        link=_address(findings.area, findings.month),
    )


def _measured(answer: AirPeriodAnswer) -> dict[str, Any]:
    mean = answer.summary.statistics.get("PM2.5")
    return {
        "good": answer.summary.good_days,
        "days": answer.summary.days,
        "mean": words.air_value("PM2.5", mean) if mean is not None else "",
        "source": answer.source_label,
        "demo": demo_mark(answer),
    }


def _link(area: Place) -> dict[str, Any]:
    """Return where the newest diagnosis of a place stands, empty where none is released."""
    found = context.bureau().diagnoses.last_released(area=area.code)
    if found is None:
        return {"newest": ""}
    month = found.findings.month
    told = said()["newest"]
    return {"newest": str(told).format(month=spoken_month(month), link=_address(area.code, month))}


def _address(area: str, month: date) -> str:
    return f"{context.bureau().settings.public_url}/diagnosis/{area}/{month:%Y-%m}"


def _area(asked: MonthQuestion) -> Place:
    """Return the place asked for where it has diagnoses, else the city."""
    bureau = context.bureau()
    place = asked.here.place
    known = bureau.diagnoses.area(place.official_code) if place else None
    return known or bureau.places.city
