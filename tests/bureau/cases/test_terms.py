"""Limits are rules with a source and dates; the nearest one in force decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bureau.cases import Draft, terms
from bureau.cases.categories import Category
from bureau.cases.clocks import Limit, Unit, Workdays
from bureau.cases.lifecycle import Clock
from bureau.cases.terms import read_terms

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FILE = Path(__file__).parents[3] / "bureau" / "cases" / "terms.yml"
NOISE = {
    "noise": Category(
        "噪声振动",
        terms={
            "finish": [
                {"limit": {"workdays": 10}, "source": "甲", "from": date(2026, 1, 1)},
                {"limit": {"workdays": 7}, "source": "乙", "from": date(2026, 12, 1)},
            ]
        },
    )
}
URGENT = Draft(categories=("noise",), urgent=True)


def test_every_rule_says_where_it_comes_from_and_since_when() -> None:
    for rules in (terms().default, terms().urgent):
        for clock, each in rules.items():
            for rule in each:
                assert rule.source, clock
                assert rule.confirm or rule.article, clock
                assert rule.since >= date(1990, 1, 1)


def test_the_rule_of_the_day_on_which_the_clock_starts_decides() -> None:
    now = terms().rule(Clock.ACCEPT, Draft(), AT)
    before = terms().rule(Clock.ACCEPT, Draft(), datetime(2022, 4, 30, 3, 0, tzinfo=UTC))
    assert (now.source, now.article) == ("信访工作条例", "第二十二条、第二十三条")
    assert before.source == "信访条例（2005）"
    first = datetime(2022, 4, 30, 16, 30, tzinfo=UTC)  # the first of May in Jiaxing
    assert terms().rule(Clock.ACCEPT, Draft(), first) == now


def test_a_category_goes_before_the_default_and_danger_before_both() -> None:
    ours = read_terms(FILE, known=NOISE)
    noise, other = Draft(categories=("noise",)), Draft(categories=("water",))
    assert ours.rule(Clock.FINISH, noise, AT).limit == Limit(10, Unit.WORKDAYS)
    later = ours.rule(Clock.FINISH, noise, AT + timedelta(days=10))
    assert (later.limit.amount, later.source) == (7, "乙")
    assert ours.rule(Clock.FINISH, other, AT).limit == Limit(60, Unit.DAYS)
    assert ours.rule(Clock.ACCEPT, URGENT, AT).limit == Limit(30, Unit.MINUTES)
    assert ours.rule_if_any(Clock.ARRIVE, noise, AT) is None


def test_a_clock_without_a_rule_on_that_day_is_an_error() -> None:
    with pytest.raises(LookupError, match="accept"):
        terms().rule(Clock.ACCEPT, Draft(), datetime(2001, 1, 1, tzinfo=UTC))


def test_a_limit_in_working_days_beyond_the_published_year_is_marked() -> None:
    ours = replace(read_terms(FILE, known=NOISE), workdays=Workdays(complete=[2030]))
    noise = Draft(categories=("noise",))
    start = datetime(2030, 12, 30, 3, 0, tzinfo=UTC)
    due = ours.due(Clock.FINISH, noise, start)
    assert due.year == 2031
    assert ours.provisional(Clock.FINISH, noise, start, due)
    assert not ours.provisional(Clock.FINISH, noise, start, start)
    in_days = ours.due(Clock.FINISH, Draft(), start)
    assert not ours.provisional(Clock.FINISH, Draft(), start, in_days)


def test_unknown_units_and_clocks_are_refused(tmp_path: Path) -> None:
    for wrong, right in (("{days: 15}", "{weeks: 2}"), ("  accept:", "  except:")):
        file = tmp_path / "terms.yml"
        file.write_text(FILE.read_text(encoding="utf-8").replace(wrong, right), encoding="utf-8")
        with pytest.raises(ValueError, match=right.strip(" {}:").partition(":")[0]):
            read_terms(file)
