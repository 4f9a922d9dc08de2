"""Questions: about the service itself, from the library with their source, or an honest no."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.offers import offer
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.answers import Reply, ReplyKind
from bureau.cases import Draft, terms
from bureau.cases.lifecycle import Clock
from bureau.dialogue.acts import Act
from bureau.dialogue.acts.thresholds import INTENT_SURE
from bureau.dialogue.decide import LOOK_UPS, SERVICES
from bureau.dialogue.enquiry import at_hand, may_want_to_know, of_the_moment, wants_to_know
from bureau.dialogue.faq import answer_to, asks_whether_filed, second_answer_to
from bureau.dialogue.only_asking import only_asks, what_is_asked
from bureau.dialogue.quality_question import LONGEST_FOLLOW_UP
from bureau.dialogue.quality_words import asks
from bureau.dialogue.report_hearing import READ_BACK, waiting
from bureau.rewards import reward_rules
from bureau.rewards.money import yuan

# What is asked for in these words is done, whatever the texts say of it.
_NEVER = frozenset({"erase_me", "handover", "cancel", "restart", "verdict"})
# These answer with days and seats, where a text only says that they are there.
_VISITS = frozenset({"ask_open_days", "book_visit", "my_visits"})
_DO_MORE = _VISITS | {"ask_campaign"}
# Answers to what is said of the assistant itself, which resembles small talk.
_OF_THE_ASSISTANT = ("written", "robot")


class ActionQuestion(BureauAction):
    """Answers what residents ask."""

    called = "action_question"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Say the answer that fits, offer the near ones, or name the people who know."""
        explain(turn, dispatcher)
        return with_report(turn, dispatcher)


def explain(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say the answer that fits a question, offer the near ones, or name the people who know."""
    if turn.tapped:
        _opened(turn, dispatcher)
    elif _of_handing_in(turn):
        say(dispatcher, "utter_question_unsubmitted")
    elif answer := answer_to(turn.text) or (second_answer_to(turn.text) if turn.glossed else None):
        # To what was asked in English the service's own answers come first: the texts are Chinese.
        _of_the_service(answer, turn, dispatcher)
    elif not (_office_told(turn, dispatcher) or from_the_library(turn, dispatcher)):
        if answer := second_answer_to(turn.text):
            _of_the_service(answer, turn, dispatcher)
            return
        context.bureau().library.note_unanswered(question=turn.words, at=turn.at)
        say(dispatcher, "utter_question")


def from_the_library(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say what the library knows of a question; False where it does not know."""
    reply = context.bureau().library.answer(question=turn.text, at=turn.at)
    return tell(reply, dispatcher)


def enquired(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Answer from the library what resembles a complaint or a service, and only wants to know.

    False where it does not ask, or where the library is not sure.
    """
    if turn.tapped:
        return False
    if _office_told(turn, dispatcher):
        return True
    library = context.bureau().library
    if turn.intent in _NEVER or not asks_to_know(turn) or _does_more(turn):
        return False
    served = turn.intent in LOOK_UPS | SERVICES
    if served and (of_the_moment(turn.text) or turn.clues.place):
        return False
    reply = library.answer(question=turn.text, at=turn.at)
    if served and reply.kind is not ReplyKind.FOUND:
        return False  # where a service answers, the texts' choices are no better
    return library.sure(reply, instead=served) and tell(reply, dispatcher)


def before_any_day(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer from the library what is asked of visits while no day is set; None elsewhere."""
    of_visits = turn.intent in _VISITS and not _does_more(turn)
    return [] if of_visits and enquired(turn, dispatcher) else None


def asks_to_know(turn: Turn) -> bool:
    """Return whether words ask, by what is always said so or by what was learned."""
    if turn.tapped or not may_want_to_know(turn.text):
        return False
    return wants_to_know(turn.text) or context.bureau().library.wished(question=turn.text)


def _does_more(turn: Turn) -> bool:
    """Return whether a service answers with more than a text: a case, days that can be booked."""
    if turn.intent == "ask_case":
        asks = turn.reading is not None and turn.reading.act is Act.PROGRESS
        return asks or bool(context.bureau().cases.of_citizen(by=turn.by, limit=1))
    if turn.intent not in _DO_MORE or turn.confidence < INTENT_SURE:
        return False
    if turn.intent not in _VISITS:
        return True
    days = context.bureau().open_days
    return bool(days.upcoming(at=turn.at) or days.live(by=turn.by, at=turn.at))


def report_offered(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Offer to report what an answered question tells of; False where it tells of nothing at hand.

    隔壁在烧垃圾罚多少 is a question, and there is something to be seen to.
    """
    if turn.tapped or turn.situation.half_told or turn.situation.asked is not None:
        return False
    told = any(message["response"] == "utter_answer" for message in dispatcher.messages)
    if not (told and turn.sure and at_hand(turn.text)):
        return False
    say(dispatcher, "utter_answer_report")
    return True


def with_report(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Offer to report what a question outside the form tells of, and keep it for a yes."""
    if not report_offered(turn, dispatcher):
        return []
    told = waiting(turn, context.bureau().places)
    return [*slots(report_draft=told.kept()), *offer("report", turn)]


def only_asked(turn: Turn, told: Sequence[str], dispatcher: CollectingDispatcher) -> bool:
    """Answer whoever says that nothing shall be reported; False where nobody says so.

    `told`: what was told before it, which a short question may be about: 我就问罚几千.
    """
    if turn.tapped or not only_asks(turn.text):
        return False
    asked = what_is_asked(turn.text)
    if not asked:
        say(dispatcher, "utter_question_report_kept" if told else "utter_question_no_report")
        return True
    library = context.bureau().library
    if library.wants_office(question=asked) and _office_told(turn, dispatcher):
        return True
    wordings = [asked, *(f"{before} {asked}" for before in reversed(told[-1:])), *told[-1:]]
    replies = [library.answer(question=each, at=turn.at) for each in wordings]
    found = [reply for reply in replies if reply.kind is ReplyKind.FOUND] or replies[:1]
    if not tell(found[0], dispatcher):
        library.note_unanswered(question=asked, at=turn.at)
        say(dispatcher, "utter_question")
    return True


def of_the_assistant(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Tell who cannot hear or speak of a way in writing, and whoever asks that this is no person.

    None for other words, and for what was read as a report.
    """
    if turn.tapped or turn.intent in ("report", "handover"):
        return None
    answer = answer_to(turn.text)
    if answer not in _OF_THE_ASSISTANT:
        return None
    _of_the_service(answer, turn, dispatcher)
    return []


def tell(reply: Reply, dispatcher: CollectingDispatcher) -> bool:
    """Say what the library found; False where it found nothing."""
    match reply.kind:
        case ReplyKind.FOUND:
            say(dispatcher, "utter_answer", words=reply.words, source=reply.source)
        case ReplyKind.OUT_OF_FORCE:
            say(dispatcher, "utter_answer_out_of_force", words=reply.words, source=reply.source)
        case ReplyKind.SEVERAL:
            buttons: list[Button] = [
                {"title": title, "payload": f'/question{{"option": "{key}"}}'}
                for key, title in reply.choices
            ]
            say(dispatcher, "utter_answer_several", buttons=buttons)
        case _:
            return False
    return True


def _opened(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Answer from the passage whose button was tapped; the library may have changed since."""
    reply = context.bureau().library.open(key=turn.option, at=turn.at)
    if not tell(reply, dispatcher):
        say(dispatcher, "utter_question")


def _office_told(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Name the office for the place that is asked of, or for the citizen's own; ask where else."""
    if not context.bureau().library.wants_office(question=turn.text):
        return False
    code = turn.clues.place or turn.home
    if code is None or not _office_of(code, dispatcher):
        say(dispatcher, "utter_office_where")
    return True


def office_goes_on(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Name the office of another place after an office was named or its place asked for."""
    if turn.tapped or len(turn.text) > LONGEST_FOLLOW_UP:
        return None
    code = turn.clues.place
    if code is None or turn.sure or asks(turn.text, "subject"):
        return None
    turns = list(reversed([one for one in tracker.events if one["event"] in ("user", "bot")]))
    last = takewhile(lambda one: one["event"] == "bot", turns[1:])
    named = {(one.get("metadata") or {}).get("utter_action") for one in last}
    if not named & {"utter_office", "utter_office_where"}:
        return None
    return [] if _office_of(code, dispatcher) else None


def _office_of(code: str, dispatcher: CollectingDispatcher) -> bool:
    """Name the office for a place by its own code or, of a zone, by the official one."""
    library, places = context.bureau().library, context.bureau().places
    place = places.get(code)
    official = place.official_code if place else code
    office = library.office_at(place=official)
    if office is None:
        return False
    say(dispatcher, "utter_office", words=library.told(office, place=places.label(code)))
    return True


def _of_the_service(answer: str, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    say(
        dispatcher,
        f"utter_question_{answer}",
        accept=_days(Clock.ACCEPT, turn),
        finish=_days(Clock.FINISH, turn),
        **(_of_rewards(turn) if answer == "reward" else {}),
    )


def _of_rewards(turn: Turn) -> dict[str, Any]:
    """Return the figures of the rule by which rewards are paid now."""
    rules = reward_rules()
    # Between two texts the last one is what can be told.
    rule = rules.paying(turn.at.astimezone(SHANGHAI).date()) or rules.province[-1]
    return {
        "reward_percent": f"{rule.fine_share / 100:g}",
        "reward_most": yuan(rule.fine_most),
        "reward_major": yuan(rule.major_most),
    }


def _days(clock: Clock, turn: Turn) -> int:
    """Return the days of an ordinary report's limit."""
    return terms().rule(clock, Draft(), turn.at).limit.amount


def _of_handing_in(turn: Turn) -> bool:
    """Return whether it is asked at the read-back whether the report went through."""
    return turn.situation.asked == READ_BACK and asks_whether_filed(turn.text)
