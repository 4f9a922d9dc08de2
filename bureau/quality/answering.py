"""From one observation to the answer about it: grade, age, whose gap, where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.quality.air_index import grade_air
from bureau.quality.answers import AirAnswer, Gap, WaterAnswer
from bureau.quality.model import DEMO, AirObservation, Section, Station, WaterObservation
from bureau.quality.nearness import Nearness
from bureau.quality.sites import source_label
from bureau.quality.timetable import AIR_HOURLY, WATER_FOUR_HOURLY
from bureau.quality.water_class import grade_water

AIR_STALE = timedelta(hours=3)
WATER_STALE = timedelta(hours=8)
# Whose fault a silence is, by the name of the source that is silent.
WhoseGap = Callable[[str], Gap]


def air_answer(
    observation: AirObservation,
    at: datetime,
    *,
    whose_gap: WhoseGap,
    station: Station | None = None,
    distance: float | None = None,
    stations: tuple[str, ...] = (),
) -> AirAnswer:
    """Return the answer of one station, `distance` km away, or of the mean of `stations`."""
    values = observation.concentrations()
    grade = grade_air(values, day=observation.at.astimezone(SHANGHAI).date())
    stale = at - observation.at > AIR_STALE
    return AirAnswer(
        station=station.name if station else None,
        station_code=station.code if station else None,
        stations=stations or ((station.name,) if station else ()),
        distance_km=None if distance is None else round(distance, 1),
        values=present(values),
        aqi=grade.aqi if grade else None,
        level=grade.level if grade else None,
        primary=grade.primary if grade else (),
        missing=grade.missing if grade else tuple(values),
        observed_at=observation.at,
        age=at - observation.at,
        stale=stale,
        gap=whose_gap(f"{observation.source}_air") if stale else None,
        next_due=AIR_HOURLY.next_value(observation.at),
        source=observation.source,
        source_label=source_label(observation.source, "air"),
        demo=observation.source == DEMO,
        standard=grade.standard if grade else "",
        published_aqi=observation.published_aqi,
        suspicions=observation.suspicions,
    )


def water_answer(
    section: Section,
    nearness: Nearness,
    distance: float | None,
    observation: WaterObservation,
    at: datetime,
    *,
    whose_gap: WhoseGap,
) -> WaterAnswer:
    """Return the answer of one section, which is `distance` km away or was asked for by name."""
    grade = grade_water(observation.values, kind=section.kind)
    stale = at - observation.at > WATER_STALE
    return WaterAnswer(
        section=section.name,
        section_code=section.code,
        kind=section.kind,
        nearness=nearness,
        distance_km=None if distance is None else round(distance, 1),
        values=dict(observation.values),
        water_class=grade.water_class if grade else None,
        class_name=grade.name if grade else "",
        state=grade.state if grade else "",
        deciding=grade.deciding if grade else (),
        exceedance={n: round(float(v), 2) for n, v in grade.exceedance.items()} if grade else {},
        failed=observation.failed,
        observed_at=observation.at,
        age=at - observation.at,
        stale=stale,
        gap=whose_gap(f"{observation.source}_water") if stale else None,
        next_due=WATER_FOUR_HOURLY.next_value(observation.at),
        source=observation.source,
        source_label=source_label(observation.source, "water"),
        demo=observation.source == DEMO,
        published_class=observation.published_class,
        suspicions=observation.suspicions,
    )


def present(values: dict[str, float | None]) -> dict[str, float]:
    """Return the values that were measured."""
    return {name: value for name, value in values.items() if value is not None}
