"""Turns: one citizen's messages in order, many citizens' at once, each answered once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Condition, Lock
from typing import Any

import structlog

from bureau.adapters.store.inbox import Inbox
from bureau.messaging import Outgoing, Received
from webhook.assistant import AssistantDownError, AssistantFaultError
from webhook.desk import Desk, texts
from webhook.reply import render

# Waits after the first, second, ... failure; then every last one while the assistant is down.
_WAITS = tuple(timedelta(seconds=s) for s in (1, 2, 4, 8, 15, 30))
# A message that was really asked this often without an answer is given up, with a word.
_GIVE_UP = 6
_log = structlog.get_logger()


class Turn:
    """One message on its way to an answer, and whoever waits to carry that answer back."""

    def __init__(self, row: Received, *, claimed: bool, joined: bool) -> None:
        self.row = row
        self.claimed = claimed
        self.lock = Lock()
        self._changed = Condition(self.lock)
        self.waiting = 1 if joined else 0
        self.over = False
        self.reply: Outgoing | None = None

    def join(self) -> bool:
        """Announce that somebody will wait: an answer ready in time is theirs, too.

        False when the turn is over already and its fate stands in the inbox.
        """
        with self.lock:
            if self.over:
                return False
            self.waiting += 1
            return True

    def wait(self, seconds: float) -> Outgoing | None:
        """Return the passive reply, or None when none came in time or none is due."""
        with self._changed:
            self._changed.wait_for(lambda: self.over, timeout=max(seconds, 0))
            self.waiting -= 1
            return self.reply

    def end(self, reply: Outgoing | None) -> None:
        """Hand over the reply; the caller holds the lock, so that nobody leaves meanwhile."""
        self.reply = reply
        self.over = True
        self._changed.notify_all()


class Turns:
    """Plays turns; what it holds of a citizen it plays in order."""

    def __init__(
        self,
        *,
        desk: Desk,
        inbox: Inbox,
        clock: Callable[[], datetime],
        owner: str,
        threads: int = 64,
    ) -> None:
        self._desk = desk
        self._inbox = inbox
        self._clock = clock
        self._owner = owner
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="turn")
        self._lock = Lock()
        self._lines: dict[str, deque[Turn]] = {}
        self._turns: dict[str, Turn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    def depth(self, citizen: str) -> int:
        """Return how many of a citizen's messages are held here unanswered."""
        return len(self._lines.get(citizen, ()))

    def start(self, row: Received, *, claimed: bool, joined: bool) -> Turn:
        """Play a message's turn after those of the same citizen.

        `joined` tells that the caller will `wait` for it.
        """
        turn = Turn(row, claimed=claimed, joined=joined)
        with self._lock:
            self._turns[row.key] = turn
            line = self._lines.get(row.citizen)
            if line is not None:
                line.append(turn)
                return turn
            self._lines[row.citizen] = deque([turn])
        self._pool.submit(self._play_line, row.citizen)
        return turn

    def held(self, key: str) -> Turn | None:
        """Return the turn of a message key while it is held here."""
        return self._turns.get(key)

    def close(self) -> None:
        """Let the turns at work end; those in line stay in the inbox for the next start."""
        with self._lock:
            for line in self._lines.values():
                while len(line) > 1:
                    self._turns.pop(line.pop().row.key, None)
        self._pool.shutdown(wait=True)

    def _play_line(self, citizen: str) -> None:
        while True:
            with self._lock:
                turn = self._lines[citizen][0]
            try:
                self._play(turn)
            except Exception:
                # The row stays with this owner until its lease ends; then it is played again.
                _log.exception("turn_broken", key=turn.row.key)
                with turn.lock:
                    turn.end(Outgoing.of_text(texts()["calm"]))
            with self._lock:
                self._turns.pop(turn.row.key, None)
                line = self._lines[citizen]
                line.popleft()
                if not line:
                    del self._lines[citizen]
                    return

    def _play(self, turn: Turn) -> None:
        row = turn.row
        if not turn.claimed:
            claimed = self._inbox.claim(row.key, owner=self._owner, at=self._clock())
            if claimed is None:
                # An earlier message of this citizen waits for the assistant to come back.
                with turn.lock:
                    turn.end(Outgoing.of_text(texts()["in_line"]))
                return
            row = claimed
        try:
            messages = self._desk.answer(row, at=self._clock())
        except AssistantDownError as error:
            self._postpone(turn, row, why=str(error), counted=False)
            return
        except Exception as error:  # whatever broke, this citizen still is owed an answer
            why = str(error) if isinstance(error, AssistantFaultError) else type(error).__name__
            if row.attempts + 1 < _GIVE_UP:
                self._postpone(turn, row, why=why, counted=True)
            else:
                messages = [{"text": texts()["gave_up"]}]
                self._finish(turn, row, messages)
            _log.error("turn_failed", key=row.key, why=why, exc_info=_unforeseen(error))
            return
        self._finish(turn, row, messages)

    def _finish(self, turn: Turn, row: Received, messages: list[dict[str, Any]]) -> None:
        rendered = render(messages, seq=row.seq)
        with turn.lock:
            reply = self._inbox.finish(
                row,
                outgoing=rendered.outgoing,
                options=rendered.options,
                passive=turn.waiting > 0 and _goes_passively(rendered.outgoing),
                at=self._clock(),
                owner=self._owner,
                kept_lead=texts()["kept"],
            )
            turn.end(reply)

    def _postpone(self, turn: Turn, row: Received, *, why: str, counted: bool) -> None:
        wait = _WAITS[min(row.attempts, len(_WAITS) - 1)]
        self._inbox.postpone(row, due=self._clock() + wait, counted=counted, owner=self._owner)
        _log.warning("turn_postponed", key=row.key, why=why, attempts=row.attempts + counted)
        with turn.lock:
            turn.end(None if row.calmed else Outgoing.of_text(texts()["calm"]))


def _unforeseen(error: Exception) -> Exception | None:
    return None if isinstance(error, AssistantFaultError) else error


def _goes_passively(outgoing: list[Outgoing]) -> bool:
    # An image must be uploaded first, which the worker does.
    return not outgoing or outgoing[0].kind != "image"
