"""Each process starts by itself, by the settings that all of them share, and ends in order."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bureau.settings import load
from ops.ports import free_port
from ops.process import child_environment, programs

ROOT = Path(__file__).parents[2]


def start(name, var, **more):
    env = {**os.environ, "DEMO": "1", "VAR_DIR": str(var), **more}
    log = (var / f"{name}.log").open("wb")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "ops.process", name], cwd=ROOT, env=env, stdout=log, stderr=log
        )


def word(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.read().decode().strip()
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode().strip()
    except OSError:
        return None


def until(told, process, log):
    deadline = time.monotonic() + 300
    while not told():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def test_the_web_alone_lives_says_that_nobody_would_be_answered_and_ends_when_told(tmp_path):
    port = free_port()
    rasa, actions = str(free_port()), str(free_port())
    web = start("web", tmp_path, PORT=str(port), RASA_PORT=rasa, ACTIONS_PORT=actions)
    log = tmp_path / "web.log"
    try:
        until(lambda: word(port, "/livez") == "ok", web, log)
        assert word(port, "/readyz") == "ill"  # there is no assistant
        assert word(port, "/healthz") == "ill"
    finally:
        web.send_signal(signal.SIGTERM)
        assert web.wait(60) == 0, log.read_text()
    assert '"stopped"' in log.read_text()


@pytest.mark.parametrize("name", ["worker", "poller"])
def test_a_worker_and_a_poller_tell_at_a_port_of_their_own_how_they_do(tmp_path, name):
    port = free_port()
    process = start(name, tmp_path, **{f"{name.upper()}_PORT": str(port)})
    log = tmp_path / f"{name}.log"
    try:
        until(lambda: word(port, "/healthz") == "ok", process, log)
        assert word(port, "/readyz") == "ok"
        assert "process_resident_memory_bytes" in word(port, "/metrics")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0, log.read_text()
    assert word(port, "/livez") is None


def test_processes_of_the_same_settings_know_one_another_and_others_do_not(tmp_path):
    same = [child_environment(load({"DEMO": "1", "VAR_DIR": str(tmp_path)})) for _ in range(2)]
    assert same[0]["RUN_TOKEN"] == same[1]["RUN_TOKEN"]
    other = tmp_path / "other"
    other.mkdir()
    stranger = child_environment(load({"DEMO": "1", "VAR_DIR": str(other)}))
    assert stranger["RUN_TOKEN"] != same[0]["RUN_TOKEN"]
    assert same[0]["RUN_TOKEN"] not in load({"DEMO": "1", "VAR_DIR": str(tmp_path)}).secret_key


@pytest.mark.parametrize("names", [[], ["webb"], ["web", "worker"], ["--help"]])
def test_another_name_is_answered_with_the_names_that_there_are(names, tmp_path):
    asked = subprocess.run(
        [sys.executable, "-m", "ops.process", *names],
        cwd=ROOT,
        env={**os.environ, "DEMO": "1", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 2
    known = programs(load({"VAR_DIR": str(tmp_path)}))
    assert all(program.name in asked.stderr for program in known)
