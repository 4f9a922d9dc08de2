"""What the locks hold is known, and so are its weaknesses: mended, or accepted with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from ops import audit
from ops.audit import LOCKS, Pinned, pinned, sbom, weaknesses

LOCK = """\
first==1.2.3 \\
    --hash=sha256:00
    # via pyproject.toml
second[extra]==2 ; python_full_version >= '3.11' \\
    --hash=sha256:11
Third_One==3.0 ; sys_platform == 'win32' \\
    --hash=sha256:22
fourth==4 ; sys_platform == 'never'
"""
KNOWN = {
    "first": [
        {"id": "A", "v": ">=1,<1.2.4", "advisory": "bad", "fixed_in": "1.2.4"},
        {"id": "B", "v": "<1.2.3", "advisory": "mended", "fixed_in": "1.2.3"},
    ],
    "other": [{"id": "C", "v": "<9", "advisory": "elsewhere", "fixed_in": "9"}],
}


def test_a_lock_is_read_as_the_server_installs_it() -> None:
    assert list(pinned(LOCK, "3.11")) == [Pinned("first", "1.2.3"), Pinned("second", "2")]
    assert list(pinned(LOCK, "3.10")) == [Pinned("first", "1.2.3")]


def test_every_line_of_our_locks_is_read() -> None:
    for lock in LOCKS:
        text = (audit.ROOT / lock).read_text(encoding="utf-8")
        named = [line for line in text.splitlines() if line[:1].isalnum()]
        assert len(audit._LINE.findall(text)) == len(named) > 50, lock


def test_a_version_within_the_range_is_weak_and_a_mended_one_is_not() -> None:
    found = list(weaknesses("a.lock", list(pinned(LOCK, "3.11")), KNOWN))
    assert [(each.package.name, each.advisory, each.mended) for each in found] == [
        ("first", "A", "1.2.4")
    ]


def test_our_locks_hold_no_known_weakness_that_is_not_accepted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = audit.audit()
    assert status == 0, capsys.readouterr().out
    assert "the list of 2026-07-07" in capsys.readouterr().out


def test_without_the_list_it_is_said_that_nothing_was_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with patch.object(audit, "find_spec", return_value=None):
        assert audit.audit() == 0
    assert "not done" in capsys.readouterr().out


def test_the_bill_of_materials_names_each_package_of_both_environments_once() -> None:
    held = sbom(datetime(2026, 11, 27, tzinfo=UTC))["components"]
    names = [part["purl"] for part in held]
    assert len(names) == len(set(names)) > 100
    assert "pkg:pypi/rasa@3.6.21" in names
    assert not any("tensorflow@" in name for name in names)
