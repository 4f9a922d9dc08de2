"""Questions about smell report none: who else, which works, where, and being told of it later."""

from __future__ import annotations

import pytest

from bureau.alerts import AlertKind
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen


def wishes(bureau: Bureau, citizen: Citizen) -> list[tuple[AlertKind, str]]:
    return [(one.wish.kind, one.wish.place) for one in bureau.alerts.of_citizen(by=citizen.key)]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("王店还有人闻到这个味道吗", "utter_odor_few"),
        ("新塍今天多少人反映臭味", "utter_odor_few"),
        ("隔壁邻居也闻到了吗 这味道", "utter_odor_some_where"),
        ("这股怪味到底是哪个企业排的", "utter_odor_firm"),
        ("今天哪里臭", "utter_odor_map"),
        ("异味地图在哪看", "utter_odor_map"),
    ],
)
def test_a_question_about_smell_opens_no_report(citizen: Citizen, text: str, answer: str) -> None:
    assert citizen.tells(text, categories=("odor",)) is None
    assert citizen.responses == [answer]
    assert not citizen.slots.get("report_draft")


@pytest.mark.parametrize("intent", ["ask_air", "out_of_scope"])
def test_it_is_answered_whatever_the_intent_resembles(citizen: Citizen, intent: str) -> None:
    action = {"ask_air": "action_air"}.get(intent, f"action_{intent}")
    citizen.says("哪里经常有异味，有地图吗", intent).run(action)
    assert citizen.responses == ["utter_odor_map"]


@pytest.mark.parametrize(
    "text", ["臭死了 不知道哪家厂放的", "整栋楼的人都闻到了臭味", "又臭了没人管"]
)
def test_a_complaint_of_smell_stays_a_report(citizen: Citizen, text: str) -> None:
    assert citizen.tells(text, categories=("odor",)) == "report_place"


def test_several_neighbours_are_told_in_words_from_three_on(
    citizen: Citizen, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = bureau.odor.some
    monkeypatch.setattr(bureau.odor, "others_too", lambda **_: some(3))
    citizen.tells("王店还有人闻到这个味道吗", categories=("odor",))
    assert citizen.facts("utter_odor_some")["some"] == some(3) != ""


def test_in_a_report_it_is_answered_and_the_report_goes_on(citizen: Citizen) -> None:
    assert citizen.tells("王店好臭", categories=("odor",)) == "report_place"
    assert citizen.tells("还有别人闻到吗 这个臭味", categories=("odor",)) == "report_place"
    assert "utter_odor_some_where" in citizen.responses


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("要是再臭就告诉我 我在王店", AlertKind.ODOR),
        ("王店这边晚上要有异味提前讲一声", AlertKind.TONIGHT),
    ],
)
def test_being_told_of_it_later_is_a_wish_and_no_report(
    citizen: Citizen, bureau: Bureau, text: str, kind: AlertKind
) -> None:
    assert citizen.tells(text, categories=("odor",)) is None
    assert wishes(bureau, citizen) == [(kind, "330411105")]


@pytest.mark.parametrize("text", ["算了天天烦我干嘛，别发", "不用了取消吧", "不要了"])
def test_a_no_right_after_ends_that_wish_and_nothing_else(
    citizen: Citizen, bureau: Bureau, text: str
) -> None:
    citizen.says("王店空气差时提醒我", "subscribe_alert").run("action_subscribe_alert")
    citizen.says("要是再臭就告诉我 我在王店", "subscribe_alert").run("action_subscribe_alert")
    citizen.says(text, "unsubscribe_alert").run("action_unsubscribe_alert")
    assert [kind for kind, _ in wishes(bureau, citizen)] == [AlertKind.OVER]
    assert "utter_survey_refused" not in citizen.responses
