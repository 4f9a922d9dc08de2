"""What a conversation keeps of its past: the last few turns, and the state before them.

A tracker is rebuilt from its events on each turn, and a WeChat follower talks for years under
one conversation id. So everything before the last turns is replaced by the shortest sequence of
events that leaves the same state: the start of a session, the slots, the form in progress.
Rules look back over one or two turns, and so many always stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_KEPT = 2
# Shortened only when this many turns have come together, so that the work is rare.
TURNS_AT_MOST = 5


def shortened(sender_id: str, events: Sequence[Event], slots: Sequence[Slot]) -> list[Event]:
    """Return events that leave a tracker in the same state, at most `TURNS_AT_MOST` turns long.

    `slots` are the domain's, with their initial values.
    """
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= TURNS_AT_MOST:
        return list(events)
    cut = turns[-TURNS_KEPT]
    before = DialogueStateTracker.from_events(sender_id, list(events[:cut]), slots)
    initial = {slot.name: slot.initial_value for slot in slots}
    return [*_leading_to(before, initial), *list(events)[cut:]]


def _leading_to(state: DialogueStateTracker, initial: dict[str, object]) -> list[Event]:
    lead: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    lead += [
        SlotSet(name, slot.value)
        for name, slot in state.slots.items()
        if slot.value != initial.get(name)
    ]
    loop = state.active_loop
    if loop is not None and loop.name:
        if loop.trigger_message:
            message = loop.trigger_message
            lead.append(ActionExecuted(ACTION_LISTEN_NAME))
            lead.append(
                UserUttered(
                    message.get("text"), message.get("intent"), message.get("entities"), message
                )
            )
        lead += [ActionExecuted(loop.name), ActiveLoop(loop.name)]
        if loop.rejected:
            lead.append(ActionExecutionRejected(loop.name))
    if state.is_paused():
        lead.append(ConversationPaused())
    lead.append(ActionExecuted(state.latest_action_name or ACTION_LISTEN_NAME))
    moment = state.events[-1].timestamp if state.events else None
    for event in lead:
        event.timestamp = moment
    return lead
