"""The tests mirror the tree to the letter, so that nobody has to search."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
APART = ("laws", "e2e")

# Folders under tests that are none of the tree; a test in one belongs to the room above it.
HELPERS = {
    "bot/assistant": "a small assistant that the checks train",
    "bot/inside": "checks that run in the bot's own environment",
    "webhook/worker": "the worker's modules, over one twin of the platform",
}

# Tests of several modules of their room at once, each with what it spans.
SPANNING = {
    "actions/test_protocol.py": "recorded calls of Rasa, over every action",
    "bot/test_inside.py": "reports the checks of tests/bot/inside",
    "bureau/adapters/providers/test_contract.py": "what holds for every source",
    "bureau/adapters/providers/test_faults.py": "what holds for every source when it fails",
    "bureau/adapters/providers/test_national.py": "the two national sources",
    "bureau/adapters/providers/test_others.py": "the sources from abroad",
    "bureau/adapters/providers/test_wind.py": "the sources of wind",
    "bureau/quality/test_commands.py": "the commands that grade tables",
    "portal/api/test_openapi.py": "every interface against its description",
    "portal/casework/test_blackening.py": "a photo blackened at the desk, in a browser",
    "portal/casework/test_journeys.py": "days at the desk in a browser",
    "portal/open_days/test_journeys.py": "an open day in a browser",
    "portal/diagnosis/test_browser.py": "a diagnosis from the desk to a phone, in Chromium",
    "portal/quality/test_browser.py": "the citizens' pages in a browser",
    "portal/quality/test_pages.py": "the citizens' pages of air and of water",
    "portal/test_case_journeys.py": "a case from report to its end, over pages and chat",
    "portal/test_browser.py": "the officers' pages in a browser",
    "portal/test_habits.py": "what people do with pages, over citizens' and officers'",
    "portal/test_odor_journeys.py": "odor in a browser: a night at the desk, the public's pages",
    "portal/test_people.py": "patrols, volunteers, deliveries, accounts",
    "portal/test_scope.py": "what officers of an area or a category see, over every page",
    "portal/test_shades.py": "the styles and scales behind the maps",
    "portal/test_patrol_phone.py": "the patrol page in a browser",
    "portal/test_survey_phone.py": "the survey page in a browser",
    "surveys/disclosure/test_attack.py": "an attacker over all that is published",
    "surveys/checks/test_doubtful_answers.py": "every check over whole sittings",
    "bureau/casework/test_villages.py": "work in villages, over hand-overs, lists and search",
    "bureau/messaging/test_outbox_contract.py": "the outbox and its twin, by one contract",
    "bureau/places/test_sentences.py": "every reader of places, over whole sentences",
    "bureau/test_identity_apart.py": "survey service and store: who answered, and what",
    "surveys/test_check_command.py": "the command that checks answers from a file",
    "surveys/test_design_commands.py": "the commands about how answers were drawn",
    "webhook/test_degrading.py": "the door when something is full, slow, hanging or wrong",
    "webhook/test_several.py": "web processes over one PostgreSQL",
    "surveys/test_rank_command.py": "the command that ranks from a file",
}


def _inside(pattern: str) -> list[Path]:
    found = (path.relative_to(TESTS) for path in TESTS.rglob(pattern))
    return sorted(
        path
        for path in found
        if path.parts[0] not in APART and not any(part[0] in "._" for part in path.parts[:-1])
    )


def _room(folder: Path) -> Path:
    """Return the room whose tests a folder holds; a helper's are those of the room above it."""
    helped = next((name for name in HELPERS if folder.is_relative_to(name)), None)
    return Path(helped).parent if helped else folder


def test_every_folder_of_tests_is_a_room_of_the_tree():
    folders = {path.parent for path in _inside("*.py")} - {Path(".")}
    assert [str(folder) for folder in folders if not (ROOT / _room(folder)).is_dir()] == []
    assert [name for name in HELPERS if not (TESTS / name).is_dir()] == []


def test_every_test_is_named_after_what_it_tests():
    strange = set()
    for path in _inside("test_*.py"):
        room, name = ROOT / _room(path.parent), path.stem.removeprefix("test_")
        named = (room / f"{name}.py").exists() or (room / name).is_dir() or room.name == name
        if not named:
            strange.add(str(path))
    assert strange == set(SPANNING)
