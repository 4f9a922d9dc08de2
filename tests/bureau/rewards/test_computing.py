"""What a violation comes to: each ground, each limit, both sides of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bureau.rewards import MEASURES, Findings, RewardError, reward_rules
from bureau.rewards.computing import award

[RULE] = reward_rules().province
FINE = Findings(decision="d", fine=200_000_00)


def amount(**facts: object) -> int:
    return award(replace(Findings(decision="d"), **facts), RULE).amount  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fine", "fen"),
    [
        (200_000_00, 10_000_00),
        (2_000_000_00, 100_000_00),  # exactly the limit
        (1_999_999_99, 99_999_99),  # a fen of the fine below it, the fraction dropped
        (2_000_000_01, 100_000_00),
        (2_000_000_20, 100_000_00),
        (9_000_000_00, 100_000_00),
        (20, 1),
    ],
)
def test_five_percent_of_the_fine_up_to_the_limit(fine: int, fen: int) -> None:
    assert amount(fine=fine) == fen


def test_fixed_sums_are_added_up_and_the_fines_limit_does_not_touch_them() -> None:
    assert amount(measures=("detention",)) == 5_000_00
    assert amount(measures=("detention", "arrest", "conviction")) == 25_000_00
    assert amount(fine=5_000_000_00, measures=MEASURES) == 125_000_00


def test_no_fine_and_nothing_else_is_no_reward() -> None:
    for fine in (0, 1, 19):  # five percent of nineteen fen is less than a fen
        with pytest.raises(RewardError, match="nothing"):
            amount(fine=fine)


def test_a_source_without_owner_earns_what_was_set_up_to_its_limit() -> None:
    assert amount(ownerless=20_000_00) == 20_000_00
    with pytest.raises(RewardError, match="ownerless_most"):
        amount(ownerless=20_000_01)


def test_a_major_case_is_raised_with_consent_alone_and_up_to_its_limit() -> None:
    raised = award(replace(FINE, major=500_000_00, consent="c"), RULE)
    assert raised.amount == 500_000_00
    assert [line.amount for line in raised.lines] == [10_000_00, 490_000_00]
    for code, facts in {
        "major_most": {"major": 500_000_01, "consent": "c"},
        "major_least": {"major": 10_000_00, "consent": "c"},
        "consent_missing": {"major": 400_000_00},
    }.items():
        with pytest.raises(RewardError, match=code):
            award(replace(FINE, **facts), RULE)  # type: ignore[arg-type]


@given(st.integers(0, 10**11), st.sets(st.sampled_from(MEASURES)), st.integers(0, 20_000_00))
def test_the_lines_add_up_and_no_limit_is_passed(
    fine: int, measures: set[str], ownerless: int
) -> None:
    assume(measures or ownerless or fine >= 20)
    whole = award(Findings("d", fine, tuple(measures), ownerless), RULE)
    assert sum(line.amount for line in whole.lines) == whole.amount
    assert 0 < whole.amount <= 100_000_00 + 25_000_00 + 20_000_00


def test_a_line_says_how_it_was_reckoned() -> None:
    [line] = award(replace(FINE, fine=3_000_000_00), RULE).lines
    assert line.how == "罚款 3,000,000 元 × 5% = 150,000 元，最高 100,000 元，计 100,000 元"
