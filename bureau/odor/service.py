"""Odor events: followed as reports come, read and corrected by officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bureau.odor.clustering import Density, grouped
from bureau.odor.emitters import EmitterRegister, Suspicion, ranked, read_register
from bureau.odor.events import ASKED, OdorEvent, OfficersAct, plan
from bureau.odor.model import Plane, Sighting, Summary, summary
from bureau.odor.ports import Notice, OdorStore, Winds
from bureau.odor.scan import PileUp, Zones, scan
from bureau.odor.source import SourceArea, WindAt, locate
from bureau.odor.station_winds import StationWinds
from bureau.odor.words import words
from bureau.officers import Officer, Right
from bureau.places import Gazetteer
from bureau.places.model import Level

# A report may come in long after it happened; older ones are no event of now.
_LOOK_BACK = timedelta(days=2)
_HISTORY = timedelta(days=30)
_TOWN_BLUR_M, _DISTRICT_BLUR_M = 2500.0, 4000.0
_TRAVEL = timedelta(hours=3)
_AROUND_M = 20_000.0
# So many of a town's people who otherwise tell of smell stand for its silence.
_MOST_SILENT = 3
_SCANNED_M = 8_000.0
_LEAST_KNOWN = 50
# Neighbours who smelt it so long ago smelt the same.
_LATELY = timedelta(hours=3)
# Who was asked answers a little later than the last report, of the same air.
_ANSWERS = timedelta(minutes=30)
_STEPS = (1, 2, 3, 6, 12)


class OdorError(Exception):
    """A wish that cannot be met; `explanation` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an event came from: the area, the works of the register, and what is assumed.

    `silent`: how many noses that noticed nothing count against a place. `elsewhere`: the
    probability of a place that the register does not hold.
    """

    area: SourceArea
    suspicions: tuple[Suspicion, ...]
    elsewhere: float
    silent: int
    register: EmitterRegister


class OdorEvents:
    """The use-cases of odor events."""

    def __init__(
        self,
        store: OdorStore,
        winds: Winds,
        places: Gazetteer,
        *,
        emitters: Path | None = None,
        density: Density | None = None,
    ) -> None:
        self._store = store
        self._winds = winds
        self._places = places
        self._emitters = emitters
        self._density = density or Density()
        self.plane = Plane(places.city.longitude, places.city.latitude)
        towns = places.towns()
        self._towns = {town.code: index for index, town in enumerate(towns)}
        seats = [self.plane.metres(town.longitude, town.latitude) for town in towns]
        self._seats = seats
        self._zones = Zones(seats, most_m=_SCANNED_M)

    def follow(self, *, at: datetime) -> int:
        """Take in what was told since, and bring the events up to date; return how many reports.

        The worker calls it again and again; it holds nothing between two calls.
        """
        unread = self._store.unread(since=at - _LOOK_BACK)
        taken = [each for each in map(self._placed, unread) if each is not None]
        if not taken:
            return 0
        self._store.take_in(taken)
        first = min(each.at for each in taken) - _LOOK_BACK
        around = self._store.sightings(start=first, end=at)
        groups = grouped(around, self._density)
        by_key = {each.key: each for each in around}
        wanted = plan(groups, self._store.placements(list(by_key)))
        fresh = {keys: summary(by_key[key] for key in keys) for keys in wanted.fresh}
        ids = self._store.apply(wanted, fresh, at=at)
        for event in {*ids, *wanted.touched} - wanted.merged.keys():
            self._refresh(event, at)
        return len(taken)

    def search(self, *, officer: Officer, limit: int, offset: int) -> tuple[list[OdorEvent], int]:
        """Return a page of the events that an officer sees, the newest first, and how many."""
        return self._store.search(scope=officer.scope, limit=limit, offset=offset)

    def find(self, event: int) -> OdorEvent | None:
        """Return an event by its id; one that was merged away leads to where it went."""
        found = self._store.get(event)
        while found is not None and found.merged_into is not None:
            found = self._store.get(found.merged_into)
        return found

    def reports(self, event: OdorEvent) -> list[Sighting]:
        """Return an event's reports, by time."""
        return self._store.of_event(event.id)

    def lately(self, *, since: datetime) -> list[OdorEvent]:
        """Return the events with a report since an instant, the oldest first."""
        return self._store.lately(since=since)

    def reporters(self, event: OdorEvent) -> set[str]:
        """Return the citizens (keys) who reported an event: to count them, never to show them."""
        return set(self.people_by_report(event).values())

    def people_by_report(self, event: OdorEvent) -> dict[str, str]:
        """Return who told each report of an event, as `reporters`."""
        return self._store.reporters([each.key for each in self.reports(event) if each.noticed])

    def report(self, key: str) -> Sighting | None:
        """Return a report by its key, None where it has not been taken in or has no place."""
        return self._store.sighting(key)

    def people(self, event: OdorEvent) -> int:
        """Return how many different people reported an event."""
        return len(self.reporters(event))

    def others_too(self, *, town: str, by: str, at: datetime) -> str:
        """Return in words how many others told of smell in a town lately, empty where too few.

        Counted over the whole town and said in words alone: asked again and again from wherever,
        it leads to nobody's house.
        """
        return self.some(self._store.others(town=town, since=at - _LATELY, but=by))

    def some(self, people: int) -> str:
        """Return a number of people in words, empty below the least that is told."""
        return words().some(people)

    def acts(self, event: OdorEvent) -> list[OfficersAct]:
        """Return what officers did to it."""
        return self._store.acts(event.id)

    def winds(self, event: OdorEvent) -> StationWinds:
        """Return the wind from some hours before an event to its end."""
        start, end = event.summary.first - _TRAVEL, event.summary.last + timedelta(hours=1)
        hours = self._winds.hours(start=start - timedelta(hours=1), end=end)
        here = (event.summary.x_m, event.summary.y_m)
        return StationWinds.around(here, self.plane, self._winds.stations(), hours)

    def picture(self, event: OdorEvent) -> Picture:
        """Return where an event came from, and which works of the register may be meant."""
        reports = self.reports(event)
        silent = self._silent(event, reports)
        wind_at: WindAt = self.winds(event).at
        area = locate([*reports, *silent], wind_at)
        register = read_register(self._emitters) if self._emitters else EmitterRegister()
        qualities = [name for name, _ in event.summary.qualities]
        suspicions, elsewhere = ranked(register.emitters, area, qualities, self.plane)
        return Picture(area, tuple(suspicions), elsewhere, len(silent), register)

    def unusual(self, *, at: datetime) -> PileUp | None:
        """Return the pile-up that stands out most from the towns' own month before.

        None where that month holds too few reports to tell what is usual.
        """
        known = [
            (self._towns[each.town], int(each.at.timestamp() // 3600))
            for each in self._store.sightings(start=at - _HISTORY, end=at)
            if each.noticed and each.town in self._towns
        ]
        hour = int(at.timestamp() // 3600)
        if sum(time <= hour - max(_STEPS) for _, time in known) < _LEAST_KNOWN:
            return None
        return scan(
            [place for place, _ in known], [time for _, time in known], self._zones,
            now=hour, steps=_STEPS, permutations=199,
        )  # fmt: skip

    def merge(self, *, event: int, into: int, by: Officer, at: datetime) -> OdorEvent:
        """Make two events one. Raises `OdorError`."""
        one, other = self._own(event, by), self._own(into, by)
        if one.id == other.id:
            raise OdorError("same")
        return self._moved((), one, other.id, by, at)

    def split(self, *, event: int, keys: Sequence[str], by: Officer, at: datetime) -> OdorEvent:
        """Take reports out of an event into one of their own. Raises `OdorError`."""
        one = self._own(event, by)
        known = {each.key for each in self.reports(one)}
        chosen = [key for key in dict.fromkeys(keys) if key in known]
        if not chosen or len(chosen) == len(known):
            raise OdorError("split")
        noticed = {each.key for each in self.reports(one) if each.noticed}
        if not noticed & set(chosen) or not noticed - set(chosen):
            raise OdorError("split")
        return self._moved(chosen, one, None, by, at)

    def _moved(
        self, keys: Sequence[str], one: OdorEvent, target: int | None, by: Officer, at: datetime
    ) -> OdorEvent:
        went = self._store.move(keys, source=one.id, target=target, by=by.name, at=at)
        if went is None:
            raise OdorError("changed")
        self._refresh(went, at)
        if keys:
            self._refresh(one.id, at)
        found = self._store.get(went)
        if found is None:
            raise OdorError("changed")
        return found

    def _own(self, event: int, by: Officer) -> OdorEvent:
        found = self.find(event)
        if found is None or not found.open_to(by, Right.ASSIGN_CASES):
            raise OdorError("unknown")
        return found

    def _refresh(self, event: int, at: datetime) -> None:
        figures: Summary = summary(self._store.of_event(event))
        self._store.put_summary(event, figures, at=at)
        scanned = self.unusual(at=figures.last)
        if scanned is not None:
            ours = {self._towns.get(town) for town in figures.towns}
            self._store.put_chance(event, scanned.p_smooth if ours & set(scanned.places) else 1.0)

    def _silent(self, event: OdorEvent, reports: Sequence[Sighting]) -> list[Sighting]:
        """Return noses that noticed nothing: patrols, and towns that otherwise tell."""
        first, last = event.summary.first, event.summary.last
        here = Sighting("", first, event.summary.x_m, event.summary.y_m)
        meanwhile = self._store.sightings(start=first, end=last + _ANSWERS)
        noses = [
            each
            for each in meanwhile
            if not each.noticed
            and each.away(here) < _AROUND_M
            and (each.at <= last or each.key.startswith(ASKED))
        ]
        told = {each.town for each in (*reports, *meanwhile) if each.noticed and each.at <= last}
        # Who answered speaks for the town; those who merely were silent are not counted beside.
        told |= {each.town for each in noses if each.key.startswith(ASKED)}
        active = self._store.active(start=first - _HISTORY, end=first)
        for town, people in sorted(active.items()):
            if town in told or town not in self._towns:
                continue
            x, y = self._seats[self._towns[town]]
            nose = Sighting(f"town:{town}", first, x, y, _TOWN_BLUR_M, noticed=False, town=town)
            if nose.away(here) < _AROUND_M:
                noses += [nose] * min(people, _MOST_SILENT)
        return noses

    def _placed(self, notice: Notice) -> Sighting | None:
        """Return a report on the map; None where only the county or less is known of it."""
        position, blur = (notice.longitude, notice.latitude), 0.0
        county, town = notice.county, notice.town
        if notice.longitude is None or notice.latitude is None:
            place = self._places.get(notice.place or notice.town or "")
            if place is None or place.level not in (Level.TOWN, Level.DISTRICT):
                return None
            position = (place.longitude, place.latitude)
            blur = _TOWN_BLUR_M if place.level is Level.TOWN else _DISTRICT_BLUR_M
            if town is None and place.level is Level.TOWN:
                county, town = place.county, place.official_code
        x, y = self.plane.metres(float(position[0] or 0), float(position[1] or 0))
        return Sighting(
            notice.key, notice.at, x, y, blur, notice.noticed, notice.intensity,
            notice.qualities, county, town,
        )  # fmt: skip
