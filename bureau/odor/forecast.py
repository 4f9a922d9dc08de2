"""Tonight's odor: forecast each afternoon from the own history, judged when the night is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import hypot
from typing import Any

import numpy as np

from basis.clock import SHANGHAI
from bureau.odor.model import Plane
from bureau.odor.nights import (
    FEATURES,
    KNOWN_AT,
    Nights,
    NightTable,
    Values,
    WindOf,
    night_of,
    span,
)
from bureau.odor.ports import OdorStore, TonightStore, Winds
from bureau.odor.station_winds import StationWinds
from bureau.odor.tonight import Fitting, Judgement, Reliability, TownNight, enough, judged, walked
from bureau.odor.wind import Wind, mean
from bureau.odor.words import words
from bureau.places import Gazetteer

MADE_AT = time(17, 30)
_HISTORY = timedelta(days=400)
_NEAR_M = 8_000.0
_DAY = timedelta(days=1)
_PERSISTS = timedelta(hours=6)
_LEAST_REPORTS = 3
_SHOWN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Tonight:
    """A town's chance as it is told: in words, and in whole per cent beside the usual."""

    words: str
    percent: int
    usual: int
    demo: bool


@dataclass(frozen=True, slots=True)
class TonightRecord:
    """How the forecasting does: the last fitting's report, and how what was told came true."""

    day: date
    report: Mapping[str, Any]
    told: Judgement | None


@dataclass(frozen=True, slots=True)
class _History:
    """The days from the first report on, as rows of a day and town; the coming night's rows."""

    days: Values
    features: Values
    smelt: Values
    usual: Values
    coming: Values
    coming_usual: Mapping[str, float]


class TonightsOdor:
    """The use-cases of tonight's odor. `demo`: what is told is marked as invented."""

    def __init__(
        self,
        reports: OdorStore,
        store: TonightStore,
        winds: Winds,
        places: Gazetteer,
        *,
        demo: bool = False,
    ) -> None:
        self._reports = reports
        self._store = store
        self._winds = winds
        self._places = places
        self._plane = Plane(places.city.longitude, places.city.latitude)
        self._demo = demo
        self._made: date | None = None

    def make_due(self, *, at: datetime) -> bool:
        """Make the coming night's forecast once its time has come; return whether it was made.

        The nights that are over are judged first. Cheap to call often.
        """
        local = at.astimezone(SHANGHAI)
        day = local.date()
        if local.time() < MADE_AT or self._made == day:
            return False
        if self._store.of_day(day):
            self._made = day
            return False
        chances, report = self._forecast(day)
        self._store.put(chances, report, day=day)
        self._made = day
        return True

    def at(self, *, town: str, at: datetime) -> Tonight | None:
        """Return the chance of tonight, or of the night that runs, in a town or county's worst.

        `town`: official code of either. None where it cannot be said (yet).
        """
        local = at.astimezone(SHANGHAI)
        day = night_of(local) or local.date()
        here = [each for each in self._store.of_day(day) if each.town.startswith(town)]
        said = [(each.chance, each.usual) for each in here if each.chance is not None]
        if not said:
            return None
        chance, usual = max(said)
        return Tonight(words().chance(chance), round(100 * chance), round(100 * usual), self._demo)

    def of_day(self, day: date) -> list[TownNight]:
        """Return the chances of a day's night, town by town."""
        return self._store.of_day(day)

    def record(self, *, at: datetime) -> TonightRecord | None:
        """Return how the forecasting does, None before the first one."""
        latest = self._store.latest()
        if latest is None:
            return None
        rows = [
            (each.chance, each.usual, bool(each.smelt))
            for each in self._store.judged(since=(at - _SHOWN).date())
            if each.chance is not None
        ]
        told = judged(*zip(*rows, strict=True)) if rows else None
        return TonightRecord(*latest, told)

    def _forecast(self, day: date) -> tuple[list[TownNight], dict[str, Any]]:
        end = datetime.combine(day, KNOWN_AT, SHANGHAI)
        reports = self._reports.sightings(start=end - _HISTORY, end=end)
        nights = Nights.of(reports)
        self._store.judge({night: nights.smelt.get(night, set()) for night in self._over(day)})
        counts: dict[str, int] = {}
        for (town, _), many in nights.by_day.items():
            counts[town] = counts.get(town, 0) + many
        towns = sorted(town for town, many in counts.items() if many >= _LEAST_REPORTS)
        if not towns:
            return [], {"enough": False, "nights": 0, "smelt": 0, "told": 0}
        first = min(nights.by_day, key=lambda key: key[1])[1]
        history = self._rows(nights, towns, first, day)
        return self._told(history, towns, day)

    def _over(self, day: date) -> list[date]:
        """Return the last days whose night is over, of which chances may wait to be judged."""
        return [day - n * _DAY for n in range(1, 15)]

    def _rows(self, nights: Nights, towns: list[str], first: date, day: date) -> _History:
        table = NightTable(nights, towns, self._near(towns), self._wind_of(first, day))
        days, features, smelt, usual = [], [], [], []
        night = first
        while night < day:
            features.append(table.rows(night))
            usual.append([table.usual[town] for town in towns])
            smelt.append(table.learn(night))
            days.append(np.full(len(towns), night.toordinal()))
            night += _DAY
        coming = table.rows(day)
        empty = np.zeros((0, len(FEATURES)))
        return _History(
            np.concatenate(days) if days else np.zeros(0),
            np.vstack(features) if features else empty,
            np.concatenate(smelt) if smelt else np.zeros(0),
            np.concatenate(usual) if usual else np.zeros(0),
            coming,
            dict(table.usual),
        )

    def _told(
        self, history: _History, towns: list[str], day: date
    ) -> tuple[list[TownNight], dict[str, Any]]:
        """Return the chances of the coming night with the report of how the model does."""
        nights = len({*history.days.tolist()})
        report: dict[str, Any] = {"nights": nights, "smelt": int(history.smelt.sum())}
        told, law = np.zeros(0), None
        if nights > 1 and history.smelt.any():
            told, law = walked(history.days, history.features, history.smelt)
        known = ~np.isnan(told)
        report["told"] = int(known.sum())
        report["enough"] = enough(nights, report["smelt"], report["told"])
        chances: list[float | None] = [None] * len(towns)
        if report["enough"] and law is not None:
            backtest = judged(
                told[known].tolist(), history.usual[known].tolist(),
                history.smelt[known].astype(bool).tolist(),
            )  # fmt: skip
            report |= _reported(backtest, law)
            # A model that is no better than what is usual says what is usual.
            better = backtest.skill > 0
            raw = law.chances(history.coming)
            chances = [
                float(p) if better else history.coming_usual[town]
                for town, p in zip(towns, raw, strict=True)
            ]
        found = [
            TownNight(day, town, chance, history.coming_usual[town])
            for town, chance in zip(towns, chances, strict=True)
        ]
        return found, report

    def _near(self, towns: list[str]) -> dict[str, Collection[str]]:
        where = {}
        for town in towns:
            place = self._places.get(town)
            if place is not None:
                where[town] = self._plane.metres(place.longitude, place.latitude)
        return {
            town: [
                other
                for other, there in where.items()
                if other != town
                and town in where
                and hypot(there[0] - where[town][0], there[1] - where[town][1]) <= _NEAR_M
            ]
            for town in towns
        }

    def _wind_of(self, first: date, last: date) -> WindOf:
        """Return each county's wind of an evening: forecast where it was, else that of before."""
        start = datetime.combine(first - _DAY, time(0), SHANGHAI)
        end = datetime.combine(last, KNOWN_AT, SHANGHAI)
        stations = self._winds.stations()
        measured = self._winds.hours(start=start, end=end)
        ahead = self._winds.forecasts(start=start, end=end + _DAY)
        counties: dict[str, tuple[StationWinds, StationWinds]] = {}
        for county in self._places.counties():
            here = self._plane.metres(county.longitude, county.latitude)
            counties[county.code] = (
                StationWinds.around(here, self._plane, stations, ahead),
                StationWinds.around(here, self._plane, stations, measured),
            )
        kept: dict[tuple[str, date], Wind | None] = {}

        def wind_of(town: str, day: date) -> Wind | None:
            key = (town[:6], day)
            if key not in kept:
                kept[key] = _evening(*counties[key[0]], day) if key[0] in counties else None
            return kept[key]

        return wind_of


def _evening(ahead: StationWinds, measured: StationWinds, day: date) -> Wind | None:
    begins, ends = span(day)
    foreseen = [wind for _, wind in ahead.hours(begins, ends) if wind is not None]
    if foreseen:
        return mean(foreseen)
    known = datetime.combine(day, KNOWN_AT, SHANGHAI)
    before = measured.hours(known - _PERSISTS, known - timedelta(hours=1))
    return mean([wind for _, wind in before if wind is not None])


def _reported(backtest: Judgement, law: Fitting) -> dict[str, Any]:
    return {
        "brier": backtest.brier,
        "usual": backtest.usual,
        "skill": backtest.skill,
        "table": [[r.low, r.high, r.many, r.said, r.came] for r in backtest.table],
        "weights": dict(zip(FEATURES, law.weights[1:].tolist(), strict=True)),
    }


def reliability(report: Mapping[str, Any]) -> list[Reliability]:
    """Return the reliability table of a fitting's report."""
    return [Reliability(*row) for row in report.get("table", ())]
