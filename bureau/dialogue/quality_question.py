"""A question about air or water, with what it leaves unsaid taken from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from bureau.dialogue.message import Message
from bureau.dialogue.period import Period, PeriodKind, now, read_period
from bureau.dialogue.quality_words import asks, indicator, pollutant, section_name
from bureau.dialogue.situation import Situation
from bureau.dialogue.where import Where, where
from bureau.places import Gazetteer

Medium = Literal["air", "water"]
LONGEST_FOLLOW_UP = 12


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

    def kept(self, at: datetime) -> dict[str, Any]:
        """Return what a slot keeps, so that the next question can go on with this one."""
        place = self.here.place.code if self.here.place and not self.here.position else None
        return {
            "topic": self.medium,
            "place": place,
            "section": self.section,
            "period": {**asdict(self.period), "first": str(self.period.first),
                       "last": str(self.period.last)},
            "what": self.what,
            "going_out": self.going_out,
            "at": at.isoformat(),
        }  # fmt: skip


def read_question(
    message: Message, situation: Situation, medium: Medium, places: Gazetteer
) -> QualityQuestion:
    """Read a question; `medium` is meant unless its words or the question before say otherwise."""
    text, before = message.text, situation.topic
    leaning = before is not None and _leans(text)
    medium = _medium(text, before if leaning else None, medium)
    kept: Mapping[str, Any] = before if leaning and before else {}
    same = kept.get("topic") == medium
    going_out = asks(text, "can")
    period = read_period(text, message.at, going_out=going_out)
    here = where(message, situation, places)
    named = pollutant if medium == "air" else indicator
    what = named(text)
    # 那新塍呢 or 新塍 asks the same of another place; 氨氮多少 asks something new of the same one.
    again = same and (asks(text, "leaning") or not (what or going_out))
    if period is None and again:
        period = _period(kept["period"], message.at)
    section = section_name(text) if medium == "water" else ""
    if same and not section and not here.named:
        section = kept["section"]
    # Another water is asked about: it need not flow where the one before does.
    if (not here.named or here.position) and kept.get("place") and section in ("", kept["section"]):
        here = Where(places.get(kept["place"]), None, named=True)
    return QualityQuestion(
        medium,
        period or now(message.at),
        here,
        what or (kept["what"] if again else None),
        going_out or bool(again and kept["going_out"]),
        section,
        asks(text, "picture"),
    )


def gone_on_with(message: Message, situation: Situation, places: Gazetteer) -> Medium | None:
    """Return the medium of the question that a short message goes on with, None if with none."""
    before, text = situation.topic, message.text
    if before is None or not text or len(text) > LONGEST_FOLLOW_UP:
        return None
    if before["topic"] not in ("air", "water"):
        return None
    says_something = (
        read_period(text, message.at) is not None
        or places.best(text) is not None
        or any(asks(text, what) for what in ("can", "air", "water", "picture"))
    )
    return before["topic"] if says_something else None


def _leans(text: str) -> bool:
    """Return whether a message leaves out what the one before said: 昨天呢, 那新塍呢, 能跑步吗."""
    if not text or len(text) > LONGEST_FOLLOW_UP:
        return False
    return asks(text, "leaning") or not asks(text, "subject")


def _medium(text: str, before: Mapping[str, Any] | None, meant: Medium) -> Medium:
    if asks(text, "air"):
        return "air"
    if asks(text, "water"):
        return "water"
    if before is not None and before["topic"] in ("air", "water"):
        kept: Medium = before["topic"]
        return "air" if asks(text, "can") else kept
    return meant


def _period(kept: Mapping[str, Any], at: datetime) -> Period:
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
