"""A shortened conversation is in the same state, and never grows."""

import random
import unittest

from bot.history import TURNS_AT_MOST, TURNS_KEPT, shortened
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from tests.bot.inside.conversing import DOMAIN


def heard(text, intent="greet"):
    return UserUttered(text, {"name": intent, "confidence": 1.0}, [], {"text": text})


def turn(text, *rest):
    return [heard(text), *rest, ActionExecuted("action_listen")]


def start():
    return [
        ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")
    ]  # fmt: skip


def state(events):
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots)
    current = tracker.current_state()
    loop = current["active_loop"]
    return {
        "slots": current["slots"],
        "loop": (loop.get("name"), loop.get("rejected"), loop.get("is_interrupted")),
        "trigger": (loop.get("trigger_message") or {}).get("text"),
        "paused": current["paused"],
        "last": current["latest_action_name"],
        "heard": current["latest_message"]["text"],
        "next": current["followup_action"],
    }


class AShortenedConversation(unittest.TestCase):
    def assert_same(self, events):
        short = shortened("c", events, DOMAIN.slots)
        self.assertEqual(state(events), state(short))
        return short

    def test_is_left_alone_while_it_is_short(self):
        events = start() + turn("你好") * TURNS_AT_MOST
        self.assertEqual(events, shortened("c", events, DOMAIN.slots))

    def test_keeps_the_last_turns_as_they_were(self):
        events = start() + [event for n in range(20) for event in turn(str(n), BotUttered(str(n)))]
        short = self.assert_same(events)
        texts = [event.text for event in short if isinstance(event, UserUttered)]
        self.assertEqual([str(n) for n in range(20 - TURNS_KEPT, 20)], texts)

    def test_keeps_a_half_filled_form_however_long_the_digression(self):
        form = [ActionExecuted("report_form"), ActiveLoop("report_form")]
        events = start() + turn("举报", *form, SlotSet("requested_slot", "place"))
        events += turn("王店", SlotSet("place", "王店"), SlotSet("requested_slot", "when"))
        for n in range(30):
            events += turn(str(n), BotUttered("空气良"))
            short = self.assert_same(events)
        self.assertEqual("举报", state(short)["trigger"])
        self.assertEqual("when", state(short)["slots"]["requested_slot"])

    def test_keeps_a_value_that_differs_from_the_initial_one_and_one_set_to_nothing(self):
        for value in (None, 0, "", 2, [1], {"a": 1}):
            events = start() + turn("a", SlotSet("level", value)) + turn("b") * 12
            short = self.assert_same(events)
            self.assertEqual(value, state(short)["slots"]["level"])

    def test_keeps_that_a_person_has_taken_over(self):
        self.assert_same(start() + turn("转人工", ConversationPaused()) + turn("在吗") * 12)

    def test_keeps_that_a_form_refused_its_turn(self):
        form = [ActionExecuted("report_form"), ActiveLoop("report_form")]
        refused = [ActionExecutionRejected("report_form"), ActionExecuted("utter_greet")]
        self.assert_same(start() + turn("举报", *form) + turn("你好", *refused) + turn("x") * 12)

    def test_is_in_the_same_state_after_any_dialogue(self):
        chance = random.Random(7)
        moves = [
            list,
            lambda: [BotUttered("空气良")],
            lambda: [SlotSet("place", chance.choice(["王店", "新塍", None]))],
            lambda: [SlotSet("requested_slot", chance.choice(["place", "when", None]))],
            lambda: [ActionExecuted("report_form"), ActiveLoop("report_form")],
            lambda: [ActionExecuted("report_form"), ActiveLoop(None)],
            lambda: [Restarted(), ActionExecuted("action_listen")],
            lambda: [SessionStarted(), SlotSet("when", "昨晚")],
            lambda: [UserUtteranceReverted(), ActionExecuted("action_listen")],
        ]
        for _ in range(60):
            events, kept = start(), start()
            for n in range(chance.randrange(9, 40)):
                new = turn(str(n), *chance.choice(moves)())
                events += new
                kept = shortened("c", kept + new, DOMAIN.slots)
            self.assertEqual(state(events), state(kept))

    def test_costs_the_same_on_the_thousandth_turn_as_on_the_tenth(self):
        kept, sizes = start(), []
        for n in range(1000):
            kept = shortened("c", kept + turn(str(n), BotUttered("好")), DOMAIN.slots)
            sizes.append(len(kept))
        self.assertLessEqual(max(sizes[10:]), max(sizes[:10]) + len(start()))
        self.assertLess(max(sizes), 60)
