"""The store's own proof of the service's key, and what is sealed, sealed anew after a change of it.

The secret with which a store began is kept in it, sealed under the present one. Hashes are
made with it for ever, so a citizen stays the same citizen; and a key that cannot open it is
not this store's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Connection, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.messages import platform_state
from bureau.adapters.store.schema.officers import officer_factors
from bureau.adapters.store.schema.open_days import open_day_bookings
from bureau.adapters.store.schema.patrols import volunteer_contacts
from bureau.adapters.store.upsert import insert_ignore
from bureau.citizens import IdentityKeys, UnsealError
from bureau.settings import SettingsError

_NAME = "founding_secret"
_SAMPLE = 20  # identities tried in a store from before this proof: one of them may be damaged
_WRONG = (
    "SECRET_KEY is not the key of this store: give the one it was last started with, or name "
    "that in SECRET_KEY_PREVIOUS"
)


def open_keyring(
    database: Database, secret_key: str, previous: Sequence[str], *, at: datetime
) -> IdentityKeys:
    """Return the keys of a store; raises `SettingsError` when none of these opens it.

    A store from before this proof began with whichever key opens its identities.
    """
    keys = IdentityKeys(secret_key, previous)
    with database.reading() as connection:
        kept = _kept(connection)
        begun = None if kept is not None else _begun(connection, [secret_key, *previous])
    if kept is None:
        row = {"name": _NAME, "value": keys.seal(begun or secret_key), "until": at}
        with database.transaction() as connection:
            insert_ignore(connection, platform_state, **row)
            kept = _kept(connection)  # another process may have been first
    assert kept is not None
    try:
        founding = keys.unseal(kept)
    except UnsealError as error:
        raise SettingsError([_WRONG]) from error
    if not keys.is_present(kept):
        anew = update(platform_state).where(platform_state.c.name == _NAME)
        with database.transaction() as connection:
            connection.execute(anew.values(value=keys.seal(founding), until=at))
    return IdentityKeys(secret_key, previous, founding=founding)


# What is sealed, by the key of its row: identities, officers' second factors, numbers to call.
_SEALED = (
    (identities.c.citizen_key, identities.c.openid_sealed),
    (officer_factors.c.officer, officer_factors.c.secret),
    (officer_factors.c.officer, officer_factors.c.offered),
    (open_day_bookings.c.code, open_day_bookings.c.phone),
    (volunteer_contacts.c.citizen, volunteer_contacts.c.sealed),
)


class Resealing:
    """Seals what is sealed anew under the present key, some at a time, from first to last."""

    def __init__(self, database: Database, keys: IdentityKeys) -> None:
        self._database = database
        self._keys = keys
        self._left = list(_SEALED)
        self._after = ""
        self.sealed = 0
        self.unreadable = 0

    @property
    def done(self) -> bool:
        """Whether everything sealed was looked at."""
        return not self._left

    def step(self, *, most: int = 200) -> int:
        """Look at up to `most` secrets; return how many there were, 0 when all were looked at.

        One that opens under no key stays as it is: its key may be named yet.
        """
        while self._left:
            key, sealed = self._left[0]
            following = (
                select(key, sealed)
                .where(key > self._after, sealed.is_not(None))
                .order_by(key)
                .limit(most)
            )
            with self._database.reading() as connection:
                rows = connection.execute(following).all()
            if rows:
                self._after = rows[-1][0]
                self._seal_old(key, sealed, [(name, bytes(held)) for name, held in rows])
                return len(rows)
            self._left.pop(0)
            self._after = ""
        return 0

    def _seal_old(
        self, key: Column[str], sealed: Column[bytes], rows: Sequence[tuple[str, bytes]]
    ) -> None:
        old = [(name, held) for name, held in rows if not self._keys.is_present(held)]
        if not old:
            return
        with self._database.transaction() as connection:
            for name, held in old:
                try:
                    plain = self._keys.unseal(held)
                except UnsealError:
                    self.unreadable += 1
                    continue
                # Who was forgotten meanwhile stays forgotten: this changes a row, it makes none.
                connection.execute(
                    update(key.table)
                    .where(key == name, sealed == held)
                    .values({sealed: self._keys.seal(plain)})
                )
                self.sealed += 1


def _kept(connection: Connection) -> bytes | None:
    value = connection.scalar(select(platform_state.c.value).where(platform_state.c.name == _NAME))
    return None if value is None else bytes(value)


def _begun(connection: Connection, secrets: Sequence[str]) -> str:
    """Return the secret that a store without its own proof began with.

    Where all citizens were forgotten nothing tells: then it was the oldest one.
    """
    sample = connection.scalars(select(identities.c.openid_sealed).limit(_SAMPLE)).all()
    if not sample:
        known = connection.scalar(select(citizens.c.key).limit(1)) is not None
        return secrets[-1] if known else secrets[0]
    for secret in secrets:
        if any(map(IdentityKeys(secret).is_present, sample)):
            return secret
    raise SettingsError([_WRONG])
