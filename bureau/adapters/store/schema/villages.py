"""Villages and communities, as the bureau's table has them."""

from sqlalchemy import JSON, Boolean, Column, Float, String, Table, false

from bureau.adapters.store.schema.base import Instant, metadata

villages = Table(
    "villages",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("town", String(9), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("gone", Boolean, nullable=False, server_default=false()),
    Column("changed", Instant, nullable=False),
    Column("changed_by", String(32), nullable=False),
)
