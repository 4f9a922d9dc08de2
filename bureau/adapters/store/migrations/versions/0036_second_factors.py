"""Officers have a second factor, sessions tell whether it was shown, links let in again, and four eyes.

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
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("right", sa.String(32), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked", Instant, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=False),
        sa.Column("decided", Instant),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("same", sa.String(200), nullable=False),
    )
    op.create_index(
        "ix_reviews_waiting",
        "reviews",
        ["same"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column(
        "officer_sessions",
        sa.Column("proved", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("officer_sessions", "proved")
    op.drop_table("reviews")
    op.drop_table("officer_links")
    op.drop_table("officer_recovery_codes")
    op.drop_table("officer_factors")
