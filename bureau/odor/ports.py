"""What the work with odor needs from outside: reports, the events made of them, the wind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bureau.odor.events import OdorEvent, OfficersAct, Placement, Plan
from bureau.odor.model import Sighting, Summary
from bureau.odor.publishing import Notable, PublicSmell
from bureau.odor.tonight import TownNight
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.quality.model import Station, WindObservation


@dataclass(frozen=True, slots=True)
class Notice:
    """A report or a patrol point as it was written down. Degrees in GCJ-02, both or neither.

    `key`: `case:<number>`, `patrol:<id>` or `ask:<id>`. `place`: a code of `bureau.places`.
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

    def sighting(self, key: str) -> Sighting | None:
        """Return a report by its key."""

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

    def lately(self, *, since: datetime) -> list[OdorEvent]:
        """Return the events with a report since an instant, not merged away, the oldest first."""

    def reporters(self, keys: Sequence[str]) -> dict[str, str]:
        """Return who told each report: the citizen's key, which no page ever shows."""

    def others(self, *, town: str, since: datetime, but: str) -> int:
        """Return how many people beside one (a citizen's key) told of smell in a town since."""

    def active(self, *, start: datetime, end: datetime) -> dict[str, int]:
        """Return how many different people told of smell from each town (official code)."""


class BulletinStore(Protocol):
    """Where what was published is kept. Every method is one transaction."""

    def unpublished(self, *, since: datetime, over: datetime) -> list[OdorEvent]:
        """Return events that ended since then and before `over` and were never looked at."""

    def publish(self, event: int, smell: PublicSmell | None, *, at: datetime) -> None:
        """Keep what is shown of an event, None where nothing is; what is kept stays as it is."""

    def release(
        self, number: str, mark: str, smell: PublicSmell, *, by: str, published: datetime
    ) -> bool:
        """Keep what is shown of a report; return whether it had not been released before."""

    def notables(self, *, since: datetime) -> list[Notable]:
        """Return what was published since, the newest first; nothing of merged events."""

    def hold(self, mark: str, *, by: str, at: datetime | None) -> bool:
        """Take something back, or show it again (None); return whether there is such a thing."""


class TonightStore(Protocol):
    """Where tonight's chances are kept. Every method is one transaction."""

    def put(self, chances: Sequence[TownNight], report: Mapping[str, Any], *, day: date) -> None:
        """Keep a day's chances and how the model did; a day that is kept stays as it is."""

    def of_day(self, day: date) -> list[TownNight]:
        """Return the chances of a day."""

    def judged(self, *, since: date) -> list[TownNight]:
        """Return the chances since a day of which is known whether it smelt."""

    def judge(self, smelt: Mapping[date, Collection[str]]) -> None:
        """Note of days that are over in which towns it smelt; all the others had none."""

    def latest(self) -> tuple[date, Mapping[str, Any]] | None:
        """Return the last fitting's day and how the model did."""


class Winds(Protocol):
    """The wind as measured."""

    def stations(self) -> list[Station]:
        """Return the stations of wind."""

    def hours(self, *, start: datetime, end: datetime) -> list[WindObservation]:
        """Return the observations of start < at <= end, by time."""

    def forecasts(self, *, start: datetime, end: datetime) -> list[WindObservation]:
        """Return the winds that were forecast for start < at <= end, by time."""
