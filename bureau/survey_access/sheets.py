"""Survey results that were handed out: by its hash a printed sheet is found again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_HASH = re.compile(r"[0-9a-f]{6,12}")


@dataclass(frozen=True, slots=True)
class HandedSheet:
    """One sheet as it was handed out; `form` is xlsx, csv, pdf, sav, parquet or json."""

    fingerprint: str
    wave: str
    level: str
    mode: str
    questionnaire: str
    mapping: str
    made_on: str
    form: str
    by: str
    at: datetime


class Sheets(Protocol):
    """The list of what was handed out."""

    def note(self, sheet: HandedSheet) -> None:
        """Keep that a sheet was handed out; the same again on one day is kept once."""

    def find(self, fingerprint: str) -> Sequence[HandedSheet]:
        """Return the sheets whose hash begins so, the newest first."""


def checked_hash(text: str) -> str | None:
    """A hash as people copy it from paper: case and blanks do not matter; None if it is none."""
    plain = re.sub(r"[\s-]", "", text).lower()
    return plain if _HASH.fullmatch(plain) else None
