"""What citizens asked to be told of by themselves."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from bureau.adapters.store.schema.base import Instant, metadata

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("place", String(12), nullable=False),
    Column("what", String(10), nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    # The message that asked for it last, and the one that ended it: either may be played again.
    Column("message_key", String(200), nullable=False),
    Column("ended", Instant),
    Column("ended_key", String(200)),
    Column("above", Boolean, nullable=False),
    Column("told", Instant),
    UniqueConstraint("citizen", "kind", "place", "what"),
)
