"""Texts and questions are cut the same way."""

from __future__ import annotations

import pytest

from bureau.finding.terms import facet, phrases, terms


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("刺鼻的", ["刺鼻", "鼻的", "的"]),
        ("味", ["味"]),
        ("PM2.5超标", ["pm2", "5", "超标", "标"]),
        ("ＶＯＣ", ["voc"]),
        ("臭，味", ["臭", "味"]),
        ("😷\n", []),
        ("x" * 90, ["x" * 40]),
    ],
)
def test_a_text_is_cut_into_pairs_and_runs(text: str, cut: list[str]) -> None:
    assert terms(text) == cut


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("刺鼻", [(("刺鼻",), False)]),
        ("刺鼻的 王店", [(("刺鼻", "鼻的"), False), (("王店",), False)]),
        ("臭", [(("臭",), True)]),
        ("VO", [(("vo",), True)]),
        ("3号线", [(("3", "号线"), False)]),
        ("号线3", [(("号线", "线", "3"), True)]),
        ("' OR 1", [(("or",), True), (("1",), True)]),
        ("，。", []),
    ],
)
def test_a_question_is_cut_into_phrases(
    text: str, asked: list[tuple[tuple[str, ...], bool]]
) -> None:
    assert [(phrase.terms, phrase.open_end) for phrase in phrases(text)] == asked


def test_no_more_phrases_are_asked_than_anybody_types() -> None:
    assert len(phrases(" ".join("词语" for _ in range(50)))) == 8


def test_names_that_differ_in_a_mark_are_other_properties() -> None:
    names = ["li.ming", "li-ming", "li_ming", "liming", "Liming"]
    assert len({facet("h", name) for name in names}) == len(names)
