"""Villages and communities are an area: kept, of cases, of officers; who has a case is on it.

Whoever was a grid worker of a whole town sees from now on their villages, which an administrator
names, and what is handed to them.
"""

import json

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0060_villages"
down_revision = "0053_attachments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "villages",
        sa.Column("code", sa.String(12), primary_key=True),
        sa.Column("town", sa.String(9), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("longitude", sa.Float),
        sa.Column("latitude", sa.Float),
        sa.Column("gone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("changed", Instant, nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=False),
    )
    op.create_index("ix_villages_town", "villages", ["town"])
    op.add_column("cases", sa.Column("village", sa.String(12)))
    held = sa.Column("held_by", sa.JSON, nullable=False, server_default="[]")
    op.add_column("cases", held)
    op.add_column(
        "case_index", sa.Column("village", sa.String(12), nullable=False, server_default="")
    )
    op.create_index(
        "ix_case_index_village_queue", "case_index", ["village", "queue", "serial"]
    )
    op.add_column(
        "officers", sa.Column("villages", sa.JSON, nullable=False, server_default="[]")
    )
    op.add_column(
        "case_hands", sa.Column("village", sa.String(12), nullable=False, server_default="")
    )
    _hold()


def _hold() -> None:
    """Write on each case who has it in hand, the lead first."""
    connection = op.get_bind()
    told: dict[str, list[str]] = {}
    leads = sa.text("SELECT number, lead FROM case_hands WHERE lead <> ''")
    helpers = sa.text("SELECT number, officer FROM case_helpers ORDER BY number, officer")
    for query in (leads, helpers):
        for number, officer in connection.execute(query):
            told.setdefault(number, []).append(officer)
    rows = [{"number": number, "held": json.dumps(names)} for number, names in told.items()]
    written = "CAST(:held AS JSON)" if connection.dialect.name == "postgresql" else ":held"
    if rows:
        update = sa.text(f"UPDATE cases SET held_by = {written} WHERE number = :number")
        connection.execute(update, rows)


def downgrade() -> None:
    op.drop_column("case_hands", "village")
    op.drop_column("officers", "villages")
    op.drop_index("ix_case_index_village_queue", "case_index")
    op.drop_column("case_index", "village")
    op.drop_column("cases", "held_by")
    op.drop_column("cases", "village")
    op.drop_table("villages")
