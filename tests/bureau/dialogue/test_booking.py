"""What a booking in progress asks next, and which day a message means."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.dialogue.booking import BookingPlan, BookingStep, meaning
from bureau.dialogue.message import Message
from bureau.dialogue.visit_words import visit_wish
from bureau.open_days import Facility, FacilityKind, OpenDay

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


def day(number: int, name: str, kind: FacilityKind, ahead: int, **more: object) -> OpenDay:
    facility = Facility(
        code=str(number), kind=kind, name=name, town="330402010", meeting="门", least_age=6
    )
    starts = AT.replace(hour=9, minute=0) + timedelta(days=ahead)
    facts: dict[str, object] = {
        "id": number, "facility": facility, "starts": starts, "ends": starts + timedelta(hours=2),
        "seats": 6, "opens": AT - timedelta(days=1), "closes": starts, "changed": AT,
    }  # fmt: skip
    return OpenDay(**{**facts, **more})  # type: ignore[arg-type]


DAYS = [
    day(1, "南湖环境监测站", FacilityKind.MONITORING, 4),
    day(2, "石臼漾水质自动站", FacilityKind.MONITORING, 5),
    day(3, "东片污水处理厂", FacilityKind.SEWAGE, 11),
    day(4, "绿环焚烧厂", FacilityKind.WASTE, 11),
    day(5, "绿环焚烧厂", FacilityKind.WASTE, 18),
]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("想参观监测站", [1, 2]),
        ("想去水质自动站", [2]),
        ("绿环焚烧厂", [4, 5]),
        ("焚烧厂 下周六", [4]),
        ("下周六", [3, 4]),
        ("12月12日", [5]),
        ("垃圾焚烧", [4, 5]),
        ("化验", [1, 2]),
        ("想参观", []),
        ("明天的焚烧厂", []),
        ("危废厂", []),
    ],
)
def test_the_days_that_are_meant(text: str, numbers: list[int]) -> None:
    assert [each.id for each in meaning(DAYS, visit_wish(text, AT), text)] == numbers


@pytest.mark.parametrize(
    ("plan", "chosen", "step"),
    [
        (BookingPlan(), None, BookingStep.DAY),
        (BookingPlan(day=3), DAYS[2], BookingStep.PARTY),
        (BookingPlan(day=3, party=2), DAYS[2], BookingStep.CONSENT),
        (BookingPlan(day=3, party=0), DAYS[2], BookingStep.LARGE),
        (BookingPlan(day=3, party=7), DAYS[2], BookingStep.LARGE),
        (BookingPlan(day=3, party=2, ages=(5,)), DAYS[2], BookingStep.YOUNG),
        (BookingPlan(day=3, party=2, ages=(6, 40)), DAYS[2], BookingStep.CONSENT),
        (BookingPlan(day=3, party=1, ages=(13,)), DAYS[2], BookingStep.ALONE),
        (BookingPlan(day=3, party=1, ages=(14,)), DAYS[2], BookingStep.CONSENT),
    ],
)
def test_only_what_is_missing_or_impossible_is_asked(
    plan: BookingPlan, chosen: OpenDay | None, step: BookingStep
) -> None:
    assert plan.step(chosen) is step


def test_a_full_day_asks_whether_to_wait_and_then_reads_back() -> None:
    full = day(3, "东片污水处理厂", FacilityKind.SEWAGE, 11, taken=5)
    assert BookingPlan(day=3, party=2).step(full) is BookingStep.FULL
    assert BookingPlan(day=3, party=1).step(full) is BookingStep.CONSENT
    assert BookingPlan(day=3, party=2, wait=True).step(full) is BookingStep.CONSENT


def test_a_plan_is_kept_between_messages() -> None:
    plan = BookingPlan(day=3, party=2, ages=(6,), shown=(1, 2), phone="1", mark="m", wait=True)
    assert BookingPlan.of(plan.kept()) == plan
    assert BookingPlan.of(None) == BookingPlan()


@pytest.mark.parametrize(("text", "chosen"), [("2", 4), ("第二个", 4), ("1", 3), ("9", None)])
def test_what_was_offered_is_chosen_by_its_order(text: str, chosen: int | None) -> None:
    plan = BookingPlan(shown=(3, 4))
    plan.hear(Message(at=AT, text=text), DAYS, asked="open_day_answer")
    assert plan.day == chosen


def test_another_day_needs_another_wish_to_wait() -> None:
    plan = BookingPlan(day=3, party=2, wait=True)
    plan.hear(Message(at=AT, text="换成12月12日的焚烧厂"), DAYS, asked="open_day_consent")
    assert (plan.day, plan.wait, plan.party) == (5, False, 2)
