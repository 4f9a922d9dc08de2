"""One list of categories: whoever names a category names one of `data/categories.yml`."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.nlu_scores import CATEGORY_OF_TYPE
from bot.components.categories import CATEGORIES as LEARNED
from bureau.cases import Draft, categories, routing, terms, words
from bureau.cases.categories import OTHER, read_categories
from bureau.cases.lifecycle import Clock
from bureau.dialogue.report import DETAILED

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CODES = set(categories())
LONGEST_CODE = 16  # of the store's column


def loaded(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_training_and_cases_read_the_same_list_in_the_same_order() -> None:
    assert tuple(categories()) == LEARNED


def test_every_category_is_read_back_routed_and_timed() -> None:
    for code, category in categories().items():
        draft = Draft(categories=(code,), description="x")
        assert words().category(code) == category.name
        assert routing().authority(draft, None).ours
        for clock in (Clock.ACCEPT, Clock.FINISH, Clock.EXTEND):
            assert terms().rule(clock, draft, AT).limit.amount > 0
        assert len(code) <= LONGEST_CODE
    assert OTHER in CODES


def test_the_training_data_teach_every_category_and_no_other() -> None:
    taught = {
        category
        for path in (ROOT / "data/nlu").glob("*.yml")
        for named in re.findall(r"categories: \[([^\]]*)\]", path.read_text(encoding="utf-8"))
        for category in named.split(", ")
    }
    assert taught == CODES


def test_the_assistants_sentences_are_of_categories_that_there_are() -> None:
    said = loaded("bot/domain/report.yml")["responses"]
    heard = {name.removeprefix("utter_report_heard_") for name in said if "_heard_" in name}
    chosen = {
        condition["value"]
        for variants in said.values()
        for variant in variants
        for condition in variant.get("condition", [])
        if condition["name"] == "report_leading"
    }
    assert heard == {*loaded("bureau/dialogue/sympathy.yml"), OTHER}
    assert heard | chosen | set(DETAILED) <= CODES


def test_a_field_that_may_be_elsewhere_has_its_rule_and_a_rule_its_category() -> None:
    named = {field for category in categories().values() for field in category.elsewhere}
    assert named == {rule["about"] for rule in loaded("bureau/cases/routing.yml")["rules"]}


def test_the_demonstration_and_the_measures_name_no_other() -> None:
    demo = loaded("bureau/demo/records.yml")
    told = {category for entry in demo["reports"] for category in entry["categories"]}
    assert told <= set(demo["answers"]) <= CODES
    assert set().union(*CATEGORY_OF_TYPE.values()) <= CODES


def test_a_category_with_a_field_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    (tmp_path / "more.yml").write_text("light: {name: 光污染, colour: white}\n", encoding="utf-8")
    with pytest.raises(TypeError):
        read_categories(tmp_path / "more.yml")
