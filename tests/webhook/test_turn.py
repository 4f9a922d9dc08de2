from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from bureau.messaging import Arrival, Outgoing
from bureau.wiring import Bureau
from tests.waiting import until


def test_of_two_messages_stored_together_the_later_ones_thread_may_come_first(
    app: Flask, bureau: Bureau
) -> None:
    service = app.extensions["service"]
    turns, owner = service.turns, service.member.name
    citizen, now = bureau.citizens.meet(openid="oTwo", at=bureau.clock()).key, bureau.clock()
    one, two = (
        bureau.inbox.accept(Arrival(words, citizen, "text", {"text": words}, now), owner=owner)
        for words in ("一", "二")
    )
    assert (one.ours, two.ours) == (True, False)
    began = time.monotonic()
    with ThreadPoolExecutor() as pool:
        later = pool.submit(turns.play, two.row, None, deadline=began + 20)
        until(lambda: turns.held("二"))
        first = turns.play(one.row, one.standing, deadline=began + 20)
        assert first == Outgoing.of_text("听到：一")
        assert later.result() == Outgoing.of_text("听到：二")
    assert time.monotonic() - began < 10
    assert (len(turns), turns.depth(citizen)) == (0, 0)
