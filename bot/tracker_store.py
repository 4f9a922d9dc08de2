"""Conversations that outlive the process: one row each, at a cost that never grows.

Rasa's own SQL store writes a row an event and reads all of them on each turn; it costs more than
the rest of the turn. Here the tracker is one blob, shortened by `bot.history`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import ujson
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rows
from bot.history import shortened

logger = logging.getLogger("bot")
T = TypeVar("T")


class ConversationStore(TrackerStore):
    """Rasa's tracker store over `bot.rows`.

    A database that cannot be reached raises: the turn fails and may be repeated. (Rasa would go
    on with an empty conversation in memory and later write it over the citizen's report.)
    """

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        url: str | None = None,
        **_: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._rows = rows.connect(url or rows.database_url())
        self._thread = ThreadPoolExecutor(1) if self._rows.blocking else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the conversation, shortened; it is durable when this returns."""
        events = shortened(tracker.sender_id, list(tracker.events), self.domain.slots)
        blob = ujson.dumps([event.as_dict() for event in events]).encode()
        await self._call(lambda: self._rows.put(tracker.sender_id, blob))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Read the conversation.

        A form that the present domain does not have any more is left; a blob that cannot be read
        begins the conversation anew, and is logged.
        """
        blob = await self._call(lambda: self._rows.get(sender_id))
        if blob is None:
            return None
        try:
            events = deserialise_events(ujson.loads(blob))
        except (ValueError, KeyError, TypeError):
            logger.exception("conversation unreadable, it begins anew")
            return None
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        if tracker.active_loop_name and tracker.active_loop_name not in self.domain.form_names:
            tracker.update(ActiveLoop(None))
        return tracker

    async def forget(self, sender_id: str) -> None:
        """Delete the conversation."""
        await self._call(lambda: self._rows.delete(sender_id))

    async def forget_before(self, before: float) -> int:
        """Delete the conversations that rest since before an instant; return how many."""
        return await self._call(lambda: self._rows.delete_before(before))

    async def keys(self) -> Iterable[str]:
        """Return every conversation's id."""
        return await self._call(self._rows.keys)

    def close(self) -> None:
        """Let go of the database."""
        if self._thread is not None:
            self._thread.shutdown()
        self._rows.close()

    async def _call(self, work: Callable[[], T]) -> T:
        if self._thread is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
