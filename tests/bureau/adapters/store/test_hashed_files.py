"""Bytes lie under their hash, whole, once, and are young while somebody names them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bureau.adapters.store.hashed_files import HashedFiles

HOUR = timedelta(hours=1)


def test_the_same_bytes_are_one_file_and_are_read_back(tmp_path: Path) -> None:
    files = HashedFiles(tmp_path)
    name = files.keep(b"bytes")
    assert name == files.keep(b"bytes") == sha256(b"bytes").hexdigest()
    assert files.read(name) == b"bytes"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name]


def test_what_is_kept_again_is_no_stray(tmp_path: Path) -> None:
    files, now = HashedFiles(tmp_path), datetime.now(UTC)
    name = files.keep(b"bytes")
    os.utime(tmp_path / name[:2] / name, (1, 1))
    assert list(files.older(now - HOUR)) == [name]
    files.keep(b"bytes")
    assert list(files.older(now - HOUR)) == []


def test_what_is_gone_is_gone_and_may_be_dropped_again(tmp_path: Path) -> None:
    files = HashedFiles(tmp_path)
    name = files.keep(b"bytes")
    for _ in range(2):
        files.drop(name)
    with pytest.raises(FileNotFoundError):
        files.read(name)
