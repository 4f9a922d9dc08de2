"""Shifts in the chat, and the address of the patrol page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bureau.patrols import PatrolKind
from bureau.patrols.shifts import PatrolShift
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen

TOWN = "330411105"


def volunteer(citizen: Citizen, bureau: Bureau, kind: str = "odor") -> None:
    role = bureau.patrols.apply(
        kind=kind, town=TOWN, by=citizen.key, at=AT, message_key=citizen.key
    )
    bureau.patrols.decide(volunteer=role.id, approved=True, by="admin", at=AT)


def shift(bureau: Bureau, days: int, seats: int = 2, hour: int = 20) -> PatrolShift:
    begins = AT.replace(hour=hour, minute=0) + timedelta(days=days)
    return bureau.duty_calendar.publish(
        kind=PatrolKind.ODOR,
        begins=begins,
        ends=begins + timedelta(hours=2),
        town=TOWN,
        meet="东门保安亭",
        seats=seats,
        route=None,
        by="li",
        at=AT,
    )


def said(citizen: Citizen, text: str, at: datetime = AT) -> dict[str, Any]:
    citizen.at = at
    return citizen.says(text, "start_patrol").run("validate_patrol_form", form="patrol_form")


# AT is a Tuesday.
@pytest.mark.parametrize("words", ["我周六来", "这个礼拜六算我一个", "28号我有空来", "周六我可以"])
def test_a_day_is_signed_up_for_in_a_word(citizen: Citizen, bureau: Bureau, words: str) -> None:
    volunteer(citizen, bureau)
    saturday = shift(bureau, 4)
    shift(bureau, 5)
    said(citizen, words)
    assert citizen.responses == ["utter_patrol_shift_taken"]
    ((mine, _),) = bureau.duty_calendar.of_citizen(by=citizen.key, at=AT)
    assert mine == saturday


def test_among_several_one_is_chosen_by_a_tap(citizen: Citizen, bureau: Bureau) -> None:
    volunteer(citizen, bureau)
    shift(bureau, 1, hour=9)
    late = shift(bureau, 1)
    answer = said(citizen, "明天我来")
    assert citizen.responses == ["utter_patrol_shift_choose"]
    buttons = answer["responses"][0]["buttons"]
    assert len(buttons) == 2
    said(citizen, buttons[1]["payload"])
    assert citizen.responses == ["utter_patrol_shift_taken"]
    ((mine, _),) = bureau.duty_calendar.of_citizen(by=citizen.key, at=AT)
    assert mine.id == late.id
    said(citizen, '/start_patrol{"option": "shift", "number": "999"}')
    assert citizen.responses == ["utter_patrol_refused"]


def test_a_full_shift_is_swapped(citizen: Citizen, bureau: Bureau, executor: Any) -> None:
    volunteer(citizen, bureau)
    other = Citizen(executor)
    volunteer(other, bureau)
    planned = shift(bureau, 1, seats=1)
    said(citizen, "我明天来")
    said(other, "我明天来")
    assert other.responses == ["utter_patrol_shift_none"]
    said(citizen, "明天有事，换班")
    assert citizen.responses == ["utter_patrol_shift_asked"]
    (asked,) = [
        each for each in bureau.outbox.of_citizen(to=other.key) if "顶一下" in str(each.content)
    ]
    assert "11月25日周三" in str(asked.content)
    said(other, "我明天来")
    assert other.responses == ["utter_patrol_shift_taken"]
    assert bureau.duty_calendar.of_citizen(by=citizen.key, at=AT) == []
    ((mine, _),) = bureau.duty_calendar.of_citizen(by=other.key, at=AT)
    assert mine.id == planned.id
    assert any("有人替您" in str(each.content) for each in bureau.outbox.of_citizen(to=citizen.key))


def test_arriving_checks_in_where_there_is_a_shift_and_else_begins_a_patrol(
    citizen: Citizen, bureau: Bureau
) -> None:
    volunteer(citizen, bureau)
    planned = shift(bureau, 1)
    said(citizen, "我明天来")
    said(citizen, "我到了", planned.begins - timedelta(minutes=20))
    assert citizen.responses == ["utter_patrol_shift_here"]
    ((_, signup),) = bureau.duty_calendar.of_citizen(by=citizen.key, at=planned.begins)
    assert signup.arrived == planned.begins - timedelta(minutes=20)
    said(citizen, "我到了", AT + timedelta(days=5))
    assert citizen.slots["requested_slot"] == "patrol_place"


def test_a_volunteer_is_given_a_page_and_nobody_else(citizen: Citizen, bureau: Bureau) -> None:
    said(citizen, "巡查页面")
    assert citizen.responses == ["utter_patrol_nobody"]
    volunteer(citizen, bureau)
    answer = said(citizen, "巡查页面")
    assert citizen.responses == ["utter_patrol_page"]
    link = answer["responses"][0]["link"]
    assert bureau.walking.walker(link.rpartition("/")[2], at=AT).volunteer.citizen == citizen.key


def test_one_asks_for_ones_shifts_and_for_those_that_lack_somebody(
    citizen: Citizen, bureau: Bureau
) -> None:
    volunteer(citizen, bureau)
    said(citizen, "我哪天值班")
    assert citizen.responses == ["utter_patrol_shift_mine_none"]
    shift(bureau, 3)
    said(citizen, "还有哪些班")
    assert citizen.responses == ["utter_patrol_shift_choose"]
    said(citizen, "后天我来")
    assert citizen.responses == ["utter_patrol_shift_other_day"]
    said(citizen, "大后天我来")
    said(citizen, "我的班")
    assert citizen.responses == ["utter_patrol_shift_mine"]
    said(citizen, "我来不了了")
    assert citizen.responses == ["utter_patrol_shift_left"]


def test_a_finding_is_consented_to_by_a_tap(citizen: Citizen, bureau: Bureau) -> None:
    volunteer(citizen, bureau)
    tap = '/start_patrol{"option": "consent"}'
    said(citizen, tap)
    assert citizen.responses == ["utter_patrol_nothing_to_consent"]
    said(citizen, "开始巡查")
    for words in ("新塍镇工业园区大门口", "3级", "有辆槽罐车在卸料"):
        citizen.says(words, "out_of_scope").run("validate_patrol_form", form="patrol_form")
    assert citizen.responses == ["utter_patrol_recorded"]
    said(citizen, tap)
    assert citizen.responses == ["utter_patrol_consented"]
    ((point,), _) = bureau.patrols.search()
    assert point.draft.consents


def unasked(citizen: Citizen, text: str, at: datetime = AT) -> list[str]:
    citizen.at = at
    citizen.says(text, "small_talk", confidence=0.75).run("action_small_talk")
    return citizen.responses


def test_a_volunteer_is_heard_where_the_words_resemble_small_talk(
    citizen: Citizen, bureau: Bureau
) -> None:
    volunteer(citizen, bureau)
    assert unasked(citizen, "明晚算我一个") == ["utter_small_talk"]  # there is no shift
    planned = shift(bureau, 1)
    assert unasked(citizen, "明天去杭州玩") == ["utter_small_talk"]
    assert unasked(citizen, "明晚算我一个") == ["utter_patrol_shift_taken"]
    assert unasked(citizen, "我到了") == ["utter_small_talk"]  # a day too early
    at = planned.begins - timedelta(minutes=5)
    assert unasked(citizen, "我到了", at) == ["utter_patrol_shift_here"]


def test_nobody_else_is_taken_for_a_volunteer(citizen: Citizen, bureau: Bureau) -> None:
    shift(bureau, 1)
    assert unasked(citizen, "明晚算我一个") == ["utter_small_talk"]
    assert unasked(citizen, "我到了") == ["utter_small_talk"]
