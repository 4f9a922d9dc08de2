"""Whoever writes English is answered in English, wherever that is promised."""

import csv
import re
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "bot" / "english" / "responses.yml"
NAMES = ROOT / "bot" / "components" / "place_names.yml"
HAN = re.compile("[㐀-鿿]")
# Said in Chinese only: the survey's own questions, patrols of volunteers, officers on duty.
CHINESE_ONLY = ("utter_survey", "utter_patrol_", "utter_ask_patrol_form_", "utter_duty_")


def read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def chinese() -> dict[str, list[dict[str, Any]]]:
    parts = (read(path).get("responses", {}) for path in (ROOT / "bot" / "domain").glob("*.yml"))
    return {name: said for part in parts for name, said in part.items()}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def bound(said: list[dict[str, Any]]) -> list[list[str]]:
    """Return the payloads of the buttons that are bound to their question."""
    return [
        [button["payload"] for button in one.get("buttons", []) if "asked" in button["payload"]]
        for one in said
    ]


def test_every_response_has_its_english() -> None:
    wanted = {name for name in chinese() if not name.startswith(CHINESE_ONLY)}
    assert wanted - set(read(ENGLISH)["responses"]) == set()


def test_no_english_outlives_its_response() -> None:
    assert set(read(ENGLISH)["responses"]) - set(chinese()) == set()


def test_english_is_chosen_by_the_same_steps_and_knows_no_other_facts() -> None:
    original = chinese()
    for name, said in read(ENGLISH)["responses"].items():
        assert [one.get("condition") for one in said] == [
            one.get("condition") for one in original[name]
        ], name
        for one, other in zip(said, original[name], strict=True):
            assert placeholders(one["text"]) <= placeholders(other["text"]), name


def test_english_buttons_that_decide_something_are_bound_as_the_chinese_ones() -> None:
    original = chinese()
    for name, said in read(ENGLISH)["responses"].items():
        assert bound(said) == bound(original[name]), name


def test_english_holds_no_chinese_but_quotations() -> None:
    for name, said in read(ENGLISH)["responses"].items():
        for one in said:
            titles = [button["title"] for button in one.get("buttons", [])]
            for text in (one["text"], *titles):
                assert not HAN.search(re.sub("“.+?”", "", text)), name


def test_every_town_and_county_has_a_name_in_latin_letters() -> None:
    names = read(NAMES)
    with (ROOT / "bureau" / "places" / "data" / "towns.csv").open(newline="") as file:
        towns = [row["name"] for row in csv.DictReader(file)]
    missing = [
        town
        for town in towns
        if not any(town == name or re.sub("(?:街道|镇)$", "", town) == name for name in names)
    ]
    assert missing == []
