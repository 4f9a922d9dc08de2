"""Messages for an officer are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.callbacks import StoredCallbacks
from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.callbacks import Ticket, TicketStatus

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> StoredCallbacks:
    return StoredCallbacks(database)


def leave(store: StoredCallbacks, key: str = "m1", at: datetime = AT) -> Ticket:
    return store.leave(text="请回话 😷\n谢谢", citizen="c1", at=at, message_key=key)


def end(store: StoredCallbacks, number: int, at: datetime = AT) -> Ticket | None:
    return store.end(number=number, status=TicketStatus.ANSWERED, answer="好", by="li", at=at)


def test_a_message_played_at_once_by_several_is_kept_once(store: StoredCallbacks) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = set(pool.map(lambda _: leave(store), range(4)))
    (ticket,) = kept
    assert (ticket.text, ticket.left, ticket.ended) == ("请回话 😷\n谢谢", AT, None)
    assert store.of_citizen("c1") == [ticket]


def test_of_two_officers_at_one_ticket_one_ends_it(store: StoredCallbacks) -> None:
    number = leave(store).number
    with ThreadPoolExecutor(4) as pool:
        ended = [each for each in pool.map(lambda _: end(store, number), range(4)) if each]
    assert ended == [store.get(number)]


def test_those_that_wait_longest_come_first_and_the_newest_end(store: StoredCallbacks) -> None:
    late = leave(store, "m1", AT + timedelta(hours=2))
    early = leave(store, "m2")
    done = [leave(store, f"m{n}") for n in (3, 4)]
    for hours, each in enumerate(done):
        end(store, each.number, AT + timedelta(hours=hours))
    assert store.waiting() == [early, late]
    assert store.waiting_count() == 2
    page, total = store.ended(limit=1, offset=0)
    assert ([each.number for each in page], total) == ([done[1].number], 2)
    page, total = store.ended(limit=1, offset=1)
    assert [each.number for each in page] == [done[0].number]


def test_what_was_left_goes_with_the_citizen(
    store: StoredCallbacks, citizens: StoredCitizens
) -> None:
    ticket = leave(store)
    citizens.erase(by=ticket.citizen, at=AT)
    assert store.of_citizen(ticket.citizen) == []
