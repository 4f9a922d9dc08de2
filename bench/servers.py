"""The processes under measurement: started, waited for, weighed, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from pathlib import Path

from bench.citizens import Citizen

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """A child process that serves one port; its output goes to `log`."""

    def __init__(self, command: list[str], port: int, log: Path, **env: str) -> None:
        # With bytecode, as the project's own set-up runs it: a start would take thrice as long.
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self.port = port
        self.started = time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**inherited, **env}, stdout=output, stderr=output
            )

    def wait(self, seconds: float = 300) -> None:
        """Return when the port takes connections."""
        while time.monotonic() < self.started + seconds:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args} ended with {self.process.returncode}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError(f"{self.process.args} did not serve in {seconds} s")

    def first_answer(self) -> float:
        """Seconds from the process's start to its first real answer."""
        self.wait()
        while True:
            try:
                Citizen(self.port).say("你好", "first")
            except (RuntimeError, OSError):
                if self.process.poll() is not None or time.monotonic() > self.started + 300:
                    raise
                time.sleep(0.02)
            else:
                return time.monotonic() - self.started

    def memory_mb(self) -> float:
        """Resident memory now, in megabytes."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("no VmRSS")

    def cpu_seconds(self) -> float:
        """Processor time used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Stop the process and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
