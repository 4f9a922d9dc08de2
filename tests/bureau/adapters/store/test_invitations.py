"""Invitations in the database: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.consents import StoredConsents
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.inbox import StoredInbox
from bureau.adapters.store.invitations import StoredInvitations
from bureau.invitations import Counts, InvitationKind, InvitationWish
from bureau.messaging import Arrival, WindowEvent
from tests.surveys.standard import moment

AT = moment("2026-11-03T10:00")
WAVE, TEMPLATE = "2026Q4", "survey-1"


@pytest.fixture
def store(database: Database) -> StoredInvitations:
    return StoredInvitations(database, template=TEMPLATE)


def test_each_kind_invites_once_a_wave(store: StoredInvitations) -> None:
    tried = [
        (WAVE, InvitationKind.CASE),
        (WAVE, InvitationKind.CASE),
        (WAVE, InvitationKind.NOTICE),
        ("2027Q1", InvitationKind.CASE),
    ]
    done = [store.invite("a", wave=wave, kind=kind, at=AT) for wave, kind in tried]
    assert done == [True, False, True, True]
    assert store.counts(wave=WAVE) == Counts({}, {InvitationKind.CASE: 1, InvitationKind.NOTICE: 1})


def test_the_last_wish_counts(store: StoredInvitations) -> None:
    assert store.wish("a") is None
    store.set_wish("a", InvitationWish.INVITE, at=AT)
    store.set_wish("a", InvitationWish.NEVER, at=AT)
    assert store.wish("a") is InvitationWish.NEVER


def test_willing_are_followers_who_said_so_here_or_on_the_platform(
    database: Database, store: StoredInvitations, citizens: StoredCitizens
) -> None:
    said, agreed, refused, had, gone = (citizens.meet(openid=name, at=AT).key for name in "abcde")
    citizens.settle(by=said, town="330411105", at=AT)
    for who in (said, had, gone):
        store.set_wish(who, InvitationWish.INVITE, at=AT)
    for who in (agreed, refused):
        StoredConsents(database).give(by=who, template=TEMPLATE, at=AT, message_key=who[:20])
    store.set_wish(refused, InvitationWish.NEVER, at=AT)
    store.invite(had, wave=WAVE, kind=InvitationKind.NOTICE, at=AT)
    citizens.erase(by=gone, at=AT)
    assert set(store.willing(wave=WAVE)) == {(said, "330411105"), (agreed, None)}


def test_who_leaves_takes_the_wish_along_and_a_refusal(
    store: StoredInvitations, citizens: StoredCitizens
) -> None:
    wished, refused = (citizens.meet(openid=name, at=AT).key for name in "ab")
    store.set_wish(wished, InvitationWish.INVITE, at=AT)
    store.set_wish(refused, InvitationWish.NEVER, at=AT)
    for who in (wished, refused):
        citizens.erase(by=who, at=AT)
    assert (store.wish(wished), store.wish(refused)) == (None, None)


def test_silent_are_those_whose_last_word_lies_between(
    database: Database, store: StoredInvitations
) -> None:
    writer = GroupCommit(database)
    box = StoredInbox(database, writer)

    def writes(who: str, *hours: int) -> None:
        for hour in hours:
            key, at = f"{who}{hour}", AT - timedelta(hours=hour)
            box.accept(
                Arrival(key, who, "text", {"text": "1"}, at, WindowEvent.MESSAGE), owner="tests"
            )

    def silent(at: datetime) -> list[str]:
        since, until = at - timedelta(hours=46), at - timedelta(hours=20)
        return list(store.silent(wave=WAVE, since=since, until=until))

    writes("yesterday", 30, 25)
    writes("just now", 30, 1)
    writes("long ago", 60)
    writes("reminded", 24)
    writes("refused", 24)
    store.invite("reminded", wave=WAVE, kind=InvitationKind.REMINDER, at=AT)
    store.set_wish("refused", InvitationWish.NEVER, at=AT)
    assert silent(AT) == ["yesterday"]
    writer.close()
