"""Citizens, and apart from them who they are on the platform."""

from sqlalchemy import Boolean, Column, LargeBinary, String, Table

from bureau.adapters.store.schema.base import Instant, metadata

citizens = Table(
    "citizens",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("town", String(12)),
    Column("followed", Boolean, nullable=False, default=True),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
)

# The only place of an openid, and there encrypted: erasing the row erases the person.
identities = Table(
    "identities",
    metadata,
    Column("citizen_key", String(64), primary_key=True),
    Column("openid_sealed", LargeBinary, nullable=False),
)
