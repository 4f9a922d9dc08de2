"""What the patrols room needs from outside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.patrols.model import ApplicationStatus, Patrol, PatrolDraft, PatrolKind, Volunteer
from bureau.patrols.routes import PatrolRoute


class PatrolStore(Protocol):
    """Where volunteers and their patrols are kept. Every method is one transaction."""

    def apply(
        self, *, citizen: str, kind: PatrolKind, town: str | None, at: datetime, message_key: str
    ) -> Volunteer:
        """Keep an application, or return the one of this message key.

        An earlier application of the same person and kind that was not declined is returned.
        """

    def decide(
        self, *, volunteer: int, standing: ApplicationStatus, by: str, at: datetime
    ) -> Volunteer | None:
        """Decide an application that waits; None if it does not wait (any more)."""

    def stand(
        self,
        *,
        volunteer: int,
        before: tuple[ApplicationStatus, ...],
        standing: ApplicationStatus,
        by: str,
        at: datetime,
    ) -> Volunteer | None:
        """Let a volunteer stand otherwise; None if they do not stand as one of `before`."""

    def note(
        self,
        *,
        volunteer: int,
        motive: str | None = None,
        team: str | None = None,
        trained: datetime | None = None,
    ) -> None:
        """Keep what is given of a volunteer and leave the rest."""

    def volunteer(self, volunteer: int) -> Volunteer | None:
        """Return an application by its id."""

    def of_citizen(self, citizen: str) -> list[Volunteer]:
        """Return a person's applications, the newest first."""

    def volunteers(
        self, *, standing: ApplicationStatus | None, scope: OfficerScope = WHOLE_CITY
    ) -> list[Volunteer]:
        """Return applications, those that wait longest first."""

    def record(
        self,
        *,
        draft: PatrolDraft,
        volunteer: int,
        area: tuple[str | None, str | None],
        at: datetime,
        message_key: str,
        phone_at: datetime | None = None,
    ) -> Patrol:
        """Keep a patrol point, or return the one of this message key."""

    def of_message(self, message_key: str) -> Patrol | None:
        """Return the patrol point of a message key."""

    def confirm(self, *, patrol: int, at: datetime) -> bool:
        """Note that a finding was true, once; return whether this was the first time."""

    def between(
        self, *, since: datetime, until: datetime, scope: OfficerScope = WHOLE_CITY
    ) -> list[Patrol]:
        """Return the points of a time, the oldest first."""

    def of_volunteer(self, volunteer: int) -> list[Patrol]:
        """Return all points of a volunteer, the oldest first."""

    def of_route(self, route: int) -> list[Patrol]:
        """Return all points of a route, the oldest first."""

    def newest_finding(self, *, volunteers: Collection[int], since: datetime) -> Patrol | None:
        """Return the newest point of some volunteers at which something was found."""

    def allow(self, *, patrol: int) -> None:
        """Note that a point may become a case."""

    def became(self, *, patrol: int, case_number: str) -> bool:
        """Note which case was made of a point, once; return whether this was the first."""

    def add_photo(self, *, patrol: int, photo: str) -> Patrol:
        """Add a photo to a patrol point that is kept, once; return the point."""

    def patrol(self, patrol: int) -> Patrol | None:
        """Return a patrol point by its id."""

    def patrols(
        self,
        *,
        kind: str | None,
        county: str | None,
        limit: int,
        offset: int,
        scope: OfficerScope = WHOLE_CITY,
    ) -> tuple[list[Patrol], int]:
        """Return a page of patrols, the newest first, and how many there are in all."""


class RouteStore(Protocol):
    """Where routes and grids are kept."""

    def routes(self, *, closed: bool = False) -> list[PatrolRoute]:
        """Return the open routes, or with `closed` all of them, the newest first."""

    def route(self, route: int) -> PatrolRoute | None:
        """Return a route by its id."""

    def add_route(self, route: PatrolRoute) -> PatrolRoute:
        """Keep a route, whose `id` is not read; return it with its id."""

    def close_route(self, route: int, *, at: datetime) -> bool:
        """Close a route, once; return whether it was open."""


class VolunteerContacts(Protocol):
    """Where volunteers can be reached, by choice; sealed and apart from what they do."""

    def keep(self, *, citizen: str, contact: str, at: datetime) -> None:
        """Keep name and telephone as a volunteer wrote them; an empty text takes them back."""

    def of(self, citizen: str) -> str:
        """Return what a volunteer left, or an empty text."""
