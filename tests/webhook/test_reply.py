from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.messaging import Option, Outgoing
from bureau.messaging.text import LIMIT, clean, size
from webhook.reply import chosen, render, to_xml

OPTIONS = [Option("有怪味", "/a"), Option("水脏了", "/b")]


def words(*messages: dict, seq: int = 7) -> list[str]:
    return [message.body["text"] for message in render(messages, seq=seq).outgoing]


def test_several_texts_become_one_message() -> None:
    assert words({"text": "一"}, {"text": " 二 "}, {"text": ""}) == ["一\n二"]


def test_options_are_numbered_and_can_be_tapped() -> None:
    buttons = [{"title": "有怪味", "payload": "/a"}, {"title": "水脏了", "payload": "/b"}]
    rendered = render([{"text": "哪种？", "buttons": buttons}], seq=7)
    assert rendered.options == OPTIONS
    (text,) = words({"text": "哪种？", "buttons": buttons})
    assert text == (
        "哪种？\n\n"
        '<a href="weixin://bizmsgmenu?msgmenucontent=有怪味&msgmenuid=7-1">1. 有怪味</a>\n'
        '<a href="weixin://bizmsgmenu?msgmenucontent=水脏了&msgmenuid=7-2">2. 水脏了</a>'
    )


def test_a_title_cannot_break_out_of_its_link() -> None:
    (text,) = words({"buttons": [{"title": '"><a href="http://x">&1', "payload": "/a"}]})
    assert 'msgmenucontent=ahref=http://x1&msgmenuid=7-1"' in text


def test_an_option_without_payload_is_its_title_and_doubles_are_one() -> None:
    rendered = render([{"buttons": [{"title": "好"}, {"title": "好"}, {"title": ""}]}], seq=1)
    assert rendered.options == [Option("好", "好")]


def test_where_tapping_does_not_fit_numbers_stay() -> None:
    buttons = [{"title": f"选项{n}", "payload": f"/p{n}"} for n in range(30)]
    (text,) = words({"text": "选", "buttons": buttons})
    assert "<a" not in text
    assert "30. 选项29" in text
    assert size(text) <= LIMIT


@given(st.lists(st.text(max_size=3000), max_size=3))
def test_every_message_fits_the_platform_and_nothing_is_lost(texts: list[str]) -> None:
    parts = words(*({"text": text} for text in texts))
    assert all(0 < size(part) <= LIMIT for part in parts)
    kept = "".join("".join(parts).split())
    assert kept == "".join("".join(clean(text) for text in texts).split())


def test_a_picture_and_an_article_follow_the_words() -> None:
    news = {"title": "榜", "url": "https://x"}
    rendered = render(
        [{"image": "https://x/chart.png"}, {"text": "看图"}, {"custom": {"news": news}}], seq=1
    )
    assert [message.kind for message in rendered.outgoing] == ["text", "image", "news"]
    assert rendered.outgoing[2].body["picurl"] == ""


@pytest.mark.parametrize("said", ["1", "１", " 1. ", "1、", "1）", "有怪味", "1. 有怪味"])
def test_an_option_is_named_by_number_or_title(said: str) -> None:
    assert chosen(said, OPTIONS) == OPTIONS[0]


@pytest.mark.parametrize("said", ["3", "0", "11", "有怪味了", "", "-1", "一点"])
def test_other_words_name_no_option(said: str) -> None:
    assert chosen(said, OPTIONS) is None
    assert chosen("1", []) is None


@pytest.mark.parametrize(
    "text", ["]]>", "]]]]>>", "a]]><xml>b", "<&>", "臭\x00\x0b", "]]>" * 50, "a\ufffeb"]
)
def test_no_text_breaks_the_xml(text: str) -> None:
    xml = to_xml(Outgoing.of_text(text), openid="o1", account="g1", at=5)
    root = ElementTree.fromstring(xml)
    assert root.findtext("Content") == clean(text)
    assert [child.tag for child in root].count("Content") == 1
    assert (root.findtext("ToUserName"), root.findtext("FromUserName")) == ("o1", "g1")


def test_an_article_and_an_image_have_the_platforms_form() -> None:
    body = {"title": "]]>榜", "description": "d", "url": "https://u", "picurl": "https://p"}
    root = ElementTree.fromstring(to_xml(Outgoing("news", body), openid="o1", account="g1", at=5))
    assert root.findtext("ArticleCount") == "1"
    assert root.findtext("Articles/item/Title") == "]]>榜"
    assert root.findtext("Articles/item/PicUrl") == "https://p"
    image = Outgoing("image", {"media_id": "m1"})
    root = ElementTree.fromstring(to_xml(image, openid="o1", account="g1", at=5))
    assert root.findtext("Image/MediaId") == "m1"
