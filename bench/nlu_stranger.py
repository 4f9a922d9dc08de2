"""What the assistant does with a message out of the blue: the actions, on an empty store.

Rasa's rules are played as `data/rules` has them: a complaint opens the report form, everything
else goes to `actions.idle` first, which may open it too. The form may still answer and close.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import context
from actions.idle import taken
from actions.report import ValidateReportForm
from actions.turn import Turn
from bureau.dialogue.acts import Act
from bureau.settings import load
from bureau.wiring import Bureau

STRANGER = "a citizen nobody knows"
# What the form leaves behind where it ends at once: answered, paused, let go, met with care.
_NOT_TOLD = ("none", "pause", "no", "care")
# What a complaint's words are answered as where they ask.
_ANSWERED = {
    Act.QUESTION: "question", Act.LOOKUP: "ask_air", Act.PROGRESS: "ask_case",
    Act.PERSON: "handover", Act.ERASE: "erase_me", Act.THANK: "thank",
}  # fmt: skip


@contextmanager
def empty_store() -> Iterator[None]:
    """Let the actions ask a bureau in which nothing was ever filed."""
    with tempfile.TemporaryDirectory() as folder:
        bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(Path(folder))}))
        context.use(bureau)
        try:
            yield
        finally:
            bureau.close()


def decided(message: dict[str, Any], at: datetime) -> str:
    """Return `report` where a stranger's message (as Rasa parsed it) starts or files a report.

    Otherwise what it is answered as: its intent, or where that was a complaint its act.
    """
    told = {"message_key": "first", "at": at.isoformat(), "town": None}
    tracker = Tracker(
        STRANGER, {}, {**message, "metadata": told},
        [{"event": "user", "text": message["text"], "metadata": told}], False, None, {}, "",
    )  # fmt: skip
    turn, intent = Turn.of(tracker), str(message["intent"]["name"])
    if intent != "report" and not _opens(turn, tracker):
        return intent
    told_to_form = Turn.of(tracker, "report")
    events = ValidateReportForm().act(told_to_form, CollectingDispatcher(), tracker)
    kept = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    if kept.get("report_consent") not in _NOT_TOLD:
        return "report"
    act = turn.reading.act if turn.reading else None
    return _ANSWERED.get(act, "small_talk") if intent == "report" else intent


def _opens(turn: Turn, tracker: Tracker) -> bool:
    events = taken(turn, CollectingDispatcher(), tracker) if turn.reading else None
    return any(event.get("name") == "report_form" for event in events or [])
