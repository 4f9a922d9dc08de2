"""The ways to the bureau's people: a talk in the chat, a message left; and the officers' code."""

from __future__ import annotations

import re

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.offers import offer
from actions.turn import Turn
from bureau.callbacks import CallbackError, words
from bureau.dialogue.acts import Act
from bureau.dialogue.callback_words import asks_after_message, names_message
from bureau.dialogue.faq import answer_to
from bureau.dialogue.readback import plain
from bureau.duty import DutyError

OFFERED = "callback"
# The portal's account page shows it: 值班 K7M2QX.
_DUTY = re.compile(r"值班[\s:：]*([A-Za-z0-9０-９Ａ-Ｚａ-ｚ -]{6,12})")


def show_persons(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say how a person can be reached now: in the chat, too, while somebody sits at the desk.

    Who cannot hear or speak is told of no telephone.
    """
    if answer_to(turn.text) == "written":
        say(dispatcher, "utter_question_written")
        return
    there = context.bureau().hotline.open_at(turn.at)
    say(dispatcher, "utter_handover_open" if there else "utter_handover")


def ask_for_person(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Put the citizen in the desk's queue, or take a message where nobody sits there any more."""
    hotline = context.bureau().hotline
    if not hotline.open_at(turn.at):
        return ask_for_message(turn, dispatcher)
    _, before = hotline.ask(by=turn.by, at=turn.at)
    say(dispatcher, "utter_talk_next" if not before else "utter_talk_queued", before=before)
    return []


def ask_for_message(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask what to tell the bureau's people; the next message is kept for them."""
    say(dispatcher, "utter_callback_ask")
    return offer(OFFERED, turn)


def asked_of_message(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Say how a message left for the bureau stands; None where it is not asked after."""
    if turn.tapped or turn.situation.offer is not None or not asks_after_message(turn.text):
        return None
    return [] if told_of_message(turn, dispatcher, named=names_message(turn.text)) else None


def told_of_message(turn: Turn, dispatcher: CollectingDispatcher, *, named: bool = False) -> bool:
    """Say how the newest message left stands; False where there is none that may be meant.

    Unless a message is named, one that waits is meant where nothing was reported after it.
    """
    bureau = context.bureau()
    ticket = next(iter(bureau.callbacks.of_citizen(by=turn.by)), None)
    if ticket is None or (not named and not ticket.waits):
        return False
    newest = next(iter(bureau.cases.of_citizen(by=turn.by, limit=1)), None)
    if not named and newest is not None and newest.created >= ticket.left:
        return False
    moment = words().moment(ticket.promised) if ticket.promised else ""
    if ticket.waits:
        late = "_late" if ticket.overdue(turn.at) else ""
        said = f"utter_callback_waits{late}" if moment else "utter_callback_kept"
        say(dispatcher, said, number=ticket.number, moment=moment)
    elif ticket.answer:
        say(
            dispatcher,
            "utter_callback_answered",
            number=ticket.number,
            answer=plain(ticket.answer, 300),
        )
    else:
        say(dispatcher, "utter_callback_closed", number=ticket.number)
    return True


def left_for_the_bureau(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Keep a message that was asked for, or bind an officer's phone; None where it is neither."""
    if (code := _DUTY.fullmatch(turn.words.strip())) is not None:
        try:
            context.bureau().duty.bind(code=code[1], by=turn.by, at=turn.at)
        except DutyError as refused:
            say(dispatcher, "utter_callback_refused", explanation=refused.explanation)
            return []
        say(dispatcher, "utter_duty_bound")
        return []
    offered = turn.situation.offer
    if offered is None or offered.what != OFFERED:
        return None
    if turn.does() is Act.CANCEL:
        say(dispatcher, "utter_nothing_to_cancel")
        return slots(offer=None)
    promised = context.bureau().hotline.promised(turn.at)
    try:
        ticket = context.bureau().callbacks.leave(
            text=turn.words,
            by=turn.by,
            at=turn.at,
            message_key=turn.message_key,
            promised=promised,
        )
    except CallbackError as refused:
        say(dispatcher, "utter_callback_refused", explanation=refused.explanation)
        return slots(offer=None)
    say(dispatcher, "utter_callback_left", number=ticket.number, moment=words().moment(promised))
    return slots(offer=None)
