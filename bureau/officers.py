"""Officers: who may work in the portal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ADMIN = "admin"
SHORTEST_PASSWORD = 10
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer; `session` counts new passwords and departures: browsers known before are none.

    `must_change`: somebody else chose the password, so nothing but changing it is allowed.
    """

    name: str
    full_name: str
    active: bool
    session: int
    created: datetime
    last_seen: datetime | None
    must_change: bool

    @property
    def admin(self) -> bool:
        """Return whether this officer may add others."""
        return self.name == ADMIN


class OfficerError(Exception):
    """A change that cannot be made.

    `code` is `name`, `taken`, `short`, `same`, `wrong` or `unknown`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BusyError(Exception):
    """Too many passwords are being checked just now; a moment later it works."""


class Officers(Protocol):
    """Where officers and their passwords' hashes are kept."""

    def ensure_admin(self, *, password: str, at: datetime) -> None:
        """Create `admin` with this password unless there is one."""

    def sign_in(self, *, name: str, password: str, at: datetime) -> Officer | None:
        """Return the officer of this name and password, as slowly when there is none.

        One who was stopped is returned too: whoever knows the password may learn that.
        Raises `BusyError`.
        """

    def get(self, name: str) -> Officer | None:
        """Return an officer by name."""

    def every(self) -> list[Officer]:
        """Return all officers by name."""

    def add(self, *, name: str, full_name: str, password: str, at: datetime) -> Officer:
        """Add an officer, who must change this password at once.

        Raises `OfficerError`: `name`, `taken`, `short`; `BusyError`.
        """

    def change_password(
        self, *, name: str, old: str, new: str, keeps: str, at: datetime
    ) -> Officer:
        """Change one's own password; every session but the one of key `keeps` ends.

        Raises `OfficerError`: `wrong`, `short`, `same`; `BusyError`.
        """

    def set_active(self, *, name: str, active: bool, by: str, at: datetime) -> None:
        """Let an officer in, or no longer: then their sessions and their programs' keys end.

        Raises `OfficerError` (`unknown`); admin stays.
        """


def checked_name(name: str) -> str:
    """Return a login name in lower case. Raises `OfficerError` (`name`)."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise OfficerError("name")
    return name


def checked_password(password: str) -> str:
    """Return a password that is long enough. Raises `OfficerError` (`short`)."""
    if not SHORTEST_PASSWORD <= len(password) <= 200:
        raise OfficerError("short")
    return password
