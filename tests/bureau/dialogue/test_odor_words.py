from __future__ import annotations

import pytest

from bureau.alerts import OF_ODOR, AlertKind
from bureau.dialogue.odor_words import asks_tonight, ended, wish_of

ASKED = [
    *("今晚会不会臭", "今晚臭不臭", "濮院今晚会不会有异味", "晚上会有味道吗"),
    *("今夜还会臭伐", "夜里会不会又有那股味道", "今天晚上会有怪味吗", "半夜会不会再臭"),
    *("今晚异味的可能性大吗", "异味预报", "今晚有异味吗", "今晚可能有臭味吗"),
    *("待会会不会臭", "明早会不会有异味", "夜到会勿会臭", "今晚臭的概率多大"),
    *("王店晚上会臭吗", "今晚会不会很难闻", "今晚是不是又要臭", "等会儿会飘臭味吗"),
]
NOT_ASKED = [
    *("今晚太臭了", "昨晚会臭今天也臭", "今晚会不会来处理异味", "今晚会有人来查异味吗"),
    *("今晚臭氧会不会高", "现在臭不臭", "晚上总是有味道", "夜里臭得睡不着"),
    *("今晚会不会下雨", "今晚又臭了", "会不会罚款", "今晚空气怎么样"),
]


@pytest.mark.parametrize("text", ASKED)
def test_tonights_chance_is_asked_for(text: str) -> None:
    assert asks_tonight(text)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_smells_already_and_what_is_done_about_it_is_another_matter(text: str) -> None:
    assert not asks_tonight(text)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            AlertKind.NOSE,
            "附近有异味时可以问我|有异味的时候可以问我|濮院有味道随时问我|附近臭的时候尽管问我一声"
            "|有臭味问我好了|附近有异味欢迎问我|有异味你可以来问我",
        ),
        (
            AlertKind.ODOR,
            "濮院有异味告诉我|附近有异味提醒我|王店臭了通知我|有臭味跟我说一声|订阅异味提醒|新塍有怪味发我"
            "|关注乍浦的异味",
        ),
        (
            AlertKind.TONIGHT,
            "每天傍晚告诉我会不会臭|每晚告诉我今晚会不会有异味|订阅异味预报|今晚会不会臭每天跟我说",
        ),
    ],
)
def test_a_wish_is_read(kind: AlertKind, texts: str) -> None:
    for text in texts.split("|"):
        wish = wish_of(text, "330411105")
        assert wish is not None, text
        assert wish.kind is kind, text


@pytest.mark.parametrize(
    "text", ["空气不好提醒我", "臭氧超过180告诉我", "每天早上发我空气", "订阅"]
)
def test_a_wish_of_air_is_none_of_odor(text: str) -> None:
    assert wish_of(text, "x") is None


def test_what_is_ended() -> None:
    assert ended("别问我异味了") == {AlertKind.NOSE}
    assert ended("取消异味预报") == {AlertKind.TONIGHT}
    assert ended("退订异味提醒") == OF_ODOR
    for other in ("退订", "别再问我", "不要发空气了", "有异味告诉我"):
        assert ended(other) == frozenset()
