"""The release before this one, as a tree of its own beside ours: for what runs both at once."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.faults_world import ROOT
from bureau.adapters.store.engine import MIGRATIONS

# What was trained for a release is kept: the next run needs it again.
KEPT = ROOT / "var/previous"


class NoPreviousError(RuntimeError):
    """There is no earlier release to be had: the message says why."""


@dataclass(frozen=True)
class Release:
    """An earlier release: the folder of its files, and its commit."""

    tree: Path
    commit: str


def commit_before_newest_migration() -> str:
    """Return the last commit of the main line that did not have our newest migration yet.

    Raises `NoPreviousError` where this is no checkout, or one without its history.
    """
    added = _git("log", "--first-parent", "-m", "--diff-filter=A", "--format=%H", "-1", "--",
                 str(MIGRATIONS / "versions"))  # fmt: skip
    if not added:
        raise NoPreviousError("this checkout has no history in which a migration was added")
    try:
        return _git("rev-parse", "--verify", f"{added}^1")
    except NoPreviousError as error:
        raise NoPreviousError("the history of this checkout begins with the migrations") from error


@contextmanager
def previous_release(commit: str = "", *, assistant: bool) -> Iterator[Release]:
    """Yield an earlier release, with our environments and models of its own.

    `commit` is that before the newest migration unless another is named. With `assistant` Rasa's
    model is trained too, which takes minutes the first time. Raises `NoPreviousError`.
    """
    commit = _git("rev-parse", "--verify", commit) if commit else commit_before_newest_migration()
    models = KEPT / commit[:12] / "models"
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="previous") as folder:
        tree = Path(folder, "tree")
        # An archive, not a work tree: the repository is left as it is.
        _git("archive", f"--output={folder}/tree.tar", commit)
        with tarfile.open(f"{folder}/tree.tar") as archive:
            archive.extractall(tree, filter="data")
        for link in (".venv", "bot/.venv"):
            (tree / link).symlink_to(ROOT / link)
        (tree / "var").mkdir()
        (tree / "var/models").symlink_to(models)
        _run(tree, sys.executable, "-m", "bureau.dialogue.acts")
        if assistant:
            _run(tree, str(tree / "bot/.venv/bin/python"), "-m", "bot.launcher", "train")
        yield Release(tree, commit)


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except FileNotFoundError as error:
        raise NoPreviousError("there is no git here") from error
    except subprocess.CalledProcessError as error:
        raise NoPreviousError(error.stderr.strip() or "git refused") from error
    return done.stdout.strip()


def _run(tree: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPreviousError(f"{' '.join(command[1:])}: {done.stderr.strip()[-500:]}")
