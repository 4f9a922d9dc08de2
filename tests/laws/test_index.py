"""No case is changed past its index: whoever writes cases, or their history, indexes them."""

import re
from pathlib import Path

STORE = Path(__file__).parents[2] / "bureau" / "adapters" / "store"
_WRITES = re.compile(
    r"\b(?:insert|update|delete)\((?:cases|case_events)\)|_change\(\s*cases,|\badd_event\("
)
_INDEXES = re.compile(r"\b(?:step_indexed|line_indexed|words_changed)\(")


def _writers() -> dict[str, str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in STORE.glob("*.py")}
    return {name: source for name, source in found.items() if _WRITES.search(source)}


def test_whoever_writes_cases_indexes_them():
    writers = _writers()
    assert {"cases.py", "erasure.py", "casework.py", "batches.py", "neighbours.py"} <= set(writers)
    assert [name for name, source in writers.items() if not _INDEXES.search(source)] == []
