"""Volunteers: their patrols, and the page they walk with."""

from __future__ import annotations

import hmac
from functools import cached_property

from bureau.adapters.store.contacts import StoredContacts
from bureau.adapters.store.patrol_routes import StoredRoutes
from bureau.adapters.store.patrol_shifts import StoredShifts
from bureau.adapters.store.patrols import StoredPatrols
from bureau.casework.findings import PatrolFindings
from bureau.patrols import Patrols
from bureau.patrols.links import PatrolLinks
from bureau.patrols.ports import RouteStore, VolunteerContacts
from bureau.patrols.shifts import DutyCalendar
from bureau.patrols.training import training_needed
from bureau.patrols.walking import Walking
from bureau.wiring.casework import CaseRooms


class VolunteerRooms(CaseRooms):
    """Volunteers: their patrols, and the page they walk with."""

    @cached_property
    def patrols(self) -> Patrols:
        """Volunteers and what they see on patrol."""
        return Patrols(
            StoredPatrols(self.database), self.outbox, self.places, training=training_needed()
        )

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
    def findings(self) -> PatrolFindings:
        """PatrolFindings that become cases."""
        return PatrolFindings(self.patrols, self.cases)

    @cached_property
    def volunteer_contacts(self) -> VolunteerContacts:
        """Where volunteers can be reached, apart from what they do."""
        return StoredContacts(self.database, self.identity_keys)

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
