"""A moment between two backups: `python -m ops.point_in_time base|restore …`, on PostgreSQL.

    python -m ops.point_in_time base FOLDER
    python -m ops.point_in_time restore FOLDER ARCHIVE INTO --at 2026-11-27T12:00:00+08:00

The server archives every change (`archive_command`, as in `compose.yaml`). `base` copies its files
while it serves. `restore` lays such a copy into an empty folder and tells the server that will be
started on it to play the archive up to a moment, and then to serve. Changes after that moment are
in nobody's store any more; who was erased is erased again when the service starts (`erased.txt`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from basis.private_files import write_privately
from bureau.settings import SettingsError, load
from ops.database_copy import BackupError, base_of

# Where a server keeps its socket beside its data, the copy has the lock of a server that serves on.
_LOCKS = ".s.PGSQL.*.lock"


def base(url: str, folder: Path) -> None:
    """Copy a serving PostgreSQL's files into an empty folder; raises `BackupError`."""
    address = make_url(url)
    if address.get_backend_name() != "postgresql":
        raise BackupError("only PostgreSQL keeps every change: of a file, `make backup` is all")
    _must_be_empty(folder)
    base_of(address, folder)


def restore(folder: Path, archive: Path, into: Path, *, at: datetime) -> None:
    """Make a server's folder of a base copy and the archive, as the store stood `at` a moment.

    Whoever starts a server on it finds it serving when the archive has been played; where the copy
    is younger than the moment the server itself says so and ends. Raises `BackupError` where `at`
    has no time zone or a folder is not what it should be.
    """
    if at.tzinfo is None:
        raise BackupError("the moment needs its time zone: 2026-11-27T12:00:00+08:00")
    if not (folder / "backup_label").is_file():
        raise BackupError(f"{folder} is no base copy")
    if not any(archive.glob("*")):
        raise BackupError(f"{archive} holds no changes")
    _must_be_empty(into)
    shutil.copytree(folder, into, dirs_exist_ok=True)
    for lock in into.glob(_LOCKS):
        lock.unlink()
    into.chmod(0o700)
    (into / "recovery.signal").touch()
    with (into / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
        settings.write(
            f'restore_command = \'cp "{archive.resolve()}/%f" "%p"\'\n'
            f"recovery_target_time = '{at.isoformat()}'\n"
            "recovery_target_action = 'promote'\n"
            # The restored one begins a history of its own; the archive stays as it is.
            "archive_mode = 'off'\n"
        )


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked; return 2 with a sentence where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m ops.point_in_time")
    commands = parser.add_subparsers(dest="command", required=True)
    first = commands.add_parser("base", help="copy the serving server's files")
    first.add_argument("folder", type=Path)
    second = commands.add_parser("restore", help="make a server's folder of a copy")
    for name in ("folder", "archive", "into"):
        second.add_argument(name, type=Path)
    second.add_argument("--at", type=datetime.fromisoformat, required=True)
    given = parser.parse_args(arguments)
    write_privately()
    try:
        if given.command == "base":
            base(load().database_url, given.folder)
        else:
            restore(given.folder, given.archive, given.into, at=given.at)
    except (BackupError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _must_be_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty")


if __name__ == "__main__":
    sys.exit(main())
