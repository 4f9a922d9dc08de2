"""Booking a visit: which day, how many, read back, booked; whatever comes between is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import BureauAction, Button, say, slots
from actions.first import first
from actions.forms import digression, resumable
from actions.question import before_any_day
from actions.turn import Turn
from actions.visit_talk import OF_ALL, answered_of
from actions.visits import (
    about_booking,
    ask_to_cancel,
    day_buttons,
    facts_of,
    offered_days,
    said_of_booked,
)
from basis import days_ahead
from bureau.dialogue.acts import Act
from bureau.dialogue.booking import (
    CONSENT,
    BookingPlan,
    BookingStep,
    bookable,
    holds_an_answer,
    meaning,
)
from bureau.dialogue.decide import service
from bureau.dialogue.visit_talk import (
    asks_mine,
    asks_others,
    gives_up_new,
    moves,
    next_one,
    wants_to_wait,
)
from bureau.dialogue.visit_words import (
    asked_of_visit,
    cancels_visit,
    comes_in_a_group,
    complains,
    gives_up,
    visit_wish,
)
from bureau.open_days import DayPhase, OpenDay, OpenDayError, words
from bureau.places import distance_km

_ANSWER = "open_day_answer"
_MOST_BUTTONS = 6


class ValidateOpenDayForm(BureauAction):
    """Takes in what is said of a visit and decides what to ask next."""

    called = "validate_open_day_form"
    form = "open_day"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Ask for what is missing, read back, or book."""
        plan = BookingPlan.of(tracker.get_slot("open_day_plan"))
        asked = turn.situation.asked
        if turn.despairs or turn.danger:
            return [*_over(), *first(turn, dispatcher)]
        if asked is not None and turn.situation.resumed:
            return _next(plan, turn, dispatcher)
        days = context.bureau().open_days.upcoming(at=turn.at)
        if asked is None:
            if before_any_day(turn, dispatcher) is not None:
                return _over()
            if not turn.tapped and complains(turn.text):
                return [*_over(), FollowupAction("report_form")]
            if comes_in_a_group(turn.text) and visit_wish(turn.text, turn.at).party is None:
                say(dispatcher, "utter_visit_group")
            begun = plan if plan.mark == turn.message_key else BookingPlan()
            listed = _ANSWER if begun.shown else None
            return _heard(begun, turn, dispatcher, days, asked=listed)
        return _answered(plan, turn, dispatcher, tracker, days, asked=asked)


def _answered(
    plan: BookingPlan,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    days: list[OpenDay],
    *,
    asked: str,
) -> list[EventType]:
    if asked == CONSENT and turn.presses("open_day") and turn.carried.get("asked") == plan.mark:
        return _decided(turn.pressed, plan, turn, dispatcher)
    if not turn.tapped and (events := _given_up(plan, turn, dispatcher)) is not None:
        return events
    if not turn.tapped and (events := _of_the_days(plan, turn, dispatcher, days)) is not None:
        return events
    if service(turn, turn.situation):
        return digression(turn)
    fits = holds_an_answer(plan, turn, days)
    if not turn.tapped and asked_of_visit(turn.text) and (plan.day is not None or not fits):
        return _explained(plan, turn, dispatcher)
    if not (turn.tapped or fits) and moves(turn.text):
        plan.day = None
        return _next(plan, turn, dispatcher)
    act = turn.does(fits=lambda: fits)
    if act is Act.REPORT and not turn.tapped and (complains(turn.text) or not fits):
        return [*_over(), FollowupAction("report_form")]
    if fits:
        return _heard(plan, turn, dispatcher, days, asked=asked)
    if not turn.tapped and gives_up(turn.text):
        return _left(turn, dispatcher)
    return _beside(act, plan, turn, dispatcher, tracker, asked=asked)


def _of_the_days(
    plan: BookingPlan, turn: Turn, dispatcher: CollectingDispatcher, days: list[OpenDay]
) -> list[EventType] | None:
    """Answer what is asked of other days, or of a booking that is not made yet; None for others."""
    if asks_mine(turn.text) and not context.bureau().open_days.live(by=turn.by, at=turn.at):
        say(dispatcher, "utter_visit_not_yet")
        return _next(plan, turn, dispatcher)
    wish, near = visit_wish(turn.text, turn.at), _lies_in(turn)
    if asks_others(turn.text):
        free = bookable(days, turn.at)
        plan.day = None
        return _ask_day(
            plan, turn, dispatcher, meaning(free, wish, turn.text, near) or _near(free, turn)
        )
    if wish.days and not meaning(days, wish, turn.text, near) and wish.party is None:
        # A day that is asked for and on which nothing is open.
        say(dispatcher, "utter_visit_no_such_day")
        plan.day = None
        return _ask_day(plan, turn, dispatcher, [])
    return None


def _given_up(
    plan: BookingPlan, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    """Let the booking in progress go, or offer to give back the one it was to change."""
    if not cancels_visit(turn.text):
        return None
    mine = context.bureau().open_days.live(by=turn.by, at=turn.at)
    changed = next((pair for pair in mine if pair[0].id == plan.instead), None)
    if changed is not None and not gives_up_new(turn.text):
        return [*_over(), *ask_to_cancel(changed, turn, dispatcher)]
    return _left(turn, dispatcher) if changed is not None or not mine else None


def _beside(
    act: Act | None,
    plan: BookingPlan,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    *,
    asked: str,
) -> list[EventType]:
    """Take what holds nothing to book with: a yes or no, an end, another matter."""
    if asked == CONSENT and act in (Act.CONFIRM, Act.DENY):
        return _decided(act, plan, turn, dispatcher)
    if act in (Act.CANCEL, Act.PAUSE, Act.WITHDRAW, Act.DENY):
        return _left(turn, dispatcher)
    events = answered(act, turn, dispatcher, tracker)
    if events is None:
        say(dispatcher, "utter_visit_unclear")
    return [*(events or []), *_next(plan, turn, dispatcher)]


def _decided(
    act: Act | None, plan: BookingPlan, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Book, or let the read-back be changed."""
    if act is not Act.CONFIRM:
        if turn.tapped:
            return _left(turn, dispatcher)
        say(dispatcher, "utter_visit_what_else")
        return slots(open_day_plan=plan.kept(), requested_slot=CONSENT)
    assert plan.day is not None, "the read-back has its day"
    assert plan.party is not None, "the read-back has its party"
    try:
        booking = context.bureau().open_days.book(
            day=plan.day,
            party=plan.party,
            wait=plan.wait,
            phone=plan.phone,
            by=turn.by,
            at=turn.at,
            message_key=turn.message_key,
        )
    except OpenDayError as refused:
        say(dispatcher, "utter_visit_refused", explanation=refused.explanation)
        if refused.code in ("twice", "too_many"):
            return [*_over(), *resumable(dispatcher, turn)]
        if refused.code != "full":
            plan.day = None
        return _next(plan, turn, dispatcher)
    if plan.instead is not None:
        _, before = context.bureau().open_days.own(booking=plan.instead, by=turn.by)
        context.bureau().open_days.give_up(booking=plan.instead, by=turn.by, at=turn.at)
        say(dispatcher, "utter_visit_moved", **facts_of(before, turn.at))
    events = said_of_booked(booking, turn, dispatcher, phone=not plan.phone)
    return [*_over(), *events, *resumable(dispatcher, turn)]


def _heard(
    plan: BookingPlan,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    days: list[OpenDay],
    *,
    asked: str | None,
) -> list[EventType]:
    near = _lies_in(turn)
    free = [day for day in bookable(days, turn.at) if day.id != _given_back(plan, turn)]
    meant = plan.hear(turn, free, asked=asked, lies_in=near)
    if plan.day is None and not turn.tapped:
        full = wants_to_wait(turn.text) and [day for day in meant if not day.left]
        meant = full or meant or _meant_besides(plan, turn, free)
        plan.day = meant[0].id if len(meant) == 1 else None
    if not (meant or turn.tapped or plan.day is not None):
        # What is meant may not be for booking: say why before others are offered.
        closed = meaning(days, visit_wish(turn.text, turn.at), turn.text, near)
        if len(closed) == 1:
            _refuse(closed[0], turn, dispatcher)
    return _next(plan, turn, dispatcher, offered=meant)


def _given_back(plan: BookingPlan, turn: Turn) -> int | None:
    """Return the day whose seats are given back for another day's."""
    if plan.instead is None:
        return None
    return context.bureau().open_days.own(booking=plan.instead, by=turn.by)[0].day


def _meant_besides(plan: BookingPlan, turn: Turn, free: list[OpenDay]) -> list[OpenDay]:
    """Return what is meant by 候补 alone, by 下一场, or by a facility on a day it is not open."""
    if wants_to_wait(turn.text):
        return [day for day in free if not day.left]
    if plan.instead is None:
        return []
    _, before = context.bureau().open_days.own(booking=plan.instead, by=turn.by)
    if next_one(turn.text):
        later = [day for day in free if day.starts > before.starts]
        same = [day for day in later if day.facility.code == before.facility.code]
        return (same or later)[:1]
    wish = visit_wish(turn.text, turn.at)
    return meaning(free, replace(wish, days=()), turn.text)


def _refuse(day: OpenDay, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    refused = OpenDayError(day.phase(turn.at), opens=days_ahead.moment(day.opens, turn.at))
    say(dispatcher, "utter_visit_refused", explanation=refused.explanation)


def _next(
    plan: BookingPlan,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    *,
    offered: list[OpenDay] | None = None,
) -> list[EventType]:
    """Ask for what is missing, by how the days stand now."""
    open_days = context.bureau().open_days
    day = open_days.day(plan.day) if plan.day is not None else None
    if day is not None and day.phase(turn.at) is not DayPhase.OPEN:
        _refuse(day, turn, dispatcher)
        plan.day, day = None, None
    if day is not None:
        mine = open_days.live(by=turn.by, at=turn.at)
        twice = next((pair for pair in mine if pair[1].id == day.id), None)
        if twice is not None:
            events = about_booking(twice, plan.party, turn, dispatcher)
            return [*_over(), *events, *resumable(dispatcher, turn)]
    step = plan.step(day)
    if step is BookingStep.DAY or day is None:
        return _ask_day(plan, turn, dispatcher, offered or [])
    facts = facts_of(day, turn.at)
    match step:
        case BookingStep.YOUNG:
            say(dispatcher, "utter_visit_young", age=min(plan.ages), **facts)
            plan.day, plan.ages = None, ()
            return _kept(plan)
        case BookingStep.ALONE:
            say(dispatcher, "utter_visit_alone", age=day.facility.alone_age)
            plan.party, plan.ages = None, ()
            return _kept(plan)
        case BookingStep.PARTY:
            say(dispatcher, "utter_visit_party", buttons=_counts(day), **facts)
        case BookingStep.LARGE:
            say(dispatcher, "utter_visit_large", party=plan.party, buttons=_counts(day), **facts)
            plan.party = None
        case BookingStep.FULL:
            full = "utter_visit_full" if day.left else "utter_visit_sold_out"
            say(dispatcher, full, buttons=_full(day), party=plan.party, **facts)
        case _:
            return _read_back(plan, day, turn, dispatcher)
    return _kept(plan)


def _read_back(
    plan: BookingPlan, day: OpenDay, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    plan.mark = turn.message_key
    waits = plan.party is not None and plan.party > day.left
    plan.wait = waits
    say(
        dispatcher,
        "utter_visit_wait_consent" if waits else "utter_visit_consent",
        party=plan.party,
        phone=words().part("phone") if plan.phone else "",
        instead=words().part("instead") if plan.instead is not None else "",
        asked=plan.mark,
        **facts_of(day, turn.at),
    )
    return slots(open_day_plan=plan.kept(), requested_slot=CONSENT)


def _ask_day(
    plan: BookingPlan, turn: Turn, dispatcher: CollectingDispatcher, offered: list[OpenDay]
) -> list[EventType]:
    given_back = _given_back(plan, turn)
    coming = bookable(context.bureau().open_days.upcoming(at=turn.at), turn.at)
    open_now = [day for day in coming if day.id != given_back]
    if not open_now:
        offered_days([], turn, dispatcher)
        return [*_over(), *resumable(dispatcher, turn)]
    shown = offered or open_now
    plan.shown = tuple(day.id for day in shown[:_MOST_BUTTONS])
    say(dispatcher, "utter_visit_days", buttons=day_buttons(shown[:_MOST_BUTTONS], turn.at))
    return _kept(plan)


def _explained(plan: BookingPlan, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Answer what is asked of the chosen day, and ask on."""
    open_days = context.bureau().open_days
    day = open_days.day(plan.day) if plan.day is not None else None
    meant = meaning(open_days.upcoming(at=turn.at), visit_wish(turn.text, turn.at), turn.text)
    if len({each.facility.code for each in meant}) == 1:
        day = meant[0]  # another one is asked about than was chosen
    if day is None and not set(asked_of_visit(turn.text)) <= set(OF_ALL):
        say(dispatcher, "utter_visit_about_which")
    answered_of(day, turn, dispatcher)
    return _next(plan, turn, dispatcher)


def _lies_in(turn: Turn) -> Callable[[OpenDay], bool] | None:
    """Return whether a facility lies in the town or county that a message names."""
    named = context.bureau().places.best(turn.text) if turn.text else None
    if named is None or named.place == context.bureau().places.city:
        return None
    code = named.place.code
    return lambda day: day.facility.town.startswith(code) or code.startswith(day.facility.town)


def _near(days: list[OpenDay], turn: Turn) -> list[OpenDay]:
    """Return days by how far their facilities are from the place that a message names."""
    places = context.bureau().places
    named = places.best(turn.text)
    if named is None:
        return days

    def away(day: OpenDay) -> float:
        town = places.get(day.facility.town) or places.city
        here = named.place
        return distance_km(here.longitude, here.latitude, town.longitude, town.latitude)

    return sorted(days, key=away)


def _counts(day: OpenDay) -> list[Button]:
    most = min(day.facility.most_each, _MOST_BUTTONS)
    return [_button("party", f"party:{count}", count=count) for count in range(1, most + 1)]


def _full(day: OpenDay) -> list[Button]:
    buttons = [_button("wait", "wait"), _button("other", "other")]
    if day.left:
        buttons.append(_button("fewer", f"party:{day.left}", count=day.left))
    return buttons


def _button(name: str, option: str, **facts: object) -> Button:
    return {
        "title": words().button(name, **facts),
        "payload": f'/book_visit{{"option": "{option}"}}',
    }


def _kept(plan: BookingPlan) -> list[EventType]:
    return slots(open_day_plan=plan.kept(), requested_slot=_ANSWER)


def _left(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    say(dispatcher, "utter_visit_left")
    return [*_over(), *resumable(dispatcher, turn)]


def _over() -> list[EventType]:
    return slots(open_day_plan=None, requested_slot=None)
