"""What the weather explains of the month's changes, told with what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import isnan

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.material import Material
from bureau.diagnosis.script import Script
from bureau.diagnosis.weather import FEWEST_OF_A_MONTH, taken_apart
from bureau.diagnosis.winds import BLOWN, EXTRAS
from bureau.diagnosis.words import named, said
from bureau.places import Place

_POLLUTANTS = ("PM2.5", "O3_8h")
_HOURS_A_DAY = 20


def tell_weather(script: Script, material: Material, area: Place) -> None:
    """Tell what the weather explains of the changes of PM2.5 and ozone, or why it is not known."""
    month = material.month
    wanted = FEWEST_OF_A_MONTH * _HOURS_A_DAY
    near = material.winds.near(area, month.start, month.length * 24, wanted=wanted)
    rows = said()["rows"]
    if near is None:
        nearest = material.winds.near(area, month.start, month.length * 24, wanted=1)
        if nearest is None:
            script.say("weather", "none")
            return
        near = nearest
    station, away = near
    weather = station.days()
    script.row("data", rows["wind_away"], script.figure("data.wind_away", away))
    values = _values(material, area)
    months = {"now": month, "before": month.before, "year_ago": month.year_ago}
    counted = {key: _days(weather, each) for key, each in months.items()}
    labels = {"now": "wind_days", "before": "wind_before", "year_ago": "wind_year"}
    told = {key: script.figure(f"data.wind.{key}", many) for key, many in counted.items()}
    for key, figure in told.items():
        script.row("data", rows[labels[key]], figure)
    needed = script.figure("data.wind_needed", FEWEST_OF_A_MONTH)
    script.row("data", rows["wind_needed"], needed)
    for key in ("before", "year_ago"):
        short = next((each for each in ("now", key) if counted[each] < FEWEST_OF_A_MONTH), None)
        if short is not None:
            if short == key or key == "before":
                spell = said()["spells"][short]
                script.say("weather", "missing", spell=spell, days=told[short], needed=needed)
            continue
        used, extras = _usable(weather, month, months[key])
        told_any = [
            _part(script, name, values[name], used, month, months[key], key) for name in _POLLUTANTS
        ]
        if any(told_any):
            _quantities(script, extras, said()["spells"][key])
    if not script.blocks(["weather"])[0].sentences:
        script.say("weather", "too_few")


def _part(
    script: Script,
    name: str,
    values: Mapping[date, float],
    weather: Mapping[date, Sequence[float]],
    month: MonthDays,
    other: MonthDays,
    key: str,
) -> bool:
    part = taken_apart(values, weather, month.first, other.first)
    if part is None:
        return False
    id_ = f"weather.{name}.{key}"
    whole = script.figure(f"{id_}.whole", part.whole, places=1)
    explained = script.change(f"{id_}.explained", part.explained, places=1)
    rest = script.change(f"{id_}.rest", part.rest, places=1)
    fit = script.figure(f"{id_}.fit", 100 * part.fit)
    spell = said()["spells"][key]
    label = said()["rows"]["weather"].format(name=named(name), other=spell)
    script.row("weather", label, whole, explained, rest, fit)
    script.say("weather", "beyond" if rest.sure else "explains", name=named(name), other=spell,
               whole=whole, explained=explained, rest=rest)  # fmt: skip
    return True


def _usable(
    weather: Mapping[date, Sequence[float]], month: MonthDays, other: MonthDays
) -> tuple[dict[date, Sequence[float]], list[str]]:
    """Return the weather with the extras that both months have, and which those are."""
    kept = [
        place
        for place in range(len(EXTRAS))
        if all(
            sum(not isnan(weather[day][BLOWN + place]) for day in each.dates() if day in weather)
            >= FEWEST_OF_A_MONTH
            for each in (month, other)
        )
    ]
    found: dict[date, Sequence[float]] = {}
    for day, told in weather.items():
        row = (*told[:BLOWN], *(told[BLOWN + place] for place in kept))
        if not any(map(isnan, row)):
            found[day] = row
    return found, [EXTRAS[place] for place in kept]


def _quantities(script: Script, extras: Sequence[str], other: str) -> None:
    """Say which quantities the weather of a comparison is, and which are missing."""
    names = said()["weather_names"]
    used = said()["joined"].join(names[each] for each in ("wind", *extras))
    missing = [names[each] for each in EXTRAS if each not in extras]
    if missing:
        script.say("weather", "used_without", other=other, names=used,
                   missing=said()["joined"].join(missing))  # fmt: skip
    else:
        script.say("weather", "used", other=other, names=used)


def _values(material: Material, area: Place) -> dict[str, dict[date, float]]:
    days = material.days(area, material.month.year_ago.first, material.month.last)
    return {
        name: {day.day: value for day in days if (value := day.concentrations()[name]) is not None}
        for name in _POLLUTANTS
    }


def _days(weather: Mapping[date, object], month: MonthDays) -> int:
    return sum(day in weather for day in month.dates())
