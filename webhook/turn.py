"""Turns: one citizen's messages in order, many citizens' at once, each answered once.

The thread that serves a message plays its turn itself, as far as the deadline allows; what
takes longer goes on in a pool of threads.
"""

from __future__ import annotations

import time
from bisect import insort
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Condition, Lock
from typing import Any

import structlog

from bureau.messaging import MessageState, Outgoing, Received, TurnContext
from bureau.messaging.ports import Inbox, StoreAwayError
from bureau.metrics import took
from webhook.assistant import AssistantDownError, AssistantFaultError, Call, Messages
from webhook.message_router import MessageRouter
from webhook.own_sentences import texts_for
from webhook.reply import render

# Waits after the first, second, ... failure; then every last one while the assistant is down.
_WAITS = tuple(timedelta(seconds=s) for s in (1, 2, 4, 8, 15, 30))
# A message that was really asked this often without an answer is given up, with a word.
_GIVE_UP = 6
# Seconds between looks at a message before this one that another process answers.
_PEEK, _LONGEST_PEEK = 0.02, 0.2
_log = structlog.get_logger()


class InboxTurn:
    """One message on its way to an answer, and the request that waits to carry that answer back.

    `standing` is known when the row is claimed already; otherwise it waits to be claimed.
    """

    def __init__(self, row: Received, standing: TurnContext | None) -> None:
        self.row = row
        self.standing = standing
        self.changed = Condition()
        self.waiting = 0
        self.first = False  # in its citizen's line
        self.pooled = False  # nobody's thread will play it: the pool has to
        self.over = False
        self.reply: Outgoing | None = None
        self.begun = time.perf_counter()  # and anew when the assistant is asked

    def join(self) -> bool:
        """Announce that somebody will wait: an answer ready in time is theirs, too.

        False when the turn is over already and its fate stands in the inbox.
        """
        with self.changed:
            if self.over:
                return False
            self.waiting += 1
            return True

    def wait(self, deadline: float) -> Outgoing | None:
        """Return the passive reply, or None when none came in time or none is due."""
        with self.changed:
            self.changed.wait_for(lambda: self.over, timeout=max(deadline - time.monotonic(), 0))
            self.waiting -= 1
            return self.reply

    def end(self, reply: Outgoing | None) -> None:
        """Hand over the reply; the caller holds `changed`, so that nobody leaves meanwhile."""
        self.reply = reply
        self.over = True
        self.changed.notify_all()


class InboxTurns:
    """Plays turns; what it holds of a citizen it plays in order."""

    def __init__(
        self,
        *,
        router: MessageRouter,
        inbox: Inbox,
        clock: Callable[[], datetime],
        owner: str,
        threads: int = 32,
    ) -> None:
        self._router = router
        self._inbox = inbox
        self._clock = clock
        self._owner = owner
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="turn")
        self._lock = Lock()
        self._lines: dict[str, list[InboxTurn]] = {}
        self._turns: dict[str, InboxTurn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    def depth(self, citizen: str) -> int:
        """Return how many of a citizen's messages are held here unanswered."""
        return len(self._lines.get(citizen, ()))

    def held(self, key: str) -> InboxTurn | None:
        """Return the turn of a message key while it is held here."""
        return self._turns.get(key)

    def play(
        self, row: Received, standing: TurnContext | None, *, deadline: float
    ) -> Outgoing | None:
        """Play a message's turn after those of the same citizen, in this thread.

        Return the passive reply, or None when it was not ready by `deadline` (monotonic
        seconds): then the turn goes on without us.
        """
        turn = InboxTurn(row, standing)
        turn.waiting = 1
        if not self._enter(turn):
            with turn.changed:
                left = deadline - time.monotonic()
                turn.changed.wait_for(lambda: turn.first or turn.over, timeout=max(left, 0))
                if not turn.first:
                    turn.pooled = True
                    turn.waiting -= 1
                    return turn.reply
        call = self._begin(turn, deadline)
        if call is not None:
            if not call.wait(deadline - time.monotonic()):
                with turn.changed:
                    turn.waiting -= 1
                self._pool.submit(self._conclude, turn, call)
                return None
            self._conclude(turn, call)
        return turn.reply

    def start(self, row: Received, standing: TurnContext | None = None) -> None:
        """Play a message's turn in the pool: nobody waits for it."""
        turn = InboxTurn(row, standing)
        turn.pooled = True
        if self._enter(turn):
            self._pool.submit(self._play_pooled, turn)

    def close(self) -> None:
        """Let the turns at work end; those in line stay in the inbox for the next start."""
        with self._lock:
            for line in self._lines.values():
                while len(line) > 1 and not line[-1].first:
                    self._turns.pop(line.pop().row.key, None)
        self._pool.shutdown(wait=True)

    def _enter(self, turn: InboxTurn) -> bool:
        """Put a turn in its citizen's line; return whether it is first.

        Of two messages stored together the later one's thread may come first: then it is first,
        too, and waits in the inbox for this one.
        """
        with self._lock:
            self._turns[turn.row.key] = turn
            line = self._lines.setdefault(turn.row.citizen, [])
            insort(line, turn, key=lambda each: each.row.seq)
            turn.first = line[0] is turn
            return turn.first

    def _leave(self, turn: InboxTurn) -> None:
        with self._lock:
            self._turns.pop(turn.row.key, None)
            line = self._lines[turn.row.citizen]
            line.remove(turn)
            following = line[0] if line else None
            if following is None:
                del self._lines[turn.row.citizen]
        if following is not None and not following.first:
            with following.changed:
                following.first = True
                following.changed.notify_all()
                pooled = following.pooled
            if pooled:
                self._pool.submit(self._play_pooled, following)

    def _play_pooled(self, turn: InboxTurn) -> None:
        call = self._begin(turn)
        if call is not None:
            self._conclude(turn, call)

    def _begin(self, turn: InboxTurn, deadline: float = 0.0) -> Call | None:
        """Put the question; None when the turn is over before an answer."""
        try:
            if turn.standing is None:
                claimed = self._claimed(turn, deadline)
                if claimed is None:
                    self._end(turn, self._of_others(turn))
                    return None
                turn.row = claimed
                turn.standing = self._inbox.standing(claimed.citizen)
            took("wait", turn.begun, turn.row.key)
            turn.begun = time.perf_counter()
            return self._router.begin(turn.row, turn.standing, at=self._clock())
        except Exception as error:  # whatever broke, this citizen still is owed an answer
            self._failed(turn, error)
            return None

    def _claimed(self, turn: InboxTurn, deadline: float) -> Received | None:
        """Claim a row, waiting while another process answers what the citizen said before."""
        pause = _PEEK
        while True:
            claimed = self._inbox.claim(turn.row.key, owner=self._owner, at=self._clock())
            late = time.monotonic() + pause > deadline
            if claimed is not None or late or not self._inbox.in_hand(turn.row):
                return claimed
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PEEK)

    def _of_others(self, turn: InboxTurn) -> Outgoing | None:
        """Return what to say where the row is not ours to answer."""
        if self._inbox.in_hand(turn.row):
            return None  # the answer goes by itself when it is there
        row = self._inbox.find(turn.row.key) or turn.row
        if row.state == MessageState.DONE:  # another process did, and nobody has carried it back
            return self._inbox.carry_late(row, owner=self._owner, at=self._clock())
        # An earlier message of this citizen waits for the assistant to come back.
        return Outgoing.of_text(_words(turn)["in_line"])

    def _conclude(self, turn: InboxTurn, call: Call) -> None:
        try:
            messages = call.result()
            took("assistant", turn.begun, turn.row.key)
            begun = time.perf_counter()
            self._finish(turn, messages)
            took("answer", begun, turn.row.key)
        except Exception as error:
            self._failed(turn, error)

    def _finish(self, turn: InboxTurn, messages: Messages) -> None:
        rendered = render(messages, seq=turn.row.seq)
        with turn.changed:
            reply = self._inbox.finish(
                turn.row,
                outgoing=rendered.outgoing,
                options=rendered.options,
                passive=turn.waiting > 0 and _goes_passively(rendered.outgoing),
                at=self._clock(),
                owner=self._owner,
                deferred=turn.standing is None or turn.standing.deferred,
                deferred_lead=_words(turn)["deferred"],
            )
            turn.end(reply)
        self._leave(turn)

    def _failed(self, turn: InboxTurn, error: Exception) -> None:
        try:
            if isinstance(error, AssistantDownError):
                self._postpone(turn, why=str(error), counted=False)
            elif turn.row.attempts + 1 < _GIVE_UP:
                self._postpone(turn, why=_named(error), counted=True)
            else:
                self._finish(turn, [{"text": _words(turn)["gave_up"]}])
                _log.error("turn_given_up", key=turn.row.key, why=_named(error))
        except Exception as worse:
            # Not even the inbox answers: the row is played again when its lease ends.
            _log.error("turn_broken", key=turn.row.key, exc_info=_told(worse))
            self._end(turn, Outgoing.of_text(_words(turn)["calm"]))
        if _told(error) and not isinstance(error, AssistantDownError | AssistantFaultError):
            _log.error("turn_failed", key=turn.row.key, exc_info=error)

    def _postpone(self, turn: InboxTurn, *, why: str, counted: bool) -> None:
        row = turn.row
        wait = _WAITS[min(row.attempts, len(_WAITS) - 1)]
        self._inbox.postpone(row, due=self._clock() + wait, counted=counted, owner=self._owner)
        _log.warning("turn_postponed", key=row.key, why=why, attempts=row.attempts + counted)
        self._end(turn, None if row.told_to_wait else Outgoing.of_text(_words(turn)["calm"]))

    def _end(self, turn: InboxTurn, reply: Outgoing | None) -> None:
        with turn.changed:
            turn.end(reply)
        self._leave(turn)


def _words(turn: InboxTurn) -> dict[str, Any]:
    """Return the door's own sentences in the language of a turn's citizen."""
    return texts_for(turn.row.body, turn.standing.options if turn.standing else ())


def _told(error: Exception) -> Exception | None:
    """Return the error for the log; a store that is away needs no stack trace a message."""
    return None if isinstance(error, StoreAwayError) else error


def _named(error: Exception) -> str:
    return str(error) if isinstance(error, AssistantFaultError) else type(error).__name__


def _goes_passively(outgoing: list[Outgoing]) -> bool:
    # An image must be uploaded first, which the worker does.
    return not outgoing or outgoing[0].kind != "image"
