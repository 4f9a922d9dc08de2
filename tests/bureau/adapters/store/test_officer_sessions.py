"""Sessions are kept the same way on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from basis.tokens import token_hash
from bureau.adapters.store.engine import Database
from bureau.adapters.store.officer_sessions import StoredOfficerSessions
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema.officers import officer_sessions as table
from bureau.officers.sessions import IDLE, LONGEST

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PASSWORD = "correct horse"
SECOND = timedelta(seconds=1)


@pytest.fixture
def officers(database: Database) -> StoredOfficers:
    kept = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept.ensure_admin(password=PASSWORD, at=AT)
    kept.add(name="li", full_name="李", password=PASSWORD, at=AT)
    return kept


@pytest.fixture
def sessions(officers: StoredOfficers, database: Database) -> StoredOfficerSessions:
    return StoredOfficerSessions(database)


def begin(sessions: StoredOfficerSessions, officer: str = "li", at: datetime = AT) -> str:
    return sessions.begin(officer=officer, address="10.0.0.1", agent="Firefox\n" * 99, at=at)


def test_a_session_says_where_it_is_from_in_few_words(sessions: StoredOfficerSessions) -> None:
    session = sessions.current(begin(sessions), at=AT)
    assert session is not None
    assert (session.officer, session.address, session.since) == ("li", "10.0.0.1", AT)
    assert session.agent.startswith("FirefoxFirefox")
    assert len(session.agent) == 80
    assert sessions.current("made up", at=AT) is None


def test_a_session_runs_from_page_to_page_but_not_for_ever(sessions: StoredOfficerSessions) -> None:
    secret, at = begin(sessions), AT
    assert sessions.current(secret, at=AT + IDLE) is None
    while at + IDLE - SECOND < AT + LONGEST:
        at += IDLE - SECOND
        assert sessions.current(secret, at=at) is not None
    assert sessions.current(secret, at=AT + LONGEST) is None


def test_a_new_password_ends_all_other_sessions_of_this_officer(
    sessions: StoredOfficerSessions, officers: StoredOfficers
) -> None:
    mine, other, colleagues = begin(sessions), begin(sessions), begin(sessions, "admin")
    officers.change_password(
        name="li", old=PASSWORD, new="long enough", keeps=token_hash(mine), at=AT
    )
    running = [sessions.current(each, at=AT) is not None for each in (mine, other, colleagues)]
    assert running == [True, False, True]


def test_leaving_ends_all_sessions_and_coming_back_revives_none(
    sessions: StoredOfficerSessions, officers: StoredOfficers
) -> None:
    secret = begin(sessions)
    for active in (False, True):
        officers.set_active(name="li", active=active, by="admin", at=AT)
        assert sessions.current(secret, at=AT) is None


def test_addresses_are_kept_no_longer_than_sessions_run(
    sessions: StoredOfficerSessions, database: Database
) -> None:
    begin(sessions)
    begin(sessions, "admin", AT + IDLE)
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
