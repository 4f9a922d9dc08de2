"""The bureau's time limits, from `terms.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from basis.packaged import read_yaml
from bureau.cases.categories import categories
from bureau.cases.lifecycle import Clock
from bureau.cases.model import Draft


@dataclass(frozen=True, slots=True)
class Terms:
    """Time limits, in calendar days; a category may have its own (`data/categories.yml`)."""

    default: dict[str, int]
    urgent: dict[str, int]
    close_after: timedelta
    reopen_within: timedelta
    similar_within: timedelta
    similar_metres: float

    def due(self, clock: Clock, draft: Draft, start: datetime) -> datetime:
        """Return when a time limit that starts now ends."""
        return start + self._days(f"{clock}_days", draft)

    def extension(self, draft: Draft) -> timedelta:
        """Return by how much the limit may be extended once."""
        return self._days("extend_days", draft)

    def _days(self, name: str, draft: Draft) -> timedelta:
        own = categories()[draft.category].terms
        urgent = self.urgent if draft.urgent else {}
        return timedelta(days={**self.default, **own, **urgent}[name])


def read_terms(path: Path) -> Terms:
    """Read the time limits from YAML; a missing value raises `KeyError`."""
    raw: dict[str, Any] = read_yaml(path)
    return Terms(
        default=raw["default"],
        urgent=raw["urgent"],
        close_after=timedelta(days=raw["close_after_days"]),
        reopen_within=timedelta(days=raw["reopen_within_days"]),
        similar_within=timedelta(days=raw["similar"]["days"]),
        similar_metres=float(raw["similar"]["metres"]),
    )


@cache
def terms() -> Terms:
    """Return the bureau's time limits, read once."""
    return read_terms(Path(__file__).with_name("terms.yml"))
