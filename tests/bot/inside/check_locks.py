"""One message of a conversation at a time, in order, without waiting for a clock."""

import asyncio
import unittest

from bot.locks import AT_WORK, FairSemaphore, TurnLocks
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

    async def test_of_more_citizens_than_have_room_begin_in_the_order_of_arrival(self):
        begun, end = [], asyncio.Event()

        async def take(n):
            async with self.locks.lock(str(n)):
                begun.append(n)
                await end.wait()

        turns = [asyncio.ensure_future(take(n)) for n in range(3 * AT_WORK)]
        for _ in range(5):
            await asyncio.sleep(0)
        self.assertEqual(list(range(AT_WORK)), begun)
        end.set()
        await asyncio.gather(*turns)
        self.assertEqual(list(range(3 * AT_WORK)), begun)
        await asyncio.wait_for(self.touch("another"), 1)


class ARoom(unittest.IsolatedAsyncioTestCase):
    async def test_is_not_kept_by_who_gave_up_waiting(self):
        room, inside = FairSemaphore(1), []

        async def enter(name):
            async with room:
                inside.append(name)

        async with room:
            waiting = [asyncio.ensure_future(enter(name)) for name in "abc"]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()  # it was called a moment ago
        await asyncio.gather(*waiting, return_exceptions=True)
        self.assertEqual(["c"], inside)
        async with room:
            pass
