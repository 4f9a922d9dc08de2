"""A month's diagnosis is kept as it was made; the wind is kept with the weather of its hour."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0046_diagnosis"
down_revision = "0045_campaigns"
branch_labels = None
depends_on = None


_WEATHER = ("temperature_c", "humidity_percent", "rain_mm")


def upgrade() -> None:
    for name in _WEATHER:
        op.add_column("wind_hours", sa.Column(name, sa.Float))
    op.create_table(
        "diagnoses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("area", sa.String(9), nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("version", sa.SmallInteger, nullable=False),
        sa.Column("made", Instant, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("changed", Instant),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("area", "month", "version"),
    )
    op.create_index("ix_diagnoses_month_state", "diagnoses", ["month", "state"])
    op.create_table(
        "diagnosis_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("diagnosis", sa.Integer, sa.ForeignKey("diagnoses.id"), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("officer", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_diagnosis_notes_diagnosis", "diagnosis_notes", ["diagnosis"])


def downgrade() -> None:
    op.drop_table("diagnosis_notes")
    op.drop_table("diagnoses")
    for name in _WEATHER:
        op.drop_column("wind_hours", name)
