"""The year's days come when they come, and each season has its tips."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bureau.campaigns import CampaignKind, day_named, special_days, tip
from bureau.campaigns.almanac import season, season_named, tips


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("六五环境日干嘛", "environment_day"), ("世界环境日", "environment_day"),
        ("6月5号有什么活动", "environment_day"), ("浙江生态日", "ecology_day"),
        ("全国生态日", "national_ecology_day"), ("环博会什么时候", "expo"),
        ("生态探访", "visit"), ("世界水日", "water_day"), ("地球日", "earth_day"),
        ("今天有什么活动", None), ("河边有味道", None),
    ],
)  # fmt: skip
def test_a_day_is_known_by_its_names(text: str, code: str | None) -> None:
    found = day_named(text)
    assert (found.code if found else None) == code


def test_every_day_names_its_source_and_every_kind_of_event_its_day() -> None:
    assert all(day.source and day.about for day in special_days())
    codes = {day.code for day in special_days()}
    assert {kind.value for kind in CampaignKind} - {"other"} <= codes


def test_a_day_comes_this_year_or_the_next() -> None:
    day = day_named("六五")
    assert day is not None
    assert day.next(date(2026, 6, 5)) == date(2026, 6, 5)
    assert day.next(date(2026, 6, 6)) == date(2027, 6, 5)
    expo = day_named("环博会")
    assert expo is not None
    assert expo.next(date(2026, 6, 6)) is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 28), "winter"), (date(2026, 3, 1), "spring"), (date(2026, 6, 1), "summer"),
        (date(2026, 9, 1), "autumn"), (date(2026, 12, 1), "winter"), (date(2026, 1, 1), "winter"),
    ],
)  # fmt: skip
def test_a_season_is_three_months(day: date, name: str) -> None:
    assert season(day) == name


def test_tips_go_round_and_change_by_the_day() -> None:
    today = date(2026, 7, 1)
    told = {tip(today, turn).text for turn in range(len(tips()["summer"]))}
    assert told == {each.text for each in tips()["summer"]}
    assert tip(today, 0) != tip(today + timedelta(days=1), 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("夏天有啥低碳的法子", "summer"), ("冬天怎么省电环保", "winter"),
        ("春节怎么过才环保", "winter"),
        ("秋天落叶怎么办", "autumn"), ("开春了来个贴士", "spring"), ("给个环保小贴士", None),
        ("秋风路那边", None), ("春晖小区", None),
    ],
)  # fmt: skip
def test_a_season_that_is_named_gets_its_own_tips(text: str, name: str | None) -> None:
    assert season_named(text) == name
    if name:
        assert tip(date(2026, 11, 27), 3, of=name) in tips()[name]


def test_a_tip_with_degrees_names_its_source() -> None:
    for each in (every for of_season in tips().values() for every in of_season):
        assert ("℃" not in each.text) or each.source
