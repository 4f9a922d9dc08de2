"""Being forgotten: who still has a reward to claim is told what becomes of it."""

from __future__ import annotations

from actions import context
from bureau.cases import Draft
from bureau.rewards import Findings
from tests.actions.conftest import AT, Citizen


def test_who_has_nothing_to_lose_is_told_of_nothing(citizen: Citizen) -> None:
    citizen.says("删除我的个人信息", "erase_me").run("action_erase")
    assert citizen.facts("utter_erase_sure")["reward"] == ""


def test_an_open_reward_is_named_before_and_lost_after(citizen: Citizen) -> None:
    bureau = context.bureau()
    citizen.key = who = bureau.citizens.meet(openid="oErasing", at=AT).key
    draft = Draft(categories=("odor",), place="330411105", description="x")
    case = bureau.cases.submit(draft=draft, by=who, at=AT, message_key="erasing")
    for verb in ("accept", "start"):
        bureau.cases.take(verb=verb, number=case.number, by="li", at=AT)
    found = Findings(decision="d", fine=200_000_00)
    matter = bureau.rewards.confirm(case=case.number, findings=found, by="li", at=AT)
    citizen.says("删除我的个人信息", "erase_me", key="asked").run("action_erase")
    facts = citizen.facts("utter_erase_sure")
    assert "领不到了" in facts["reward"]
    citizen.says('/press{"what": "erase", "says": "confirm", "asked": "asked"}').run("action_press")
    assert citizen.responses == ["utter_erased"]
    [reward] = bureau.rewards.of_matter(matter.id)
    assert reward.status == "expired"
    assert reward.citizen != who


def test_what_consents_to_something_else_forgets_nobody(citizen: Citizen) -> None:
    bureau = context.bureau()
    citizen.key = who = bureau.citizens.meet(openid="oErasing", at=AT).key
    citizen.says("删除我的个人信息", "erase_me").run("action_erase")
    citizen.says("可以了发出去", "affirm").run("action_yes")
    assert citizen.responses == ["utter_erase_sure"]
    assert bureau.citizens.openid(who) == "oErasing"
    citizen.says("确定删除", "affirm").run("action_yes")
    assert citizen.responses == ["utter_erased"]
