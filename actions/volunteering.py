"""What volunteers and those who may become one ask, wherever they ask it."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.turn import Turn
from bureau.dialogue.roster import roster_wish, surely_wished
from bureau.dialogue.volunteer_words import asked_about, leaves, volunteering_named
from bureau.patrols import words


def question_answered(turn: Turn, dispatcher: CollectingDispatcher) -> str | None:
    """Answer what is asked about volunteering and return what it was; None where it was nothing.

    In a form of volunteers, and after one, the words need not name it.
    """
    if not turn.text or not _of_volunteers(turn):
        return None
    told = context.bureau().places.whereabouts(turn.text)
    about = asked_about(
        turn.text, lives_elsewhere=told.elsewhere is not None and told.place is None
    )
    role = context.bureau().patrols.role(by=turn.by) if about == "shifts" else None
    if role is not None and role.approved:
        return None
    if about is not None:
        say(dispatcher, f"utter_volunteer_about_{about}")
    return about


def wants_to_leave(turn: Turn) -> bool:
    """Return whether a volunteer says that they want to stop, or anybody names them and does."""
    if not leaves(turn.text):
        return False
    if _of_volunteers(turn) and volunteering_named(turn.text):
        return True
    mine = _of_volunteers(turn) or turn.situation.form is None
    return mine and context.bureau().patrols.role(by=turn.by) is not None


def leaving(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say how one stops being a volunteer, or that there is nothing to stop."""
    role = context.bureau().patrols.role(by=turn.by)
    if role is None:
        say(dispatcher, "utter_volunteer_none")
        return
    link = context.bureau().walking.own_address(by=turn.by, at=turn.at) or ""
    say(dispatcher, "utter_volunteer_leaving", kind=words().kind(role.kind), link=link)


def waits_for_approval(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Say how it stands to whoever applied only and speaks as on duty: 我到了, 我的班."""
    wish = roster_wish(turn.text, turn.at)
    if wish is None or not (surely_wished(turn.text, wish) or _of_volunteers(turn)):
        return False
    role = context.bureau().patrols.role(by=turn.by)
    if role is None or role.approved:
        return False
    say(dispatcher, "utter_volunteer_waits", kind=words().kind(role.kind))
    return True


def after(turn: Turn) -> list[EventType]:
    """Return what keeps volunteering the topic: the next question need not name it."""
    return slots(asked={"topic": "volunteer", "at": turn.at.isoformat()})


def _of_volunteers(turn: Turn) -> bool:
    topic = turn.situation.topic
    return (
        turn.situation.form in ("volunteer", "patrol")
        or volunteering_named(turn.text)
        or bool(topic and topic["topic"] == "volunteer")
    )
