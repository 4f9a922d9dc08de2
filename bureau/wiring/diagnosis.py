"""The monthly diagnosis: air, water and reports of an area, put together."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from bureau.adapters.store.diagnosis import StoredDiagnoses
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.wind import StoredWinds
from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Diagnosis
from bureau.diagnosis.service import Diagnoses
from bureau.wiring.casework import CaseRooms
from bureau.wiring.environment import Environment


class MonthlyDiagnosis(CaseRooms, Environment):
    """The monthly diagnosis: air, water and reports of an area, put together."""

    @cached_property
    def diagnoses(self) -> Diagnoses:
        """Diagnoses made by the 5th, annotated, released, read."""
        demo = self.settings.demo or self.settings.data_source == "demo"

        def gather(month: MonthDays, at: datetime) -> Material:
            return Material(
                self.observations,
                StoredWinds(self.database, demo=self.settings.data_source == "demo"),
                self.figures,
                StoredOdor(self.database),
                self.places,
                month,
                at,
            )

        def draw(diagnosis: Diagnosis, public: bool) -> bytes:
            # The PDF library is loaded only where a paper is wanted.
            from bureau.diagnosis.paper import paper

            return paper(diagnosis, public=public)

        return Diagnoses(StoredDiagnoses(self.database), gather, draw, self.places, demo=demo)
