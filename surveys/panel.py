"""Who answered again, for those who agreed: a key under a veil that differs for every sitting.

At rest nothing links two sittings of a person. Only the error of a change needs to know that two
answers come from one, and only there the veil is lifted.
"""

from __future__ import annotations

from collections.abc import Callable

from surveys.interview.state import InterviewState

# A questionnaire with a question of this name, and this answer, asks for it.
QUESTION, AGREED = "panel", "yes"
_VEIL = "veil"

Hashing = Callable[[str, str], str]


def agreed(state: InterviewState) -> bool:
    """Whether this person agreed to be known again."""
    return state.given.get(QUESTION) == AGREED


def veiled(hashed: Hashing, *, respondent: str, citizen: str) -> str:
    """The key of a citizen for all waves, hidden under one that only this respondent has.

    `hashed` is the service's keyed hash of a purpose and a text, hexadecimal digits.
    """
    return _both(hashed(QUESTION, citizen), hashed(_VEIL, respondent))


def unveiled(hashed: Hashing, respondent: str, panel: str) -> str:
    """The key that was hidden: the same for one citizen in every wave."""
    return _both(panel, hashed(_VEIL, respondent))


def _both(one: str, other: str) -> str:
    return f"{int(one, 16) ^ int(other, 16):0{len(one)}x}"
