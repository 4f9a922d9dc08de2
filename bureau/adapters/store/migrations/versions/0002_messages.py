"""Messages in and out, the evidence that comes with them, the platform's state."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0002_messages"
down_revision = "0001_citizens"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("opens", sa.String(10)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(20)),
        sa.Column("due", Instant, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("calmed", sa.Boolean, nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True)),
        sa.Column("options", sa.JSON(none_as_null=True)),
        sa.Column("passive", sa.Boolean, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
        sa.Column("finished", Instant),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
    )
    op.create_index("ix_inbox_citizen_seq", "inbox", ["citizen", "seq"])
    op.create_index(
        "ix_inbox_open", "inbox", ["citizen", "seq"],
        sqlite_where=sa.text("state <> 'done'"), postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("to", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("why", sa.String(120), nullable=False),
        sa.Column("once", sa.String(32)),
        sa.Column("message_key", sa.String(32)),
        sa.Column("created", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("errcode", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("left", sa.Integer),
        sa.Column("window_ends", Instant),
        sa.Column("first_tried", Instant),
        sa.Column("finished", Instant),
        sa.UniqueConstraint("once", name="uq_outbox_once"),
    )
    op.create_index("ix_outbox_to_id", "outbox", ["to", "id"])
    op.create_index("ix_outbox_outcome_due", "outbox", ["outcome", "due"])
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("media_id", sa.String(200), nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("mime", sa.String(60)),
        sa.Column("size", sa.Integer),
        sa.Column("taken", sa.String(19)),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
    )
    op.create_index("ix_evidence_state_due", "evidence", ["state", "due"])
    op.create_table(
        "platform_state",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("until", Instant, nullable=False),
    )


def downgrade() -> None:
    for table in ("platform_state", "evidence", "outbox", "inbox"):
        op.drop_table(table)
