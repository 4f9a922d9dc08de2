"""A patrol point: where, how strong or how it looks, what was seen."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen

BRIDGE = '/send_location{"longitude": 120.70, "latitude": 30.63, "label": "梅溪桥"}'


def volunteer(citizen: Citizen, bureau: Bureau, kind: str, *, approved: bool = True) -> None:
    role = bureau.patrols.apply(
        kind=kind, town="330411105", by=citizen.key, at=AT, message_key="applied"
    )
    if approved:
        bureau.patrols.decide(volunteer=role.id, approved=True, by="admin", at=AT)


def turn(citizen: Citizen, text: str, intent: str = "start_patrol") -> str | None:
    citizen.says(text, intent).run("validate_patrol_form", form="patrol_form")
    return citizen.slots.get("requested_slot")


def test_strangers_and_waiting_volunteers_are_told_why_not(
    citizen: Citizen, bureau: Bureau
) -> None:
    turn(citizen, "开始巡查")
    assert citizen.responses == ["utter_patrol_nobody"]
    volunteer(citizen, bureau, "odor", approved=False)
    turn(citizen, "开始巡查")
    assert citizen.responses == ["utter_patrol_waits"]


@pytest.mark.parametrize(
    ("kind", "said", "recorded"),
    [
        ("odor", [BRIDGE, "3级", "有辆槽罐车在卸料"], "utter_patrol_recorded"),
        ("odor", ["新塍镇工业园区大门口", "0", "没有"], "utter_patrol_clean"),
        ("water", [BRIDGE, "清", "没有"], "utter_patrol_clean"),
        ("water", ["王店镇梅溪桥", "发黑", "有根管子在排水"], "utter_patrol_recorded"),
    ],
)
def test_a_point_is_recorded_when_nothing_is_missing(
    citizen: Citizen, bureau: Bureau, kind: str, said: list[str], recorded: str
) -> None:
    volunteer(citizen, bureau, kind)
    assert turn(citizen, "开始巡查") == "patrol_place"
    for words in said:
        left = turn(citizen, words, "out_of_scope")
    assert left is None
    assert citizen.responses == [recorded]


def test_a_place_is_not_taken_for_what_was_seen(citizen: Citizen, bureau: Bureau) -> None:
    volunteer(citizen, bureau, "odor")
    turn(citizen, "开始巡查")
    citizen.says("新塍镇工业园区大门口旁边那个路口", "report", categories=("other",))
    citizen.message["entities"][0]["confidence"] = 0.4
    citizen.run("validate_patrol_form", form="patrol_form")
    assert turn(citizen, "3级", "out_of_scope") == "patrol_seen"


def test_a_patrol_is_left_in_a_word(citizen: Citizen, bureau: Bureau) -> None:
    volunteer(citizen, bureau, "odor")
    turn(citizen, "开始巡查")
    assert turn(citizen, "算了", "cancel") is None
    assert citizen.responses == ["utter_patrol_left"]
