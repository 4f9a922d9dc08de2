"""The hotline desk: a citizen and an officer talk in the chat, and the assistant keeps silent."""

from bureau.hotline.hours import Hours, hours
from bureau.hotline.model import (
    Heard,
    HotlineError,
    Line,
    Shift,
    Speaker,
    Talk,
    TalkStatus,
    Why,
)
from bureau.hotline.ports import TalkStore
from bureau.hotline.service import Hotline
from bureau.hotline.words import words

__all__ = [
    "Heard",
    "Hotline",
    "HotlineError",
    "Hours",
    "Line",
    "Shift",
    "Speaker",
    "Talk",
    "TalkStatus",
    "TalkStore",
    "Why",
    "hours",
    "words",
]
