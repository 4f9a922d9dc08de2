"""Officers of the portal."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0007_officers"
down_revision = "0006_patrols"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officers",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("full_name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("created", Instant, nullable=False),
        sa.Column("last_seen", Instant),
    )


def downgrade() -> None:
    op.drop_table("officers")
