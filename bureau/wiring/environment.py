"""Air, water and odor: what was observed, and who is told."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bureau.adapters.store.alerts import StoredAlerts
from bureau.adapters.store.bulletin import StoredBulletin
from bureau.adapters.store.ions import StoredIons
from bureau.adapters.store.observations import StoredObservations
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.tonight import StoredTonight
from bureau.adapters.store.wind import StoredWinds
from bureau.alerts import Alerts
from bureau.odor import OdorBulletin, OdorEvents, TonightsOdor
from bureau.odor.month import WindMonths
from bureau.odor.publishing import publishing
from bureau.quality.charts import Charts
from bureau.quality.ions import Ions
from bureau.quality.polling import Poller
from bureau.quality.service import QualityService
from bureau.wiring.messages import Messages


class Environment(Messages):
    """Air, water and odor: what was observed, and who is told."""

    @cached_property
    def observations(self) -> StoredObservations:
        """What was observed of air and water; demonstration data only in demonstration mode."""
        return StoredObservations(self.database, demo=self.settings.data_source == "demo")

    @cached_property
    def quality(self) -> QualityService:
        """Air and water: answers, series, rankings."""
        return QualityService(self.observations, self.places)

    @cached_property
    def ions(self) -> Ions:
        """Negative oxygen ions."""
        store = StoredIons(self.database, demo=self.settings.data_source == "demo")
        return Ions(store, self.places)

    @cached_property
    def charts(self) -> Charts:
        """Pictures of series for the chat."""
        return Charts(self.quality, self.settings.var / "charts")

    @cached_property
    def alerts(self) -> Alerts:
        """What citizens asked to be told of by themselves."""
        return Alerts(StoredAlerts(self.database), self.quality, self.outbox, self.places)

    @cached_property
    def poller(self) -> Poller:
        """The sources of air and water and the store that they fill."""
        # Only the poller's process needs the sources and their HTTP client.
        from bureau.adapters.providers import configured

        return Poller(configured(self.settings, self.places), self.observations)

    @cached_property
    def odor(self) -> OdorEvents:
        """Odor events: followed, located, merged and split."""
        emitters = self.settings.emitters
        return OdorEvents(
            StoredOdor(self.database),
            self.winds,
            self.places,
            emitters=Path(emitters) if emitters else None,
        )

    @cached_property
    def winds(self) -> StoredWinds:
        """The wind as measured and forecast; invented winds only in demonstration mode."""
        return StoredWinds(self.database, demo=self.settings.data_source == "demo")

    @cached_property
    def bulletin(self) -> OdorBulletin:
        """What of odor is published."""
        return OdorBulletin(StoredBulletin(self.database), self.odor, publishing())

    @cached_property
    def tonight(self) -> TonightsOdor:
        """Tonight's chance of odor, town by town."""
        return TonightsOdor(
            StoredOdor(self.database),
            StoredTonight(self.database),
            self.winds,
            self.places,
            demo=self.settings.demo,
        )

    @cached_property
    def wind_months(self) -> WindMonths:
        """A month of a place by its wind."""
        return WindMonths(StoredOdor(self.database), self.winds, self.places)
