"""What everything stands on: the store, its keys, the places, who works here."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Self

from bureau.adapters.store.audit import StoredAudit
from bureau.adapters.store.case_index import catch_up
from bureau.adapters.store.engine import Database
from bureau.adapters.store.factors import StoredFactors
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.keyring import Resealing, open_keyring
from bureau.adapters.store.officer_sessions import StoredOfficerSessions
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.origin import claim
from bureau.adapters.store.reviews import StoredReviews
from bureau.adapters.store.villages import StoredVillages
from bureau.audit import Audit
from bureau.citizens import IdentityKeys
from bureau.officers import Officers, read_four_eyes
from bureau.officers.factors import Factors
from bureau.officers.sessions import OfficerSessions
from bureau.places import Gazetteer, gazetteer
from bureau.places.gazetteer import division_villages
from bureau.places.villages import VillageRegister
from bureau.reviews import Reviews
from bureau.settings import Settings


class Foundation:
    """What everything stands on: the store, its keys, the places, who works here."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def database(self) -> Database:
        """The database, migrated; raises `WrongStoreError` where real and invented would mix."""
        database = Database(self.settings.database_url)
        database.migrate()
        claim(database, demo=self.settings.demo, at=datetime.now(UTC))
        catch_up(database)
        return database

    @cached_property
    def places(self) -> Gazetteer:
        """The places of Jiaxing."""
        return gazetteer()

    @cached_property
    def villages(self) -> VillageRegister:
        """The villages and communities, as the bureau's table has them."""
        return VillageRegister(StoredVillages(self.database), self.places, division_villages())

    @cached_property
    def identity_keys(self) -> IdentityKeys:
        """The keys that separate a citizen's records from their identity.

        Raises `SettingsError` when the settings' keys are not those of the store.
        """
        ours = self.settings
        return open_keyring(
            self.database, ours.secret_key, ours.secret_key_previous, at=datetime.now(UTC)
        )

    @cached_property
    def resealing(self) -> Resealing:
        """Seals identities anew under the present key."""
        return Resealing(self.database, self.identity_keys)

    @cached_property
    def writer(self) -> GroupCommit:
        """Durable writing that threads share."""
        return GroupCommit(self.database)

    @cached_property
    def officers(self) -> Officers:
        """The officers of the portal."""
        return StoredOfficers(self.database)

    @cached_property
    def officer_sessions(self) -> OfficerSessions:
        """The officers' sessions."""
        return StoredOfficerSessions(self.database)

    @cached_property
    def factors(self) -> Factors:
        """The officers' second factors."""
        return StoredFactors(self.database, self.identity_keys)

    @cached_property
    def reviews(self) -> Reviews:
        """Acts that wait for a second officer."""
        return Reviews(StoredReviews(self.database), self.officers, read_four_eyes())

    @cached_property
    def audit(self) -> Audit:
        """What officers saw, did and took along."""
        return StoredAudit(self.database)

    def prove(self) -> Self:
        """Open the store with its key, and return this; raises `SettingsError` if they differ."""
        self.identity_keys  # noqa: B018 - opening it proves it
        return self

    def close(self) -> None:
        """Release what was opened."""
        if "writer" in self.__dict__:
            self.writer.close()
        if "database" in self.__dict__:
            self.database.close()
