"""The register is kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.referrals import StoredReferrals
from bureau.referrals import Referral, ReferralStatus
from tests.bureau.adapters.store.test_cases import _add

AT = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
def case(database: Database) -> str:
    return _add(StoredCases(database), "m1").number


@pytest.fixture
def store(database: Database) -> StoredReferrals:
    return StoredReferrals(database)


def prepare(store: StoredReferrals, case: str, year: int = 2026) -> Referral:
    return store.prepare(
        case=case, authority="police", note="n", enclosed=(), by="li", year=year, at=AT
    )


def test_numbers_asked_for_at_once_have_no_gap_and_no_double(
    store: StoredReferrals, case: str
) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: prepare(store, case), range(8)))
    assert sorted(each.sequence for each in made) == list(range(1, 9))
    assert prepare(store, case, year=2027).sequence == 1


def test_of_an_answer_and_a_recall_at_once_one_wins(store: StoredReferrals, case: str) -> None:
    referral = prepare(store, case)
    store.send(referral.id, document="{}", at=AT)
    ways = [ReferralStatus.ANSWERED, ReferralStatus.RECALLED] * 2
    with ThreadPoolExecutor(4) as pool:
        ended = pool.map(
            lambda way: store.end(referral.id, status=way, reply="r", theirs="", at=AT), ways
        )
    assert len([each for each in ended if each]) == 1


def test_only_what_was_sent_is_received(store: StoredReferrals, case: str) -> None:
    referral = prepare(store, case)
    assert store.receive(referral.id, theirs="王五", at=AT) is None
    store.send(referral.id, document="{}", at=AT)
    received = store.receive(referral.id, theirs="王五", at=AT)
    assert received is not None
    assert (received.status, received.received) == (ReferralStatus.RECEIVED, AT)
    assert store.receive(referral.id, theirs="赵六", at=AT) is None
    assert store.of_case(case) == [store.get(referral.id)]
    assert store.prepared(before=AT) == []
