"""Files that officers attached to cases, and which of them went with which notice."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
)

from bureau.adapters.store.schema.base import Instant, metadata

# The bytes lie beside the evidence, under their hash. `key`: the hash of what was handed in.
case_attachments = Table(
    "case_attachments",
    metadata,
    Column("number", String(24), ForeignKey("cases.number"), primary_key=True),
    Column("serial", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("shows", Text, nullable=False),
    Column("by", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("key", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("mime", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    # What a redacted copy was made from: another attachment, or a citizen's photo.
    Column("of", SmallInteger),
    Column("of_photo", String(32)),
    Column("withdrawn", Instant),
    Column("withdrawn_by", String(32), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Index(None, "sha256"),
)

case_enclosures = Table(
    "case_enclosures",
    metadata,
    Column("notice", Integer, ForeignKey("case_notices.id"), primary_key=True),
    Column("number", String(24), primary_key=True),
    Column("serial", SmallInteger, primary_key=True, autoincrement=False),
    Column("photo", Boolean, nullable=False),
    ForeignKeyConstraint(
        ["number", "serial"], ["case_attachments.number", "case_attachments.serial"]
    ),
    Index(None, "number", "serial"),
)
