"""Patrols: volunteers apply, officers decide, volunteers record what they see."""

from bureau.patrols.model import Kind, Patrol, PatrolDraft, PatrolError, Standing, Volunteer
from bureau.patrols.ports import PatrolStore
from bureau.patrols.service import Patrols
from bureau.patrols.words import words

__all__ = [
    "Kind",
    "Patrol",
    "PatrolDraft",
    "PatrolError",
    "PatrolStore",
    "Patrols",
    "Standing",
    "Volunteer",
    "words",
]
