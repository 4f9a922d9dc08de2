"""Open days and one's own bookings, outside the form that books."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, Button, say, slots
from actions.offers import offer
from actions.turn import Turn
from basis import days_ahead
from bureau.dialogue.acts import Act
from bureau.dialogue.booking import MOST_SHOWN, bookable, meaning
from bureau.dialogue.visit_words import (
    cancels_visit,
    changes_party,
    confirms_visit,
    rating,
    speaks_of_booking,
    visit_wish,
    visits_named,
)
from bureau.open_days import Booking, BookingState, DayPhase, OpenDay, OpenDayError, spaced, words

# What a bare yes or no answers after these (actions/chat.py).
CANCELLING = "visit_cancel"
# The next message may be what they thought of a visit.
OPINION = "visit_opinion"
TOPIC = "visit"
# Characters: who writes more beside a number tells something else.
LONGEST_WITH_PHONE = 30
Pair = tuple[Booking, OpenDay]


class ActionOpenDays(BureauAction):
    """Says which open days there are; each that can be booked is a button."""

    called = "action_open_days"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """List them, those that the message names first."""
        days = context.bureau().open_days.upcoming(at=turn.at)
        named = meaning(days, visit_wish(turn.text, turn.at), turn.text) if turn.text else []
        return offered_days(named or days, turn, dispatcher)


class ActionMyVisits(BureauAction):
    """Says what a citizen has booked, and changes it."""

    called = "action_my_visits"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Cancel, confirm or list."""
        what, _, number = turn.option.partition(":")
        if number.isdecimal():
            return _tapped(what, int(number), turn, dispatcher)
        events = of_visits(turn, dispatcher)
        return own_bookings(turn, dispatcher) if events is None else events


def of_visits(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what is said of a citizen's own bookings; None where it is nothing of theirs."""
    offered = turn.situation.offer
    if offered is not None and offered.what == OPINION:
        return _opinion(offered.subject, turn, dispatcher)
    if not turn.text:
        return None
    if (rated := rating(turn.text)) is not None:
        return _rated(*rated, turn, dispatcher)
    about = turn.situation.topic
    number = visit_wish(turn.text, turn.at).phone
    booked = about is not None and about["topic"] == TOPIC and "booking" in about
    if about and booked and number and len(turn.text) <= LONGEST_WITH_PHONE:
        return _phone(int(about["booking"]), number, turn, dispatcher)
    cancels, confirms = cancels_visit(turn.text), confirms_visit(turn.text)
    of_visit = booked or speaks_of_booking(turn.text)
    count = changes_party(turn.text) if of_visit else None
    if not (cancels or confirms or count):
        return None
    mine = context.bureau().open_days.live(by=turn.by, at=turn.at)
    if confirms and (events := seat_taken(turn, dispatcher)) is not None:
        return events
    if not mine:
        return own_bookings(turn, dispatcher) if visits_named(turn.text) else None
    if count and len(mine) == 1:
        return about_booking(mine[0], count, turn, dispatcher)
    if cancels and len(mine) == 1:
        return ask_to_cancel(mine[0], turn, dispatcher)
    return own_bookings(turn, dispatcher)


def seat_taken(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Take a seat that came free for this citizen; None where none is offered."""
    open_days = context.bureau().open_days
    for booking, _ in open_days.live(by=turn.by, at=turn.at):
        if booking.state is BookingState.OFFERED:
            return _confirmed(booking.id, turn, dispatcher)
    return None


def seat_refused(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Ask whether to give back a seat that came free; None where none is offered."""
    for mine in context.bureau().open_days.live(by=turn.by, at=turn.at):
        if mine[0].state is BookingState.OFFERED:
            return ask_to_cancel(mine, turn, dispatcher)
    return None


def cancelled(number: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Give a booking back."""
    try:
        context.bureau().open_days.give_up(booking=int(number), by=turn.by, at=turn.at)
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
    else:
        say(dispatcher, "utter_visit_cancelled")
    return slots(offer=None, asked=None)


def said_of_booked(
    booking: Booking, turn: Turn, dispatcher: CollectingDispatcher, *, phone: bool = True
) -> list[EventType]:
    """Say that a party is booked, or waits, and what comes next."""
    _, day = context.bureau().open_days.own(booking=booking.id, by=turn.by)
    facts = {**facts_of(day, turn.at), **_of(booking)}
    waits = booking.state is BookingState.WAITING
    say(dispatcher, "utter_visit_waiting" if waits else "utter_visit_booked", **facts)
    if phone:
        say(dispatcher, "utter_visit_phone")
    return _topic(booking, turn)


def about_booking(
    mine: Pair, party: int | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Change how many come, or say that this day is booked already."""
    booking, day = mine
    facts = facts_of(day, turn.at)
    if party is None or party == booking.party:
        say(
            dispatcher,
            "utter_visit_already",
            row=_row(mine, turn.at),
            buttons=[_mine_button("cancel", booking, "cancel_one")],
        )
        return _topic(booking, turn)
    try:
        changed = context.bureau().open_days.resize(
            booking=booking.id, party=party, by=turn.by, at=turn.at
        )
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
    else:
        say(dispatcher, "utter_visit_resized", **{**facts, "party": changed.party})
    return _topic(booking, turn)


def offered_days(
    days: list[OpenDay], turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Say which days there are: those that can be booked as buttons, the others in words."""
    now = bookable(days, turn.at)[:MOST_SHOWN]
    later = [day for day in days if day.phase(turn.at) is not DayPhase.OPEN][: MOST_SHOWN // 2]
    rows = "".join(f"\n{_day_row(day, turn.at)}" for day in later)
    page = f"{context.bureau().settings.public_url}/open-days"
    if now:
        buttons = day_buttons(now, turn.at)
        say(dispatcher, "utter_visit_list", later=rows, page=page, buttons=buttons)
    else:
        say(dispatcher, "utter_visit_none", later=rows, page=page)
    shown = [day.id for day in now]
    return slots(asked={"topic": TOPIC, "at": turn.at.isoformat(), "shown": shown})


def day_buttons(days: list[OpenDay], at: datetime) -> list[Button]:
    """Return a button for each day, told in one line."""
    return [
        {"title": _day_row(day, at), "payload": f'/book_visit{{"option": "day:{day.id}"}}'}
        for day in days
    ]


def facts_of(day: OpenDay, at: datetime) -> dict[str, Any]:
    """Return what sentences tell of a day."""
    facility = day.facility
    ages = words().ages(facility.least_age, facility.alone_age)
    return {
        "facility": facility.name + (words().part("demo") if facility.demo else ""),
        "when": days_ahead.span(day.starts, day.ends, at),
        "meeting": facility.meeting,
        "ages": ages or words().part("all_ages"),
        "most": facility.most_each,
        "left": day.left,
        "seats": day.seats,
        "closes": days_ahead.moment(day.closes, at),
    }


def _tapped(
    what: str, number: int, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    try:
        mine = context.bureau().open_days.own(booking=number, by=turn.by)
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
        return []
    if what == "confirm":
        return _confirmed(number, turn, dispatcher)
    if what == "cancel" and mine[0].live:
        return ask_to_cancel(mine, turn, dispatcher)
    return own_bookings(turn, dispatcher)


def _confirmed(number: int, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    try:
        booking = context.bureau().open_days.confirm(booking=number, by=turn.by, at=turn.at)
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
        return []
    return said_of_booked(booking, turn, dispatcher, phone=not booking.has_phone)


def ask_to_cancel(mine: Pair, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask whether a booking shall be given back; the next yes does it."""
    booking, day = mine
    facts = {**facts_of(day, turn.at), **_of(booking), "asked": turn.message_key}
    say(dispatcher, "utter_visit_cancel_sure", **facts)
    return offer(CANCELLING, turn, str(booking.id))


def own_bookings(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say what a citizen has booked."""
    mine = context.bureau().open_days.live(by=turn.by, at=turn.at)
    if not mine:
        say(dispatcher, "utter_visit_mine_none")
        return []
    buttons = [
        _mine_button("confirm", booking, "confirm_one", day=days_ahead.short_day(day.starts))
        for booking, day in mine
        if booking.state is BookingState.OFFERED
    ]
    buttons += [
        _mine_button("cancel", booking, "cancel_one" if len(mine) == 1 else "cancel_of",
                     day=days_ahead.short_day(day.starts))
        for booking, day in mine
    ]  # fmt: skip
    rows = "\n".join(_row(pair, turn.at) for pair in mine)
    say(dispatcher, "utter_visit_mine", rows=rows, buttons=buttons)
    return _topic(mine[0][0], turn) if len(mine) == 1 else []


def _opinion(subject: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Keep what was thought of a visit; None where the message is something else."""
    number, score = map(int, subject.split(":"))
    act = turn.does()
    if act in (Act.REPORT, Act.LOOKUP, Act.PROGRESS, Act.PERSON, Act.ERASE) or turn.clues.urgent:
        return None
    if act not in (Act.THANK, Act.DENY, Act.CANCEL, Act.PAUSE, Act.CONFIRM):
        context.bureau().open_days.rate(
            booking=number, rating=score, opinion=turn.words, by=turn.by, at=turn.at
        )
    say(dispatcher, "utter_visit_opinion")
    return slots(offer=None)


def _rated(
    score: int, opinion: str, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    open_days = context.bureau().open_days
    came = open_days.to_rate(by=turn.by, at=turn.at)
    if came is None:
        say(dispatcher, "utter_visit_not_rated")
        return []
    booking = came[0].id
    open_days.rate(booking=booking, rating=score, opinion=opinion, by=turn.by, at=turn.at)
    if opinion.strip():
        say(dispatcher, "utter_visit_opinion")
        return []
    say(dispatcher, "utter_visit_rated", rating=score)
    return offer(OPINION, turn, f"{booking}:{score}")


def _phone(
    booking: int, number: str, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    try:
        context.bureau().open_days.leave_phone(booking=booking, phone=number, by=turn.by)
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
    else:
        say(dispatcher, "utter_visit_phone_left")
    return []


def _of(booking: Booking) -> dict[str, Any]:
    return {
        "party": booking.party,
        "code": spaced(booking.code),
        "link": context.bureau().open_days.ticket(booking),
    }


def _row(mine: Pair, at: datetime) -> str:
    booking, day = mine
    facts = {**facts_of(day, at), **_of(booking), "state": words().state(booking.state)}
    if booking.confirm_by is not None:
        facts["state"] = words().part("confirm_by", until=days_ahead.moment(booking.confirm_by, at))
    name = "my_row" if booking.state is BookingState.BOOKED else "my_row_waiting"
    return words().part(name, **facts)


def _day_row(day: OpenDay, at: datetime) -> str:
    match day.phase(at):
        case DayPhase.OPEN:
            seats = words().part("seats_left" if day.left else "seats_full", left=day.left)
        case DayPhase.SOON:
            seats = words().part("not_yet", opens=days_ahead.moment(day.opens, at))
        case _:
            seats = words().part("closed")
    facts = facts_of(day, at)
    return words().part("day_row", state=seats, **facts)


def _mine_button(what: str, booking: Booking, name: str, **facts: object) -> Button:
    return {
        "title": words().button(name, **facts),
        "payload": f'/my_visits{{"option": "{what}:{booking.id}"}}',
    }


def _topic(booking: Booking, turn: Turn) -> list[EventType]:
    return slots(asked={"topic": TOPIC, "at": turn.at.isoformat(), "booking": booking.id})
