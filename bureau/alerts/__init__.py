"""Alerts: what citizens asked to be told of by themselves, and when it is told."""

from bureau.alerts.model import (
    DEFAULT_THRESHOLD,
    MOST_EACH,
    OF_ODOR,
    Alert,
    AlertKind,
    AlertWish,
    TooManyError,
)
from bureau.alerts.service import Alerts

__all__ = [
    "DEFAULT_THRESHOLD",
    "MOST_EACH",
    "OF_ODOR",
    "Alert",
    "AlertKind",
    "AlertWish",
    "Alerts",
    "TooManyError",
]
