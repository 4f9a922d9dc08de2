"""What the work with air and water needs from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from bureau.quality.model import (
    AirDay,
    AirForecast,
    AirObservation,
    Correction,
    Fetched,
    ForeignIndex,
    RawAnswer,
    Saved,
    Section,
    SourceState,
    Station,
    WaterMonth,
    WaterObservation,
)
from bureau.quality.timetable import Timetable


class SourceError(Exception):
    """A source that could not be read; the message is short and fit for the health page.

    `raw` holds the answers received before the failure, for the officer who asks why.
    """

    def __init__(self, message: str, raw: Sequence[RawAnswer] = ()) -> None:
        super().__init__(message)
        self.raw = tuple(raw)


class Source(Protocol):
    """Somewhere that observations come from; one file each in `bureau.adapters.providers`."""

    name: str
    timetable: Timetable

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the source publishes now. Raises `SourceError` and nothing else."""


@runtime_checkable
class HistorySource(Source, Protocol):
    """A source that also answers for the past."""

    def history(self, *, first: date, last: date, at: datetime) -> Iterable[Fetched]:
        """Yield what the source still has of these days, piece by piece. Raises `SourceError`."""


class Observations(Protocol):
    """The store of observations. Instants are aware; the newest come last in a series."""

    def register(self, sites: Iterable[Station | Section]) -> None:
        """Add stations and sections, or bring their names and places up to date."""

    def stations(self) -> list[Station]:
        """Return every station, by code."""

    def sections(self) -> list[Section]:
        """Return every section, by code."""

    def save(self, fetched: Fetched, *, at: datetime) -> Saved:
        """Store observations; the same again changes nothing, a corrected value keeps the old."""

    def latest_air(self, stations: Sequence[str]) -> dict[str, AirObservation]:
        """Return each station's newest observation."""

    def air_series(
        self, stations: Sequence[str], *, start: datetime, end: datetime
    ) -> list[AirObservation]:
        """Return the observations of start < at <= end, by time."""

    def air_days(self, stations: Sequence[str], *, first: date, last: date) -> list[AirDay]:
        """Return the days from first to last, by day."""

    def latest_water(self, sections: Sequence[str]) -> dict[str, WaterObservation]:
        """Return each section's newest observation."""

    def water_series(
        self, sections: Sequence[str], *, start: datetime, end: datetime
    ) -> list[WaterObservation]:
        """Return the observations of start < at <= end, by time."""

    def water_months(self, sections: Sequence[str], *, first: date, last: date) -> list[WaterMonth]:
        """Return the months whose first days lie from first to last, by month."""

    def foreign(self, *, since: datetime) -> list[ForeignIndex]:
        """Return index points of other scales since an instant."""

    def air_forecasts(self, places: Sequence[str], *, day: date) -> list[AirForecast]:
        """Return what is expected of a day at places, the better source's word first."""

    def corrections(self, site: str, *, since: datetime) -> list[Correction]:
        """Return what was replaced at a station or section."""

    def state(self, source: str) -> SourceState:
        """Return how a source has been doing; an empty state for a stranger."""

    def states(self) -> list[SourceState]:
        """Return the states of all sources, by name."""

    def put_state(self, state: SourceState) -> None:
        """Remember how a source is doing."""

    def keep_raw(self, answers: Iterable[RawAnswer]) -> None:
        """Keep answers as they came."""

    def forget(self, *, raw_before: datetime, hourly_before: datetime) -> int:
        """Delete raw answers and hourly values that are older; return how many rows went."""
