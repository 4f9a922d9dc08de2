"""What every action shares: one turn read once, one response named, one line logged."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from basis.packaged import yaml_beside

log = structlog.get_logger("actions")

Button = dict[str, str]


class BureauAction(Action, ABC):
    """An action that turns a citizen's message into one call and a named response.

    Nothing is caught: what fails answers 500, and the gateway treats that as a fault.
    """

    called: ClassVar[str]
    form: ClassVar[str | None] = None  # the form that the action reads for
    listens: ClassVar[bool] = True  # what a message does is looked at before the action acts

    def name(self) -> str:
        """Return the name Rasa calls the action by."""
        return self.called

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Read the turn, act, log one line without a word of the message."""
        started = time.perf_counter()
        turn = Turn.of(tracker, self.form)
        events = None
        if self.form is None and self.listens and turn.reading is not None:
            events = _before(turn, dispatcher, tracker)
        if events is None:
            events = self.act(turn, dispatcher, tracker)
        log.info(
            "action",
            name=self.called,
            intent=turn.intent,
            said=[message["response"] for message in dispatcher.messages],
            milliseconds=round(1000 * (time.perf_counter() - started), 1),
        )
        return events

    @abstractmethod
    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Do the work and return the events for Rasa."""


Before = Callable[[Turn, CollectingDispatcher, Tracker], list[EventType] | None]


def _nothing(_: Turn, __: CollectingDispatcher, ___: Tracker) -> list[EventType] | None:
    return None


_before: Before = _nothing


def listen_with(before: Before) -> None:
    """Let every message outside forms be looked at first; what it returns is the answer."""
    global _before
    _before = before


def say(
    dispatcher: CollectingDispatcher,
    response: str,
    *,
    buttons: list[Button] | None = None,
    **facts: Any,
) -> None:
    """Name a response of `bot/domain`; the facts fill its placeholders."""
    dispatcher.utter_message(response=response, buttons=buttons, **facts)


def doubts(kind: str, **facts: str) -> dict[str, Button]:
    """Return what can be tapped where it is in doubt what a message does, by the act.

    `kind` as in `doubts.yml`; the facts fill the placeholders of the payloads.
    """
    offered = {act: dict(button) for act, button in _doubts()[kind].items()}
    for button in offered.values():
        for name, fact in facts.items():
            button["payload"] = button["payload"].replace(f"{{{name}}}", fact)
    return offered


@cache
def _doubts() -> dict[str, dict[str, Button]]:
    return dict(yaml_beside(__file__, "doubts.yml"))


def slots(**values: Any) -> list[EventType]:
    """Return the events that set slots."""
    return [SlotSet(name, value) for name, value in values.items()]
