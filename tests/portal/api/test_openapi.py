"""The open data keep to their description, whatever is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.browsing import serving


@pytest.fixture
def address(served: Flask) -> Iterator[str]:
    """The open data, served on this machine."""
    with serving(served) as address:
        yield address


def test_schemathesis_finds_no_failure(address: str, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("schemathesis")
    asked = subprocess.run(
        [
            *(command, "run", f"{address}/api/v1/openapi.json"),
            *("--checks", "all", "--max-examples", "8", "--seed", "5", "--no-color"),
            "--generation-deterministic",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert asked.returncode == 0, asked.stdout
    assert "No issues found" in asked.stdout
    assert "5 selected" in asked.stdout
