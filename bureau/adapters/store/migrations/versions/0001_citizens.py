"""Citizens, and their identities apart."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0001_citizens"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "citizens",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("town", sa.String(12)),
        sa.Column("followed", sa.Boolean, nullable=False),
        sa.Column("first_seen", Instant, nullable=False),
        sa.Column("last_seen", Instant, nullable=False),
    )
    op.create_table(
        "identities",
        sa.Column("citizen_key", sa.String(64), primary_key=True),
        sa.Column("openid_sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("identities")
    op.drop_table("citizens")
