from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.odor.model import Sighting, summary
from bureau.odor.wind import Wind
from bureau.odor.words import words

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_an_event_is_explained_by_what_is_known() -> None:
    bare = [Sighting(str(n), AT + timedelta(minutes=35 * n), 1050 * n, 0) for n in range(3)]
    assert words().explained(summary(bare)) == "3 条反映，相距不超过 2.1 公里，前后 70 分钟"


@pytest.mark.parametrize(
    ("wind", "said"),
    [
        (None, "没有风的资料"),
        (Wind(0.1, 0.1), "静风，没有方向"),
        (Wind.blowing(2, 350), "北风（350°）2.0 米/秒"),
        (Wind.blowing(2, 135), "东南风（135°）2.0 米/秒"),
    ],
)
def test_a_wind_is_named_by_where_it_comes_from_and_a_calm_by_none(wind: Wind, said: str) -> None:
    assert words().wind(wind) == said
