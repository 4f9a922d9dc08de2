"""Making the diagnosis of one area out of a month's material."""

from __future__ import annotations

from bureau.diagnosis.air import SpellOfAir, spells_of, tell_air, tell_days
from bureau.diagnosis.hours import NAME, tell_hours
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Audience, Drawn, MonthFindings
from bureau.diagnosis.reports import tell_reports
from bureau.diagnosis.script import Script
from bureau.diagnosis.water import tell_water
from bureau.diagnosis.weather_told import tell_weather
from bureau.places import Place
from bureau.quality.model import DEMO

ORDER = (
    "verdict", "look", "air", "levels", "weather", "hours", "water", "sections", "reports", "data",
)  # fmt: skip


def diagnose(material: Material, area: Place, *, demo: bool) -> MonthFindings:
    """Return what is found of an area; `demo`: whether anything in it may be invented."""
    script = Script()
    spells = spells_of(material, area)
    now = spells["now"]
    tell_days(script, material, area, now)
    tell_air(script, material, spells)
    tell_weather(script, material, area)
    hours, sectors = tell_hours(script, material, area)
    classes = tell_water(script, material, area)
    tell_reports(script, material, area)
    script.look()
    _verdict(script)
    invented = demo or any(day.source == DEMO for day in now.days)
    if invented:
        script.say("data", "demo")
    drawn = Drawn(_indices(material, now), hours, NAME, sectors, classes)
    return MonthFindings(
        area.code,
        material.month.first,
        area.name,
        invented,
        script.figures,
        script.blocks(ORDER),
        drawn,
    )


def _indices(material: Material, now: SpellOfAir) -> tuple[int | None, ...]:
    found = (now.graded.get(day) for day in material.month.dates())
    return tuple(grade.aqi if grade else None for grade in found)


def _verdict(script: Script) -> None:
    """Say the month in a sentence each of air, water and reports."""
    told = script.figures
    if "air.good" in told:
        script.say("verdict", "air", valid=told["data.valid"], good=told["air.good"],
                   share=told["air.good_share"])  # fmt: skip
    else:
        script.say("verdict", "air_none")
    if "water.good" in told:
        script.say("verdict", "water", sections=told["water.sections"], good=told["water.good"],
                   share=told["water.good_share.now"])  # fmt: skip
    else:
        script.say("verdict", "water_none")
    received = told["reports.received.now"]
    if received.small:
        script.say("verdict", "reports_few", audience=Audience.PUBLIC)
        script.say("verdict", "reports", audience=Audience.BUREAU, received=received)
    elif received.value:
        script.say("verdict", "reports", received=received)
    else:
        script.say("verdict", "reports_none")
