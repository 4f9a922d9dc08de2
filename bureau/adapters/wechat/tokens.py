"""The access token: one for all processes, sealed in the database, renewed before its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import select, text

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.messages import platform_state
from bureau.adapters.store.upsert import upsert
from bureau.citizens import IdentityKeys, UnsealError

# The platform keeps the old token valid for 5 minutes beside a new one.
MARGIN = timedelta(minutes=5)
_NAME = "access_token"
_LOCK = 3305  # any fixed number beside that of the migrations
_PATIENCE = 15  # seconds: longer than the platform may take to answer


class Tokens:
    """Holds the token; `fetch(force)` asks the platform for one and its seconds of life.

    Where processes share a database one of them asks, and the others wait for what it got. With
    SQLite two that renew at the same time get the same token (the platform's stable token is
    made for that): a lock held while asking would keep messages from being written.
    """

    def __init__(
        self,
        database: Database,
        keys: IdentityKeys,
        clock: Callable[[], datetime],
        fetch: Callable[[bool], tuple[str, int]],
    ) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._fetch = fetch
        # Forced renewals are counted (20 a day): threads refused together force one.
        self._renewing = Lock()

    def get(self) -> str:
        """Return a token with some life left."""
        held = self._held()
        return held if held is not None else self._one_asks(None)

    def renew(self, refused: str) -> str:
        """Return another token than the one refused: the newer one at hand, or a forced one."""
        with self._renewing:
            held = self._held()
            return held if held is not None and held != refused else self._one_asks(refused)

    def _held(self) -> str | None:
        with self._database.reading() as connection:
            row = connection.execute(
                select(platform_state).where(platform_state.c.name == _NAME)
            ).one_or_none()
        if row is None or row.until <= self._clock() + MARGIN:
            return None
        try:
            return self._keys.unseal(row.value)
        except UnsealError:
            return None  # a key that is not known any more: the platform gives another token

    def _one_asks(self, refused: str | None) -> str:
        """Ask for a token, or take the one that another process got meanwhile."""
        force = refused is not None
        if not self._database.shared:
            return self._renew(force=force)
        with self._database.transaction() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            held = self._held()
            if held is not None and held != refused:
                return held
            return self._renew(force=force)

    def _renew(self, *, force: bool) -> str:
        token, seconds = self._fetch(force)
        until = self._clock() + timedelta(seconds=seconds)
        row = {"name": _NAME, "value": self._keys.seal(token), "until": until}
        with self._database.transaction() as connection:
            upsert(connection, platform_state, [row], ["name"])
        return token
