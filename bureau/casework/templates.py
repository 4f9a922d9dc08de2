"""Texts that officers use again, with blanks that a case fills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from basis.clock import SHANGHAI
from bureau.cases import Case, categories
from bureau.cases import words as case_words
from bureau.cases.text import clean
from bureau.casework.model import CaseworkError
from bureau.casework.words import words

LONGEST_TITLE = 40
LONGEST_TEXT = 2000
_BLANK = re.compile(r"\{([^{}\n]{0,20})\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with blanks such as `{编号}`; `category`: a code, "" for every kind."""

    id: int
    title: str
    category: str
    text: str
    author: str
    changed: datetime


class TemplateStore(Protocol):
    """Where templates are kept. Every method is one transaction."""

    def every(self) -> list[Template]:
        """Return the templates by category and title."""

    def keep(self, template: Template) -> Template:
        """Keep a template under its id, or under a new one where it is 0."""

    def drop(self, id: int) -> None:  # noqa: A002
        """Take a template away."""


class Templates:
    """Keeps templates, and fills them for a case."""

    def __init__(self, store: TemplateStore) -> None:
        self._store = store

    def every(self) -> list[Template]:
        """Return all templates by category and title."""
        return self._store.every()

    def fitting(self, case: Case) -> list[Template]:
        """Return the templates for a case: those of its kinds first, then those of every kind."""
        kinds = case.draft.categories or (case.draft.category,)
        found = [each for each in self._store.every() if each.category in ("", *kinds)]
        return sorted(found, key=lambda each: not each.category)

    def keep(
        self,
        *,
        title: str,
        category: str,
        text: str,
        by: str,
        at: datetime,
        template: int = 0,
        any_author: bool = False,
    ) -> Template:
        """Keep a new template, or change one's own (`any_author`: anybody's).

        Raises `CaseworkError` with an explanation.
        """
        title, text = " ".join(clean(title).split()), clean(text)
        if not title:
            raise CaseworkError("title_missing")
        if not text:
            raise CaseworkError("text_missing")
        if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
            raise CaseworkError("text_long", most=LONGEST_TEXT)
        if category and category not in categories():
            raise CaseworkError("category_unknown")
        known = words().blanks()
        for blank in _BLANK.findall(text):
            if blank not in known:
                names = "、".join(f"{{{each}}}" for each in known)
                raise CaseworkError("blank_unknown", blank=f"{{{blank}}}", known=names)
        author = self._may(template, by, any_author=any_author).author if template else by
        return self._store.keep(Template(template, title, category, text, author, at))

    def drop(self, *, template: int, by: str, any_author: bool = False) -> None:
        """Take away one's own template (`any_author`: anybody's). Raises `CaseworkError`."""
        self._may(template, by, any_author=any_author)
        self._store.drop(template)

    def _may(self, template: int, by: str, *, any_author: bool) -> Template:
        known = {each.id: each for each in self._store.every()}.get(template)
        if known is None:
            raise CaseworkError("template_unknown")
        if known.author != by and not any_author:
            raise CaseworkError("not_author", author=known.author)
        return known


def facts_of(case: Case, *, place: str, officer: str, unit: str, at: datetime) -> dict[str, str]:
    """Return what fills a template's blanks for a case, by the names of `words.yml`."""
    due = case.due.astimezone(SHANGHAI) if case.due else None
    day = case_words().day
    facts = {
        "number": case.number,
        "place": place,
        "category": case_words().category(case.draft.category),
        "created": day(case.created.astimezone(SHANGHAI)),
        "due": day(due) if due else "",
        "today": day(at.astimezone(SHANGHAI)),
        "officer": officer,
        "unit": unit,
    }
    return {blank: facts[fact] for blank, fact in words().blanks().items()}


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Return a template's text with its blanks filled; an unknown fact leaves its blank."""
    return _BLANK.sub(lambda blank: facts.get(blank[1]) or blank[0], text)
