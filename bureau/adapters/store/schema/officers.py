"""Officers, their posts, their passwords' hashes, their second factors and their sessions."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    false,
)

from bureau.adapters.store.schema.base import Instant, metadata

officers = Table(
    "officers",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("full_name", String(64), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("session", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("last_seen", Instant),
    Column("must_change", Boolean, nullable=False, server_default=false()),
    Column("role", String(32), nullable=False, server_default="city"),
    Column("area", String(9)),
    Column("categories", JSON, nullable=False, server_default="[]"),
    Column("villages", JSON, nullable=False, server_default="[]"),
)

officer_sessions = Table(
    "officer_sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("officer", String(32), ForeignKey("officers.name"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("address", String(45), nullable=False),
    Column("agent", String(80), nullable=False),
    Column("proved", Boolean, nullable=False, server_default=false()),
)

# Both secrets are sealed; the one that was offered waits for its first code.
officer_factors = Table(
    "officer_factors",
    metadata,
    Column("officer", String(32), ForeignKey("officers.name"), primary_key=True),
    Column("secret", LargeBinary),
    Column("offered", LargeBinary),
    Column("since", Instant),
    Column("last_step", BigInteger, nullable=False),
)

officer_recovery_codes = Table(
    "officer_recovery_codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("officer", String(32), ForeignKey("officers.name"), nullable=False, index=True),
    Column("used", Instant),
)

# An officer's one link by which they choose a password anew; used, its row goes.
officer_links = Table(
    "officer_links",
    metadata,
    Column("officer", String(32), ForeignKey("officers.name"), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("made_by", String(32), nullable=False),
    Column("expires", Instant, nullable=False),
)
