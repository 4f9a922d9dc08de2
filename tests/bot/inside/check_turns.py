"""A turn happens wholly or not at all, and once."""

import asyncio
import tempfile
import unittest
from unittest.mock import patch

import aiohttp
from bot import turns
from bot.breaker import Breaker
from bot.tracker_store import ConversationStore
from bot.turns import ActionFailedError
from rasa.core.tracker_store import InMemoryTrackerStore

from tests.bot.inside.conversing import DOMAIN, MODEL, Actions, assistant, say


class BrokenStoreError(Exception):
    pass


@unittest.skipUnless(MODEL, "SMALL_MODEL is set by tests/bot/test_inside.py")
class ATurn(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.url = f"sqlite:///{folder.name}/c.db"
        self.actions = Actions()
        self.made = self.open()

    def open(self):
        store = ConversationStore(DOMAIN, url=self.url)
        self.addCleanup(store.close)
        return assistant(store, self.actions)

    async def say(self, text, key=None):
        return await say(self.made, "citizen", text, key)

    async def test_fills_a_form_over_restarts(self):
        told = []
        for text in ("我要举报", "王店", "昨晚"):
            told += await self.say(text)
            self.made = self.open()
        self.assertEqual(["在哪里", "什么时候", "编号：王店"], told)

    async def test_whose_action_fails_has_not_happened(self):
        for fault in (
            aiohttp.ClientConnectionError("refused"),
            aiohttp.ClientError("500"),
            ValueError("not json"),
        ):
            with self.subTest(fault=fault):
                await self.say("我要举报")
                await self.say("王店")
                self.actions.fault = fault
                with self.assertRaises(ActionFailedError):
                    await self.say("昨晚")
                self.actions.fault = None
                self.assertEqual(["编号：王店"], await self.say("昨晚"))

    async def test_in_a_form_whose_validation_fails_has_not_happened(self):
        await self.say("我要举报")
        self.actions.fault = aiohttp.ClientConnectionError("refused")
        with self.assertRaises(ActionFailedError):
            await self.say("王店", "k2")
        self.assertEqual("validate_report_form", self.actions.calls[-1])
        self.actions.fault = None
        self.assertEqual(["什么时候"], await self.say("王店", "k2"))

    async def test_whose_action_is_too_slow_has_not_happened(self):
        self.actions.slow = asyncio.Event()
        with patch.object(turns, "BREAKER", Breaker(0.01)), self.assertRaises(ActionFailedError):
            await self.say("空气")
        self.actions.slow = None
        self.assertEqual(["空气良"], await self.say("空气"))

    async def test_on_a_connection_that_the_server_dropped_is_tried_once_more(self):
        dropped = aiohttp.ServerDisconnectedError()
        answer = self.actions.request
        faults = [dropped]

        async def request(json, **rest):
            if faults:
                raise faults.pop()
            return await answer(json, **rest)

        self.actions.request = request
        self.assertEqual(["空气良"], await self.say("空气"))
        faults += [dropped, dropped]
        with self.assertRaises(ActionFailedError):
            await self.say("空气")

    async def test_that_cannot_be_stored_fails(self):
        async def broken(_):
            raise BrokenStoreError

        store = self.made.tracker_store
        with patch.object(store, "save", broken), self.assertRaises(BrokenStoreError):
            await self.say("你好")
        self.assertIsNone(await self.made.tracker_store.retrieve("citizen"))

    async def test_that_was_answered_gets_the_same_answer_and_does_nothing(self):
        await self.say("我要举报", "k1")
        await self.say("王店", "k2")
        first = await self.say("昨晚", "k3")
        calls = list(self.actions.calls)
        self.made = self.open()
        self.assertEqual(first, await self.say("昨晚", "k3"))
        self.assertEqual(["什么时候"], await self.say("王店", "k2"))
        self.assertEqual(calls, self.actions.calls)
        self.assertEqual(["您好"], await self.say("你好", "k4"))

    async def test_after_a_thousand_others_is_answered_as_in_a_conversation_kept_whole(self):
        whole = assistant(InMemoryTrackerStore(DOMAIN), self.actions)
        script = ["你好", "我要举报", "空气", "王店", "???", "你好", "昨晚", "空气", "早上好"]
        for n in range(40):
            text = script[n % len(script)]
            with self.subTest(turn=n, text=text):
                self.assertEqual(await say(whole, "citizen", text), await self.say(text))
