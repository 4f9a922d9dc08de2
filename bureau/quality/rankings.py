"""Monthly rankings of towns and counties by air and by water, as the bureau publishes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from bureau.places import Gazetteer
from bureau.quality.air_summary import AirSummary, mean_day, summarize_air
from bureau.quality.answers import AirRank, QualityRanking, WaterRank
from bureau.quality.model import DEMO, AirDay, Section, Station, WaterMonth
from bureau.quality.ports import Observations
from bureau.quality.sites import source_label
from bureau.quality.tables import in_force, table
from bureau.quality.water_class import grade_water
from bureau.quality.water_summary import RiverState, place_cwqi, river_state, share_of_good

BY = ("composite", "pm2_5", "good_share")
LEVELS = {"town": 9, "county": 6}
_KNOWN_FOR = timedelta(minutes=5)
_T = TypeVar("_T")
_R = TypeVar("_R", AirRank, WaterRank)


class Rankings:
    """Rankings over a store, each remembered for some minutes: they change once a day."""

    def __init__(self, store: Observations, places: Gazetteer) -> None:
        self._store = store
        self._places = places
        self._known: dict[Any, tuple[datetime, Any]] = {}

    def air(
        self, stations: Sequence[Station], *, month: date, level: str, by: str, at: datetime
    ) -> QualityRanking[AirRank]:
        """Return the month's ranking by air; the best first, places without validity at the end.

        `by` one of `BY`, `level` one of `LEVELS`; else `ValueError`. A place's day is the mean
        of its stations. Equal values share a rank.
        """
        if by not in BY or level not in LEVELS:
            raise ValueError(f"no ranking of {level} by {by}")
        key = ("air", month.replace(day=1), level, by)
        return self._remembered(key, at, lambda: self._air(stations, month, level, by, at))

    def water(
        self, sections: Sequence[Section], *, month: date, level: str, at: datetime
    ) -> QualityRanking[WaterRank]:
        """Return the month's ranking by CWQI, lower is better (2017 ranking rule).

        Where the bureau's own monthly table exists, only its sections take part.
        """
        if level not in LEVELS:
            raise ValueError(f"no ranking of {level}")
        key = ("water", month.replace(day=1), level)
        return self._remembered(key, at, lambda: self._water(sections, month, level))

    def water_state(self, sections: Sequence[Section], *, month: date) -> RiverState | None:
        """Return the state of all sections that the water ranking of a month rests on."""
        kinds = {section.code: section.kind for section in sections}
        found = self._months(list(kinds), month.replace(day=1))
        return river_state([(entry.values, kinds[code]) for code, entry in found.items()])

    def _air(
        self, stations: Sequence[Station], month: date, level: str, by: str, at: datetime
    ) -> QualityRanking[AirRank]:
        first, last = _bounds(month)
        year_ago = _bounds(first.replace(year=first.year - 1))
        groups = _grouped(stations, level)
        codes = [station.code for group in groups.values() for station in group]
        now = self._by_place(codes, groups, first, last)
        then = self._by_place(codes, groups, *year_ago)
        rows: list[AirRank] = []
        sources: set[str] = set()
        for place in groups:
            days = now.get(place, [])
            sources.update(day.source for day in days)
            summary = summarize_air(days, first=first, last=last)
            before = summarize_air(
                then.get(place, []), first=year_ago[0], last=year_ago[1], limits_of=last
            )
            value, last_year = _ranked_value(summary, by), _ranked_value(before, by)
            row = AirRank(
                None, place, self._places.label(place), value, summary, last_year,
                _change(value, last_year, points=by == "good_share"),
                round(100 * summary.days / summary.expected, 1),
            )  # fmt: skip
            rows.append(row)
        ranked = _numbered(
            rows,
            lambda row: row.value if row.summary.valid else None,
            descending=by == "good_share",
        )
        limits = in_force(table("air_limits")["limits"], last)
        return _ranking(first, by, level, ranked, sources, "air", str(limits["number"]))

    def _by_place(
        self, codes: Sequence[str], groups: dict[str, list[Station]], first: date, last: date
    ) -> dict[str, list[AirDay]]:
        place_of = {station.code: place for place, group in groups.items() for station in group}
        days: dict[tuple[str, date], list[AirDay]] = {}
        for day in self._store.air_days(codes, first=first, last=last):
            days.setdefault((place_of[day.station], day.day), []).append(day)
        result: dict[str, list[AirDay]] = {}
        for (place, _), entries in sorted(days.items()):
            mean = entries[0] if len(entries) == 1 else mean_day(place, entries)
            result.setdefault(place, []).append(mean)
        return result

    def _water(
        self, sections: Sequence[Section], month: date, level: str
    ) -> QualityRanking[WaterRank]:
        first, _ = _bounds(month)
        groups = _grouped(sections, level)
        codes = [section.code for group in groups.values() for section in group]
        kinds = {section.code: section.kind for section in sections}
        now = self._months(codes, first)
        then = self._months(codes, first.replace(year=first.year - 1))
        # Beside the bureau's own table no section of the platform is missed.
        taking_part = {entry.source for entry in now.values()}
        source_of = {section.code: section.source for section in sections}
        rows: list[WaterRank] = []
        sources: set[str] = set()
        for place, group in groups.items():
            found = [now[s.code] for s in group if s.code in now]
            before = [then[s.code] for s in group if s.code in then]
            sources.update(entry.source for entry in found)
            index = place_cwqi([(entry.values, kinds[entry.section]) for entry in found])
            last_year = place_cwqi([(entry.values, kinds[entry.section]) for entry in before])
            grades = [grade_water(entry.values, kind=kinds[entry.section]) for entry in found]
            classes = [grade.water_class for grade in grades if grade]
            row = WaterRank(
                None, place, self._places.label(place), index, last_year,
                _change(index, last_year, points=False),
                round(share_of_good(classes), 1) if classes else None, len(found),
                sum(source_of[s.code] in taking_part for s in group),
            )  # fmt: skip
            rows.append(row)
        ranked = _numbered(rows, lambda row: row.cwqi, descending=False)
        number = str(table("surface_water")["number"])
        return _ranking(first, "cwqi", level, ranked, sources, "water", number)

    def _months(self, codes: Sequence[str], month: date) -> dict[str, WaterMonth]:
        found = self._store.water_months(codes, first=month, last=month)
        published = [entry for entry in found if entry.source == "bureau"]
        return {entry.section: entry for entry in published or found}

    def _remembered(self, key: Any, at: datetime, compute: Callable[[], _T]) -> _T:
        known = self._known.get(key)
        if known is None or not timedelta(0) <= at - known[0] < _KNOWN_FOR:
            if len(self._known) > 100:
                self._known.clear()
            known = self._known[key] = (at, compute())
        found: _T = known[1]
        return found


def _ranking(
    month: date,
    by: str,
    level: str,
    rows: list[_R],
    sources: set[str],
    medium: str,
    standard: str,
) -> QualityRanking[_R]:
    label = "、".join(sorted({source_label(source, medium) for source in sources}))
    return QualityRanking(month, by, level, tuple(rows), label, DEMO in sources, standard)


def _numbered(rows: list[_R], value: Callable[[_R], float | None], *, descending: bool) -> list[_R]:
    """Return the rows in order with ranks: equal values share one, rows without come last."""
    sign = -1 if descending else 1
    with_value = [row for row in rows if value(row) is not None]
    ranked = sorted(with_value, key=lambda row: (sign * (value(row) or 0), row.place))
    result: list[_R] = []
    for position, row in enumerate(ranked, 1):
        tied = result and value(row) == value(result[-1])
        result.append(replace(row, rank=result[-1].rank if tied else position))
    return result + sorted((r for r in rows if value(r) is None), key=lambda r: r.place)


def _ranked_value(summary: AirSummary, by: str) -> float | None:
    if by == "composite":
        return summary.composite
    if by == "good_share":
        return summary.good_share
    mean = summary.statistics.get("PM2.5")
    return None if mean is None else round(mean, 1)


def _change(value: float | None, before: float | None, *, points: bool) -> float | None:
    if value is None or before is None:
        return None
    if points:
        return round(value - before, 1)
    return round(100 * (value - before) / before, 1) if before else None


def _grouped(sites: Sequence[Any], level: str) -> dict[str, list[Any]]:
    """Return sites by the code of the town or county that holds them; others are left out."""
    groups: dict[str, list[Any]] = {}
    for site in sites:
        if site.place and len(site.place) >= LEVELS[level]:
            groups.setdefault(site.place[: LEVELS[level]], []).append(site)
    return groups


def _bounds(month: date) -> tuple[date, date]:
    first = month.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
