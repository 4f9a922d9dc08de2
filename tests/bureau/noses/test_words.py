from __future__ import annotations

import pytest

from bureau.noses import NoseAnswer, words

NONE = [
    *("没有", "没闻到", "没有闻到", "没味道", "没有味道", "没有异味", "不臭", "没臭", "闻不到"),
    *(
        "没有啊",
        "没感觉",
        "我这里没有",
        "我这边没味道",
        "我家没有。",
        "没闻到~",
        "没，",
        "没有的吧",
    ),
    *("没闻着", "0", "0级"),
]
SOME = [
    *("有", "有的", "有味道", "闻到了", "闻到", "有点", "是的", "臭", "我这有", "也有", "有臭味"),
    "闻得到！",
]
LEVELS = {
    "3": 3, "3级": 3, "三级": 3, "5级！": 5, "很重": 4, "很臭": 4, "臭死了": 5, "淡淡的": 2,
    "明显": 3, "受不了": 5, "一点点": 1, "两级": 2, "４级": 4,
}  # fmt: skip
OTHER = [
    *(
        "王店空气怎么样",
        "有没有人管",
        "没有人来处理",
        "昨天闻到了",
        "6级",
        "10",
        "三五级",
        "有事吗",
    ),
    *("退订", "别问我异味了", "没闻到您说什么", "我要举报臭味", "有异味告诉我", "20261124-0001-2"),
    *("很重要", "臭氧多少", "没有空", "有人吗", "", "　"),
]


@pytest.mark.parametrize("text", NONE)
def test_nothing_smelt(text: str) -> None:
    assert words().written(text, first=True) == NoseAnswer(False, 0)


@pytest.mark.parametrize("text", SOME)
def test_something_smelt_without_a_level(text: str) -> None:
    assert words().written(text, first=True) == NoseAnswer(True, None)


@pytest.mark.parametrize("text", LEVELS)
def test_a_level(text: str) -> None:
    assert words().written(text, first=True) == NoseAnswer(True, LEVELS[text])


@pytest.mark.parametrize("text", OTHER)
def test_what_is_no_answer_goes_to_the_assistant(text: str) -> None:
    assert words().written(text, first=True) is None


@pytest.mark.parametrize("text", ["没有", "有", "3", "是的", "嗯"])
def test_a_bare_word_later_is_about_something_else(text: str) -> None:
    assert words().written(text, first=False) is None


@pytest.mark.parametrize("text", ["没闻到", "没味道", "闻到了", "3级", "很臭"])
def test_what_tells_of_smell_by_itself_is_an_answer_later_too(text: str) -> None:
    assert words().written(text, first=False) is not None


@pytest.mark.parametrize(
    ("menu_id", "tapped"),
    [
        ("nose12-0", (12, NoseAnswer(False, 0))),
        ("nose3-5", (3, NoseAnswer(True, 5))),
        ("nose3-6", None), ("12-1", None), ("nose-1", None), ("nose1-", None), ("xnose1-1", None),
        ("nose9999999999999-1", None),
    ],
)  # fmt: skip
def test_a_tap_names_its_question_and_answer(menu_id: str, tapped: object) -> None:
    assert words().tapped(menu_id) == tapped


def test_the_question_fits_a_message_and_offers_six_answers() -> None:
    text = words().question(123456, where="王店镇")
    assert text.count("msgmenuid=nose123456-") == 6
    assert len(text.encode()) < 2048
