"""Volunteers: their patrols, and the page they walk with."""

from __future__ import annotations

import hmac
from functools import cached_property

from bureau.adapters.store.patrol_routes import StoredRoutes
from bureau.adapters.store.patrol_shifts import StoredShifts
from bureau.adapters.store.patrols import StoredPatrols
from bureau.patrols import Patrols
from bureau.patrols.links import PatrolLinks
from bureau.patrols.ports import RouteStore
from bureau.patrols.shifts import DutyCalendar
from bureau.patrols.walking import Walking
from bureau.wiring.messages import Messages


class VolunteerRooms(Messages):
    """Volunteers: their patrols, and the page they walk with."""

    @cached_property
    def patrols(self) -> Patrols:
        """Volunteers and what they see on patrol."""
        return Patrols(StoredPatrols(self.database), self.outbox, self.places)

    @cached_property
    def patrol_routes(self) -> RouteStore:
        """Routes and grids."""
        return StoredRoutes(self.database)

    @cached_property
    def duty_calendar(self) -> DutyCalendar:
        """Shifts that volunteers sign up for."""
        volunteers, shifts = StoredPatrols(self.database), StoredShifts(self.database)
        return DutyCalendar(shifts, volunteers, self.outbox, self.places)

    @cached_property
    def walking(self) -> Walking:
        """The patrol page on the phone."""
        return Walking(self.patrols, self.patrol_routes, self._patrol_links, self.evidence)

    @cached_property
    def _patrol_links(self) -> PatrolLinks:
        secrets = (self.settings.secret_key, *self.settings.secret_key_previous)
        keys = [hmac.digest(each.encode(), b"patrol-links", "sha256") for each in secrets]
        return PatrolLinks(
            keys, self.identity_keys.derived(b"patrol-owner"), self.settings.public_url
        )
