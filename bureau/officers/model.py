"""An officer, what they may do, and what is asked of their name and password."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bureau.officers.rights import Right
from bureau.officers.roles import CITY, Role, roles
from bureau.officers.scope import OfficerScope
from bureau.places import Level

ADMIN = "admin"
SHORTEST_PASSWORD = 10
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer; `session` counts new passwords and departures: browsers known before are none.

    `must_change`: somebody else chose the password, so nothing but changing it is allowed.
    `role`, `area`, `categories`, `villages`: their post, as `bureau.officers.roles.Post` describes
    it.
    """

    name: str
    full_name: str
    active: bool
    session: int
    created: datetime
    last_seen: datetime | None
    must_change: bool
    role: str = CITY
    area: str | None = None
    categories: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()

    @property
    def scope(self) -> OfficerScope:
        """Whose matters this officer sees."""
        bound = self.duties is not None and self.duties.level is Level.VILLAGE
        return OfficerScope(self.area, self.categories, self.villages, self.name if bound else "")

    @property
    def duties(self) -> Role | None:
        """The role, None for one that `roles.yml` no longer holds: it may do nothing."""
        return roles().get(self.role)

    def holds(self, right: Right) -> bool:
        """Return whether the role has a right at all: for pages and buttons."""
        return self.duties is not None and right in self.duties.rights

    def may(
        self,
        right: Right,
        *,
        county: str | None = None,
        town: str | None = None,
        category: str | None = None,
        village: str | None = None,
        held_by: Collection[str] = (),
    ) -> bool:
        """Return whether this officer has a right over a matter, counted under official codes.

        A matter without a place is the whole city's, and none of a county's or town's officers.
        `held_by`: login names of those who have it in hand.
        """
        return self.holds(right) and self.scope.covers(
            county=county, town=town, category=category, village=village, held_by=held_by
        )


class OfficerError(Exception):
    """A change that cannot be made.

    `code` is `name`, `taken`, `short`, `same`, `wrong`, `unknown`, `own`, `stopped` or `link`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BusyError(Exception):
    """Too many passwords are being checked just now; a moment later it works."""


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
