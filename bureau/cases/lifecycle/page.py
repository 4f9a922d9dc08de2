"""`docs/lifecycle.md`, printed from the table of steps."""

from __future__ import annotations

import sys
from pathlib import Path

from bureau.cases.lifecycle.table import STANDINGS, STEPS, Step
from bureau.cases.words import words

PAGE = Path(__file__).resolve().parents[3] / "docs" / "lifecycle.md"

_HEAD = """\
# The life of a case

Printed from `bureau/cases/lifecycle/table.py`; write it anew with
`python -m bureau.cases.lifecycle > docs/lifecycle.md`.
"""


def page() -> str:
    """Return the page: diagram, statuses, steps."""
    return "\n".join([_HEAD, *_diagram(), "", *_statuses(), "", *_steps(), ""])


def _diagram() -> list[str]:
    said = words()
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {status} : {said.status(status)}" for status in STANDINGS]
    for row in STEPS:
        for origin in row.origins or ("[*]",):
            if row.to is not None:
                lines.append(f"    {origin} --> {row.to} : {said.verb(row.verb)}")
    ends = [status for status, standing in STANDINGS.items() if standing.owner == "nobody"]
    return [*lines, *(f"    {status} --> [*]" for status in ends), "```"]


def _statuses() -> list[str]:
    rows = [
        f"| `{status}` | {words().status(status)} | {standing.owner} | {standing.clock or '—'} |"
        for status, standing in STANDINGS.items()
    ]
    return ["| status | in Chinese | waits for | time limit |", "|---|---|---|---|", *rows]


def _steps() -> list[str]:
    head = [
        "| verb | from | to | who | note | audit word | notice |",
        "|---|---|---|---|---|---|---|",
    ]
    return [*head, *map(_row, STEPS)]


def _row(row: Step) -> str:
    said = words()
    cells = (
        f"`{row.verb}` {said.verb(row.verb)}",
        ", ".join(row.origins) or "—",
        row.to or "stays",
        row.who,
        row.note,
        said.audit(row.audit),
        row.notice or "none",
    )
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """Print the page, or with `--check` say whether the file still holds it."""
    if "--check" not in sys.argv[1:]:
        sys.stdout.write(page())
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    sys.stderr.write(
        f"{PAGE.name} is not what the table says; run "
        "python -m bureau.cases.lifecycle > docs/lifecycle.md\n"
    )
    return 1
