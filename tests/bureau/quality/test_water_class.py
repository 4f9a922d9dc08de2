"""The class of surface water, by the table of GB 3838-2002."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.quality.tables import exact, table
from bureau.quality.water_class import class_limit, class_name, grade_water, indicators

WATER = table("surface_water")
MOST = [
    (kind, name, [exact(limit) for limit in (limits[kind] if isinstance(limits, dict) else limits)])
    for kind in ("river", "lake")
    for name, limits in WATER["most"].items()
]
A_BIT = Decimal("1E-9")
published = pytest.mark.parametrize(
    ("kind", "ph", "oxygen", "permanganate", "ammonia", "phosphorus", "expected"),
    [
        ("river", "7.16", "7.01", "3.17", "0.059", "0.049", 2),
        ("river", "8.10", "10.76", "2.67", "0.025", "0.182", 3),
        ("river", "7.08", "2.03", "4.45", "0.149", "0.245", 5),
        ("river", "7.24", "2.95", "5.3", "0.479", "0.299", 5),
        ("lake", "9.20", "8.05", "5.72", "0.070", "0.035", 6),
        ("lake", "8.86", "9.07", "8.92", "0.025", "0.104", 5),
        ("lake", "8.82", "7.36", "8.80", "0.025", "0.087", 4),
        ("lake", "8.47", "7.49", "0.80", "0.025", "0.007", 2),
        ("lake", "8.51", "7.50", "1.03", "0.025", "0.007", 1),
    ],
)


@published
def test_classes_as_the_national_platform_publishes_them_are_reproduced(
    kind, ph, oxygen, permanganate, ammonia, phosphorus, expected
):
    row = {"pH": ph, "DO": oxygen, "CODMn": permanganate, "NH3N": ammonia, "TP": phosphorus}
    grade = grade_water({name: Decimal(value) for name, value in row.items()}, kind=kind)
    assert grade.water_class == expected


@pytest.mark.parametrize(("kind", "name", "limits"), MOST)
def test_at_a_limit_the_value_stays_in_the_class_and_above_it_leaves(kind, name, limits):
    for place, limit in enumerate(limits):
        at = grade_water({name: limit}, kind=kind).water_class
        above = grade_water({name: limit + A_BIT}, kind=kind).water_class
        assert at == limits.index(limit) + 1
        assert above > place + 1


def test_oxygen_counts_downwards():
    for place, limit in enumerate(WATER["least"]["DO"], 1):
        assert grade_water({"DO": exact(limit)}, kind="river").water_class == place
        below = grade_water({"DO": exact(limit) - A_BIT}, kind="river")
        assert below.water_class == place + 1


@given(
    st.sampled_from(MOST),
    st.decimals(0, 100, places=5),
    st.decimals(0, 100, places=5),
)
def test_more_of_a_pollutant_never_betters_the_class(row, one, other):
    kind, name, _ = row
    less, more = sorted([one, other])
    better = grade_water({name: less}, kind=kind).water_class
    assert better <= grade_water({name: more}, kind=kind).water_class


@given(
    st.dictionaries(st.sampled_from(indicators()), st.decimals(0, 14, places=3), min_size=1),
    st.sampled_from(["river", "lake"]),
)
def test_the_worst_indicator_decides(row, kind):
    grade = grade_water(row, kind=kind)
    if grade is None:
        assert set(row) <= {"pH", "TN", "fecal_coliform_per_L"}
        return
    assert grade.water_class == max(grade.classes.values())
    assert grade.deciding
    assert all(grade.classes[name] == grade.water_class for name in grade.deciding)


def test_acid_and_alkaline_water_is_worse_than_class_five_but_neutral_water_says_nothing():
    assert grade_water({"pH": 5.99}, kind="river").water_class == 6
    assert grade_water({"pH": 9.01, "DO": 8}, kind="lake").deciding == ("pH",)
    assert grade_water({"pH": 6}, kind="river") is None
    assert grade_water({"pH": 9, "DO": 8}, kind="river").water_class == 1


def test_nitrogen_and_coliforms_are_told_apart_and_never_decide():
    grade = grade_water({"DO": 8, "TN": 3.9, "fecal_coliform_per_L": 50000}, kind="lake")
    assert grade.water_class == 1
    assert grade.reference == {"TN": 6, "fecal_coliform_per_L": 6}


def test_lakes_have_stricter_phosphorus_limits():
    assert grade_water({"TP": 0.1}, kind="river").water_class == 2
    assert grade_water({"TP": 0.1}, kind="lake").water_class == 4


def test_the_excess_is_the_multiple_over_class_three_and_oxygen_has_none():
    grade = grade_water({"TP": 0.25, "CODMn": 9, "DO": 3.5, "NH3N": 1}, kind="river")
    assert grade.water_class == 4
    assert grade.deciding == ("CODMn", "TP", "DO")
    assert grade.exceedance == {"TP": Decimal("0.25"), "CODMn": Decimal("0.5")}
    assert grade.deciding_exceedance == Decimal("0.5")
    assert grade_water({"DO": 3.5}, kind="river").deciding_exceedance is None


def test_nothing_measured_gives_no_class():
    assert grade_water({}, kind="river") is None
    assert grade_water({"DO": None, "surprise": 3}, kind="river") is None


def test_classes_have_names_states_and_limits():
    assert (class_name(6).name, class_name(6).state) == ("劣Ⅴ类", "重度污染")
    assert [class_name(number).state for number in range(1, 6)] == [
        "优", "优", "良好", "轻度污染", "中度污染",
    ]  # fmt: skip
    assert class_limit("TP", "lake") == Decimal("0.05")
