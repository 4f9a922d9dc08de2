"""Buttons that decide something, each bound to the question under which it stood.

A press is obeyed once, while its question is open; the button of an earlier question changes
nothing, and says so.
"""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BureauAction, say
from actions.chat import agreed, declined
from actions.filing import let_go
from actions.offers import still_offered
from actions.turn import Turn
from bureau.dialogue.acts import Act
from bureau.dialogue.report import ReportInProgress


class ActionPress(BureauAction):
    """Does what a button says if its question is still open."""

    called = "action_press"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Take the answer to the offer, or to the report that waits to be gone on with."""
        if turn.presses("report"):
            return _of_a_report(turn, dispatcher, tracker)
        offered = still_offered(tracker, turn)
        if offered is None:
            say(dispatcher, "utter_press_expired")
            return []
        turn = replace(turn, situation=replace(turn.situation, offer=offered))
        agrees = turn.pressed is Act.CONFIRM
        return (agreed if agrees else declined)(turn, dispatcher)


def _of_a_report(turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    report = ReportInProgress.of(tracker.get_slot("report_draft"))
    if report.empty or turn.carried.get("asked") != report.mark:
        say(dispatcher, "utter_press_expired")
        return []
    # Nothing is filed from afar: it is read back once more.
    return let_go(dispatcher) if turn.pressed is Act.CANCEL else [FollowupAction("report_form")]
