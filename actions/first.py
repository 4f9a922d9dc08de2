"""What comes before anything else, whatever was asked: people in danger, people in despair."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.care import kept_for_later
from actions.filing import supplemented
from actions.turn import Turn
from bureau.cases import StepError
from bureau.dialogue.acts import Danger
from bureau.dialogue.safety import (
    asks_for_a_doctor,
    asks_of_the_tap,
    everyday_fire,
    supposes_danger,
    wonders_at_danger,
)

# Dangers that follow from the matter in hand, whatever its category.
_OF_THE_LIVING = frozenset(
    {
        Danger.HARMED, Danger.SWALLOWED, Danger.CONTACT, Danger.ILL_TOGETHER, Danger.DROWNING,
        Danger.PIT, Danger.ANIMALS, Danger.DRUMS,
    }
)  # fmt: skip


def first(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Meet despair with care; let danger be reported, which says first what protects people."""
    if turn.despairs:
        return kept_for_later(turn, dispatcher)
    if turn.situation.form is None and added_to_the_case(turn, dispatcher):
        return []
    return [FollowupAction("report_form")]


def added_to_the_case(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Take danger that is told of the case filed just now: it becomes urgent and alarms.

    With a place of its own, or of another category that does not stem from people or animals, it
    is a case of its own.
    """
    number = turn.situation.just_filed
    if number is None or turn.clues.place or turn.clues.exact_place:
        return False
    known = context.bureau().cases.own(number=number, by=turn.by).draft
    another = bool(turn.sure) and not set(turn.sure) & set(known.categories)
    if another and turn.danger not in _OF_THE_LIVING:
        return False
    return rings(number, turn, turn.danger, dispatcher)


def told_beside_the_case(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Take what is danger only together with the case filed just now: 桶里是什么, then 我手痒."""
    number = turn.situation.just_filed
    if number is None or turn.clues.place or turn.clues.exact_place:
        return False
    kind = beside(number, turn)
    return bool(kind) and rings(number, turn, kind, dispatcher)


def beside(number: str, turn: Turn) -> str:
    """Return the danger that words tell together with a case, or an empty text."""
    known = context.bureau().cases.own(number=number, by=turn.by).draft
    return turn.danger_beside(known.description)


def rings(number: str, turn: Turn, kind: str, dispatcher: CollectingDispatcher) -> bool:
    """Say what protects people and add the words to a case, now urgent; False where it ended."""
    try:
        supplemented(number, turn, text=turn.words, urgent=True)
    except StepError:
        return False
    say(dispatcher, f"utter_danger_{kind}")
    say(dispatcher, "utter_danger_added", number=number)
    return True


def warned(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say what protects people where others must come, or danger is only asked about.

    Returns whether that was all there is to say: nothing is filed of it.
    """
    if turn.danger or not turn.text:
        return False
    if turn.hostile:
        say(dispatcher, f"utter_hostile_{turn.hostile}")
        return True
    if asks_for_a_doctor(f"{turn.text} {turn.words}"):
        say(dispatcher, "utter_danger_body")
        return True
    if everyday_fire(turn.text):
        say(dispatcher, "utter_danger_fire")
        return True
    if not (supposes_danger(turn.text) or wonders_at_danger(turn.text)):
        return False
    tap = asks_of_the_tap(turn.text)
    say(dispatcher, "utter_danger_tap" if tap else "utter_danger_advice")
    return not tap
