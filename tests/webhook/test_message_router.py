"""What each kind of message asks for, from raw envelopes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bureau.adapters.store.noses import StoredNoses
from bureau.adapters.store.schema import metadata
from bureau.cases import Draft
from bureau.noses import NoseAnswer
from bureau.rewards import Findings, Reward, RewardStatus
from bureau.settings import Settings
from bureau.wiring import Bureau
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower, key_of
from webhook.envelope import envelope_of
from webhook.own_sentences import texts
from webhook.service import now


def test_an_option_is_chosen_by_number_by_title_and_by_a_tap_even_on_an_old_message(
    follower: Follower, assistant: ScriptedAssistant
) -> None:
    offer = [{"text": "选", "buttons": [{"title": "臭", "payload": "/report"}]}]
    assistant.answer = lambda text: offer if text == "选" else [{"text": text}]
    follower.says("选")
    assert follower.says("1") == "/report"
    assert follower.says("1") == "1"
    shown = follower.says("选")
    menu_id = shown.split("msgmenuid=")[1].split('"')[0]
    assert follower.says("臭") == "/report"
    follower.says("别的")
    assert follower.says("臭", more=f"<bizmsgmenuid>{menu_id}</bizmsgmenuid>") == "/report"
    assert follower.says("臭") == "臭"


def test_a_tap_cannot_name_another_citizens_offer(
    client: FlaskClient, settings: Settings, assistant: ScriptedAssistant
) -> None:
    offer = [{"text": "选", "buttons": [{"title": "臭", "payload": "/secret"}]}]
    assistant.answer = lambda text: offer if text == "选" else [{"text": text}]
    lin = Follower(client, envelope_of(settings), "oLin")
    chen = Follower(client, envelope_of(settings), "oChen", nonce=50)
    menu_id = lin.says("选").split("msgmenuid=")[1].split('"')[0]
    for forged in (menu_id, "99999999999999999-1", "x", "1-0"):
        assert chen.says("臭", more=f"<bizmsgmenuid>{forged}</bizmsgmenuid>") == "臭"


@pytest.mark.parametrize("text", ["/restart", " /restart", "\u3000/restart", "\x0b/restart"])
def test_a_citizen_cannot_send_a_payload(
    follower: Follower, assistant: ScriptedAssistant, text: str
) -> None:
    follower.says(text.replace("\x0b", ""))
    assert assistant.messages == ["／restart"]


def test_a_location_and_a_photo_become_payloads(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    follower.sends(
        "location",
        '<Location_X>30.62</Location_X><Location_Y>120.72</Location_Y><Label>"王店"</Label>',
    )
    follower.sends("image", "<MediaId>m1</MediaId>")
    location, photo = assistant.messages
    assert location == (
        '/send_location{"longitude": 120.72, "latitude": 30.62, "label": "\\"王店\\""}'
    )
    (wanted,) = bureau.evidence.missing()
    assert photo == f'/send_photo{{"media": "{wanted["id"]}"}}'
    assert (wanted["kind"], wanted["media_id"]) == ("image", "m1")


@pytest.mark.parametrize(
    ("kind", "inside", "name"),
    [
        ("voice", "<MediaId>m1</MediaId>", "voice"),
        ("video", "<MediaId>m1</MediaId>", "video"),
        ("shortvideo", "<MediaId>m1</MediaId>", "video"),
        ("link", "<Title>t</Title><Url>u</Url>", "link"),
        ("hologram", "", "unknown"),
        ("text", "<Content> \u200b </Content>".replace("\u200b", ""), "empty"),
    ],
)
def test_what_the_assistant_cannot_read_gets_a_kind_answer(
    follower: Follower, assistant: ScriptedAssistant, kind: str, inside: str, name: str
) -> None:
    assert follower.sends(kind, inside) == texts()[name]
    assert assistant.asked == []


def test_a_recording_is_kept_as_evidence(follower: Follower, bureau: Bureau) -> None:
    follower.sends("voice", "<MediaId>v1</MediaId>")
    follower.sends("video", "<MediaId>v2</MediaId>")
    assert {row["kind"] for row in bureau.evidence.missing()} == {"voice", "video"}


def test_following_by_a_towns_code_sets_the_town(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    welcome = follower.does("subscribe", "<EventKey>qrscene_330411105</EventKey>")
    assert "王店镇" in welcome
    assert bureau.citizens.get(key_of(bureau, follower)).town == "330411105"
    follower.says("1")
    assert assistant.asked[-1][1] == "/report"
    assert assistant.asked[-1][2]["town"] == "330411105"


@pytest.mark.parametrize("scene", ["", "qrscene_", "qrscene_999999999", "qrscene_spring"])
def test_following_otherwise_is_welcomed_without_a_town(
    follower: Follower, bureau: Bureau, scene: str
) -> None:
    assert "环保小助手" in follower.does("subscribe", f"<EventKey>{scene}</EventKey>")
    assert bureau.citizens.get(key_of(bureau, follower)).town is None


def test_scanning_as_a_follower_sets_the_town(follower: Follower, bureau: Bureau) -> None:
    assert "王店镇" in follower.does("SCAN", "<EventKey>330411105</EventKey>")
    assert bureau.citizens.get(key_of(bureau, follower)).town == "330411105"
    assert follower.does("SCAN", "<EventKey>poster</EventKey>", created=7)


def test_a_menu_click_is_a_payload_and_only_a_known_form_of_one(
    follower: Follower, assistant: ScriptedAssistant
) -> None:
    follower.does("CLICK", "<EventKey>ask_air</EventKey>")
    assert follower.does("CLICK", '<EventKey>x{"a":1}</EventKey>') == texts()["menu_gone"]
    assert assistant.messages == ["/ask_air"]


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "whatever"])
def test_an_event_that_asks_nothing_gets_success(
    follower: Follower, assistant: ScriptedAssistant, event: str
) -> None:
    assert follower.does(event, "<EventKey>u</EventKey>") == ""
    assert assistant.asked == []


def test_a_consent_to_a_notice_is_kept_and_one_taken_back_is_not(
    follower: Follower, bureau: Bureau
) -> None:
    def told(event: str, wrapper: str, status: str, created: int) -> None:
        inside = (
            f"<{wrapper}><List><TemplateId>t1</TemplateId>"
            f"<SubscribeStatusString>{status}</SubscribeStatusString></List></{wrapper}>"
        )
        assert follower.does(event, inside, created=created) == ""

    me = bureau.citizens.meet(openid=follower.openid, at=now()).key
    told("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", "reject", 1)
    assert bureau.consents.oldest(of=me, template="t1") is None
    told("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", "accept", 2)
    assert bureau.consents.oldest(of=me, template="t1") is not None
    told("subscribe_msg_change_event", "SubscribeMsgChangeEvent", "reject", 3)
    assert bureau.consents.oldest(of=me, template="t1") is None


def test_while_an_officer_talks_with_a_citizen_the_assistant_hears_nothing(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    follower.says("您好")
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    assert follower.says("还在等") == "听到：还在等"
    bureau.hotline.take(number=talk.number, by="li", at=now())
    assert follower.says("建设路8888号，每晚都臭！！") == ""
    assert follower.sends("image", "<MediaId>m1</MediaId>") == ""
    assert assistant.messages == ["您好", "还在等"]
    words, photo = bureau.hotline.lines(talk)
    assert words.text == "建设路8888号，每晚都臭！！"
    assert bureau.evidence.about(photo.photo) is not None
    assert "小助手" in follower.says("结束")
    assert follower.says("空气") == "听到：空气"


def test_whatever_a_citizen_sends_in_a_talk_goes_to_the_officer(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    follower.says("您好")
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    bureau.hotline.take(number=talk.number, by="li", at=now())
    sent = {
        "voice": "<MediaId>v</MediaId><Format>amr</Format>",
        "video": "<MediaId>w</MediaId><ThumbMediaId>t</ThumbMediaId>",
        "shortvideo": "<MediaId>x</MediaId><ThumbMediaId>t</ThumbMediaId>",
        "link": "<Title>偷排现场</Title><Description>d</Description><Url>https://a.example</Url>",
        "location": "<Location_X>30.6</Location_X><Location_Y>120.7</Location_Y><Label>店</Label>",
    }
    assert [follower.sends(kind, inside) for kind, inside in sent.items()] == [""] * len(sent)
    assert assistant.messages == ["您好"]
    voice, video, short, link, place = bureau.hotline.lines(talk)
    for recording in (voice, video, short):
        assert bureau.evidence.about(recording.photo) is not None
    assert link.text == "偷排现场 https://a.example"
    assert place.text.startswith("店 (120.7")


def test_danger_told_to_an_officer_is_answered_by_the_assistant_as_well(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    follower.says("您好")
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    bureau.hotline.take(number=talk.number, by="li", at=now())
    said = "我妈闻了这个味道晕倒了叫不醒"
    assert said in follower.says(said)
    assert assistant.messages[-1] == said
    assert bureau.hotline.lines(talk)[-1].text == said


def test_a_tapped_option_goes_where_it_was_offered_even_in_a_talk(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    offer = [{"text": "选", "buttons": [{"title": "臭", "payload": "/report"}]}]
    assistant.answer = lambda text: offer if text == "选" else [{"text": text}]
    menu_id = follower.says("选").split("msgmenuid=")[1].split('"')[0]
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    bureau.hotline.take(number=talk.number, by="li", at=now())
    follower.says("臭", more=f"<bizmsgmenuid>{menu_id}</bizmsgmenuid>")
    assert assistant.messages[-1] == "/report"
    assert bureau.hotline.lines(talk) == []


PAYEE = ("王小明", "330402199003074518", "6222021234567890128", "13812345678")


@pytest.fixture
def rewarded(follower: Follower, bureau: Bureau) -> Reward:
    """A follower whose report proved true."""
    follower.says("您好")
    by = key_of(bureau, follower)
    draft = Draft(categories=("odor",), place="330411105", description="夜里很臭")
    case = bureau.cases.submit(draft=draft, by=by, at=now(), message_key="r" * 32)
    for verb in ("accept", "start"):
        bureau.cases.take(verb=verb, number=case.number, by="li", at=now())
    found = Findings(decision="d", fine=200_000_00)
    bureau.rewards.confirm(case=case.number, findings=found, by="li", at=now())
    return bureau.rewards.open_of(by=by)[0]


def stored(bureau: Bureau) -> str:
    """Everything in the store, as whoever stole it would read it."""
    with bureau.database.reading() as connection:
        rows = [
            row for table in metadata.sorted_tables for row in connection.execute(select(table))
        ]
    return "\n".join(map(str, rows))


def quiet(bureau: Bureau) -> None:
    bureau.inbox.confirm()
    assert bureau.rewards.hush(at=now() + timedelta(minutes=12))


def test_a_claim_by_name_is_heard_at_the_door_and_nowhere_kept_in_words(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau, rewarded: Reward
) -> None:
    assert "怎么领" in follower.says("领奖励")
    assert "姓名" in follower.says("1")
    for typed in PAYEE:
        told = follower.says(typed)
    assert "看一遍" in told
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    bureau.hotline.take(number=talk.number, by="li", at=now())
    assert "登记好了" in follower.says("确认领取")
    assert bureau.rewards.get(rewarded.id).status is RewardStatus.CLAIMED
    assert assistant.messages == ["您好"]
    assert bureau.hotline.lines(talk) == []
    before = [line.text for line in bureau.hotline.earlier(talk)]
    assert not any(private in line for line in before for private in PAYEE)
    quiet(bureau)
    kept = stored(bureau)
    assert rewarded.number.removeprefix("JL") not in PAYEE
    for private in PAYEE:
        assert private not in kept, private
    shown = [line.text for line in bureau.hotline.earlier(talk)]
    assert any("领奖励" in line for line in shown)
    assert not any(private in line for line in shown for private in PAYEE)


def test_a_code_is_shown_once_and_kept_nowhere(
    follower: Follower, bureau: Bureau, rewarded: Reward
) -> None:
    follower.says("领奖励")
    follower.says("匿名领取")
    told = follower.says("确认", msg_id=77)
    code = next(line for line in told.splitlines() if line.count("-") == 2)
    assert follower.says("确认", msg_id=77) == told  # the platform asks again
    quiet(bureau)
    assert code not in stored(bureau)
    assert code not in follower.says("确认")
    assert bureau.rewards.get(rewarded.id).status is RewardStatus.CLAIMED


def test_a_picture_of_a_card_is_neither_evidence_nor_an_officers_to_see(
    follower: Follower, bureau: Bureau, rewarded: Reward
) -> None:
    follower.says("领奖励")
    follower.says("实名领取")
    talk, _ = bureau.hotline.ask(by=key_of(bureau, follower), at=now())
    bureau.hotline.take(number=talk.number, by="li", at=now())
    assert "没有留" in follower.sends("image", "<MediaId>card</MediaId>")
    assert bureau.evidence.missing() == []
    assert bureau.hotline.lines(talk) == []
    quiet(bureau)
    assert "'card'" not in stored(bureau)


def test_danger_in_the_midst_of_a_claim_is_answered_by_the_assistant(
    follower: Follower, assistant: ScriptedAssistant, rewarded: Reward
) -> None:
    follower.says("领奖励")
    follower.says("实名领取")
    said = "我妈闻了这个味道晕倒了叫不醒"
    follower.says(said)
    assert assistant.messages[-1] == said
    assert "身份证" in follower.says("王小明")


def test_rewards_are_asked_of_at_the_door_and_only_in_whole_messages(
    follower: Follower, assistant: ScriptedAssistant, rewarded: Reward
) -> None:
    assert "5%" in follower.says("奖励怎么领")
    assert rewarded.number in follower.says("我的奖励")
    for other in ("工厂领奖励偷排废水", "我的举报怎么样了", "奖励"):
        assert follower.says(other) == f"听到：{other}"
    assert "Claim by name" in follower.says("claim my reward")


def test_a_menu_may_lead_to_the_rewards(follower: Follower, rewarded: Reward) -> None:
    assert rewarded.number in follower.does("CLICK", "<EventKey>reward_mine</EventKey>")
    assert "已经用过" in follower.does("CLICK", "<EventKey>reward_nothing</EventKey>", created=9)


def test_whoever_was_asked_answers_by_a_tap_or_a_word_and_the_assistant_is_not_troubled(
    follower: Follower, assistant: ScriptedAssistant, bureau: Bureau
) -> None:
    follower.says("你好")
    town, at = bureau.places.towns()[0], now()
    for n in range(3):
        draft = Draft(categories=("odor",), place=town.code, description="臭")
        bureau.cases.submit(draft=draft, by=f"{n:032d}", at=at, message_key=f"s{n}")
    bureau.odor.follow(at=at)
    [event] = bureau.odor.lately(since=at - timedelta(hours=1))
    store, citizen = StoredNoses(bureau.database), key_of(bureau, follower)
    ask = store.ask(event=event.id, citizen=citizen, place=town.code, at=at)
    assert ask is not None
    tap = f"<bizmsgmenuid>nose{ask.id}-0</bizmsgmenuid>"
    assert "没闻到" in follower.says("没闻到", more=tap)
    assert assistant.messages == ["你好"]
    # It is answered: the same words are the assistant's again.
    assert follower.says("没有") == "听到：没有"
    kept = store.one(ask.id)
    assert kept is not None
    assert kept.answer == NoseAnswer(False, 0)
