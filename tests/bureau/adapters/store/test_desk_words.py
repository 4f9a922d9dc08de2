"""Begun words and templates are kept the same way on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bureau.adapters.store.desk_words import StoredDrafts, StoredTemplates
from bureau.adapters.store.engine import Database
from bureau.casework.drafts import Begun
from bureau.casework.templates import Template
from tests.bureau.adapters.store.test_casework import AT, add

HOUR = timedelta(hours=1)


def test_begun_words_are_ones_own_and_the_last_ones_hold(database: Database) -> None:
    drafts, number = StoredDrafts(database), add(database)
    begun = Begun("li", number, "answer", "已查 😷\n", AT)
    later = replace(begun, text="已查处", at=AT + HOUR)
    others = replace(begun, officer="wang", text="别的话")
    note = replace(begun, verb="note", at=AT - HOUR)
    for each in (begun, others, later, note):
        drafts.keep(each)
    assert drafts.of_case(officer="li", number=number) == {"answer": later, "note": note}
    assert drafts.of_officer(officer="li") == [later, note]
    drafts.keep(replace(note, text="  \n"))
    drafts.drop(officer="li", number=number, verb="answer")
    assert drafts.of_officer(officer="li") == []
    assert drafts.of_officer(officer="wang") == [others]


def test_a_template_keeps_its_number_and_a_dropped_ones_is_never_anothers(
    database: Database,
) -> None:
    templates = StoredTemplates(database)
    first = templates.keep(Template(0, "夜查", "odor", "您好", "li", AT))
    changed = templates.keep(replace(first, title="夜间", changed=AT + HOUR))
    assert templates.every() == [changed]
    templates.drop(first.id)
    assert templates.every() == []
    assert templates.keep(replace(first, id=0)).id != first.id
