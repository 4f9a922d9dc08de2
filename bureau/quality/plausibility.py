"""Finding out that a source lies: indices that disagree, frozen values, impossible jumps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from basis.clock import SHANGHAI
from bureau.quality.air_index import grade_air
from bureau.quality.model import AirObservation, WaterObservation
from bureau.quality.water_class import Kind, grade_water

INDEX_DISAGREES = "index_disagrees"
CLASS_DISAGREES = "class_disagrees"
FROZEN = "frozen"
IMPOSSIBLE = "impossible"
JUMP = "jump"

# Six pollutants equal to the last digit for this many hours do not happen in open air; clean
# water may rest longer, but not in all its indicators.
FROZEN_HOURS = 6
FROZEN_WATER_VALUES = 4

# More than any hour at a Chinese city station; μg/m³, CO in mg/m³. Sand storms reach thousands
# of PM10, so its bound is wide.
_LARGEST = {"PM2.5": 1500, "PM10": 6000, "SO2": 2000, "NO2": 1000, "CO": 60, "O3": 1000}
# From one hour to the next, upwards, unless PM10 and PM2.5 rise together (dust, fireworks).
_LARGEST_RISE = {"SO2": 500, "NO2": 300, "CO": 15, "O3": 300}


def examine_air(observation: AirObservation, before: Sequence[AirObservation]) -> AirObservation:
    """Return the observation with its suspicions; `before` are the station's earlier hours.

    The newest of them comes last. A suspicious row is kept and shown with a warning: whether it
    is wrong is for a person to say.
    """
    values = observation.concentrations()
    found = []
    grade = grade_air(values, day=observation.at.astimezone(SHANGHAI).date())
    # With a value missing, or one that does not decide, the platform may know more than it prints.
    if (
        observation.published_aqi is not None
        and grade is not None
        and not grade.missing
        and not grade.beyond
        and grade.aqi != observation.published_aqi
    ):
        found.append(INDEX_DISAGREES)
    if any(value is not None and value > _LARGEST[name] for name, value in values.items()):
        found.append(IMPOSSIBLE)
    pm2_5, pm10 = observation.pm2_5_ug_m3, observation.pm10_ug_m3
    # Over a gap a value may well have risen so far.
    if before and observation.at - before[-1].at <= timedelta(hours=1):
        last = before[-1].concentrations()
        if any(
            (value := values[name]) is not None
            and (earlier := last[name]) is not None
            and value - earlier > rise
            for name, rise in _LARGEST_RISE.items()
        ):
            found.append(JUMP)
    recent = [earlier.concentrations() for earlier in before[-(FROZEN_HOURS - 1) :]]
    complete = pm2_5 is not None and pm10 is not None and values["O3"] is not None
    if complete and len(recent) == FROZEN_HOURS - 1 and all(old == values for old in recent):
        found.append(FROZEN)
    return replace(observation, suspicions=tuple(found)) if found else observation


def examine_water(
    observation: WaterObservation, before: Sequence[WaterObservation], *, kind: Kind
) -> WaterObservation:
    """Return the observation with its suspicions; `before` are the section's earlier values."""
    found = []
    values = observation.values
    grade = grade_water(values, kind=kind)
    complete = all(name in values for name in ("DO", "CODMn", "NH3N", "TP"))
    if (
        complete
        and grade is not None
        and observation.published_class is not None
        and grade.water_class != observation.published_class
    ):
        found.append(CLASS_DISAGREES)
    if not 0 <= values.get("pH", 7) <= 14 or values.get("DO", 0) > 40:
        found.append(IMPOSSIBLE)
    recent = [dict(earlier.values) for earlier in before[-(FROZEN_WATER_VALUES - 1) :]]
    unchanged = all(old == dict(values) for old in recent)
    if complete and len(recent) == FROZEN_WATER_VALUES - 1 and unchanged:
        found.append(FROZEN)
    return replace(observation, suspicions=tuple(found)) if found else observation
