"""Several web processes over one PostgreSQL: one citizen's messages in order, each answered once.

Each process is a `Bureau` of its own with its own connections; the platform sends to any of them.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Interval, literal, select, update

from bureau.adapters.store import groupcommit
from bureau.adapters.store.inbox_rows import GRACE
from bureau.adapters.store.processes import SILENT
from bureau.adapters.store.schema.messages import inbox, outbox, processes
from bureau.messaging import MessageState
from bureau.settings import Settings
from bureau.wiring import Bureau
from ops.web import create_app
from tests.postgres import postgres
from tests.waiting import until
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower, key_of
from webhook import turn
from webhook.assistant import AssistantDownError
from webhook.envelope import envelope_of
from webhook.own_sentences import texts
from webhook.turn import InboxTurns


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture
def settings(make_settings: Callable[..., Settings], url: str, tmp_path: Path) -> Settings:
    return replace(make_settings(TURN_BUDGET_SECONDS="2"), database_url=url)


@pytest.fixture
def webs(settings: Settings, assistant: ScriptedAssistant, bureau: Bureau) -> Iterator[list[Flask]]:
    bureaus = [Bureau(settings) for _ in range(3)]
    apps = [create_app(bureau, assistant=assistant) for bureau in bureaus]
    yield apps
    for app, bureau in zip(apps, bureaus, strict=True):
        app.extensions["service"].close()
        bureau.close()


@pytest.fixture
def bureau(settings: Settings) -> Iterator[Bureau]:
    bureau = Bureau(settings)
    with bureau.database.transaction() as connection:
        for table in (inbox, outbox, processes):
            connection.execute(table.delete())
    yield bureau
    bureau.close()


def stored_in_order(bureau: Bureau, begin: str) -> list[str]:
    with bureau.database.reading() as connection:
        bodies = connection.scalars(select(inbox.c.body).order_by(inbox.c.seq)).all()
    return [body["text"] for body in bodies if body["text"].startswith(begin)]


def at(web: Flask, settings: Settings, openid: str) -> Follower:
    return Follower(web.test_client(), envelope_of(settings), openid)


def test_of_one_citizens_messages_at_several_processes_at_once_none_overtakes_or_meets_another(
    webs: list[Flask],
    settings: Settings,
    assistant: ScriptedAssistant,
    bureau: Bureau,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(groupcommit, "PATIENCE", 60.0)
    for web in webs:
        web.extensions["service"].gateway.budget = 60.0  # what is asked is order, not speed
    at_work: Counter[str] = Counter()
    met: list[str] = []

    def answer(text: str) -> list[dict[str, Any]]:
        citizen = text.partition("|")[0]
        at_work[citizen] += 1
        if at_work[citizen] > 1:
            met.append(text)
        time.sleep(0.02)
        at_work[citizen] -= 1
        return [{"text": f"听到：{text}"}]

    assistant.answer = answer

    def talks(number: int) -> list[tuple[str, str]]:
        # The next message goes to the next process before the last one is answered.
        with ThreadPoolExecutor(4) as pool:
            said = []
            for turn in range(8):
                follower = at(webs[(number + turn) % len(webs)], settings, f"oSeveral_{number}")
                words = f"{number}|{turn}"
                said.append((words, pool.submit(follower.says, words, msg_id=number * 100 + turn)))
                time.sleep(0.01)
            return [(words, reply.result()) for words, reply in said]

    with ThreadPoolExecutor(5) as pool:
        replies = [pair for talk in pool.map(talks, range(5)) for pair in talk]
    assert met == []
    asked = Counter(message for _, message, _ in assistant.asked)
    assert set(asked.values()) == {1}
    passive = [words for words, reply in replies if reply == f"听到：{words}"]
    assert len(passive) == 40, [pair for pair in replies if pair[0] not in passive]
    for number in range(5):
        asked_in = [m for m in assistant.messages if m.startswith(f"{number}|")]
        assert asked_in == stored_in_order(bureau, f"{number}|")
    assert bureau.inbox.unfinished() == 0


def test_the_platforms_retry_at_another_process_gets_the_first_ones_answer(
    webs: list[Flask], settings: Settings, assistant: ScriptedAssistant
) -> None:
    go = threading.Event()

    def answer(text: str) -> list[dict[str, Any]]:
        go.wait(5)
        return [{"text": "这就来"}]

    assistant.answer = answer
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(at(webs[0], settings, "oRetry").says, "喂", msg_id=7)
        time.sleep(0.2)
        again = pool.submit(at(webs[1], settings, "oRetry").says, "喂", msg_id=7)
        time.sleep(0.2)
        go.set()
        assert (first.result(), again.result()) == ("这就来", "这就来")
    assert len(assistant.asked) == 1


def test_what_waits_for_the_assistant_is_told_so_at_every_process(
    webs: list[Flask], settings: Settings, assistant: ScriptedAssistant
) -> None:
    def away(text: str) -> list[dict[str, Any]]:
        raise AssistantDownError("connection refused")

    assistant.answer = away
    assert at(webs[0], settings, "oAway").says("一", msg_id=1) == texts()["calm"]
    began = time.monotonic()
    assert at(webs[1], settings, "oAway").says("二", msg_id=2) == texts()["in_line"]
    assert time.monotonic() - began < 1


def test_what_another_process_has_answered_meanwhile_is_carried_back_at_once(
    webs: list[Flask],
    settings: Settings,
    assistant: ScriptedAssistant,
    bureau: Bureau,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # It looks only now and then whether the first is answered: here the worker is quicker.
    monkeypatch.setattr(turn, "_PEEK", 1.0)
    web, followed = webs[1], at(webs[1], settings, "oCarried")
    web.extensions["service"].gateway.budget = 30.0
    go = threading.Event()

    def answer(text: str) -> list[dict[str, Any]]:
        if text == "一":
            go.wait(10)
        return [{"text": f"听到：{text}"}]

    assistant.answer = answer
    late = InboxTurns(
        router=webs[2].extensions["service"].turns._router,
        inbox=bureau.inbox,
        clock=bureau.clock,
        owner="worker-of-test",
    )
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(at(webs[0], settings, "oCarried").says, "一", msg_id=21)
        until(lambda: bool(assistant.asked))
        second = pool.submit(followed.says, "二", msg_id=22)
        until(lambda: bureau.inbox.unfinished() == 2)
        go.set()
        first.result()
        later = bureau.clock() + 2 * GRACE
        for row in bureau.inbox.take_due(owner="worker-of-test", at=later, most=5):
            late.start(row, bureau.inbox.standing(row.citizen))
        late.close()
        began = time.monotonic()
        said = second.result()
    assert said == "听到：二"
    assert time.monotonic() - began < 10
    assert [message for _, message, _ in assistant.asked] == ["一", "二"]


def test_who_was_erased_at_one_process_is_a_stranger_at_all_from_the_next_message(
    webs: list[Flask], settings: Settings, bureau: Bureau
) -> None:
    here, there = (at(web, settings, "oForgotten") for web in webs[:2])
    assert here.says("一", msg_id=31)
    assert there.says("二", msg_id=32)
    before = key_of(bureau, here)
    assert here.does("unsubscribe") == ""
    assert there.says("三", msg_id=33)
    anew = key_of(bureau, here)
    assert anew != before
    with bureau.database.reading() as connection:
        ours = select(inbox.c.body).where(inbox.c.citizen == anew)
        assert [body["text"] for body in connection.scalars(ours)] == ["三"]


def test_a_process_that_dies_in_the_midst_of_a_turn_leaves_it_to_another(
    webs: list[Flask], settings: Settings, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    stuck = threading.Event()

    def answer(text: str) -> list[dict[str, Any]]:
        if not stuck.is_set():
            stuck.set()
            time.sleep(2.5)  # its process is gone by then
        return [{"text": "补上了"}]

    assistant.answer = answer
    dead = webs[0].extensions["service"].member
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(at(webs[0], settings, "oDies").says, "喂", msg_id=9)
        stuck.wait(5)
        with bureau.database.transaction() as connection:
            connection.execute(
                update(processes)
                .where(processes.c.name == dead.name)
                .values(seen=processes.c.seen - literal(2 * SILENT, Interval))
            )
        assert bureau.recovery.relieve(at=bureau.clock()) == 1
        turns = InboxTurns(
            router=webs[1].extensions["service"].turns._router,
            inbox=bureau.inbox,
            clock=bureau.clock,
            owner="worker-of-test",
        )
        (row,) = bureau.inbox.take_due(owner="worker-of-test", at=bureau.clock(), most=5)
        turns.start(row, bureau.inbox.standing(row.citizen))
        turns.close()
        first.result()
    late = bureau.inbox.find(row.key)
    assert late is not None
    assert late.state == MessageState.DONE
    follower = at(webs[1], settings, "oDies")
    letters = bureau.outbox.of_citizen(to=key_of(bureau, follower))
    assert [letter.content.body["text"] for letter in letters] == ["补上了"]
