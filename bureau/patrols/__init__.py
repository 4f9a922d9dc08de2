"""Patrols: volunteers apply, officers decide, volunteers record what they see."""

from bureau.patrols.model import (
    ApplicationStatus,
    Patrol,
    PatrolDraft,
    PatrolError,
    PatrolKind,
    Volunteer,
)
from bureau.patrols.ports import PatrolStore
from bureau.patrols.service import Patrols
from bureau.patrols.words import words

__all__ = [
    "ApplicationStatus",
    "Patrol",
    "PatrolDraft",
    "PatrolError",
    "PatrolKind",
    "PatrolStore",
    "Patrols",
    "Volunteer",
    "words",
]
