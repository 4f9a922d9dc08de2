"""The report form: takes in a complaint message by message and asks what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.after_filing import hear_after_filing
from actions.asides import answered
from actions.base import BureauAction, doubts, say, slots
from actions.callback import left_for_the_bureau
from actions.contact import withheld
from actions.filing import NEXT, replied
from actions.first import warned
from actions.forms import digression
from actions.idle import of_a_case, replies
from actions.odor_questions import asks_of_others, odor_asked
from actions.pleading import pleaded
from actions.privacy import ask_to_erase
from actions.question import enquired, only_asked
from actions.several import (
    brought_forward,
    further,
    more_announced,
    one_of_several,
    queue,
    stand_where_it_was,
    warn_of_others,
    yes_with_question,
)
from actions.sympathy import tell_at_once
from actions.turn import Turn
from actions.visit_talk import hear_of_visits
from actions.volunteering import after, question_answered
from bureau.dialogue import readback
from bureau.dialogue.acts import Act
from bureau.dialogue.acts.thresholds import SURE
from bureau.dialogue.decide import ELSEWHERE, LOOK_UPS, service, ways
from bureau.dialogue.enquiry import wants_to_know
from bureau.dialogue.matters import lets_all_go
from bureau.dialogue.only_asking import only_asks
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import READ_BACK, begun, fits, hear
from bureau.dialogue.second_thoughts import (
    another_one,
    asks_the_card,
    comes_first,
    hands_in,
    may_be_no_yes,
    reports_after_all,
)
from bureau.dialogue.unheard import goes_with, told_before
from bureau.places import Place

# Acts that end the form, and what becomes of what was told.
_ENDS = {Act.PAUSE: "pause", Act.CANCEL: "no", Act.WITHDRAW: "no"}
# What is offered at the read-back where it is in doubt what was meant.
_OFFERED = frozenset({Act.CONFIRM, Act.CANCEL, Act.CORRECT, Act.DENY, Act.DETAIL, Act.PAUSE})
# Wordings of the read-back that speak of the message before it.
_OF_ONE_MESSAGE = ("changed", "noted", "added", "doubt")


class ValidateReportForm(BureauAction):
    """Takes in a message of the report form and decides what to ask next."""

    called = "validate_report_form"
    form = "report"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Return the form's slots after this message, with the next one to ask for."""
        report = ReportInProgress.of(tracker.get_slot("report_draft"))
        asked, step = turn.situation.asked, tracker.get_slot("report_step")
        if turn.situation.resumed:
            return _again(report, asked or "report_matter", step)
        if asked is None:
            if step == NEXT:
                return _next(report, turn, dispatcher, changed=False)
            if replies(turn.does(), turn):
                replied(str(turn.situation.questioned), turn, dispatcher)
                return _over(report, "none" if report.empty else "aside")
            report = begun(report, turn, turn.situation, context.bureau().places)
            stand_where_it_was(report, turn)
            before = told_before(turn.situation.topic)
            if before is not None and report.empty and goes_with(turn, before):
                return _gone_on_with(before, report, turn, dispatcher)
        if turn.despairs:
            return _over(report, "care")
        one = one_of_several(report, turn, dispatcher, tracker)
        return _taken(report, one, dispatcher, tracker)


def _taken(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Take a message of one matter: as danger, as another service, as an end, or as told."""
    asked = turn.situation.asked
    if turn.danger:
        return _danger(report, turn, dispatcher)
    for heard in (_by_its_words, _only_asked, _of_a_visit):
        if (events := heard(report, turn, dispatcher, tracker)) is not None:
            return events
    if asked is not None and service(turn, turn.situation) and not _pressed(report, turn):
        return digression(turn)
    act = turn.does(fits=lambda: fits(report, turn, asked))
    how = "pause" if turn.option == "pause" else _ENDS.get(act) if act else None
    if how is not None:
        return _ended(report, how, turn, tracker.get_slot("report_step"), dispatcher)
    if asked is None:
        # 刚才那件不报了 opens no report: it drops the one that waited.
        drops = _ENDS.get(_plainly(turn) or Act.REPORT) == "no"
        if drops and not report.empty and not reports_after_all(turn.text):
            return _ended(report, "no", turn, tracker.get_slot("report_step"), dispatcher)
        if (events := _no_report(act, turn, dispatcher, tracker)) is not None:
            return [*events, *_over(report, "none" if report.empty else "aside")]
    elif (events := _beside(report, act, turn, dispatcher, tracker)) is not None:
        return events
    return _told(report, act, turn, dispatcher)


def _card_asked(_: ReportInProgress, turn: Turn, __: CollectingDispatcher) -> bool:
    return not turn.tapped and asks_the_card(turn.text)


def _pleaded(_: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> bool:
    return pleaded(turn, dispatcher)


def _gone_on_with(
    before: Mapping[str, Any],
    report: ReportInProgress,
    turn: Turn,
    dispatcher: CollectingDispatcher,
) -> list[EventType]:
    """Begin a report with words that were not understood, and add what was told of them now."""
    # What is told for sure now outweighs a guess at words that were not understood.
    guessed = () if turn.sure else tuple(before["categories"])
    earlier = turn.saying(before["words"], guessed, plain=before["plain"])
    _hear(report, earlier, Act.REPORT, dispatcher)
    if not turn.tapped:
        _hear(report, turn, Act.DETAIL, dispatcher)
    if turn.danger or earlier.danger:
        return _danger(report, turn if turn.danger else earlier, dispatcher)
    return [*slots(asked=None), *_next(report, turn, dispatcher, changed=True)]


def _of_a_visit(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take what is said of a visit and resembles a report: 改到危废那场."""
    if turn.situation.asked is not None or turn.reading is None:
        return None
    events = hear_of_visits(turn, dispatcher)
    return (
        None if events is None else [*_over(report, "none" if report.empty else "aside"), *events]
    )


def _by_its_words(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take what its words alone decide: a danger asked about, second thoughts, what comes first."""
    asked = turn.situation.asked
    if warned(turn, dispatcher):
        if asked is not None:
            return _again(report, asked, tracker.get_slot("report_step"))
        return _over(report, "none" if report.empty else "aside")
    if asked is None:
        return None
    if any(
        hear(report, turn, dispatcher) for hear in (withheld, _pleaded, _card_asked, more_announced)
    ):
        return _again(report, asked, tracker.get_slot("report_step"))
    first = comes_first(turn.text, len(report.all)) if report.waiting else None
    if first is not None:
        return _next(brought_forward(report, first), turn, dispatcher, changed=False)
    if asked == READ_BACK and may_be_no_yes(turn.text):
        return _doubted(report, (Act.CONFIRM, Act.DENY, Act.CANCEL), dispatcher)
    hands = asked == READ_BACK and (
        hands_in(turn.text) or yes_with_question(turn, dispatcher, tracker)
    )
    if turn.tapped or not (hands or reports_after_all(turn.text)):
        return None
    if asked == READ_BACK:
        return slots(report_consent="yes", requested_slot=None)
    # Where it is must be known; what else was asked may stay open.
    if asked in ("report_time", "report_detail"):
        report.unknown.append(asked.removeprefix("report_"))
        return _next(report, turn, dispatcher, changed=False)
    return _asking(report, asked, "first")


def _only_asked(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer what reports nothing; whoever only asks leaves the form, and what was told waits."""
    asked = turn.situation.asked
    kept = any(not (wants_to_know(one) or only_asks(one)) for one in report.texts)
    events = odor_asked(turn, dispatcher)
    if events is None and not only_asked(turn, report.texts, dispatcher):
        return None
    if asked is None and asks_of_others(turn) and turn.clues.exact_place:
        return None
    if asked is not None and not only_asks(turn.text):
        return [*(events or []), *_again(report, asked, tracker.get_slot("report_step"))]
    return [*(events or []), *_over(report, "aside" if kept or report.photos else "none")]


def _no_report(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer what opened the form and is no report: said of an earlier case, asked, chatted."""
    if turn.reading is None:
        return None
    if (events := left_for_the_bureau(turn, dispatcher)) is not None:
        return events
    if question_answered(turn, dispatcher):
        return after(turn)
    if (events := hear_after_filing(turn, dispatcher)) is not None:
        return events
    if (events := of_a_case(_plainly(turn), turn, dispatcher)) is not None:
        return events
    if act is not Act.QUESTION and enquired(turn, dispatcher):
        return []
    return answered(act, turn, dispatcher, tracker) if act in ELSEWHERE else None


def _plainly(turn: Turn) -> Act | None:
    """Return what words do as if no form had opened on them."""
    reading = turn.reading
    return reading.act if reading is not None and reading.chance >= SURE else None


def _pressed(report: ReportInProgress, turn: Turn) -> bool:
    """Return whether the button of the question that is open now was pressed."""
    of_this = turn.situation.asked in (READ_BACK, "report_same") and turn.presses("report")
    return of_this and turn.carried.get("asked") == report.mark


def _ended(
    report: ReportInProgress,
    how: str,
    turn: Turn,
    step: str | None,
    dispatcher: CollectingDispatcher,
) -> list[EventType]:
    """End the form, or let go of the waiting report that is meant and go on with this one."""
    asked = turn.situation.asked
    if how == "no" and asked is not None and another_one(turn.text):
        say(dispatcher, "utter_report_other_dropped")
        return _again(report, asked, step)
    report.unask(asked)
    if how == "no" and lets_all_go(turn.text):
        report.waiting = []
    named = turn.clues.place
    if how == "no" and named and named[:9] != (report.place or "")[:9]:
        left = [one for one in report.waiting if (one["place"] or "")[:9] != named[:9]]
        if len(left) < len(report.waiting):
            report.waiting = left
            return _again(report, str(turn.situation.asked), step)
    return _over(report, how)


def _over(report: ReportInProgress, how: str) -> list[EventType]:
    """End the form: what is told so far is let go, or kept for later."""
    keeps = how in ("pause", "care", "aside") or (how == "no" and report.waiting)
    kept = report.kept() if keeps and not report.empty else None
    return slots(report_draft=kept, report_consent=how, requested_slot=None)


def _beside(
    report: ReportInProgress,
    act: Act | None,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
) -> list[EventType] | None:
    """Answer what is no answer to the form's question; None where it is one."""
    asked, step = str(turn.situation.asked), tracker.get_slot("report_step")
    if act is Act.LOOKUP and turn.intent in LOOK_UPS:
        return digression(turn)
    if act is Act.RESTART:
        say(dispatcher, "utter_report_begun_anew")
        return _asking(ReportInProgress(), "report_matter", "first")
    if act is Act.REPEAT:
        return _again(report, asked, step)
    if act is Act.ERASE:
        # One question at a time: what is told so far waits.
        return [*ask_to_erase(turn, dispatcher), *_over(report, "aside")]
    if act not in ELSEWHERE and act is not Act.VENT:
        return None
    events = answered(act, turn, dispatcher, tracker) or []
    if act is Act.VENT and asked != READ_BACK:
        # Whoever scolds a question twice is not asked it a third time.
        name = asked.removeprefix("report_")
        if name in report.puzzled:
            report.unknown.append(name)
            return [*events, *_next(report, turn, dispatcher, changed=False)]
        report.puzzled.append(name)
    return [*events, *_again(report, asked, step)]


def _again(report: ReportInProgress, asked: str, step: str | None) -> list[EventType]:
    """Ask the same again; what an earlier message changed, or left in doubt, was told then."""
    return _asking(report, asked, "first" if step in _OF_ONE_MESSAGE else step)


def _told(
    report: ReportInProgress, act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Take in what is told and decide what to ask next."""
    asked = turn.situation.asked
    if asked == "report_same" and act in (Act.CONFIRM, Act.DENY):
        if act is Act.CONFIRM:
            return slots(report_consent="same", requested_slot=None)
        report.same = "another"
        return _asking(report, READ_BACK, "first")
    if brought_up := further(report, act, turn):
        queue(report, turn, brought_up)
        say(
            dispatcher,
            "utter_report_further",
            rows=readback.several(report, context.bureau().places),
        )
        return _again(report, str(asked), "first")
    if asked == "report_detail" and (act is Act.CONFIRM or hands_in(turn.text)):
        report.unknown.append("detail")
        return _next(report, turn, dispatcher, changed=False)
    if asked == READ_BACK:
        decided = _at_the_read_back(report, act, turn, dispatcher)
        if decided is not None:
            return decided
    before = readback.lines(report, context.bureau().places)
    changed = _hear(report, turn, act, dispatcher)
    if asked == READ_BACK:
        changed = readback.lines(report, context.bureau().places) != before
    if asked is not None and act is not Act.UNKNOWN and _still_missing(report, asked, changed):
        return _not_understood(report, asked, turn, dispatcher, changed=changed)
    return _next(report, turn, dispatcher, changed=changed)


def _danger(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Say first what protects people, and file at once what is known."""
    _hear(report, turn, Act.REPORT, dispatcher)
    report.urgent = True
    say(dispatcher, f"utter_danger_{turn.danger}")
    warn_of_others(report, turn, dispatcher)
    return slots(report_draft=report.kept(), report_consent="yes", requested_slot=None)


def _at_the_read_back(
    report: ReportInProgress, act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    if act is Act.CONFIRM:
        return slots(report_consent="yes", requested_slot=None)
    if act is Act.DENY:
        return _asking(report, READ_BACK, "correcting")
    if act is not None or turn.reading is None or fits(report, turn, READ_BACK):
        return None
    return _doubted(report, ways(turn.reading, _OFFERED), dispatcher)


def _doubted(
    report: ReportInProgress, likely: Sequence[Act], dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Ask at the read-back which of some acts was meant; nothing is done meanwhile."""
    offered = doubts("read_back", asked=report.mark)
    buttons = list({way["title"]: way for way in (offered[str(act)] for act in likely)}.values())
    say(dispatcher, "utter_report_doubt", buttons=buttons)
    return _asking(report, READ_BACK, "doubt")


def _hear(
    report: ReportInProgress, turn: Turn, act: Act | None, dispatcher: CollectingDispatcher
) -> bool:
    """Take in words, a point or a photo; return whether it changed what is read back."""
    places = context.bureau().places
    if turn.point is not None:
        if places.at(*turn.point[:2]) is None:
            say(dispatcher, "utter_place_outside")
            if report.place or report.point:
                return False
        report.stand_at(*turn.point, places)
        return True
    if turn.tapped:
        attached = report.attach(turn.photo)
        if attached and report.categories:
            say(dispatcher, "utter_report_photo")
        return attached
    was_anonymous, before = report.anonymous, len(report.texts)
    if turn.clues.signed:
        say(dispatcher, "utter_report_signed")
    changed = hear(report, turn, act, turn.situation.asked, places)
    if report.anonymous and not was_anonymous:
        say(dispatcher, "utter_report_anonymous")
    return changed or len(report.texts) > before


def _still_missing(report: ReportInProgress, asked: str, changed: bool) -> bool:
    """Return whether what was asked was not told, whatever else was."""
    if asked == "report_time":
        return not report.timed
    if asked == "report_place":
        return not (report.place or report.place_text or report.point)
    return not changed


def _not_understood(
    report: ReportInProgress,
    asked: str,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    *,
    changed: bool,
) -> list[EventType]:
    """Ask the same again once; what is still not told stays open."""
    name = asked.removeprefix("report_")
    if name in report.puzzled or asked == READ_BACK:
        report.unknown.append(name)
        return _next(report, turn, dispatcher, changed=changed)
    report.puzzled.append(name)
    tell_at_once(report, turn, dispatcher)
    if not changed:
        say(dispatcher, "utter_report_puzzled")
    step = {"place": report.wording("place"), "time": "first"}.get(name, "again")
    return _asking(report, asked, step)


def _next(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, *, changed: bool
) -> list[EventType]:
    """Say what must be said at once and decide the next question."""
    goes_on = turn.situation.asked is None and bool(report.told)
    tell_at_once(report, turn, dispatcher)
    question, near = report.question(), ""
    if (rivals := _rivals(report, turn)) and not report.urgent:
        report.doubt_place(rivals)
        labels = [context.bureau().places.label(place.code) for place in rivals]
        return _asking(report, "report_place", "which", near="、".join(labels))
    if (city := _other_city(report, turn)) is not None and not report.urgent:
        report.told.append("abroad")
        report.asked.append("place")
        return _asking(report, "report_place", "abroad", near=city)
    if question is None and not report.same:
        case = context.bureau().cases.similar(draft=report.draft(), by=turn.by, at=turn.at)
        if case is not None:
            question = "same"
            near = f"{case.number}（{case.status_label}）"
    if question is None:
        if turn.situation.asked != READ_BACK:
            return _asking(report, READ_BACK, "first")
        if changed or turn.words not in report.texts[-1:]:
            return _asking(report, READ_BACK, "changed" if changed else "noted")
        # 改好了 is said of what is read back alone; other words are kept and said to be.
        return _asking(report, READ_BACK, "added", near=readback.plain(turn.words))
    step = report.wording(question)
    if question == "time" and report.found and (goes_on or turn.situation.asked == "report_place"):
        step = "placed"
    report.asked.append(question)
    return _asking(report, f"report_{question}", step, near=near)


def _rivals(report: ReportInProgress, turn: Turn) -> tuple[Place, ...]:
    """Return the places said of which only one can be meant, asked about once: 桐乡市洪合镇."""
    corrects = turn.intent == "correct" or turn.does() is Act.CORRECT
    if not turn.text or report.point is not None or report.place_doubted or corrects:
        return ()
    return context.bureau().places.whereabouts(turn.text).rivals


def _other_city(report: ReportInProgress, turn: Turn) -> str | None:
    """Return the city outside that a matter is in, told once; None where it may be ours."""
    if not turn.text or report.place or report.point is not None or "abroad" in report.told:
        return None
    return context.bureau().places.whereabouts(turn.text).elsewhere


def _asking(
    report: ReportInProgress, wanted: str, step: str | None, *, near: str | None = None
) -> list[EventType]:
    """Return the form's slots and the one to ask for next."""
    places = context.bureau().places
    if near is None or (wanted == "report_place" and step not in ("which", "abroad")):
        town = places.get((report.place or "")[:9])
        near = town.name if town else near
        if step == "town":
            near = readback.plain(report.place_text)
    return slots(
        report_draft=report.kept(),
        report_matter=readback.matter(report),
        report_place=readback.place(report, places),
        report_time=readback.time(report),
        report_notes=readback.notes(report),
        report_leading=report.leading,
        report_step=step or "first",
        report_asked=report.mark,
        report_near=near,
        requested_slot=wanted,
    )
