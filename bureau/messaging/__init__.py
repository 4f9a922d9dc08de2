"""Messaging: message keys, delivery windows and counts, what may be retried."""

from bureau.messaging.keys import message_key
from bureau.messaging.model import (
    Accepted,
    Arrival,
    InspectedMedia,
    LargeSend,
    Letter,
    Living,
    MessageState,
    Option,
    Outcome,
    Outgoing,
    Received,
    Recovered,
    ServiceNotice,
    TurnContext,
    WantedMedia,
)
from bureau.messaging.pacing import LARGE_SENDS_A_DAY, leaving
from bureau.messaging.refusals import TOKEN_CODES, Verdict, next_attempt, quota_returns, verdict
from bureau.messaging.windows import ON_PLATFORM, WINDOWS, Allowance, WindowEvent, allowance

__all__ = [
    "LARGE_SENDS_A_DAY",
    "ON_PLATFORM",
    "TOKEN_CODES",
    "WINDOWS",
    "Accepted",
    "Allowance",
    "Arrival",
    "InspectedMedia",
    "LargeSend",
    "Letter",
    "Living",
    "MessageState",
    "Option",
    "Outcome",
    "Outgoing",
    "Received",
    "Recovered",
    "ServiceNotice",
    "TurnContext",
    "Verdict",
    "WantedMedia",
    "WindowEvent",
    "allowance",
    "leaving",
    "message_key",
    "next_attempt",
    "quota_returns",
    "verdict",
]
