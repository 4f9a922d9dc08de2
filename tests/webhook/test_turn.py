from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
from flask import Flask

from bureau.messaging import Arrival, Outgoing
from bureau.wiring import Bureau
from tests.waiting import until
from tests.webhook.conftest import ScriptedAssistant

WORDS = ("一", "二", "三")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whichever_threads_come_first_messages_stored_together_are_answered_in_order_and_in_time(
    app: Flask, bureau: Bureau, assistant: ScriptedAssistant, order: tuple[int, ...]
) -> None:
    service = app.extensions["service"]
    turns, owner = service.turns, service.member.name
    citizen, now = bureau.citizens.meet(openid="oThree", at=bureau.clock()).key, bureau.clock()
    stored = [
        bureau.inbox.accept(Arrival(words, citizen, "text", {"text": words}, now), owner=owner)
        for words in WORDS
    ]
    assert [each.ours for each in stored] == [True, False, False]
    began = time.monotonic()
    replies = {}
    with ThreadPoolExecutor() as pool:
        for each in (stored[number] for number in order):
            replies[each.row.key] = pool.submit(
                turns.play, each.row, each.standing, deadline=began + 20
            )
            until(lambda key=each.row.key: turns.held(key) or replies[key].done())
        for words, reply in replies.items():
            assert reply.result() == Outgoing.of_text(f"听到：{words}")
    assert time.monotonic() - began < 10
    assert assistant.messages == list(WORDS)
    assert (len(turns), turns.depth(citizen)) == (0, 0)
