"""Every question of the quiz can be answered and names where its fact stands."""

from __future__ import annotations

import re

import pytest

from bureau.campaigns import a_round, questions, verdict
from bureau.campaigns.quiz import LENGTH, QuizQuestion

_READ = r"^(《生态环境法典》第|HJ 633-2026|GB 3838-2002|GB 3096-2008|嘉兴市生态环境局20)"


@pytest.mark.parametrize("question", questions().values(), ids=questions())
def test_a_question_has_one_right_answer_a_fact_and_a_source(question: QuizQuestion) -> None:
    assert 2 <= len(question.options) <= 4
    assert len(set(question.options)) == len(question.options)
    assert 0 <= question.right < len(question.options)
    assert question.fact
    assert question.source
    # Read in a text in force or in the bureau's own report, else the bureau's to announce.
    assert question.source.endswith("以本局公布为准") or re.search(_READ, question.source)
    repealed = re.search("环境保护法|污染防治法", question.source)
    assert not repealed or "由《生态环境法典》代替" in question.source
    for place, option in enumerate(question.options):
        assert question.read(option) == place
        assert question.read("ABCD"[place]) == place


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("A", 0), ("b", 1), ("选C", 2), ("我选B吧", 1), ("第二个", 1), ("第1个", 0), ("三", 2),
        ("12", None), ("E", None), ("不知道", None), ("", None), ("王店塑料厂很臭", None),
    ],
)  # fmt: skip
def test_an_answer_is_read_however_it_is_given(said: str, place: int | None) -> None:
    question = QuizQuestion("x", "?", ("红的", "绿的", "蓝的"), 0, "", "")
    assert question.read(said) == place


def test_an_option_that_is_not_there_is_none() -> None:
    assert QuizQuestion("x", "?", ("对", "错"), 0, "", "").read("C") is None


def test_a_round_draws_different_questions_and_the_same_lot_the_same() -> None:
    assert len(set(a_round("lot"))) == LENGTH
    assert a_round("lot") == a_round("lot")
    assert len({tuple(a_round(str(lot))) for lot in range(20)}) > 15


def test_a_score_has_its_word() -> None:
    assert len({verdict(score) for score in (0, 3, 5)}) == 3


@pytest.mark.parametrize("said", ["{}吧", "我猜{}", "应该是{}", "{}对吗"])
def test_an_answer_is_read_by_its_words_whatever_stands_beside(said: str) -> None:
    question = questions()["aqi_levels"]
    assert question.read(said.format("六级")) == question.right
