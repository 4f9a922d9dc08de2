"""The whole door: raw envelopes in, one passive reply or `success` out."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from bureau.messaging import MessageState, Outcome
from bureau.messaging.ports import StoreAwayError
from bureau.settings import Settings
from bureau.wiring import Bureau
from ops.web import create_app
from tests.waiting import until
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower, key_of
from webhook import gateway
from webhook.assistant import AssistantDownError, AssistantFaultError
from webhook.envelope import envelope_of
from webhook.limits import Limiter, Rate
from webhook.own_sentences import texts
from webhook.service import now


def held(go: threading.Event, words: str) -> Callable[[str], list[dict[str, Any]]]:
    """Return an answer of these words that is not there before `go`."""

    def answer(_: str) -> list[dict[str, Any]]:
        go.wait(5)
        return [{"text": words}]

    return answer


def test_words_go_to_the_assistant_as_written_and_its_answer_comes_back(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    assert follower.says("昨晚王店很臭") == "听到：昨晚王店很臭"
    ((sender, message, metadata),) = assistant.asked
    assert (sender, message) == (key_of(bureau, follower), "昨晚王店很臭")
    assert set(metadata) == {"message_key", "at", "town", "said"}
    assert metadata["said"] == "昨晚王店很臭"


def test_an_account_set_to_json_is_answered_in_json(
    client: FlaskClient, settings: Settings
) -> None:
    door = envelope_of(settings)
    message = {
        "ToUserName": "gh_1",
        "FromUserName": "oLin",
        "CreateTime": 1714112445,
        "MsgType": "text",
        "Content": "很臭]]>",
        "MsgId": 23456789012345678,
    }
    query, sealed = door.seal(json.dumps(message, ensure_ascii=False), nonce="n1")
    cipher = sealed.partition("[CDATA[")[2].partition("]]")[0]
    response = client.post("/wechat", query_string=query, json={"Encrypt": cipher})
    assert response.mimetype == "application/json"
    reply = json.loads(door.unseal(response.text))
    assert (reply["ToUserName"], reply["Content"]) == ("oLin", "听到：很臭]]>")


def test_a_retry_gets_the_same_answer_and_asks_nobody(
    follower: Follower, assistant: ScriptedAssistant
) -> None:
    answers = {follower.says("好", msg_id=5) for _ in range(3)}
    assert answers == {"听到：好"}
    assert len(assistant.asked) == 1


def test_a_retry_that_comes_while_the_first_is_at_work_joins_it(
    client: FlaskClient, settings: Settings, assistant: ScriptedAssistant
) -> None:
    go = threading.Event()
    assistant.answer = held(go, "好")
    tries = [Follower(client, envelope_of(settings), "oLin", nonce=n * 10) for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        answers = [pool.submit(follower.says, "喂", msg_id=5) for follower in tries]
        while not assistant.asked:
            time.sleep(0.005)
        time.sleep(0.05)
        go.set()
        assert [answer.result() for answer in answers] == ["好"] * 3
    assert len(assistant.asked) == 1


def test_one_citizens_messages_are_handled_in_order_others_meanwhile(
    app: Flask, settings: Settings, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    app.extensions["service"].gateway.budget = 4.0
    client = app.test_client()
    go = threading.Event()

    def hold_first(text: str) -> list[dict[str, Any]]:
        if text == "0":
            go.wait(5)
        return [{"text": text}]

    assistant.answer = hold_first
    lin = [Follower(client, envelope_of(settings), "oLin", nonce=n * 10) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = []
        for number, follower in enumerate(lin):
            answers.append(pool.submit(follower.says, str(number)))
            until(lambda stored=number + 1: bureau.inbox.unfinished() == stored)
        chen = Follower(client, envelope_of(settings), "oChen")
        assert chen.says("我") == "我"
        go.set()
        assert [answer.result() for answer in answers] == ["0", "1", "2", "3"]
    assert [message for message in assistant.messages if message != "我"] == ["0", "1", "2", "3"]


def test_an_answer_that_is_late_joins_the_ledger_and_the_citizen_reads_success(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau, app: Flask
) -> None:
    go = threading.Event()
    assistant.answer = held(go, "终于")
    assert follower.says("喂", msg_id=5) == ""
    assert follower.says("喂", msg_id=5) == ""
    go.set()
    app.extensions["service"].turns.close()
    (letter,) = bureau.outbox.of_citizen(to=key_of(bureau, follower))
    assert (letter.content.body["text"], letter.outcome) == ("终于", Outcome.QUEUED)
    assert len(assistant.asked) == 1
    assert follower.says("喂", msg_id=5) == "终于"
    assert (
        bureau.outbox.of_citizen(to=key_of(bureau, follower))[0].outcome is Outcome.SENT_WITH_REPLY
    )


def test_where_too_many_wait_a_message_and_its_retry_are_answered_later_at_once(
    follower: Follower,
    assistant: ScriptedAssistant,
    bureau: Bureau,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go = threading.Event()
    assistant.answer = held(go, "终于")
    monkeypatch.setattr(gateway, "CROWD", 0)
    app.extensions["service"].gateway.budget = 60.0
    assert follower.says("喂", msg_id=5) == ""
    assert follower.says("喂", msg_id=5) == ""
    go.set()
    app.extensions["service"].turns.close()
    (letter,) = bureau.outbox.of_citizen(to=key_of(bureau, follower))
    assert letter.content.body["text"] == "终于"
    assert len(assistant.asked) == 1


def test_while_the_assistant_is_away_the_citizen_is_calmed_at_once_and_answered_later(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    def away(text: str) -> list[dict[str, Any]]:
        raise AssistantDownError("connection refused")

    assistant.answer = away
    assert follower.says("一", msg_id=1) == texts()["calm"]
    assert follower.says("一", msg_id=1) == texts()["calm"]
    assert follower.says("二", msg_id=2) == texts()["in_line"]
    assert bureau.inbox.unfinished() == 2


@pytest.mark.parametrize("fault", [AssistantFaultError("empty answer"), RuntimeError("broken")])
def test_a_fault_is_no_answer_and_no_stack_trace(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau, fault: Exception
) -> None:
    def faulty(text: str) -> list[dict[str, Any]]:
        raise fault

    assistant.answer = faulty
    assert follower.says("一") == texts()["calm"]
    assert bureau.inbox.unfinished() == 1


def test_leaving_erases_who_it_was_and_what_was_written(follower: Follower, bureau: Bureau) -> None:
    follower.does("subscribe", "<EventKey>qrscene_330411105</EventKey>")
    follower.says("很臭", msg_id=5)
    key = key_of(bureau, follower)
    bureau.outbox.notify(to=key, text="t", why="w", at=bureau.citizens.get(key).last_seen)
    assert follower.does("unsubscribe") == ""
    assert (bureau.citizens.get(key), bureau.citizens.openid(key)) == (None, None)
    assert bureau.outbox.of_citizen(to=key) == []
    assert bureau.citizens.erasing() == [key]
    assert follower.does("unsubscribe") == ""
    assert bureau.citizens.known(follower.openid) is None


REVOKED = {
    "user_authorization_revoke": "<RevokeInfo><![CDATA[1]]></RevokeInfo>",
    "user_authorization_cancellation": "",
    "user_info_modified": "<RevokeInfo><![CDATA[301]]></RevokeInfo>",
}


@pytest.mark.parametrize("event", [*REVOKED, "USER_AUTHORIZATION_CANCELLATION"])
def test_who_cancels_the_account_or_takes_back_the_authorisation_is_forgotten(
    follower: Follower, bureau: Bureau, event: str
) -> None:
    follower.says("很臭")
    key = key_of(bureau, follower)
    system = replace(follower, openid="oOfThePlatform")
    about = f"<OpenID><![CDATA[{follower.openid}]]></OpenID>{REVOKED[event.lower()]}"
    assert system.does(event, about, created=7) == ""
    assert (bureau.citizens.get(key), bureau.citizens.openid(key)) == (None, None)
    assert bureau.citizens.known("oOfThePlatform") is None
    follower.says("又臭了")
    anew = key_of(bureau, follower)
    assert system.does(event, about, created=7) == ""  # the platform's retry
    assert anew != key
    assert key_of(bureau, follower) == anew


@pytest.mark.parametrize(
    ("event", "more"),
    [
        ("user_info_modified", ""),
        ("user_authorize_invoice", "<RevokeInfo><![CDATA[1]]></RevokeInfo>"),
        ("unsubscribed_notice", ""),
        ("card_pass_check", ""),
    ],
)
def test_an_event_that_only_sounds_like_leaving_forgets_nobody(
    follower: Follower, bureau: Bureau, event: str, more: str
) -> None:
    follower.says("很臭")
    key = key_of(bureau, follower)
    follower.does(event, f"<OpenID><![CDATA[{follower.openid}]]></OpenID>{more}")
    assert key_of(bureau, follower) == key


def test_an_account_that_never_wrote_may_be_cancelled(follower: Follower, bureau: Bureau) -> None:
    about = "<OpenID><![CDATA[oSomebodyElse]]></OpenID>"
    assert follower.does("user_authorization_cancellation", about) == ""
    assert bureau.citizens.known("oSomebodyElse") is None
    assert bureau.citizens.erasing() == []


def test_who_follows_again_before_the_leaving_was_handled_is_somebody_new(
    follower: Follower, bureau: Bureau, assistant: ScriptedAssistant, app: Flask
) -> None:
    def away(text: str) -> list[dict[str, Any]]:
        raise AssistantDownError("connection refused")

    assistant.answer = away
    follower.says("很臭")
    before = key_of(bureau, follower)
    follower.does("unsubscribe", created=5)
    assert bureau.citizens.openid(before) is None
    follower.does("subscribe", "<EventKey>qrscene_330411105</EventKey>", created=6)
    assistant.answer = lambda text: [{"text": text}]
    turns = app.extensions["service"].turns
    for _ in range(3):
        for row in bureau.inbox.take_due(owner="web", at=now() + timedelta(minutes=1), most=5):
            turns.start(row, bureau.inbox.standing(row.citizen))
            until(lambda row=row: bureau.inbox.find(row.key).state is MessageState.DONE)
    citizen = bureau.citizens.get(key_of(bureau, follower))
    assert (citizen.town, citizen.followed) == ("330411105", True)
    assert citizen.key != before
    assert bureau.citizens.erasing() == [before]


def test_a_late_retry_brings_nobody_back_who_left(follower: Follower, bureau: Bureau) -> None:
    follower.says("很臭", msg_id=5)
    follower.does("unsubscribe")
    follower.says("很臭", msg_id=5)
    assert bureau.citizens.known(follower.openid) is None


class Refusing:
    """A store's part that is away for a while."""

    def __init__(self, part: Any, *, times: int) -> None:
        self._part = part
        self._times = times

    def known(self, openid: str) -> Any:
        return self._part.known(openid)

    def meet(self, **known: Any) -> Any:
        self._times -= 1
        if self._times >= 0:
            raise StoreAwayError("the server is starting up")
        return self._part.meet(**known)


def test_a_message_waits_for_a_store_that_is_restarted(
    follower: Follower, app: Flask, bureau: Bureau
) -> None:
    app.extensions["service"].gateway.citizens = Refusing(bureau.citizens, times=1)
    assert follower.says("一") == "听到：一"


def test_what_cannot_be_stored_is_refused_with_a_word_and_one_line(
    follower: Follower, app: Flask, bureau: Bureau
) -> None:
    app.extensions["service"].gateway.citizens = Refusing(bureau.citizens, times=999)
    with structlog.testing.capture_logs() as lines:
        assert follower.says("一") == texts()["store_away"]
    assert [line["event"] for line in lines] == ["store_away"]
    assert "exc_info" not in lines[0]
    assert bureau.inbox.unfinished() == 0
    gateway = app.extensions["service"].gateway
    gateway.budget = 60.0
    assert follower.says("二") == texts()["store_away"]  # at once: nobody waits in vain twice
    gateway.citizens = bureau.citizens
    assert follower.says("三") == "听到：三"
    assert not gateway.away


def test_nothing_stored_holds_an_openid(
    follower: Follower, bureau: Bureau, settings: Settings
) -> None:
    follower.says("你好")
    follower.does("CLICK", "<EventKey>report</EventKey>")
    bureau.close()
    for path in settings.var.rglob("*"):
        if path.is_file():
            assert follower.openid.encode() not in path.read_bytes(), path


def test_no_log_line_holds_a_citizens_words_or_openid(
    follower: Follower, assistant: ScriptedAssistant, app: Flask
) -> None:
    def faulty(text: str) -> list[dict[str, Any]]:
        raise AssistantFaultError("empty answer")

    with structlog.testing.capture_logs() as lines:
        follower.says("楼下很臭", msg_id=5)
        follower.says("楼下很臭", msg_id=5)
        follower.sends("location", "<Location_X>30.62</Location_X><Location_Y>120.72</Location_Y>")
        follower.sends("image", "<MediaId>media-1</MediaId>")
        follower.sends("hologram", "")
        assistant.answer = faulty
        follower.says("楼下还臭")
        app.extensions["service"].gateway.citizen_limit = Limiter(Rate(burst=0, per_second=0))
        follower.says("楼下太臭")
        follower.does("unsubscribe")
    events = [line["event"] for line in lines]
    assert events == [
        "message_again",
        "unknown_message_type",
        "turn_postponed",
        "message_limited",
    ]
    for secret in (follower.openid, "楼下", "30.62", "media-1"):
        assert secret not in str(lines)


def test_who_writes_too_fast_is_told_so_kindly_and_others_are_served(
    app: Flask, follower: Follower, client: FlaskClient, settings: Settings
) -> None:
    app.extensions["service"].gateway.citizen_limit = Limiter(Rate(burst=3, per_second=0))
    answers = [follower.says(str(number)) for number in range(5)]
    assert answers[3:] == [texts()["too_fast"]] * 2
    other = Follower(client, envelope_of(settings), "oOther", nonce=50)
    assert other.says("我") == "听到：我"


def test_a_retry_of_an_accepted_message_is_never_too_fast(app: Flask, follower: Follower) -> None:
    app.extensions["service"].gateway.citizen_limit = Limiter(Rate(burst=1, per_second=0))
    assert follower.says("一", msg_id=5) == "听到：一"
    assert follower.says("一", msg_id=5) == "听到：一"


def test_when_everybody_writes_at_once_the_rest_is_asked_to_wait(
    app: Flask, follower: Follower
) -> None:
    app.extensions["service"].gateway.global_limit = Limiter(Rate(burst=1, per_second=0))
    follower.says("一")
    assert follower.says("二") == texts()["too_many"]


def test_what_a_killed_gateway_held_is_played_after_its_restart(
    bureau: Bureau, assistant: ScriptedAssistant, settings: Settings
) -> None:
    from bureau.messaging import Arrival, WindowEvent

    arrival = Arrival(
        "k" * 32, "lin", "text", {"text": "好", "menu_id": None}, now(), WindowEvent.MESSAGE
    )
    bureau.inbox.accept(arrival, owner="web")
    app = create_app(bureau, assistant=assistant)
    assert [row.key for row in bureau.inbox.take_due(owner="worker", at=now(), most=5)] == [
        arrival.key
    ]
    app.extensions["service"].close()
