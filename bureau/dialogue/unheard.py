"""What was said just before and not understood, or sent elsewhere: a next word may belong to it.

Whoever is asked twice for what was told once goes away; a place told right after words that were
not understood is where they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from basis.answers import bare
from basis.packaged import yaml_beside
from bureau.dialogue.message import Message
from bureau.dialogue.where import only_a_place

TOPIC = "unheard"
_LEAST = 4  # characters: what is shorter tells nothing
_MORE_THAN_A_TIME = 4


def unheard(message: Message, *, doubted: bool) -> dict[str, Any] | None:
    """Return what a slot keeps of words that led nowhere; None where they tell nothing.

    `doubted`: it was asked what they mean; else they were sent to another authority.
    """
    if message.tapped or len(bare(message.text)) < _LEAST:
        return None
    return {
        "topic": TOPIC,
        "at": message.at.isoformat(),
        "words": message.words,
        "plain": message.text,
        "categories": [one for one in message.categories if one != "other"],
        "doubted": doubted,
    }


def told_before(topic: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the words not understood just before, None where there are none."""
    return topic if topic is not None and topic["topic"] == TOPIC else None


def goes_with(message: Message, before: Mapping[str, Any]) -> bool:
    """Return whether a message goes on with words not understood: their place, time, or more.

    The button that takes them as the environment's matter goes with them.
    """
    if message.tapped:
        return message.intent == "report" and not message.option
    if _pattern("insists").match(message.text) and (
        message.sure or _pattern("ours").search(message.text)
    ):
        return True
    return bool(before["doubted"]) and tells_where_or_when(message)


def tells_where_or_when(message: Message) -> bool:
    """Return whether a message is nothing but a place, or nothing but a time."""
    clues = message.clues
    if only_a_place(message.text, clues):
        return True
    return bool(clues.time) and (
        len(bare(message.text)) <= len(bare(clues.time_text)) + _MORE_THAN_A_TIME
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(yaml_beside(__file__, "unheard.yml")[name]))
