"""The report form: takes in a complaint message by message and asks what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.after_filing import hear_after_filing, thanked
from actions.asides import answered
from actions.base import BureauAction, say, slots
from actions.callback import left_for_the_bureau
from actions.contact import withheld
from actions.filing import NEXT, replied
from actions.first import added_to_the_case, warned
from actions.forms import digression
from actions.idle import of_a_case, replies
from actions.odor_questions import asks_of_others, odor_asked
from actions.offers import offer
from actions.pleading import pleaded
from actions.privacy import ask_to_erase
from actions.question import enquired, only_asked, report_offered
from actions.report_questions import (
    ask_again,
    ask_next,
    asking,
    in_doubt,
    not_understood,
    over,
    still_missing,
)
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
from actions.turn import Turn
from actions.visit_talk import hear_of_visits
from actions.volunteering import after, question_answered
from bureau.dialogue import readback
from bureau.dialogue.acts import Act
from bureau.dialogue.acts.thresholds import SURE, SURELY_OVER
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

# Acts that end the form, and what becomes of what was told.
_ENDS = {Act.PAUSE: "pause", Act.CANCEL: "no", Act.WITHDRAW: "no"}
# What is offered at the read-back where it is in doubt what was meant.
_OFFERED = frozenset({Act.CONFIRM, Act.CANCEL, Act.CORRECT, Act.DENY, Act.DETAIL, Act.PAUSE})


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
            return ask_again(report, asked or "report_matter", step)
        if asked is None:
            if step == NEXT:
                return ask_next(report, turn, dispatcher, changed=False)
            if replies(turn.does(), turn):
                replied(str(turn.situation.questioned), turn, dispatcher)
                return over(report, "none" if report.empty else "aside")
            report = begun(report, turn, turn.situation, context.bureau().places)
            stand_where_it_was(report, turn)
            before = told_before(turn.situation.topic)
            if before is not None and report.empty and goes_with(turn, before):
                return _gone_on_with(before, report, turn, dispatcher)
        if turn.despairs:
            return over(report, "care")
        one = one_of_several(report, turn, dispatcher, tracker)
        return _taken(report, one, dispatcher, tracker)


def _taken(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Take a message of one matter: as danger, as another service, as an end, or as told."""
    asked = turn.situation.asked
    for heard in (_endangered, _by_its_words, _only_asked, _of_a_visit):
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
        if (events := _no_report(report, act, turn, dispatcher, tracker)) is not None:
            return [*events, *over(report, "none" if report.empty else "aside")]
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
        which = turn if turn.danger else earlier
        return _danger(report, which, which.danger, dispatcher)
    return [*slots(asked=None), *ask_next(report, turn, dispatcher, changed=True)]


def _endangered(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take danger, told at once or together with what was told before."""
    asked = turn.situation.asked
    if turn.danger:
        alone = asked is None and report.empty and not report.waiting
        if alone and added_to_the_case(turn, dispatcher):
            return over(report, "none")
        return _danger(report, turn, turn.danger, dispatcher)
    kind = turn.danger_beside(" ".join(report.texts[-3:])) if asked is not None else ""
    return _danger(report, turn, kind, dispatcher) if kind else None


def _of_a_visit(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take what is said of a visit and resembles a report: 改到危废那场."""
    if turn.situation.asked is not None or turn.reading is None:
        return None
    events = hear_of_visits(turn, dispatcher)
    return None if events is None else [*over(report, "none" if report.empty else "aside"), *events]


def _by_its_words(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Take what its words alone decide: a danger asked about, second thoughts, what comes first."""
    asked = turn.situation.asked
    if warned(turn, dispatcher):
        if asked is not None:
            return ask_again(report, asked, tracker.get_slot("report_step"))
        return over(report, "none" if report.empty else "aside")
    if asked is None:
        return None
    if any(
        hear(report, turn, dispatcher) for hear in (withheld, _pleaded, _card_asked, more_announced)
    ):
        return ask_again(report, asked, tracker.get_slot("report_step"))
    first = comes_first(turn.text, len(report.all)) if report.waiting else None
    if first is not None:
        return ask_next(brought_forward(report, first), turn, dispatcher, changed=False)
    if asked == READ_BACK and may_be_no_yes(turn.text):
        return in_doubt(report, (Act.CONFIRM, Act.DENY, Act.CANCEL), dispatcher)
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
        return ask_next(report, turn, dispatcher, changed=False)
    return asking(report, asked, "first")


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
        return [*(events or []), *ask_again(report, asked, tracker.get_slot("report_step"))]
    return [*(events or []), *over(report, "aside" if kept or report.photos else "none")]


def _no_report(
    report: ReportInProgress,
    act: Act | None,
    turn: Turn,
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
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
    if _over_already(turn):
        # Nothing of it goes on: 河水不黑了 谢谢你们.
        thanked(turn, dispatcher)
        return []
    if act is not Act.QUESTION and enquired(turn, dispatcher):
        events = []
    elif act in ELSEWHERE:
        events = answered(act, turn, dispatcher, tracker)
    if report_offered(turn, dispatcher):
        _hear(report, turn, Act.REPORT, dispatcher)
        return [*(events or []), *offer("report", turn)]
    return events


def _over_already(turn: Turn) -> bool:
    """Return whether words surely say that it is over, or thank; 臭味又来了谢谢 is not so sure."""
    ranking = turn.reading.ranking if turn.reading is not None else ()
    over = sum(chance for act, chance in ranking if act in (Act.SOLVED, Act.THANK))
    return over >= SURELY_OVER and not turn.clues.place_text


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
        return ask_again(report, asked, step)
    report.unask(asked)
    if how == "no" and lets_all_go(turn.text):
        report.waiting = []
    named = turn.clues.place
    if how == "no" and named and named[:9] != (report.place or "")[:9]:
        left = [one for one in report.waiting if (one["place"] or "")[:9] != named[:9]]
        if len(left) < len(report.waiting):
            report.waiting = left
            return ask_again(report, str(turn.situation.asked), step)
    return over(report, how)


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
        return asking(ReportInProgress(), "report_matter", "first")
    if act is Act.REPEAT:
        return ask_again(report, asked, step)
    if act is Act.ERASE:
        # One question at a time: what is told so far waits.
        return [*ask_to_erase(turn, dispatcher), *over(report, "aside")]
    if act not in ELSEWHERE and act is not Act.VENT:
        return None
    events = answered(act, turn, dispatcher, tracker) or []
    if act is Act.VENT and asked != READ_BACK:
        # Whoever scolds a question twice is not asked it a third time.
        name = asked.removeprefix("report_")
        if name in report.puzzled:
            report.unknown.append(name)
            return [*events, *ask_next(report, turn, dispatcher, changed=False)]
        report.puzzled.append(name)
    return [*events, *ask_again(report, asked, step)]


def _told(
    report: ReportInProgress, act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Take in what is told and decide what to ask next."""
    asked = turn.situation.asked
    if asked == "report_same" and act in (Act.CONFIRM, Act.DENY):
        if act is Act.CONFIRM:
            return slots(report_consent="same", requested_slot=None)
        report.same = "another"
        return asking(report, READ_BACK, "first")
    if brought_up := further(report, act, turn):
        queue(report, turn, brought_up)
        say(
            dispatcher,
            "utter_report_further",
            rows=readback.several(report, context.bureau().places),
        )
        return ask_again(report, str(asked), "first")
    if asked == "report_detail" and (act is Act.CONFIRM or hands_in(turn.text)):
        report.unknown.append("detail")
        return ask_next(report, turn, dispatcher, changed=False)
    if asked == READ_BACK:
        decided = _at_the_read_back(report, act, turn, dispatcher)
        if decided is not None:
            return decided
    before = readback.lines(report, context.bureau().places)
    changed = _hear(report, turn, act, dispatcher)
    if asked == READ_BACK:
        changed = readback.lines(report, context.bureau().places) != before
    if asked is not None and act is not Act.UNKNOWN and still_missing(report, asked, changed):
        return not_understood(report, asked, turn, dispatcher, changed=changed)
    return ask_next(report, turn, dispatcher, changed=changed)


def _danger(
    report: ReportInProgress, turn: Turn, kind: str, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Say first what protects people, and file at once what is known."""
    _hear(report, turn, Act.REPORT, dispatcher)
    report.urgent = True
    say(dispatcher, f"utter_danger_{kind}")
    warn_of_others(report, turn, dispatcher)
    return slots(report_draft=report.kept(), report_consent="yes", requested_slot=None)


def _at_the_read_back(
    report: ReportInProgress, act: Act | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType] | None:
    if act is Act.CONFIRM:
        return slots(report_consent="yes", requested_slot=None)
    if act is Act.DENY:
        return asking(report, READ_BACK, "correcting")
    if act is not None or turn.reading is None or fits(report, turn, READ_BACK):
        return None
    return in_doubt(report, ways(turn.reading, _OFFERED), dispatcher)


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
