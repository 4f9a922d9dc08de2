"""The texts of a case in the database, where its citizen wants something taken out of them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select, update

from bureau.adapters.store.case_index import prepare, words_changed
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import case_events, cases
from bureau.adapters.store.schema.casework import case_drafts, officer_notices

_TEXTS = ("place_text", "location_label", "description", "time_text", "suspected_firm")


class StoredCaseTexts:
    """`bureau.cases.withholding.CaseTexts` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rewrite(self, *, number: str, citizen: str, change: Callable[[str], str]) -> bool:
        """Change every text of a citizen's own case; return whether any became another.

        What was added to it, what officers began to write of it and were told goes with it.
        """
        prepare()
        mine = (cases.c.number == number) & (cases.c.citizen == citizen)
        with self._database.transaction() as connection:
            row = connection.execute(select(cases).where(mine).with_for_update()).one_or_none()
            if row is None:
                return False
            told = {name: row._mapping[name] or "" for name in _TEXTS}
            changed = {name: change(text) for name, text in told.items() if change(text) != text}
            if changed:
                connection.execute(update(cases).where(mine).values(**changed))
            again = bool(changed)
            for table, column in (
                (case_events, case_events.c.note),
                (case_drafts, case_drafts.c.text),
                (officer_notices, officer_notices.c.text),
            ):
                of_case = table.c.number == number
                for text in connection.scalars(select(column).where(of_case).distinct()).all():
                    if text and change(text) != text:
                        here = update(table).where(of_case, column == text)
                        connection.execute(here.values({column: change(text)}))
                        again = True
            if again:
                words_changed(connection, number)
            return again
