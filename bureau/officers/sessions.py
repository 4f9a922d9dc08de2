"""Sessions of officers, kept on the server, so that ending one ends it everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OfficerSession:
    """A session as it is kept: `key` is the hash of what the browser holds.

    `proved`: a second factor was shown in it.
    """

    key: str
    officer: str
    since: datetime
    last_seen: datetime
    address: str
    agent: str
    proved: bool = False


class OfficerSessions(Protocol):
    """Where sessions are kept."""

    def begin(self, *, officer: str, address: str, agent: str, at: datetime) -> str:
        """Begin a session; return the secret id that only the browser keeps."""

    def current(self, secret: str, *, at: datetime) -> OfficerSession | None:
        """Return the session of this id and note that it was seen; none when it ended.

        A session ends by itself `IDLE` after its last page and `LONGEST` after its beginning.
        """

    def prove(self, key: str) -> None:
        """Note that a second factor was shown in the session of this key."""

    def of(self, officer: str, *, at: datetime) -> list[OfficerSession]:
        """Return an officer's running sessions, the last seen first."""

    def end(self, key: str, *, officer: str) -> None:
        """End one of an officer's sessions; unknown ones are none."""
