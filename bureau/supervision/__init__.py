"""Supervision: letters and marks by which a late case is brought to its end, and their register."""

from bureau.supervision.ladder import Ladder, ladder
from bureau.supervision.model import LateMark, Measure, Paper, Rung
from bureau.supervision.ports import Holders, KeptHolders, Register
from bureau.supervision.service import Supervision
from bureau.supervision.words import words

__all__ = [
    "Holders",
    "KeptHolders",
    "Ladder",
    "LateMark",
    "Measure",
    "Paper",
    "Register",
    "Rung",
    "Supervision",
    "ladder",
    "words",
]
