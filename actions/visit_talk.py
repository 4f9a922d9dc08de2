"""Short words said of visits after a list of them or a booking, read in its light."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say, slots
from actions.turn import Turn
from actions.visits import (
    TOPIC,
    Pair,
    about_booking,
    ask_to_cancel,
    facts_of,
    of_visits,
    offered_days,
    own_bookings,
)
from bureau.dialogue import visit_talk as words
from bureau.dialogue.booking import BookingPlan, meaning
from bureau.dialogue.named import ordinal_named
from bureau.dialogue.visit_words import (
    asked_of_visit,
    complains,
    confirms_visit,
    speaks_of_booking,
    visit_wish,
    visits_named,
)
from bureau.open_days import BookingState, OpenDay
from bureau.open_days import words as open_day_words

# Answered of any day alike.
OF_ALL = ("cost", "notice")


def hear_of_visits(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what is said of visits, listed or booked; None where it is nothing of them."""
    if turn.text and turn.situation.offer is None:
        events = _talked(turn, dispatcher)
        if events is not None:
            return events
    return of_visits(turn, dispatcher)


def answered_of(day: OpenDay | None, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    """Answer all that a message asks of a day; False where it asks nothing that is known."""
    asked = asked_of_visit(turn.text)
    for about in asked:
        if day is not None:
            say(dispatcher, f"utter_visit_about_{about}", **facts_of(day, turn.at))
        elif about in OF_ALL:
            say(dispatcher, f"utter_visit_about_{about}")
    return bool(asked)


def _talked(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    text, topic = turn.text, turn.situation.topic
    about = topic if topic and topic["topic"] == TOPIC else None
    if complains(text):
        return None
    if words.books(text):
        return _begin(turn)
    group = words.brings_a_group(text) and "ages" not in asked_of_visit(text)
    if group and visit_wish(text, turn.at).party is None:
        say(dispatcher, "utter_visit_group")
        return slots(asked=about)
    if words.takes_back_phone(text):
        return _phone_gone(about, turn, dispatcher)
    if (events := _of_itself(turn, dispatcher)) is not None:
        return events
    wanted = words.wants_to_see(text)
    line = words.asks_the_line(text) and _waits(turn)
    if about or wanted or line or speaks_of_booking(text) or words.of_a_visit(text):
        for hear in (_of_the_line, _moved, _asked, _changed, _chosen, _wanted):
            if (events := hear(about, turn, dispatcher)) is not None:
                return events
    if about is None and words.asks_ages(text):
        return _ages(turn, dispatcher)
    return _away(about, turn, dispatcher)


def _of_itself(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer what speaks of visits whatever was said before: 哪些地方对外开放; None for others."""
    if words.asks_mine(turn.text):
        return own_bookings(turn, dispatcher)
    if words.lists_days(turn.text):
        return _listed(turn, dispatcher)
    return None


def _wanted(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Begin a booking for whoever wants to see a facility."""
    return _begin(turn) if words.wants_to_see(turn.text) else None


def _listed(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say which days there are, those that the message names first."""
    days = context.bureau().open_days.upcoming(at=turn.at)
    named = meaning(days, visit_wish(turn.text, turn.at), turn.text)
    return offered_days(named or days, turn, dispatcher)


def _ages(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Say from which age each facility that opens its doors lets in."""
    days = context.bureau().open_days.upcoming(at=turn.at)
    meant = meaning(days, visit_wish(turn.text, turn.at), turn.text) or days
    told = {day.facility.code: facts_of(day, turn.at) for day in meant}
    if not told:
        return None
    rows = [open_day_words().part("ages_row", **facts) for facts in told.values()]
    say(dispatcher, "utter_visit_ages", rows="\n".join(rows))
    return slots(asked={"topic": TOPIC, "at": turn.at.isoformat()})


def _waits(turn: Turn) -> bool:
    mine = context.bureau().open_days.live(by=turn.by, at=turn.at)
    return any(booking.state is BookingState.WAITING for booking, _ in mine)


def _begin(turn: Turn, **known: Any) -> list[EventType]:
    """Open the booking on this message, with what is known already."""
    plan = BookingPlan(mark=turn.message_key, **known)
    return [*slots(open_day_plan=plan.kept()), FollowupAction("open_day_form")]


def _mine(about: Mapping[str, Any] | None, turn: Turn) -> Pair | None:
    """Return the booking that is meant: the one talked of, or the only one."""
    mine = context.bureau().open_days.live(by=turn.by, at=turn.at)
    number = about.get("booking") if about else None
    of_topic = next((pair for pair in mine if pair[0].id == number), None)
    return of_topic or (mine[0] if len(mine) == 1 else None)


def _phone_gone(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    open_days = context.bureau().open_days
    left = [pair for pair in open_days.live(by=turn.by, at=turn.at) if pair[0].has_phone]
    for booking, _ in left:
        open_days.leave_phone(booking=booking.id, phone="", by=turn.by)
    if not left:
        return None
    say(dispatcher, "utter_visit_phone_gone")
    return slots(asked=about)


def _of_the_line(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    text, bureau = turn.text, context.bureau()
    if confirms_visit(text):
        return None
    line, stops = words.asks_the_line(text), words.stops_waiting(text)
    if not (line or stops):
        return _begin(turn) if words.wants_to_wait(text) else None
    mine = bureau.open_days.live(by=turn.by, at=turn.at)
    waiting = [pair for pair in mine if pair[0].state is BookingState.WAITING]
    if not waiting:
        offered = any(booking.state is BookingState.OFFERED for booking, _ in mine)
        if offered or not (line and about):
            return None
        say(dispatcher, "utter_visit_not_waiting")
        return slots(asked=about)
    booking, day = waiting[0]
    if stops:
        return ask_to_cancel(waiting[0], turn, dispatcher)
    before = [
        other
        for other in bureau.open_day_desk.bookings(day.id)
        if other.state is BookingState.WAITING and other.id < booking.id
    ]
    place = len(before) + 1
    say(dispatcher, "utter_visit_line", place=place, party=booking.party, **facts_of(day, turn.at))
    return slots(asked={"topic": TOPIC, "at": turn.at.isoformat(), "booking": booking.id})


def _moved(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    if not words.moves(turn.text):
        return None
    mine = _mine(about, turn)
    if mine is None:
        return None
    return _begin(turn, instead=mine[0].id, party=mine[0].party)


def _asked(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    text = turn.text
    if not (asked := asked_of_visit(text)) or not (words.asks(text) or about):
        return None
    if not about and not words.of_a_visit(text):
        return None
    days = context.bureau().open_days.upcoming(at=turn.at)
    meant = meaning(days, visit_wish(text, turn.at), text)
    mine = _mine(about, turn) if not meant else None
    of_one = {day.facility.code for day in meant}
    day = mine[1] if mine else meant[0] if len(of_one) == 1 and meant else None
    if day is None and not set(asked) <= set(OF_ALL):
        say(dispatcher, "utter_visit_about_which")
        return offered_days(meant or days, turn, dispatcher)
    answered_of(day, turn, dispatcher)
    return slots(asked=about)


def _changed(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Take more or fewer people into a booking, a child if it may come."""
    text = turn.text
    wish = visit_wish(text, turn.at)
    more = words.party_change(text)
    tells = about is not None and "booking" in about and words.tells_party(text)
    if not (more or wish.ages or (tells and wish.party)):
        return None
    mine = _mine(about, turn)
    if mine is None or (about is None and not visits_named(text) and not speaks_of_booking(text)):
        return None
    booking, day = mine
    if wish.ages and min(wish.ages) < day.facility.least_age:
        facts = {**facts_of(day, turn.at), "party": booking.party, "age": min(wish.ages)}
        say(dispatcher, "utter_visit_young_kept", **facts)
        return slots(asked=about)
    if more is None and wish.ages and not wish.party:
        say(dispatcher, "utter_visit_about_ages", **facts_of(day, turn.at))
        return slots(asked=about)
    count = booking.party + more if more else wish.party
    if count is not None and count < 1:
        return ask_to_cancel(mine, turn, dispatcher)
    return about_booking(mine, count, turn, dispatcher)


def _chosen(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Take one of the days that were listed: 第三个, 12号那场."""
    shown = tuple(about.get("shown") or ()) if about else ()
    if not shown:
        return None
    days = context.bureau().open_days.upcoming(at=turn.at)
    short = len(turn.text) <= BookingPlan.LONGEST_CHOICE
    named = short and meaning(days, visit_wish(turn.text, turn.at), turn.text)
    if ordinal_named(turn.text, len(shown)) is None and not named:
        return None
    return _begin(turn, shown=shown)


def _away(
    about: Mapping[str, Any] | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Offer to give a booking back to whoever says that nobody comes: 算了不去了."""
    of_visit = words.stays_away(turn.text) and about is not None
    if not (of_visit or words.only_stays_away(turn.text)):
        return None
    mine = _mine(about, turn)
    if mine is not None:
        return ask_to_cancel(mine, turn, dispatcher)
    if about is None:
        return None
    say(dispatcher, "utter_visit_left")
    return slots(asked=None)
