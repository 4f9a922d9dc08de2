"""Messaging: message keys, delivery windows and counts, what may be retried."""

from bureau.messaging.keys import message_key
from bureau.messaging.model import (
    Accepted,
    Arrival,
    LargeSend,
    Letter,
    Option,
    Outcome,
    Outgoing,
    Received,
    Standing,
    State,
)
from bureau.messaging.pacing import LARGE_SENDS_A_DAY, leaving
from bureau.messaging.refusals import TOKEN_CODES, Verdict, next_attempt, quota_returns, verdict
from bureau.messaging.windows import WINDOWS, Act, Allowance, allowance

__all__ = [
    "LARGE_SENDS_A_DAY",
    "TOKEN_CODES",
    "WINDOWS",
    "Accepted",
    "Act",
    "Allowance",
    "Arrival",
    "LargeSend",
    "Letter",
    "Option",
    "Outcome",
    "Outgoing",
    "Received",
    "Standing",
    "State",
    "Verdict",
    "allowance",
    "leaving",
    "message_key",
    "next_attempt",
    "quota_returns",
    "verdict",
]
