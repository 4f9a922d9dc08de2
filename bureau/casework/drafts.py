"""What an officer has begun to write on a case, kept until the step is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LONGEST = 20_000  # characters; more than any answer may have, so that nothing is cut on the way
_KEY = re.compile(r"[a-z_]{1,16}")


@dataclass(frozen=True, slots=True)
class Begun:
    """Words that an officer (login name) has begun for a step (`verb`) on a case."""

    officer: str
    number: str
    verb: str
    text: str
    at: datetime


class Drafts(Protocol):
    """Where begun words are kept. Every method is one transaction."""

    def keep(self, begun: Begun) -> None:
        """Keep words in place of those before; empty ones are forgotten."""

    def drop(self, *, officer: str, number: str, verb: str) -> None:
        """Forget words: the step was taken, or they were thrown away."""

    def of_case(self, *, officer: str, number: str) -> dict[str, Begun]:
        """Return what an officer has begun on a case, by step."""

    def of_officer(self, *, officer: str, limit: int = 20) -> list[Begun]:
        """Return what an officer has begun, the newest first."""


def may_be_kept(begun: Begun) -> bool:
    """Return whether words can be kept: for something that is a step, and not endless."""
    return bool(_KEY.fullmatch(begun.verb)) and len(begun.text) <= LONGEST
