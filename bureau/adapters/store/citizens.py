"""Citizens in the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, union, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.erasure import Respondent, drop_messages, erase, prepare, unfinished
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.prepared import Prepared
from bureau.adapters.store.schema.citizens import citizens, erasure_marks, erasures, identities
from bureau.adapters.store.upsert import insert_ignore
from bureau.citizens import Citizen, IdentityKeys, new_key

# The platform tries a message again for ten seconds, and its retries are known by their rows.
RETRIES_KNOWN = timedelta(minutes=1)
# Asked in every turn, so it is put together once.
_OF_KEY = select(citizens).where(citizens.c.key == bindparam("key"))
_KNOWN = Prepared(
    [identities.c.mark],
    lambda given, _: select(identities.c.citizen_key).where(identities.c.mark == given.c.mark),
)


def erasure_mark(key: str) -> str:
    """Return what tells that a citizen's key was erased and gives nothing of it away."""
    return hashlib.sha256(b"erased:" + key.encode()).hexdigest()


class StoredCitizens:
    """`bureau.citizens.Citizens` on the database."""

    def __init__(
        self, database: Database, writer: GroupCommit, keys: IdentityKeys, respondent: Respondent
    ) -> None:
        self._database = database
        self._writer = writer
        self._keys = keys
        self._respondent = respondent

    def meet(self, *, openid: str, at: datetime) -> Citizen:
        """Remember that this person wrote or followed at `at`; create them if new."""

        def act(connection: Connection) -> Citizen:
            key = self._key(connection, openid, followed=True, at=at)
            seen = update(citizens).where(citizens.c.key == key)
            row = connection.execute(
                seen.values(last_seen=at, followed=True).returning(*citizens.c)
            ).one()
            return Citizen(**row._mapping)

        return self._writer.run(act)

    def visit(self, *, openid: str, at: datetime) -> str:
        """Return the key of whoever opens a page, followers or not; a stranger gets one."""

        def act(connection: Connection) -> str:
            key = self._key(connection, openid, followed=False, at=at)
            connection.execute(update(citizens).where(citizens.c.key == key).values(last_seen=at))
            return key

        return self._writer.run(act)

    def known(self, openid: str) -> str | None:
        """Return the key of an openid; None of a stranger, and of whoever was erased."""
        mark = self._keys.mark(openid)
        with self._database.reading() as connection:
            found = _KNOWN.run(connection, [{"mark": mark}]).fetchone()
        return found[0] if found else None

    def get(self, key: str) -> Citizen | None:
        """Return the citizen of this key."""
        with self._database.reading() as connection:
            row = connection.execute(_OF_KEY, {"key": key}).one_or_none()
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
        """Forget a citizen: what is only theirs goes, cases stay without a way back to them.

        One transaction: whatever breaks, all of it is done or nothing.
        """
        prepare()

        def act(connection: Connection) -> None:
            insert_ignore(connection, erasures, citizen=by, asked=at)
            insert_ignore(connection, erasure_marks, mark=erasure_mark(by), at=at)
            erase(connection, by, self._respondent, at=at)

        self._writer.run(act)

    def erase_again(self, marks: Mapping[str, datetime]) -> int:
        """Forget whoever was erased before and is here again, as in a restored backup.

        `marks` says when by digest (`erasure_mark`); it is kept with those that are known. Return
        how many citizens there were.
        """
        keys = union(select(citizens.c.key), select(identities.c.citizen_key))
        with self._database.reading() as connection:
            here = list(connection.scalars(keys))
        back = [key for key in here if erasure_mark(key) in marks]
        for key in back:
            self.erase(by=key, at=marks[erasure_mark(key)])
        with self._database.transaction() as connection:
            for mark, at in marks.items():
                insert_ignore(connection, erasure_marks, mark=mark, at=at)
        return len(back)

    def erasing(self) -> list[str]:
        """Return who is being erased and has no message on its way any more."""
        quiet = select(erasures.c.citizen).where(~unfinished(erasures.c.citizen))
        with self._database.reading() as connection:
            return list(connection.scalars(quiet.order_by(erasures.c.asked)))

    def finish_erasing(self, citizen: str, *, at: datetime) -> bool:
        """Erase what came under the key meanwhile; return whether this was the last of it."""
        prepare()

        def act(connection: Connection) -> bool:
            asked = connection.scalar(
                select(erasures.c.asked).where(erasures.c.citizen == citizen).with_for_update()
            )
            if asked is None:
                return True
            erase(connection, citizen, self._respondent, at=at)
            if at - asked < RETRIES_KNOWN or connection.scalar(select(unfinished(citizen))):
                return False
            drop_messages(connection, citizen)
            connection.execute(delete(erasures).where(erasures.c.citizen == citizen))
            return True

        return self._writer.run(act)

    def _key(self, connection: Connection, openid: str, *, followed: bool, at: datetime) -> str:
        """Return an openid's key, drawn now if there is none, with a row for its citizen."""
        mark, mine = self._keys.mark(openid), identities.c.mark
        held = select(identities.c.citizen_key).where(mine == mark)
        key = connection.scalar(held)
        if key is None:
            sealed = self._keys.seal(openid)
            insert_ignore(
                connection, identities, citizen_key=new_key(), mark=mark, openid_sealed=sealed
            )
            key = connection.scalars(held).one()  # ours, or of who came first
        else:
            self._reseal(connection, key, openid)
        insert_ignore(connection, citizens, key=key, followed=followed, first_seen=at, last_seen=at)
        return key

    def _reseal(self, connection: Connection, key: str, openid: str) -> None:
        """Put an openid under the present key, also where nobody could read it any more."""
        mine = identities.c.citizen_key == key
        kept = connection.scalar(select(identities.c.openid_sealed).where(mine))
        if kept is not None and not self._keys.is_present(kept):
            sealed = self._keys.seal(openid)
            connection.execute(update(identities).where(mine).values(openid_sealed=sealed))
