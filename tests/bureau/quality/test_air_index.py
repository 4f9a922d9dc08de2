"""The air quality index, by the tables of both standards."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.quality.air_index import grade_air, iaqi, level_of, levels, pollutants, standard_number
from bureau.quality.tables import table
from tests.bureau.quality import edges

OLD, NEW = date(2026, 2, 28), date(2026, 3, 1)
SCALES = [
    (standard["from"], averaging, name, scale)
    for standard in table("air_index")["standards"]
    for averaging in ("hourly", "daily")
    for name, scale in standard[averaging].items()
]
scales = st.sampled_from(SCALES)
concentrations = st.decimals(0, 5000, places=3)


@pytest.mark.parametrize(("day", "averaging", "pollutant", "scale"), SCALES)
def test_every_node_of_every_table_gives_its_index(day, averaging, pollutant, scale):
    for node, index in zip(scale["nodes"], table("air_index")["index"], strict=False):
        assert iaqi(pollutant, node, day=day, averaging=averaging) == index


@pytest.mark.parametrize(("day", "averaging", "pollutant", "scale"), SCALES)
def test_just_above_a_node_the_index_rises_by_one(day, averaging, pollutant, scale):
    for node, index in list(zip(scale["nodes"], table("air_index")["index"], strict=False))[:-1]:
        assert iaqi(pollutant, node + 0.0001, day=day, averaging=averaging) == index + 1


@given(scales, concentrations, concentrations)
def test_more_of_a_pollutant_never_lowers_the_index(scale, one, other):
    day, averaging, pollutant, _ = scale
    less, more = sorted([one, other])
    first = iaqi(pollutant, less, day=day, averaging=averaging)
    second = iaqi(pollutant, more, day=day, averaging=averaging)
    if first is not None and second is not None:
        assert first <= second


@given(scales, concentrations)
def test_the_index_is_the_exact_line_rounded_up(scale, value):
    day, averaging, pollutant, data = scale
    nodes, index = data["nodes"], table("air_index")["index"]
    if value > nodes[-1]:
        above = None if data["above"] == "skip" else data["above"]
        assert iaqi(pollutant, value, day=day, averaging=averaging) == above
        return
    upper = max(1, next(i for i, node in enumerate(nodes) if value <= node))
    share = (Fraction(value) - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])
    line = index[upper - 1] + share * (index[upper] - index[upper - 1])
    assert iaqi(pollutant, value, day=day, averaging=averaging) == math.ceil(line)


@given(st.dictionaries(st.sampled_from(pollutants("hourly")), concentrations))
def test_the_aqi_is_the_largest_index_and_names_all_its_pollutants(values):
    grade = grade_air(values, day=NEW)
    if grade is None:
        assert not values
        return
    assert grade.aqi == max(grade.iaqi.values())
    expected = {name for name, index in grade.iaqi.items() if index == grade.aqi}
    assert set(grade.primary) == (expected if grade.aqi > 50 else set())
    assert set(grade.missing) == set(pollutants("hourly")) - set(values)


def test_the_standard_follows_the_day_of_the_observation():
    assert standard_number(OLD) == "HJ 633-2012"
    assert standard_number(NEW) == "HJ 633-2026"
    assert standard_number(date(2009, 1, 1)) == "HJ 633-2012"
    assert grade_air({"PM2.5": 58}, day=OLD).aqi == 79
    assert grade_air({"PM2.5": 58}, day=NEW).aqi == 96


def test_a_published_hour_is_reproduced():
    hour = {"PM2.5": 8, "PM10": 15, "SO2": 3, "NO2": 8, "CO": 0.2, "O3": 54}
    grade = grade_air(hour, day=date(2019, 7, 18))
    assert (grade.aqi, grade.level.name, grade.primary) == (17, "优", ())


def test_a_published_hour_with_one_pollutant_missing_and_two_equal_is_reproduced():
    hour = {"PM2.5": 45, "PM10": 76, "SO2": 20, "NO2": None, "CO": 0.801, "O3": 70}
    grade = grade_air(hour, day=date(2019, 2, 21))
    assert (grade.aqi, grade.primary, grade.missing) == (63, ("PM2.5", "PM10"), ("NO2",))


def test_a_published_day_of_each_kind_is_reproduced():
    good = {"PM2.5": 58, "PM10": 82, "SO2": 12, "NO2": 27, "CO": 1.2, "O3_8h": 122}
    ozone = {"PM2.5": 24, "PM10": 47, "SO2": 12, "NO2": 15, "CO": 0.7, "O3_8h": 178}
    day = date(2026, 8, 29)
    assert grade_air(good, day=day, averaging="daily").primary == ("PM2.5",)
    assert grade_air(ozone, day=day, averaging="daily").aqi == 117
    assert grade_air(ozone, day=day, averaging="daily").primary == ("O3_8h",)


@pytest.mark.parametrize("scale", edges.scales(), ids=str)
def test_every_edge_of_every_table_written_down_apart_gives_its_index(scale):
    for value in scale.edges():
        grade = grade_air({scale.pollutant: value}, day=scale.day, averaging=scale.averaging)
        index = scale.index(value)
        assert grade.aqi == index
        assert (grade.level and grade.level.name) == (None if index is None else edges.level(index))
        assert grade.beyond == (() if index is not None else (scale.pollutant,))


@given(st.sampled_from(edges.scales()), st.data())
def test_beyond_the_end_of_a_table_nothing_is_better_than_the_end(scale, data):
    others = {name: st.decimals(0, 3000, places=2) for name in pollutants(scale.averaging)}
    values = data.draw(st.fixed_dictionaries({}, optional=others))
    values[scale.pollutant] = scale.nodes[-1] + data.draw(st.decimals("0.01", 5000, places=2))
    grade = grade_air(values, day=scale.day, averaging=scale.averaging)
    assert grade.aqi is None or grade.aqi >= scale.end
    assert (grade.aqi is None) == (grade.level is None)
    assert grade.aqi is not None or scale.pollutant in grade.beyond


def test_before_2026_ozone_of_eight_hours_beyond_its_table_goes_by_the_largest_hour():
    def day(eight_hours: float, hour: float | None):
        row = {"O3_8h": eight_hours, "O3_1h": hour, "PM2.5": 10}
        return grade_air(row, day=OLD, averaging="daily")

    assert (day(850, 1000).aqi, day(850, 1000).level.name) == (400, "严重污染")
    assert day(850, 1000).primary == ("O3_8h",)
    assert (day(801, 801).aqi, day(850, 1200).aqi, day(850, 1300).aqi) == (301, 500, 500)
    assert day(850, None).aqi is None
    assert day(850, 100).aqi is None  # an hour below the mean over eight is a mistake
    assert day(800, 1000).aqi == 300  # within the table the eight hours decide
    assert grade_air({"O3_8h": 850, "O3_1h": 1000}, day=NEW, averaging="daily").aqi == 300


def test_before_2026_an_hour_of_sulphur_dioxide_beyond_its_table_goes_by_the_mean_of_the_day():
    def hour(one: float, mean: float | None, **others: float):
        return grade_air({"SO2": one, "SO2_24h": mean} | others, day=OLD)

    assert hour(900, 475).aqi == 150
    assert hour(900, 800).aqi == 200
    assert hour(800.1, 2620).aqi == 500
    assert hour(900, None, NO2=10).aqi is None
    assert hour(900, None, NO2=10).beyond == ("SO2",)
    assert hour(800, 2620).aqi == 200  # within the table the hour decides
    assert grade_air({"SO2": 900, "SO2_24h": 2620}, day=NEW).aqi == 200


def test_an_index_that_reaches_the_end_of_the_table_stands_without_the_value_beyond_it():
    worse = grade_air({"SO2": 900, "PM2.5": 260}, day=OLD)
    assert (worse.aqi, worse.primary, worse.beyond) == (310, ("PM2.5",), ("SO2",))


def test_the_rounding_switch_rounds_half_to_even_and_carbon_monoxide_to_a_tenth():
    assert iaqi("PM2.5", 35.5, day=NEW, averaging="daily", round_first=True) == 52  # 36
    assert iaqi("PM2.5", 34.5, day=NEW, averaging="daily", round_first=True) == 49  # 34
    assert iaqi("PM2.5", 34.5, day=NEW, averaging="daily") == 50
    assert iaqi("CO", 2.04, day=NEW, averaging="daily", round_first=True) == 50
    assert iaqi("CO", 2.04, day=NEW, averaging="daily") == 51


def test_a_negative_concentration_is_refused():
    with pytest.raises(ValueError, match="negative"):
        grade_air({"PM10": -1}, day=NEW)


def test_the_levels_meet_without_a_gap():
    assert [level.name for level in levels()] == [
        "优", "良", "轻度污染", "中度污染", "重度污染", "严重污染",
    ]  # fmt: skip
    assert [level_of(aqi).number for aqi in (0, 50, 51, 100, 150, 151, 200, 300, 301, 500)] == [
        1, 1, 2, 2, 3, 4, 4, 5, 6, 6,
    ]  # fmt: skip
    assert all(level.advice and level.effect for level in levels())
