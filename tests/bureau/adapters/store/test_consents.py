"""Consents to subscription notices are kept the same way on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.consents import StoredConsents
from bureau.adapters.store.engine import Database

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def consents(database: Database) -> StoredConsents:
    return StoredConsents(database)


def test_each_consent_is_good_for_one_the_oldest_first(consents: StoredConsents) -> None:
    for hours, key in ((1, "later"), (0, "first"), (0, "first")):
        at = AT + timedelta(hours=hours)
        consents.give(by="lin", template="t", at=at, message_key=key)
    used = []
    while (consent := consents.oldest(of="lin", template="t")) is not None:
        used.append(consent)
        consents.use(consent)
    assert used == ["first", "later"]


def test_a_consent_is_for_one_template_and_may_be_withdrawn(consents: StoredConsents) -> None:
    consents.give(by="lin", template="t", at=AT, message_key="a")
    assert consents.oldest(of="lin", template="other") is None
    assert consents.oldest(of="chen", template="t") is None
    consents.withdraw(by="lin", template="t")
    assert consents.oldest(of="lin", template="t") is None


def test_consents_go_with_the_citizen(consents: StoredConsents, citizens: StoredCitizens) -> None:
    consents.give(by="lin", template="t", at=AT, message_key="a")
    citizens.erase(by="lin", at=AT)
    assert consents.oldest(of="lin", template="t") is None
