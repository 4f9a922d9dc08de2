"""Nothing is kept that nobody decided on: every table and every name in VAR_DIR has its holding."""

import re
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bureau.adapters.store.schema import metadata
from bureau.quality.polling import HOURLY_KEPT, RAW_KEPT
from bureau.retention import HOLDINGS, TERMS, Fate, Rule
from bureau.retention.page import PAGE, printed
from bureau.settings import load
from bureau.wiring import Bureau

ROOT = Path(__file__).parents[2]
# The assistant keeps its table itself, in whichever database it is given.
THE_ASSISTANTS = "bot_conversations"
# Names in VAR_DIR that only a developer's or a test's command makes.
DEVELOPERS = {"output"}
_IN_VAR = re.compile(r"""\bvar\)? / (?:f?["']|\(["'])([\w.*{-]+)|['"]var['"]\)\) / ["']([\w.]+)""")


def names_in_var() -> set[str]:
    """Every name that the code makes in VAR_DIR, a moment's part of it written as a star."""
    made = set()
    for room in ("actions", "bot", "bureau", "ops", "portal", "surveys", "webhook"):
        for path in (ROOT / room).rglob("*.py"):
            if ".venv" not in path.parts:
                for one, other in _IN_VAR.findall(path.read_text(encoding="utf-8")):
                    made.add(re.sub(r"\{.*", "*", one or other))
    return made


def test_every_table_has_a_holding():
    listed = {name for holding in HOLDINGS for name in holding.tables}
    assert listed == {table.name for table in metadata.sorted_tables} | {THE_ASSISTANTS}


def test_every_name_in_the_var_folder_has_a_holding():
    found = names_in_var()
    assert {"evidence", "charts", "conversations.db", "backups", "before-restore-*"} <= found
    kept = [name for holding in HOLDINGS for name in holding.files]
    missing = {n for n in found - DEVELOPERS if not any(fnmatch(n, each) for each in kept)}
    assert missing == set()


def test_what_a_holding_keeps_it_says_how_long_and_why():
    for holding in HOLDINGS:
        assert holding.tables or holding.files, holding.what
        assert holding.why, holding.what
        assert bool(holding.kept) != (holding.rule is not None), holding.what


def test_every_rule_has_its_term_its_holding_and_its_step(tmp_path: Path):
    assert set(TERMS) == set(Rule) == {holding.rule for holding in HOLDINGS} - {None}
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    # The conversations' step is the worker's: they lie in the assistant.
    taken = bureau.retention.keep(at=datetime.now(UTC), also={Rule.CONVERSATIONS: lambda _: 0})
    assert set(taken) == set(Rule)
    bureau.close()


def test_the_pollers_holdings_say_what_the_poller_does():
    said = {name: holding.kept for holding in HOLDINGS for name in holding.tables}
    assert said["raw_answers"].startswith(f"{RAW_KEPT.days} days")
    assert said["air_observations"].startswith(f"{HOURLY_KEPT.days // 366} years")


def test_the_runbook_prints_what_the_code_keeps():
    page = PAGE.read_text(encoding="utf-8")
    assert printed(page) == page
    assert printed(page.replace("30 days since", "9 days since")) == page


@pytest.mark.parametrize(
    "column", ["citizen", "citizen_key", "respondent", "openid_sealed", "used_by", "to"]
)
def test_a_table_that_names_a_citizen_is_erased_or_masked(column: str):
    fates = {name: holding.fate for holding in HOLDINGS for name in holding.tables}
    naming = [table.name for table in metadata.sorted_tables if column in table.columns]
    assert naming
    for table in naming:
        assert fates[table] in (Fate.ERASED, Fate.MASKED), table
