from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.odor import StoredOdor
from bureau.cases import AnswerLinks, CaseService, Draft, KeptAlarms, routing, terms
from bureau.messaging.twin import KeptOutbox
from bureau.odor.events import Placement, Plan
from bureau.odor.model import Sighting, summary
from bureau.officers import OfficerScope
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)
TOWN, OTHER = (town.code for town in gazetteer().towns()[:2])


@pytest.fixture
def store(database: Database) -> StoredOdor:
    return StoredOdor(database)


def told(key: str, minutes: float = 0, town: str | None = TOWN, **facts) -> Sighting:
    at = AT + timedelta(minutes=minutes)
    return Sighting(key, at, 1.5, 2.5, town=town, county=town and town[:6], **facts)


def begun(store: StoredOdor, *sightings: Sighting) -> int:
    store.take_in(sightings)
    keys = tuple(each.key for each in sightings)
    [event] = store.apply(Plan(fresh=[keys]), {keys: summary(sightings)}, at=AT)
    return event


def test_reports_come_back_as_they_were_and_twice_is_once(store: StoredOdor) -> None:
    one = told("a", intensity=3, qualities=("塑料", "化工"), blur_m=2500.0)
    nothing = told("b", 5, noticed=False)
    store.take_in([one, nothing])
    store.take_in([told("a", 99)])
    assert store.sightings(start=AT, end=AT + timedelta(hours=1)) == [one, nothing]
    assert store.placements(["a", "b", "x"]) == {"a": Placement(), "b": Placement()}


def test_an_event_has_its_figures_and_lies_where_most_reports_do(store: StoredOdor) -> None:
    reports = [told("a"), told("b", 9, OTHER), told("c", 20, OTHER, qualities=("鱼腥",))]
    found = store.get(begun(store, *reports))
    assert found.summary == summary(reports)
    assert found.town == OTHER
    assert store.of_event(found.id) == reports
    assert store.get(999) is None


def test_events_of_an_area_are_listed_the_newest_first(store: StoredOdor) -> None:
    here, there = begun(store, told("a")), begun(store, told("b", 60, OTHER))
    found, total = store.search(limit=9, offset=0)
    assert ([each.id for each in found], total) == ([there, here], 2)
    for scope, ids in (
        (OfficerScope(TOWN), [here]),
        (OfficerScope(TOWN[:6]), [there, here]),
        (OfficerScope(None, ("water",)), []),
        (OfficerScope("330499"), []),
    ):
        assert [each.id for each in store.search(scope=scope, limit=9, offset=0)[0]] == ids


def test_a_plan_places_and_merges(store: StoredOdor) -> None:
    older, newer = begun(store, told("a")), begun(store, told("b", 60))
    store.take_in([told("c", 30)])
    store.apply(Plan(placed={"c": older}, merged={newer: older}), {}, at=AT)
    assert [each.key for each in store.of_event(older)] == ["a", "c", "b"]
    assert store.get(newer).merged_into == older
    assert store.search(limit=9, offset=0)[1] == 1


def test_an_officers_split_and_merge_are_kept_by_name_and_pinned(store: StoredOdor) -> None:
    event = begun(store, told("a"), told("b", 5), told("c", 9))
    apart = store.move(["c"], source=event, target=None, by="li", at=AT)
    assert [each.key for each in store.of_event(apart)] == ["c"]
    assert store.placements(["a", "c"]) == {
        "a": Placement(event, pinned=True),
        "c": Placement(apart, pinned=True),
    }
    assert store.move([], source=apart, target=event, by="li", at=AT) == event
    assert len(store.of_event(event)) == 3
    assert [(act.verb, act.officer, act.other) for act in store.acts(event)] == [
        ("split", "li", apart),
        ("received", "li", apart),
    ]
    assert store.move([], source=apart, target=event, by="li", at=AT) is None
    assert store.move([], source=event, target=999, by="li", at=AT) is None


def test_a_chance_is_written_beside_the_figures(store: StoredOdor) -> None:
    event = begun(store, told("a"))
    store.put_chance(event, 0.004)
    store.put_summary(event, summary([told("a"), told("b", 5)]), at=AT)
    assert (store.get(event).chance, store.get(event).summary.count) == (0.004, 2)


@pytest.fixture
def cases(database: Database) -> CaseService:
    links = AnswerLinks([b"key"], "https://example.test")
    villages = VillageRegister(KeptVillages(), gazetteer(), {})
    store, quiet = StoredCases(database), KeptOutbox()
    return CaseService(store, quiet, gazetteer(), routing(), terms(), KeptAlarms(), links, villages)


def submit(cases: CaseService, key: str, by: str = "c", minutes: int = 0, **facts) -> str:
    draft = Draft(**{"categories": ("odor",), "place": TOWN, "description": "x", **facts})
    at = AT + timedelta(minutes=minutes)
    return cases.submit(draft=draft, by=by * 32, at=at, message_key=key).number


def test_cases_of_smell_are_read_once_and_others_never(
    store: StoredOdor, cases: CaseService
) -> None:
    number = submit(cases, "1", started=AT - timedelta(hours=2), odor_qualities=("塑料",))
    old = submit(cases, "2", started=AT - timedelta(days=3), categories=("air",), minutes=1)
    submit(cases, "3", categories=("water",))
    found = store.unread(since=AT - timedelta(days=1))
    assert [(each.key, each.at) for each in found] == [
        (f"case:{number}", AT - timedelta(hours=2)),
        (f"case:{old}", AT + timedelta(minutes=1)),
    ]
    assert found[0].qualities == ("塑料",)
    store.take_in([told(f"case:{number}")])
    assert [each.key for each in store.unread(since=AT - timedelta(days=1))] == [f"case:{old}"]
    assert store.unread(since=AT + timedelta(days=1)) == []


def test_active_people_are_counted_by_town_and_person(
    store: StoredOdor, cases: CaseService
) -> None:
    for n, by in enumerate("aab"):
        submit(cases, str(n), by)
    submit(cases, "9", "d", place=OTHER)
    window = {"start": AT - timedelta(days=1), "end": AT + timedelta(days=1)}
    assert store.active(**window) == {TOWN: 2, OTHER: 1}
