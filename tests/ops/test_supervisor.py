import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bureau.settings import load
from ops import announcement, ports
from ops.supervisor import Program, Start, Supervisor, child_environment, programs

SLEEPER = (
    "import sys, time, pathlib; pathlib.Path(sys.argv[1]).open('a').write('x'); time.sleep(60)"
)


@pytest.fixture
def settings(tmp_path):
    return load({"VAR_DIR": str(tmp_path)})


def sleeper(starts):
    return Program("sleeper", (sys.executable, "-c", SLEEPER, str(starts)))


async def until(condition):
    for _ in range(200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("waited in vain")


def children():
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "time.sleep"], capture_output=True, text=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def test_a_process_that_dies_is_started_again_and_all_end_together(tmp_path):
    starts = tmp_path / "starts"

    async def scene():
        supervisor = Supervisor([sleeper(starts)], os.environ)
        announced = []
        running = asyncio.create_task(supervisor.run(lambda: True, lambda: announced.append(1)))
        await until(lambda: starts.exists() and starts.read_text() == "x" and announced)
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        await until(lambda: starts.read_text() == "xx")
        supervisor.stop()
        await asyncio.wait_for(running, 10)
        return announced

    assert asyncio.run(scene()) == [1]
    assert children() == []


def test_what_needs_the_preparation_waits_for_it_and_ends_with_it_when_it_fails(tmp_path):
    starts, early = tmp_path / "starts", tmp_path / "early"
    waits = (
        f"import pathlib, time\nwhile not pathlib.Path({str(early)!r}).exists(): time.sleep(.05)"
    )

    async def scene(preparation):
        at_once = Program("early", sleeper(early).command, start=Start.AT_ONCE)
        supervisor = Supervisor([sleeper(starts), at_once], os.environ)
        command = (sys.executable, "-c", preparation)
        running = asyncio.create_task(supervisor.run(lambda: False, lambda: None, command))
        if preparation == waits:
            await until(lambda: starts.exists() and early.exists())
            supervisor.stop()
        return await asyncio.wait_for(running, 10)

    assert asyncio.run(scene(waits)) == 0
    starts.unlink()
    assert asyncio.run(scene("raise SystemExit(3)")) == 3
    assert not starts.exists()
    assert children() == []


def test_every_process_of_the_service_has_a_program(settings):
    names = [program.name for program in programs(settings)]
    assert names == ["rasa", "actions", "web", "worker", "poller"]


def test_children_listen_on_this_machine_alone_and_know_the_ports(settings):
    env = child_environment(settings)
    assert env["SANIC_HOST"] == "127.0.0.1"
    assert env["PORT"] == "8000"
    assert env["VAR_DIR"] == str(settings.var)
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_a_port_in_use_is_named_before_anything_starts(tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        settings = load({"VAR_DIR": str(tmp_path), "PORT": str(port)})
        (sentence,) = [line for line in ports.busy(settings) if line.startswith("PORT:")]
        assert str(port) in sentence


def test_a_demonstration_tells_its_login_and_real_operation_tells_no_secret(tmp_path, settings):
    assert settings.portal_admin_password in announcement.text(settings)
    real = load(
        {
            "VAR_DIR": str(tmp_path),
            "WECHAT_TOKEN": "token1",
            "WECHAT_APPID": "wx0001",
            "WECHAT_SECRET": "s" * 32,
            "WECHAT_AES_KEY": "a" * 43,
            "SECRET_KEY": "k" * 32,
            "PORTAL_ADMIN_PASSWORD": "very-secret-password",
        }
    )
    assert "very-secret-password" not in announcement.text(real)


def test_wrong_settings_end_the_start_with_all_of_them_named(tmp_path):
    env = {**os.environ, "DEMO": "0", "VAR_DIR": str(tmp_path), "WECHAT_TOKEN": "token1"}
    done = subprocess.run(
        [sys.executable, "-m", "ops.supervisor"],
        env=env,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    for name in ("WECHAT_APPID", "WECHAT_SECRET", "WECHAT_AES_KEY", "SECRET_KEY"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr


SUPERVISOR = """
import asyncio, os, signal, sys
from ops import supervisor
from ops.supervisor import Program
supervisor.programs = lambda _: [Program("sleeper", tuple(sys.argv[1:]))]
supervisor.ports.busy = lambda _: []
supervisor.healthy = lambda _: False
supervisor.Supervisor._prepare = lambda self, _: asyncio.sleep(0, self._prepared.set())
sys.exit(supervisor.main())
"""


def supervising(tmp_path):
    """A supervisor of its own, and the one process that it keeps."""
    pids = tmp_path / "pids"
    child = (
        "import os, sys, time, pathlib\n"
        "pathlib.Path(sys.argv[1]).open('a').write(f'{os.getpid()} ')\n"
        "time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, sys.executable, "-c", child, str(pids)],
        env={**os.environ, "DEMO": "1", "VAR_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    asyncio.run(until(lambda: pids.exists() and pids.read_text().endswith(" ")))
    return process, lambda: [int(pid) for pid in pids.read_text().split()]


def runs(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_a_burst_of_signals_stops_nothing_and_the_order_to_stop_is_still_heard(tmp_path):
    process, pids = supervising(tmp_path)
    (child,) = pids()
    for _ in range(300):
        for noise in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD):
            process.send_signal(noise)
    assert process.poll() is None
    assert pids() == [child]
    assert runs(child)
    for _ in range(50):
        process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert not runs(child)


def test_when_the_supervisor_is_killed_its_processes_end_with_it(tmp_path):
    process, pids = supervising(tmp_path)
    (child,) = pids()
    process.kill()
    process.wait()
    asyncio.run(until(lambda: not runs(child)))
