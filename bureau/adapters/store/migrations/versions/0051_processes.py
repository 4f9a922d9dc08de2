"""Processes of several machines know of one another."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0051_processes"
down_revision = "0050_odor_public"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("host", sa.String(100), nullable=False),
        sa.Column("started", Instant, nullable=False),
        sa.Column("seen", Instant, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("processes")
