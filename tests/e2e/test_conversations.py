"""Every conversation of the folder, with the real assistant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.player import Player, conversations

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    "conversation",
    [
        pytest.param(
            talk,
            id=f"{topic}: {talk['conversation']}",
            marks=[pytest.mark.xfail(reason="not yet", strict=True)] * bool(talk.get("not_yet")),
        )
        for topic, talk in conversations()
    ],
)
def test_conversation(player: Player, conversation: dict[str, Any]) -> None:
    player.town = conversation.get("town")
    player.play(conversation["turns"])


def test_there_are_enough_of_them() -> None:
    assert len(conversations()) >= 60
