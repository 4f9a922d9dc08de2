"""When and under which wind the air of a month was worst, where that is more than chance."""

from __future__ import annotations

import numpy as np

from bureau.diagnosis.chance import MonthChange, Values, mean_of
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Figure
from bureau.diagnosis.script import Script
from bureau.diagnosis.winds import CALM, SECTORS, hourly
from bureau.diagnosis.words import named, said, unit_of
from bureau.places import Place

NAME = "PM2.5"
_FEWEST_HOURS = 240  # of a month with values
_FEWEST_OF_A_WIND = 24
_WHOLE_DAY = 24


def tell_hours(
    script: Script, material: Material, area: Place
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Tell it; return the means of the hours from 1:00 to 24:00 and of the winds, for the charts.

    An hour is held against the mean of its own day, over the days; the highest of 24 must stand out
    as such. A wind's hours are averaged by the day and held against the mean of the month.
    """
    month = material.month
    codes = {station.code for station in material.spoken_for(area).stations}
    columns = {code: each for code, each in material.hours[NAME].items() if code in codes}
    values = hourly(columns, month.length * _WHOLE_DAY)
    known = int((~np.isnan(values)).sum())
    rows = said()["rows"]
    script.row("hours", rows["hours_known"].format(name=named(NAME)),
               script.figure("hours.known", known))  # fmt: skip
    if known < _FEWEST_HOURS:
        script.say("hours", "none")
        return (), ()
    by_day = values.reshape(-1, _WHOLE_DAY)
    profile = _tell_hour(script, by_day)
    winds = _tell_wind(script, material, area, values)
    return profile, winds


def _tell_hour(script: Script, by_day: Values) -> tuple[float | None, ...]:
    enough = (~np.isnan(by_day)).sum(axis=1) >= _WHOLE_DAY // 2
    kept = by_day[enough]
    above = kept - _means(kept, axis=1)[:, None]
    profile, apart = _means(kept, axis=0), _means(above, axis=0)
    means = tuple(None if np.isnan(each) else float(each) for each in profile)
    if np.isnan(apart).all():
        return means
    worst = int(np.nanargmax(apart))
    change = mean_of(above[:, worst], among=_WHOLE_DAY)
    figure = script.change("hours.above", change, places=1)
    hour = script.figure("hours.worst", worst + 1)
    rows = said()["rows"]
    script.row("hours", rows["worst_hour"].format(name=named(NAME)), hour)
    script.row("hours", rows["worst_above"].format(unit=unit_of(NAME)), figure)
    if figure.sure:
        script.say("hours", "hour", name=named(NAME), hour=hour, above=figure, unit=unit_of(NAME))
    else:
        script.say("hours", "hour_unsure", name=named(NAME))
    return means


def _tell_wind(
    script: Script, material: Material, area: Place, values: Values
) -> tuple[float | None, ...]:
    month = material.month
    near = material.winds.near(area, month.start, len(values), wanted=_FEWEST_HOURS)
    if near is None:
        script.say("hours", "wind_none")
        return ()
    sectors = near[0].sectors(month.start, len(values))
    both = ~np.isnan(sectors) & ~np.isnan(values)
    rows = said()["rows"]
    script.row("hours", rows["wind_hours"], script.figure("hours.wind", int(both.sum())))
    calm = 100 * float((sectors[both] == CALM).mean()) if both.any() else None
    script.row("hours", rows["calm"], script.figure("hours.calm", calm))
    apart = values - _means(values[None], axis=1)[0]
    found: list[tuple[float, int, MonthChange, int]] = []
    means: list[float | None] = []
    for sector in range(SECTORS + 1):
        those = both & (sectors == sector)
        many = int(those.sum())
        means.append(float(values[those].mean()) if many >= _FEWEST_OF_A_WIND else None)
        by_day = np.where(those, apart, np.nan).reshape(-1, _WHOLE_DAY)
        change = mean_of(_means(by_day, axis=1), among=SECTORS + 1)
        if many >= _FEWEST_OF_A_WIND and change is not None:
            found.append((change.value, sector, change, many))
    if not found:
        script.say("hours", "wind_none")
        return tuple(means)
    _, sector, change, many = max(found, key=lambda each: each[0])
    _wind(script, sector, script.change("hours.above_wind", change, places=1), many)
    return tuple(means)


def _wind(script: Script, sector: int, above: Figure, many: int) -> None:
    rows, direction = said()["rows"], said()["directions"][sector]
    hours = script.figure("hours.of_wind", many)
    label = rows["worst_wind"].format(name=named(NAME), direction=direction, unit=unit_of(NAME))
    script.row("hours", label, above)
    script.row("hours", rows["worst_wind_hours"], hours)
    if not above.sure or (above.value or 0) <= 0:
        script.say("hours", "wind_unsure", name=named(NAME))
        return
    key = "calm" if sector == CALM else "wind"
    facts = {} if key == "calm" else {"direction": direction}
    script.say(
        "hours", key, name=named(NAME), above=above, hours=hours, unit=unit_of(NAME), **facts
    )


def _means(values: Values, *, axis: int) -> Values:
    """Return means of what is known, NaN where nothing is."""
    known = ~np.isnan(values)
    sums, many = np.where(known, values, 0.0).sum(axis=axis), known.sum(axis=axis)
    return np.asarray(np.where(many > 0, sums / np.maximum(many, 1), np.nan), float)
