"""Which way imports go, one meaning a name, and where Chinese stands."""

import re
from pathlib import Path

import pytest

from ops.house.counts import chinese, repeated_classes
from ops.house.imports import House
from ops.house.picture import PAGE, drawn

ROOT = Path(__file__).parents[2]
HOUSE = House(ROOT)

# Imports inside functions that would close a circle at the top of the files, each with its reason.
PUT_OFF: dict[tuple[str, str], str] = {}

TWO_ENVIRONMENTS = "bot/ lives in an environment of its own and shares no name with the other"
SAME_NAME = {
    "Assistant": TWO_ENVIRONMENTS,
}

# Files whose Chinese is read, never said; or that only hand it to the assistant as a citizen would.
HEARD = {
    "actions/survey.py": "the word that leaves the survey, as its service knows it",
    "basis/numerals.py": "digits that people write in Chinese",
    "bureau/adapters/store/officers.py": "the first officer's name, kept as a row",
    "bureau/callbacks/words.py": "how a date is written",
    "bureau/demo/surveys.py": "the name of the demonstration's files",
    "bureau/places/word_bounds.py": "words that end before a place",
    "bureau/understanding/firms.py": "endings of the names of firms",
    "bureau/understanding/numerals.py": "digits that people write in Chinese",
    "bureau/understanding/times/__init__.py": "a time to warm the reader up with",
    "bureau/understanding/times/days.py": "words for times that citizens write",
    "bureau/understanding/times/lengths.py": "words for times that citizens write",
    "bureau/understanding/times/lunar.py": "words for times that citizens write",
    "bureau/understanding/times/phrases.py": "words for times that citizens write",
    "bureau/understanding/times/tokens.py": "words for times that citizens write",
    "surveys/interview/parse_answer.py": "words that take a choice back",
    "surveys/interview/quantities.py": "digits and units that people write in Chinese",
    "surveys/statistics/demography.py": "how ages are written",
    "basis/masking/names.py": "characters that begin a title or end a place",
    "basis/masking/numbers.py": "digits that people write in Chinese",
    "actions/server.py": "a sentence to warm the readers up with",
    "bot/components/features.py": "what marks a case number in a message",
    "bot/components/foreign.py": "the Chinese of English times and marks",
    "bot/components/normalising.py": "what the pictures in a message mean",
    "bot/components/reading.py": "a sentence to warm the reader up with",
    "bot/nlu.py": "a sentence to warm the model up with",
    "bureau/adapters/providers/bureau_rows.py": "headings of the bureau's tables",
    "bureau/adapters/providers/bureau_water.py": "headings of the bureau's tables",
    "bureau/adapters/providers/demo.py": "names of invented stations and sections",
    "bureau/adapters/providers/national_air.py": "names that the source prints",
    "bureau/adapters/providers/national_water.py": "headings and names that the source prints",
    "bureau/adapters/providers/qweather.py": "marks a name as the source describes it",
    "bureau/cases/numbers.py": "digits that citizens write in Chinese",
    "bureau/finding/terms.py": "which characters are Chinese",
    "bureau/places/gazetteer.py": "endings of the names of places",
    "bureau/places/mentions.py": "endings of the names of places",
    "bureau/places/model.py": "the city's name, beside its code",
    "bureau/quality/grading.py": "kinds of water as tables name them",
    "bureau/quality/headings.py": "headings of measurement tables",
    "bureau/quality/reading.py": "marks for a missing value in measurement tables",
    "bureau/understanding/spots.py": "endings of the names of places",
    "bureau/understanding/times/calendar.py": "words for times that citizens write",
    "ops/pictures.py": "what is typed and pressed while the pictures are taken",
}


def test_no_module_imports_itself_by_a_detour():
    assert HOUSE.circles() == []


def test_what_is_imported_late_to_avoid_a_circle_has_its_reason():
    assert {(each.source, each.target) for each in HOUSE.deferred()} == set(PUT_OFF)


def test_a_door_knows_no_adapter():
    found = [(each.source, each.target) for each in HOUSE.doors_to_adapters()]
    assert found == []


def test_a_class_name_has_one_meaning():
    assert set(repeated_classes(HOUSE)) == set(SAME_NAME)


def test_sentences_stand_in_yaml_and_templates():
    assert set(chinese(HOUSE)) - set(HEARD) == set()


def test_no_exception_outlives_its_reason():
    assert set(HEARD) - set(chinese(HOUSE)) == set()


def test_the_architecture_shows_the_house_as_it_is():
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page, HOUSE) == page


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('SAID = "收到了"', ["收到了"]),
        ('SAID = f"{a}收到{b}了"', ["收到了"]),
        ('"""收到了"""', []),
        ("# 收到了", []),
        ('SAID = "好"', []),
        ('FOUND = re.compile("收到了")', []),
        ('FOUND = "收到|看到"', []),
    ],
)
def test_only_what_is_said_counts_as_chinese(tmp_path: Path, code: str, texts: list[str]):
    assert list(chinese(_house(tmp_path, {"a.py": code})).values()) == ([texts] if texts else [])


def test_a_circle_is_found_unless_it_is_put_off(tmp_path: Path):
    house = _house(
        tmp_path,
        {
            "a.py": "from room import b",
            "b.py": "from room.c import C",
            "c.py": "import room.a\ndef f():\n    import room.d",
            "d.py": "from .a import A",
        },
    )
    assert house.circles() == [("room.a", "room.b", "room.c")]
    assert [(each.source, each.target) for each in house.deferred()] == [("room.c", "room.d")]


def test_an_import_for_types_closes_no_circle(tmp_path: Path):
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from room import a\n"
    house = _house(tmp_path, {"a.py": "from room import b", "b.py": typed})
    assert house.circles() == house.deferred() == []


def _house(folder: Path, files: dict[str, str]) -> House:
    room = folder / "room"
    room.mkdir()
    (room / "__init__.py").touch()
    for name, code in files.items():
        (room / name).write_text(code, encoding="utf-8")
    return House(folder)


def test_scripts_that_share_a_page_share_no_names() -> None:
    tags = [
        tag
        for page in sorted((ROOT / "portal" / "templates").rglob("*.html"))
        if page.name != "shell.html"  # one script alone
        for tag in re.findall(r"<script [^>]*>", page.read_text(encoding="utf-8"))
    ]
    assert len(tags) > 5
    assert [tag for tag in tags if 'type="module"' not in tag] == []
