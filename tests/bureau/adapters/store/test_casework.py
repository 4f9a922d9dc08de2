"""Hands and queues are kept the same way on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.engine import Database
from bureau.cases import Case, Draft, Event, Status, Verb, Who
from bureau.cases.numbers import compose
from bureau.casework import Bucket, CaseworkError, Hands
from bureau.casework.ports import HandChange, QueueFilter
from bureau.officers import OfficerScope

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def hands(database: Database) -> StoredHands:
    return StoredHands(database)


def add(database: Database, key: str = "m1", **facts: object) -> str:
    def numbered(sequence: int) -> Case:
        case = Case(
            compose(AT.date(), sequence), Status.SUBMITTED, Draft(description="臭"), "c1",
            "330411", "330411101", "bureau", AT, AT, AT + 15 * DAY,
        )  # fmt: skip
        return replace(case, **facts)  # type: ignore[arg-type]

    opening = Event(AT, Verb.SUBMIT, Who.CITIZEN, "", None, Status.SUBMITTED, "submitted")
    cases = StoredCases(database)
    return cases.add(numbered=numbered, event=opening, day=AT.date(), message_key=key).number


def give(hands: StoredHands, number: str, **facts: object) -> Hands:
    def decide(case: Case, before: Hands) -> HandChange:
        event = Event(AT, Verb.TAKE, Who.OFFICER, "li", case.status, case.status, "taken")
        after = replace(before, by="wang", since=AT, **facts)  # type: ignore[arg-type]
        return HandChange(after, event, (("li", "给您一件"),))

    changed = hands.change(number=number, decide=decide)
    assert changed is not None
    return changed[0]


def wanted(*names: str, area: str | None = None) -> QueueFilter:
    return QueueFilter(frozenset(names), OfficerScope(area), AT, AT + DAY / 2)


def test_hands_are_kept_whole_with_their_event_and_their_notice(
    database: Database, hands: StoredHands
) -> None:
    number = add(database)
    given = give(hands, number, unit="330411", lead="li", taken=AT, helpers=("chen", "wang"))
    assert hands.hands([number, "none"]) == {number: given, "none": Hands("none")}
    assert [event.verb for event in StoredCases(database).history(number)][-1] == Verb.TAKE
    (notice,) = StoredDesk(database).notices(officer="li", limit=5)
    assert (notice.number, notice.text, notice.seen) == (number, "给您一件", None)
    again = give(hands, number, helpers=())
    assert again.helpers == ()
    assert hands.hands([number])[number] == again


def test_of_many_who_take_at_once_one_has_it(database: Database, hands: StoredHands) -> None:
    number = add(database)

    def decide(case: Case, before: Hands) -> HandChange:
        if before.taken is not None:
            raise CaseworkError("yours_already")
        event = Event(AT, Verb.TAKE, Who.OFFICER, "li", case.status, case.status, "taken")
        return HandChange(replace(before, lead="li", taken=AT), event)

    def take(_: int) -> bool:
        try:
            return hands.change(number=number, decide=decide) is not None
        except CaseworkError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 1
    assert hands.change(number="none", decide=decide) is None


def test_the_queue_holds_ones_own_and_the_areas_free_cases(
    database: Database, hands: StoredHands
) -> None:
    urgent = add(database, "m1", draft=Draft(description="臭", urgent=True))
    late = add(database, "m2", due=AT - DAY)
    today = add(database, "m3", due=AT + DAY / 4)
    given, mine, helped = (add(database, f"m{n}") for n in (4, 5, 6))
    free = add(database, "m7")
    add(database, "m8", county="330421", town="330421100")
    add(database, "m9", status=Status.CLOSED, due=None)
    give(hands, add(database, "m10"), lead="chen", taken=AT)
    give(hands, given, lead="li")
    give(hands, mine, lead="li", taken=AT)
    give(hands, helped, lead="chen", taken=AT, helpers=("li",))
    queue = wanted("li", area="330411")
    found = {
        bucket: [each.case.number for each in hands.queue(queue, bucket=bucket, limit=9)]
        for bucket in Bucket
    }
    assert found == {
        Bucket.DANGER: [urgent],
        Bucket.OVERDUE: [late],
        Bucket.TODAY: [today],
        Bucket.WAITING: [given],
        Bucket.MINE: [mine, helped],
        Bucket.FREE: [free],
    }
    assert hands.counts(queue) == {each: len(numbers) for each, numbers in found.items()}
    assert len(hands.queue(queue, bucket=Bucket.MINE, limit=1)) == 1
    assert hands.counts(wanted("li", area="330411101"))[Bucket.FREE] == 1


def test_urgent_cases_ring_by_area_until_taken(database: Database, hands: StoredHands) -> None:
    danger = Draft(description="臭", urgent=True)
    first, second = (add(database, key, draft=danger) for key in ("m1", "m2"))
    away = add(database, "m3", draft=danger, county="330421", town="330421100")
    add(database, "m4", draft=danger, status=Status.ANSWERED)
    give(hands, first, lead="li")
    assert hands.untaken_urgent() == [away, second, first]
    assert hands.untaken_urgent(OfficerScope("330411")) == [second, first]
    give(hands, first, lead="li", taken=AT)
    assert hands.untaken_urgent(OfficerScope("330411101")) == [second]
