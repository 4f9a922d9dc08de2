"""A volunteer's shifts in the chat, and the address of the page they walk with."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import Button, say
from actions.turn import Turn
from bureau.dialogue.roster import RosterWish, day_named, roster_wish, surely_wished
from bureau.patrols import PatrolError, words
from bureau.patrols.links import LIVES
from bureau.patrols.shifts import PatrolShift

_MOST = 5
SHIFT, CONSENT = "shift", "consent"


def roster_answered(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Do what an approved volunteer wants of the duty calendar; False where it is nothing of it."""
    if turn.tapped and turn.option in (SHIFT, CONSENT):
        _tapped(turn, dispatcher)
        return True
    wish = roster_wish(turn.text, turn.at)
    try:
        return wish is not None and _done(wish, turn, dispatcher)
    except PatrolError as refused:
        say(dispatcher, "utter_patrol_refused", explanation=refused.explanation)
        return True


def roster_unasked(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Hear a volunteer whose words were taken for small talk: 我到了, 明晚算我一个.

    False for anybody else, and where no shift is meant by it.
    """
    wish = roster_wish(turn.text, turn.at)
    if wish is None or not surely_wished(turn.text, wish):
        return False
    bureau = context.bureau()
    role = bureau.patrols.role(by=turn.by)
    if role is None or not role.approved:
        return False
    if wish is RosterWish.COME:
        day = day_named(turn.text, turn.at)
        free = bureau.duty_calendar.open_to(by=turn.by, at=turn.at)
        if not any(shift.day == day for shift, _ in free):
            return False
    return _done(wish, turn, dispatcher)


def _done(wish: RosterWish, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    match wish:
        case RosterWish.PAGE:
            _page(turn, dispatcher)
        case RosterWish.HERE:
            return _here(turn, dispatcher)
        case RosterWish.SWAP:
            _swap(turn, dispatcher)
        case RosterWish.MINE:
            _mine(turn, dispatcher)
        case RosterWish.OPEN | RosterWish.COME:
            _come(turn, dispatcher)
    return True


def _tapped(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    patrols, calendar = context.bureau().patrols, context.bureau().duty_calendar
    number = str(turn.carried.get("number", ""))
    try:
        if turn.option == SHIFT:
            shift = int(number) if number.isascii() and number.isdigit() else 0
            _taken(calendar.sign_up(shift=shift, by=turn.by, at=turn.at), dispatcher)
        elif patrols.consent(by=turn.by, at=turn.at):
            say(dispatcher, "utter_patrol_consented")
        else:
            say(dispatcher, "utter_patrol_nothing_to_consent")
    except PatrolError as refused:
        say(dispatcher, "utter_patrol_refused", explanation=refused.explanation)


def _page(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    link = context.bureau().walking.address(by=turn.by, at=turn.at)
    say(dispatcher, "utter_patrol_page", link=link or "", days=LIVES.days)


def _here(turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    shift = context.bureau().duty_calendar.check_in(by=turn.by, at=turn.at)
    if shift is not None:
        say(dispatcher, "utter_patrol_shift_here", hours=shift.hours)
    return shift is not None  # else they stand at a point, and a patrol begins


def _swap(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    calendar = context.bureau().duty_calendar
    day = day_named(turn.text, turn.at)
    coming = [
        shift
        for shift, _ in calendar.of_citizen(by=turn.by, at=turn.at)
        if shift.begins > turn.at and day in (None, shift.day)
    ]
    if not coming:
        say(dispatcher, "utter_patrol_shift_mine_none")
        return
    shift, free = calendar.swap(shift=coming[0].id, by=turn.by, at=turn.at)
    response = "utter_patrol_shift_left" if free else "utter_patrol_shift_asked"
    say(dispatcher, response, day=words().day(shift.day), hours=shift.hours)


def _mine(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    mine = context.bureau().duty_calendar.of_citizen(by=turn.by, at=turn.at)
    if not mine:
        say(dispatcher, "utter_patrol_shift_mine_none")
        return
    rows = "\n".join(_row(shift) for shift, _ in mine[:_MOST])
    say(dispatcher, "utter_patrol_shift_mine", rows=rows)


def _come(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    calendar = context.bureau().duty_calendar
    day = day_named(turn.text, turn.at)
    free = [shift for shift, _ in calendar.open_to(by=turn.by, at=turn.at)]
    wanted = [shift for shift in free if day in (None, shift.day)]
    if day is not None and len(wanted) == 1:
        _taken(calendar.sign_up(shift=wanted[0].id, by=turn.by, at=turn.at), dispatcher)
        return
    offered = wanted or free
    if not offered:
        say(dispatcher, "utter_patrol_shift_none")
        return
    response = "utter_patrol_shift_choose" if wanted else "utter_patrol_shift_other_day"
    say(dispatcher, response, buttons=[_button(shift) for shift in offered[:_MOST]])


def _taken(shift: PatrolShift, dispatcher: CollectingDispatcher) -> None:
    day = words().day(shift.day)
    say(dispatcher, "utter_patrol_shift_taken", day=day, hours=shift.hours, meet=shift.meet)


def _row(shift: PatrolShift) -> str:
    return f"{words().day(shift.day)} {shift.hours} {shift.meet}"


def _button(shift: PatrolShift) -> Button:
    payload = f'/start_patrol{{"option": "{SHIFT}", "number": "{shift.id}"}}'
    return {"title": f"{words().day(shift.day)} {shift.hours}", "payload": payload}
