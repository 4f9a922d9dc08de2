"""The report form: takes in a complaint message by message and asks what is missing."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.asides import answered
from actions.base import BureauAction, Button, say, slots
from actions.forms import digression
from actions.turn import Turn
from bureau.dialogue import readback
from bureau.dialogue.acts import Act
from bureau.dialogue.decide import ELSEWHERE, LOOK_UPS, service, ways
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import READ_BACK, begun, fits, hear

_SYMPATHIES = ("odor", "air", "dust", "water", "noise", "waste")
# What a doubtful answer to the read-back may mean, with what is tapped for it.
_WAYS: dict[Act, Button] = {
    Act.CONFIRM: {"title": "确认，提交", "payload": "/affirm"},
    Act.CANCEL: {"title": "不报了", "payload": "/cancel"},
    Act.CORRECT: {"title": "要改", "payload": "/correct"},
    Act.DENY: {"title": "要改", "payload": "/correct"},
    Act.DETAIL: {"title": "要补充", "payload": "/correct"},
    Act.PAUSE: {"title": "先放着", "payload": '/report{"option": "pause"}'},
}


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
            return _asking(report, asked or "report_matter", step)
        if turn.despairs:
            return _over(report, "care")
        if asked is None:
            report = begun(report, turn, turn.situation, context.bureau().places)
        if turn.danger:
            return _danger(report, turn, dispatcher)
        if asked is not None and service(turn, turn.situation):
            return digression(turn)
        act = turn.does(fits=lambda: fits(report, turn, asked))
        if turn.option == "pause" or act is Act.PAUSE:
            return _over(report, "pause")
        if act in (Act.CANCEL, Act.WITHDRAW):
            return _over(report, "no")
        if asked is None and act in ELSEWHERE:
            # What asks or chats opens no report.
            answered(act, turn, dispatcher, tracker)
            return _over(report, "none")
        if asked is not None and (events := _beside(act, turn, dispatcher, tracker)) is not None:
            return [*events, *_asking(report, asked, step)]
        if asked is not None and act is Act.LOOKUP:
            return digression(turn)
        if act is Act.RESTART and asked is not None:
            say(dispatcher, "utter_report_begun_anew")
            return _asking(ReportInProgress(), "report_matter", "first")
        if asked == "report_same" and act in (Act.CONFIRM, Act.DENY):
            if act is Act.CONFIRM:
                return slots(report_consent="same", requested_slot=None)
            report.same = "another"
            return _asking(report, READ_BACK, "first")
        if asked == READ_BACK:
            decided = _at_the_read_back(report, act, turn, dispatcher)
            if decided is not None:
                return decided
        changed = _hear(report, turn, act, dispatcher)
        if asked is not None and not changed and act not in (Act.UNKNOWN, Act.CONFIRM, Act.DENY):
            return _not_understood(report, asked, turn, dispatcher)
        return _next(report, turn, dispatcher, changed=changed)


def _over(report: ReportInProgress, how: str) -> list[EventType]:
    """End the form: what is told so far is let go, or kept for later."""
    kept = report.kept() if how in ("pause", "care") and not report.empty else None
    return slots(report_draft=kept, report_consent=how, requested_slot=None)


def _beside(
    act: Act | None, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType] | None:
    """Answer what is no answer to the form's question; None where it is one."""
    if act is Act.LOOKUP and turn.intent in LOOK_UPS:
        return None
    if act in ELSEWHERE or act is Act.VENT:
        return answered(act, turn, dispatcher, tracker)
    return [] if act is Act.REPEAT else None


def _danger(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Say first what protects people, and file at once what is known."""
    _hear(report, turn, Act.REPORT, dispatcher)
    report.urgent = True
    say(dispatcher, f"utter_danger_{turn.danger}")
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
    likely = ways(turn.reading, frozenset(_WAYS))
    buttons = list({_WAYS[act]["title"]: _WAYS[act] for act in likely}.values())
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
        report.stand_at(*turn.point, places)
        return True
    if turn.tapped:
        attached = report.attach(turn.photo)
        if attached and report.categories:
            say(dispatcher, "utter_report_photo")
        return attached
    was_anonymous, before = report.anonymous, len(report.texts)
    changed = hear(report, turn, act, turn.situation.asked, places)
    if report.anonymous and not was_anonymous:
        say(dispatcher, "utter_report_anonymous")
    return changed or len(report.texts) > before


def _not_understood(
    report: ReportInProgress, asked: str, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Ask the same again once; what is still not told stays open."""
    name = asked.removeprefix("report_")
    if name in report.puzzled or asked == READ_BACK:
        report.unknown.append(name)
        return _next(report, turn, dispatcher, changed=False)
    report.puzzled.append(name)
    say(dispatcher, "utter_report_puzzled")
    return _asking(report, asked, "again" if name != "time" else "first")


def _next(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, *, changed: bool
) -> list[EventType]:
    """Say what must be said at once and decide the next question."""
    _tell(report, turn, dispatcher)
    question, near = report.question(), ""
    if question is None and not report.same:
        case = context.bureau().cases.similar(draft=report.draft(), by=turn.by, at=turn.at)
        if case is not None:
            question = "same"
            near = f"{case.number}（{case.status_label}）"
    if question is None:
        step = "first"
        if turn.situation.asked == READ_BACK:
            step = "changed" if changed else "noted"
        return _asking(report, READ_BACK, step)
    step = report.wording(question)
    report.asked.append(question)
    return _asking(report, f"report_{question}", step, near=near)


def _tell(report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say once what cannot wait: safety first, then sympathy, then whose job it is."""
    if turn.perhaps_danger and "danger" not in report.told:
        report.told.append("danger")
        say(dispatcher, "utter_danger_perhaps")
    if not report.categories:
        return
    if "heard" not in report.told:
        report.told.append("heard")
        kind = report.leading if report.leading in _SYMPATHIES else "other"
        say(dispatcher, f"utter_report_heard_{kind}")
    if "elsewhere" not in report.told:
        authority = context.bureau().cases.authority(draft=report.draft())
        if not authority.ours:
            report.told.append("elsewhere")
            say(
                dispatcher,
                "utter_report_elsewhere",
                about=authority.about,
                authority=authority.name,
                phone=authority.phone,
            )


def _asking(
    report: ReportInProgress, wanted: str, step: str | None, *, near: str | None = None
) -> list[EventType]:
    """Return the form's slots and the one to ask for next."""
    places = context.bureau().places
    if near is None or wanted == "report_place":
        town = places.get((report.place or "")[:9])
        near = town.name if town else near
    return slots(
        report_draft=report.kept(),
        report_matter=readback.matter(report),
        report_place=readback.place(report, places),
        report_time=readback.time(report),
        report_notes=readback.notes(report),
        report_leading=report.leading,
        report_step=step or "first",
        report_near=near,
        requested_slot=wanted,
    )
