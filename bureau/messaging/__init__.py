"""Messaging: message keys, delivery windows and counts, what may be retried."""

from bureau.messaging.keys import message_key
from bureau.messaging.model import (
    Accepted,
    Arrival,
    Letter,
    Option,
    Outcome,
    Outgoing,
    Received,
    Standing,
    State,
)
from bureau.messaging.refusals import TOKEN_CODES, Verdict, next_attempt, quota_returns, verdict
from bureau.messaging.windows import WINDOWS, Act, Allowance, allowance

__all__ = [
    "TOKEN_CODES",
    "WINDOWS",
    "Accepted",
    "Act",
    "Allowance",
    "Arrival",
    "Letter",
    "Option",
    "Outcome",
    "Outgoing",
    "Received",
    "Standing",
    "State",
    "Verdict",
    "allowance",
    "message_key",
    "next_attempt",
    "quota_returns",
    "verdict",
]
