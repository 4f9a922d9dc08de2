"""Officers are kept the same way on both databases, and their passwords by nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema.officers import officers as table
from bureau.officers import OfficerError

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse"


@pytest.fixture
def officers(database: Database) -> StoredOfficers:
    # The cheapest hash: what is tested here is not its strength.
    kept = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept.ensure_admin(password=PASSWORD, at=AT)
    return kept


def test_admin_is_created_once_and_keeps_their_password(officers: StoredOfficers) -> None:
    officers.ensure_admin(password="another password", at=AT)
    assert officers.sign_in(name="admin", password=PASSWORD, at=AT)
    assert officers.sign_in(name="admin", password="another password", at=AT) is None


def test_only_the_hash_is_kept(officers: StoredOfficers, database: Database) -> None:
    with database.reading() as connection:
        row = connection.execute(select(table)).one()
    assert PASSWORD not in str(row)
    assert row.password_hash.startswith("$argon2id$")


def test_an_officer_signs_in_with_their_own_password(officers: StoredOfficers) -> None:
    officers.add(name=" Li.Ming ", full_name="李明", password="long enough", at=AT)
    signed_in = officers.sign_in(name="LI.MING", password="long enough", at=AT)
    assert signed_in is not None
    assert (signed_in.name, signed_in.full_name, signed_in.last_seen) == ("li.ming", "李明", AT)
    assert not signed_in.admin
    assert officers.sign_in(name="li.ming", password=PASSWORD, at=AT) is None
    assert officers.sign_in(name="nobody", password="nobody", at=AT) is None
    for name in ("", "\x00", "admin\x00", "' OR 1=1 --", "x" * 9999):
        assert officers.sign_in(name=name, password="\x00", at=AT) is None
        assert officers.get(name) is None


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("admin", "long enough", "taken"),
        ("李明", "long enough", "name"),
        ("a b", "long enough", "name"),
        ("zhang", "short", "short"),
        ("zhang", "x" * 201, "short"),
    ],
)
def test_an_officer_that_cannot_be_added_is_explained(
    officers: StoredOfficers, name: str, password: str, code: str
) -> None:
    with pytest.raises(OfficerError) as refused:
        officers.add(name=name, full_name="x", password=password, at=AT)
    assert refused.value.code == code
    assert [officer.name for officer in officers.every()] == ["admin"]


def test_a_changed_password_ends_older_sessions(officers: StoredOfficers) -> None:
    with pytest.raises(OfficerError):
        officers.change_password(name="admin", old="wrong", new="long enough", at=AT)
    changed = officers.change_password(name="admin", old=PASSWORD, new="long enough", at=AT)
    assert changed.session == 2
    assert officers.sign_in(name="admin", password=PASSWORD, at=AT) is None


def test_an_officer_who_left_does_not_come_in(officers: StoredOfficers) -> None:
    officers.add(name="li", full_name="李", password="long enough", at=AT)
    officers.set_active(name="li", active=False)
    assert officers.sign_in(name="li", password="long enough", at=AT) is None
    with pytest.raises(OfficerError):
        officers.set_active(name="admin", active=False)
