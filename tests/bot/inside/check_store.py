"""The same contract for SQLite and PostgreSQL."""

import asyncio
import json
import os
import tempfile
import time
import unittest
from pathlib import Path
from unittest.mock import patch

from bot import rows
from bot.tracker_store import ConversationStore
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from tests.bot.inside.conversing import DOMAIN

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


def half_filled(sender):
    tracker = DialogueStateTracker(sender, DOMAIN.slots)
    for event in (
        ActionExecuted("action_listen"),
        UserUttered("举报", {"name": "report"}, [], {"text": "举报"}, metadata={"town": "王店"}),
        ActionExecuted("report_form"),
        ActiveLoop("report_form"),
        SlotSet("place", "独山港👃𠮷\u0000\"'"),
        SlotSet("requested_slot", "when"),
        BotUttered("什么时候", {"buttons": [{"title": "昨晚", "payload": "/x"}]}),
        ActionExecuted("action_listen"),
    ):
        tracker.update(event)
    return tracker


class Contract:
    url = ""

    def open(self, domain=DOMAIN):
        store = ConversationStore(domain, url=self.url)
        self.addCleanup(store.close)
        return store

    async def asyncSetUp(self):
        self.store = self.open()

    async def test_a_conversation_comes_back_as_it_was(self):
        tracker = half_filled("one")
        await self.store.save(tracker)
        again = await self.open().retrieve("one")
        self.assertEqual(tracker.current_state(), again.current_state())
        self.assertEqual(
            [event.as_dict() for event in tracker.events],
            [event.as_dict() for event in again.events],
        )

    async def test_an_unknown_conversation_is_none(self):
        self.assertIsNone(await self.store.retrieve("nobody"))

    async def test_the_newest_state_replaces_the_older_one(self):
        tracker = half_filled("two")
        await self.store.save(tracker)
        tracker.update(SlotSet("when", "昨晚"))
        await self.store.save(tracker)
        again = await self.store.retrieve("two")
        self.assertEqual("昨晚", again.get_slot("when"))
        self.assertEqual(1, list(await self.store.keys()).count("two"))

    async def test_conversations_that_rest_go_and_others_stay(self):
        await self.store.save(half_filled("resting"))
        await asyncio.sleep(0.05)
        since = time.time()
        await asyncio.sleep(0.05)
        await self.store.save(half_filled("living"))
        self.assertGreaterEqual(await self.store.forget_before(since), 1)
        self.assertIsNone(await self.store.retrieve("resting"))
        self.assertIsNotNone(await self.store.retrieve("living"))
        self.assertEqual(0, await self.store.forget_before(since))

    async def test_a_forgotten_conversation_is_gone(self):
        await self.store.save(half_filled("three"))
        await self.store.forget("three")
        await self.store.forget("three")
        self.assertIsNone(await self.store.retrieve("three"))

    async def test_hostile_ids_are_only_ids(self):
        for sender in ("'; DROP TABLE bot_conversations; --", "%s", "王店", "a" * 200):
            await self.store.save(half_filled(sender))
            self.assertEqual(sender, (await self.store.retrieve(sender)).sender_id)

    async def test_a_form_that_no_longer_exists_is_left(self):
        await self.store.save(half_filled("four"))
        other = DOMAIN.from_dict({**DOMAIN.as_dict(), "forms": {}})
        again = await self.open(other).retrieve("four")
        self.assertIsNone(again.active_loop_name)

    async def test_a_blob_that_cannot_be_read_begins_anew(self):
        for blob in (b"{", b"[1]", json.dumps([{"event": "unheard of"}]).encode()):
            self.store._rows.put("five", blob)
            self.assertIsNone(await self.store.retrieve("five"))


class OnSqlite(Contract, unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "deep" / "conversations.db"
        self.url = f"sqlite:///{self.file}"

    async def test_nobody_else_on_the_machine_reads_it(self):
        self.assertEqual(0o600, self.file.stat().st_mode & 0o777)


@unittest.skipUnless(POSTGRES, "TEST_POSTGRES_URL is set by tests/bot/test_inside.py")
class OnPostgres(Contract, unittest.IsolatedAsyncioTestCase):
    url = POSTGRES

    async def test_a_broken_connection_is_opened_again(self):
        await self.store.save(half_filled("six"))
        self.store._rows._connection.close()
        self.assertIsNotNone(await self.store.retrieve("six"))

    async def test_a_backend_that_was_ended_is_replaced(self):
        await self.store.save(half_filled("seven"))
        other = rows.PostgresRows(self.url)
        self.addCleanup(other.close)
        mine = self.store._rows._connection.get_backend_pid()
        other._run(lambda cursor: cursor.execute("SELECT pg_terminate_backend(%s)", (mine,)))
        await self.store.save(half_filled("seven"))


class TheAddress(unittest.TestCase):
    def given(self, **env):
        with patch.dict(os.environ, env, clear=True):
            return rows.database_url()

    def test_is_a_file_of_its_own_by_default(self):
        self.assertEqual(f"sqlite:///{rows.ROOT}/var/conversations.db", self.given())
        self.assertEqual("sqlite:////x/conversations.db", self.given(VAR_DIR="/x"))

    def test_is_the_offices_postgresql_where_there_is_one(self):
        url = "postgresql+psycopg://u:p@h/d"
        self.assertEqual(url, self.given(DATABASE_URL=url))

    def test_is_never_the_offices_sqlite_file(self):
        self.assertIn("conversations.db", self.given(DATABASE_URL="sqlite:///var/assistant.db"))

    def test_is_what_tracker_database_url_says(self):
        self.assertEqual(
            "sqlite:///a.db",
            self.given(TRACKER_DATABASE_URL="sqlite:///a.db", DATABASE_URL="postgresql://h/d"),
        )

    def test_of_another_kind_is_refused(self):
        with self.assertRaisesRegex(ValueError, "mysql"):
            rows.connect("mysql://h/d")
