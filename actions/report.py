"""The report form: takes in a complaint message by message and asks what is missing."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import BureauAction, say, slots
from actions.forms import digression
from actions.turn import Turn
from bureau.dialogue import readback
from bureau.dialogue.decide import Act, decide
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import READ_BACK, begun, fits, hear

SYMPATHIES = ("odor", "air", "dust", "water", "noise", "waste")


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
        if asked is None:
            report = begun(report, turn, turn.situation, context.bureau().places)
        act = decide(turn, turn.situation, fits=lambda: fits(report, turn))
        match act, asked:
            case Act.LEAVE, _:
                return slots(report_consent="no", requested_slot=None)
            case Act.ASIDE, _:
                return digression(turn)
            case Act.REPEAT, str():
                return _asking(report, asked, step)
            case Act.CONFIRM, "report_same":
                return slots(report_consent="same", requested_slot=None)
            case Act.DECLINE, "report_same":
                report.same = "another"
                return _asking(report, READ_BACK, "first")
            case Act.CONFIRM, "report_consent":
                return slots(report_consent="yes", requested_slot=None)
            case ((Act.DECLINE | Act.CHANGE), "report_consent"):
                return _asking(report, asked, "correcting")
        changed = _hear(report, turn, act, dispatcher)
        return _next(report, turn, dispatcher, changed=changed)


def _hear(report: ReportInProgress, turn: Turn, act: Act, dispatcher: CollectingDispatcher) -> bool:
    """Take in words, a point or a photo; return whether it changed what is read back."""
    places = context.bureau().places
    if turn.point is not None:
        report.stand_at(*turn.point, places)
        return True
    if turn.tapped:
        attached = report.attach(turn.photo)
        if attached and report.categories:
            say(dispatcher, "utter_report_photo")
        return attached
    was_anonymous = report.anonymous
    changed = hear(report, turn, act, turn.situation.asked, places)
    if report.anonymous and not was_anonymous:
        say(dispatcher, "utter_report_anonymous")
    return changed


def _next(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, *, changed: bool
) -> list[EventType]:
    """Say what must be said at once and decide the next question."""
    _tell(report, dispatcher)
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


def _tell(report: ReportInProgress, dispatcher: CollectingDispatcher) -> None:
    """Say once what cannot wait: danger first, then sympathy, then whose job it is."""
    if report.urgent and "danger" not in report.told:
        report.told += ["danger", "heard"]
        say(dispatcher, "utter_report_emergency")
    if not report.categories:
        return
    if "heard" not in report.told:
        report.told.append("heard")
        kind = report.leading if report.leading in SYMPATHIES else "other"
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
