"""Citizens in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.alerts import alerts
from bureau.adapters.store.schema.callbacks import callback_tickets
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.schema.duty import duty_bindings, duty_tries
from bureau.adapters.store.schema.surveys import survey_wishes
from bureau.adapters.store.upsert import insert_ignore
from bureau.citizens import Citizen, IdentityKeys
from bureau.invitations import InvitationWish


class StoredCitizens:
    """`bureau.citizens.Citizens` on the database."""

    def __init__(self, database: Database, writer: GroupCommit, keys: IdentityKeys) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys

    def meet(self, *, openid: str, at: datetime) -> Citizen:
        """Remember that this person wrote or followed at `at`; create them if new."""
        key, sealed = self._keys.citizen_key(openid), self._keys.seal(openid)

        def act(connection: Connection) -> Citizen:
            insert_ignore(connection, citizens, key=key, followed=True, first_seen=at, last_seen=at)
            # Under the present key from now on, also where nobody could read it any more.
            if not insert_ignore(connection, identities, citizen_key=key, openid_sealed=sealed):
                mine = identities.c.citizen_key == key
                kept = connection.scalar(select(identities.c.openid_sealed).where(mine))
                if kept is not None and not self._keys.is_present(kept):
                    connection.execute(update(identities).where(mine).values(openid_sealed=sealed))
            seen = update(citizens).where(citizens.c.key == key)
            row = connection.execute(
                seen.values(last_seen=at, followed=True).returning(*citizens.c)
            ).one()
            return Citizen(**row._mapping)

        return self._writer.run(act)

    def get(self, key: str) -> Citizen | None:
        """Return the citizen of this key."""
        with self._database.reading() as connection:
            row = connection.execute(select(citizens).where(citizens.c.key == key)).one_or_none()
        return Citizen(**row._mapping) if row else None

    def settle(self, *, by: str, town: str, at: datetime) -> None:
        """Set the citizen's town (9-digit code)."""

        def act(connection: Connection) -> None:
            insert_ignore(connection, citizens, key=by, followed=True, first_seen=at, last_seen=at)
            connection.execute(
                update(citizens).where(citizens.c.key == by).values(town=town, last_seen=at)
            )

        self._writer.run(act)

    def openid(self, key: str) -> str | None:
        """Return the platform's address of a citizen, or None after erasure.

        Raises `UnsealError` where it opens under no key.
        """
        with self._database.reading() as connection:
            sealed = connection.scalar(
                select(identities.c.openid_sealed).where(identities.c.citizen_key == key)
            )
        return None if sealed is None else self._keys.unseal(sealed)

    def erase(self, *, by: str, at: datetime) -> None:
        """Forget who the citizen is: identity, town, alerts go; the records keep the bare key.

        What they left for the bureau goes too: it is no case, and nobody could answer it.
        Who is an officer on duty is alarmed by WeChat no longer.
        That they never want to be invited stays with it, in case they come back.
        """
        wish = survey_wishes.c

        def act(connection: Connection) -> None:
            connection.execute(delete(identities).where(identities.c.citizen_key == by))
            connection.execute(delete(alerts).where(alerts.c.citizen == by))
            connection.execute(delete(consents).where(consents.c.citizen == by))
            connection.execute(delete(duty_bindings).where(duty_bindings.c.citizen == by))
            connection.execute(delete(duty_tries).where(duty_tries.c.citizen == by))
            connection.execute(delete(callback_tickets).where(callback_tickets.c.citizen == by))
            connection.execute(
                delete(survey_wishes).where(wish.citizen == by, wish.wish != InvitationWish.NEVER)
            )
            connection.execute(
                update(citizens)
                .where(citizens.c.key == by)
                .values(town=None, followed=False, last_seen=at)
            )

        self._writer.run(act)
