"""The air of a month: days by level, statistics, changes with intervals, the standard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from zlib import crc32

import numpy as np

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.chance import (
    FEWEST_DAYS,
    MonthChange,
    Spell,
    autocorrelation,
    change_of_shares,
    changes,
)
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Figure
from bureau.diagnosis.monthly import COMPOSITE, limits_on, matrix, statistics
from bureau.diagnosis.script import Script, Worsening
from bureau.diagnosis.words import named, said, unit_of
from bureau.places import Place
from bureau.quality import words as quality_words
from bureau.quality.air_index import DAILY_POLLUTANTS, AirGrade, grade_air, levels
from bureau.quality.air_summary import days_needed
from bureau.quality.model import AirDay

_PLACES = {"CO": 1, COMPOSITE: 2}
_TOLD = ("PM2.5", "O3_8h")  # in sentences; the others stand in the table
_GOOD = 100
_WORTH_A_LOOK = 0.05  # of the limit: less is nothing to do about, however sure


@dataclass(frozen=True, slots=True)
class SpellOfAir:
    """A month of an area's days with what they are graded, and their resampled statistics."""

    days: Sequence[AirDay]
    graded: Mapping[date, AirGrade]
    spell: Spell
    told: Mapping[str, float]

    @property
    def indices(self) -> list[int]:
        """The AQI of each day that has one."""
        return [grade.aqi for grade in self.graded.values() if grade.aqi is not None]

    @property
    def good(self) -> int:
        """Days with an AQI of at most 100."""
        return sum(index <= _GOOD for index in self.indices)


def spells_of(material: Material, area: Place) -> dict[str, SpellOfAir]:
    """Return `now`, `before` and `year_ago`, all measured by the limits of the month."""
    limits = limits_on(material.month.last)
    months = _months(material.month)
    return {key: _spell(material, area, month, limits) for key, month in months.items()}


def tell_air(script: Script, material: Material, spells: Mapping[str, SpellOfAir]) -> None:
    """Tell the air of a month."""
    now = spells["now"]
    if not now.indices:
        script.say("air", "none", spell=said()["spells"]["now"])
        return
    good = _shares(script, spells)
    script.say("air", "share", valid=script.figures["data.valid"], good=good,
               share=script.figures["air.good_share"])  # fmt: skip
    needed = script.figures["data.needed"]
    if len(now.indices) < days_needed(material.month.first, material.month.last):
        script.say("air", "invalid", spell=said()["spells"]["now"],
                   valid=script.figures["data.valid"], needed=needed)  # fmt: skip
    limits = limits_on(material.month.last)
    found = {key: changes(now.spell, spells[key].spell) for key in ("before", "year_ago")}
    for place, name in enumerate((*DAILY_POLLUTANTS, COMPOSITE)):
        of_this = {key: each[place] if each else None for key, each in found.items()}
        _pollutant(script, name, spells, of_this, limits.get(name))
    _tell_share_changes(script, spells)
    _levels(script, spells)


def tell_days(script: Script, material: Material, area: Place, now: SpellOfAir) -> None:
    """Tell how many days and stations stand behind the air."""
    spoken = material.spoken_for(area)
    month = material.month
    rows = said()["rows"]
    valid = script.figure("data.valid", len(now.indices))
    needed = script.figure("data.needed", days_needed(month.first, month.last))
    script.row("data", rows["valid_days"], valid)
    script.row("data", rows["needed_days"], needed)
    script.row("data", rows["stations"], script.figure("data.stations", len(spoken.stations)))
    if not now.indices:
        script.say("data", "none")
        return
    script.say("data", "valid", valid=valid, needed=needed)
    if spoken.inside:
        return
    station = quality_words.station(spoken.stations[0].name)
    if spoken.away is None:
        script.say("air", "near", station=station)
        return
    away = script.figure("data.away", spoken.away, places=0)
    script.row("data", rows["away"], away)
    script.say("air", "away", station=station, away=away)


def _months(month: MonthDays) -> dict[str, MonthDays]:
    return {"now": month, "before": month.before, "year_ago": month.year_ago}


def _spell(
    material: Material, area: Place, month: MonthDays, limits: Mapping[str, float]
) -> SpellOfAir:
    days = material.days(area, month.first, month.last)
    # Two months that are held against each other are graded by the same standard.
    by = material.month.last
    graded = {
        day.day: grade
        for day in days
        if (grade := grade_air(day.concentrations(), day=by, averaging="daily"))
    }
    statistic = partial(statistics, limits=np.asarray([limits[n] for n in DAILY_POLLUTANTS]))
    columns = matrix(days)
    seed = crc32(f"{area.code} {month.first}".encode())
    told: dict[str, float] = {}
    if len(days):
        found = statistic(columns[None])[0]
        told = {
            name: float(value)
            for name, value in zip((*DAILY_POLLUTANTS, COMPOSITE), found, strict=True)
            if not np.isnan(value)
        }
    return SpellOfAir(days, graded, Spell.of(columns, statistic, seed=seed), told)


def _shares(script: Script, spells: Mapping[str, SpellOfAir]) -> Figure:
    """Add the row of the share of good days; return the figure of the good days."""
    rows, now = said()["rows"], spells["now"]
    shares = {
        key: script.figure(
            "air.good_share" if key == "now" else f"air.good_share.{key}",
            100 * each.good / len(each.indices) if each.indices else None,
            places=1,
        )
        for key, each in spells.items()
    }
    moved = {
        key: script.change(
            f"air.good_share.{key}.change", _share_change(now, spells[key]), places=1
        )
        for key in ("before", "year_ago")
    }
    script.row("air", rows["good_share"], shares["now"], shares["before"], moved["before"],
               shares["year_ago"], moved["year_ago"], rows["limit_none"])  # fmt: skip
    good = script.figure("air.good", now.good)
    script.row("air", rows["good_days"], good,
               *_two(script, "air.good", {key: each.good for key, each in spells.items()}),
               rows["limit_none"])  # fmt: skip
    return good


def _two(script: Script, id_: str, values: Mapping[str, int]) -> list[Figure | str]:
    none = said()["rows"]["limit_none"]
    return [
        script.figure(f"{id_}.before", values["before"]), none,
        script.figure(f"{id_}.year_ago", values["year_ago"]), none,
    ]  # fmt: skip


def _share_change(now: SpellOfAir, other: SpellOfAir) -> MonthChange | None:
    if min(len(now.indices), len(other.indices)) < FEWEST_DAYS:
        return None
    return change_of_shares(
        now.good,
        len(now.indices),
        other.good,
        len(other.indices),
        phi=autocorrelation(now.indices),
        phi_before=autocorrelation(other.indices),
    )


def _pollutant(
    script: Script,
    name: str,
    spells: Mapping[str, SpellOfAir],
    found: Mapping[str, MonthChange | None],
    limit: float | None,
) -> None:
    rows, places = said()["rows"], _PLACES.get(name, 0)
    # A whole number is enough of a month's mean, but not of how it changed.
    finer = places + 1 if name != COMPOSITE else places
    label = rows["composite"]
    percentile = said()["percentiles"].get(name)
    if name != COMPOSITE:
        form = rows["percentile" if percentile else "mean"]
        label = form.format(name=named(name), unit=unit_of(name), percentile=percentile)
    told = {
        key: script.figure(f"air.{name}.{key}", each.told.get(name), places=finer)
        for key, each in spells.items()
    }
    moved = {
        key: script.change(f"air.{name}.{key}.change", change, places=finer)
        for key, change in found.items()
    }
    allowed = script.figure(f"air.{name}.limit", limit, places=0) if limit is not None else None
    script.row("air", label, told["now"], told["before"], moved["before"], told["year_ago"],
               moved["year_ago"], allowed or rows["limit_none"])  # fmt: skip
    if name in _TOLD and allowed is not None and told["now"].value is not None:
        over = told["now"].value > (allowed.value or 0)
        script.say("air", "mean", name=named(name), now=told["now"], unit=unit_of(name),
                   statistic=percentile or said()["mean"], limit=allowed,
                   standing=said()["standing"]["over" if over else "within"])  # fmt: skip
    for key, change in found.items():
        other = said()["spells"][key]
        if name in _TOLD and change is not None:
            _moved(script, name, moved[key], other)
        if change is None or limit is None or not moved[key].sure:
            continue
        if change.value >= _WORTH_A_LOOK * limit:
            facts: dict[str, Figure | str] = {
                "name": named(name), "other": other, "change": moved[key], "unit": unit_of(name),
            }  # fmt: skip
            script.worse.append(Worsening(f"air.{name}", "air", change.chance, facts))


def _moved(script: Script, name: str, change: Figure, other: str) -> None:
    if change.sure:
        way = said()["ways"]["up" if (change.value or 0) > 0 else "down"]
        script.say("air", "surely", name=named(name), other=other, way=way, change=change,
                   unit=unit_of(name))  # fmt: skip
    else:
        script.say("air", "unsure", name=named(name), other=other, change=change,
                   unit=unit_of(name))  # fmt: skip


def _tell_share_changes(script: Script, spells: Mapping[str, SpellOfAir]) -> None:
    for key in ("before", "year_ago"):
        change, other = script.figures[f"air.good_share.{key}.change"], said()["spells"][key]
        if change.value is None:
            continue
        if change.sure:
            way = said()["ways"]["up" if change.value > 0 else "down"]
            script.say("air", "share_surely", other=other, way=way, change=change)
            found = _share_change(spells["now"], spells[key])
            if change.value < 0 and found is not None:
                facts: dict[str, Figure | str] = {"other": other, "change": change}
                script.worse.append(Worsening("air.good_share", "share", found.chance, facts))
        else:
            script.say("air", "share_unsure", other=other, change=change)


def _levels(script: Script, spells: Mapping[str, SpellOfAir]) -> None:
    """Add the days by level and by primary pollutant."""
    none = said()["rows"]["limit_none"]
    for key, each in spells.items():
        counted = Counter(g.level.number for g in each.graded.values() if g.level)
        days = [script.figure(f"levels.{level.number}.{key}", counted[level.number])
                for level in levels()]  # fmt: skip
        primary = Counter(name for grade in each.graded.values() for name in grade.primary)
        most: list[Figure | str] = [none, none]
        if primary:
            name, many = min(primary.items(), key=lambda entry: (-entry[1], entry[0]))
            most = [named(name), script.figure(f"levels.primary.{key}", many)]
        script.row("levels", said()["spells"][key], *days, *most)
        if primary and key == "now":
            script.say("air", "primary", name=named(name), days=most[1])
