"""What the service writes, others on the machine cannot read."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Commands that write nothing which the service keeps.
OPEN = {
    "bureau/quality/__main__.py", "ops/audit.py", "ops/coverage.py", "ops/pictures.py",
    "surveys/__main__.py", "surveys/questionnaire/__main__.py", "webhook/simulator/__main__.py",
    "bot/nlu.py",
}  # fmt: skip


def test_files_and_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    kept = tmp_path / "var"
    kept.mkdir(mode=0o755)
    code = (
        "from pathlib import Path; from basis.private_files import write_privately\n"
        f"kept = Path({str(kept)!r}); write_privately(kept)\n"
        "(kept / 'photos').mkdir(); (kept / 'photos' / 'a.jpg').write_text('x')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (kept, *kept.rglob("*"))}
    assert modes == {"var": 0o700, "photos": 0o700, "a.jpg": 0o600}


def test_every_process_of_the_service_writes_so() -> None:
    commands = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for room in ("actions", "bot", "bureau", "ops", "portal", "surveys", "webhook")
        for path in (ROOT / room).rglob("*.py")
        if ".venv" not in path.parts
    }
    commands = {name: code for name, code in commands.items() if '== "__main__":' in code}
    writing = {
        n for n, code in commands.items() if re.search(r"write_privately\(|umask\(0o077", code)
    }
    assert len(commands) > 15
    assert set(commands) - writing == OPEN


def test_the_demonstrations_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    code = (
        "from basis.private_files import write_privately; write_privately()\n"
        "from bureau.settings import load; from ops.preparation import prepare\n"
        f"prepare(load({{'DEMO': '1', 'VAR_DIR': {str(tmp_path / 'var')!r}}}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    kept = [tmp_path / "var", *(tmp_path / "var").rglob("*")]
    assert any(path.suffix == ".db" for path in kept)
    assert [path for path in kept if path.stat().st_mode & 0o077] == []
