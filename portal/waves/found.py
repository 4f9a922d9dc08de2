"""The wave that an address names."""

from __future__ import annotations

from flask import abort

from portal.context import bureau, now
from surveys.waves import Wave


def found(key: str) -> Wave:
    """Return the wave of this key, held or still to be drafted; otherwise the page is not there."""
    wave = bureau().survey_service.waves.find(key, at=now())
    if wave is None:
        abort(404)
    return wave
