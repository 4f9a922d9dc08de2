"""Every type of message and event, from the platform's raw XML."""

from __future__ import annotations

import json

import pytest
import xmltodict

from bureau.messaging import WindowEvent
from tests.webhook.platform import xml
from webhook import parse


def parsed(kind: str, inside: str) -> parse.Parsed:
    return parse.parse(xmltodict.parse(xml("o1", kind, inside, created=1348831860))["xml"])


def event(name: str, inside: str = "") -> parse.Said:
    return parsed("event", f"<Event><![CDATA[{name}]]></Event>{inside}").said


MESSAGES = [
    ("text", "<Content><![CDATA[ 臭 ]]></Content>", parse.Text("臭")),
    ("text", "<Content></Content>", parse.Text("")),
    (
        "text",
        "<Content>好</Content><bizmsgmenuid>12-1</bizmsgmenuid>",
        parse.Text("好", "12-1"),
    ),
    ("image", "<PicUrl>http://x</PicUrl><MediaId>m1</MediaId>", parse.Image("m1")),
    (
        "voice",
        "<MediaId>m1</MediaId><Format>amr</Format><MediaId16K>m2</MediaId16K><Recognition/>",
        parse.Voice("m1"),
    ),
    ("voice", "<MediaId16K>m2</MediaId16K>", parse.Voice("m2")),
    (
        "voice",
        "<MediaId>m1</MediaId><Recognition>很臭</Recognition>",
        parse.Voice("m1", "很臭"),
    ),
    ("video", "<MediaId>m1</MediaId><ThumbMediaId>t</ThumbMediaId>", parse.Video("m1")),
    ("shortvideo", "<MediaId>m1</MediaId>", parse.Video("m1")),
    (
        "location",
        "<Location_X>30.62</Location_X><Location_Y>120.72</Location_Y><Label>王店</Label>",
        parse.SentPlace(120.72, 30.62, "王店"),
    ),
    ("link", "<Title>文</Title><Description>d</Description><Url>u</Url>", parse.Link("文", "u")),
    ("hologram", "<Depth>3</Depth>", parse.Unknown("hologram")),
    ("image", "", parse.Unknown("image")),
    ("location", "<Location_X>x</Location_X><Location_Y>1</Location_Y>", parse.Unknown("location")),
    (
        "location",
        "<Location_X>nan</Location_X><Location_Y>inf</Location_Y>",
        parse.Unknown("location"),
    ),
]


@pytest.mark.parametrize(("kind", "inside", "expected"), MESSAGES)
def test_a_message_is_read_by_its_type(kind: str, inside: str, expected: parse.Said) -> None:
    message = parsed(kind, f"{inside}<MsgId>1234567890123456</MsgId><MsgDataId/><Idx/>")
    assert message.said == expected
    assert message.msg_id == "1234567890123456"
    assert message.said.opens is (
        WindowEvent.TOUCH if "bizmsgmenuid" in inside else WindowEvent.MESSAGE
    )


LIST = (
    "<TemplateId>t{0}</TemplateId><SubscribeStatusString>accept</SubscribeStatusString>"
    "<PopupScene>2</PopupScene>"
)
EVENTS = [
    ("subscribe", "<EventKey></EventKey>", parse.Subscribed(""), WindowEvent.TOUCH),
    (
        "subscribe",
        "<EventKey>qrscene_330411105</EventKey><Ticket>T</Ticket>",
        parse.Subscribed("330411105"),
        WindowEvent.TOUCH,
    ),
    ("unsubscribe", "<EventKey/>", parse.Unsubscribed(), None),
    ("SCAN", "<EventKey>330411105</EventKey>", parse.Scanned("330411105"), WindowEvent.TOUCH),
    ("CLICK", "<EventKey>report</EventKey>", parse.Clicked("report"), WindowEvent.TOUCH),
    ("VIEW", "<EventKey>http://x</EventKey>", parse.Viewed("http://x"), None),
    ("LOCATION", "<Latitude>30</Latitude><Longitude>120</Longitude>", parse.Positioned(), None),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>200163836</MsgID><Status>failed:user block</Status>",
        parse.TemplateResult("200163836", "failed:user block"),
        None,
    ),
    (
        "subscribe_msg_popup_event",
        f"<SubscribeMsgPopupEvent><List>{LIST.format(1)}</List></SubscribeMsgPopupEvent>",
        parse.NoticeEvent("subscribe_msg_popup_event", (("t1", "accept"),)),
        None,
    ),
    (
        "subscribe_msg_change_event",
        f"<SubscribeMsgChangeEvent><List>{LIST.format(1)}</List><List>{LIST.format(2)}</List>"
        "</SubscribeMsgChangeEvent>",
        parse.NoticeEvent("subscribe_msg_change_event", (("t1", "accept"), ("t2", "accept"))),
        None,
    ),
    (
        "subscribe_msg_sent_event",
        "<SubscribeMsgSentEvent/>",
        parse.NoticeEvent("subscribe_msg_sent_event"),
        None,
    ),
    ("kf_create_session", "<KfAccount>a</KfAccount>", parse.OtherEvent("kf_create_session"), None),
]


@pytest.mark.parametrize(("name", "inside", "expected", "opens"), EVENTS)
def test_an_event_is_read_by_its_name(
    name: str, inside: str, expected: parse.Said, opens: WindowEvent | None
) -> None:
    said = event(name, inside)
    assert said == expected
    assert said.opens is opens


@pytest.mark.parametrize("said", [case[2] for case in [*MESSAGES, *EVENTS]])
def test_what_was_stored_is_restored(said: parse.Said) -> None:
    assert parse.restore(said.kind, json.loads(json.dumps(said.body))) == said


def test_a_body_never_holds_the_sender() -> None:
    for said in [case[2] for case in [*MESSAGES, *EVENTS]]:
        assert "o1" not in str(said.body)


def test_a_message_without_an_id_and_an_event_are_named_by_sender_second_and_content() -> None:
    assert (
        parsed("text", "<Content>a</Content>").what != parsed("text", "<Content>b</Content>").what
    )
    first = parsed("event", "<Event>CLICK</Event><EventKey>a</EventKey>")
    assert (first.msg_id, first.created) == (None, 1348831860)
    assert first.what != parsed("event", "<Event>CLICK</Event><EventKey>b</EventKey>").what


def test_odd_fields_do_no_harm() -> None:
    odd = "<Content><a>1</a></Content><MsgId><b/></MsgId><Event>x</Event><Event>y</Event>"
    assert parsed("text", odd).said == parse.Text("")
    assert parsed("event", odd).said == parse.OtherEvent("")
