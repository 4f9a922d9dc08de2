"""Of the web server's threads those that served last serve next, and none is lost by it."""

from __future__ import annotations

import threading
import time

from ops.threads import few_at_work


class Task:
    def __init__(self, went: list[str], together: threading.Barrier | None = None) -> None:
        self._went, self._together = went, together
        self.done = threading.Event()

    def service(self) -> None:
        if self._together is not None:
            self._together.wait(5)
        self._went.append(threading.current_thread().name)
        self.done.set()


def test_one_request_after_the_other_stays_with_a_few_threads() -> None:
    dispatcher, went = few_at_work(20), list[str]()
    time.sleep(0.2)
    for _ in range(60):
        task = Task(went)
        dispatcher.add_task(task)
        assert task.done.wait(5)
        time.sleep(0.002)  # its thread lies down again
    dispatcher.shutdown()
    assert len(set(went)) <= 5


def test_as_many_as_there_are_threads_serve_at_once() -> None:
    dispatcher, went, together = few_at_work(20), list[str](), threading.Barrier(20)
    tasks = [Task(went, together) for _ in range(20)]
    for task in tasks:
        dispatcher.add_task(task)
    assert all(task.done.wait(10) for task in tasks)
    dispatcher.shutdown()
    assert len(set(went)) == 20
