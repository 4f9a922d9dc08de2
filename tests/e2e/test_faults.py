"""A short form of `python -m bench faults`: the whole of it takes minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ops.ports import free_port
from tests.e2e.service import ROOT

pytestmark = pytest.mark.e2e


def test_whatever_is_killed_nothing_is_lost_doubled_or_disordered(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.faults", "--stand-in", "--sqlite", "--only", "kills"]
    size = ["--citizens", "8", "--messages", "3", "--pause", "4", "--gap", "2"]
    where = ["--port", str(free_port()), "--keep", str(tmp_path)]
    done = subprocess.run(
        [*command, *size, *where],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "written 24" in done.stdout
    assert "unfinished 0, lost 0, doubled 0, out of order 0" in done.stdout
