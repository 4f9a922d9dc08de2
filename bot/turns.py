"""A turn happens wholly or not at all, and once.

Rasa as it comes goes on when an action fails: the citizen reads nothing, the conversation records
the action as done, and the report is lost. Here a failed action ends the turn before anything is
saved, so the same message can be sent again and finds the conversation as it was. And a message
that was already answered gets the same answer, so that a reply lost on its way costs nothing.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Any

import aiohttp
import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.agent
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError

from bot.breaker import Breaker

MESSAGE_KEY = "message_key"
DROPPED = (aiohttp.ServerDisconnectedError, ConnectionResetError, BrokenPipeError)
ACTION_SECONDS = float(os.environ.get("ACTION_SECONDS", "10"))
BREAKER = Breaker(ACTION_SECONDS)


class ActionFailedError(Exception):
    """An action could not be run: its server is down, slow, or answered with an error.

    `answered`: the server is there and refused this very turn, so waiting may not help.
    """

    def __init__(self, message: str, *, answered: bool) -> None:
        super().__init__(message)
        self.answered = answered


class _Stop(BaseException):
    """A failed action on its way out, past every `except Exception` of Rasa."""


class WholeAction(RemoteAction):
    """An action of the action server that answers in time or ends the turn."""

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Call the action server; a form's refusal passes as it is.

        A kept connection that a restarted server has dropped is tried once more: actions are
        idempotent by the message's key.
        """
        try:
            try:
                return await self._in_time(output_channel, nlg, tracker, domain)
            except RasaException as error:
                if not isinstance(error.__context__, DROPPED):
                    raise
                return await self._in_time(output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise _Stop(f"{self.name()}: {error or type(error).__name__}") from error

    async def _in_time(self, *call: Any) -> list[Event]:
        allowed = BREAKER.allow()
        try:
            events = await asyncio.wait_for(super().run(*call), allowed)
        except TimeoutError:
            BREAKER.hung()
            raise
        except Exception:
            BREAKER.answered()  # or refused the connection, which takes no time
            raise
        BREAKER.answered()
        return events


class Turns(MessageProcessor):
    """Rasa's message processor with whole turns and remembered answers."""

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Answer one message through its output channel.

        `message.metadata["message_key"]`, if given, is the message's identity. Raises
        `ActionFailedError`, or what the tracker store raises; then nothing has been saved.
        """
        output = message.output_channel
        try:
            await self._turn(message, output)
        except _Stop as stop:
            cause = stop.__cause__
            answered = cause is not None and isinstance(cause.__cause__, ClientResponseError)
            raise ActionFailedError(str(stop), answered=answered) from cause
        return output.messages if isinstance(output, CollectingOutputChannel) else None

    async def _turn(self, message: UserMessage, output: OutputChannel) -> None:
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, output, message.metadata
        )
        # Nobody asks which model an event is from; signed with it, every event would be longer by
        # that, in the store and in each call of an action.
        tracker.model_id = tracker.assistant_id = None
        answer = answer_given(tracker.events, (message.metadata or {}).get(MESSAGE_KEY))
        if answer is not None:
            await self._send_bot_messages(answer, tracker, output)
            return
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(output, tracker)
        await self._run_prediction_loop(output, tracker)
        await self.save_tracker(tracker)


def answer_given(events: Iterable[Event], key: str | None) -> list[BotUttered] | None:
    """Return what was said to the message with `key`, or None if it is not among `events`."""
    if not key:
        return None
    answer: list[BotUttered] | None = None
    for event in events:
        if isinstance(event, UserUttered):
            if answer is not None:
                break
            if event.metadata.get(MESSAGE_KEY) == key:
                answer = []
        elif answer is not None and isinstance(event, BotUttered):
            answer.append(event)
    return answer


class Assistant(Agent):
    """Rasa's agent on the store it was given.

    Rasa wraps the store so that a database that fails is replaced by one in memory, without a
    word; here its failure is the turn's.
    """

    @staticmethod
    def _create_tracker_store(store: TrackerStore, domain: Domain) -> TrackerStore:
        store.domain = domain
        return store


def install() -> None:
    """Make Rasa build whole turns; must run before an agent is made."""
    rasa.core.agent.MessageProcessor = Turns
    rasa.core.actions.action.RemoteAction = WholeAction
    rasa.core.actions.forms.RemoteAction = WholeAction  # a form's validation has a name of its own
