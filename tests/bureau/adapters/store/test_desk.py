"""Absences and notices of officers are kept the same way on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.casework import Leave, OfficerNotice
from tests.bureau.adapters.store.test_casework import AT, add

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def desk(database: Database) -> StoredDesk:
    officers = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("li", "wang"):
        officers.add(name=name, full_name=name, password="long enough", at=AT)
    return StoredDesk(database)


def test_absences_come_in_their_order_until_they_are_over(desk: StoredDesk) -> None:
    later = desk.add_leave(Leave(0, "li", "wang", AT + 2 * DAY, AT + 3 * DAY, "li"))
    now = desk.add_leave(Leave(0, "wang", "li", AT, AT + DAY, "wang"))
    assert desk.leaves(since=AT) == [now, later]
    assert desk.leaves(since=AT + DAY) == [later]
    assert not desk.end_leave(later.id, officer="wang")
    assert desk.end_leave(later.id, officer="li")
    assert not desk.end_leave(later.id, officer="li")
    assert desk.leaves(since=AT) == [now]


def test_what_is_unseen_comes_first_and_is_counted(desk: StoredDesk, database: Database) -> None:
    one, two = add(database, "m1"), add(database, "m2")
    desk.tell([OfficerNotice(0, "li", one, "甲", AT), OfficerNotice(0, "wang", one, "乙", AT)])
    desk.tell([OfficerNotice(0, "li", two, "丙", AT + HOUR)])
    assert desk.told_at(number=one, at=AT) == ["li", "wang"]
    assert desk.unseen(officer="li") == 2
    desk.see(officer="li", at=AT + DAY, number=two)
    assert [(n.text, n.seen) for n in desk.notices(officer="li", limit=9)] == [
        ("甲", None), ("丙", AT + DAY),
    ]  # fmt: skip
    desk.see(officer="li", at=AT + DAY)
    assert (desk.unseen(officer="li"), desk.unseen(officer="wang")) == (0, 1)
    assert [n.text for n in desk.notices(officer="li", limit=1)] == ["丙"]
