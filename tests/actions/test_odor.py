"""Odor that may come: asked about, told of; wished for and ended in residents' words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from bureau.adapters.store.tonight import StoredTonight
from bureau.alerts import AlertKind
from bureau.odor.tonight import TownNight
from bureau.places import Place
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen

EVENING = datetime.fromisoformat("2026-11-24T19:00:00+08:00")


@pytest.fixture
def town(bureau: Bureau) -> Place:
    return next(each for each in bureau.places.towns() if each.name == "王店镇")


@pytest.fixture
def forecast(bureau: Bureau, town: Place) -> None:
    day = date(2026, 11, 24)
    chances = [TownNight(day, town.official_code, 0.314, 0.12)]
    StoredTonight(bureau.database).put(chances, {}, day=day)


def wishes(bureau: Bureau, citizen: Citizen) -> set[tuple[AlertKind, str]]:
    mine = bureau.alerts.of_citizen(by=citizen.key)
    return {(each.wish.kind, each.wish.place) for each in mine}


def test_tonights_chance_is_told_beside_the_usual(citizen: Citizen, forecast: None) -> None:
    citizen.at = EVENING
    citizen.says("王店今晚会不会臭", "ask_air").run("action_air")
    facts = citizen.facts("utter_odor_tonight_demo")  # the demonstration says so
    assert (facts["place"], facts["percent"], facts["usual"]) == ("王店镇", 31, 12)
    assert facts["chance"] == "有一些"


@pytest.mark.parametrize("intent", ["ask_air", "small_talk", "question", "out_of_scope"])
def test_it_is_understood_whatever_the_intent_resembles(
    citizen: Citizen, forecast: None, intent: str
) -> None:
    citizen.at = EVENING
    action = {"ask_air": "action_air", "question": "action_question"}.get(intent)
    citizen.says("王店今晚会不会有异味", intent).run(action or f"action_{intent}")
    assert citizen.responses == ["utter_odor_tonight_demo"]


def test_the_next_place_needs_no_more_than_its_name(citizen: Citizen, forecast: None) -> None:
    citizen.at = EVENING
    citizen.says("新塍今晚会不会臭", "ask_air").run("action_air")
    assert citizen.responses == ["utter_odor_tonight_unknown"]
    citizen.says("那王店呢", "ask_air").run("action_air")
    assert citizen.responses == ["utter_odor_tonight_demo"]


def test_before_half_past_five_it_is_not_known_yet(citizen: Citizen) -> None:
    citizen.at = EVENING.replace(hour=10)
    citizen.says("王店今晚会不会臭", "ask_air").run("action_air")
    assert citizen.responses == ["utter_odor_tonight_early"]


def test_without_history_it_is_not_guessed(citizen: Citizen) -> None:
    citizen.at = EVENING
    citizen.says("王店今晚会不会臭", "ask_air").run("action_air")
    assert citizen.responses == ["utter_odor_tonight_unknown"]


def test_without_a_town_it_is_asked_for(citizen: Citizen) -> None:
    citizen.at = EVENING
    citizen.says("今晚会不会臭", "ask_air").run("action_air")
    assert citizen.responses == ["utter_odor_tonight_where"]


@pytest.mark.parametrize("text", ["王店今天空气怎么样", "王店今晚臭氧高不高", "王店明天空气好吗"])
def test_the_air_is_asked_for_as_before(citizen: Citizen, text: str) -> None:
    citizen.says(text, "ask_air").run("action_air")
    assert not [each for each in citizen.responses if "odor" in each]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("王店有异味告诉我", AlertKind.ODOR),
        ("王店一有臭味就提醒我", AlertKind.ODOR),
        ("王店附近有异味时可以问我", AlertKind.NOSE),
        ("王店有味道的时候随时问我", AlertKind.NOSE),
        ("每天傍晚告诉我王店会不会臭", AlertKind.TONIGHT),
        ("订阅王店的异味预报", AlertKind.TONIGHT),
    ],
)
def test_a_wish_is_taken_at_its_town(
    citizen: Citizen, bureau: Bureau, town: Place, text: str, kind: AlertKind
) -> None:
    citizen.says(text, "subscribe_alert").run("action_subscribe_alert")
    assert citizen.responses == ["utter_alert_taken"]
    assert wishes(bureau, citizen) == {(kind, town.code)}
    buttons = citizen.heard[0]["buttons"]
    assert [button["payload"] for button in buttons][-1] == "/unsubscribe_alert"
    assert len(buttons) == 3


def test_whoever_is_to_be_asked_has_to_say_where(citizen: Citizen, bureau: Bureau) -> None:
    citizen.says("附近有异味时可以问我", "subscribe_alert").run("action_subscribe_alert")
    assert citizen.responses == ["utter_odor_which_town"]
    assert wishes(bureau, citizen) == set()
    citizen.town = bureau.places.towns()[3].code
    citizen.says("附近有异味时可以问我", "subscribe_alert").run("action_subscribe_alert")
    assert wishes(bureau, citizen) == {(AlertKind.NOSE, citizen.town)}


def test_the_button_below_tonights_chance_takes_its_town_along(
    citizen: Citizen, bureau: Bureau, town: Place, forecast: None
) -> None:
    citizen.at = EVENING
    citizen.says("王店今晚会不会臭", "ask_air").run("action_air")
    [button] = citizen.heard[0]["buttons"]
    citizen.says(button["payload"]).run("action_subscribe_alert")
    assert wishes(bureau, citizen) == {(AlertKind.TONIGHT, town.code)}


def test_odor_is_ended_and_the_air_goes_on(citizen: Citizen, bureau: Bureau) -> None:
    for text in ("王店空气差的时候提醒我", "王店有异味告诉我", "王店附近有异味可以问我"):
        citizen.says(text, "subscribe_alert").run("action_subscribe_alert")
    assert len(wishes(bureau, citizen)) == 3
    citizen.says("别问我异味了", "unsubscribe_alert").run("action_unsubscribe_alert")
    assert {kind for kind, _ in wishes(bureau, citizen)} == {AlertKind.OVER, AlertKind.ODOR}
    citizen.says("退订异味提醒", "unsubscribe_alert").run("action_unsubscribe_alert")
    assert {kind for kind, _ in wishes(bureau, citizen)} == {AlertKind.OVER}
    citizen.says("退订", "unsubscribe_alert").run("action_unsubscribe_alert")
    assert wishes(bureau, citizen) == set()


def test_who_will_not_be_asked_any_more_is_not_asked_of_smell_either(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.says("王店附近有异味可以问我", "subscribe_alert").run("action_subscribe_alert")
    citizen.says("别再问我了", "unsubscribe_alert").run("action_unsubscribe_alert")
    assert wishes(bureau, citizen) == set()


def test_the_evenings_word_reaches_who_wished_it_once(
    citizen: Citizen, bureau: Bureau, forecast: None
) -> None:
    citizen.at = EVENING
    citizen.says("每天傍晚告诉我王店会不会臭", "subscribe_alert").run("action_subscribe_alert")
    assert bureau.noses.tell_tonight(at=EVENING) == 1
    assert bureau.noses.tell_tonight(at=EVENING + timedelta(minutes=5)) == 0
    [letter] = bureau.outbox.letters(to=citizen.key, cause="odor-tonight:2026-11-24")
    assert "王店镇：有一些，约 31%（平常约 12%）〔演示数据〕" in letter.content.body["text"]
    tomorrow = EVENING + timedelta(days=1)
    assert bureau.noses.tell_tonight(at=tomorrow) == 0  # nothing is known of it
