"""Consents of citizens to subscription notices; a row goes when its one notice was sent."""

from sqlalchemy import Column, String, Table

from bureau.adapters.store.schema.base import Instant, metadata

consents = Table(
    "consents",
    metadata,
    # Of the event that told of it, so that an event played again adds none.
    Column("message_key", String(32), primary_key=True),
    Column("citizen", String(64), nullable=False, index=True),
    Column("template", String(64), nullable=False),
    Column("given", Instant, nullable=False),
)
