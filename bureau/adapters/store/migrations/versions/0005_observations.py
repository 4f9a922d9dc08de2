"""Air and water are observed: series by site and time, with what was corrected and who said so."""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0005_observations"
down_revision = "0004_surveys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sites",
        sa.Column("medium", sa.String(5), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        sa.Column("place", sa.String(9)),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("aliases", sa.JSON, nullable=False),
    )
    op.create_table(
        "air_observations",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("pm2_5_ug_m3", sa.Float),
        sa.Column("pm10_ug_m3", sa.Float),
        sa.Column("so2_ug_m3", sa.Float),
        sa.Column("no2_ug_m3", sa.Float),
        sa.Column("co_mg_m3", sa.Float),
        sa.Column("o3_ug_m3", sa.Float),
        sa.Column("published_aqi", sa.SmallInteger),
        sa.Column("published_primary", sa.Text, nullable=False),
        sa.Column("suspicions", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_air_observations_at", "air_observations", ["at"])
    op.create_table(
        "air_days",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("pm2_5_ug_m3", sa.Float),
        sa.Column("pm10_ug_m3", sa.Float),
        sa.Column("so2_ug_m3", sa.Float),
        sa.Column("no2_ug_m3", sa.Float),
        sa.Column("co_mg_m3", sa.Float),
        sa.Column("o3_8h_ug_m3", sa.Float),
        sa.Column("hours", sa.SmallInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "water_observations",
        sa.Column("section", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("published_class", sa.SmallInteger),
        sa.Column("failed", sa.Text, nullable=False),
        sa.Column("suspicions", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_water_observations_at", "water_observations", ["at"])
    op.create_table(
        "water_months",
        sa.Column("section", sa.String(64), primary_key=True),
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("count", sa.SmallInteger),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "foreign_indices",
        sa.Column("station", sa.String(64), primary_key=True),
        sa.Column("at", Instant, primary_key=True),
        sa.Column("source", sa.String(16), primary_key=True),
        sa.Column("scale", sa.String(16), nullable=False),
        sa.Column("points", sa.JSON, nullable=False),
    )
    op.create_table(
        "observation_corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("medium", sa.String(5), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("noticed", Instant, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
    )
    op.create_index(
        "ix_observation_corrections_site_noticed", "observation_corrections", ["site", "noticed"]
    )
    op.create_table(
        "raw_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("fetched", Instant, nullable=False),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body_zlib", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_raw_answers_fetched", "raw_answers", ["fetched"])
    op.create_table(
        "source_states",
        sa.Column("source", sa.String(16), primary_key=True),
        sa.Column("tried", Instant),
        sa.Column("succeeded", Instant),
        sa.Column("newest", Instant),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("closed_until", Instant),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "source_states",
        "raw_answers",
        "observation_corrections",
        "foreign_indices",
        "water_months",
        "water_observations",
        "air_days",
        "air_observations",
        "sites",
    ):
        op.drop_table(table)
