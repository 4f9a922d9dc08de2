"""A question about air or water, with what it leaves unsaid taken from the one before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from rasa_sdk import Tracker
from rasa_sdk.events import EventType

from actions import context
from actions.base import slots
from actions.period import Period, PeriodKind, now, read_period
from actions.quality_words import asks, indicator, pollutant, section_name
from actions.turn import Turn
from actions.where import Where, where

Medium = Literal["air", "water"]
LONGEST_FOLLOW_UP = 12
# A question asked longer ago is not gone on with.
FRESH = timedelta(minutes=30)


@dataclass(frozen=True)
class QualityQuestion:
    """What is asked: the medium, when, where, a pollutant or indicator, whether to go out.

    `section` is the name of a river or section in the citizen's words, empty without one;
    `picture`: the course over time is asked for.
    """

    medium: Medium
    period: Period
    here: Where
    what: str | None = None
    going_out: bool = False
    section: str = ""
    picture: bool = False

    def remembered(self, at: datetime) -> list[EventType]:
        """Return the events that let the next question go on with this one."""
        place = self.here.place.code if self.here.place and not self.here.position else None
        kept = {
            "topic": self.medium,
            "place": place,
            "section": self.section,
            "period": {**asdict(self.period), "first": str(self.period.first),
                       "last": str(self.period.last)},
            "what": self.what,
            "going_out": self.going_out,
            "at": at.isoformat(),
        }  # fmt: skip
        return slots(asked=kept)


def read(turn: Turn, tracker: Tracker, medium: Medium) -> QualityQuestion:
    """Read a question; `medium` is meant unless its words or the question before say otherwise."""
    before = topic_before(tracker, turn.at)
    leaning = before is not None and _leans(turn.text)
    medium = _medium(turn.text, before if leaning else None, medium)
    kept: dict[str, Any] = before if leaning and before else {}
    same = kept.get("topic") == medium
    going_out = asks(turn.text, "can")
    period = read_period(turn.text, turn.at, going_out=going_out)
    here = where(turn, tracker)
    named = pollutant if medium == "air" else indicator
    what = named(turn.text)
    # 那新塍呢 or 新塍 asks the same of another place; 氨氮多少 asks something new of the same one.
    again = same and (asks(turn.text, "leaning") or not (what or going_out))
    if period is None and again:
        period = _period(kept["period"], turn.at)
    section = section_name(turn.text) if medium == "water" else ""
    if same and not section and not here.named:
        section = kept["section"]
    if (not here.named or here.position) and kept.get("place"):
        here = Where(context.bureau().places.get(kept["place"]), None, named=True)
    return QualityQuestion(
        medium,
        period or now(turn.at),
        here,
        what or (kept["what"] if again else None),
        going_out or bool(again and kept["going_out"]),
        section,
        asks(turn.text, "picture"),
    )


def topic_before(tracker: Tracker, at: datetime) -> dict[str, Any] | None:
    """Return what was asked before, while it still can be gone on with."""
    kept = tracker.get_slot("asked")
    if not kept or at - datetime.fromisoformat(kept["at"]) > FRESH:
        return None
    return dict(kept)


def goes_on(turn: Turn, tracker: Tracker) -> Medium | None:
    """Return the medium of the question that a short message goes on with, None if with none."""
    before = topic_before(tracker, turn.at)
    if before is None or not turn.text or len(turn.text) > LONGEST_FOLLOW_UP:
        return None
    if before["topic"] not in ("air", "water"):
        return None
    says_something = (
        read_period(turn.text, turn.at) is not None
        or context.bureau().places.best(turn.text) is not None
        or any(asks(turn.text, what) for what in ("can", "air", "water", "picture"))
    )
    return before["topic"] if says_something else None


def _leans(text: str) -> bool:
    """Return whether a message leaves out what the one before said: 昨天呢, 那新塍呢, 能跑步吗."""
    if not text or len(text) > LONGEST_FOLLOW_UP:
        return False
    return asks(text, "leaning") or not asks(text, "subject")


def _medium(text: str, before: dict[str, Any] | None, meant: Medium) -> Medium:
    if asks(text, "air"):
        return "air"
    if asks(text, "water"):
        return "water"
    if before is not None and before["topic"] in ("air", "water"):
        kept: Medium = before["topic"]
        return "air" if asks(text, "can") else kept
    return meant


def _period(kept: dict[str, Any], at: datetime) -> Period:
    if kept["kind"] == PeriodKind.NOW:
        return now(at)
    return Period(
        PeriodKind(kept["kind"]),
        date.fromisoformat(kept["first"]),
        date.fromisoformat(kept["last"]),
        kept["label"],
        kept["against_year"],
        kept["by_weekday"],
    )
