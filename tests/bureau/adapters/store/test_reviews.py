"""Acts that wait for a second officer, on both databases: the same one waits once, one decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.reviews import StoredReviews
from bureau.officers import Officer, Post, Right
from bureau.reviews import WAITS, ActError, Review, ReviewError, Reviews, ReviewState

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
END: dict[str, Any] = {"act": "end_wave", "right": Right.END_WAVES, "facts": {"wave": "2026Q4"}}
REFER: dict[str, Any] = {
    "act": "refer", "right": Right.REFER_CASES, "facts": {"authority": "12345"},
    "number": "20261124-0001-7", "words": "已转",
}  # fmt: skip


@pytest.fixture
def officers(database: Database) -> StoredOfficers:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    officers = StoredOfficers(database, hasher)
    for name, role in (("li", "city"), ("wang", "city"), ("sun", "survey_office")):
        officers.add(name=name, full_name=name, password="long enough", at=AT, post=Post(role))
    return officers


@pytest.fixture
def reviews(database: Database, officers: StoredOfficers) -> Reviews:
    return Reviews(StoredReviews(database), officers, frozenset({Right.END_WAVES}))


@pytest.fixture
def li(officers: StoredOfficers) -> Officer:
    return named(officers, "li")


@pytest.fixture
def wang(officers: StoredOfficers) -> Officer:
    return named(officers, "wang")


def named(officers: StoredOfficers, name: str) -> Officer:
    officer = officers.get(name)
    assert officer is not None
    return officer


def only(reviews: Reviews, officer: Officer) -> Review:
    (review,) = reviews.waiting(officer, at=AT)
    return review


def done(review: Review) -> str:
    return f"done {review.act}"


def test_what_one_asks_for_another_has_carried_out_once(
    reviews: Reviews, li: Officer, wang: Officer
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    asked = only(reviews, wang)
    assert (asked.words, asked.facts, asked.number) == (
        "已转",
        {"authority": "12345"},
        asked.number,
    )
    assert reviews.approve(review=asked.id, by=wang, at=AT + MOMENT, carry_out=done) == "done refer"
    (decided,) = reviews.decided(li)
    assert (decided.state, decided.asked_by, decided.decided_by) == (ReviewState.DONE, "li", "wang")
    assert (decided.why, decided.words) == ("done refer", "")
    with pytest.raises(ReviewError, match="over"):
        reviews.approve(review=asked.id, by=wang, at=AT, carry_out=done)


def test_approved_by_many_at_once_it_is_carried_out_once(reviews: Reviews, wang: Officer) -> None:
    reviews.ask(**END, by="li", at=AT)
    review, carried = only(reviews, wang), []

    def approve(_: int) -> str:
        try:
            return reviews.approve(
                review=review.id, by=wang, at=AT, carry_out=lambda each: carried.append(1) or "x"
            )
        except ReviewError as refused:
            return refused.code

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(approve, range(6)))
    assert (answers, len(carried)) == (["over"] * 5 + ["x"], 1)


def test_nobody_approves_or_refuses_their_own(reviews: Reviews, li: Officer) -> None:
    reviews.ask(**END, by="li", at=AT)
    review = only(reviews, li)
    with pytest.raises(ReviewError, match="own"):
        reviews.approve(review=review.id, by=li, at=AT, carry_out=done)
    with pytest.raises(ReviewError, match="own"):
        reviews.refuse(review=review.id, by=li, at=AT, why="x")
    assert only(reviews, li).state is ReviewState.WAITING


def test_without_the_right_there_is_no_such_act(
    reviews: Reviews, officers: StoredOfficers, wang: Officer
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    review, sun = only(reviews, wang), named(officers, "sun")
    assert reviews.waiting(sun, at=AT) == reviews.decided(sun) == []
    for decide in (
        lambda: reviews.approve(review=review.id, by=sun, at=AT, carry_out=done),
        lambda: reviews.refuse(review=review.id, by=sun, at=AT, why="x"),
        lambda: reviews.withdraw(review=review.id, by=sun, at=AT),
        lambda: reviews.get(999, wang),
    ):
        with pytest.raises(ReviewError, match="unknown"):
            decide()


def test_the_same_act_waits_once_and_may_be_asked_for_again(
    reviews: Reviews, li: Officer, wang: Officer
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    for other in ({}, {"words": "else"}, {"facts": {"authority": "urban"}}):
        with pytest.raises(ReviewError, match="asked"):
            reviews.ask(**{**REFER, **other}, by="wang", at=AT)
    reviews.ask(**{**REFER, "number": "20261124-0002-5"}, by="li", at=AT)
    reviews.ask(**{**END, "facts": {"wave": "2027Q1"}}, by="li", at=AT)
    reviews.ask(**END, by="li", at=AT)
    assert len(reviews.waiting(wang, at=AT)) == 4
    reviews.withdraw(review=reviews.waiting(li, at=AT)[0].id, by=li, at=AT)
    reviews.ask(**REFER, by="wang", at=AT)


def test_a_refusal_has_its_reason_and_nothing_is_done(
    reviews: Reviews, li: Officer, wang: Officer
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    review = only(reviews, wang)
    for nothing in ("", "  ", "\n"):
        with pytest.raises(ReviewError, match="reason"):
            reviews.refuse(review=review.id, by=wang, at=AT, why=nothing)
    reviews.refuse(review=review.id, by=wang, at=AT, why=" 还没\n查清 " + "x" * 300)
    (decided,) = reviews.decided(li)
    assert decided.state is ReviewState.REFUSED
    assert decided.why.startswith("还没 查清 x")
    assert (len(decided.why), decided.words) == (200, "")
    with pytest.raises(ReviewError, match="over"):
        reviews.approve(review=review.id, by=wang, at=AT, carry_out=done)


def test_only_who_asked_takes_it_back(reviews: Reviews, li: Officer, wang: Officer) -> None:
    reviews.ask(**END, by="li", at=AT)
    review = only(reviews, wang)
    with pytest.raises(ReviewError, match="others"):
        reviews.withdraw(review=review.id, by=wang, at=AT)
    reviews.withdraw(review=review.id, by=li, at=AT)
    with pytest.raises(ReviewError, match="over"):
        reviews.approve(review=review.id, by=wang, at=AT, carry_out=done)


@pytest.mark.parametrize("change", ["stopped", "moved"])
def test_who_asked_must_still_be_allowed_to(
    reviews: Reviews, officers: StoredOfficers, wang: Officer, change: str
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    if change == "stopped":
        officers.set_active(name="li", active=False, by="admin", at=AT)
    else:
        officers.post(name="li", post=Post("auditor"), by="admin", at=AT)
    with pytest.raises(ReviewError, match="gone"):
        reviews.approve(review=only(reviews, wang).id, by=wang, at=AT, carry_out=done)
    assert reviews.decided(wang)[0].state is ReviewState.FAILED


@pytest.mark.parametrize("error", [ActError("不在调查中"), RuntimeError("a fault of ours")])
def test_what_fails_is_told_and_not_tried_again(
    reviews: Reviews, wang: Officer, error: Exception
) -> None:
    reviews.ask(**END, by="li", at=AT)

    def fails(_: Review) -> str:
        raise error

    with pytest.raises(type(error)):
        reviews.approve(review=only(reviews, wang).id, by=wang, at=AT, carry_out=fails)
    (decided,) = reviews.decided(wang)
    assert decided.state is ReviewState.FAILED
    assert decided.why == ("不在调查中" if isinstance(error, ActError) else "")


def test_what_nobody_decided_on_is_let_go_after_a_week(
    reviews: Reviews, li: Officer, wang: Officer
) -> None:
    reviews.ask(**REFER, by="li", at=AT)
    review = only(reviews, wang)
    assert reviews.waiting(wang, at=AT + WAITS - MOMENT) == [review]
    assert reviews.waiting(wang, at=AT + WAITS) == []
    with pytest.raises(ReviewError, match="over"):
        reviews.approve(review=review.id, by=wang, at=AT + WAITS, carry_out=done)
    reviews.ask(**REFER, by="wang", at=AT + WAITS)
    assert [each.state for each in reviews.decided(li)] == [ReviewState.EXPIRED]
    assert reviews.decided(li)[0].words == ""


def test_what_was_agreed_to_holds_for_who_asked_for_a_while(
    reviews: Reviews, wang: Officer
) -> None:
    reviews.ask(**END, by="li", at=AT)
    day = timedelta(hours=24)

    def granted(to: str = "li", at: datetime = AT, wave: str = "2026Q4") -> bool:
        facts = {"wave": wave}
        return reviews.granted(act="end_wave", facts=facts, to=to, at=at, within=day)

    assert not granted()
    reviews.approve(review=only(reviews, wang).id, by=wang, at=AT, carry_out=done)
    assert granted()
    assert granted(at=AT + day - MOMENT)
    assert not any((granted("wang"), granted(at=AT + day), granted(wave="2026Q3")))
