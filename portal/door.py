"""What stands between a password and the pages: a second factor, a password of one's own."""

from __future__ import annotations

from bureau.officers import Officer
from bureau.officers.sessions import OfficerSession
from portal.context import bureau

# The one page that may be opened in each case.
CODE = ("portal.second_factor.asked", "portal.second_factor.code")
PASSWORD = ("portal.account.password",)
FACTOR = ("portal.second_factor.setting_up", "portal.second_factor.set_up")


def demands_factor(officer: Officer) -> bool:
    """Return whether this officer must have a second factor; in the demonstration nobody must."""
    duties = officer.duties
    return duties is not None and duties.two_factors and not bureau().settings.demo


def still_due(officer: Officer, session: OfficerSession) -> tuple[str, ...]:
    """Return the endpoints of the page that has to be passed first, none when all is done."""
    on = session.proved or bureau().factors.of(officer.name).on
    if on and not session.proved:
        return CODE
    if officer.must_change:
        return PASSWORD
    return FACTOR if not on and demands_factor(officer) else ()
