"""Neighbours and links are found the same way on both databases."""

from __future__ import annotations

from datetime import timedelta

from bureau.adapters.store.engine import Database
from bureau.adapters.store.neighbours import StoredNeighbours
from bureau.cases import Draft, Event, Location, Status, Verb, Who
from bureau.casework.ports import NearSpan
from tests.bureau.adapters.store.test_casework import AT, add

HOUR = timedelta(hours=1)


def test_near_is_the_same_town_or_the_same_square_within_the_time(database: Database) -> None:
    store = StoredNeighbours(database)
    here = add(database, "m1", draft=Draft(location=Location(120.7, 30.6)))
    over_border = add(
        database, "m2", draft=Draft(location=Location(120.72, 30.61)), town="330421100"
    )
    in_town = add(database, "m3")
    add(database, "m4", draft=Draft(location=Location(120.9, 30.6)), town="330421100")
    add(database, "m5", created=AT - 3 * HOUR)
    add(database, "m6", status=Status.WITHDRAWN)
    span = NearSpan(
        AT - HOUR, AT + HOUR, "330411", "330411101",
        west=120.65, east=120.75, south=30.55, north=30.65,
    )  # fmt: skip
    found = {case.number for case in store.near(span, limit=9)}
    assert found == {here, over_border, in_town}
    assert len(store.near(span, limit=2)) == 2
    assert store.near(NearSpan(AT - HOUR, AT + HOUR, None, None), limit=9) == []


def test_a_link_is_one_from_both_sides(database: Database) -> None:
    store = StoredNeighbours(database)
    one, two = add(database, "m1"), add(database, "m2")
    status = Status.SUBMITTED
    events = [Event(AT, Verb.LINK, Who.OFFICER, "li", status, status, "linked", n) for n in "ab"]
    assert store.link(two, one, events=events, by="li")
    assert not store.link(one, two, events=events, by="wang")
    assert [(each.number, each.other, each.by) for each in store.links(one)] == [(one, two, "li")]
    assert [each.other for each in store.links(two)] == [one]
    assert store.unlink(one, two, events=events)
    assert not store.unlink(one, two, events=events)
    assert store.links(two) == []
