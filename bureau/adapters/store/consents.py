"""Consents to subscription notices in the database: the platform allows one notice for each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.upsert import insert_ignore


class StoredConsents:
    """What citizens agreed to be sent once, outside any window."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, *, by: str, template: str, at: datetime, message_key: str) -> None:
        """Note that a citizen agreed to one notice of a template; the same event adds none."""
        with self._database.transaction() as connection:
            insert_ignore(
                connection,
                consents,
                message_key=message_key,
                citizen=by,
                template=template,
                given=at,
            )

    def oldest(self, *, of: str, template: str) -> str | None:
        """Return a citizen's oldest consent to a template (its key), None without one."""
        query = select(consents.c.message_key).where(
            consents.c.citizen == of, consents.c.template == template
        )
        with self._database.reading() as connection:
            return connection.scalar(query.order_by(consents.c.given).limit(1))

    def use(self, consent: str) -> None:
        """Take a consent as used."""
        with self._database.transaction() as connection:
            connection.execute(delete(consents).where(consents.c.message_key == consent))

    def withdraw(self, *, by: str, template: str) -> None:
        """Forget every consent of a citizen to a template."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(consents).where(consents.c.citizen == by, consents.c.template == template)
            )
