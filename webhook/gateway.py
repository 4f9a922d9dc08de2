"""The gateway: from an opened envelope to the passive reply, in time and once."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bureau.citizens import Citizens, IdentityKeys
from bureau.messaging import Arrival, MessageState, Outgoing, Received, TurnContext, message_key
from bureau.messaging.ports import CitizenGoneError, Inbox, Limits, StoreAwayError
from bureau.metrics import REFUSED, took
from webhook import parse
from webhook.envelope import Opened
from webhook.limits import Limiter, Rate
from webhook.own_sentences import texts_for
from webhook.turn import InboxTurns

# Nobody types this fast; a burst leaves room for a whole report and a few photos.
CITIZEN = Rate(burst=300, per_second=1)
EVERYBODY = Rate(burst=3000, per_second=300)
DEPTH = 20  # unanswered messages of one citizen
CROWD = 128  # messages that are waited for at once; more are answered later: threads stay free
_SEEN_AGAIN = timedelta(minutes=10)
_MET = 20_000
_PEEK = 0.1  # seconds before the first look again at a row that another process works on
_LONGEST_PEEK = 0.8
_log = structlog.get_logger()


@dataclass(slots=True)
class Gateway:
    """Handles messages; `budget` is the seconds within which a passive reply must be ready."""

    inbox: Inbox
    citizens: Citizens
    keys: IdentityKeys
    turns: InboxTurns
    clock: Callable[[], datetime]
    budget: float
    owner: str
    citizen_limit: Limits = field(default_factory=lambda: Limiter(CITIZEN))
    global_limit: Limits = field(default_factory=lambda: Limiter(EVERYBODY))
    met: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    inside: deque[parse.Parsed] = field(default_factory=deque)  # one for each thread in here
    away: bool = False  # the store, since somebody waited for it in vain

    def handle(self, opened: Opened) -> tuple[Outgoing | None, str | None]:
        """Return the passive reply, if any, and the key to confirm once it has left.

        A new message is stored before anything acts on it. A retry joins the first try and
        carries its answer. While the store is away, as in its restart, the message waits for
        it; what cannot be stored in time is refused with a word.
        """
        parsed = parse.parse(opened.fields)
        self.inside.append(parsed)
        try:
            # Where many wait, retries too, nobody else does: the answer comes later.
            patience = self.budget if len(self.inside) <= CROWD else 0.0
            return self._in_time(opened, parsed, time.monotonic() + patience)
        finally:
            self.inside.pop()

    def _in_time(
        self, opened: Opened, parsed: parse.Parsed, deadline: float
    ) -> tuple[Outgoing | None, str | None]:
        while True:
            try:
                handled = self._handle(opened, parsed, deadline)
            except StoreAwayError as error:
                # One has waited in vain: the others shall not hold every thread as long.
                if self.away or time.monotonic() + _PEEK > deadline:
                    self.away = True
                    REFUSED.labels("store_away").inc()
                    _log.error("store_away", error=str(error))
                    return Outgoing.of_text(texts_for(parsed.said.body)["store_away"]), None
                time.sleep(_PEEK)
            else:
                self.away = False
                return handled

    def _handle(
        self, opened: Opened, parsed: parse.Parsed, deadline: float
    ) -> tuple[Outgoing | None, str | None]:
        said, now = parsed.said, self.clock()
        openid = parsed.about or opened.openid
        mark = self.keys.mark(openid)
        key = message_key(
            sender=mark, msg_id=parsed.msg_id, created=parsed.created, what=parsed.what
        )
        met = self._met(mark, said, now)
        known = met or self.citizens.known(openid)
        refusal = self._refusal(mark, known, key, said)
        if refusal is not None:
            REFUSED.labels(refusal).inc()
            _log.warning("message_limited", key=key, why=refusal)
            return Outgoing.of_text(texts_for(said.body)[refusal]), None
        if known is None or said.leaves:
            row = self.inbox.find(key)
            if row is not None:  # a late retry brings nobody back, and makes nobody leave twice
                reply = self._rejoin(row, deadline)
                return reply, key if reply is not None else None
            if known is None and said.leaves:
                return None, None
        citizen = self._meet(known, openid, mark, said, now)
        arrival = Arrival(key, citizen, said.kind, said.body, now, said.opens, met=met is not None)
        begun = time.perf_counter()
        try:
            accepted = self.inbox.accept(arrival, owner=self.owner)
        except CitizenGoneError:  # erased since, by any process
            self.met.pop(mark, None)
            return self._handle(opened, parsed, deadline)
        took("store", begun, key)
        row = accepted.row
        # A fresh message is told by its row; what is out of the ordinary gets a line.
        if accepted.fresh:
            reply = self._play(row, accepted.standing, deadline)
        else:
            _log.info("message_again", key=key, kind=said.kind, state=row.state)
            reply = self._rejoin(row, deadline)
        return reply, key if reply is not None else None

    def _refusal(self, mark: str, known: str | None, key: str, said: parse.Said) -> str | None:
        if said.leaves or self.turns.held(key) is not None:
            return None  # who leaves is forgotten, however busy; a retry costs nothing new
        if not self.global_limit.allow():
            name = "too_many"
        elif not self.citizen_limit.allow(mark) or self.turns.depth(known or "") >= DEPTH:
            name = "too_fast"
        else:
            return None
        return None if self.inbox.find(key) else name

    def _meet(
        self, known: str | None, openid: str, mark: str, said: parse.Said, now: datetime
    ) -> str:
        """Remember who writes, before their message is stored: else nobody could be answered.

        Return their key. For ten minutes a citizen met is not met again, which saves a write a
        message. Who leaves is forgotten at once, whatever is unanswered.
        """
        if known is not None and said.leaves:
            self.met.pop(mark, None)
            self.citizens.erase(by=known, at=now)
            return known
        if known is not None and self._met(mark, said, now) == known:
            return known
        citizen = self.citizens.meet(openid=openid, at=now)
        if len(self.met) >= _MET:
            self.met.clear()
        self.met[mark] = citizen.key, now
        return citizen.key

    def _met(self, mark: str, said: parse.Said, now: datetime) -> str | None:
        """Return the key of who wrote a while ago, for what takes no more than to know them."""
        key, last = self.met.get(mark, (None, now))
        plain = not said.leaves and said.kind != parse.Subscribed.kind
        return key if plain and now - last < _SEEN_AGAIN else None

    def _play(
        self, row: Received, standing: TurnContext | None, deadline: float
    ) -> Outgoing | None:
        if len(self.turns) >= CROWD:
            self.turns.start(row, standing)
            return None
        return self.turns.play(row, standing, deadline=deadline)

    def _rejoin(self, row: Received, deadline: float) -> Outgoing | None:
        """For a retry: wait with the first try, or carry what it left behind."""
        pause = _PEEK
        while row.state != MessageState.DONE:
            turn = self.turns.held(row.key)
            if turn is not None and turn.join():
                return turn.wait(deadline)
            claimed = self.inbox.claim(row.key, owner=self.owner, at=self.clock())
            if claimed is not None:
                return self._play(claimed, self.inbox.standing(claimed.citizen), deadline)
            if row.told_to_wait:
                return Outgoing.of_text(texts_for(row.body)["calm"])
            if time.monotonic() + pause > deadline:
                return None
            time.sleep(pause)
            # Many wait like this when the assistant is away: they must not cost much.
            pause = min(pause * 2, _LONGEST_PEEK)
            row = self.inbox.find(row.key) or row
        if row.answer is not None:
            return row.answer
        return self.inbox.carry_late(row, owner=self.owner, at=self.clock())
