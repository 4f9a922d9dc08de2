"""Whom to pay stands apart from the reward, sealed; codes are kept as hashes."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0043_reward_claims"
down_revision = "0042_rewards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reward_payees",
        sa.Column("reward", sa.Integer, sa.ForeignKey("rewards.id"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("since", Instant, nullable=False),
    )
    op.create_table(
        "reward_codes",
        sa.Column("reward", sa.Integer, sa.ForeignKey("rewards.id"), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("since", Instant, nullable=False),
    )
    op.create_table(
        "reward_forms",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("reward", sa.Integer, sa.ForeignKey("rewards.id"), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("last_key", sa.String(32), nullable=False),
        sa.Column("updated", Instant, nullable=False),
    )
    op.create_table(
        "reward_wrong_codes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index(
        "ix_reward_wrong_codes_officer_at", "reward_wrong_codes", ["officer", "at"]
    )
    op.create_table(
        "reward_hushed",
        sa.Column("message_key", sa.String(32), primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )


def downgrade() -> None:
    for name in (
        "reward_hushed", "reward_wrong_codes", "reward_forms", "reward_codes", "reward_payees",
    ):  # fmt: skip
        op.drop_table(name)
