"""What officers have begun to write, and the texts they use again, in the database."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.casework import answer_templates, case_drafts
from bureau.adapters.store.upsert import upsert
from bureau.casework.drafts import Begun
from bureau.casework.templates import Template

_TEMPLATE = [column for column in answer_templates.c if column.name != "gone"]


class StoredDrafts:
    """`bureau.casework.drafts.Drafts` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, begun: Begun) -> None:
        """Keep words in place of those before; empty ones are forgotten."""
        if not begun.text.strip():
            self.drop(officer=begun.officer, number=begun.number, verb=begun.verb)
            return
        row = {column.name: getattr(begun, column.name) for column in case_drafts.c}
        with self._database.transaction() as connection:
            upsert(connection, case_drafts, [row], ["officer", "number", "verb"])

    def drop(self, *, officer: str, number: str, verb: str) -> None:
        """Forget words: the step was taken, or they were thrown away."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(case_drafts).where(
                    case_drafts.c.officer == officer,
                    case_drafts.c.number == number,
                    case_drafts.c.verb == verb,
                )
            )

    def of_case(self, *, officer: str, number: str) -> dict[str, Begun]:
        """Return what an officer has begun on a case, by step."""
        query = select(case_drafts).where(
            case_drafts.c.officer == officer, case_drafts.c.number == number
        )
        with self._database.reading() as connection:
            return {row.verb: Begun(**row._mapping) for row in connection.execute(query)}

    def of_officer(self, *, officer: str, limit: int = 20) -> list[Begun]:
        """Return what an officer has begun, the newest first."""
        query = (
            select(case_drafts)
            .where(case_drafts.c.officer == officer)
            .order_by(case_drafts.c.at.desc(), case_drafts.c.number)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [Begun(**row._mapping) for row in connection.execute(query)]


class StoredTemplates:
    """`bureau.casework.templates.TemplateStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self) -> list[Template]:
        """Return the templates by category and title."""
        query = (
            select(*_TEMPLATE)
            .where(~answer_templates.c.gone)
            .order_by(answer_templates.c.category, answer_templates.c.title, answer_templates.c.id)
        )
        with self._database.reading() as connection:
            return [Template(**row._mapping) for row in connection.execute(query)]

    def keep(self, template: Template) -> Template:
        """Keep a template under its id, or under a new one where it is 0."""
        row = {
            column.name: getattr(template, column.name)
            for column in _TEMPLATE
            if column.name != "id"
        }
        with self._database.transaction() as connection:
            if template.id:
                statement = update(answer_templates).where(answer_templates.c.id == template.id)
                kept = connection.execute(statement.values(row).returning(*_TEMPLATE)).one()
            else:
                kept = connection.execute(
                    insert(answer_templates).values(row).returning(*_TEMPLATE)
                ).one()
        return Template(**kept._mapping)

    def drop(self, id: int) -> None:  # noqa: A002
        """Take a template away; its row stays, so that its number is never another's."""
        with self._database.transaction() as connection:
            connection.execute(
                update(answer_templates).where(answer_templates.c.id == id).values(gone=True)
            )
