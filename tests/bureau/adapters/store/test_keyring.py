"""The key may change: the same person stays the same citizen, and nothing sealed is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.keyring import Resealing, open_keyring
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.messages import platform_state
from bureau.citizens import UnsealError
from bureau.settings import SettingsError

AT = datetime(2026, 11, 27, tzinfo=UTC)
FIRST, SECOND, THIRD = "the first key of all", "the second key here", "a third key at last"
PEOPLE = [f"oPerson{number}" for number in range(7)]


@pytest.fixture(autouse=True)
def empty(database: Database) -> None:
    with database.transaction() as connection:
        for table in (platform_state, identities, citizens):
            connection.execute(delete(table))


Known = Callable[..., StoredCitizens]


@pytest.fixture
def known(database: Database) -> Iterator[Known]:
    """The citizens under these keys, the present one first."""
    with ExitStack() as writers:

        def under(*keys: str) -> StoredCitizens:
            ring = open_keyring(database, keys[0], keys[1:], at=AT)
            writer = writers.enter_context(closing(GroupCommit(database)))
            return StoredCitizens(database, writer, ring, lambda wave, who: who)

        yield under


def sealed_of(database: Database) -> list[bytes]:
    with database.reading() as connection:
        return [bytes(sealed) for sealed in connection.scalars(select(identities.c.openid_sealed))]


def forget_the_proof(database: Database) -> None:
    """Leave a store as it was before it kept a proof of its key."""
    with database.transaction() as connection:
        connection.execute(delete(platform_state))


def test_the_same_person_is_the_same_citizen_under_every_key_that_follows(known: Known):
    before = known(FIRST).meet(openid="oLin", at=AT)
    for keys in ((SECOND, FIRST), (SECOND,), (THIRD, SECOND), (THIRD, SECOND, FIRST), (THIRD,)):
        assert known(*keys).meet(openid="oLin", at=AT).key == before.key
        assert known(*keys).openid(before.key) == "oLin"


def test_a_store_from_before_the_proof_keeps_its_citizens_when_the_key_changes_at_once(
    database: Database, known: Known
):
    before = known(FIRST).meet(openid="oLin", at=AT)
    forget_the_proof(database)
    assert known(THIRD, SECOND, FIRST).meet(openid="oLin", at=AT).key == before.key


def test_a_damaged_identity_does_not_hide_whose_store_it_is(database: Database, known: Known):
    before = [known(FIRST).meet(openid=openid, at=AT) for openid in PEOPLE]
    forget_the_proof(database)
    with database.transaction() as connection:
        damaged = update(identities).where(identities.c.citizen_key == before[0].key)
        connection.execute(damaged.values(openid_sealed=b"damaged"))
    after = known(SECOND, FIRST)
    assert after.meet(openid=PEOPLE[0], at=AT).key == before[0].key
    assert after.openid(before[0].key) == PEOPLE[0], "who writes again is readable again"


@pytest.mark.parametrize("proof", [True, False])
def test_a_wrong_key_is_said_in_one_sentence_and_changes_nothing(
    database: Database, known: Known, proof: bool
):
    known(FIRST).meet(openid="oLin", at=AT)
    if not proof:
        forget_the_proof(database)
    for wrong in ((SECOND,), (SECOND, THIRD)):
        with pytest.raises(SettingsError, match="SECRET_KEY is not the key of this store") as told:
            open_keyring(database, wrong[0], wrong[1:], at=AT)
        assert len(told.value.problems) == 1
        assert not any(key in str(told.value) for key in (FIRST, SECOND, THIRD))
    assert known(FIRST).meet(openid="oLin", at=AT)


def test_everything_is_sealed_anew_and_then_the_old_key_is_of_no_more_use(
    database: Database, known: Known
):
    before = [known(FIRST).meet(openid=openid, at=AT).key for openid in PEOPLE]
    ring = open_keyring(database, SECOND, [FIRST], at=AT)
    resealing = Resealing(database, ring)
    while resealing.step(most=3):
        pass
    assert (resealing.done, resealing.sealed, resealing.unreadable) == (True, len(PEOPLE), 0)
    assert all(map(ring.is_present, sealed_of(database)))
    after = known(SECOND)
    assert [after.openid(key) for key in before] == PEOPLE


def test_what_opens_under_no_key_is_counted_and_left_as_it_is(database: Database, known: Known):
    kept = known(FIRST).meet(openid="oLin", at=AT).key
    with database.transaction() as connection:
        connection.execute(update(identities).values(openid_sealed=b"of another service"))
    after = known(SECOND, FIRST)
    resealing = Resealing(database, open_keyring(database, SECOND, [FIRST], at=AT))
    while resealing.step():
        pass
    assert (resealing.sealed, resealing.unreadable) == (0, 1)
    assert sealed_of(database) == [b"of another service"]
    with pytest.raises(UnsealError):
        after.openid(kept)


def test_who_was_forgotten_is_not_brought_back_by_sealing_anew(database: Database, known: Known):
    before = known(FIRST)
    gone = before.meet(openid="oGone", at=AT).key
    before.erase(by=gone, at=AT)
    resealing = Resealing(database, open_keyring(database, SECOND, [FIRST], at=AT))
    while resealing.step():
        pass
    assert known(SECOND).openid(gone) is None
    assert known(SECOND).meet(openid="oGone", at=AT).key != gone
