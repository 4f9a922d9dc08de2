from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.outbox import LEASE, StoredOutbox
from bureau.messaging import Arrival, Outcome, Outgoing, WindowEvent

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def outbox(database: Database, writer: GroupCommit) -> StoredOutbox:
    return StoredOutbox(database, writer)


@pytest.fixture
def inbox(database: Database, writer: GroupCommit) -> StoredInbox:
    return StoredInbox(database, writer)


def texts(letters: list) -> list[str]:
    return [letter.content.body["text"] for letter in letters]


def test_a_cause_is_told_to_a_citizen_once(outbox: StoredOutbox) -> None:
    for text in ("一", "又"):
        outbox.notify(to="lin", text=text, why="case 1 accepted", at=NOW)
    outbox.notify(to="chen", text="一", why="case 1 accepted", at=NOW)
    assert len(outbox.take_due(at=NOW, most=10)) == 2


def test_one_citizens_letters_leave_in_order_one_at_a_time(outbox: StoredOutbox) -> None:
    for number in range(3):
        outbox.notify(to="lin", text=str(number), why=f"w{number}", at=NOW)
    (first,) = outbox.take_due(at=NOW, most=10)
    assert texts([first]) == ["0"]
    assert outbox.take_due(at=NOW, most=10) == []
    later = NOW + timedelta(seconds=5)
    outbox.close(first, outcome=Outcome.QUEUED, at=NOW, errcode=-1, due=later)
    assert outbox.take_due(at=NOW, most=10) == []
    (again,) = outbox.take_due(at=later, most=10)
    assert (again.content.body["text"], again.attempts, again.first_tried) == ("0", 2, NOW)
    outbox.close(again, outcome=Outcome.SENT, at=later, errcode=0)
    assert texts(outbox.take_due(at=later, most=10)) == ["1"]


def test_a_large_send_is_spread_over_time_and_told_to_each_once(outbox: StoredOutbox) -> None:
    people = [f"c{number}" for number in range(300)]

    def send() -> int:
        return outbox.spread(
            to=people, text="通知", why="wave", at=NOW, over=timedelta(hours=1), by_night=True
        )

    assert send() == 300
    assert send() == 0
    assert len(outbox.take_due(at=NOW + timedelta(minutes=30), most=999, bulk=True)) == 151


def test_a_large_send_waits_for_the_morning(outbox: StoredOutbox) -> None:
    night = NOW + timedelta(hours=10)  # 6 in the morning in Jiaxing
    outbox.spread(to=["lin"], text="通知", why="wave", at=night, over=timedelta(hours=1))
    assert outbox.take_due(at=night + timedelta(minutes=119), most=9, bulk=True) == []
    assert len(outbox.take_due(at=night + timedelta(hours=2), most=9, bulk=True)) == 1


def test_an_answer_does_not_wait_behind_what_is_to_leave_later(outbox: StoredOutbox) -> None:
    later = NOW + timedelta(days=1)
    outbox.notify(to="lin", text="明天", why="reminder", at=NOW, not_before=later)
    outbox.spread(to=["lin"], text="通知", why="wave", at=NOW, over=timedelta(0), by_night=True)
    outbox.notify(to="lin", text="答", why="answer", at=NOW)
    (letter,) = outbox.take_due(at=NOW, most=10)
    assert texts([letter]) == ["答"]
    outbox.close(letter, outcome=Outcome.SENT, at=NOW)
    assert texts(outbox.take_due(at=NOW, most=10, bulk=True)) == ["通知"]
    assert texts(outbox.take_due(at=later, most=10)) == ["明天"]


def test_what_is_of_no_use_any_more_is_neither_sent_nor_carried(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    until = NOW + timedelta(hours=1)
    for why in ("deferred", "queued"):
        outbox.notify(to="lin", text=why, why=why, at=NOW, until=until)
    (letter,) = outbox.take_due(at=NOW, most=10)
    outbox.close(letter, outcome=Outcome.DEFERRED, at=NOW)
    assert texts(outbox.take_due(at=until - timedelta(seconds=1), most=10)) == ["queued"]
    accepted = inbox.accept(
        Arrival("k1", "lin", "text", {}, until, WindowEvent.MESSAGE), owner="web"
    )
    answer = inbox.finish(
        accepted.row,
        outgoing=[Outgoing.of_text("答")],
        options=[],
        passive=True,
        at=until,
        owner="web",
    )
    assert answer == Outgoing.of_text("答")
    assert outbox.lapse(at=until) == 1
    assert outbox.lapse(at=until) == 0
    assert [row.outcome for row in outbox.of_citizen(to="lin")] == [
        Outcome.SENDING,
        Outcome.LAPSED,
    ]


def test_a_letter_whose_sender_died_is_unsure(outbox: StoredOutbox) -> None:
    outbox.notify(to="lin", text="一", why="w", at=NOW)
    outbox.take_due(at=NOW, most=10)
    assert outbox.take_unsure(at=NOW) == []
    assert len(outbox.take_unsure(at=NOW, everything=True)) == 1
    assert len(outbox.take_unsure(at=NOW + LEASE)) == 1


def test_what_is_left_is_counted_from_the_citizens_acts_and_our_letters(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    assert outbox.allowance(to="lin", at=NOW).left == 0
    inbox.accept(Arrival("k1", "lin", "text", {}, NOW, WindowEvent.MESSAGE), owner="web")
    outbox.notify(to="lin", text="一", why="w", at=NOW)
    (letter,) = outbox.take_due(at=NOW, most=10)
    outbox.close(letter, outcome=Outcome.SENT, at=NOW, errcode=0)
    left = outbox.allowance(to="lin", at=NOW)
    assert (left.left, left.ends) == (4, NOW + timedelta(hours=48))


def test_what_did_not_arrive_is_listed_with_its_reason(outbox: StoredOutbox) -> None:
    outbox.notify(to="lin", text="一", why="w", at=NOW)
    outbox.notify(to="chen", text="二", why="w", at=NOW)
    first, second = outbox.take_due(at=NOW, most=10)
    outbox.close(first, outcome=Outcome.SENT, at=NOW, errcode=0)
    outbox.close(second, outcome=Outcome.DEFERRED, at=NOW, errcode=45047, note="count spent")
    assert [(row.to, row.errcode, row.note) for row in outbox.undelivered()] == [
        ("chen", 45047, "count spent")
    ]


def test_a_newer_letter_takes_the_place_of_one_that_waits_under_its_topic(
    outbox: StoredOutbox,
) -> None:
    outbox.notify(to="lin", text="案件", why="case", at=NOW)
    for text in ("旧", "新", "新"):
        outbox.notify(to="lin", text=text, why=text, at=NOW, topic="alert")
    outbox.notify(to="chen", text="别人", why="旧", at=NOW, topic="alert")
    waiting = [x for x in outbox.of_citizen(to="lin") if x.outcome is Outcome.QUEUED]
    assert texts(waiting) == ["新", "案件"]
    outbox.recall(to="lin", topic="alert")
    assert texts(outbox.take_due(at=NOW, most=10)) == ["案件", "别人"]
