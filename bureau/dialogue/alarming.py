"""Whether words tell of danger or despair, for a door that else leaves them to a person."""

from __future__ import annotations

from bureau.dialogue.acts import Setting, load_reader
from bureau.dialogue.acts.thresholds import CERTAIN_DANGER, CERTAIN_DESPAIR


def alarming(text: str) -> bool:
    """Return whether whoever writes this shall not wait until a person reads it."""
    reading = load_reader().read(text, Setting.IDLE)
    return reading.danger_chance >= CERTAIN_DANGER or reading.despair >= CERTAIN_DESPAIR
