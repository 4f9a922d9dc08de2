"""Duty: officers who agreed to be alarmed by WeChat when an urgent case is filed."""

from bureau.duty.model import Binding, DutyError
from bureau.duty.ports import DutyStore
from bureau.duty.service import Duty
from bureau.duty.words import words

__all__ = ["Binding", "Duty", "DutyError", "DutyStore", "words"]
