"""The library is kept the same way on both databases; what is asked in vain is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.library import StoredLibrary
from bureau.adapters.store.retention import StoredRetention
from bureau.answers import LibraryText, Origin, Passage
from bureau.citizens import Citizens
from bureau.retention import Rule

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TEXT = LibraryText(
    key="up-1",
    title="某办法",
    issuer="某局",
    number="1号",
    in_force=date(2024, 1, 1),
    until=date(2030, 1, 1),
    link="https://example.org/",
    checked=True,
    see_also=("a", "b"),
    origin=Origin.UPLOADED,
    file="办法.md",
    passages=(
        Passage(text="甲。", heading="总则", article="第一条", ask=("问？",)),
        Passage(text="乙。"),
    ),
)


@pytest.fixture
def store(database: Database) -> StoredLibrary:
    return StoredLibrary(database)


def test_a_text_comes_back_as_it_was_kept(store: StoredLibrary) -> None:
    store.add([TEXT], by="li", at=AT)
    assert store.texts() == [replace(TEXT, added=AT, added_by="li")]


def test_a_text_of_the_same_key_takes_its_place(store: StoredLibrary) -> None:
    store.add([TEXT], by="li", at=AT)
    store.add([replace(TEXT, passages=(Passage(text="丙。"),))], by="wang", at=AT)
    (text,) = store.texts()
    assert (text.added_by, [passage.text for passage in text.passages]) == ("wang", ["丙。"])


def test_every_change_is_another_version(store: StoredLibrary) -> None:
    seen = [store.version()]
    store.add([TEXT], by="li", at=AT)
    seen.append(store.version())
    store.withdraw(key=TEXT.key, by="li", at=AT)
    seen.append(store.version())
    store.ask(question="问", at=AT)
    assert store.version() == seen[-1]
    assert len(set(seen)) == 3


def test_what_is_withdrawn_is_gone_until_it_is_added_again(store: StoredLibrary) -> None:
    store.add([TEXT], by="li", at=AT)
    store.withdraw(key=TEXT.key, by="li", at=AT)
    store.withdraw(key="straw_fine", by="li", at=AT)
    assert store.texts() == []
    assert store.withdrawn() == {"up-1", "straw_fine"}
    store.add([TEXT], by="li", at=AT)
    assert store.withdrawn() == {"straw_fine"}


def test_one_question_asked_by_many_at_once_is_counted(store: StoredLibrary) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.ask(question="局长是谁", at=AT), range(8)))
    (asked,) = store.unanswered(most=10)
    assert (asked.text, asked.count) == ("局长是谁", 8)


def test_an_answer_settles_its_questions_and_answers_them(store: StoredLibrary) -> None:
    for hours, question in enumerate(("局长是谁", "局长姓什么", "多少钱")):
        store.ask(question=question, at=AT + timedelta(hours=hours))
    ids = [each.id for each in store.unanswered(most=10) if "局长" in each.text]
    entry = replace(TEXT, key="written-1", origin=Origin.WRITTEN, passages=(Passage(text="王。"),))
    assert sorted(store.settle(ids, entry=entry, by="li", at=AT)) == ["局长姓什么", "局长是谁"]
    assert [each.text for each in store.unanswered(most=10)] == ["多少钱"]
    (kept,) = store.texts()
    assert set(kept.passages[0].ask) == {"局长是谁", "局长姓什么"}
    # Another officer was at the same questions.
    assert store.settle(ids, entry=replace(entry, key="written-2"), by="wang", at=AT) == []
    assert len(store.texts()) == 1


def test_a_question_that_is_asked_again_after_its_answer_waits_again(store: StoredLibrary) -> None:
    store.ask(question="局长是谁", at=AT)
    store.settle([each.id for each in store.unanswered(most=9)], entry=None, by="li", at=AT)
    assert store.unanswered(most=9) == []
    store.ask(question="局长是谁", at=AT + timedelta(days=1))
    assert [each.count for each in store.unanswered(most=9)] == [2]


def test_what_nobody_asks_any_more_goes_with_its_term(
    store: StoredLibrary, database: Database, writer: GroupCommit, citizens: Citizens
) -> None:
    store.ask(question="旧的", at=AT - timedelta(days=400))
    store.ask(question="新的", at=AT)
    step = StoredRetention(database, writer, citizens).steps(at=AT)[Rule.UNANSWERED]
    assert step(AT - timedelta(days=365)) == 1
    assert [each.text for each in store.unanswered(most=9)] == ["新的"]
