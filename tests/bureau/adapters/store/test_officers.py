"""Officers are kept the same way on both databases, and their passwords by nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Lock
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema.officers import officers as table
from bureau.adapters.store.survey_outputs import StoredApiKeys
from bureau.officers import BusyError, Officer, OfficerError, Post
from bureau.survey_access.api_keys import LIFETIMES, Scope

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
    assert (signed_in.role, signed_in.area, signed_in.categories) == ("city", None, ())
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


def test_a_first_password_must_be_changed_for_another(officers: StoredOfficers) -> None:
    assert officers.add(name="li", full_name="李", password="long enough", at=AT).must_change
    with pytest.raises(OfficerError, match="same"):
        change(officers, "li", "long enough", "long enough")
    assert not change(officers, "li", "long enough", "longer still").must_change
    admin = officers.get("admin")
    assert admin is not None
    assert not admin.must_change


def change(officers: StoredOfficers, name: str, old: str, new: str) -> Officer:
    return officers.change_password(name=name, old=old, new=new, keeps="", at=AT)


def test_a_changed_password_ends_older_sessions(officers: StoredOfficers) -> None:
    with pytest.raises(OfficerError):
        officers.change_password(name="admin", old="wrong", new="long enough", keeps="", at=AT)
    changed = officers.change_password(
        name="admin", old=PASSWORD, new="long enough", keeps="", at=AT
    )
    assert changed.session == 2
    assert officers.sign_in(name="admin", password=PASSWORD, at=AT) is None


def test_an_officer_who_left_is_known_only_by_their_password(officers: StoredOfficers) -> None:
    officers.add(name="li", full_name="李", password="long enough", at=AT)
    officers.set_active(name="li", active=False, by="admin", at=AT)
    stopped = officers.sign_in(name="li", password="long enough", at=AT)
    assert stopped is not None
    assert not stopped.active
    assert stopped.last_seen is None
    assert officers.sign_in(name="li", password="another", at=AT) is None
    with pytest.raises(OfficerError):
        officers.set_active(name="admin", active=False, by="admin", at=AT)


def test_a_programs_key_ends_with_its_owners_leaving(
    officers: StoredOfficers, database: Database
) -> None:
    keys = StoredApiKeys(database)
    officers.add(name="li", full_name="李", password="long enough", at=AT)
    secrets = {}
    for owner in ("li", "admin"):
        secrets[owner] = keys.make(
            label="数据中心", scope=Scope.ALL, lifetime=LIFETIMES[90], by=owner, at=AT
        )[1]
    for active in (False, True):
        officers.set_active(name="li", active=active, by="admin", at=AT)
        assert keys.find(secret=secrets["li"], at=AT) is None
    assert keys.find(secret=secrets["admin"], at=AT) is not None


class Counted(PasswordHasher):
    """A real hasher that counts how many passwords it looks at, at once and in all."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=16 * 1024, parallelism=1)
        self.lock, self.now, self.most, self.all = Lock(), 0, 0, 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        with self.lock:
            self.now += 1
            self.all += 1
            self.most = max(self.most, self.now)
        try:
            return super().verify(hash, password)
        finally:
            with self.lock:
                self.now -= 1


def test_a_hundred_passwords_at_once_are_looked_at_two_by_two_or_not_at_all(
    database: Database,
) -> None:
    hasher = Counted()
    officers = StoredOfficers(database, hasher)
    officers.ensure_admin(password=PASSWORD, at=AT)

    def guess(number: int) -> str:
        try:
            found = officers.sign_in(name="admin", password=f"guess {number}", at=AT)
        except BusyError:
            return "busy"
        return "in" if found else "wrong"

    with ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(guess, range(100)))
    assert hasher.most <= 2
    assert answers.count("wrong") == hasher.all
    assert answers.count("busy") == 100 - hasher.all > 0
    assert officers.sign_in(name="admin", password=PASSWORD, at=AT) is not None


def test_an_officer_is_given_a_post(officers: StoredOfficers) -> None:
    post = Post("county_branch", "330402", ("water", "soil"))
    added = officers.add(name="li", full_name="李", password="long enough", at=AT, post=post)
    assert (added.role, added.area) == ("county_branch", "330402")
    assert added.categories == ("water", "soil")
    moved = officers.post(name="li", post=Post("city"), by="admin", at=AT)
    assert (moved.role, moved.area, moved.categories) == ("city", None, ())
    assert officers.get("li") == moved
    admin = officers.get("admin")
    assert admin is not None
    assert admin.role == "administrator"


@pytest.mark.parametrize(
    ("name", "by", "code"),
    [("admin", "li", "unknown"), ("nobody", "li", "unknown"), ("li", "li", "own")],
)
def test_nobody_moves_or_stops_the_first_officer_or_themselves(
    officers: StoredOfficers, name: str, by: str, code: str
) -> None:
    officers.add(name="li", full_name="李", password="long enough", at=AT)
    with pytest.raises(OfficerError) as refused:
        officers.post(name=name, post=Post("auditor"), by=by, at=AT)
    assert refused.value.code == code
    with pytest.raises(OfficerError) as refused:
        officers.set_active(name=name, active=False, by=by, at=AT)
    assert refused.value.code == code


def test_a_programs_key_ends_when_its_owner_may_no_longer_make_any(
    officers: StoredOfficers, database: Database
) -> None:
    keys = StoredApiKeys(database)
    administrator = Post("administrator")
    officers.add(name="li", full_name="李", password="long enough", at=AT, post=administrator)
    _, secret = keys.make(label="x", scope=Scope.ALL, lifetime=LIFETIMES[90], by="li", at=AT)
    officers.post(name="li", post=administrator, by="admin", at=AT)
    assert keys.find(secret=secret, at=AT) is not None
    officers.post(name="li", post=Post("survey_office"), by="admin", at=AT)
    assert keys.find(secret=secret, at=AT) is None
