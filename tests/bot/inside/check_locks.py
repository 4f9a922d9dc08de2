"""One message of a conversation at a time, in order, without waiting for a clock."""

import asyncio
import unittest

from bot.locks import TurnLocks
from rasa.core.lock_store import LockError


class TheTurnsOfOneConversation(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.locks = TurnLocks()

    async def test_follow_each_other_in_the_order_of_arrival(self):
        told = []

        async def take(n):
            async with self.locks.lock("c"):
                told.append(("in", n))
                await asyncio.sleep(0)
                told.append(("out", n))

        await asyncio.gather(*[take(n) for n in range(5)])
        self.assertEqual([(word, n) for n in range(5) for word in ("in", "out")], told)

    async def test_do_not_wait_for_another_conversation(self):
        async with self.locks.lock("a"):
            await asyncio.wait_for(self.touch("b"), 1)

    async def test_go_on_after_a_turn_that_failed(self):
        with self.assertRaises(ZeroDivisionError):
            async with self.locks.lock("c"):
                raise ZeroDivisionError
        await asyncio.wait_for(self.touch("c"), 1)

    async def test_that_wait_too_long_are_told_so_and_hold_up_nobody(self):
        async with self.locks.lock("c"):
            with self.assertRaises(LockError):
                await self.touch("c", 0.01)
        await asyncio.wait_for(self.touch("c"), 1)

    async def test_leave_nothing_behind(self):
        async with self.locks.lock("c"):
            waiting = asyncio.ensure_future(self.touch("c"))
            await asyncio.sleep(0)
        await waiting
        self.assertEqual(({}, {}), (self.locks._locks, self.locks._users))

    async def touch(self, conversation, seconds=60.0):
        async with self.locks.lock(conversation, seconds):
            pass
