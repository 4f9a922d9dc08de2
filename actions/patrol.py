"""A patrol point in under a minute: where, how strong or how it looks, what was seen."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import BureauAction, say, slots
from actions.first import first
from actions.forms import digression
from actions.question import enquired
from actions.roster import roster_answered
from actions.turn import Turn
from actions.volunteering import after, leaving, question_answered, wants_to_leave
from bureau.dialogue.acts import Act
from bureau.dialogue.decide import ELSEWHERE, service
from bureau.dialogue.patrol import PatrolPoint, fits
from bureau.dialogue.readback import plain
from bureau.patrols import ApplicationStatus, PatrolError, PatrolKind, Volunteer


class ValidatePatrolForm(BureauAction):
    """Takes in a patrol point and records it as soon as nothing is missing."""

    called = "validate_patrol_form"
    form = "patrol"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask for what is missing, or record."""
        asked = turn.situation.asked
        point = PatrolPoint.of(tracker.get_slot("patrol_draft"))
        if asked is None:
            role = context.bureau().patrols.role(by=turn.by)
            if (events := _no_patrol(role, turn, dispatcher)) is not None or role is None:
                return events or _over()
            point = PatrolPoint(kind=None if role.kind is PatrolKind.GROUP else role.kind)
            if turn.situation.point is not None:
                point.stand_at(*turn.situation.point, context.bureau().places)
        elif turn.situation.resumed:
            return _asking(point, asked)
        if turn.despairs or turn.danger:
            return [*_over(), *first(turn, dispatcher)]
        act = turn.does(fits=lambda: fits(turn, asked))
        if asked is not None:
            events = _beside(act, point, asked, turn, dispatcher, tracker)
            if events is not None:
                return events
        _hear(point, turn, act)
        missing = point.missing()
        if missing:
            return _asking(point, missing)
        return _record(point, turn, dispatcher)


def _no_patrol(
    role: Volunteer | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Answer who may not patrol, wants to stop, plans or asks; None where a patrol begins."""
    approved = role is not None and role.standing is ApplicationStatus.APPROVED
    if wants_to_leave(turn):
        leaving(turn, dispatcher)
        return _over()
    if question_answered(turn, dispatcher):
        return [*_over(), *after(turn)]
    # 我哪天值班 is asked of one's own shifts before it is asked of the library.
    if (approved and roster_answered(turn, dispatcher)) or enquired(turn, dispatcher):
        return _over()
    if not approved:
        say(dispatcher, "utter_patrol_waits" if role else "utter_patrol_nobody")
        return _over()
    return None


def _beside(
    act: Act | None,
    point: PatrolPoint,
    asked: str,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
) -> list[EventType] | None:
    """Answer what is no answer to the form's question; None where it is one."""
    if service(turn, turn.situation):
        return digression(turn)
    if act in (Act.CANCEL, Act.PAUSE):
        say(dispatcher, "utter_patrol_left")
        return _over()
    if act is Act.QUESTION and question_answered(turn, dispatcher):
        return _asking(point, asked)
    events = answered(act, turn, dispatcher, tracker) if act in ELSEWHERE else None
    return None if events is None else [*events, *_asking(point, asked)]


def _hear(point: PatrolPoint, turn: Turn, act: Act | None) -> None:
    if turn.point is not None:
        point.stand_at(*turn.point, context.bureau().places)
    elif turn.photo:
        point.photos.append(turn.photo)
    elif not turn.tapped:
        point.hear(turn, act, turn.situation.asked)


def _record(point: PatrolPoint, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    bureau = context.bureau()
    try:
        patrol = bureau.patrols.record(
            draft=point.draft(), by=turn.by, at=turn.at, message_key=turn.message_key
        )
    except PatrolError as refused:
        say(dispatcher, "utter_patrol_refused", explanation=refused.explanation)
        return _over()
    town = bureau.places.get((point.place or "")[:9])
    where = plain(point.place_text, 20) or (town.name if town else "")
    say(dispatcher, "utter_patrol_recorded" if point.found else "utter_patrol_clean", where=where)
    return [*_over(), *slots(last_patrol=[patrol.id, turn.at.isoformat()])]


def _asking(point: PatrolPoint, wanted: str) -> list[EventType]:
    return slots(patrol_draft=point.kept(), requested_slot=wanted)


def _over() -> list[EventType]:
    return slots(patrol_draft=None, requested_slot=None)
