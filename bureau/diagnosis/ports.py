"""What diagnoses need from outside: where they are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from bureau.diagnosis.model import Diagnosis, DiagnosisEntry, DiagnosisState, MonthFindings


class DiagnosisShelf(Protocol):
    """Where diagnoses are kept. Every method is one transaction."""

    def keep(self, findings: MonthFindings, *, at: datetime) -> Diagnosis | None:
        """Keep the next version of an area's month.

        None where the newest is released, or somebody else kept one first.
        """

    def newest(self, area: str, month: date) -> Diagnosis | None:
        """Return the newest version of an area's month."""

    def released(self, area: str, month: date) -> Diagnosis | None:
        """Return what is released of an area's month."""

    def entries(self, month: date) -> list[DiagnosisEntry]:
        """Return the newest version of each area that has one, by area."""

    def areas(self, month: date) -> set[str]:
        """Return the areas that have one."""

    def months(self, *, released: bool) -> list[date]:
        """Return the months that have any, or any released one; the newest first."""

    def released_areas(self, month: date) -> list[str]:
        """Return the areas whose month is released."""

    def released_months(self, area: str) -> list[date]:
        """Return the months released of an area, the newest first."""

    def annotate(self, id: int, *, text: str, by: str, at: datetime) -> bool:  # noqa: A002
        """Write beside one that is not released yet; return whether it was."""

    def drop_note(self, id: int, note: int) -> bool:  # noqa: A002
        """Take a note away from one that is not released yet; return whether there was one."""

    def move(
        self,
        id: int,  # noqa: A002
        *,
        state: DiagnosisState,
        to: DiagnosisState,
        reason: str,
        by: str,
        at: datetime,
    ) -> bool:
        """Bring one from a state into another; return whether it was in it."""
