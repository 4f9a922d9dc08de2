"""Citizens leave a message for an officer; the answer comes into their chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.callbacks import StoredCallbacks
from bureau.adapters.store.engine import Database
from bureau.callbacks import CallbackError, Callbacks, Ticket, TicketStatus, words
from bureau.callbacks.service import LONGEST_ANSWER
from bureau.messaging.text import LIMIT, size
from bureau.messaging.twin import KeptOutbox

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ME, OTHER = "c" * 32, "d" * 32
SAID = " 我耳朵不好，打不了电话！！\n环评在哪里看？😷 "


@pytest.fixture
def letters() -> KeptOutbox:
    return KeptOutbox()


@pytest.fixture
def callbacks(tmp_path: Path, letters: KeptOutbox) -> Iterator[Callbacks]:
    database = Database(f"sqlite:///{tmp_path / 'callbacks.db'}")
    database.migrate()
    yield Callbacks(StoredCallbacks(database), letters)
    database.close()


def leave(callbacks: Callbacks, text: str = SAID, key: str = "m1", by: str = ME) -> Ticket:
    return callbacks.leave(text=text, by=by, at=AT, message_key=key)


def test_what_was_left_is_kept_to_the_letter_and_once(callbacks: Callbacks) -> None:
    ticket = leave(callbacks)
    assert (ticket.text, ticket.citizen, ticket.left, ticket.waits) == (SAID, ME, AT, True)
    assert leave(callbacks) == ticket
    assert callbacks.waiting() == [ticket]
    assert callbacks.find(ticket.number) == ticket


def test_what_no_database_keeps_is_left_out(callbacks: Callbacks) -> None:
    assert leave(callbacks, "请\x00回\ud800话").text == "请回话"


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_nothing_said_is_no_ticket(callbacks: Callbacks, text: str) -> None:
    with pytest.raises(CallbackError) as refused:
        leave(callbacks, text)
    assert refused.value.code == "empty"


def test_a_citizen_sees_their_own_tickets_alone(callbacks: Callbacks) -> None:
    first, second = leave(callbacks), leave(callbacks, key="m2")
    leave(callbacks, key="m3", by=OTHER)
    assert callbacks.of_citizen(by=ME) == [second, first]


def test_an_answer_reaches_the_citizen_and_ends_the_ticket(
    callbacks: Callbacks, letters: KeptOutbox
) -> None:
    ticket, other = leave(callbacks), leave(callbacks, key="m2", by=OTHER)
    later = AT + timedelta(hours=1)
    ended = callbacks.answer(number=ticket.number, text=" 环评在官网公示栏。\n", by="li", at=later)
    assert (ended.status, ended.answer) == (TicketStatus.ANSWERED, "环评在官网公示栏。")
    assert (ended.ended, ended.ended_by) == (later, "li")
    ((to, text, _),) = letters.said
    assert to == ME
    for fact in ("11月24日", f"{ticket.number} 号", "环评在官网公示栏。"):
        assert fact in text
    assert callbacks.waiting() == [other]
    assert callbacks.waiting_count() == 1
    assert callbacks.ended() == ([ended], 1)
    assert callbacks.of_citizen(by=ME) == [ended]


def test_a_long_answer_goes_in_parts_and_nothing_of_it_is_lost(
    callbacks: Callbacks, letters: KeptOutbox
) -> None:
    answer = "字" * LONGEST_ANSWER
    callbacks.answer(number=leave(callbacks).number, text=answer, by="li", at=AT)
    parts = [text for _, text, _ in letters.said]
    assert 1 < len(parts) <= 4
    assert all(size(part) <= LIMIT for part in parts)
    assert "".join(parts).count("字") == LONGEST_ANSWER


def test_the_same_answer_sent_again_reaches_the_citizen_once(
    callbacks: Callbacks, letters: KeptOutbox
) -> None:
    number = leave(callbacks).number
    for _ in range(2):
        callbacks.answer(number=number, text="好的", by="li", at=AT)
    assert len(letters.said) == 1


def test_a_ticket_is_ended_once(callbacks: Callbacks, letters: KeptOutbox) -> None:
    number = leave(callbacks).number
    callbacks.answer(number=number, text="好的", by="li", at=AT)
    for again in (
        lambda: callbacks.answer(number=number, text="别的话", by="li", at=AT),
        lambda: callbacks.answer(number=number, text="好的", by="wang", at=AT),
        lambda: callbacks.close(number=number, by="li", at=AT),
    ):
        with pytest.raises(CallbackError) as refused:
            again()
        assert refused.value.code == "ended"
    assert len(letters.said) == 1


@pytest.mark.parametrize(("text", "code"), [(" ", "empty"), ("字" * 2001, "long")])
def test_an_answer_that_cannot_be_sent_leaves_the_ticket_waiting(
    callbacks: Callbacks, text: str, code: str
) -> None:
    ticket = leave(callbacks)
    with pytest.raises(CallbackError) as refused:
        callbacks.answer(number=ticket.number, text=text, by="li", at=AT)
    assert refused.value.code == code
    assert refused.value.explanation
    assert callbacks.waiting() == [ticket]


def test_closing_says_nothing_to_the_citizen(callbacks: Callbacks, letters: KeptOutbox) -> None:
    ended = callbacks.close(number=leave(callbacks).number, by="li", at=AT)
    assert (ended.status, ended.waits, ended.ended_by) == (TicketStatus.CLOSED, False, "li")
    assert letters.said == []


def test_a_number_that_is_no_ticket_is_refused(callbacks: Callbacks) -> None:
    assert callbacks.find(99) is None
    with pytest.raises(CallbackError) as refused:
        callbacks.close(number=99, by="li", at=AT)
    assert refused.value.code == "unknown"


def test_every_status_has_a_word() -> None:
    assert all(words().status(status) for status in TicketStatus)
