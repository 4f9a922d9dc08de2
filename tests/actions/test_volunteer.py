"""Becoming a volunteer: asked only for what is not known."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen


def turn(citizen: Citizen, text: str, intent: str = "apply_volunteer") -> str | None:
    citizen.says(text, intent).run("validate_volunteer_form", form="volunteer_form")
    return citizen.slots.get("requested_slot")


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["我想当志愿者"], "volunteer_kind"),
        (["我想当志愿者", "闻臭员"], "volunteer_town"),
        (["申请治水监督员"], "volunteer_town"),
        (["申请闻臭员，我住王店镇"], None),
        (["我想当志愿者", "巡查团", "新塍镇"], None),
        (["我想当志愿者", "取消"], None),
        (["我想当志愿者", "我想当志愿者"], "volunteer_kind"),
    ],
)
def test_only_what_is_missing_is_asked(
    citizen: Citizen, words: list[str], asked: str | None
) -> None:
    for said in words:
        turn(citizen, said)
    assert citizen.slots.get("requested_slot") == asked


def test_the_town_that_is_known_is_not_asked(citizen: Citizen, bureau: Bureau) -> None:
    citizen.town = "330411105"
    assert turn(citizen, "申请闻臭员") is None
    role = bureau.patrols.role(by=citizen.key)
    assert role is not None
    assert role.town == "330411105"


@pytest.mark.parametrize(
    ("approved", "answer"), [(True, "utter_volunteer_already"), (None, "utter_volunteer_waits")]
)
def test_who_applied_before_is_told_how_it_stands(
    citizen: Citizen, bureau: Bureau, approved: bool | None, answer: str
) -> None:
    citizen.town = "330411105"
    turn(citizen, "申请闻臭员")
    role = bureau.patrols.role(by=citizen.key)
    assert role is not None
    if approved:
        bureau.patrols.decide(volunteer=role.id, approved=True, by="admin", at=AT)
    turn(citizen, "我想当志愿者")
    assert citizen.responses == [answer]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("杭州的能报名吗", "utter_volunteer_about_elsewhere"),
        ("我16岁", "utter_volunteer_about_minor"),
        ("一年给多少钱", "utter_volunteer_about_pay"),
        ("要花多少时间", "utter_volunteer_about_time"),
    ],
)
def test_a_question_in_the_form_is_answered_and_the_form_goes_on(
    citizen: Citizen, words: str, answer: str
) -> None:
    turn(citizen, "我想当志愿者")
    assert turn(citizen, words, "question") == "volunteer_kind"
    assert citizen.responses == [answer]


def test_whoever_leaves_the_form_is_let_go(citizen: Citizen) -> None:
    turn(citizen, "我想当志愿者")
    assert turn(citizen, "不想干了", "small_talk") is None
    assert citizen.responses == ["utter_volunteer_left"]


@pytest.mark.parametrize("words", ["志愿者帮我退了吧", "不当志愿者了", "退出闻臭"])
def test_whoever_applied_only_can_leave_too(citizen: Citizen, words: str) -> None:
    citizen.town = "330411105"
    turn(citizen, "申请闻臭员")
    turn(citizen, words)
    assert citizen.responses == ["utter_volunteer_leaving"]


def test_whoever_never_applied_and_leaves_is_told_there_is_nothing_to_leave(
    citizen: Citizen,
) -> None:
    turn(citizen, "闻臭员我不当了")
    assert citizen.responses == ["utter_volunteer_none"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("志愿者排班表在哪看", "utter_volunteer_about_shifts"),
        ("当志愿者要交身份证吗", "utter_volunteer_about_papers"),
        ("志愿者工时能盖章吗 大学生用", "utter_volunteer_about_hours"),
    ],
)
def test_what_is_asked_first_opens_no_application(citizen: Citizen, words: str, told: str) -> None:
    assert turn(citizen, words) is None
    assert citizen.responses == [told]


def test_whoever_applied_only_and_is_there_is_told_how_it_stands(citizen: Citizen) -> None:
    citizen.town = "330411105"
    turn(citizen, "申请闻臭员")
    citizen.says("我到岗了", "small_talk").run("action_small_talk")
    assert citizen.responses == ["utter_volunteer_waits"]
