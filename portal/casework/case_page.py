"""What the page of a case shows beside the case: hands, what is next, neighbours, drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bureau.cases import Case, Event, Verb
from bureau.cases.lifecycle import Step, step
from bureau.cases.masking import masked_case
from bureau.casework.decision import likely
from bureau.casework.nearness import Neighbour
from bureau.casework.templates import facts_of, filled
from portal.casework.attachments import attachments_of
from portal.casework.drafts import meanwhile
from portal.casework.found import me, other_case
from portal.casework.small_map import around
from portal.context import bureau, now, officer

_NEAR = 12  # neighbours in the list; the map shows all


def desk_of(case: Case, history: Sequence[Event], steps: Sequence[Step]) -> dict[str, Any]:
    """Return what the page's templates need to work on a case."""
    work = bureau().casework
    hands = work.hands([case.number])[case.number]
    names = work.acts_for(officer=me(), at=now())
    verb = likely(case, hands, names=names)
    if verb is Verb.TAKE and not _can(verb, case):
        verb = None
    linked = [other_case(link.other) for link in bureau().neighbours.links(case.number)]
    merged = [other_case(each.number) for each in bureau().neighbours.merged(case.number)]
    joined = {each.number for each in (*linked, *merged) if each} | {case.merged_into}
    near = [each for each in bureau().neighbours.of(case) if each.case.open_to(officer())]
    apart = [each for each in near if each.case.number not in joined]
    return {
        "hands": hands,
        "mine": hands.lead in names,
        "can": {each: _can(each, case) for each in Verb},
        "next_verb": verb,
        "next_steps": [row for row in steps if row.verb == verb],
        "steps": [row for row in steps if row.verb != verb],
        "seen": len(history),
        "places": bureau().places,
        "colleagues": work.can_work(case),
        "units": work.units(case),
        "away": {each.officer: each.deputy for each in work.leaves(at=now()) if each.holds(now())},
        "drafts": _drafts(case),
        "templates": _templates(case),
        "near": [_shown(each) for each in apart[:_NEAR]],
        "near_count": len(near),
        "near_map": around(case, near) if near else None,
        **attachments_of(case),
        "linked": [masked_case(each) for each in linked if each],
        "merged": [masked_case(each) for each in merged if each],
        "merges": frozenset(
            each.case.number for each in near if step(Verb.MERGE, each.case.status) is not None
        ),
    }


def _shown(each: Neighbour) -> Neighbour:
    return Neighbour(masked_case(each.case), each.metres, each.later)


def _drafts(case: Case) -> dict[str, dict[str, Any]]:
    """Return begun words by step, with what others did since they were written."""
    history = bureau().cases.history(case.number)
    found = {}
    for verb, begun in bureau().drafts.of_case(officer=me(), number=case.number).items():
        before = sum(event.at <= begun.at for event in history)
        found[verb] = {
            "text": begun.text,
            "at": begun.at,
            "meanwhile": meanwhile(case.number, str(before)),
        }
    return found


def _templates(case: Case) -> list[dict[str, Any]]:
    facts = facts_of(
        case,
        place=bureau().places.label(case.town or case.county or bureau().places.city.code),
        officer=officer().full_name,
        unit=bureau().cases.responsible(case).name,
        at=now(),
    )
    return [
        {"template": each, "filled": filled(each.text, facts)}
        for each in bureau().templates.fitting(case)
    ]


def _can(verb: Verb, case: Case) -> bool:
    row = step(verb, case.status)
    return row is not None and case.open_to(officer(), row.right)
