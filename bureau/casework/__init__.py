"""Officers at work: who has which case in hand, corrections, neighbours, drafts, many at once."""

from bureau.casework.model import (
    Bucket,
    CaseworkError,
    Hands,
    Leave,
    OfficerNotice,
    Queued,
)
from bureau.casework.ports import DeskStore, HandsStore, KeptPager, NeighbourStore, Pager
from bureau.casework.service import Casework
from bureau.casework.words import words

__all__ = [
    "Bucket",
    "Casework",
    "CaseworkError",
    "DeskStore",
    "Hands",
    "HandsStore",
    "KeptPager",
    "Leave",
    "NeighbourStore",
    "OfficerNotice",
    "Pager",
    "Queued",
    "words",
]
