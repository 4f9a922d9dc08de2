"""Talks are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.hotline import StoredTalks
from bureau.adapters.store.inbox import StoredInbox
from bureau.hotline import Line, Speaker, Talk, TalkStatus, Why
from bureau.messaging import Arrival, Outgoing

AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(database: Database) -> StoredTalks:
    return StoredTalks(database)


def test_asked_for_at_once_by_several_threads_there_is_one_talk(store: StoredTalks) -> None:
    with ThreadPoolExecutor(4) as pool:
        (talk,) = set(pool.map(lambda _: store.ask(citizen="c1", at=AT), range(4)))
    assert talk == Talk(talk.number, "c1", AT, AT)
    assert store.current("c1") == store.get(talk.number) == talk
    assert store.current("c2") is None


def test_a_new_talk_may_follow_an_ended_one(store: StoredTalks) -> None:
    first = store.ask(citizen="c1", at=AT)
    ended = store.end(number=first.number, why=Why.IDLE, at=AT + MINUTE)
    assert ended is not None
    assert (ended.status, ended.why, ended.ended) == (TalkStatus.ENDED, Why.IDLE, AT + MINUTE)
    assert store.end(number=first.number, why=Why.LEFT, at=AT) is None
    second = store.ask(citizen="c1", at=AT + 2 * MINUTE)
    assert second.number != first.number
    assert store.open() == [second]
    assert store.ended(limit=5, offset=0) == ([ended], 1)


def test_of_several_officers_one_takes_a_talk(store: StoredTalks) -> None:
    number = store.ask(citizen="c1", at=AT).number
    with ThreadPoolExecutor(4) as pool:
        taken = pool.map(
            lambda n: store.take(number=number, officer=f"o{n}", at=AT + MINUTE), range(4)
        )
    (talk,) = [each for each in taken if each]
    assert (talk.status, talk.taken, talk.last) == (TalkStatus.TALKING, AT + MINUTE, AT + MINUTE)


def test_a_line_is_kept_once_in_its_order_and_moves_the_talk_on(store: StoredTalks) -> None:
    number = store.ask(citizen="c1", at=AT).number
    said = [
        Line(AT + MINUTE, Speaker.CITIZEN, "😷 第一句\n", "p1"),
        Line(AT + MINUTE, Speaker.OFFICER, "第二句", officer="li"),
    ]
    assert [store.say(number=number, line=line, key=f"k{n}") for n, line in enumerate(said)] == [
        True,
        True,
    ]
    assert store.say(number=number, line=said[0], key="k0") is True
    assert store.lines(number) == said
    talk = store.get(number)
    assert talk is not None
    assert talk.last == AT + MINUTE
    store.end(number=number, why=Why.LEFT, at=AT + MINUTE)
    assert store.say(number=number, line=said[0], key="k9") is False


def test_of_several_colleagues_one_takes_a_talk_over(store: StoredTalks) -> None:
    number = store.ask(citizen="c1", at=AT).number
    assert store.pass_on(number=number, officer="", to="li", at=AT) is None  # it waits
    store.take(number=number, officer="away", at=AT)
    with ThreadPoolExecutor(4) as pool:
        moved = [
            each
            for each in pool.map(
                lambda n: store.pass_on(number=number, officer="away", to=f"o{n}", at=AT + MINUTE),
                range(4),
            )
            if each
        ]
    assert len(moved) == 1
    assert store.get(number) == moved[0]
    assert moved[0].last == AT + MINUTE


def test_what_was_said_to_the_assistant_is_read_back_in_order(database: Database) -> None:
    store = StoredTalks(database)
    writer = GroupCommit(database)
    inbox = StoredInbox(database, writer)
    for minute, text in enumerate(("有臭味", "我要找人")):
        body = {"text": text, "menu_id": None}
        arrival = Arrival(f"key{minute}", "c1", "text", body, AT + minute * MINUTE)
        row = inbox.accept(arrival, owner="web").row
        inbox.finish(
            row,
            outgoing=[Outgoing.of_text(f'答<a href="weixin://bizmsgmenu?x">{minute}</a>')],
            options=[],
            passive=True,
            at=AT + minute * MINUTE,
            owner="web",
        )
    writer.close()
    earlier = store.earlier(citizen="c1", before=AT + 5 * MINUTE, limit=20)
    assert [(line.speaker, line.text) for line in earlier] == [
        (Speaker.CITIZEN, "有臭味"),
        (Speaker.ASSISTANT, "答0"),
        (Speaker.CITIZEN, "我要找人"),
        (Speaker.ASSISTANT, "答1"),
    ]
    assert store.earlier(citizen="c1", before=AT + 5 * MINUTE, limit=1)[0].text == "答1"
    assert store.earlier(citizen="c2", before=AT + 5 * MINUTE, limit=20) == []
