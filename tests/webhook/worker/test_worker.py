"""What happens behind a citizen's back goes on by itself, and rests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest

from basis.ending import Ending
from bureau.settings import Settings
from bureau.wiring import Bureau
from webhook.worker import Worker


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


def test_an_alarm_that_rings_on_does_not_keep_the_worker_busy(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chore that did something rests as well: it is no queue that must be emptied."""
    rounds: list[datetime] = []
    rung, ending = threading.Event(), Ending()

    def ring(*, at: datetime) -> int:
        rounds.append(at)
        rung.set()
        return 1

    monkeypatch.setattr(bureau.casework, "ring_again", ring)
    worker = threading.Thread(target=Worker(bureau, ending).run)
    worker.start()
    assert rung.wait(30)
    threading.Event().wait(0.3)
    ending.tell()
    worker.join(60)
    assert len(rounds) == 1
