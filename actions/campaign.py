"""Events, a short quiz, tips by season."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.offers import offer
from actions.turn import Turn
from basis import days_ahead
from basis.clock import SHANGHAI
from bureau.campaigns import (
    Campaign,
    CampaignError,
    a_round,
    day_named,
    questions,
    season_named,
    special_days,
    tip,
    tips,
    verdict,
    words,
)
from bureau.campaigns.almanac import SpecialDay
from bureau.dialogue.campaign_words import event_wish, event_word, quiz_word

QUIZ = "quiz"
EVENT = "event"
_MOST_SHOWN = 5
_SOON = 60  # days


class ActionCampaign(BureauAction):
    """Says what is on and what a day is about; takes and ends the wish to be told of events."""

    called = "action_campaign"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Subscribe, unsubscribe, join or tell."""
        what, _, number = turn.option.partition(":")
        if what == "join" and number.isdecimal():
            return _join(int(number), turn, dispatcher)
        wish = what or event_wish(turn.text)
        if wish == "unsubscribe":
            ended = context.bureau().campaigns.unsubscribe(by=turn.by)
            what = "unsubscribed" if ended else "none_to_end"
            say(dispatcher, f"utter_campaign_{what}")
            return []
        if wish == "subscribe":
            return _subscribed(turn, dispatcher)
        return _told(turn, dispatcher, today_only=wish == "today")


class ActionQuiz(BureauAction):
    """Asks a question of the quiz, tells whether it was right, and goes on."""

    called = "action_quiz"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Begin a round, or take what was tapped."""
        state = tracker.get_slot("quiz")
        code, _, choice = turn.option.partition(":")
        if choice.isdecimal():
            if state is None or state["codes"][state["place"]] != code:
                say(dispatcher, "utter_press_expired")
                return []
            return _answer(int(choice), state, turn, dispatcher)
        return _ask({"codes": a_round(turn.message_key), "place": 0, "score": 0}, turn, dispatcher)


class ActionTip(BureauAction):
    """Gives a tip of the season, another one each time."""

    called = "action_tip"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Tell it with its source, if it holds a figure."""
        given = int(tracker.get_slot("tips_given") or 0)
        named = season_named(turn.text) if turn.text else turn.option
        of = named if named in tips() else None
        told = tip(_today(turn), given, of=of)
        source = words().part("source", source=told.source) if told.source else ""
        say(dispatcher, "utter_tip", tip=told.text, source=source, season=of or "now")
        return slots(tips_given=given + 1)


def of_the_quiz(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take a written answer to the question asked just now; None where it is none."""
    asked, state = turn.situation.offer, tracker.get_slot("quiz")
    topic = turn.situation.topic
    open_still = asked is not None and asked.what == QUIZ
    # Some words later only an end, or the wish for the answer, is heard.
    just_before = asked is None and topic is not None and topic["topic"] == QUIZ
    if state is None or not (open_still or just_before):
        return None
    question = questions()[state["codes"][state["place"]]]
    said = quiz_word(turn.text)
    if just_before and said is None:
        return None
    if said == "ends":
        count = state["place"]
        say(dispatcher, "utter_quiz_left", score=state["score"], count=count)
        return slots(quiz=None, offer=None)
    choice = question.read(turn.text)
    if choice is None and said == "gives_up":
        # The first that is wrong: who does not know has not answered.
        choice = next(place for place in range(len(question.options)) if place != question.right)
    return None if choice is None else _answer(choice, state, turn, dispatcher)


def of_an_event(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what is said of the event joined just now; None where it is nothing of it."""
    topic = turn.situation.topic
    if not topic or topic["topic"] != EVENT or turn.situation.offer is not None:
        return None
    said = event_word(turn.text)
    if said is None:
        return None
    say(dispatcher, f"utter_campaign_{said}")
    return slots(asked=topic)


def _ask(state: dict[str, Any], turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    question = questions()[state["codes"][state["place"]]]
    buttons: list[Button] = [
        {"title": option, "payload": f'/start_quiz{{"option": "{question.code}:{place}"}}'}
        for place, option in enumerate(question.options)
    ]
    say(
        dispatcher,
        "utter_quiz_ask",
        number=state["place"] + 1,
        count=len(state["codes"]),
        question=question.ask,
        buttons=buttons,
    )
    topic = {"topic": QUIZ, "at": turn.at.isoformat()}
    return [*slots(quiz=state, asked=topic), *offer(QUIZ, turn, question.code)]


def _answer(
    choice: int, state: dict[str, Any], turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    question = questions()[state["codes"][state["place"]]]
    right = choice == question.right
    context.bureau().campaigns.answered(question=question.code, right=right)
    say(
        dispatcher,
        "utter_quiz_right" if right else "utter_quiz_wrong",
        right=question.options[question.right],
        fact=question.fact,
        source=words().part("source", source=question.source),
    )
    state = {**state, "place": state["place"] + 1, "score": state["score"] + right}
    if state["place"] < len(state["codes"]):
        return _ask(state, turn, dispatcher)
    count = len(state["codes"])
    say(
        dispatcher,
        "utter_quiz_over",
        score=state["score"],
        count=count,
        verdict=verdict(state["score"], count),
    )
    return slots(quiz=None, offer=None)


def _told(turn: Turn, dispatcher: CollectingDispatcher, *, today_only: bool) -> list[EventType]:
    """Say what is on, and what the day that was named is about."""
    special = day_named(turn.text)
    coming = context.bureau().campaigns.coming(at=turn.at)
    if special is not None:
        coming = [each for each in coming if each.told.kind == special.code]
        say(dispatcher, "utter_campaign_day", day=_day_row(special, _today(turn)))
    named = context.bureau().places.best(turn.text) if turn.text else None
    if named is not None and named.place != context.bureau().places.city:
        coming = context.bureau().campaigns.coming(at=turn.at, area=named.place.code)
    if today_only:
        on = [each for each in coming if _date(each) <= _today(turn)]
        if not on:
            say(dispatcher, "utter_campaign_none_today")
        coming = on or coming
    shown = coming[:_MOST_SHOWN]
    subscribed = bool(context.bureau().campaigns.of_citizen(by=turn.by))
    more: list[Button] = [{"title": words().part("join", title=each.told.title[:12]),
                           "payload": f'/ask_campaign{{"option": "join:{each.id}"}}'}
                          for each in shown]  # fmt: skip
    if not subscribed:
        more.append({"title": words().part("subscribe"),
                     "payload": '/ask_campaign{"option": "subscribe"}'})  # fmt: skip
    if shown:
        rows = "\n".join(_row(each, turn) for each in shown)
        say(dispatcher, "utter_campaign_list", rows=rows, buttons=more)
    else:
        ahead = "" if special else "\n".join(_soon(_today(turn)))
        say(dispatcher, "utter_campaign_none", ahead=ahead and f"\n{ahead}", buttons=more)
    return []


def _subscribed(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    named = context.bureau().places.best(turn.text) if turn.text else None
    place = named.place if named is not None else context.bureau().places.city
    context.bureau().campaigns.subscribe(by=turn.by, at=turn.at, area=place.code)
    say(dispatcher, "utter_campaign_subscribed", place=place.name)
    return []


def _join(number: int, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    try:
        joined = context.bureau().campaigns.join(campaign=number, by=turn.by, at=turn.at)
    except CampaignError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
        return []
    say(dispatcher, "utter_campaign_joined", title=joined.told.title, place=joined.told.place,
        when=days_ahead.span(joined.told.starts, joined.told.ends, turn.at))  # fmt: skip
    return slots(asked={"topic": EVENT, "at": turn.at.isoformat()})


def _row(campaign: Campaign, turn: Turn) -> str:
    told = campaign.told
    return words().part(
        "row",
        title=told.title + (words().part("demo") if campaign.demo else ""),
        when=days_ahead.span(told.starts, told.ends, turn.at),
        place=told.place,
    )


def _day_row(special: SpecialDay, today: date) -> str:
    """Return what a day is about, when it comes next, and where that stands."""
    when = special.next(today)
    shown = words().part("no_date")
    if when is not None:
        shown = words().part("date", month=when.month, day=when.day)
    source = words().part("source", source=special.source)
    return words().part("day_row", name=special.name, date=shown, about=special.about) + source


def _soon(today: date) -> list[str]:
    """Return the year's days that come within two months."""
    coming = [(day.next(today), day) for day in special_days()]
    near = [(when, day) for when, day in coming if when and (when - today).days <= _SOON]
    return [_day_row(day, today) for _, day in sorted(near, key=lambda pair: pair[0])]


def _today(turn: Turn) -> date:
    return turn.at.astimezone(SHANGHAI).date()


def _date(campaign: Campaign) -> date:
    return campaign.told.starts.astimezone(SHANGHAI).date()
