"""Who has which case in hand, absences, what officers are told, and what they have begun."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from bureau.adapters.store.schema.base import Instant, metadata

# A case without a row is in nobody's hands; `lead` is empty when a unit has it.
case_hands = Table(
    "case_hands",
    metadata,
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("unit", String(9), nullable=False),
    Column("lead", String(32), nullable=False),
    Column("taken", Instant),
    Column("by", String(32), nullable=False),
    Column("since", Instant),
    # The unit where it is a village: its code is longer than `unit` has room for.
    Column("village", String(12), nullable=False, server_default=""),
    Index(None, "lead"),
)

case_helpers = Table(
    "case_helpers",
    metadata,
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("officer", String(32), primary_key=True),
    Index(None, "officer"),
)

officer_leaves = Table(
    "officer_leaves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(32), ForeignKey("officers.name"), nullable=False),
    Column("deputy", String(32), ForeignKey("officers.name"), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False, index=True),
    Column("by", String(32), nullable=False),
)

officer_notices = Table(
    "officer_notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(32), nullable=False),
    Column("number", String(24), ForeignKey("cases.number"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen", Instant),
    Index(None, "officer", "seen"),
    Index(None, "number"),
)

# Kept once for a pair: `number` is the smaller one.
case_links = Table(
    "case_links",
    metadata,
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("other", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("by", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "other"),
)

case_drafts = Table(
    "case_drafts",
    metadata,
    Column("officer", String(32), primary_key=True),
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("verb", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "number"),
)

answer_templates = Table(
    "answer_templates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(60), nullable=False),
    Column("category", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(32), nullable=False),
    Column("changed", Instant, nullable=False),
    Column("gone", Boolean, nullable=False, server_default=false()),
)

case_batches = Table(
    "case_batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(32), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("undone", Instant),
)

# `before`: how case and hands stood, by column; nothing of a person.
case_batch_items = Table(
    "case_batch_items",
    metadata,
    Column("batch", Integer, ForeignKey("case_batches.id"), primary_key=True),
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("event", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("kept", String(16), nullable=False, server_default=""),
)
