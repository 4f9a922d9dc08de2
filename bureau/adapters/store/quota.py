"""The day's quota of customer-service messages: what large sends took of it, and its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.messages import outbox, platform_state
from bureau.adapters.store.upsert import upsert
from bureau.messaging import LARGE_SENDS_A_DAY, Outcome, quota_returns

_PAUSE = "sending_paused"
_COUNT_AGAIN = timedelta(seconds=30)


class StoredQuota:
    """What may be sent today; the pause outlives the process that met the quota's end."""

    def __init__(self, database: Database, *, large_sends: int = LARGE_SENDS_A_DAY) -> None:
        self._database = database
        self._large_sends = large_sends
        self._paused = self._stored_pause()
        self._sent = 0
        self._counted: datetime | None = None

    def paused(self, *, at: datetime) -> bool:
        """Return whether every send waits for midnight."""
        return self._paused is not None and at < self._paused

    def spent(self, *, at: datetime) -> datetime:
        """Note that the platform says the day's quota is spent; return when it returns."""
        until = quota_returns(at)
        row = {"name": _PAUSE, "value": b"", "until": until}
        with self._database.transaction() as connection:
            upsert(connection, platform_state, [row], ["name"])
        self._paused = until
        return until

    def large_sends_left(self, *, at: datetime) -> int:
        """Return how many letters of large sends may still leave today (counted now and then)."""
        if self._counted is None or at - self._counted >= _COUNT_AGAIN:
            midnight = quota_returns(at) - timedelta(days=1)
            query = select(func.count()).where(
                outbox.c.outcome == Outcome.SENT,
                outbox.c.bulk.is_(True),
                outbox.c.finished >= midnight,
            )
            with self._database.reading() as connection:
                self._sent = connection.scalar(query) or 0
            self._counted = at
        return max(self._large_sends - self._sent, 0)

    def took(self, letters: int) -> None:
        """Count letters of large sends that are leaving."""
        self._sent += letters

    def _stored_pause(self) -> datetime | None:
        query = select(platform_state.c.until).where(platform_state.c.name == _PAUSE)
        with self._database.reading() as connection:
            return connection.scalar(query)
