"""Wiring: the one place where the work meets its adapters; doors ask here for use-cases.

One module for each part of the bureau's work; a new room is wired in a module of its own.
"""

from bureau.wiring.answers import AnswerRooms
from bureau.wiring.attachments import AttachmentRooms
from bureau.wiring.diagnosis import MonthlyDiagnosis
from bureau.wiring.noses import OdorTelling
from bureau.wiring.open_days import PublicDays
from bureau.wiring.rewards import RewardRooms
from bureau.wiring.sharing import Sharing
from bureau.wiring.volunteers import VolunteerRooms

__all__ = ["Bureau"]


class Bureau(
    AnswerRooms,
    AttachmentRooms,
    MonthlyDiagnosis,
    OdorTelling,
    RewardRooms,
    VolunteerRooms,
    PublicDays,
    Sharing,
):
    """The bureau's use-cases over real adapters, each made at first use."""
