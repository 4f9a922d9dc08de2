"""What officers read of a case whose citizen wants to stay unnamed."""

from __future__ import annotations

from dataclasses import replace

from basis.masking import mask
from bureau.cases.lifecycle import Who
from bureau.cases.model import Case, Draft, Event


def masked(draft: Draft) -> Draft:
    """Return a draft as it is shown: of an anonymous one, no word that tells who wrote it."""
    if not draft.anonymous:
        return draft
    return replace(draft, description=mask(draft.description), place_text=mask(draft.place_text))


def masked_case(case: Case) -> Case:
    """Return a case as it is shown before somebody asks for the original."""
    return replace(case, draft=masked(case.draft))


def masked_event(event: Event, case: Case) -> Event:
    """Return a line of a case's history as it is shown: what the citizen added is masked too."""
    hides = case.draft.anonymous and event.who is Who.CITIZEN
    return replace(event, note=mask(event.note)) if hides else event


def hides_something(case: Case, history: list[Event]) -> bool:
    """Return whether the original says more than what is shown."""
    shown = [masked_event(each, case) for each in history]
    return masked_case(case) != case or shown != history
