"""What goes to another authority is kept as it went."""

import sqlalchemy as sa
from alembic import op

revision = "0054_referral_documents"
down_revision = "0038_odor_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("referrals", sa.Column("document", sa.Text))


def downgrade() -> None:
    op.drop_column("referrals", "document")
