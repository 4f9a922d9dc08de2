"""The door's own sentences follow the language of whoever writes."""

from __future__ import annotations

import pytest

from bureau.messaging import Option
from webhook.own_sentences import is_english, texts, texts_for


@pytest.mark.parametrize(
    "text", ["There is smoke", "hello", "is anybody there??", "PLEASE HELP", "the river in Wuzhen"]
)
def test_english_is_known_by_its_words(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    ["王店镇吉祥路", "wangdian zhen hen chou", "OK", "PM2.5", "KTV的声音 the end", "", "123"],
)
def test_chinese_pinyin_and_signs_are_no_english(text: str) -> None:
    assert not is_english(text)


def test_whoever_writes_english_is_told_in_english_to_wait() -> None:
    assert texts_for({"text": "my report please"})["calm"].startswith("I have your message")
    assert texts_for({"text": "河水发黑"})["calm"] == texts()["calm"]


def test_a_message_without_words_follows_the_options_offered_last() -> None:
    english = Option("It is right, confirm", "/affirm")
    assert "voice message" in texts_for({"media_id": "1"}, (english,))["voice"]
    assert texts_for({"media_id": "1"})["voice"] == texts()["voice"]


def test_every_english_sentence_has_its_chinese() -> None:
    assert set(texts_for({"text": "hello there"})) == set(texts())
