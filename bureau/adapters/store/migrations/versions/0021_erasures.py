"""Keys of citizens are drawn by lot, and whoever is erased is erased everywhere.

Who is there keeps the key they have: it was the hash that from now on only finds them again. Who
was erased before leaves keys behind that the secret and an openid still lead to; they are erased
once more, by the new rule. What is given away of a wave's answers is kept as it was given.
Where and when photos were taken is forgotten: nobody was told that it was read.
"""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0021_erasures"
down_revision = "0020_look_reasons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("identities", sa.Column("mark", sa.String(64)))
    op.execute("UPDATE identities SET mark = citizen_key")
    with op.batch_alter_table("identities") as batch:
        batch.alter_column("mark", existing_type=sa.String(64), nullable=False)
        batch.create_unique_constraint("uq_identities_mark", ["mark"])
    op.create_table(
        "erasures",
        sa.Column("citizen", sa.String(64), primary_key=True),
        sa.Column("asked", Instant, nullable=False),
    )
    op.create_table(
        "survey_releases",
        sa.Column("wave", sa.String(8), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    with op.batch_alter_table("evidence") as batch:
        for read_unasked in ("taken", "longitude", "latitude"):
            batch.drop_column(read_unasked)
    op.create_index("ix_evidence_citizen", "evidence", ["citizen"])
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])
    op.create_index("ix_case_notices_citizen", "case_notices", ["citizen"])
    op.execute(
        "INSERT INTO erasures (citizen, asked) SELECT key, last_seen FROM citizens "
        "WHERE NOT EXISTS (SELECT 1 FROM identities WHERE citizen_key = citizens.key)"
    )


def downgrade() -> None:
    op.drop_index("ix_case_notices_citizen", "case_notices")
    op.drop_index("ix_evidence_sha256", "evidence")
    op.drop_index("ix_evidence_citizen", "evidence")
    op.add_column("evidence", sa.Column("taken", sa.String(19)))
    op.add_column("evidence", sa.Column("longitude", sa.Float))
    op.add_column("evidence", sa.Column("latitude", sa.Float))
    op.drop_table("survey_releases")
    op.drop_table("erasures")
    with op.batch_alter_table("identities") as batch:
        batch.drop_constraint("uq_identities_mark", type_="unique")
        batch.drop_column("mark")
