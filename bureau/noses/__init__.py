"""Noses: officers alarmed of odor events, people nearby asked, people who wished it told."""

from bureau.noses.model import AskTally, NoseAnswer, NoseAsk, OdorAlarm
from bureau.noses.ports import NoseStore
from bureau.noses.rule import NosesRule, rule
from bureau.noses.service import Noses
from bureau.noses.words import words

__all__ = [
    "AskTally",
    "NoseAnswer",
    "NoseAsk",
    "NoseStore",
    "Noses",
    "NosesRule",
    "OdorAlarm",
    "rule",
    "words",
]
