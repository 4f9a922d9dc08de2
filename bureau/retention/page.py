"""The runbook's table of what is kept, printed from the holdings."""

from __future__ import annotations

import sys
from pathlib import Path

from bureau.retention.holdings import HOLDINGS, TERMS
from bureau.retention.model import Fate, Holding

PAGE = Path(__file__).parents[2] / "docs" / "runbook.md"
_BEGIN = "<!-- printed by `make docs`: begin -->\n"
_END = "<!-- printed by `make docs`: end -->"
_YEAR = 365
_FATES = {
    Fate.ERASED: "erased",
    Fate.MASKED: "kept, masked, without a way back",
    Fate.KEPT: "kept",
    Fate.NOBODYS: "nothing of a citizen",
}


def printed(page: str) -> str:
    """Return the page with the table as the code has it."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{table()}\n{_END}{after}"


def table() -> str:
    """Return the table in Markdown, a line a holding."""
    head = [
        "| what | where | how long | why | when its citizen is erased |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_row, HOLDINGS)]) + "\n"


def _row(holding: Holding) -> str:
    places = (*holding.tables, *(f"var/{name}" for name in holding.files))
    where = ", ".join(f"`{place}`" for place in places)
    fate = _FATES[holding.fate]
    return f"| {holding.what} | {where} | {_how_long(holding)} | {holding.why} | {fate} |"


def _how_long(holding: Holding) -> str:
    if holding.rule is None:
        return holding.kept
    term = TERMS[holding.rule]
    years, days = divmod(term.days, _YEAR)
    count, unit = (term.days, "day") if days or not years else (years, "year")
    return f"{count} {unit}{'s' * (count > 1)} since {term.since}"


def main() -> int:
    """Print the table into the runbook, or with `--check` say whether it is there already."""
    page = PAGE.read_text(encoding="utf-8")
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(printed(page), encoding="utf-8")
        return 0
    if printed(page) == page:
        return 0
    sys.stderr.write(f"{PAGE.name} is not what the code says; run python -m bureau.retention\n")
    return 1
