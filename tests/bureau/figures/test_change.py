"""Why a figure changed adds up to the change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.figures import Measures
from bureau.figures.change import more, rate_change

_GROUPS = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
        lambda pair: Measures(satisfied=min(pair), rated=max(pair))
    ),
)


def test_the_groups_that_changed_most_are_named_first() -> None:
    now = {"a": Measures(received=10), "b": Measures(received=1), "c": Measures(received=5)}
    before = {"a": Measures(received=2), "c": Measures(received=5), "d": Measures(received=20)}
    assert [(part.key, part.change) for part in more(now, before)] == [
        ("d", -20), ("a", 8), ("b", 1),
    ]  # fmt: skip


def test_better_in_every_group_and_worse_in_all_is_the_mix() -> None:
    before = {"easy": Measures(rated=90, satisfied=81), "hard": Measures(rated=10, satisfied=2)}
    now = {"easy": Measures(rated=10, satisfied=10), "hard": Measures(rated=90, satisfied=27)}
    change = rate_change(now, before, lambda sums: sums.satisfaction)
    assert change is not None
    assert change.change < 0
    assert all(part.change > 0 for part in change.within)
    assert change.mix < change.change


@given(_GROUPS, _GROUPS)
def test_the_parts_are_the_whole(now: dict[str, Measures], before: dict[str, Measures]) -> None:
    change = rate_change(now, before, lambda sums: sums.satisfaction, most=4)
    after = sum(now.values(), Measures()).satisfaction
    earlier = sum(before.values(), Measures()).satisfaction
    if after.value is None or earlier.value is None:
        assert change is None
        return
    assert change is not None
    assert change.change == pytest.approx(after.value - earlier.value)
    within = sum(part.change for part in change.within)
    assert within + change.mix == pytest.approx(change.change)
