"""How one goes on with somebody in despair, until they turn to a matter again."""

from __future__ import annotations

from collections.abc import Sequence

# Of what words after despair may be (`data/acts/learn/care.yml`): these leave that state.
MATTER = "matter"
# In these somebody must come now, whatever else was said.
DOING = "doing"
# A reply fits where its words are as sure as this.
SURE = 0.45
# These are met at once as they are; of somebody else's life or death only where that is plain.
FIRST = {"doing": SURE, "child": SURE, "third": 0.8, "bereaved": 0.9}
# A matter is gone back to only when that is likelier than not.
SURE_OF_MATTER = 0.5
_STAYING = ("here", "here_still", "here_on")
# What is said again in the same words where it is asked for again: it may save a life.
_AGAIN = (DOING,)


def leaves(kind: str, chance: float) -> bool:
    """Return whether words turn from despair to a matter."""
    return kind == MATTER and chance >= SURE_OF_MATTER


def next_reply(kind: str, chance: float, said: Sequence[str]) -> str:
    """Return the reply to give, as named in the domain after `utter_care_`, empty for the first.

    `said`: the replies given so far in this state; none is given twice while others are left.
    """
    if not said:
        return kind if chance >= FIRST.get(kind, 2.0) else ""
    if kind in _AGAIN or (kind != MATTER and chance >= SURE and kind not in said):
        return kind
    rounds = [reply for reply in said if reply in _STAYING]
    return _STAYING[len(rounds) % len(_STAYING)]
