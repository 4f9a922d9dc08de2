"""What a message says beside its intent: place, time, odor, effect, firm, urgency."""

from bureau.understanding.model import Clues, TimePhrase
from bureau.understanding.reading import read, warm

__all__ = ["Clues", "TimePhrase", "read", "warm"]
