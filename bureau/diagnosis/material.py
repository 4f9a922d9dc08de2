"""What a month's diagnoses are made of, read once for all areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.chance import Values
from bureau.diagnosis.winds import WindRecord
from bureau.figures import CaseFigures, Measures, MonthSpan
from bureau.figures.tiers import KEPT_BACK, kept_back
from bureau.odor import OdorEvent
from bureau.odor.ports import OdorStore, Winds
from bureau.places import CITY_CODE, Gazetteer, Level, Place
from bureau.quality.air_summary import mean_day
from bureau.quality.model import OFFICIAL, AirDay, Section, Station, WaterMonth
from bureau.quality.nearness import stations_for
from bureau.quality.ports import Observations
from bureau.quality.sites import national_stations

HOURLY = ("PM2.5", "O3")  # of which the worst hours are looked for
_MONTHS_OF_WATER = 14
_PAGE = 500


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """The stations that speak for an area; `away` km of the one outside it that has to."""

    stations: tuple[Station, ...]
    away: float | None = None
    inside: bool = True


class Material:
    """Everything the diagnoses of a month are made of."""

    def __init__(
        self,
        observations: Observations,
        winds: Winds,
        figures: CaseFigures,
        odor: OdorStore,
        places: Gazetteer,
        month: MonthDays,
        at: datetime,
    ) -> None:
        self.month = month
        self.places = places
        self._stations = [s for s in observations.stations() if s.source in OFFICIAL]
        self.sections = observations.sections()
        codes = [station.code for station in self._stations]
        first = month.year_ago.first
        self._days: dict[str, dict[date, AirDay]] = {}
        for day in observations.air_days([*codes, CITY_CODE], first=first, last=month.last):
            self._days.setdefault(day.station, {})[day.day] = day
        self.hours = _columns(observations, codes, month)
        self.water = _water(observations, self.sections, month)
        start = month.year_ago.start
        self.winds = WindRecord.of(
            winds.stations(),
            winds.hours(start=start, end=month.end),
            start=start,
            end=month.end,
        )
        self._cases: dict[tuple[int, str, str, str], Measures] = {}
        for each in (month, month.before, month.year_ago):
            span = MonthSpan(each.number, each.number)
            sums = figures.sums(span, by=("county", "town", "category"), at=at)
            for (county, town, category), measures in sums.items():
                self._cases[each.number, county, town, category] = measures
        self._events = _events(odor, month)
        self._hidden: dict[MonthDays, set[str]] = {}
        self._hidden_events: dict[MonthDays, set[str]] = {}

    @property
    def whole(self) -> bool:
        """Whether there is any air and any water of the month."""
        spell = self.month.dates()
        air = any(day in known for known in self._days.values() for day in spell)
        return air and any(self.month.first in months for months in self.water.values())

    def areas(self) -> list[Place]:
        """Return the city, its counties and towns."""
        return [self.places.city, *self.places.counties(), *self.places.towns()]

    def spoken_for(self, area: Place) -> SpokenFor:
        """Return the stations of an area: those in it, the city's national ones, or the nearest."""
        if area.level is Level.CITY:
            national = {station.code for station in national_stations()}
            return SpokenFor(tuple(s for s in self._stations if s.code in national))
        inside = tuple(s for s in self._stations if (s.place or "").startswith(area.code))
        if inside:
            return SpokenFor(inside)
        where = (area.longitude, area.latitude)
        near = stations_for(area, where, self._stations, self.places)[:1]
        return SpokenFor(tuple(s for s, _ in near), near[0][1] if near else None, inside=False)

    def days(self, area: Place, first: date, last: date) -> list[AirDay]:
        """Return an area's days: the city's as published, else the mean of its stations."""
        codes = [station.code for station in self.spoken_for(area).stations]
        published = self._days.get(CITY_CODE, {}) if area.level is Level.CITY else {}
        found = []
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            entries = [self._days[code][day] for code in codes if day in self._days.get(code, {})]
            if day in published:
                found.append(published[day])
            elif entries:
                found.append(entries[0] if len(entries) == 1 else mean_day(area.code, entries))
        return found

    def sections_in(self, area: Place) -> list[Section]:
        """Return the sections that lie in an area; all of them in the city."""
        if area.level is Level.CITY:
            return list(self.sections)
        return [s for s in self.sections if (s.place or "").startswith(area.code)]

    def cases(self, area: Place, month: MonthDays) -> dict[str, Measures]:
        """Return an area's sums of a month by category."""
        found: dict[str, Measures] = {}
        for (number, county, town, category), measures in self._cases.items():
            if number == month.number and _lies_in(area, county, town):
                found[category] = found.get(category, Measures()) + measures
        return found

    def kept_back(self, month: MonthDays) -> set[str]:
        """Return the areas of whose reports in a month the public is not told how many."""
        if month not in self._hidden:
            counts = {
                area.code: sum(each.received for each in self.cases(area, month).values())
                for area in self.areas()
            }
            self._hidden[month] = hidden_areas(counts, self.areas())
        return self._hidden[month]

    def events_kept_back(self, month: MonthDays) -> set[str]:
        """Return the areas of whose odor events in a month the public is not told how many."""
        if month not in self._hidden_events:
            counts = {area.code: len(self.events(area, month)) for area in self.areas()}
            self._hidden_events[month] = hidden_areas(counts, self.areas())
        return self._hidden_events[month]

    def events(self, area: Place, month: MonthDays) -> list[OdorEvent]:
        """Return the odor events that began in a month and whose reports came from an area."""
        return [
            event
            for event in self._events
            if month.start <= event.summary.first < month.end
            and (
                area.level is Level.CITY
                or any(town.startswith(area.code) for town in event.summary.towns)
            )
        ]


def _lies_in(area: Place, county: str, town: str) -> bool:
    if area.level is Level.CITY:
        return True
    return (town if area.level is Level.TOWN else county) == area.code


def hidden_areas(counts: Mapping[str, int], areas: Sequence[Place]) -> set[str]:
    """Return the areas whose counts the public is not told.

    Towns are kept back within their county, counties within the city, as the month's sheet does.
    """
    groups = {
        area.code: (area.county or "") if area.level is Level.TOWN else ""
        for area in areas
        if area.level is not Level.CITY
    }
    hidden = kept_back({code: counts.get(code, 0) for code in groups}, groups)
    return hidden | {code for code, many in counts.items() if 0 < many < KEPT_BACK}


def _columns(
    observations: Observations, codes: Sequence[str], month: MonthDays
) -> Mapping[str, Mapping[str, Values]]:
    """Return the month's hours by pollutant and station, NaN where nothing was measured."""
    many = month.length * 24
    found: dict[str, dict[str, Values]] = {name: {} for name in HOURLY}
    for each in observations.air_series(codes, start=month.start, end=month.end):
        after = each.at - month.start
        hour = int(after / timedelta(hours=1)) - 1
        if after % timedelta(hours=1) or not 0 <= hour < many:
            continue
        for name, value in (("PM2.5", each.pm2_5_ug_m3), ("O3", each.o3_ug_m3)):
            if value is not None:
                column = found[name].setdefault(each.station, np.full(many, np.nan))
                column[hour] = value
    return found


def _water(
    observations: Observations, sections: Sequence[Section], month: MonthDays
) -> dict[str, dict[date, WaterMonth]]:
    """Return months by section; where the bureau's own table is, no other of that month."""
    first = month.first
    for _ in range(_MONTHS_OF_WATER):
        first = MonthDays.of(first).before.first
    codes = [section.code for section in sections]
    rows = observations.water_months(codes, first=first, last=month.first)
    published = {row.month for row in rows if row.source == "bureau"}
    found: dict[str, dict[date, WaterMonth]] = {}
    for row in rows:
        if row.source == "bureau" or row.month not in published:
            found.setdefault(row.section, {})[row.month] = row
    return found


def _events(odor: OdorStore, month: MonthDays) -> list[OdorEvent]:
    """Return the events since a year before, the newest first."""
    found: list[OdorEvent] = []
    while True:
        page, total = odor.search(limit=_PAGE, offset=len(found))
        found += page
        oldest = page[-1].summary.last if page else month.start
        if not page or len(found) >= total or oldest < month.year_ago.start:
            return found
