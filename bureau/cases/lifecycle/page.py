"""`docs/lifecycle.md`, printed from the table of steps."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from bureau.cases.lifecycle.table import STANDINGS, STEPS, Status, StatusMeaning, Step
from bureau.cases.terms import LimitRule, terms
from bureau.cases.words import words

PAGE = Path(__file__).resolve().parents[3] / "docs" / "lifecycle.md"

_HEAD = """\
# The life of a case

Printed from `bureau/cases/lifecycle/table.py`; write it anew with
`python -m bureau.cases.lifecycle > docs/lifecycle.md`.

Limits come from `bureau/cases/terms.yml`, each with its source there. While a case is `waiting` its
own clock stands still; `back` is the status in which the citizen was asked, where it runs on.
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
            for goal in _asked_from() if row.back else [row.to] if row.to else []:
                lines.append(f"    {origin} --> {goal} : {said.verb(row.verb)}")
    ends = [status for status, standing in STANDINGS.items() if standing.owner == "nobody"]
    return [*lines, *(f"    {status} --> [*]" for status in ends), "```"]


def _asked_from() -> tuple[Status, ...]:
    return next(row.origins for row in STEPS if row.to is Status.WAITING)


def _statuses() -> list[str]:
    head = ["| status | in Chinese | waits for | time limit |", "|---|---|---|---|"]
    return [*head, *(_status(*each) for each in STANDINGS.items())]


def _status(status: Status, standing: StatusMeaning) -> str:
    limits = _limits(standing) or "—"
    return f"| `{status}` | {words().status(status)} | {standing.owner} | {limits} |"


def _limits(standing: StatusMeaning) -> str:
    """Return which limits run, and how long they are by the rules in force."""
    if standing.clock is None:
        return ""
    ours, danger = terms().default.get(standing.clock), terms().urgent.get(standing.clock)
    told = [f"{standing.clock} {_long(ours)}"] if ours else []
    if danger:
        told.append(f"danger {_long(danger)}")
    if standing.danger:
        told.append(f"danger first {standing.danger} {_long(terms().urgent[standing.danger])}")
    return "; ".join(told)


def _long(rules: Sequence[LimitRule]) -> str:
    limit = max(rules, key=lambda rule: rule.since).limit
    unit = limit.unit.removesuffix("s") if limit.amount == 1 else limit.unit
    return f"{limit.amount} {unit}"


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
        "back" if row.back else row.to or "stays",
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
