"""What the platform writes into a message is no citizen's word; what they wrote stays."""

from __future__ import annotations

import pytest

from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower
from webhook.own_sentences import texts
from webhook.own_words import own_words

DASHES = "- - - - - - - - - - - - - - -"
SENTENCES = [
    "【收到不支持的消息类型，暂无法显示】",
    " 【收到不支持的消息类型，暂无法显示】\n",
    "[捂脸]",
    "[捂脸][捂脸] [流泪]",
    "/::)",
    "/::)/::~/:8-)",
    "/::'(",
    "/:,@-D",
    "/:<W>",
    "[Facepalm]",
    "[图片]",
    "[动画表情]",
    "[链接]",
    "[链接] 嘉兴发布：王店镇开展大气整治",
    "[文件] 王店化工厂环评.pdf",
    "[小程序]浙里办",
    f"「嘉兴环保小助手：请问是哪里？」\n{DASHES}",
    f"「张三：王店臭死了」\n{DASHES}\n",
    f"「张三：[图片]」\n{DASHES}\n[捂脸]",
    "「Li Ming: 臭」\n—————\n",
]
MIXED = {
    "王店好臭[捂脸]": "王店好臭",
    "[发怒]王店好臭/::@/::@": "王店好臭",
    "确认[强]": "确认👍",
    "[OK]": "👌",
    "/:strong": "👍",
    "[弱]": "👎",
    "【收到不支持的消息类型，暂无法显示】王店好臭": "王店好臭",
    f"「嘉兴环保小助手：请问是哪里？」\n{DASHES}\n王店工业区": "王店工业区",
    f"「张三：第一行\n第二行」\n{DASHES}\n我这边也臭": "我这边也臭",
    "[链接] 整治公告\n这家又排了": "这家又排了",
    "王店好臭[图片]": "王店好臭",
}
OWN = [
    "[王店镇]工业区好臭",
    "【王店镇】好臭",
    "[重要]昨晚又臭了",
    "[1]",
    "「嘉兴港区」那边臭",
    "他说：「没有味道」\n可我闻到了",
    f"第一段\n{DASHES}\n第二段",
    "浓度 3/4，[CO] 超标",
    "http://a.example/x 这里",
    "/restart",
    "收到不支持的消息类型是什么意思",
    "a[0] = 1",
    "强烈要求 OK 吗",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_what_the_platform_wrote_is_nobodys_word(text: str) -> None:
    assert own_words(text) == ""


@pytest.mark.parametrize("text", MIXED)
def test_beside_it_the_citizens_words_stay(text: str) -> None:
    assert own_words(text) == MIXED[text]


@pytest.mark.parametrize("text", OWN)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert own_words(text) == text


def test_every_picture_that_means_something_is_one_of_the_platforms() -> None:
    from webhook.own_words import _pictures, _words

    words = _words()
    listed = {*(f"[{name}]" for name in words["pictures"].split()), *words["slashes"].split()}
    assert set(words["mean"]) <= listed == set(_pictures())


def test_the_case_keeps_what_was_written_to_the_letter(
    follower: Follower, assistant: ScriptedAssistant
) -> None:
    written = f"「张三：臭」\n{DASHES}\n王店好臭[捂脸]"
    follower.says(written)
    _, message, metadata = assistant.asked[-1]
    assert message == "王店好臭"
    assert metadata["said"] == written


def test_a_message_without_a_word_of_its_own_is_answered_kindly(
    follower: Follower, assistant: ScriptedAssistant
) -> None:
    for text in ("【收到不支持的消息类型，暂无法显示】", "[捂脸]", "/::)"):
        assert follower.says(text) == texts()["no_words"]
    assert assistant.asked == []
