"""Agreement among noses, against published worked examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from bureau.patrols.agreement import (
    Rated,
    agreement,
    alpha,
    drifts,
    interval,
    joint,
    nominal,
    ordinal,
    weighted_kappa,
)

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D: four observers, twelve
# units, values missing.
_FOUR = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
FOUR = [
    [None if value == "." else int(value) for value in unit]
    for unit in zip(*(line.split() for line in _FOUR), strict=True)
]
# The same, section A: two observers, ten units, two values; section B: two, twelve, five.
_TWO = ("0100000010", "1110010000")
TWO = [[int(a), int(b)] for a, b in zip(*_TWO, strict=True)]
_LETTERS = ("aabbdcccedda", "babbbccceddd")
LETTERS = [[ord(a), ord(b)] for a, b in zip(*_LETTERS, strict=True)]


@pytest.mark.parametrize(
    ("units", "distance", "published"),
    [
        (TWO, nominal, 0.095),
        (LETTERS, nominal, 0.692),
        (FOUR, nominal, 0.743),
        (FOUR, ordinal, 0.815),
        (FOUR, interval, 0.849),
    ],
)
def test_alpha_is_as_published(units: list, distance: object, published: float) -> None:
    found = alpha(units, distance)  # type: ignore[arg-type]
    assert found == pytest.approx(published, abs=0.0005)


def test_weighted_kappa_is_as_published() -> None:
    # Cohen, Weighted kappa (1968): 200 diagnoses by two psychiatrists, as proportions.
    table = [[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]]
    assert weighted_kappa(table, [[0, 1, 3], [1, 0, 6], [3, 6, 0]]) == pytest.approx(
        0.348, abs=5e-4
    )
    plain = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert weighted_kappa(table, plain) == pytest.approx(0.492, abs=5e-4)


def test_what_cannot_be_compared_has_no_alpha() -> None:
    assert alpha([], ordinal) is None
    assert alpha([[1, None], [2, None]], ordinal) is None
    assert alpha([[3, 3], [3, 3]], ordinal) is None
    assert agreement([]).alpha is None
    with pytest.raises(ValueError, match="expected"):
        weighted_kappa([[1.0, 0.0], [0.0, 0.0]], [[0, 1], [1, 0]])


def rated(who: int, value: int, minutes: float = 0, east: float = 0, spot: str = "") -> Rated:
    at = AT + timedelta(minutes=minutes)
    return Rated(who, at, value, 120.7 + east, 30.7, spot)


def test_only_ratings_of_one_place_and_time_are_joint() -> None:
    units = joint(
        [
            rated(1, 3),
            rated(2, 4, 10, 0.001),
            rated(3, 3, 29),
            rated(2, 1, 12),  # the same nose again
            rated(4, 0, 70),  # too late
            rated(5, 5, 5, 0.01),  # 960 m away
            Rated(6, AT, 2, None, None),
            Rated(7, AT, 2, None, None),
        ]
    )
    assert [sorted(unit) for unit in units] == [[1, 2, 3]]
    assert [unit[2].value for unit in units] == [4]
    by_spot = joint([rated(1, 3, spot="4 1"), rated(2, 3, 1, 0.01, "4 1"), rated(3, 1, spot="4 2")])
    assert [sorted(unit) for unit in by_spot] == [[1, 2]]


def noses(units: int, bias: float, days: int = 90) -> list[dict[int, Rated]]:
    """Three noses with noise, the third of them stronger by `bias` steps."""
    chance = np.random.default_rng(7)
    found = []
    for index in range(units):
        truth = chance.uniform(1, 4)
        at = AT - timedelta(days=days * (units - 1 - index) / units)
        values = [truth + chance.normal(0, 0.5) + (bias if who == 3 else 0) for who in (1, 2, 3)]
        found.append(
            {
                who: Rated(who, at, int(np.clip(round(value), 0, 5)), None, None)
                for who, value in enumerate(values, 1)
            }
        )
    return found


def test_the_interval_holds_the_value_and_narrows() -> None:
    few, many = agreement(noses(20, 0)), agreement(noses(200, 0))
    for each in (few, many):
        assert each.alpha is not None
        assert each.low is not None
        assert each.high is not None
        assert each.low < each.alpha < each.high
    assert many.high - many.low < few.high - few.low  # type: ignore[operator]
    assert (many.units, many.raters) == (200, 3)


def test_a_nose_that_is_off_is_found_and_the_others_are_not_flagged_beside_it() -> None:
    worst, *others = drifts(noses(120, 1.2), at=AT)
    assert worst.volunteer == 3
    assert worst.off
    assert worst.bias == pytest.approx(1.0, abs=0.25)
    assert [each for each in others if each.off] == []
    assert [each for each in drifts(noses(120, 0), at=AT) if each.off] == []
    assert drifts(noses(2, 1), at=AT) == []


def test_a_change_of_the_last_month_is_told() -> None:
    before = noses(60, 0, days=60)
    shifted = [
        {who: Rated(who, each.at - timedelta(days=40), each.value, None, None)
         for who, each in unit.items()}
        for unit in before
    ]  # fmt: skip
    late = noses(30, 1.5, days=20)
    (third,) = [each for each in drifts([*shifted, *late], at=AT) if each.volunteer == 3]
    assert third.change == pytest.approx(1.3, abs=0.4)
