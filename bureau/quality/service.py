"""The questions that people ask about air and water, answered from the store alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from basis.clock import SHANGHAI
from bureau.places import CITY_CODE, CITY_NAME, Gazetteer, Level, Place
from bureau.quality import rankings, series
from bureau.quality.air_index import grade_air
from bureau.quality.air_summary import mean_day, mean_hour, summarize_air
from bureau.quality.answering import AIR_STALE, WATER_STALE, air_answer, present, water_answer
from bureau.quality.answers import (
    AirAnswer,
    AirDayAnswer,
    AirPeriodAnswer,
    AirRank,
    Gap,
    QualityRanking,
    Series,
    WaterAnswer,
    WaterRank,
)
from bureau.quality.model import (
    DEMO,
    OFFICIAL,
    AirDay,
    AirForecast,
    AirObservation,
    ForeignIndex,
    Section,
    SourceState,
    Station,
    WaterObservation,
)
from bureau.quality.nearness import Nearness, sections_for, stations_for
from bureau.quality.ports import Observations
from bureau.quality.sites import national_stations, section_named, source_label
from bureau.quality.water_summary import RiverState

FORECAST_STALE = timedelta(days=1)
_ASKED_FIRST = 10
_SITES_KNOWN_FOR = timedelta(minutes=1)
# We ask at least this often when something is due: a longer silence is our own.
_OUR_SILENCE = timedelta(hours=2)


class QualityService:
    """Air and water for the doors. Every answer comes from the store and says how old it is."""

    def __init__(self, store: Observations, places: Gazetteer) -> None:
        self._store = store
        self._places = places
        self._known: tuple[datetime, list[Station], list[Section]] | None = None
        self._rankings = rankings.Rankings(store, places)

    def air_now(
        self,
        *,
        place: Place | None = None,
        at: datetime,
        position: tuple[float, float] | None = None,
    ) -> AirAnswer | None:
        """Return the newest air at the station nearest to a place, or over the city without one.

        `position` (longitude, latitude in GCJ-02) is more exact than the place's seat. Of several
        stations and sources see `stations_for`; one whose value is stale gives way to the next
        fresh one, and so do the city's. None without any value.
        """
        if position is None and (place is None or place.level is Level.CITY):
            mean = self._city_now(at)
            if mean is not None and not mean.stale:
                return mean
            other = self._nearest_now(self._places.city, None, at)
            return mean if other is None or (mean is not None and other.stale) else other
        return self._nearest_now(place, position, at)

    def _nearest_now(
        self, place: Place | None, position: tuple[float, float] | None, at: datetime
    ) -> AirAnswer | None:
        # A citizen who says where they are means the nearest station, in whatever town it stands.
        around = place if position is None else None
        seat = place or self._places.city
        position = position or (seat.longitude, seat.latitude)
        near = stations_for(around, position, self.stations(at=at), self._places)
        known: list[tuple[Station, float | None, AirObservation]] = []
        # Mostly one of the first is fresh; only else the others are looked at.
        for some in (near[:_ASKED_FIRST], near[_ASKED_FIRST:]):
            latest = self._store.latest_air([station.code for station, _ in some])
            known += [(s, distance, latest[s.code]) for s, distance in some if s.code in latest]
            for station, distance, observation in known:
                if at - observation.at <= AIR_STALE:
                    return self._air(observation, at, station=station, distance=distance)
        if not known:
            return None
        station, distance, observation = known[0]
        return self._air(observation, at, station=station, distance=distance)

    def water_now(
        self, *, place: Place | None = None, name: str | None = None, at: datetime
    ) -> WaterAnswer | None:
        """Return the newest water at a section named, or at the one that speaks for a place.

        A name that is no section falls back to the place. None when neither leads to a value.
        """
        sections = self.sections(at=at)
        candidates: list[tuple[Section, Nearness, float | None]] = []
        named = section_named(name, sections) if name else None
        if named is not None:
            candidates.append((named, "name", None))
        elif place is not None:
            candidates = sections_for(place, sections, self._places)
        known: list[tuple[Section, Nearness, float | None, WaterObservation]] = []
        for some in (candidates[:_ASKED_FIRST], candidates[_ASKED_FIRST:]):
            latest = self._store.latest_water([section.code for section, *_ in some])
            known += [(*found, latest[found[0].code]) for found in some if found[0].code in latest]
            for entry in known:
                if at - entry[3].at <= WATER_STALE:
                    return self._water(*entry, at)
        return self._water(*known[0], at) if known else None

    def waters_now(self, *, at: datetime) -> list[WaterAnswer]:
        """Return every section's newest water, for lists and maps."""
        sections = {section.code: section for section in self.sections(at=at)}
        latest = self._store.latest_water(list(sections))
        return [self._water(sections[code], "name", None, o, at) for code, o in latest.items()]

    def airs_now(self, *, at: datetime) -> list[AirAnswer]:
        """Return every official station's newest air, for lists and maps."""
        stations = {s.code: s for s in self.stations(at=at) if s.source in OFFICIAL}
        latest = self._store.latest_air(list(stations))
        return [self._air(o, at, station=stations[code]) for code, o in latest.items()]

    def air_on(self, *, day: date, at: datetime, place: Place | None = None) -> AirDayAnswer | None:
        """Return a day's air at a place (its nearest station) or over the city.

        Of a day that still lasts only the means so far are told, without an index.
        """
        codes = self._codes_for(place, at)
        name = self._places.label(place.code) if place else CITY_NAME
        if day >= at.astimezone(SHANGHAI).date():
            return self._day_so_far(codes, name, day, at)
        days = self._days(codes, day, day)
        if not days:
            return None
        grade = grade_air(days[0].concentrations(), day=day, averaging="daily")
        return AirDayAnswer(
            day,
            name,
            tuple(codes),
            present(days[0].concentrations()),
            grade.aqi if grade else None,
            grade.level if grade else None,
            grade.primary if grade else (),
            grade.missing if grade else (),
            days[0].hours,
            bool(grade and not grade.missing),
            source_label(days[0].source, "air"),
            days[0].source == DEMO,
            grade.standard if grade else "",
            grade.beyond if grade and grade.aqi is None else (),
        )

    def air_over(
        self, *, first: date, last: date, at: datetime, place: Place | None = None
    ) -> AirPeriodAnswer | None:
        """Return a period's air beside the period before it and the same one a year before."""
        codes = self._codes_for(place, at)
        length = last - first + timedelta(days=1)
        days = self._days(codes, first, last)
        if not days:
            return None
        before = (first - length, first - timedelta(days=1))
        year_ago = (_year_before(first), _year_before(last))
        return AirPeriodAnswer(
            self._places.label(place.code) if place else CITY_NAME,
            first,
            last,
            summarize_air(days, first=first, last=last),
            summarize_air(
                self._days(codes, *before), first=before[0], last=before[1], limits_of=last
            ),
            summarize_air(
                self._days(codes, *year_ago), first=year_ago[0], last=year_ago[1], limits_of=last
            ),
            source_label(days[-1].source, "air"),
            days[-1].source == DEMO,
        )

    def air_forecast(self, *, place: Place | None, day: date, at: datetime) -> AirForecast | None:
        """Return what a source expects of a day at a place, its county or the city.

        The nearest of the three that a source speaks of; `AirForecast.place` tells which. None for
        a past day, without such a source, or when its word is more than a day old.
        """
        if day < at.astimezone(SHANGHAI).date():
            return None
        wanted = [place.code, place.county] if place else []
        places = [code for code in (*wanted, CITY_CODE) if code]
        found = [
            forecast
            for forecast in self._store.air_forecasts(places, day=day)
            if at - forecast.issued <= FORECAST_STALE
        ]
        return min(found, key=lambda forecast: places.index(forecast.place), default=None)

    def air_series(
        self, *, station: str | None = None, what: str = "AQI", hours: int = 24, at: datetime
    ) -> Series | None:
        """Return the last hours of a station (code) or over the city: `AQI` or a pollutant."""
        codes = [station] if station else [known.code for known in national_stations()]
        start, end = series.last_hours(at, hours)
        names = {known.code: known.name for known in self.stations(at=at)}
        return series.air_series(
            self._store.air_series(codes, start=start, end=end),
            name=names.get(station, station) if station else CITY_NAME,
            what=what,
            hours=hours,
            at=at,
        )

    def water_series(
        self, *, section: str, what: str = "DO", days: int = 7, at: datetime
    ) -> Series | None:
        """Return the last days of an indicator at a section (code), or of its `class`."""
        known = next((known for known in self.sections(at=at) if known.code == section), None)
        return series.water_series(
            self._store.water_series([section], start=at - timedelta(days=days), end=at),
            name=known.name if known else section,
            what=what,
            kind=known.kind if known else "river",
        )

    def air_ranking(
        self, *, month: date, at: datetime, level: str = "town", by: str = "composite"
    ) -> QualityRanking[AirRank]:
        """Return a month's ranking by air: `by` composite, pm2_5 or good_share; town or county."""
        stations = [s for s in self.stations(at=at) if s.source in OFFICIAL]
        return self._rankings.air(stations, month=month, level=level, by=by, at=at)

    def water_ranking(
        self, *, month: date, at: datetime, level: str = "town"
    ) -> QualityRanking[WaterRank]:
        """Return a month's ranking by water (CWQI, lower is better) of towns or counties."""
        return self._rankings.water(self.sections(at=at), month=month, level=level, at=at)

    def water_state(self, *, month: date, at: datetime) -> RiverState | None:
        """Return the state of the city's water in a month, with its shares of classes."""
        return self._rankings.water_state(self.sections(at=at), month=month)

    def has_days(self, *, first: date, last: date) -> bool:
        """Return whether any of the city's stations has a day in this time."""
        codes = [station.code for station in national_stations()]
        return bool(self._store.air_days(codes, first=first, last=last))

    def stations(self, *, at: datetime) -> list[Station]:
        """Return every station, by code."""
        return self._sites(at)[0]

    def sections(self, *, at: datetime) -> list[Section]:
        """Return every section, by code."""
        return self._sites(at)[1]

    def foreign_indices(self, *, at: datetime) -> list[ForeignIndex]:
        """Return the last day's newest points of other scales, for officers to look at apart."""
        newest = {index.station: index for index in self._store.foreign(since=at - timedelta(1))}
        return list(newest.values())

    def sources(self) -> list[SourceState]:
        """Return how every source has been doing, for the health page and the portal."""
        return self._store.states()

    def _sites(self, at: datetime) -> tuple[list[Station], list[Section]]:
        known = self._known
        if known is None or not timedelta(0) <= at - known[0] < _SITES_KNOWN_FOR:
            known = (at, self._store.stations(), self._store.sections())
            self._known = known if known[1] or known[2] else None
        return known[1], known[2]

    def _codes_for(self, place: Place | None, at: datetime) -> list[str]:
        """Return the official stations that speak for a place: those in it, else the nearest."""
        if place is None or place.level is Level.CITY:
            return [station.code for station in national_stations()]
        stations = [s for s in self.stations(at=at) if s.source in OFFICIAL]
        inside = [s.code for s in stations if s.place and s.place.startswith(place.code)]
        if inside:
            return inside
        near = stations_for(place, (place.longitude, place.latitude), stations, self._places)
        return [station.code for station, _ in near[:1]]

    def _days(self, codes: Sequence[str], first: date, last: date) -> list[AirDay]:
        """Return one day a date: the city's as published, else the mean of the stations."""
        city = {station.code for station in national_stations()} == set(codes)
        found = self._store.air_days([*codes, CITY_CODE] if city else codes, first=first, last=last)
        by_day: dict[date, list[AirDay]] = {}
        for entry in found:
            by_day.setdefault(entry.day, []).append(entry)
        result = []
        for entries in by_day.values():
            published = [entry for entry in entries if entry.station == CITY_CODE]
            result.append(published[0] if published else mean_day(CITY_CODE, entries))
        return result

    def _day_so_far(
        self, codes: Sequence[str], name: str, day: date, at: datetime
    ) -> AirDayAnswer | None:
        start = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
        found = self._store.air_series(codes, start=start, end=min(at, start + timedelta(days=1)))
        if not found:
            return None
        source = found[-1].source
        return AirDayAnswer(
            day, name, tuple(codes), mean_hour(found), None, None, (), (),
            len({observation.at for observation in found}), False,
            source_label(source, "air"), source == DEMO, "",
        )  # fmt: skip

    def _city_now(self, at: datetime) -> AirAnswer | None:
        codes = [station.code for station in national_stations()]
        latest = self._store.latest_air(codes)
        if not latest:
            return None
        newest = max(observation.at for observation in latest.values())
        found = [observation for observation in latest.values() if observation.at == newest]
        mean = mean_hour(found)
        city = AirObservation(
            CITY_CODE,
            newest,
            found[0].source,
            mean.get("PM2.5"),
            mean.get("PM10"),
            mean.get("SO2"),
            mean.get("NO2"),
            mean.get("CO"),
            mean.get("O3"),
            suspicions=tuple(sorted({word for o in found for word in o.suspicions})),
        )
        names = {station.code: station.name for station in national_stations()}
        stations = tuple(names[o.station] for o in found)
        return self._air(city, at, stations=stations)

    def _air(
        self,
        observation: AirObservation,
        at: datetime,
        *,
        station: Station | None = None,
        distance: float | None = None,
        stations: tuple[str, ...] = (),
    ) -> AirAnswer:
        return air_answer(
            observation, at, whose_gap=partial(self._whose_gap, at), station=station,
            distance=distance, stations=stations,
        )  # fmt: skip

    def _water(
        self,
        section: Section,
        nearness: Nearness,
        distance: float | None,
        observation: WaterObservation,
        at: datetime,
    ) -> WaterAnswer:
        whose_gap = partial(self._whose_gap, at)
        return water_answer(section, nearness, distance, observation, at, whose_gap=whose_gap)

    def _whose_gap(self, at: datetime, source: str) -> Gap:
        tried = self._store.state(source).tried
        return "ours" if tried is None or at - tried > _OUR_SILENCE else "source"


def _year_before(day: date) -> date:
    # 29 February has its counterpart on the 28th.
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
