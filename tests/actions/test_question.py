"""Questions about the work: the answer that fits, or an honest no."""

from __future__ import annotations

from tests.actions.conftest import Citizen


def test_the_days_that_are_promised_are_those_of_the_regulation(citizen: Citizen) -> None:
    citizen.says("举报了多久处理", "question").run("action_question")
    facts = citizen.facts("utter_question_howlong")
    assert (facts["accept"], facts["finish"]) == (15, 60)


def test_what_is_not_known_is_not_made_up(citizen: Citizen) -> None:
    citizen.says("碳达峰是什么", "question").run("action_question")
    assert citizen.responses == ["utter_question"]


def test_a_question_of_rewards_is_answered_with_the_rules_figures(citizen: Citizen) -> None:
    citizen.says("举报了能拿多少奖金", "question").run("action_question")
    facts = citizen.facts("utter_question_reward")
    assert (facts["reward_percent"], facts["reward_most"]) == ("5", "100,000")
