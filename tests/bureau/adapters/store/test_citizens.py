"""A citizen has one key, drawn by lot, from the first time they are met."""

from __future__ import annotations

from sqlalchemy import select

from bureau.adapters.store.schema.citizens import citizens as citizens_table
from bureau.adapters.store.schema.citizens import identities
from bureau.wiring import Bureau
from tests.bureau.adapters.store.lives import (
    AT,
    LATER,
    OPENID,
)


def test_the_key_of_a_citizen_follows_from_nothing(bureau: Bureau) -> None:
    first = bureau.citizens.meet(openid=OPENID, at=AT).key
    assert bureau.citizens.meet(openid=OPENID, at=LATER).key == first
    assert bureau.citizens.visit(openid=OPENID, at=LATER) == first == bureau.citizens.known(OPENID)
    assert first != bureau.identity_keys.mark(OPENID)
    with bureau.database.reading() as connection:
        assert len(connection.execute(select(identities)).all()) == 1
        assert len(connection.execute(select(citizens_table)).all()) == 1


def test_who_only_visits_a_page_is_known_but_follows_nothing(bureau: Bureau) -> None:
    key = bureau.citizens.visit(openid=OPENID, at=AT)
    citizen = bureau.citizens.get(key)
    assert citizen is not None
    assert not citizen.followed
    assert bureau.citizens.meet(openid=OPENID, at=LATER).followed
    assert bureau.citizens.visit(openid=OPENID, at=LATER) == key
    assert bureau.citizens.get(key).followed  # type: ignore[union-attr]
