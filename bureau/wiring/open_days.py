"""Days for everybody: facilities that open their doors, campaigns."""

from __future__ import annotations

from functools import cached_property

from bureau.adapters.store.campaigns import StoredCampaigns
from bureau.adapters.store.open_days import StoredOpenDays
from bureau.campaigns import Campaigns
from bureau.open_days import Letters, OpenDayDesk, OpenDayIntake, OpenDays
from bureau.places import Level
from bureau.wiring.messages import Messages


class PublicDays(Messages):
    """Days for everybody: facilities that open their doors, campaigns."""

    @cached_property
    def open_days(self) -> OpenDays:
        """Open days as citizens see and book them."""
        return OpenDays(self._open_day_store, self._open_day_letters)

    @cached_property
    def open_day_desk(self) -> OpenDayDesk:
        """Open days as officers plan and hold them."""
        return OpenDayDesk(
            self._open_day_store, self.open_days, self._open_day_letters, self._is_town
        )

    @cached_property
    def open_day_intake(self) -> OpenDayIntake:
        """Many facilities and open days at once, out of a sheet and into one."""
        return OpenDayIntake(self._open_day_store, self.open_day_desk, self.places)

    @cached_property
    def campaigns(self) -> Campaigns:
        """Events that are announced, and who wants to hear of them."""
        return Campaigns(StoredCampaigns(self.database), self.outbox, self._is_area)

    @cached_property
    def _open_day_store(self) -> StoredOpenDays:
        return StoredOpenDays(self.database, self.identity_keys)

    @cached_property
    def _open_day_letters(self) -> Letters:
        return Letters(
            self.outbox, self.settings.public_url, self.settings.wechat_open_day_template
        )

    def _is_area(self, code: str) -> bool:
        place = self.places.get(code)
        return place is not None and place.level in (Level.COUNTY, Level.TOWN)

    def _is_town(self, code: str) -> bool:
        place = self.places.get(code)
        return place is not None and place.level is Level.TOWN
