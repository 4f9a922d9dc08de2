"""Finding out that a source lies."""

from __future__ import annotations

from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.quality import plausibility as trust
from bureau.quality.model import AirObservation, WaterObservation

NOON = datetime(2026, 8, 21, 12, tzinfo=SHANGHAI)


def hour(n: int = 0, aqi: int | None = None, **changed: float | None) -> AirObservation:
    values = {
        "pm2_5_ug_m3": 30.0, "pm10_ug_m3": 40.0, "so2_ug_m3": 5.0, "no2_ug_m3": 20.0,
        "co_mg_m3": 0.6, "o3_ug_m3": 80.0,
    }  # fmt: skip
    moment = NOON + timedelta(hours=n)
    return AirObservation("S", moment, "national", published_aqi=aqi, **(values | changed))


def suspicions(observation, *before):
    return trust.examine_air(observation, before).suspicions


def sample(n: int = 0, water_class: int | None = None, **values: float) -> WaterObservation:
    usual = {"pH": 7.2, "DO": 6.5, "CODMn": 3.5, "NH3N": 0.2, "TP": 0.1}
    moment = NOON + timedelta(hours=4 * n)
    return WaterObservation("W", moment, "national", usual | values, water_class)


def test_an_honest_hour_is_not_suspected():
    assert suspicions(hour(aqi=43)) == ()
    assert suspicions(hour(6, aqi=50, pm2_5_ug_m3=35.0), *map(hour, range(6))) == ()


def test_an_index_that_the_values_do_not_give_is_suspected():
    assert suspicions(hour(aqi=44)) == (trust.INDEX_DISAGREES,)


def test_with_a_value_missing_the_index_cannot_disagree():
    assert suspicions(hour(aqi=90, pm10_ug_m3=None)) == ()


def test_six_equal_hours_are_frozen_and_five_are_not():
    assert suspicions(hour(4), *map(hour, range(4))) == ()
    assert suspicions(hour(5), *map(hour, range(5))) == (trust.FROZEN,)


def test_impossible_values_and_jumps_are_suspected_but_dust_is_not():
    assert suspicions(hour(o3_ug_m3=4000.0), hour(-1)) == (trust.IMPOSSIBLE, trust.JUMP)
    assert suspicions(hour(no2_ug_m3=400.0), hour(-1)) == (trust.JUMP,)
    assert suspicions(hour(no2_ug_m3=400.0), hour(-3)) == ()
    assert suspicions(hour(pm10_ug_m3=3000.0, pm2_5_ug_m3=600.0), hour(-1)) == ()


def test_a_class_that_the_values_do_not_give_is_suspected():
    assert trust.examine_water(sample(water_class=2), [], kind="river").suspicions == ()
    wrong = trust.examine_water(sample(water_class=4), [], kind="river")
    assert wrong.suspicions == (trust.CLASS_DISAGREES,)


def test_water_that_stands_still_or_cannot_be_is_suspected():
    before = [sample(n) for n in range(3)]
    assert trust.examine_water(sample(3), before, kind="river").suspicions == (trust.FROZEN,)
    assert trust.examine_water(sample(3), before[1:], kind="river").suspicions == ()
    odd = trust.examine_water(sample(pH=15), [], kind="river")
    assert odd.suspicions == (trust.IMPOSSIBLE,)
