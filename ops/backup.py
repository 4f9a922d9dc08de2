"""`python -m ops.backup make | restore FILE | check FILE`: the store and its photos in one file.

A backup is taken while the service runs: SQLite through its online backup, PostgreSQL through
`pg_dump`, and after it the photos and recordings, so that every file that a row names is there.
A manifest counts the rows of every table and holds a digest of every file; `restore` and `check`
compare both. The key that seals identities is never in a backup, only its fingerprint.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.engine import URL

from basis.private_files import write_privately
from bureau.adapters.store.engine import known, newest
from bureau.settings import Settings, load

DATABASE, EVIDENCE, MANIFEST = "database", "evidence", "manifest.json"
# The copies made before a migration; the newest few are kept.
MOST_BEFORE_MIGRATION = 3


class BackupError(Exception):
    """What stands in the way of a backup or of restoring one, in one sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows by table, digests (SHA-256) by file, the key's fingerprint."""

    made: str
    kind: str
    revision: str | None
    key: str
    rows: dict[str, int]
    files: dict[str, str]


def make(settings: Settings, file: Path, *, at: datetime) -> Manifest:
    """Write a backup to a file; it appears whole or not at all. Raises `BackupError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as name:
        folder = Path(name)
        url = make_url(settings.database_url)
        revision, rows = copy_database(url, folder / DATABASE)
        evidence = settings.var / "evidence"
        if evidence.is_dir():
            shutil.copytree(evidence, folder / EVIDENCE, ignore_dangling_symlinks=True)
        else:
            (folder / EVIDENCE).mkdir()
        manifest = Manifest(
            made=at.isoformat(timespec="seconds"),
            kind=url.get_backend_name(),
            revision=revision,
            key=fingerprint(settings.secret_key),
            rows=rows,
            files={str(path.relative_to(folder)): _digest(path) for path in _files(folder)},
        )
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        half = folder / "whole.tar"
        with tarfile.open(half, "w") as tar:
            for part in (MANIFEST, DATABASE, EVIDENCE):
                tar.add(folder / part, arcname=part)
        half.chmod(0o600)
        half.replace(file)
    return manifest


def check(file: Path) -> Manifest:
    """Return what a backup holds after comparing every file with its digest."""
    with tempfile.TemporaryDirectory(prefix="check-") as name:
        return _unpacked(file, Path(name))


def restore(settings: Settings, file: Path, *, at: datetime) -> Manifest:
    """Put a backup in the place of the present store, which is set aside under `var`.

    Raises `BackupError` when the service runs, the backup is damaged or of the other database.
    """
    if _serving(settings):
        raise BackupError(f"something answers on port {settings.port}: stop the service first")
    url = make_url(settings.database_url)
    aside = settings.var / f"before-restore-{at:%Y%m%dT%H%M%S}"
    settings.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.var, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpacked(file, folder)
        if manifest.kind != url.get_backend_name():
            raise BackupError(
                f"the backup is of {manifest.kind}, DATABASE_URL names {url.get_backend_name()}"
            )
        aside.mkdir(mode=0o700)
        if url.get_backend_name() == "postgresql":
            copy_database(url, aside / DATABASE)
            _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
                 f"--dbname={_libpq(url)}", str(folder / DATABASE), secret=url)  # fmt: skip
        else:
            _replace_sqlite(Path(url.database or ""), folder / DATABASE, aside)
        if (settings.var / "evidence").exists():
            (settings.var / "evidence").rename(aside / EVIDENCE)
        (folder / EVIDENCE).rename(settings.var / "evidence")
    with _connected(url) as connection:
        rows = _rows(connection)
    if rows != manifest.rows:
        raise BackupError(f"the restored rows differ from the backup's: {rows} {manifest.rows}")
    return manifest


def before_migrating(settings: Settings, *, at: datetime) -> Path | None:
    """Copy a store that a newer version is about to change; None where there is nothing to lose.

    Raises `BackupError` when it cannot be copied, or was written by a newer version than this.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    with _connected(url) as connection:
        revision = _revision(connection)
    if revision is None or revision == newest():
        return None
    if not known(revision):
        raise BackupError(
            f"the store was written by a newer version (migration {revision}): "
            "start that version, or restore the backup made before it"
        )
    folder = settings.var / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"before-migration-{at:%Y%m%dT%H%M%S}.database"
    copy_database(url, copy)
    for old in sorted(folder.glob("before-migration-*"))[:-MOST_BEFORE_MIGRATION]:
        old.unlink()
    return copy


def copy_database(url: URL, to: Path) -> tuple[str | None, dict[str, int]]:
    """Copy a database that may be in use, as one consistent whole.

    Returns the migration it stands at and the rows of each table, both of the copy.
    """
    if url.get_backend_name() == "postgresql":
        with _connected(url) as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={to}",
                 f"--dbname={_libpq(url)}", secret=url)  # fmt: skip
            counted = _revision(connection), _rows(connection)
    else:
        source = Path(url.database or "")
        if not source.is_file():
            raise BackupError(f"there is no database at {source}")
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(to)) as there:
            here.backup(there)
        with _connected(url.set(database=str(to))) as connection:
            counted = _revision(connection), _rows(connection)
    to.chmod(0o600)
    return counted


def fingerprint(key: str) -> str:
    """Return what tells one key from another and gives nothing of it away (16 hex digits)."""
    return hashlib.sha256(b"backup-fingerprint:" + key.encode()).hexdigest()[:16]


def _unpacked(file: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise BackupError(f"{file} is no backup that can be read: {error}") from error
    found = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    found.pop(MANIFEST, None)
    damaged = sorted(
        name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name)
    )
    if damaged:
        raise BackupError(f"{file} is damaged: {', '.join(damaged[:5])}")
    return manifest


def _replace_sqlite(database: Path, copy: Path, aside: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        old = database.with_name(database.name + suffix)
        if old.exists():
            shutil.move(old, aside / old.name)
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(copy, database)


def _rows(connection: Connection) -> dict[str, int]:
    quote = connection.dialect.identifier_preparer.quote
    return {
        table: int(connection.scalar(text(f"SELECT count(*) FROM {quote(table)}")) or 0)  # noqa: S608
        for table in sorted(inspect(connection).get_table_names())
    }


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    postgres = url.get_backend_name() == "postgresql"
    engine = create_engine(url.set(drivername="postgresql+psycopg") if postgres else url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _libpq(url: URL) -> str:
    """Return the address as PostgreSQL's own programs take it, without the password."""
    plain = url.set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)


def _run(program: str, *arguments: str, secret: URL) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} was not found on PATH: install PostgreSQL's client programs")
    env = {**os.environ, **({"PGPASSWORD": str(secret.password)} if secret.password else {})}
    done = subprocess.run([found, *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip().splitlines()[-1:]}")


def _serving(settings: Settings) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", settings.port)) == 0


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; exit status 0 done, 1 not possible and why on standard error."""
    parser = argparse.ArgumentParser(prog="python -m ops.backup", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    made = verbs.add_parser("make", help="take a backup while the service runs")
    made.add_argument("--out", type=Path, help="the file to write; var/backups/… without it")
    for verb, does in (("check", "compare a backup with its manifest"),
                       ("restore", "put a backup in the place of the present store")):  # fmt: skip
        verbs.add_parser(verb, help=does).add_argument("file", type=Path)
    asked = parser.parse_args(arguments)
    settings, now = load(), datetime.now(UTC)
    try:
        if asked.verb == "make":
            file = asked.out or settings.var / "backups" / f"{now:%Y%m%dT%H%M%S}.tar"
            done = make(settings, file, at=now)
        elif asked.verb == "check":
            file, done = asked.file, check(asked.file)
        else:
            file, done = asked.file, restore(settings, asked.file, at=now)
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    total = sum(done.rows.values())
    print(f"{file}: {len(done.rows)} tables, {total} rows, {len(done.files)} files, {done.made}")
    if done.key not in map(fingerprint, settings.signing_keys):
        print(
            "SECRET_KEY is not the one of this backup: name that in SECRET_KEY_PREVIOUS, "
            "or the service will not start on it."
        )
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
