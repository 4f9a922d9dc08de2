"""What the officers room needs from outside: a store of officers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bureau.officers.model import Officer
from bureau.officers.roles import CITY, Post

_CITYS = Post(CITY)
LINK_LIFETIME = timedelta(hours=24)


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

    def add(
        self, *, name: str, full_name: str, password: str, at: datetime, post: Post = _CITYS
    ) -> Officer:
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

        Raises `OfficerError`: `unknown`, `own`; admin stays.
        """

    def post(self, *, name: str, post: Post, by: str, at: datetime) -> Officer:
        """Give an officer a post; it holds from their next page on.

        Whoever may no longer manage programs' keys loses those they made. Raises `OfficerError`:
        `unknown`, `own`; admin stays the administrator.
        """

    def make_link(self, *, name: str, by: str, at: datetime) -> str:
        """Return the secret of a link by which an officer chooses a password anew, told once.

        It holds for `LINK_LIFETIME` and once; one made before holds no more. Raises
        `OfficerError`: `unknown`, `own`, `stopped`.
        """

    def link_leads_to(self, secret: str, *, at: datetime) -> Officer | None:
        """Return whose link this is, None for one that holds no more."""

    def use_link(self, *, secret: str, password: str, at: datetime) -> Officer:
        """Set the password that the link's officer chose.

        Their sessions end, and their second factor is to be set up anew. Raises `OfficerError`:
        `link` for one that holds no more, `short`; `BusyError`.
        """
