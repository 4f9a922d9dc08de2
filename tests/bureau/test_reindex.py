"""The index of cases comes by itself after an upgrade, and anew by a command."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from bureau.adapters.store.schema.finding import case_index, case_sums, case_tallies, case_words
from bureau.cases import Draft
from bureau.finding import CaseQuery
from bureau.reindex import main
from bureau.settings import load
from bureau.wiring import Bureau


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    given = {"DEMO": "1", "VAR_DIR": str(tmp_path)}
    given["DATABASE_URL"] = f"sqlite:///{tmp_path / 'assistant.db'}"
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    bureau = Bureau(load())
    draft = Draft(categories=("odor",), description="刺鼻的味道")
    bureau.cases.submit(draft=draft, by="c", at=datetime.now(UTC), message_key="m")
    with bureau.database.transaction() as connection:
        for table in (case_words, case_index, case_sums, case_tallies):
            connection.execute(delete(table))
    bureau.close()
    return given


def _found(bureau: Bureau) -> int:
    return bureau.finding.find(CaseQuery(text="刺鼻"), limit=5).total


def test_a_store_from_before_the_index_gets_one_when_it_is_opened(
    settings: dict[str, str],
) -> None:
    bureau = Bureau(load())
    assert _found(bureau) == 1
    bureau.close()


def test_the_command_says_how_many_it_indexed(
    settings: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main() == 0
    assert capsys.readouterr().out == "1\n"
    bureau = Bureau(load())
    assert _found(bureau) == 1
    bureau.close()
