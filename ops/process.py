"""`python -m ops.process web|worker|actions|rasa|poller`: one process of the service, by itself.

The same list that `make run` starts all of: so a unit of systemd or a container runs what the
supervisor runs, by the same settings. The store is migrated first by whichever comes first. On
SIGTERM each ends what it holds: within GRACE seconds.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from basis.private_files import write_privately
from bureau import logs
from bureau.settings import ROOT, Settings, SettingsError, environment, load

# After SIGTERM a process may finish what it holds.
GRACE = 8.0


class Start(Enum):
    """When a program starts."""

    AT_ONCE = "at once"  # it needs nothing of what is prepared
    PREPARED = "prepared"
    READY = "ready"  # when the others are, for no citizen waits for it


@dataclass(frozen=True)
class Program:
    """One process of the service."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    start: Start = Start.PREPARED


def programs(settings: Settings) -> list[Program]:
    """Return the processes of the service, the slowest to start first."""
    python, bot = sys.executable, str(ROOT / "bot/.venv/bin/python")
    rasa = (bot, "-m", "bot.launcher", "run", "--port", str(settings.rasa_port))
    return [
        Program("rasa", rasa, start=Start.AT_ONCE),
        Program("actions", (python, "-m", "actions")),
        Program("web", (python, "-m", "ops.web")),
        Program("worker", (python, "-m", "webhook.worker"), start=Start.READY),
        Program("poller", (python, "-m", "bureau.poller"), start=Start.READY),
    ]


def child_environment(settings: Settings) -> dict[str, str]:
    """Return what every process is started with: the settings as read here, and nothing ours."""
    env = {**os.environ, **environment()}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # Rasa starts in a third of the time with bytecode
    return {
        # Of the heaps that threads would have, each keeps what it once held: two are enough.
        "MALLOC_ARENA_MAX": "2",
        **env,
        "PYTHONUNBUFFERED": "1",
        "VAR_DIR": str(settings.var),
        "DATABASE_URL": settings.database_url,
        "PORT": str(settings.port),
        "RASA_PORT": str(settings.rasa_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "RASA_HOST": settings.rasa_host,
        "ACTIONS_URL": settings.actions_url,
        "REDIS_URL": settings.redis_url,
        # Asked within: Rasa and the action server answer nobody who does not know it.
        "RUN_TOKEN": settings.run_token,
        "SANIC_HOST": settings.actions_host,  # rasa-sdk's server would listen on every address
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Become the process that is asked for; return 2 when it cannot be started."""
    names = sys.argv[1:] if arguments is None else list(arguments)
    logs.configure("process")
    try:
        settings = load()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    known = {program.name: program for program in programs(settings)}
    if len(names) != 1 or names[0] not in known:
        print(f"python -m ops.process {'|'.join(sorted(known))}", file=sys.stderr)
        return 2
    program = known[names[0]]
    write_privately(settings.var)
    env = child_environment(settings)
    os.chdir(ROOT)
    if program.start is not Start.AT_ONCE:
        # A process of its own: what it imports is gone from memory when it ends.
        preparation = (sys.executable, "-m", "ops.preparation")
        code = subprocess.run(preparation, env=env, check=False).returncode
        if code:
            return code
    # The same process id goes on: a signal reaches the program itself.
    return os.execve(program.command[0], program.command, {**env, **program.env})  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
