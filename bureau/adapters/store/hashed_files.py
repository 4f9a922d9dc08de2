"""A folder of files named by their hashes: the same bytes are kept once."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path


class HashedFiles:
    """Files under `folder`, each in a subfolder of its hash's first two digits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Write bytes for good, whole or not at all; return their hash."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            path.touch()  # young again: the sweep of strays leaves what is just being named
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes; raises `FileNotFoundError`."""
        return self._path(digest).read_bytes()

    def drop(self, name: str) -> None:
        """Delete a file if it is there."""
        self._path(name).unlink(missing_ok=True)

    def older(self, before: datetime) -> Iterator[str]:
        """Yield the names of files that nobody has written since an instant."""
        for path in self._folder.glob("*/*"):
            if path.stat().st_mtime < before.timestamp():
                yield path.name

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
