"""Codes and bindings are kept the same way on both databases, and go with the citizen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.duty import StoredDuty
from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema.duty import duty_codes
from bureau.duty.model import Binding, Code
from bureau.duty.service import Duty
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SOON = AT + timedelta(minutes=15)


@pytest.fixture
def officers(database: Database) -> StoredOfficers:
    kept = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept.add(name="li", full_name="李明", password="long enough", at=AT)
    return kept


@pytest.fixture
def store(database: Database, officers: StoredOfficers) -> StoredDuty:
    return StoredDuty(database)


def bind(store: StoredDuty, citizen: str = "c1") -> Binding | None:
    store.keep_code(officer="li", digest="d1", expires=SOON)
    return store.bind(Code("li", "d1"), citizen=citizen, at=AT)


def test_a_binding_comes_back_as_it_was_made(store: StoredDuty) -> None:
    assert bind(store) == Binding("li", "李明", "c1", AT)
    assert store.bound() == [store.of_officer("li")]


def test_binding_another_wechat_replaces_the_first(store: StoredDuty) -> None:
    bind(store)
    bind(store, "c2")
    assert [each.citizen for each in store.bound()] == ["c2"]


def test_of_many_who_send_one_code_at_once_one_is_bound(store: StoredDuty) -> None:
    store.keep_code(officer="li", digest="d1", expires=SOON)
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda each: store.bind(Code("li", "d1"), citizen=f"c{each}", at=AT), range(4))
        )
    (binding,) = [each for each in found if each]
    assert store.bound() == [binding]


def test_a_code_is_offered_to_nobody_after_its_use_or_its_time(store: StoredDuty) -> None:
    bind(store)
    assert store.codes(citizen="c1", at=AT) == [Code("li", "d1")]
    assert store.codes(citizen="c2", at=AT) == []
    assert store.codes(citizen="c1", at=SOON) == []


def test_tries_at_one_time_are_counted_apart(store: StoredDuty) -> None:
    def count(_: int) -> int:
        return store.count_try(citizen="c1", at=AT, since=AT - timedelta(minutes=15))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(8))) == list(range(1, 9))


def test_tries_of_long_ago_do_not_count(store: StoredDuty) -> None:
    store.count_try(citizen="c1", at=AT, since=AT)
    assert store.count_try(citizen="c1", at=SOON, since=AT + timedelta(seconds=1)) == 1


def test_only_the_hash_of_a_code_is_kept(store: StoredDuty, database: Database) -> None:
    duty = Duty(store, None, gazetteer(), None, key=b"key", portal="")  # type: ignore[arg-type]
    code = duty.new_code(officer="li", at=AT)
    with database.reading() as connection:
        assert code not in str(connection.execute(select(duty_codes)).all())
    assert duty.bind(code=code, by="c1", at=AT) == store.of_officer("li")


def test_the_binding_goes_with_the_citizen(store: StoredDuty, citizens: StoredCitizens) -> None:
    li = citizens.meet(openid="oLi", at=AT).key
    bind(store, li)
    citizens.erase(by=li, at=AT)
    assert store.bound() == []


def test_unbinding_ends_the_code_too(store: StoredDuty) -> None:
    bind(store)
    store.unbind("li")
    assert store.of_officer("li") is None
    assert store.bind(Code("li", "d1"), citizen="c1", at=AT) is None


def test_wrong_tries_go_with_the_citizen(store: StoredDuty, citizens: StoredCitizens) -> None:
    key = citizens.meet(openid="oWho", at=AT).key
    store.count_try(citizen=key, at=AT, since=AT - timedelta(days=1))
    citizens.erase(by=key, at=AT)
    assert store.count_try(citizen=key, at=AT, since=AT - timedelta(days=1)) == 1
