"""What the report form asks next: once more, of what is missing, in doubt, or what is read back."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.base import doubts, say, slots
from actions.sympathy import tell_at_once
from actions.turn import Turn
from bureau.dialogue import readback
from bureau.dialogue.acts import Act
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import READ_BACK
from bureau.places import Place

# Wordings of the read-back that speak of the message before it.
_OF_ONE_MESSAGE = ("changed", "noted", "added", "doubt")


def over(report: ReportInProgress, how: str) -> list[EventType]:
    """End the form: what is told so far is let go, or kept for later."""
    keeps = how in ("pause", "care", "aside") or (how == "no" and report.waiting)
    kept = report.kept() if keeps and not report.empty else None
    return slots(report_draft=kept, report_consent=how, requested_slot=None)


def ask_again(report: ReportInProgress, asked: str, step: str | None) -> list[EventType]:
    """Ask the same again; what an earlier message changed, or left in doubt, was told then."""
    return asking(report, asked, "first" if step in _OF_ONE_MESSAGE else step)


def in_doubt(
    report: ReportInProgress, likely: Sequence[Act], dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Ask at the read-back which of some acts was meant; nothing is done meanwhile."""
    offered = doubts("read_back", asked=report.mark)
    buttons = list({way["title"]: way for way in (offered[str(act)] for act in likely)}.values())
    say(dispatcher, "utter_report_doubt", buttons=buttons)
    return asking(report, READ_BACK, "doubt")


def still_missing(report: ReportInProgress, asked: str, changed: bool) -> bool:
    """Return whether what was asked was not told, whatever else was."""
    if asked == "report_time":
        return not report.timed
    if asked == "report_place":
        return not (report.place or report.place_text or report.point)
    return not changed


def not_understood(
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
        return ask_next(report, turn, dispatcher, changed=changed)
    report.puzzled.append(name)
    tell_at_once(report, turn, dispatcher)
    if not changed:
        say(dispatcher, "utter_report_puzzled")
    step = {"place": report.wording("place"), "time": "first"}.get(name, "again")
    return asking(report, asked, step)


def ask_next(
    report: ReportInProgress, turn: Turn, dispatcher: CollectingDispatcher, *, changed: bool
) -> list[EventType]:
    """Say what must be said at once and decide the next question."""
    goes_on = turn.situation.asked is None and bool(report.told)
    tell_at_once(report, turn, dispatcher)
    question, near = report.question(), ""
    if (rivals := _rivals(report, turn)) and not report.urgent:
        report.doubt_place(rivals)
        labels = [context.bureau().places.label(place.code) for place in rivals]
        return asking(report, "report_place", "which", near="、".join(labels))
    if (city := _other_city(report, turn)) is not None and not report.urgent:
        report.told.append("abroad")
        report.asked.append("place")
        return asking(report, "report_place", "abroad", near=city)
    if question is None and not report.same:
        case = context.bureau().cases.similar(draft=report.draft(), by=turn.by, at=turn.at)
        if case is not None:
            question = "same"
            near = f"{case.number}（{case.status_label}）"
    if question is None:
        if turn.situation.asked != READ_BACK:
            return asking(report, READ_BACK, "first")
        if changed or turn.words not in report.texts[-1:]:
            return asking(report, READ_BACK, "changed" if changed else "noted")
        # 改好了 is said of what is read back alone; other words are kept and said to be.
        return asking(report, READ_BACK, "added", near=readback.plain(turn.words))
    step = report.wording(question)
    if question == "time" and report.found and (goes_on or turn.situation.asked == "report_place"):
        step = "placed"
    report.asked.append(question)
    return asking(report, f"report_{question}", step, near=near)


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


def asking(
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
