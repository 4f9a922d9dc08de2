import os
import signal
import subprocess
import sys
import threading
import time

from basis.ending import Ending

WAITS = """
import sys
from basis.ending import Ending
ending = Ending()
ending.listen()
print("ready", flush=True)
while not ending.wait(0.001):
    pass
print("ended in order", flush=True)
"""


def test_a_storm_of_signals_ends_a_process_in_order_and_once():
    process = subprocess.Popen([sys.executable, "-c", WAITS], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    for _ in range(300):
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGTERM)
        os.kill(process.pid, signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert out == "ended in order\n"


def test_nobody_waits_longer_than_asked_and_all_know_once_it_is_time():
    ending = Ending()
    assert not ending.wait(0.01)
    threading.Timer(0.05, ending.tell).start()
    begun = time.monotonic()
    assert ending.wait()
    assert time.monotonic() - begun < 10
    assert ending.is_set()
    assert ending.wait()
