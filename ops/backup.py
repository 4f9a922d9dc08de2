"""`python -m ops.backup make | check FILE | drill FILE | restore FILE | key FILE`.

A backup, the store and its photos in one file, is taken while the service runs: SQLite through its
online backup, PostgreSQL through `pg_dump`, and after it the photos and recordings, so that every
file that a row names is there. A manifest holds count and digest of every table and the digest of
every file; `check` compares the files, `drill` restores into a scratch database and compares all of
it, `restore` puts it in the place of the present store, and whoever was erased since is erased
again (`ops.erased`). With BACKUP_KEY it is encrypted to that public key (`key` makes a pair). The
key that seals identities is never in a backup, only its fingerprint.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import socket
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from basis.private_files import write_privately
from bureau.adapters.store.engine import known, newest, runs_beside
from bureau.settings import Settings, SettingsError, load
from bureau.wiring import Bureau
from ops import erased, sealing
from ops.database_copy import (
    BackupError,
    connected,
    copy_database,
    digests_of,
    marks_of,
    pg_restore,
    revision_of,
    rows_of,
    scratch,
)

DATABASE, EVIDENCE, MANIFEST = "database", "evidence", "manifest.json"
# The copies made before a migration; the newest few are kept.
MOST_BEFORE_MIGRATION = 3


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: rows by table, digests (SHA-256), the key's fingerprint."""

    made: str
    kind: str
    revision: str | None
    key: str
    rows: dict[str, int]
    files: dict[str, str]
    # Of what the rows hold, by table; backups from before have none.
    tables: dict[str, str] = field(default_factory=dict)


def make(settings: Settings, file: Path, *, at: datetime) -> Manifest:
    """Write a backup to a file; it appears whole or not at all. Raises `BackupError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as name:
        folder = Path(name)
        url = make_url(settings.database_url)
        copied = copy_database(url, folder / DATABASE)
        evidence = settings.var / "evidence"
        if evidence.is_dir():
            shutil.copytree(evidence, folder / EVIDENCE, ignore_dangling_symlinks=True)
        else:
            (folder / EVIDENCE).mkdir()
        manifest = Manifest(
            made=at.isoformat(timespec="seconds"),
            kind=url.get_backend_name(),
            revision=copied.revision,
            key=fingerprint(settings.secret_key),
            rows=copied.rows,
            tables=copied.tables,
            files={str(path.relative_to(folder)): _digest(path) for path in _files(folder)},
        )
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        half = folder / "whole.tar"
        with tarfile.open(half, "w") as tar:
            for part in (MANIFEST, DATABASE, EVIDENCE):
                tar.add(folder / part, arcname=part)
        if settings.backup_key:
            plain, half = half, folder / "sealed"
            sealing.seal(plain, half, settings.backup_key)
        half.chmod(0o600)
        half.replace(file)
    # What was erased until now is in none of it; what is erased later joins the list.
    marks = erased.add(erased.list_of(settings), copied.erased)
    if file.parent != erased.list_of(settings).parent:
        erased.add(file.parent / erased.LIST, marks)
    return manifest


def check(file: Path, identity: Path | None = None) -> Manifest:
    """Return what a backup holds after comparing every file with its digest."""
    with tempfile.TemporaryDirectory(prefix="check-") as name:
        return _unpacked(file, Path(name), identity)


def drill(settings: Settings, file: Path, identity: Path | None = None) -> Manifest:
    """Restore a backup into a scratch database and compare every table; the store is not touched.

    Raises `BackupError` where anything differs, or no scratch database can be made.
    """
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        folder = Path(name)
        manifest = _unpacked(file, folder, identity)
        with scratch(
            manifest.kind, make_url(settings.database_url), folder / DATABASE
        ) as connection:
            rows, tables = rows_of(connection), digests_of(connection)
    differ = sorted(
        table
        for table in {*rows, *manifest.rows}
        if rows.get(table) != manifest.rows.get(table)
        or (manifest.tables and tables.get(table) != manifest.tables.get(table))
    )
    if differ:
        raise BackupError(f"restored, these tables differ: {', '.join(differ)}")
    return manifest


def restore(
    settings: Settings, file: Path, *, at: datetime, identity: Path | None = None
) -> Manifest:
    """Put a backup in the place of the present store, which is set aside under `var`.

    Whoever was erased after it was made is erased again, at the latest when the service starts.
    Raises `BackupError` when the service runs, the backup is damaged or of the other database.
    """
    if _serving(settings):
        raise BackupError(f"something answers on port {settings.port}: stop the service first")
    url = make_url(settings.database_url)
    aside = settings.var / f"before-restore-{at:%Y%m%dT%H%M%S}"
    settings.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.var, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpacked(file, folder, identity)
        if manifest.kind != url.get_backend_name():
            raise BackupError(
                f"the backup is of {manifest.kind}, DATABASE_URL names {url.get_backend_name()}"
            )
        marks = erased.read(file.parent / erased.LIST) | marks_of(url)
        erased.add(erased.list_of(settings), marks)
        aside.mkdir(mode=0o700)
        if url.get_backend_name() == "postgresql":
            copy_database(url, aside / DATABASE)
            pg_restore(url, folder / DATABASE)
        else:
            _replace_sqlite(Path(url.database or ""), folder / DATABASE, aside)
        if (settings.var / "evidence").exists():
            (settings.var / "evidence").rename(aside / EVIDENCE)
        (folder / EVIDENCE).rename(settings.var / "evidence")
    with connected(url) as connection:
        rows = rows_of(connection)
    if rows != manifest.rows:
        raise BackupError(f"the restored rows differ from the backup's: {rows} {manifest.rows}")
    _erase_again(settings)
    return manifest


def before_migrating(settings: Settings, *, at: datetime) -> Path | None:
    """Copy a store that a newer version is about to change; None where there is nothing to lose.

    Raises `BackupError` when it cannot be copied, or was written by a newer version than this.
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None
    with connected(url) as connection:
        revision = revision_of(connection)
        beside = runs_beside(connection)
    if revision is None or revision == newest() or beside:
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


def fingerprint(key: str) -> str:
    """Return what tells one key from another and gives nothing of it away (16 hex digits)."""
    return hashlib.sha256(b"backup-fingerprint:" + key.encode()).hexdigest()[:16]


def _unpacked(file: Path, folder: Path, identity: Path | None = None) -> Manifest:
    try:
        if sealing.is_sealed(file):
            if identity is None:
                raise BackupError(f"{file} is encrypted: name the private key with --identity")
            file, sealed = folder / "opened.tar", file
            sealing.unseal(sealed, file, identity)
    except (OSError, sealing.SealingError) as error:
        raise BackupError(str(error)) from error
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise BackupError(f"{file} is no backup that can be read: {error}") from error
    (folder / "opened.tar").unlink(missing_ok=True)
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


def _erase_again(settings: Settings) -> None:
    bureau = Bureau(settings)
    try:
        erased.erase_again(bureau.prove())
    except SettingsError:
        return  # under another key the service does not start, and when it does, it erases first
    finally:
        bureau.close()


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
    for verb, does in (("check", "compare a backup's files with its manifest"),
                       ("drill", "restore a backup into a scratch database and compare it"),
                       ("restore", "put a backup in the place of the present store")):  # fmt: skip
        asking = verbs.add_parser(verb, help=does)
        asking.add_argument("file", type=Path)
        asking.add_argument("--identity", type=Path, help="the private key of an encrypted one")
    pair = verbs.add_parser("key", help="make a pair of keys; print the public one")
    pair.add_argument("file", type=Path, help="the private key's file; keep it elsewhere")
    asked = parser.parse_args(arguments)
    try:
        if asked.verb == "key":
            print(f"BACKUP_KEY={sealing.new_pair(asked.file)}")
            return 0
        return _do(asked, load(), datetime.now(UTC))
    except (BackupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _do(asked: argparse.Namespace, settings: Settings, now: datetime) -> int:
    if asked.verb == "make":
        suffix = "tar.age" if settings.backup_key else "tar"
        file = asked.out or settings.var / "backups" / f"{now:%Y%m%dT%H%M%S}.{suffix}"
        done = make(settings, file, at=now)
    elif asked.verb == "check":
        file, done = asked.file, check(asked.file, asked.identity)
    elif asked.verb == "drill":
        file, done = asked.file, drill(settings, asked.file, asked.identity)
    else:
        file = asked.file
        done = restore(settings, file, at=now, identity=asked.identity)
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
