from __future__ import annotations

import pytest

from bureau.dialogue.second_thoughts import (
    all_of,
    announced,
    comes_first,
    hands_in,
    happens_again,
    one_more,
    reports_after_all,
    same_place,
)


@pytest.mark.parametrize(
    "said",
    [
        "算了还是报吧", "算了 我还是要报的", "不举报了…算了还是帮我报上去", "不报了 想想还是报了吧",
        "算了，还是交上去吧", "算啦，就这样报上去", "还是报吧", "想来想去还是要投诉",
        "算哉 还是帮我登记",
        "等等，还是给我提交吧", "不投诉了……唉，还是投诉吧", "取消 不对 还是要报",
        "报，快报",
    ],
)  # fmt: skip
def test_who_thinks_better_of_it_reports(said: str) -> None:
    assert reports_after_all(said)


@pytest.mark.parametrize(
    "said",
    [
        "算了不报了", "还是算了", "还是别报了", "算了 还是不报了", "算了还是打12345报吧",
        "不报了，报了也没用", "算了，还是让物业去报", "还是明天再报", "算了 就当我没报", "报了算了",
        "还是要报警", "还是那股味 昨天报过", "还是老样子 我报了三次了", "还是举报的那个厂",
    ],
)  # fmt: skip
def test_who_lets_it_go_does_not(said: str) -> None:
    assert not reports_after_all(said)


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("先第一件", 0), ("那就先报第一件吧", 0), ("先1", 0), ("先说第二件好了", 1),
        ("先放着", None),
        ("第一件不报", None), ("先一个一个来", None), ("先第三件", None),
    ],
)  # fmt: skip
def test_the_matter_that_comes_first_is_heard(said: str, which: int | None) -> None:
    assert comes_first(said, 2) == which


@pytest.mark.parametrize(
    "said", ["又吵起来了", "又臭了", "现在又来了", "喏 又在敲了", "又开始排了"]
)
def test_what_goes_on_is_heard(said: str) -> None:
    assert happens_again(said)


@pytest.mark.parametrize("said", ["又是你", "河又发黑了吗", "又要问几句", "隔壁饭店又来了一家"])
def test_what_only_looks_like_it_is_not(said: str) -> None:
    assert not happens_again(said)


@pytest.mark.parametrize("said", ["再报一件 老地方", "还有一件呢", "还有三个没报", "好 再来一个"])
def test_one_more_is_heard(said: str) -> None:
    assert one_more(said)


@pytest.mark.parametrize("said", ["还有一个问题想问", "再来一条贴士", "还有两天到期", "还有味道"])
def test_other_words_announce_none(said: str) -> None:
    assert not one_more(said)


def test_the_same_place_is_heard() -> None:
    assert same_place("地址一样 又排水了")
    assert not same_place("一样臭")


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("还有两个呢", 2), ("还有一件事", 1), ("还有一件事情要报", 1), ("我不止这一件要报", 1),
        ("等下，我还有一家要举报", 1), ("对了，新塍那边还有个事", 1), ("再来一件", 1),
        ("还有别的事", 1), ("其实不止一家", 1), ("还有三件没报", 3), ("另外还有一个", 1),
        ("还有个事情", 1), ("还有一个地方也要反映", 1), ("还有没说完的", 1),
    ],
)  # fmt: skip
def test_further_matters_are_heard_when_they_are_announced(said: str, more: int) -> None:
    assert announced(said) == more


@pytest.mark.parametrize(
    "said",
    [
        "还有", "还有的", "还有呢", "现在还有", "还有点味道", "还有人吗", "那还有希望吗",
        "还有多久",
        "还有一个月", "还有照片", "我还有事先走", "隔壁还有一家饭店", "还要等多久", "还有问题",
    ],
)  # fmt: skip
def test_what_goes_on_or_is_asked_announces_nothing(said: str) -> None:
    assert announced(said) == 0


@pytest.mark.parametrize(
    ("said", "count"),
    [("我要三件都报", 3), ("两件都登记", 2), ("三个都不报", 0), ("两家都要举报", 2), ("都报了", 0)],
)
def test_who_wants_all_of_them_reported_is_heard(said: str, count: int) -> None:
    assert all_of(said) == count


@pytest.mark.parametrize(
    "said",
    [
        "报", "报!", "谢谢 报", "谢谢 报吧", "报一下吧", "送出去", "算了 确认", "交", "那就报",
        "好的提交吧", "嗯 交上去", "可以 报", "可以了发出去", "好了 交吧",
    ],
)  # fmt: skip
def test_the_word_to_hand_it_in_is_heard(said: str) -> None:
    assert hands_in(said)


@pytest.mark.parametrize(
    "said",
    ["报了", "报警吧", "不报", "别报", "先别交", "报名", "报个屁", "算了不报", "交警", "报了吗"],
)
def test_what_only_holds_the_word_hands_nothing_in(said: str) -> None:
    assert not hands_in(said)
