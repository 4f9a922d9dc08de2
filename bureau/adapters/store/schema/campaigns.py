"""Events of the bureau, who wants to hear of them, tallies of the quiz."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bureau.adapters.store.schema.base import Instant, metadata

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("title", String(60), nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("place", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("area", String(9), nullable=False),
    Column("link", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", Text, nullable=False),
    Column("announced", Instant),
    Column("demo", Boolean, nullable=False),
    Index(None, "ends"),
)

campaign_subscriptions = Table(
    "campaign_subscriptions",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("area", String(9), primary_key=True),
    Column("since", Instant, nullable=False),
)

campaign_joins = Table(
    "campaign_joins",
    metadata,
    Column("campaign", Integer, ForeignKey("campaigns.id"), primary_key=True),
    Column("citizen", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
    Index(None, "citizen"),
)

quiz_tallies = Table(
    "quiz_tallies",
    metadata,
    Column("question", String(40), primary_key=True),
    Column("answered", Integer, nullable=False),
    Column("rightly", Integer, nullable=False),
)
