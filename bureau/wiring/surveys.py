"""The quarterly survey: its waves, files and results."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bureau.adapters.store.survey_outputs import StoredApiKeys, StoredSheets
from bureau.adapters.store.surveys import StoredSurveys
from bureau.survey_access.api_keys import ApiKeys
from bureau.survey_access.sheets import Sheets
from bureau.survey_access.towns import survey_towns
from bureau.wiring.foundation import Foundation
from surveys.intake import AgencyFiles
from surveys.questionnaire.model import shipped
from surveys.service import SurveyService

if TYPE_CHECKING:
    from surveys.statistics.population import Population


class Surveying(Foundation):
    """The quarterly survey: its waves, files and results."""

    @cached_property
    def survey_service(self) -> SurveyService:
        """The quarterly survey: interviews, waves, figures."""
        return SurveyService(
            store=self._surveys,
            key=self.identity_keys.derived(b"survey-respondent"),
            towns=survey_towns(self.places),
            questionnaire=shipped(),
            population=self._population(),
            town_facts=self._town_facts(),
        )

    @cached_property
    def survey_files(self) -> AgencyFiles:
        """Agencies' files: looked at, taken in, taken back."""
        towns = survey_towns(self.places)
        return AgencyFiles(store=self._surveys, towns=towns, service=self.survey_service)

    @cached_property
    def _surveys(self) -> StoredSurveys:
        return StoredSurveys(self.database)

    def _population(self) -> Population | None:
        file = self.settings.survey_population
        if file is None:
            return None
        # The statistics' libraries are loaded only where they are wanted.
        from surveys.files.population import read_population

        return read_population(Path(file))

    def _town_facts(self) -> dict[str, dict[str, float]] | None:
        file = self.settings.survey_town_facts
        if file is None:
            return None
        from surveys.files.town_facts import read_town_facts

        return read_town_facts(Path(file))

    @cached_property
    def api_keys(self) -> ApiKeys:
        """The keys with which other programs read the survey's results."""
        return StoredApiKeys(self.database)

    @cached_property
    def survey_sheets(self) -> Sheets:
        """What was handed out of the survey's results."""
        return StoredSheets(self.database)
