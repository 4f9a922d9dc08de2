"""What several processes, of one machine or many, share: a clock, who lives and leads, limits."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from bureau.adapters.limits import SharedLimiter, SharedRedis, SharedTries
from bureau.adapters.store.processes import Leader, Membership, SharedClock, StoredProcesses
from bureau.messaging.ports import Limits
from bureau.officers.budgets import Budgets
from bureau.wiring.foundation import Foundation


class Sharing(Foundation):
    """What several processes, of one machine or of many, share."""

    @cached_property
    def clock(self) -> SharedClock:
        """The time of the database, where several machines share one."""
        return SharedClock()

    def member(self, kind: str) -> Membership:
        """Return this process as one among those of the database."""
        return Membership(self.database, kind, self.clock)

    def lead(self, work: str) -> Leader:
        """Return what says whether this process is the one that does a work."""
        return Leader(self.database, work)

    @cached_property
    def processes(self) -> StoredProcesses:
        """The processes that share the database."""
        return StoredProcesses(self.database)

    @cached_property
    def _redis(self) -> SharedRedis | None:
        url = self.settings.redis_url
        return SharedRedis(url) if url else None

    def limiter(self, kind: str, alone: Limits, *, burst: float, per_second: float) -> Limits:
        """Return a limit over all processes, where there is a Redis; else that of this one."""
        store = self._redis
        if store is None:
            return alone
        return SharedLimiter(store, kind, burst=burst, per_second=per_second, alone=alone)

    def budgets(self, alone: Budgets, window: timedelta) -> Budgets:
        """Return budgets of tries over all processes, where there is a Redis; else this one's."""
        store = self._redis
        return alone if store is None else SharedTries(store, window, alone)

    def close(self) -> None:
        """Release what was opened."""
        if self.__dict__.get("_redis") is not None:
            self.__dict__["_redis"].close()
        super().close()
