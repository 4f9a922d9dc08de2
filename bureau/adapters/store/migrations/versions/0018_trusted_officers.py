"""Officers' sessions end on the server, first passwords are changed, keys of programs expire,
and whoever opens a person's case leaves a line."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0018_trusted_officers"
down_revision = "0017_callbacks"
branch_labels = None
depends_on = None

# What keys made before may go on reading, and for how long from this migration.
OLD_SCOPE = "all"
OLD_LIFETIME = timedelta(days=365)


def upgrade() -> None:
    op.add_column(
        "officers",
        sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "officer_sessions",
        sa.Column("id_hash", sa.String(64), primary_key=True),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("last_seen", Instant, nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("agent", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer"], ["officers.name"], name="fk_officer_sessions_officer"
        ),
    )
    op.create_index("ix_officer_sessions_officer", "officer_sessions", ["officer"])
    op.create_table(
        "case_looks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
    )
    op.create_index("ix_case_looks_number_officer_at", "case_looks", ["number", "officer", "at"])
    op.add_column(
        "api_keys",
        sa.Column("scope", sa.String(16), nullable=False, server_default=OLD_SCOPE),
    )
    op.add_column("api_keys", sa.Column("expires", Instant))
    now = datetime.now(UTC)
    keys = sa.table(
        "api_keys", sa.column("expires", Instant), sa.column("made_by", sa.String),
        sa.column("revoked_at", Instant), sa.column("revoked_by", sa.String),
    )
    officers = sa.table("officers", sa.column("name", sa.String), sa.column("active", sa.Boolean))
    op.execute(keys.update().values(expires=now + OLD_LIFETIME))
    stopped = sa.select(officers.c.name).where(officers.c.active.is_(False))
    op.execute(
        keys.update()
        .where(keys.c.made_by.in_(stopped), keys.c.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by="admin")
    )
    with op.batch_alter_table("api_keys") as batch:
        batch.alter_column("expires", existing_type=Instant(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("api_keys") as batch:
        batch.drop_column("expires")
        batch.drop_column("scope")
    op.drop_table("case_looks")
    op.drop_table("officer_sessions")
    op.drop_column("officers", "must_change")
