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

# The only place of an openid, and there encrypted. `mark` is the keyed hash by which the same
# openid is found again; the key is drawn by lot, so that with this row goes every way from the
# person to what the key stands on, even for whoever holds the service's secret.
identities = Table(
    "identities",
    metadata,
    Column("citizen_key", String(64), primary_key=True),
    Column("mark", String(64), nullable=False, unique=True),
    Column("openid_sealed", LargeBinary, nullable=False),
)

# Who was erased, as a digest of a key drawn by lot: so that a restored backup forgets them again.
erasure_marks = Table(
    "erasure_marks",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
)

# Who is being erased; the row goes with the last of what was kept of them.
erasures = Table(
    "erasures",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("asked", Instant, nullable=False),
)
