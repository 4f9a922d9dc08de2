"""Events and subscriptions are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.campaigns import StoredCampaigns
from bureau.adapters.store.engine import Database
from bureau.campaigns import CampaignKind, CampaignState, CampaignText, Subscription

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOLD = CampaignText(
    kind=CampaignKind.EXPO, title="环博会", starts=AT + timedelta(days=3),
    ends=AT + timedelta(days=4), place="广场", text="来看看", area="330402", link="https://a.test",
)  # fmt: skip


@pytest.fixture
def store(database: Database) -> StoredCampaigns:
    return StoredCampaigns(database)


def test_an_event_comes_back_as_it_was_written(store: StoredCampaigns) -> None:
    number = store.add(TOLD, demo=True)
    found = store.get(number)
    assert found is not None
    assert (found.told, found.state, found.demo, found.joins) == (
        TOLD, CampaignState.DRAFT, True, 0,
    )  # fmt: skip
    assert store.get(number + 1) is None


def test_of_two_officers_one_announces(store: StoredCampaigns) -> None:
    number = store.add(TOLD, demo=False)

    def announce(_: int) -> bool:
        return store.put(number, CampaignState.ANNOUNCED, of=CampaignState.DRAFT, at=AT, reason="")

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(announce, range(4))) == [False, False, False, True]
    found = store.get(number)
    assert found is not None
    assert found.announced == AT


def test_subscriptions_and_joins_count_once_whoever_taps_at_once(store: StoredCampaigns) -> None:
    number = store.add(TOLD, demo=False)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.subscribe("a", area="", at=AT), range(8)))
        list(pool.map(lambda _: store.join(number, "a", at=AT), range(8)))
    store.subscribe("a", area="330402", at=AT)
    assert store.of_citizen("a") == [Subscription("a", ""), Subscription("a", "330402")]
    found = store.get(number)
    assert found is not None
    assert found.joins == 1
    assert store.unsubscribe("a") == 2
    assert store.unsubscribe("a") == 0


def test_answers_of_the_quiz_add_up_whoever_answers_at_once(store: StoredCampaigns) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.tally("hotline", right=n % 2 == 0), range(20)))
    assert store.tallies() == {"hotline": (20, 10)}


def test_past_events_come_in_pages_and_those_to_come_in_their_order(
    store: StoredCampaigns,
) -> None:
    numbers = [store.add(TOLD, demo=False) for _ in range(3)]
    assert [each.id for each in store.ending_after(AT)] == numbers
    page, total = store.ended(before=TOLD.ends, limit=2, offset=0)
    assert (len(page), total) == (2, 3)
