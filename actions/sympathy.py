"""What is said once before a report's first question: safety, sympathy, whose job it is."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import say
from actions.turn import Turn
from bureau.dialogue import readback
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.sympathy import sympathy


def tell_at_once(report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Say once what cannot wait: safety first, then sympathy, then whose job it is."""
    if turn.perhaps_danger and "danger" not in report.told:
        report.told.append("danger")
        say(dispatcher, "utter_danger_perhaps")
    if report.anonymous and "named" not in report.told and report.names_somebody:
        report.told.append("named")
        say(dispatcher, "utter_report_names_you")
    if report.waiting and "several" not in report.told:
        report.told.append("several")
        rows = readback.several(report, context.bureau().places)
        say(dispatcher, "utter_report_several", count=len(report.all), rows=rows)
    if not report.categories:
        return
    if "heard" not in report.told:
        report.told.append("heard")
        say(dispatcher, f"utter_report_heard_{sympathy(report.leading, ' '.join(report.texts))}")
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
