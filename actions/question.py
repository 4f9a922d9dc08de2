"""Questions about the work: a short answer where we are sure of one, an honest no elsewhere."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import BureauAction, say
from actions.turn import Turn
from basis.clock import SHANGHAI
from bureau.cases import Draft, terms
from bureau.cases.lifecycle import Clock
from bureau.dialogue.faq import answer_to, asks_whether_filed
from bureau.dialogue.report_hearing import READ_BACK
from bureau.rewards import reward_rules
from bureau.rewards.money import yuan


class ActionQuestion(BureauAction):
    """Answers what residents ask again and again."""

    called = "action_question"

    def act(
        self, turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Name the answer that fits, or the people who know."""
        explain(turn, dispatcher)
        return []


def explain(turn: Turn, dispatcher: CollectingDispatcher) -> None:
    """Name the answer that fits a question, or the people who know."""
    answer = "unsubmitted" if _of_handing_in(turn) else answer_to(turn.text)
    say(
        dispatcher,
        f"utter_question_{answer}" if answer else "utter_question",
        accept=_days(Clock.ACCEPT, turn),
        finish=_days(Clock.FINISH, turn),
        **(_of_rewards(turn) if answer == "reward" else {}),
    )


def _of_rewards(turn: Turn) -> dict[str, Any]:
    """Return the figures of the rule by which rewards are paid now."""
    rules = reward_rules()
    # Between two texts the last one is what can be told.
    rule = rules.paying(turn.at.astimezone(SHANGHAI).date()) or rules.province[-1]
    return {
        "reward_percent": f"{rule.fine_share / 100:g}",
        "reward_most": yuan(rule.fine_most),
        "reward_major": yuan(rule.major_most),
    }


def _days(clock: Clock, turn: Turn) -> int:
    """Return the days of an ordinary report's limit."""
    return terms().rule(clock, Draft(), turn.at).limit.amount


def _of_handing_in(turn: Turn) -> bool:
    """Return whether it is asked at the read-back whether the report went through."""
    return turn.situation.asked == READ_BACK and asks_whether_filed(turn.text)
