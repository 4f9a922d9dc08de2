"""Every number of a sentence comes from a figure that stands in a table."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bureau.diagnosis.chance import MonthChange
from bureau.diagnosis.model import Audience
from bureau.diagnosis.script import MOST_LOOKED_AT, Script, Worsening
from bureau.diagnosis.words import said

# Not sentences about a place: how it was computed, names, and forms of cells and of dates.
NO_SENTENCES = {"method", "names", "title", "name", "office", "month", "cells", "headings"}


def templates(told: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(told, dict):
        return [found for key, each in told.items() for found in templates(each, f"{path}.{key}")]
    if isinstance(told, list):
        return [found for each in told for found in templates(each, path)]
    return [(path, str(told))]


@pytest.mark.parametrize(
    ("path", "template"),
    [each for each in templates(said()) if each[0].split(".")[1] not in NO_SENTENCES],
)
def test_no_template_holds_a_number_of_its_own(path: str, template: str) -> None:
    assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", template)), path


def worse(subject: str, chance: float, script: Script, *, public: bool = True) -> Worsening:
    change = script.change(f"{subject} {chance}", MonthChange(3, 1, 5, chance), places=1)
    facts = {"name": subject, "other": "上月", "change": change, "unit": "μg/m³"}
    return Worsening(subject, "air", chance, facts, public)


def looked_at(script: Script) -> list[str]:
    script.look()
    return [each.text for each in script.blocks(["look"])[0].sentences]


def test_at_most_three_things_are_told_the_surest_first_one_a_subject() -> None:
    script = Script()
    chances = {"d": [0.0009], "a": [0.0001, 0.0002], "c": [0.0006], "b": [0.0004], "e": [0.9]}
    script.worse += [worse(name, p, script) for name, some in chances.items() for p in some]
    told = looked_at(script)
    assert [each[0] for each in told] == ["a", "b", "c"]
    assert len(told) == MOST_LOOKED_AT


def test_what_may_be_chance_among_so_many_is_not_told() -> None:
    script = Script()
    script.worse += [worse(str(n), 0.03, script) for n in range(12)]
    assert looked_at(script) == [said()["look"]["none"]]


def test_nothing_is_invented_where_nothing_stands_out() -> None:
    assert looked_at(Script()) == [said()["look"]["none"]]


def test_a_small_number_is_not_told_to_the_public() -> None:
    script = Script()
    script.worse.append(worse("a", 0.0001, script, public=False))
    script.look()
    audiences = [each.audience for each in script.blocks(["look"])[0].sentences]
    assert audiences == [Audience.BUREAU, Audience.PUBLIC]


def test_two_figures_of_one_name_are_a_mistake() -> None:
    script = Script()
    script.figure("a", 1)
    with pytest.raises(ValueError, match="two figures"):
        script.figure("a", 2)


def test_a_change_that_rounding_takes_away_is_not_sure() -> None:
    script = Script()
    assert not script.change("a", MonthChange(0.3, 0.01, 0.6, 0.04), places=1).sure
    assert script.change("b", MonthChange(0.3, 0.06, 0.6, 0.01), places=1).sure
    assert str(script.change("c", MonthChange(-0.04, -0.1, 0.1, 0.9), places=1)) == "0.0"
