from __future__ import annotations

import pytest

from bureau.dialogue.callback_words import asks_after_message


@pytest.mark.parametrize(
    "said",
    [
        "好了没",
        "有人吗",
        "怎么还没回",
        "你们局里的人什么时候回我",
        "我上次留的言回复了没",
        "留言看了吗",
        "怎么还不来",
        "有结果了没",
        "给我回话了没",
        "还没人",
    ],
)
def test_who_asks_after_a_message_is_heard(said: str) -> None:
    assert asks_after_message(said)


@pytest.mark.parametrize(
    "said", ["河水好了没有恢复", "怎么还臭", "我家没人", "给我回个话", "回我家的路", "没人管的河"]
)
def test_what_says_something_else_does_not(said: str) -> None:
    assert not asks_after_message(said)
