"""Volunteers apply and record what they see, apart from residents' reports."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0006_patrols"
down_revision = "0005_observations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "volunteers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_key", sa.String(200), nullable=False, unique=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("town", sa.String(9)),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("applied", Instant, nullable=False),
        sa.Column("decided", Instant),
        sa.Column("decided_by", sa.String(64), nullable=False),
    )
    op.create_index("ix_volunteers_citizen", "volunteers", ["citizen"])
    op.create_table(
        "patrols",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_key", sa.String(200), nullable=False, unique=True),
        sa.Column("volunteer", sa.Integer, sa.ForeignKey("volunteers.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("county", sa.String(6)),
        sa.Column("town", sa.String(9)),
        sa.Column("place", sa.String(32)),
        sa.Column("place_text", sa.Text, nullable=False),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("intensity", sa.SmallInteger),
        sa.Column("water_look", sa.Text, nullable=False),
        sa.Column("found", sa.Boolean, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("photos", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_patrols_at", "patrols", ["at"])


def downgrade() -> None:
    op.drop_table("patrols")
    op.drop_table("volunteers")
