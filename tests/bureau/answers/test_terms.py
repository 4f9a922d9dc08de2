"""What a question is about, whatever is said around it."""

from __future__ import annotations

import pytest

from bureau.answers.terms import asked, kinds_asked, question_terms


def test_politeness_says_nothing() -> None:
    polite = asked("你好，请问一下烧秸秆罚多少呀谢谢！")
    assert polite.strip(" ,") == "烧秸秆罚多少"


@pytest.mark.parametrize("question", ["请问", "你好", "？", ""])
def test_where_nothing_else_is_said_the_words_stay(question: str) -> None:
    assert asked(question) == question.strip("？")


@pytest.mark.parametrize(
    ("one", "other"),
    [("烧秸秆罚多少", "点稻草会被处罚吗"), ("饭店太吵", "小吃店噪音大"), ("晚上施工", "半夜打桩")],
)
def test_other_words_for_one_thing_share_a_term(one: str, other: str) -> None:
    shared = set(question_terms(one)) & set(question_terms(other))
    assert any(term.startswith("c:") for term in shared)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("烧秸秆罚多少", "k:fine"),
        ("分局电话是几号", "k:phone"),
        ("周末上班吗", "k:hours"),
        ("广场舞归谁管", "k:who"),
        ("夜里最高多少分贝", "k:limit"),
        ("多久能办好", "k:howlong"),
        ("怎么报名", "k:howto"),
        ("举报有奖吗", "k:reward"),
    ],
)
def test_what_is_asked_for_is_told(question: str, kind: str) -> None:
    assert kind in kinds_asked(question)
