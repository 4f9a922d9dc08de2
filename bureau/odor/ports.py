"""What the work with odor needs from outside: reports, the events made of them, the wind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bureau.odor.events import OdorEvent, OfficersAct, Placement, Plan
from bureau.odor.model import Sighting, Summary
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.quality.model import Station, WindObservation


@dataclass(frozen=True, slots=True)
class Notice:
    """A report or a patrol point as it was written down. Degrees in GCJ-02, both or neither.

    `key`: `case:<number>` or `patrol:<id>`. `place`: a code of `bureau.places`.
    """

    key: str
    at: datetime
    longitude: float | None
    latitude: float | None
    place: str | None
    county: str | None
    town: str | None
    noticed: bool
    intensity: int | None
    qualities: tuple[str, ...]


class OdorStore(Protocol):
    """Where reports of smell and their events are kept. Every method is one transaction."""

    def unread(self, *, since: datetime) -> list[Notice]:
        """Return cases and patrol points since an instant that are not taken in, oldest first."""

    def take_in(self, sightings: Sequence[Sighting]) -> None:
        """Keep reports; one that is kept already stays as it is."""

    def sightings(self, *, start: datetime, end: datetime) -> list[Sighting]:
        """Return the reports of start <= at <= end, by time."""

    def of_event(self, event: int) -> list[Sighting]:
        """Return an event's reports, by time."""

    def placements(self, keys: Sequence[str]) -> dict[str, Placement]:
        """Return where reports belong."""

    def apply(
        self, wanted: Plan, summaries: Mapping[tuple[str, ...], Summary], *, at: datetime
    ) -> list[int]:
        """Carry out a plan; return the ids of new events, in the plan's order."""

    def put_summary(self, event: int, summary: Summary, *, at: datetime) -> None:
        """Write an event's figures anew."""

    def put_chance(self, event: int, chance: float) -> None:
        """Write how seldom chance piles up as much."""

    def get(self, event: int) -> OdorEvent | None:
        """Return an event by its id."""

    def search(
        self, *, scope: OfficerScope = WHOLE_CITY, limit: int, offset: int
    ) -> tuple[list[OdorEvent], int]:
        """Return a page of events that were not merged away, the newest first, and how many."""

    def move(
        self, keys: Sequence[str], *, source: int, target: int | None, by: str, at: datetime
    ) -> int | None:
        """Move an event's reports to another, or to a new one (None), and pin them all.

        Without keys all go, and the event is merged away. Returns where they went, None when the
        events are not as asked any more.
        """

    def acts(self, event: int) -> list[OfficersAct]:
        """Return what officers did to an event, the oldest first."""

    def active(self, *, start: datetime, end: datetime) -> dict[str, int]:
        """Return how many different people told of smell from each town (official code)."""


class Winds(Protocol):
    """The wind as measured."""

    def stations(self) -> list[Station]:
        """Return the stations of wind."""

    def hours(self, *, start: datetime, end: datetime) -> list[WindObservation]:
        """Return the observations of start < at <= end, by time."""
