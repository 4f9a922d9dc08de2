"""Alerts are kept the same way on both databases, and go with the citizen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.alerts import StoredAlerts
from bureau.adapters.store.citizens import StoredCitizens
from bureau.adapters.store.engine import Database
from bureau.alerts import Alert, AlertKind, AlertWish

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WISH = AlertWish(AlertKind.OVER, "330411101", "AQI", 150)


@pytest.fixture
def store(database: Database) -> StoredAlerts:
    return StoredAlerts(database)


def put(
    store: StoredAlerts, wish: AlertWish = WISH, key: str = "m1", citizen: str = "lin"
) -> Alert:
    return store.put(wish, citizen=citizen, above=False, at=AT, message_key=key)


def test_a_wish_comes_back_as_it_was_kept(store: StoredAlerts) -> None:
    alert = put(store)
    assert (alert.wish, alert.created, alert.told) == (WISH, AT, None)
    assert store.of_citizen("lin") == [alert]
    assert store.of_citizen("chen") == []


def test_the_same_message_again_changes_nothing(store: StoredAlerts) -> None:
    first = put(store)
    store.told([(first.id, True, AT)])
    assert put(store).told == AT
    assert len(store.standing()) == 1


def test_another_threshold_for_the_same_place_replaces_the_first(store: StoredAlerts) -> None:
    put(store)
    put(store, AlertWish(AlertKind.OVER, "330411101", "AQI", 200), key="m2")
    assert [alert.wish.threshold for alert in store.of_citizen("lin")] == [200]


def test_what_was_ended_may_be_asked_for_again(store: StoredAlerts) -> None:
    alert = put(store)
    ended = store.end([alert.id], citizen="lin", at=AT, message_key="m2")
    assert [each.id for each in ended] == [alert.id]
    assert store.of_citizen("lin") == []
    assert store.end([], citizen="lin", at=AT, message_key="m2") == ended
    assert put(store, key="m3").id == alert.id
    assert store.end([], citizen="lin", at=AT, message_key="m2") == []


def test_nobody_ends_anothers_alert(store: StoredAlerts) -> None:
    alert = put(store)
    assert store.end([alert.id], citizen="chen", at=AT, message_key="m2") == []
    assert store.of_citizen("lin") == [alert]


def test_what_ended_long_ago_is_deleted(store: StoredAlerts) -> None:
    put(store, citizen="chen")
    store.end([put(store).id], citizen="lin", at=AT, message_key="m2")
    store.prune(before=AT + timedelta(days=1))
    assert store.end([], citizen="lin", at=AT, message_key="m2") == []
    assert [alert.citizen for alert in store.standing()] == ["chen"]


def test_a_mark_keeps_when_it_was_told_last(store: StoredAlerts) -> None:
    alert = put(store)
    store.told([(alert.id, True, AT)])
    store.told([(alert.id, False, None)])
    (kept,) = store.of_citizen("lin")
    assert (kept.above, kept.told) == (False, AT)


def test_alerts_go_with_the_citizen(store: StoredAlerts, citizens: StoredCitizens) -> None:
    lin = citizens.meet(openid="oLin", at=AT).key
    put(store, citizen=lin)
    citizens.erase(by=lin, at=AT)
    assert store.standing() == []
