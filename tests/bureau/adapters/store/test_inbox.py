from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.hotline import StoredTalks
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.inbox_groups import Arriving, Finishing, accept_all, finish_all
from bureau.adapters.store.inbox_rows import CONFIRM, GRACE, LEASE
from bureau.adapters.store.noses import StoredNoses
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.outbox import StoredOutbox
from bureau.adapters.store.recovery import LAST_TRY, SECOND_TRY, TRY_TAKES, StoredRecovery
from bureau.hotline import Why
from bureau.messaging import Accepted, Arrival, MessageState, Option, Outcome, Outgoing, WindowEvent
from bureau.messaging.ports import CitizenGoneError
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TEXT = Outgoing.of_text


@pytest.fixture
def inbox(database: Database, writer: GroupCommit) -> StoredInbox:
    return StoredInbox(database, writer)


@pytest.fixture
def recovery(writer: GroupCommit) -> StoredRecovery:
    return StoredRecovery(writer)


@pytest.fixture
def outbox(database: Database, writer: GroupCommit) -> StoredOutbox:
    return StoredOutbox(database, writer)


def arrive(
    inbox: StoredInbox, key: str, citizen: str = "lin", at: datetime = NOW, owner: str = "web"
) -> Accepted:
    return inbox.accept(
        Arrival(key, citizen, "text", {"text": key}, at, WindowEvent.MESSAGE), owner=owner
    )


def answer(
    inbox: StoredInbox,
    accepted: Accepted,
    *words: str,
    passive: bool = True,
    options: tuple[Option, ...] = (),
    at: datetime = NOW,
) -> Outgoing | None:
    return inbox.finish(
        accepted.row,
        outgoing=[TEXT(word) for word in words],
        options=options,
        passive=passive,
        at=at,
        owner="web",
        deferred_lead="补：",
    )


def test_a_message_is_stored_before_anybody_acts_and_a_retry_finds_it(inbox: StoredInbox) -> None:
    first = arrive(inbox, "k1")
    again = arrive(inbox, "k1")
    assert (first.fresh, first.ours) == (True, True)
    assert (again.fresh, again.ours) == (False, False)
    assert again.row.seq == first.row.seq
    assert again.row.body == {"text": "k1"}


def test_many_citizens_messages_at_once_are_each_stored_as_they_are(inbox: StoredInbox) -> None:
    words = ["臭死了🤢", 'a "b" \\u0041 %s ? :x', "又来了\n' OR 1=1 --", "", "x" * 5000] * 8

    def one(number: int) -> tuple[Accepted, Accepted]:
        arrival = Arrival(
            f"k{number}",
            f"c{number % 30}",
            "text",
            {"text": words[number]},
            NOW,
            WindowEvent.MESSAGE,
        )
        accepted = inbox.accept(arrival, owner="web")
        return accepted, inbox.accept(arrival, owner="web")

    with ThreadPoolExecutor(16) as pool:
        stored = list(pool.map(one, range(len(words))))
    assert [first.row.body["text"] for first, _ in stored] == words
    assert all(first.fresh and not again.fresh for first, again in stored)
    assert all(inbox.find(f"k{n}") == again.row for n, (_, again) in enumerate(stored))
    assert sum(first.ours for first, _ in stored) == 30  # one message of each citizen


def test_a_message_and_its_retry_in_one_group_are_one_row(inbox: StoredInbox) -> None:
    barrier = Barrier(12)

    def one(_: int) -> Accepted:
        barrier.wait()
        return arrive(inbox, "k1")

    with ThreadPoolExecutor(12) as pool:
        accepted = list(pool.map(one, range(12)))
    assert [one.fresh for one in accepted].count(True) == 1
    assert {one.row.seq for one in accepted} == {accepted[0].row.seq}


def test_a_retry_carries_the_answer(inbox: StoredInbox) -> None:
    assert answer(inbox, arrive(inbox, "k1"), "好") == TEXT("好")
    assert arrive(inbox, "k1").row.answer == TEXT("好")


def test_one_citizens_second_message_waits_for_the_first(inbox: StoredInbox) -> None:
    first, second, other = (
        arrive(inbox, "k1"),
        arrive(inbox, "k2"),
        arrive(inbox, "k3", citizen="chen"),
    )
    assert not second.ours
    assert other.ours
    assert inbox.claim("k2", owner="web", at=NOW) is None
    answer(inbox, first, "好")
    claimed = inbox.claim("k2", owner="web", at=NOW)
    assert claimed is not None
    assert claimed.state is MessageState.WORKING
    assert inbox.claim("k2", owner="worker", at=NOW) is None


def test_a_postponed_message_is_taken_when_due_and_not_before(inbox: StoredInbox) -> None:
    first = arrive(inbox, "k1")
    due = NOW + timedelta(seconds=5)
    inbox.postpone(first.row, due=due, counted=True, owner="web")
    arrive(inbox, "k2")
    assert inbox.take_due(owner="worker", at=NOW + timedelta(seconds=4), most=10) == []
    taken = inbox.take_due(owner="worker", at=due + GRACE, most=10)
    assert [(row.key, row.attempts, row.told_to_wait) for row in taken] == [("k1", 1, True)]


def test_what_a_dead_process_held_is_taken_after_its_lease(inbox: StoredInbox) -> None:
    arrive(inbox, "k1")
    assert inbox.take_due(owner="worker", at=NOW + LEASE / 2, most=10) == []
    assert len(inbox.take_due(owner="worker", at=NOW + LEASE, most=10)) == 1
    assert inbox.take_due(owner="worker", at=NOW + LEASE, most=10) == []


def test_who_lost_a_message_to_another_cannot_answer_it(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    accepted = arrive(inbox, "k1")
    inbox.take_due(owner="worker", at=NOW + LEASE, most=10)
    assert answer(inbox, accepted, "好") is None
    assert outbox.of_citizen(to="lin") == []


def test_a_restart_frees_what_was_held_at_once(
    inbox: StoredInbox, recovery: StoredRecovery
) -> None:
    arrive(inbox, "k1")
    arrive(inbox, "k2")
    arrive(inbox, "k3", citizen="chen", owner="worker")
    assert recovery.recover(owner="web", at=NOW).freed == 1
    assert [row.key for row in inbox.take_due(owner="worker", at=NOW, most=10)] == ["k1"]


def test_after_a_restart_an_unsent_answer_waits_for_the_platforms_retry(
    inbox: StoredInbox, recovery: StoredRecovery, outbox: StoredOutbox
) -> None:
    answer(inbox, arrive(inbox, "k1"), "好")
    recovery.recover(owner="web", at=NOW + LAST_TRY)
    assert outbox.of_citizen(to="lin") == []
    assert arrive(inbox, "k1").row.answer == TEXT("好")


def test_an_unsent_answer_survives_two_restarts_in_a_row(
    inbox: StoredInbox, recovery: StoredRecovery, outbox: StoredOutbox
) -> None:
    answer(inbox, arrive(inbox, "k1"), "好")
    recovery.recover(owner="web", at=NOW + LAST_TRY / 2)
    recovery.recover(owner="web", at=NOW + LAST_TRY * 2)
    assert [letter.content for letter in outbox.of_citizen(to="lin")] == [TEXT("好")]


def test_what_nobody_asked_for_again_is_trusted_to_have_arrived(
    inbox: StoredInbox, recovery: StoredRecovery, outbox: StoredOutbox
) -> None:
    answer(inbox, arrive(inbox, "k1"), "好")
    ((seq, known),) = recovery.recover(owner="web", at=NOW + SECOND_TRY / 2).unsure
    assert known == NOW + SECOND_TRY + TRY_TAKES
    ((_, known),) = recovery.recover(owner="web", at=NOW + LAST_TRY).unsure
    assert known == NOW + LAST_TRY + TRY_TAKES
    recovery.trust([seq])
    recovery.recover(owner="web", at=NOW + LAST_TRY * 2)
    assert outbox.of_citizen(to="lin") == []


def test_after_the_last_retry_an_unsent_answer_is_queued_once(
    inbox: StoredInbox, recovery: StoredRecovery, outbox: StoredOutbox
) -> None:
    answer(inbox, arrive(inbox, "k1"), "好")
    answer(inbox, arrive(inbox, "k2"), "走了")
    inbox.left("k2")
    inbox.confirm()
    late = NOW + LAST_TRY + timedelta(seconds=1)
    recovery.recover(owner="web", at=late)
    recovery.recover(owner="web", at=late)
    assert [letter.content for letter in outbox.of_citizen(to="lin")] == [TEXT("好")]


def test_what_does_not_go_back_passively_joins_the_ledger(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    assert answer(inbox, arrive(inbox, "k1"), "一", "二") == TEXT("一")
    assert answer(inbox, arrive(inbox, "k2"), "三", passive=False) is None
    queued = [letter.content for letter in outbox.of_citizen(to="lin")]
    assert queued == [TEXT("三"), TEXT("二")]


def test_a_retry_takes_a_late_answer_back_from_the_ledger(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    accepted = arrive(inbox, "k1")
    answer(inbox, accepted, "迟", passive=False)
    assert inbox.carry_late(accepted.row, owner="web", at=NOW) == TEXT("迟")
    assert inbox.carry_late(accepted.row, owner="web", at=NOW) is None
    assert outbox.take_due(at=NOW, most=10) == []
    assert arrive(inbox, "k1").row.answer == TEXT("迟")


def test_what_was_deferred_goes_with_the_next_answer(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    outbox.notify(to="lin", text="旧", why="case", at=NOW)
    (letter,) = outbox.take_due(at=NOW, most=10)
    outbox.close(letter, outcome=Outcome.DEFERRED, at=NOW, errcode=45015)
    assert answer(inbox, arrive(inbox, "k1"), "新") == TEXT("补：\n\n旧\n\n新")
    assert arrive(inbox, "k1").row.answer == TEXT("补：\n\n旧\n\n新")
    assert [row.outcome for row in outbox.of_citizen(to="lin")] == [Outcome.SENT_WITH_REPLY]
    assert answer(inbox, arrive(inbox, "k2"), "再") == TEXT("再")


def test_what_was_deferred_is_sent_when_the_next_answer_is_late(
    inbox: StoredInbox, outbox: StoredOutbox
) -> None:
    outbox.notify(to="lin", text="旧", why="case", at=NOW)
    (letter,) = outbox.take_due(at=NOW, most=10)
    outbox.close(letter, outcome=Outcome.DEFERRED, at=NOW)
    answer(inbox, arrive(inbox, "k1"), "新", passive=False)
    assert [letter.content for letter in outbox.take_due(at=NOW, most=10)] == [TEXT("旧")]


def test_a_turn_knows_who_may_take_its_message_before_the_assistant(
    inbox: StoredInbox, database: Database
) -> None:
    def takers(citizen: str) -> tuple[bool, bool, bool]:
        standing = inbox.standing(citizen)
        return standing.claims, standing.talks, standing.smells

    talks, odor, noses = StoredTalks(database), StoredOdor(database), StoredNoses(database)
    told = Sighting("patrol:1", NOW, 0, 0, town="330411105")
    odor.take_in([told])
    (event,) = odor.apply(Plan(fresh=[(told.key,)]), {(told.key,): summary([told])}, at=NOW)
    assert takers("lin") == (False, False, False)
    talk = talks.ask(citizen="lin", at=NOW)
    assert takers("lin") == (False, True, False)
    noses.ask(event=event, citizen="lin", place="330411105", at=NOW)
    talks.end(number=talk.number, why=Why.LEFT, at=NOW)
    assert takers("lin") == (False, False, True)
    assert takers("chen") == (False, False, False)
    # The arrival that runs at once is told the same.
    accepted = arrive(inbox, "k1")
    assert accepted.standing == inbox.standing("lin")


def test_options_are_found_by_the_last_answer_and_by_its_place(inbox: StoredInbox) -> None:
    options = (Option("甲", "/a"), Option("乙", "/b"))
    first = arrive(inbox, "k1")
    answer(inbox, first, "选", options=options)
    assert inbox.standing("lin").options == options
    answer(inbox, arrive(inbox, "k2"), "好")
    assert inbox.standing("lin").options == ()
    assert inbox.options_of("lin", first.row.seq) == list(options)
    assert inbox.options_of("chen", first.row.seq) == []


class Broken(GroupCommit):
    """Writes each piece twice: the connection broke during a commit that took place."""

    def _commit(self, group: list) -> list:
        super()._commit(group)
        return super()._commit(group)


def test_a_commit_that_took_place_unseen_is_recognised(database: Database) -> None:
    writer = Broken(database)
    inbox, outbox = StoredInbox(database, writer), StoredOutbox(database, writer)
    recovery = StoredRecovery(writer)
    first = arrive(inbox, "k1")
    assert (first.fresh, first.ours) == (True, True)
    second = arrive(inbox, "k2")
    assert (second.fresh, second.ours) == (True, False)
    assert answer(inbox, first, "一", "二") == TEXT("一")
    assert [letter.content for letter in outbox.of_citizen(to="lin")] == [TEXT("二")]
    inbox.left("k1")
    inbox.confirm()
    inbox.confirm()
    recovery.recover(owner="web", at=NOW + LAST_TRY * 2)
    assert len(outbox.of_citizen(to="lin")) == 1
    writer.close()
    writer.close()


def test_of_a_group_only_who_was_met_and_is_known_no_more_is_turned_away(
    inbox: StoredInbox, writer: GroupCommit, citizens: StoredCitizens
) -> None:
    known = citizens.meet(openid="o1", at=NOW).key
    gone = citizens.meet(openid="o2", at=NOW).key
    citizens.erase(by=gone, at=NOW)
    group = [
        Arriving(Arrival(key, citizen, "text", {}, NOW, met=True), "web")
        for key, citizen in (("k1", gone), ("k2", known), ("k3", gone))
    ]
    accepted = writer.run(lambda connection: accept_all(connection, group))
    assert [each and each.row.key for each in accepted] == [None, "k2", None]
    with pytest.raises(CitizenGoneError):
        inbox.accept(Arrival("k4", gone, "text", {}, NOW, met=True), owner="web")
    assert [inbox.find(f"k{number}") is None for number in range(1, 5)] == [True, False, True, True]


def test_a_message_takes_single_rows_though_its_plans_were_made_when_the_inbox_was_empty(
    writer: GroupCommit, database: Database
) -> None:
    if not database.shared:
        pytest.skip("SQLite counts no rows before it plans")

    def arriving(key: str, citizen: str) -> Arriving:
        return Arriving(Arrival(key, citizen, "text", {"text": key}, NOW), "web")

    def read_whole(connection: Connection) -> int:
        scans = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'inbox'"
        return connection.exec_driver_sql(scans).scalar_one()

    def a_message(connection: Connection, pieces: Sequence[None]) -> list[int]:
        before, key = read_whole(connection), f"k{next(numbers)}"
        (accepted,) = accept_all(connection, [arriving(key, "lin")])
        answered = Finishing(accepted.row, [TEXT("好")], [], True, NOW, "web", "补：")
        finish_all(connection, [answered])
        CONFIRM.run(connection, [{"key": key}])
        return [read_whole(connection) - before]

    numbers = itertools.count()
    for _ in range(12):  # so often until a plan is kept
        writer.share(a_message, None)
    many = [arriving(f"filler{n}", f"citizen{n}") for n in range(2000)]
    writer.run(lambda connection: accept_all(connection, many))
    assert writer.share(a_message, None) == 0
