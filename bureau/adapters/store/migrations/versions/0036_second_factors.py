"""Officers have a second factor, sessions tell whether it was shown, and links let in again.

Secrets are sealed by the service's keys, recovery codes and links are kept as hashes.
"""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0036_second_factors"
down_revision = "0023_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "officer_factors",
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), primary_key=True),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("offered", sa.LargeBinary),
        sa.Column("since", Instant),
        sa.Column("last_step", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "officer_recovery_codes",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), nullable=False),
        sa.Column("used", Instant),
    )
    op.create_index("ix_officer_recovery_codes_officer", "officer_recovery_codes", ["officer"])
    op.create_table(
        "officer_links",
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("expires", Instant, nullable=False),
        sa.UniqueConstraint("hash", name="uq_officer_links_hash"),
    )
    op.add_column(
        "officer_sessions",
        sa.Column("proved", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("officer_sessions", "proved")
    op.drop_table("officer_links")
    op.drop_table("officer_recovery_codes")
    op.drop_table("officer_factors")
