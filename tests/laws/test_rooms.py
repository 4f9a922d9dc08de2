"""One topic, one word, everywhere; and no room grows beyond what a reader can hold."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("actions", "basis", "bot", "bureau", "ops", "portal", "surveys", "tabular", "webhook")
MOST_LINES = 450


def topics(folder: str) -> set[str]:
    return {path.stem for path in (ROOT / folder).glob("*.yml")}


def modules() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if ".venv" not in path.parts and "versions" not in path.parts
    ]


def test_every_topic_with_rules_has_a_domain_of_the_same_name():
    assert topics("data/rules") <= topics("bot/domain")


def test_every_action_that_a_topic_names_is_served():
    named = {
        name
        for path in (ROOT / "bot/domain").glob("*.yml")
        for name in re.findall(r"^  - ((?:action|validate)_\w+)", path.read_text(), flags=re.M)
    }
    served = {
        name
        for path in (ROOT / "actions").glob("*.py")
        for name in re.findall(r'"((?:action|validate)_\w+)"', path.read_text())
    }
    assert named <= served


def test_no_module_is_longer_than_a_reader_can_hold():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := path.read_text().count("\n")) > MOST_LINES
    }
    assert long == {}


def test_every_module_says_in_its_first_line_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text().strip() and not path.read_text().startswith(('"""', "#"))
    ]
    assert silent == []


def test_the_import_law_knows_every_package_of_the_service():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "bot", "tests"}
    assert set(project["tool"]["importlinter"]["root_packages"]) == there


def test_the_architecture_says_of_every_room_of_the_bureau_what_it_holds():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("bureau/*/__init__.py")}
    assert set(re.findall(r"^\| `bureau/(\w+)/` \|", page, flags=re.M)) == rooms
