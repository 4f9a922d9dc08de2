"""A law is cut by its articles, questions with their answers, other texts below their headings."""

from __future__ import annotations

import pytest

from bureau.answers import LibraryError
from bureau.answers.reading.blocks import TextBlock
from bureau.answers.reading.cutting import LENGTH, cut, sentences


def test_each_article_is_a_passage_below_its_chapter() -> None:
    blocks = [
        TextBlock("某办法", 1),
        TextBlock("第一章 总则"),
        TextBlock("第一条 为了防治污染。"),
        TextBlock("（一）说明。"),
        TextBlock("第二条 罚五百元。"),
        TextBlock("第十条之一 另有规定。"),
    ]
    told = [(p.heading, p.article, p.text) for p in cut(blocks, title="某办法")]
    assert told == [
        ("第一章 总则", "第一条", "为了防治污染。\n（一）说明。"),
        ("第一章 总则", "第二条", "罚五百元。"),
        ("第一章 总则", "第十条之一", "另有规定。"),
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [TextBlock("几点开门？", 3), TextBlock("八点半。")],
        [TextBlock("问：几点开门？"), TextBlock("答：八点半。")],
        [TextBlock("Q1: 几点开门？"), TextBlock("A1: 八点半。")],
    ],
)
def test_a_question_is_what_its_answer_answers(blocks: list[TextBlock]) -> None:
    (passage,) = cut(blocks)
    assert (passage.ask, passage.text) == (("几点开门？",), "八点半。")


def test_a_long_text_is_cut_between_sentences() -> None:
    passages = cut([TextBlock("一句话。" * 500)])
    assert all(len(passage.text) <= LENGTH for passage in passages)
    assert "".join(passage.text for passage in passages) == "一句话。" * 500


def test_a_text_of_headings_alone_is_refused() -> None:
    with pytest.raises(LibraryError) as refused:
        cut([TextBlock("标题", 1), TextBlock("小标题", 2)])
    assert refused.value.code == "empty"


def test_sentences_keep_their_marks() -> None:
    assert sentences("甲。乙！“丙？”") == ["甲。", "乙！", "“丙？”"]
    assert sentences("没有句号") == ["没有句号"]
    assert sentences("") == []
