"""Where volunteers can be reached, sealed, in a table of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.patrols import volunteer_contacts
from bureau.adapters.store.upsert import upsert
from bureau.citizens import IdentityKeys, UnsealError


class StoredContacts:
    """`bureau.patrols.ports.VolunteerContacts` on the database."""

    def __init__(self, database: Database, keys: IdentityKeys) -> None:
        self._database = database
        self._keys = keys

    def keep(self, *, citizen: str, contact: str, at: datetime) -> None:
        """Keep name and telephone as a volunteer wrote them; an empty text takes them back."""
        with self._database.transaction() as connection:
            if contact:
                row = {"citizen": citizen, "sealed": self._keys.seal(contact), "noted": at}
                upsert(connection, volunteer_contacts, [row], ["citizen"])
            else:
                mine = volunteer_contacts.c.citizen == citizen
                connection.execute(delete(volunteer_contacts).where(mine))

    def of(self, citizen: str) -> str:
        """Return what a volunteer left, or an empty text, also where it opens under no key."""
        query = select(volunteer_contacts.c.sealed).where(volunteer_contacts.c.citizen == citizen)
        with self._database.reading() as connection:
            sealed = connection.scalar(query)
        try:
            return self._keys.unseal(bytes(sealed)) if sealed is not None else ""
        except UnsealError:
            return ""
