"""Citizens and officers talk in the chat; a message left for the bureau carries a promise."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0028_hotline"
down_revision = "0021_erasures"
branch_labels = None
depends_on = None

_NOT_ENDED = sa.text("status <> 'ended'")


def upgrade() -> None:
    op.create_table(
        "hotline_talks",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("citizen", sa.String(64), nullable=False),
        sa.Column("asked", Instant, nullable=False),
        sa.Column("last", Instant, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("taken", Instant),
        sa.Column("ended", Instant),
        sa.Column("why", sa.String(12)),
        sa.Column("case", sa.String(24), nullable=False),
    )
    op.create_index(
        "ix_hotline_talks_open",
        "hotline_talks",
        ["citizen"],
        unique=True,
        sqlite_where=_NOT_ENDED,
        postgresql_where=_NOT_ENDED,
    )
    op.create_index("ix_hotline_talks_ended", "hotline_talks", ["ended"])
    op.create_table(
        "hotline_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("talk", sa.Integer, sa.ForeignKey("hotline_talks.number"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("speaker", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("photo", sa.String(32), nullable=False),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.UniqueConstraint("key", name="uq_hotline_lines_key"),
    )
    op.create_index("ix_hotline_lines_talk", "hotline_lines", ["talk"])
    op.create_table(
        "hotline_shifts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), nullable=False),
        sa.Column("begins", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
    )
    op.create_index("ix_hotline_shifts_ends", "hotline_shifts", ["ends"])
    op.add_column("callback_tickets", sa.Column("promised", Instant))


def downgrade() -> None:
    with op.batch_alter_table("callback_tickets") as tickets:
        tickets.drop_column("promised")
    op.drop_table("hotline_shifts")
    op.drop_table("hotline_lines")
    op.drop_table("hotline_talks")
