"""Odor told on: who is alarmed, asked and told."""

from __future__ import annotations

from functools import cached_property

from bureau.adapters.store.noses import StoredNoses
from bureau.noses import Noses, rule
from bureau.wiring.casework import CaseRooms
from bureau.wiring.environment import Environment


class OdorTelling(CaseRooms, Environment):
    """Odor told on: who is alarmed, asked and told."""

    @cached_property
    def noses(self) -> Noses:
        """Officers alarmed of odor events, people nearby asked, people who wished it told."""
        return Noses(
            StoredNoses(self.database),
            self.odor,
            self.tonight,
            self.alerts,
            self.duty,
            self.outbox,
            self.places,
            rule(),
            portal=f"{self.settings.public_url}/portal",
        )
