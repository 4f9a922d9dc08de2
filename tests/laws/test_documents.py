"""What the documents say must be there."""

import re
import tomllib
from pathlib import Path

import pytest

from bureau.settings import load
from bureau.wiring import Bureau
from ops.supervisor import programs

ROOT = Path(__file__).parents[2]
PAGES = sorted(page for page in ROOT.rglob("*.md") if not {".venv", "var"} & set(page.parts))
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
MAKEFILE = (ROOT / "Makefile").read_text()
ROOMS = sorted(
    path.name
    for path in ROOT.iterdir()
    if path.is_dir() and not path.name.startswith((".", "_")) and path.name != "var"
)
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, flags=re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page):
    named = re.findall(r"(?:`|^)make ([a-z][a-z-]+)", page.read_text(), flags=re.M)
    assert set(named) <= TARGETS


def test_the_readme_maps_every_folder_of_the_top_level():
    mapped = set(re.findall(r"^    ([a-z]+)/", README, flags=re.M))
    assert mapped == set(ROOMS)


def test_the_architecture_lists_the_processes_that_the_supervisor_starts():
    table = ARCHITECTURE.split("## The processes")[1].split("\n## ")[0]
    listed = re.findall(r"^\| ([a-z]+) \| `", table, flags=re.M)
    assert set(listed) == {program.name for program in programs(load({"DEMO": "1"}))}


def test_the_use_cases_that_the_architecture_names_are_the_bureaus():
    contracts = ARCHITECTURE.split("## Contracts between rooms")[1]
    named = set(re.findall(r"`(\w+)`", contracts.split("\n- ")[1]))
    called = set(re.findall(r"`([a-z_]+)\.[a-z_]+\(", contracts))
    assert (named | called) - {"bureau"} <= set(dir(Bureau))


def test_every_decision_has_a_number_of_its_own():
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_bears_its_number_in_its_title(page):
    assert re.match(rf"# {int(page.name[:4])}\. \S", page.read_text())


def test_every_decision_that_is_named_by_its_number_was_taken():
    written = [*PAGES, *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    named = {
        int(number)
        for path in written
        if ".venv" not in path.parts and path != Path(__file__)
        for number in re.findall(r"\b(?:adr/|ADR )(\d+)", path.read_text())
    }
    assert named <= set(range(1, len(DECISIONS) + 1))


def test_every_dependency_of_the_service_has_its_reason():
    project = (ROOT / "pyproject.toml").read_text()
    for dependency in tomllib.loads(project)["project"]["dependencies"]:
        assert re.search(rf'"{re.escape(dependency)}",\s*# \S', project), dependency


def test_every_file_that_a_page_or_a_comment_names_is_there():
    rooms = "|".join(ROOMS)
    name = re.compile(rf"(?<![\w/.-])((?:{rooms})/[\w/-]+\.(?:py|yml|yaml|md|csv|sh|txt))\b")
    code = [path for room in ROOMS if room != "tests" for path in (ROOT / room).rglob("*.py")]
    lost = {
        (str(path.relative_to(ROOT)), named)
        for path in [*PAGES, *code]
        if ".venv" not in str(path)
        for named in name.findall(path.read_text())
        if not (ROOT / named).exists()
    }
    assert lost == set()
