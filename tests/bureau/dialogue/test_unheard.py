from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bureau.dialogue.message import Message
from bureau.dialogue.unheard import goes_with, told_before, unheard

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def said(text: str, *, sure: tuple[str, ...] = (), **more: Any) -> Message:
    return Message(at=AT, text=text, sure=sure, categories=sure, **more)


def kept(*, doubted: bool) -> dict[str, Any]:
    before = unheard(said("村口那个窑白天停晚上开", sure=("air", "other")), doubted=doubted)
    assert before is not None
    return before


def test_words_that_led_nowhere_are_kept_with_what_they_may_be_of() -> None:
    assert kept(doubted=True)["categories"] == ["air"]
    assert told_before(kept(doubted=True)) is not None
    assert unheard(said("你好"), doubted=True) is None
    assert told_before({"topic": "air"}) is None


@pytest.mark.parametrize("text", ["桐乡大麻镇海华村", "王店镇吉祥路", "上周三开始的吧", "昨天下午"])
def test_a_place_or_a_time_goes_with_words_in_doubt_alone(text: str) -> None:
    assert goes_with(said(text), kept(doubted=True))
    assert not goes_with(said(text), kept(doubted=False))


@pytest.mark.parametrize(
    "text", ["不是，里面是个加工厂", "其实他们在喷漆", "可是那边废水直接倒河里"]
)
def test_who_insists_with_what_makes_it_ours_goes_on(text: str) -> None:
    assert goes_with(said(text), kept(doubted=False))


@pytest.mark.parametrize("text", ["医保卡丢了怎么办", "谢谢", "你好呀", "那算了"])
def test_another_thing_does_not_go_with_them(text: str) -> None:
    assert not goes_with(said(text), kept(doubted=True))


def test_the_button_that_takes_it_as_ours_goes_with_them() -> None:
    assert goes_with(said("", tapped=True, intent="report"), kept(doubted=False))
    resumed = said("", tapped=True, intent="report", carried={"option": "resume"})
    assert not goes_with(resumed, kept(doubted=False))
