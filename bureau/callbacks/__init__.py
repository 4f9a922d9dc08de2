"""Call-backs: what a citizen who will not phone left for an officer, and the answer in the chat."""

from bureau.callbacks.model import CallbackError, Ticket, TicketStatus
from bureau.callbacks.ports import TicketStore
from bureau.callbacks.service import Callbacks
from bureau.callbacks.words import words

__all__ = [
    "CallbackError",
    "Callbacks",
    "Ticket",
    "TicketStatus",
    "TicketStore",
    "words",
]
