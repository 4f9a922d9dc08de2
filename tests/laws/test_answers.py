"""The answers that ship: each names its source, and none leans on a law that holds no more."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bureau.answers.figures import quantities
from bureau.places import gazetteer

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "data/answers"
OFFICES = "offices.yml"
FACTS = {
    "id", "title", "issuer", "number", "article", "in_force", "until", "link", "checked", "text",
    "ask", "see_also",
}  # fmt: skip
# Repealed by the code on 2026-08-15 (its article 1242 names ten laws; these were read).
REPEALED = (
    "环境保护法",
    "大气污染防治法",
    "水污染防治法",
    "固体废物污染环境防治法",
    "噪声污染防治法",
)
# Entries that say that they are repealed.
TELLS_OF_REPEAL = {"code_what"}
# What the program says of itself is in force as long as it does so.
OWN = {
    "本助手使用说明",
    "本助手信息保存表",
    "本助手数据来源说明",
    "公众满意度调查说明",
    "生态环境志愿者说明",
}
MOST_CHARACTERS = 120
MOST_SENTENCES = 3


def entries() -> list[dict[str, Any]]:
    return [
        entry
        for path in sorted(ANSWERS.glob("*.yml"))
        if path.name != OFFICES
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def questions() -> list[dict[str, Any]]:
    path = ROOT / "bench/answers/questions.yml"
    loaded: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


ENTRIES = entries()
IDS = [entry["id"] for entry in ENTRIES]


def walk(check: Any) -> list[str]:
    return [entry["id"] for entry in ENTRIES if not check(entry)]


def test_an_entry_has_every_fact_and_no_other() -> None:
    assert walk(lambda entry: set(entry) == FACTS) == []


def test_ids_are_unique_and_what_belongs_beside_an_entry_is_there() -> None:
    assert [name for name, count in Counter(IDS).items() if count > 1] == []
    assert walk(lambda entry: set(entry["see_also"]) <= set(IDS) - {entry["id"]}) == []


def test_every_entry_names_its_source() -> None:
    assert walk(lambda entry: entry["title"].strip() and entry["issuer"].strip()) == []


def test_what_was_checked_says_since_when_it_holds_and_what_does_not_say_it_is_unchecked() -> None:
    assert walk(lambda entry: isinstance(entry["checked"], bool)) == []
    undated = set(walk(lambda entry: isinstance(entry["in_force"], date) or not entry["checked"]))
    assert {entry["title"] for entry in ENTRIES if entry["id"] in undated} <= OWN
    assert walk(lambda entry: entry["until"] is None or entry["until"] > entry["in_force"]) == []


def test_no_entry_leans_on_a_repealed_law() -> None:
    cited = re.compile("|".join(REPEALED))
    assert walk(lambda entry: not cited.search(entry["title"] + entry["article"])) == []
    assert {entry["id"] for entry in ENTRIES if cited.search(entry["text"])} <= TELLS_OF_REPEAL


def test_the_code_is_cited_only_since_it_holds() -> None:
    code = [entry for entry in ENTRIES if "生态环境法典" in entry["title"]]
    assert code
    assert {entry["in_force"] for entry in code} == {date(2026, 8, 15)}


def test_an_answer_is_one_to_three_short_sentences() -> None:
    def short(entry: dict[str, Any]) -> bool:
        told = re.findall(r"[^。？！]+[。？！]", entry["text"])
        whole = "".join(told) == entry["text"]
        return whole and len(told) <= MOST_SENTENCES and len(entry["text"]) <= MOST_CHARACTERS

    assert walk(short) == []


def test_the_words_for_what_was_not_checked_are_added_by_the_engine() -> None:
    assert walk(lambda entry: "以本局公布为准" not in entry["text"]) == []


def test_a_hint_stands_in_one_entry_only() -> None:
    hints = Counter(hint for entry in ENTRIES for hint in entry["ask"])
    assert [hint for hint, count in hints.items() if count > 1] == []
    assert walk(lambda entry: len(entry["ask"]) >= 2) == []


def test_every_office_is_of_a_place_that_there_is_and_can_be_reached() -> None:
    offices = yaml.safe_load((ANSWERS / OFFICES).read_text(encoding="utf-8"))
    book, areas = gazetteer(), {office["area"] for office in offices}
    assert [area for area in areas if book.get(area) is None] == []
    assert {book.city.code, *(county.code for county in book.counties())} <= areas
    assert len(areas) == len(offices)
    assert all(office["phone"] and office["name"] for office in offices)


@pytest.mark.parametrize(("least", "of"), [(800, "answered"), (200, "refused")])
def test_the_bench_asks_enough(least: int, of: str) -> None:
    told = [each for each in questions() if (each["entry"] is None) is (of == "refused")]
    assert len(told) >= least


def test_the_bench_asks_for_entries_that_there_are_and_for_each_of_them() -> None:
    asked = {each["entry"] for each in questions()} - {None}
    assert asked == set(IDS)


def test_no_question_of_the_bench_is_asked_twice_or_stands_in_an_entry() -> None:
    asked = Counter(each["q"] for each in questions())
    hints = {hint for entry in ENTRIES for hint in entry["ask"]}
    assert [question for question, count in asked.items() if count > 1] == []
    assert sorted(set(asked) & hints) == []


def test_a_third_of_the_bench_is_held_out_by_entry_and_by_wording() -> None:
    of_entries = [each for each in questions() if each["entry"]]
    held = Counter(each.get("held") for each in of_entries)
    assert set(held) == {None, "entry", "wording"}
    assert 0.3 <= (held["entry"] + held["wording"]) / len(of_entries) <= 0.4
    apart = {each["entry"] for each in of_entries if each.get("held") == "entry"}
    assert all(each.get("held") == "entry" for each in of_entries if each["entry"] in apart)


# Figures of the law as they were read, in yuan, days, dB(A) and hours of the clock: what an entry
# states of them is exactly this. Sources: the articles that the entries name.
READ = {
    "straw_fine": {"元": {500, 2000}},
    "rubbish_burning_fine": {"元": {500, 2000, 10_000, 100_000}},
    "bbq_fine": {"元": {500, 5000}},
    "fume_fine": {"元": {5000, 50_000}},
    "fume_site_fine": {"元": {10_000, 100_000}},
    "factory_odor_fine": {"元": {10_000, 100_000}},
    "new_odor_plant_fine": {"元": {100_000, 500_000}},
    "night_building_fine": {"元": {10_000, 100_000}, "时": {22, 6}},
    "shop_noise_fine": {"元": {5000, 50_000, 200_000}},
    "neighbour_noise_fine": {"元": {200, 1000, 2000, 20_000}},
    "sewer_permit_fine": {"元": {500_000}},
    "fume_cleaning": {"年": {2}},
    "night_building_hours": {"时": {22, 6}},
    "night_building_permit": {"天": {3}},
    "exam_quiet": {"天": {7}},
    "time_limits": {"天": {15, 60, 30}},
    "review": {"天": {30}},
    "five_reps": {"人": {5}},
    "reward_amount": {"%": {5}, "元": {100_000, 500_000}},
    "reward_criminal": {"元": {5000, 10_000}},
    "reward_ownerless": {"元": {20_000}},
    "noise_class0": {"分贝": {50}},
    "noise_class1": {"分贝": {55}},
    "noise_class2": {"分贝": {60}},
    "noise_class3": {"分贝": {65}},
    "noise_class4": {"分贝": {70}},
    "building_noise_limit": {"分贝": {70}},
    "fume_limit": {"毫克": {2}},
}
NIGHT = {
    "noise_class0": 40, "noise_class1": 45, "noise_class2": 50, "noise_class3": 55,
    "noise_class4": 55, "building_noise_limit": 55,
}  # fmt: skip
LINES = {"12345", "12369", "119", "120", "110", "12356"}


@pytest.mark.parametrize("key", READ)
def test_the_figures_of_the_law_are_told_as_they_were_read(key: str) -> None:
    (text,) = [entry["text"] for entry in ENTRIES if entry["id"] == key]
    told: dict[str, set] = {}
    for quantity in quantities(text):
        told.setdefault(quantity.unit, set()).add(quantity.value)
    assert {unit: told.get(unit) for unit in READ[key]} == READ[key]
    if key in NIGHT:
        assert any(NIGHT[key] in values for values in told.values())


def test_an_answer_names_only_lines_that_were_read_and_those_listed_apart() -> None:
    apart = {"12309", "12348", "12315", "12306", "96110"}
    named = {
        number
        for entry in ENTRIES
        for number in re.findall(r"(?<!\d)(?:1\d{2}|12\d{3}|96\d{3})(?!\d)", entry["text"])
        if f"打 {number}" in entry["text"] or len(number) == 5
    }
    assert named <= LINES | apart
