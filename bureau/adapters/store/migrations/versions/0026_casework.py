"""Cases come into officers' hands.

Whoever worked last on a case that still runs has it in hand from the start: nobody is rung for
what was taken long ago. Notices to citizens may wait until they can no longer be taken back.
"""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0026_casework"
down_revision = "0032_panel"
branch_labels = None
depends_on = None

_WORKED = "('submitted', 'accepted', 'in_progress', 'reopened', 'answered')"
_LAST = (
    "SELECT max(e.id) FROM case_events e WHERE e.number = cases.number "
    "AND e.who = 'officer' AND e.verb <> 'note'"
)


def upgrade() -> None:
    op.create_table(
        "case_hands",
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("unit", sa.String(9), nullable=False),
        sa.Column("lead", sa.String(32), nullable=False),
        sa.Column("taken", Instant),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("since", Instant),
    )
    op.create_index("ix_case_hands_lead", "case_hands", ["lead"])
    op.create_table(
        "case_helpers",
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("officer", sa.String(32), primary_key=True),
    )
    op.create_index("ix_case_helpers_officer", "case_helpers", ["officer"])
    op.create_table(
        "officer_leaves",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(32), sa.ForeignKey("officers.name"), nullable=False),
        sa.Column("deputy", sa.String(32), sa.ForeignKey("officers.name"), nullable=False),
        sa.Column("begins", Instant, nullable=False),
        sa.Column("ends", Instant, nullable=False),
        sa.Column("by", sa.String(32), nullable=False),
    )
    op.create_index("ix_officer_leaves_ends", "officer_leaves", ["ends"])
    op.create_table(
        "officer_notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("seen", Instant),
    )
    op.create_index("ix_officer_notices_officer_seen", "officer_notices", ["officer", "seen"])
    op.create_index("ix_officer_notices_number", "officer_notices", ["number"])
    op.create_table(
        "case_links",
        sa.Column("number", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("other", sa.String(24), sa.ForeignKey("cases.number"), primary_key=True),
        sa.Column("by", sa.String(32), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_case_links_other", "case_links", ["other"])
    op.create_index("ix_cases_town_created", "cases", ["town", "created"])
    op.create_index("ix_cases_longitude_created", "cases", ["longitude", "created"])
    op.add_column("case_notices", sa.Column("not_before", Instant))
    op.execute(
        'INSERT INTO case_hands (number, unit, lead, taken, "by", since) '
        "SELECT cases.number, '', last.actor, last.at, last.actor, last.at FROM cases "
        f"JOIN case_events last ON last.id = ({_LAST}) WHERE cases.status IN {_WORKED}"
    )


def downgrade() -> None:
    op.drop_column("case_notices", "not_before")
    op.drop_index("ix_cases_longitude_created", "cases")
    op.drop_index("ix_cases_town_created", "cases")
    for table in ("case_links", "officer_notices", "officer_leaves", "case_helpers", "case_hands"):
        op.drop_table(table)
