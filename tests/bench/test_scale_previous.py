"""The release before this one, from this repository's history."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench import scale_previous
from bench.scale_previous import NoPreviousError, commit_before_newest_migration


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=a", "-c", "user.email=a@b")
    done = subprocess.run(
        ["git", *named, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    versions = tmp_path / "migrations/versions"
    versions.mkdir(parents=True)
    git(tmp_path, "init", "-q")
    monkeypatch.setattr(scale_previous, "ROOT", tmp_path)
    monkeypatch.setattr(scale_previous, "MIGRATIONS", versions.parent)
    return tmp_path


def commit(checkout: Path, name: str, text: str = "x") -> str:
    (checkout / name).write_text(text)
    git(checkout, "add", "-A")
    git(checkout, "commit", "-qm", name)
    return git(checkout, "rev-parse", "HEAD")


def test_it_is_the_last_commit_that_did_not_have_the_newest_migration(checkout: Path) -> None:
    commit(checkout, "migrations/versions/0001.py")
    before = commit(checkout, "a.py")
    commit(checkout, "migrations/versions/0002.py")
    commit(checkout, "b.py")
    # A migration that was mended later is no new one.
    commit(checkout, "migrations/versions/0001.py", "mended")
    assert commit_before_newest_migration() == before


def test_a_branch_that_brought_the_migration_counts_from_where_it_was_merged(
    checkout: Path,
) -> None:
    commit(checkout, "migrations/versions/0001.py")
    main = git(checkout, "rev-parse", "--abbrev-ref", "HEAD")
    git(checkout, "checkout", "-qb", "branch")
    commit(checkout, "migrations/versions/0002.py")
    git(checkout, "checkout", "-q", main)
    before = commit(checkout, "a.py")
    git(checkout, "merge", "-q", "--no-ff", "-m", "merged", "branch")
    assert commit_before_newest_migration() == before


@pytest.mark.parametrize(
    ("files", "said"),
    [(["a.py"], "no history"), (["migrations/versions/0001.py"], "begins with the migrations")],
)
def test_a_checkout_without_that_history_says_so(
    checkout: Path, files: list[str], said: str
) -> None:
    for name in files:
        commit(checkout, name)
    with pytest.raises(NoPreviousError, match=said):
        commit_before_newest_migration()
