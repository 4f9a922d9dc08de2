"""Invitations to the quarterly survey: whom, when, how often, and never again when so asked."""

from bureau.invitations.model import Counts, InvitationKind, InvitationWish
from bureau.invitations.ports import InvitationStore
from bureau.invitations.service import Invitations

__all__ = [
    "Counts",
    "InvitationKind",
    "InvitationStore",
    "InvitationWish",
    "Invitations",
]
