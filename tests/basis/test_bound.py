import os
import signal
import subprocess
import sys
import time

import pytest

PARENT = """
import subprocess, sys, time
from basis import bound
child = subprocess.Popen([sys.executable, "-c", {child!r}], preexec_fn=bound.to_parent())
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = (
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('ready', flush=True)\n"
    "time.sleep(60)"
)


def started():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(child=STUBBORN)], stdout=subprocess.PIPE, text=True
    )
    lines = [parent.stdout.readline(), parent.stdout.readline()]
    child = int(next(line for line in lines if line != "ready\n"))
    return parent, child


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid):
    for _ in range(100):
        if not lives(pid):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
@pytest.mark.parametrize("stopped", [False, True])
def test_a_child_ends_with_its_killed_parent_however_stubborn_or_frozen_it_is(stopped):
    parent, child = started()
    if stopped:
        os.kill(child, signal.SIGSTOP)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(child)


def test_signals_that_mean_nothing_end_no_child():
    parent, child = started()
    for _ in range(200):
        for noise in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCHLD):
            os.kill(child, noise)
    time.sleep(0.1)
    assert lives(child)
    parent.kill()
    parent.wait()
    parent.stdout.close()
