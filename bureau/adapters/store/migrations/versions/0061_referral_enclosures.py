"""Which files go to another authority is kept with the referral from its preparing on."""

import sqlalchemy as sa
from alembic import op

revision = "0061_referral_enclosures"
down_revision = "0060_villages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "referrals", sa.Column("enclosed", sa.JSON, nullable=False, server_default="[]")
    )


def downgrade() -> None:
    op.drop_column("referrals", "enclosed")
