"""Which officers are alarmed by WeChat, and the codes by which they agree to it."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from bureau.adapters.store.schema.base import Instant, metadata

duty_codes = Table(
    "duty_codes",
    metadata,
    Column("officer", String(32), ForeignKey("officers.name"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used_by", String(64)),
)

duty_bindings = Table(
    "duty_bindings",
    metadata,
    Column("officer", String(32), ForeignKey("officers.name"), primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("since", Instant, nullable=False),
)

duty_tries = Table(
    "duty_tries",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", Instant, nullable=False),
)
