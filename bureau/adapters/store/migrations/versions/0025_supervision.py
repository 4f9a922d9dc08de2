"""Late cases get letters and marks, each once, in a register whose numbers have no gaps."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0025_supervision"
down_revision = "0024_case_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supervision_measures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("rung", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(24), nullable=False),
        sa.Column("paper", sa.String(16)),
        sa.Column("mark", sa.String(8)),
        sa.Column("year", sa.SmallInteger),
        sa.Column("sequence", sa.Integer),
        sa.Column("clock", sa.String(16), nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("due", Instant, nullable=False),
        sa.Column("received", Instant, nullable=False),
        sa.Column("issued", Instant, nullable=False),
        sa.Column("ended", Instant),
        sa.Column("told", sa.Boolean, nullable=False),
        sa.UniqueConstraint("number", "rung", "stage"),
        sa.UniqueConstraint("paper", "year", "sequence"),
    )
    op.create_index(
        "ix_supervision_measures_ended_issued", "supervision_measures", ["ended", "issued"]
    )
    op.create_index("ix_supervision_measures_told", "supervision_measures", ["told"])
    op.create_table(
        "supervision_counters",
        sa.Column("paper", sa.String(16), primary_key=True),
        sa.Column("year", sa.SmallInteger, primary_key=True),
        sa.Column("last", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("supervision_counters")
    op.drop_table("supervision_measures")
