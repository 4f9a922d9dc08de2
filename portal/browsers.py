"""What the browser of a session is called, from what it says of itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside


def device(agent: str) -> str:
    """Return the device and browser of a User-Agent header in words, as far as they are known."""
    known = [_named(agent, kind) for kind in ("systems", "browsers")]
    return " ".join(filter(None, known)) or str(_words()["unknown"])


def _named(agent: str, kind: str) -> str:
    return next((str(name) for part, name in _words()[kind] if part in agent), "")


@cache
def _words() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "browsers.yml"))
