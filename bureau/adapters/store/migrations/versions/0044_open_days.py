"""Residents book seats on the days on which facilities open their doors."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0044_open_days"
down_revision = "0043_reward_claims"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_facilities",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("meeting", sa.String(120), nullable=False),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("least_age", sa.Integer, nullable=False),
        sa.Column("alone_age", sa.Integer, nullable=False),
        sa.Column("most_each", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
    )
    op.create_table(
        "open_days",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "facility", sa.String(32), sa.ForeignKey("open_facilities.code"), nullable=False
        ),
        sa.Column("starts", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.Column("opens", Instant, nullable=False),
        sa.Column("closes", Instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed", Instant, nullable=False),
    )
    op.create_index("ix_open_days_starts", "open_days", ["starts"])
    op.create_table(
        "open_day_bookings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Integer, sa.ForeignKey("open_days.id"), nullable=False),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("message_key", sa.String(200), nullable=False, unique=True),
        sa.Column("party", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("made", Instant, nullable=False),
        sa.Column("changed", Instant, nullable=False),
        sa.Column("confirm_by", Instant),
        sa.Column("checked_in", Instant),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("phone", sa.LargeBinary),
        sa.Column("rating", sa.Integer),
        sa.Column("opinion", sa.Text, nullable=False),
    )
    op.create_index("ix_open_day_bookings_citizen", "open_day_bookings", ["citizen"])
    op.create_index("ix_open_day_bookings_day_state", "open_day_bookings", ["day", "state"])
    live = sa.text("state IN ('booked', 'waiting', 'offered')")
    op.create_index(
        "uq_open_day_bookings_live",
        "open_day_bookings",
        ["day", "citizen"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def downgrade() -> None:
    op.drop_table("open_day_bookings")
    op.drop_table("open_days")
    op.drop_table("open_facilities")
