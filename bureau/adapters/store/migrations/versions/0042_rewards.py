"""A confirmed violation makes rewards, which are computed, approved and paid."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0042_rewards"
down_revision = "0054_referral_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reward_numbers",
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "reward_matters",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "case", sa.String(24), sa.ForeignKey("cases.number"), nullable=False, unique=True
        ),
        sa.Column("decision", sa.String(60), nullable=False),
        sa.Column("fine", sa.BigInteger, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("ownerless", sa.BigInteger, nullable=False),
        sa.Column("major", sa.BigInteger, nullable=False),
        sa.Column("consent", sa.String(60), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("exclusion", sa.String(20), nullable=False),
        sa.Column("left_out", sa.JSON, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "rewards",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("matter", sa.Integer, sa.ForeignKey("reward_matters.id"), nullable=False),
        sa.Column("case", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("share", sa.SmallInteger, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("updated", Instant, nullable=False),
        sa.Column("kind", sa.String(10)),
        sa.Column("amount", sa.BigInteger),
        sa.Column("lines", sa.JSON, nullable=False),
        sa.Column("until", Instant),
        sa.Column("reminded", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("computed_by", sa.String(32), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=False),
        sa.Column("paid_by", sa.String(32), nullable=False),
        sa.Column("voucher", sa.String(32), nullable=False),
        sa.Column("paid", Instant),
        sa.UniqueConstraint("year", "sequence"),
    )
    for column in ("citizen", "matter", "status"):
        op.create_index(f"ix_rewards_{column}", "rewards", [column])
    op.create_table(
        "reward_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reward", sa.Integer, sa.ForeignKey("rewards.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("after", sa.String(10), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_reward_events_reward", "reward_events", ["reward"])


def downgrade() -> None:
    for name in ("reward_events", "rewards", "reward_matters", "reward_numbers"):
        op.drop_table(name)
