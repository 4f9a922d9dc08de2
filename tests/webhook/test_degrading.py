"""What happens when something is full, slow, refusing, hanging or wrong, as the runbook says."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from bureau.adapters.store.inbox_rows import LEASE
from bureau.messaging import Outcome, Outgoing
from bureau.messaging.ports import PlatformRefusedError
from bureau.settings import Settings
from bureau.wiring import Bureau
from tests.waiting import until
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower, key_of
from webhook import gateway
from webhook.assistant import AssistantDownError
from webhook.delivery import Delivery
from webhook.notices import SubscriptionNotices
from webhook.own_sentences import texts
from webhook.pictures import Pictures
from webhook.turn import InboxTurns

ROOT = Path(__file__).parents[2]


def test_queue_full_who_writes_on_and_on_is_told_so_and_nobody_else_notices(
    follower: Follower,
    assistant: ScriptedAssistant,
    bureau: Bureau,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go = threading.Event()

    def answer(text: str) -> list[dict[str, Any]]:
        if text.startswith("多"):
            go.wait(10)
        return [{"text": "好"}]

    assistant.answer = answer
    monkeypatch.setattr(gateway, "DEPTH", 3)
    app.extensions["service"].gateway.budget = 0.05
    replies = [follower.says(f"多{n}") for n in range(6)]
    assert replies[3:] == [texts()["too_fast"]] * 3
    assert bureau.inbox.unfinished() == 3  # what was refused was refused with a word, not kept
    other = Follower(follower.client, follower.envelope, "oOther")
    app.extensions["service"].gateway.budget = 2.0
    assert other.says("你好") == "好"
    go.set()


def test_database_slow_a_message_waits_within_its_time_and_is_then_refused_with_a_word(
    follower: Follower, bureau: Bureau, settings: Settings
) -> None:
    follower.says("你好")
    path = settings.database_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    short = threading.Timer(0.15, lambda: other.execute("COMMIT"))
    short.start()
    assert follower.says("在吗") == "听到：在吗"
    short.join()
    other.execute("BEGIN IMMEDIATE")
    before = bureau.inbox.unfinished()
    assert follower.says("还在吗") == texts()["store_away"]
    other.execute("COMMIT")
    other.close()
    until(lambda: follower.says("回来了") == "听到：回来了")
    assert bureau.inbox.unfinished() == before


@contextmanager
def full_disk(bureau: Bureau) -> Iterator[None]:
    """Let every file of the database stay as large as it is."""
    held: list[Any] = []

    def limit(connection: Any, _record: Any = None, _proxy: Any = None) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        held.append(connection)

    engine = bureau.database.engine
    bureau.writer.close()
    engine.dispose()
    event.listen(engine, "connect", limit)
    yield
    event.remove(engine, "connect", limit)
    bureau.writer.close()
    engine.dispose()


def test_disk_full_the_citizen_is_told_and_once_there_is_room_all_goes_on(
    follower: Follower, bureau: Bureau, assistant: ScriptedAssistant, app: Flask
) -> None:
    follower.says("你好")
    asked = len(assistant.asked)
    with full_disk(bureau):
        long = "很臭" * 500
        replies = [follower.says(f"{long}{n}") for n in range(40)]
    assert texts()["store_away"] in replies
    refused = replies.count(texts()["store_away"])
    # Nothing that was not stored was acted upon.
    assert len(assistant.asked) - asked <= 40 - refused + 1
    other = Follower(follower.client, follower.envelope, "oOther")
    until(lambda: other.says("有空间了") == "听到：有空间了")
    # A turn whose answer could not be written is played again when its lease ends.
    turns, later = app.extensions["service"].turns, bureau.clock() + 2 * LEASE
    while rows := bureau.inbox.take_due(owner="web", at=later, most=5):
        for row in rows:
            turns.start(row, bureau.inbox.standing(row.citizen))
        until(lambda: len(turns) == 0)
    assert bureau.inbox.unfinished() == 0
    assert follower.says("有空间了") == "听到：有空间了"


def test_rasa_hanging_the_turns_wait_with_a_word_and_are_answered_in_order_when_it_is_back(
    follower: Follower, bureau: Bureau, assistant: ScriptedAssistant, app: Flask
) -> None:
    def hangs(_: str) -> list[dict[str, Any]]:
        raise AssistantDownError("was unreachable a moment ago")

    assistant.answer = hangs
    began = time.monotonic()
    assert follower.says("一", msg_id=1) == texts()["calm"]
    assert follower.says("二", msg_id=2) == texts()["in_line"]
    assert time.monotonic() - began < 1.5  # no thread is held as long as the platform waits
    assistant.answer = lambda text: [{"text": f"听到：{text}"}]
    turns = app.extensions["service"].turns
    later = bureau.clock() + timedelta(minutes=1)
    for _ in range(2):
        rows = bureau.inbox.take_due(owner="web", at=later, most=5)
        for row in rows:
            turns.start(row, bureau.inbox.standing(row.citizen))
        until(lambda: bureau.inbox.unfinished() < 2)
    until(lambda: bureau.inbox.unfinished() == 0)
    letters = bureau.outbox.of_citizen(to=key_of(bureau, follower))
    said = sorted((letter.id, letter.content.body["text"]) for letter in letters)
    assert [text for _, text in said] == ["听到：一", "听到：二"]


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)], ids=["on", "back"])
def test_clock_jumping_a_message_is_answered_once(
    follower: Follower,
    bureau: Bureau,
    assistant: ScriptedAssistant,
    app: Flask,
    jump: timedelta,
) -> None:
    at_work, go = threading.Event(), threading.Event()

    def answer(text: str) -> list[dict[str, Any]]:
        at_work.set()
        go.wait(5)
        return [{"text": "好"}]

    assistant.answer = answer
    app.extensions["service"].gateway.budget = 3.0
    replies: list[str] = []
    writer = threading.Thread(target=lambda: replies.append(follower.says("喂", msg_id=3)))
    writer.start()
    assert at_work.wait(5)
    jumped = bureau.clock() + jump + LEASE
    worker = InboxTurns(
        router=app.extensions["service"].turns._router,
        inbox=bureau.inbox,
        clock=lambda: jumped,
        owner="worker",
    )
    taken = bureau.inbox.take_due(owner="worker", at=jumped, most=5)
    for row in taken:
        worker.start(row, bureau.inbox.standing(row.citizen))
    go.set()
    worker.close()
    writer.join()
    letters = bureau.outbox.of_citizen(to=key_of(bureau, follower))
    answers = [words for words in replies if words == "好"] + [
        letter for letter in letters if letter.outcome == Outcome.QUEUED
    ]
    assert len(answers) == 1
    assert bureau.inbox.unfinished() == 0
    assert len(taken) == (1 if jump > timedelta() else 0)
    assert bureau.inbox.take_due(owner="worker", at=jumped, most=5) == []


def test_platform_refusing_is_counted_told_and_ends_no_loop(
    bureau: Bureau, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower.says("你好")
    key = key_of(bureau, follower)

    class Refuses:
        def send(self, openid: str, message: Outgoing) -> None:
            raise PlatformRefusedError(-1, "system error")

    delivery = Delivery(
        outbox=bureau.outbox,
        citizens=bureau.citizens,
        wechat=Refuses(),  # type: ignore[arg-type]
        pictures=Pictures(bureau.evidence, bureau.charts, "", ""),
        notices=SubscriptionNotices(bureau.consents, Refuses(), None),  # type: ignore[arg-type]
        quota=bureau.quota,
        clock=bureau.clock,
    )
    bureau.outbox.notify(to=key, text="办好了", why="w", at=bureau.clock())
    assert delivery.run() == 1
    (letter,) = bureau.outbox.of_citizen(to=key)
    assert (letter.outcome, letter.errcode) == (Outcome.QUEUED, -1)  # again, later and later
    assert delivery.run() == 0
    delivery.close()
    assert follower.says("还在吗") == "听到：还在吗"  # who writes is answered passively meanwhile


def test_each_of_these_stands_in_the_runbook() -> None:
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8").lower()
    source = Path(__file__).read_text(encoding="utf-8")
    for name in ("queue full", "database slow", "disk full", "rasa hanging", "clock jumping",
                 "platform refusing", "action server hanging"):  # fmt: skip
        assert f"| {name}" in runbook, name
        if name != "action server hanging":  # tests/bot/inside/check_breaker.py
            assert f"def test_{name.replace(' ', '_')}" in source
