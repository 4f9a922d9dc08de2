"""What a hand-over does to a case's hands: pure, from who has it and who wants what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bureau.cases import Case, Event, Status, Verb, Who, words
from bureau.cases.lifecycle import OPEN, step
from bureau.casework.model import CaseworkError, Hands
from bureau.casework.ports import HandChange
from bureau.casework.words import words as said
from bureau.places.villages.model import VILLAGE_DIGITS

SHORTEST_REASON = 2
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Naming:
    """How people, offices and absences are looked up.

    Full names and unit names by code; who stands in for whom; whether an officer may be given a
    case and whether they see it as it stands, who belongs to a unit, which units a case can be
    given to, the unit above an officer's villages ("" for whoever has none).
    """

    officer: Callable[[str], str]
    unit: Callable[[str], str]
    stand_in: Callable[[str], str]
    where: Callable[[Case], str]
    may: Callable[[str, Case], bool]
    members: Callable[[str], tuple[str, ...]]
    units: Callable[[Case], list[str]]
    sees: Callable[[str, Case], bool]
    above: Callable[[str], str]


def take(case: Case, hands: Hands, *, by: str, at: datetime, naming: Naming) -> HandChange:
    """Take a case: from now on `by` is at it, for themselves or for whom they stand in."""
    _possible(case, Verb.TAKE)
    owner = hands.lead
    stands_in = bool(owner) and owner != by and naming.stand_in(owner) == by
    if hands.taken is not None:
        if owner == by or stands_in:
            raise CaseworkError("yours_already")
        raise CaseworkError("taken", lead=naming.officer(owner))
    lead, note = by, ""
    told: tuple[tuple[str, str], ...] = ()
    if stands_in:
        lead, note = owner, said().remark("deputy", lead=naming.officer(owner))
    elif owner and owner != by:
        note = said().remark("over", lead=naming.officer(owner))
        told = ((owner, _told("taken", case, by, naming)),)
    after = replace(
        hands,
        lead=lead,
        taken=at,
        since=at,
        # Who assigned it hears of it again if it is given back.
        by=hands.by if hands.lead == lead and hands.by else by,
        helpers=tuple(each for each in hands.helpers if each != lead),
    )
    return HandChange(after, _event(case, Verb.TAKE, by, at, note), told)


def assign(
    case: Case,
    hands: Hands,
    *,
    by: str,
    at: datetime,
    unit: str,
    lead: str,
    note: str,
    naming: Naming,
) -> HandChange:
    """Hand a case to a unit, or to a person in it; whoever assigns it to themselves is at it.

    It goes to nobody who may not see it: one of another area is corrected first. A case whose
    village nobody knew lies in the village that it is given to.
    """
    _possible(case, Verb.ASSIGN)
    _fits(note)
    if not unit and not lead:
        raise CaseworkError("nobody")
    if unit and unit not in naming.units(case):
        raise CaseworkError("unit_elsewhere", unit=naming.unit(unit))
    if lead and not naming.may(lead, case):
        raise CaseworkError("officer_elsewhere", lead=naming.officer(lead))
    if (unit, lead) == (hands.unit, hands.lead):
        raise CaseworkError("same_hands")
    village = unit if case.village is None and len(unit) == VILLAGE_DIGITS else ""
    placed = replace(case, village=village or case.village)
    helpers = tuple(each for each in hands.helpers if each != lead)
    deputy = naming.stand_in(lead) if lead else ""
    if deputy not in ("", *helpers, lead) and not naming.sees(deputy, placed):
        helpers = (*helpers, deputy)  # else whoever stands in could not open it
    after = Hands(
        number=case.number,
        unit=unit,
        lead=lead,
        taken=at if lead == by else None,
        helpers=helpers,
        by=by,
        since=at,
    )
    told: list[tuple[str, str]] = []
    if lead and lead != by:
        told.append((lead, _told("assigned", case, by, naming, note=note)))
        if deputy not in (lead, by):
            text = _told("assigned_deputy", case, by, naming, note=note, lead=naming.officer(lead))
            told.append((deputy, text))
    if not lead:
        text = _told("assigned_unit", case, by, naming, note=note)
        told += [(each, text) for each in naming.members(unit) if each != by]
    if hands.lead and hands.lead not in (lead, by):
        whom = naming.officer(lead) if lead else naming.unit(unit)
        told.append((hands.lead, _told("moved", case, by, naming, note=note, lead=whom)))
    remark = said().remark(
        "assigned",
        unit=naming.unit(unit) if unit else "",
        lead=naming.officer(lead) if lead else "",
        note=note,
    )
    return HandChange(after, _event(case, Verb.ASSIGN, by, at, remark), tuple(told), village)


def hand_back(
    case: Case, hands: Hands, *, by: str, at: datetime, reason: str, naming: Naming
) -> HandChange:
    """Give a case back, which needs a reason; whoever handed it over is told.

    From a village it goes up to the town's office, also where nobody had taken it yet.
    """
    _possible(case, Verb.HAND_BACK)
    _fits(reason)
    if len(reason) < SHORTEST_REASON:
        raise CaseworkError("reason_missing")
    above = naming.above(by)
    free = not hands.lead and bool(above)
    if not free and (not hands.lead or by not in (hands.lead, naming.stand_in(hands.lead))):
        raise CaseworkError("not_held")
    if free and hands.unit == above:
        raise CaseworkError("same_hands")
    after = Hands(number=case.number, unit=above, helpers=hands.helpers, by=by, since=at)
    whom = {hands.by, hands.lead, *(naming.members(above) if above else ())}
    told = {each for each in whom if each and each != by}
    text = _told("handed_back", case, by, naming, note=reason)
    event = _event(case, Verb.HAND_BACK, by, at, reason)
    return HandChange(after, event, tuple((each, text) for each in sorted(told)))


def let_go(case: Case, hands: Hands, *, by: str, at: datetime, naming: Naming) -> HandChange:
    """Take a case out of hands that it is no longer for; whose they were is told."""
    lead = naming.officer(hands.lead)
    helpers = tuple(each for each in hands.helpers if naming.may(each, case))
    after = Hands(number=case.number, helpers=helpers, by=by, since=at)
    event = _event(case, Verb.ASSIGN, by, at, said().remark("let_go", lead=lead))
    text = _told("moved", case, by, naming, lead=naming.where(case))
    return HandChange(after, event, ((hands.lead, text),) if hands.lead != by else ())


def involve(
    case: Case, hands: Hands, *, by: str, at: datetime, helpers: tuple[str, ...], naming: Naming
) -> HandChange:
    """Say who helps the lead; who was there before and is not named does so no longer."""
    _possible(case, Verb.INVOLVE)
    chosen = tuple(dict.fromkeys(each for each in helpers if each != hands.lead))
    for each in chosen:
        if not naming.may(each, case):
            raise CaseworkError("officer_elsewhere", lead=naming.officer(each))
    if set(chosen) == set(hands.helpers):
        raise CaseworkError("nothing_changed")
    names = "、".join(naming.officer(each) for each in chosen)
    note = said().remark("involved", names=names) if chosen else said().remark("involved_none")
    text = _told("involved", case, by, naming)
    told = tuple((each, text) for each in chosen if each not in (*hands.helpers, by))
    after = replace(hands, helpers=chosen)
    return HandChange(after, _event(case, Verb.INVOLVE, by, at, note), told)


def likely(case: Case, hands: Hands, *, names: frozenset[str]) -> Verb | None:
    """Return the step that most probably comes next; `names`: whom the officer acts for."""
    open_case = case.status in OPEN
    if open_case and hands.taken is None and (case.draft.urgent or hands.lead in names):
        return Verb.TAKE
    if case.draft.urgent and case.arrived is None and step(Verb.ARRIVE, case.status) is not None:
        return Verb.ARRIVE
    return _NEXT.get(case.status)


_NEXT = {
    Status.SUBMITTED: Verb.ACCEPT,
    Status.ACCEPTED: Verb.START,
    Status.REOPENED: Verb.START,
    Status.IN_PROGRESS: Verb.ANSWER,
}


def _possible(case: Case, verb: Verb) -> None:
    if step(verb, case.status) is None:
        raise CaseworkError("not_now", status=case.status_label)


def _fits(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise CaseworkError("text_long", most=LONGEST_NOTE)


def _told(key: str, case: Case, by: str, naming: Naming, *, note: str = "", lead: str = "") -> str:
    return said().notice(
        key,
        by=naming.officer(by),
        number=case.number,
        where=naming.where(case),
        category=words().category(case.draft.category),
        note=note,
        lead=lead,
    )


def _event(case: Case, verb: Verb, by: str, at: datetime, note: str) -> Event:
    row = step(verb, case.status)
    audit = row.audit if row else ""
    return Event(at, verb, Who.OFFICER, by, case.status, case.status, audit, note)
