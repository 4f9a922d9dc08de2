"""Messages in both directions, evidence that came with them, and the platform's state."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
    text,
)

from bureau.adapters.store.schema.base import Instant, metadata

# SQLite counts rows itself only in a column that is exactly INTEGER.
Counter = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("citizen", String(64), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("opens", String(10)),
    Column("state", String(10), nullable=False),
    Column("owner", String(20)),
    # From this instant on anybody may take an unfinished row: its owner must have died.
    Column("due", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("told_to_wait", Boolean, nullable=False, default=False),
    Column("answer", JSON(none_as_null=True)),
    Column("options", JSON(none_as_null=True)),
    Column("passive", Boolean, nullable=False, default=False),
    Column("confirmed", Boolean, nullable=False, default=False),
    Column("finished", Instant),
    Index("ix_inbox_citizen_seq", "citizen", "seq"),
    # What is unfinished is looked for all the time and is a handful of a great many rows.
    Index(
        "ix_inbox_open",
        "citizen",
        "seq",
        sqlite_where=text("state <> 'done'"),
        postgresql_where=text("state <> 'done'"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("to", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("body", JSON, nullable=False),
    Column("why", String(120), nullable=False),
    # A cause is told once: the hash of whom and why, empty for answers.
    Column("once", String(32), unique=True),
    Column("message_key", String(32)),
    # A newer letter under the same topic takes the place of one that still waits.
    Column("topic", String(20)),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("errcode", Integer),
    Column("note", Text, nullable=False, default=""),
    Column("left", Integer),
    Column("window_ends", Instant),
    Column("first_tried", Instant),
    Column("finished", Instant),
    # One of a large send: it waits behind answers.
    Column("bulk", Boolean, nullable=False, default=False, server_default=false()),
    # From this instant on it is of no use to the citizen.
    Column("until", Instant),
    Index("ix_outbox_to_id", "to", "id"),
    Index("ix_outbox_outcome_due", "outcome", "due"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("citizen", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("media_id", String(200), nullable=False),
    Column("created", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("note", Text, nullable=False, default=""),
    Column("sha256", String(64)),
    Column("mime", String(60)),
    Column("size", Integer),
    Index("ix_evidence_state_due", "state", "due"),
    Index("ix_evidence_citizen", "citizen"),
    Index("ix_evidence_sha256", "sha256"),
)

# Who serves, where several processes share a database: by its own clock, each says that it lives.
processes = Table(
    "processes",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("host", String(100), nullable=False),
    Column("started", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
)

# The oldest migration whose program may run on the schema of a newer one.
schema_floor = Table(
    "schema_floor",
    metadata,
    Column("revision", String(32), primary_key=True),
    Column("floor", String(32), nullable=False),
)

# The access token (sealed), the pause until the quota returns, when the web process started.
platform_state = Table(
    "platform_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False),
)
