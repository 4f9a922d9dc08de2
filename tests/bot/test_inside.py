"""Reports each check of `tests/bot/inside`, which ran in the bot's own environment."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.bot.conftest import PYTHON, ROOT

INSIDE = Path(__file__).resolve().parent / "inside"
WHERE = ["-s", str(INSIDE), "-t", str(ROOT), "-p", "check_*.py"]
RESULT = re.compile(r"^(test_\w+) \((?:[\w.]*\.)?(\w+)\.\1\)(?: \.\.\. |\n.* \.\.\. )(\w+)", re.M)


def checks() -> list[str]:
    """Every check as `Class.test_name`, those of a base class under each class that has it."""
    classes = {
        node.name: node
        for path in sorted(INSIDE.glob("check_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }

    def tests(name: str) -> list[str]:
        node = classes[name]
        inherited = [
            test for base in node.bases if ast.unparse(base) in classes
            for test in tests(ast.unparse(base))
        ]  # fmt: skip
        own = [
            each.name
            for each in node.body
            if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))
            and each.name.startswith("test_")
        ]
        return inherited + own

    return [
        f"{name}.{test}"
        for name, node in classes.items()
        if any("TestCase" in ast.unparse(base) for base in node.bases)
        for test in tests(name)
    ]


@pytest.fixture(scope="session")
def output(model: Path, postgres_url: str) -> str:
    """What the run of all checks printed."""
    done = subprocess.run(
        [str(PYTHON), "-m", "unittest", "discover", "-v", *WHERE],
        cwd=ROOT,
        env={**os.environ, "SMALL_MODEL": str(model), "TEST_POSTGRES_URL": postgres_url},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.stderr


@pytest.mark.parametrize("check", checks())
def test_inside(check: str, output: str) -> None:
    results = {f"{kind}.{name}": result for name, kind, result in RESULT.findall(output)}
    assert results.get(check) == "ok", output[-6000:]
