"""`python -m bench [NAME …]`: measures one after another (`make bench ARGS="gateway"`).

A name stands for all that begin with it too: `kinds` is every kind of fault. A folder among the
names is where measurements on public data find them (`odor_prediction FOLDER`). Each prints its
figures, as ratios against a peer in the same run where there is one. The first time `assistant`
builds and trains Rasa's default pipeline, by far the longest of them.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measurements() -> dict[str, str]:
    """Return each measurement's name and the first sentence of what it says of itself."""
    found = {}
    for path in sorted(HERE.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if path.stem != "__main__" and '__name__ == "__main__"' in source:
            found[path.stem] = (ast.get_docstring(ast.parse(source)) or "").split("\n")[0]
    return found


def _named(name: str, known: Iterable[str]) -> list[str]:
    return [one for one in known if one == name or one.startswith(f"{name}_")]


def main(names: list[str]) -> int:
    """Run the named measurements, or all; return 1 if any of them failed."""
    known = measurements()
    # What is a folder is handed to the measurements named: `odor_prediction FOLDER`.
    given = [name for name in names if Path(name).is_dir() and name not in known]
    names = [found for n in names if n not in given for found in _named(n, known) or [n]]
    unknown = [name for name in names if name not in known]
    if unknown:
        print("no such measurement:", ", ".join(unknown))
        print("\n".join(f"  {name:18} {about}" for name, about in known.items()))
        return 2
    failed = []
    for name in names or list(known):
        print(f"\n== {name}: {known[name]}", flush=True)
        command = (sys.executable, "-m", f"bench.{name}", *given)
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print("\nfailed or below their floor:", ", ".join(failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
