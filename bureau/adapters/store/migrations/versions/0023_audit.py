"""An audit log to which lines are only added; who opened which case moves into it.

Both databases refuse to change a line, and to delete one that is not older than what a row of
`audit_purges` names; PostgreSQL refuses to empty the table at once, too.
"""

import sqlalchemy as sa
from alembic import op

from bureau.adapters.store.schema.base import Instant

revision = "0023_audit"
down_revision = "0029_referrals"
branch_labels = None
depends_on = None

_REFUSED = "a line of the audit log is neither changed nor deleted"
_ALLOWED = "SELECT 1 FROM audit_purges WHERE OLD.at < audit_purges.before"
_SQLITE = (
    "CREATE TRIGGER audit_lines_stay BEFORE UPDATE ON audit_lines "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    "CREATE TRIGGER audit_lines_are_kept BEFORE DELETE ON audit_lines "
    f"WHEN NOT EXISTS ({_ALLOWED}) BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
)
_POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_lines_guard() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS ({_ALLOWED}) THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$ LANGUAGE plpgsql
    """,
    "CREATE TRIGGER audit_lines_stay BEFORE UPDATE OR DELETE ON audit_lines "
    "FOR EACH ROW EXECUTE FUNCTION audit_lines_guard()",
    "CREATE TRIGGER audit_lines_are_kept BEFORE TRUNCATE ON audit_lines "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_lines_guard()",
)


def upgrade() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("deed", sa.String(8), nullable=False),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("detail", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("second", sa.String(32), nullable=False),
    )
    op.create_index("ix_audit_lines_at", "audit_lines", ["at"])
    op.create_index("ix_audit_lines_officer_at", "audit_lines", ["officer", "at"])
    op.create_index("ix_audit_lines_number_at", "audit_lines", ["number", "at"])
    op.create_table(
        "audit_purges",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("before", Instant, nullable=False),
    )
    op.execute(
        "INSERT INTO audit_lines"
        " (at, officer, deed, verb, number, subject, detail, reason, outcome, second)"
        " SELECT at, officer, CASE reason WHEN '' THEN 'saw' ELSE 'did' END,"
        " CASE reason WHEN '' THEN 'cases.case' ELSE 'cases.original' END,"
        " number, '', '', reason, 'done', '' FROM case_looks ORDER BY id"
    )
    op.drop_table("case_looks")
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.create_table(
        "case_looks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("officer", sa.String(32), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False, server_default=""),
    )
    op.create_index(
        "ix_case_looks_number_officer_at", "case_looks", ["number", "officer", "at"]
    )
    op.execute(
        "INSERT INTO case_looks (at, officer, number, reason)"
        " SELECT at, officer, number, reason FROM audit_lines"
        " WHERE verb IN ('cases.case', 'cases.original') AND outcome = 'done' ORDER BY id"
    )
    op.drop_table("audit_lines")
    op.drop_table("audit_purges")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_lines_guard()")
