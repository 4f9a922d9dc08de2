"""Wiring: the one place where the work meets its adapters; doors ask here for use-cases.

One module for each part of the bureau's work; a new room is wired in a module of its own.
"""

from bureau.wiring.attachments import AttachmentRooms
from bureau.wiring.casework import CaseRooms
from bureau.wiring.environment import Environment

__all__ = ["Bureau"]


class Bureau(CaseRooms, AttachmentRooms, Environment):
    """The bureau's use-cases over real adapters, each made at first use."""
