"""The rules that ship, and rules that cannot be."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import bureau.rewards
from bureau.rewards import reward_rules
from bureau.rewards.rules import read_rules

SHIPPED: dict[str, Any] = yaml.safe_load(
    (Path(bureau.rewards.__file__).parent / "rules.yml").read_text(encoding="utf-8")
)


def test_zhejiangs_figures_are_those_of_the_rule() -> None:
    rule = reward_rules().paying(date(2026, 11, 27))
    assert rule is not None
    assert (rule.fine_share, rule.fine_most) == (500, 100_000_00)
    assert rule.fixed == {"detention": 5_000_00, "arrest": 10_000_00, "conviction": 10_000_00}
    assert (rule.ownerless_most, rule.major_most) == (20_000_00, 500_000_00)


def test_every_rule_names_its_source_and_says_what_is_not_settled() -> None:
    for rule in (*reward_rules().province, *reward_rules().bureau):
        assert rule.source
        assert rule.name
    for rule in reward_rules().bureau:
        assert rule.published or "以本局公布为准" in rule.source


@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2020, 12, 31), False), (date(2021, 1, 1), True), (date(2030, 1, 1), True)],
)
def test_a_rule_holds_from_its_day_on(day: date, there: bool) -> None:
    assert (reward_rules().paying(day) is not None) is there


def test_a_rule_that_ended_stays_for_what_was_reported_under_it() -> None:
    told = deepcopy(SHIPPED)
    newer = deepcopy(told["province"][0]) | {"code": "newer", "from": date(2027, 1, 1)}
    newer["fine"]["percent"] = 7.5
    told["province"][0]["until"] = date(2027, 1, 1)
    rules = read_rules({**told, "province": [*told["province"], newer]})
    codes = [rules.paying(day).code for day in (date(2026, 12, 31), date(2027, 1, 1))]  # type: ignore[union-attr]
    assert codes == ["zhejiang_2021", "newer"]
    assert rules.named("newer").fine_share == 750
    with pytest.raises(KeyError):
        rules.named("nobody's")


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("province", {"fine": {"percent": 101, "most": 1}}),
        ("province", {"fine": {"percent": 5, "most": -1}}),
        ("bureau", {"shares": [60, 30]}),
        ("bureau", {"shares": []}),
        ("bureau", {"shares": [110, -10]}),
        ("bureau", {"claim_days": 5}),  # reminded before it began
        ("bureau", {"collect_days": 0}),
    ],
)
def test_rules_that_cannot_be_are_refused(part: str, wrong: dict[str, Any]) -> None:
    told = deepcopy(SHIPPED)
    told[part][0] |= wrong
    with pytest.raises(ValueError, match=r".+"):
        read_rules(told)
