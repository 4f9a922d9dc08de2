"""An action server that hangs holds a turn or two, and then none until it answers again."""

import asyncio
import unittest
from unittest import mock

from bot import turns
from bot.breaker import AGAIN, TRY, Breaker, HangsError
from rasa.core.actions.action import RemoteAction


class ABreaker(unittest.TestCase):
    def setUp(self):
        self.now = 100.0
        self.breaker = Breaker(10.0, lambda: self.now)

    def test_lets_all_through_while_the_server_answers(self):
        for _ in range(5):
            self.assertEqual(10.0, self.breaker.allow())
            self.breaker.answered()

    def test_lets_all_through_after_one_that_hung_among_others(self):
        for _ in range(5):
            self.breaker.hung()
            self.assertEqual(10.0, self.breaker.allow())
            self.breaker.answered()

    def test_lets_one_short_try_through_at_a_time_after_some_hung(self):
        self.breaker.hung()
        self.breaker.hung()
        with self.assertRaises(HangsError):
            self.breaker.allow()
        self.now += AGAIN
        self.assertEqual(TRY, self.breaker.allow())
        with self.assertRaises(HangsError):
            self.breaker.allow()

    def test_closes_with_the_first_answer(self):
        self.breaker.hung()
        self.breaker.hung()
        self.now += AGAIN
        self.breaker.allow()
        self.breaker.answered()
        self.assertFalse(self.breaker.open)
        self.assertEqual(10.0, self.breaker.allow())


class TurnsWhoseActionServerHangs(unittest.IsolatedAsyncioTestCase):
    async def test_hold_nobody_after_the_first_two(self):
        calls = []

        async def hangs(*_):
            calls.append(1)
            await asyncio.sleep(60)

        action = turns.WholeAction("action_report", None)
        with (
            mock.patch.object(RemoteAction, "run", hangs),
            mock.patch.object(turns, "BREAKER", Breaker(0.2)),
        ):
            for _ in range(20):
                with self.assertRaises(turns._Stop):
                    await asyncio.wait_for(action.run(None, None, None, None), 1)
        self.assertEqual(2, len(calls))

    async def test_go_on_as_soon_as_it_answers(self):
        async def answers(*_):
            return ["event"]

        action = turns.WholeAction("action_report", None)
        breaker = Breaker(0.2)
        breaker.hung()
        breaker.hung()
        breaker._next_try = 0.0
        with (
            mock.patch.object(RemoteAction, "run", answers),
            mock.patch.object(turns, "BREAKER", breaker),
        ):
            self.assertEqual(["event"], await action.run(None, None, None, None))
        self.assertFalse(breaker.open)
