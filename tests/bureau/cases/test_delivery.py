"""Long words reach the citizen whole, in parts that fit or by a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.cases import DeliveryState
from bureau.cases.delivery import MOST_PARTS, carriage, delivery
from bureau.messaging import Letter, Outcome, Outgoing
from bureau.messaging.text import LIMIT, size

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def never() -> str:
    raise AssertionError("it fits")


def short() -> str:
    return "看全文"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=1500))
def test_parts_fit_the_platform_are_numbered_and_hold_every_character(text: str) -> None:
    parts = carriage(text, short)
    assert all(size(part) <= LIMIT for part in parts)
    if parts == ["看全文"]:
        assert size(text) > (MOST_PARTS - 1) * LIMIT
    elif len(parts) > 1:
        bare = [part.partition("\n")[2] for part in parts]
        assert "".join(bare) == text
        assert parts[0].startswith(f"（1/{len(parts)}）")


def test_one_message_is_left_as_it_is_to_the_last_byte() -> None:
    assert carriage("a" * LIMIT, never) == ["a" * LIMIT]
    assert len(carriage("a" * (LIMIT + 1), never)) == 2


def test_what_would_fill_the_window_goes_as_a_link() -> None:
    assert len(carriage("字" * 2000, never)) == MOST_PARTS
    assert carriage("字" * 2100, short) == ["看全文"]


def letter(place: int, outcome: Outcome, errcode: int | None = None) -> Letter:
    sent = outcome in (Outcome.SENT, Outcome.SENT_WITH_REPLY)
    return Letter(
        id=place,
        to="c",
        content=Outgoing.of_text("x"),
        why="case:1:1",
        created=AT,
        outcome=outcome,
        attempts=1,
        due=AT,
        errcode=errcode,
        finished=AT + timedelta(minutes=place) if sent else None,
    )


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([Outcome.SENT], DeliveryState.SENT),
        ([Outcome.SENT, Outcome.SENT_WITH_REPLY], DeliveryState.SENT),
        ([Outcome.SENT, Outcome.QUEUED], DeliveryState.QUEUED),
        ([Outcome.SENDING], DeliveryState.QUEUED),
        ([Outcome.SENT, Outcome.DEFERRED], DeliveryState.WAITING),
        ([Outcome.QUEUED, Outcome.DEFERRED], DeliveryState.WAITING),
        ([Outcome.SENT, Outcome.FAILED], DeliveryState.FAILED),
        ([Outcome.DEFERRED, Outcome.FAILED], DeliveryState.FAILED),
        ([Outcome.DROPPED], DeliveryState.GONE),
        ([Outcome.SENT, Outcome.DROPPED], DeliveryState.GONE),
        ([], DeliveryState.FAILED),
    ],
)
def test_all_parts_together_say_whether_it_arrived(
    outcomes: list[Outcome], state: DeliveryState
) -> None:
    found = delivery([letter(place, each) for place, each in enumerate(outcomes, 1)])
    assert found.state is state
    assert found.parts == len(outcomes)


def test_a_failure_names_its_letters_and_the_platforms_code() -> None:
    found = delivery([letter(1, Outcome.SENT), letter(2, Outcome.FAILED, 45015)])
    assert (found.failed, found.errcode, found.sent) == ((2,), 45015, 1)
    assert delivery([letter(3, Outcome.SENT)]).at == AT + timedelta(minutes=3)
