"""Figures are read with their units however they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bureau.answers.figures import Quantity, adds_figures, quantities, stated


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("罚 500 到 2000 元", {("元", 500), ("元", 2000)}),
        ("五百元以上二千元以下", {("元", 500), ("元", 2000)}),
        ("5000 到 5 万元", {("元", 5000), ("元", 50000)}),
        ("1 至 5 万元", {("元", 10000), ("元", 50000)}),
        ("一万二千元", {("元", 12000)}),
        ("１．５万元", {("元", 15000)}),
        ("百分之五，最高 10 万", {("%", 5), ("", 100000)}),
        ("60 日内、十个工作日", {("天", 60), ("工作日", 10)}),
        ("半个月", {("个月", Fraction(1, 2))}),
        ("45 dB", {("分贝", 45)}),
        ("第1131条", {("条", 1131)}),
        ("一起去，一定十分高兴", set()),
        ("", set()),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, told: set[tuple[str, int]]) -> None:
    assert quantities(text) == {Quantity(unit, Fraction(value)) for unit, value in told}


def test_figures_come_in_their_order_with_their_words() -> None:
    assert [words for _, words in stated("先罚 500 元，再罚 2 万元")] == ["500 元", "2 万元"]


@pytest.mark.parametrize(
    ("said", "adds"),
    [
        ("罚五百块到两千块", False),
        ("罚 2000 元", False),
        ("要罚款", False),
        ("罚 2000 万元", True),
        ("罚 20 元", True),
        ("罚 500 天", True),
    ],
)
def test_another_figure_or_another_unit_is_noticed(said: str, adds: bool) -> None:
    assert adds_figures(said, "罚 500 到 2000 元") is adds
