"""What a message asks about volunteering, from `volunteer_words.yml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "volunteer_words.yml"))


def volunteering_named(text: str) -> bool:
    """Return whether a message names volunteers or their patrols of itself."""
    return re.search(_said()["named"], text) is not None


def leaves(text: str) -> bool:
    """Return whether a volunteer wants to stop: 不想干了, 怎么退出."""
    return re.search(_said()["leaves"], text) is not None


def applies(text: str) -> bool:
    """Return whether a message says that its writer wants to become a volunteer."""
    return re.search(_said()["applies"], text) is not None


def asked_about(text: str, *, lives_elsewhere: bool) -> str | None:
    """Return what a message asks about volunteering: `age`, `elsewhere`, `pay`, `time` …

    `lives_elsewhere`: it names a city outside Jiaxing and no place inside.
    """
    asking = re.search(_said()["asks"], text) is not None
    for topic in _said()["topics"]:
        says, about = topic.get("says"), topic.get("about")
        if topic["answer"] == "elsewhere" and lives_elsewhere:
            return "elsewhere"
        if says and re.search(says, text):
            return str(topic["answer"])
        if asking and about and re.search(about, text):
            return str(topic["answer"])
    return None
