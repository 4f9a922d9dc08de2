"""Confirmed violations, rewards, and apart from them whom to pay and by which code."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bureau.adapters.store.schema.base import Instant, metadata

reward_numbers = Table(
    "reward_numbers",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

reward_matters = Table(
    "reward_matters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case", String(24), ForeignKey("cases.number"), nullable=False, unique=True),
    Column("decision", String(60), nullable=False),
    Column("fine", BigInteger, nullable=False),
    Column("measures", JSON, nullable=False),
    Column("ownerless", BigInteger, nullable=False),
    Column("major", BigInteger, nullable=False),
    Column("consent", String(60), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("exclusion", String(20), nullable=False),
    Column("left_out", JSON, nullable=False),
    Column("by", String(32), nullable=False),
    Column("at", Instant, nullable=False),
)

# Amounts in fen, shares in basis points.
rewards = Table(
    "rewards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("matter", Integer, ForeignKey("reward_matters.id"), nullable=False),
    Column("case", String(24), ForeignKey("cases.number"), nullable=False),
    Column("citizen", String(64), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("share", SmallInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("kind", String(10)),
    Column("amount", BigInteger),
    Column("lines", JSON, nullable=False),
    Column("until", Instant),
    Column("reminded", Boolean, nullable=False, server_default=false()),
    Column("computed_by", String(32), nullable=False),
    Column("approved_by", String(32), nullable=False),
    Column("paid_by", String(32), nullable=False),
    Column("voucher", String(32), nullable=False),
    Column("paid", Instant),
    UniqueConstraint("year", "sequence"),
    Index(None, "citizen"),
    Index(None, "matter"),
    Index(None, "status"),
)

reward_events = Table(
    "reward_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reward", Integer, ForeignKey("rewards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("verb", String(10), nullable=False),
    Column("actor", String(32), nullable=False),
    Column("after", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "reward"),
)

# Whom to pay, sealed; and the keyed hash of the code that an anonymous one is picked up by.
reward_payees = Table(
    "reward_payees",
    metadata,
    Column("reward", Integer, ForeignKey("rewards.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
)

reward_codes = Table(
    "reward_codes",
    metadata,
    Column("reward", Integer, ForeignKey("rewards.id"), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("since", Instant, nullable=False),
)

reward_forms = Table(
    "reward_forms",
    metadata,
    Column("citizen", String(64), primary_key=True),
    Column("reward", Integer, ForeignKey("rewards.id"), nullable=False),
    Column("step", String(10), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("mark", String(16), nullable=False),
    Column("last_key", String(32), nullable=False),
    Column("updated", Instant, nullable=False),
)

reward_wrong_codes = Table(
    "reward_wrong_codes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("officer", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "officer", "at"),
)

# Messages whose words, and what was answered, go as soon as the answer has left.
reward_hushed = Table(
    "reward_hushed",
    metadata,
    Column("message_key", String(32), primary_key=True),
    Column("at", Instant, nullable=False),
)
