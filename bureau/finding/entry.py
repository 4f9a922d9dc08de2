"""What the index keeps of a case: its terms, its properties, its place in the queue, its progress.

Of an anonymous case the masked texts are indexed, for everybody: a search that knew the originals
would tell by its hits what the page does not show, and no look would be on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from basis.clock import SHANGHAI
from bureau.cases import Case, Event, Status, Verb, Who
from bureau.cases.lifecycle import OPEN
from bureau.cases.masking import masked_case, masked_event
from bureau.finding.terms import FIRM, facet, marked, terms

# A serial is the day and the sequence within it, so that a later case has a larger one.
PER_DAY = 1_000_000
_STEP = 10**12  # above every instant in seconds: one rung of the queue
_LATEST = 10**11
# Of the city's grid: 1.1 kilometres from south to north, 0.96 from west to east.
GRID = 100
_ACROSS = 100_000


@dataclass(frozen=True, slots=True)
class Progress:
    """When the bureau owed and took its steps; None where it did not, or where nobody noted it."""

    response_due: datetime | None = None
    responded: datetime | None = None
    answer_due: datetime | None = None
    answered: datetime | None = None


def serial(number: str) -> int:
    """Return a case number's serial: `20261124-0042-7` is 20261124000042."""
    day, sequence, _ = number.split("-")
    return int(day) * PER_DAY + int(sequence)


def first_of(day: date) -> int:
    """Return the serial that no case of a day is below."""
    return int(f"{day:%Y%m%d}") * PER_DAY


def queue_place(case: Case) -> int:
    """Return where a case stands in the list: waiting ones by danger and limit, then the rest."""
    if case.status in OPEN:
        rung = 0 if case.draft.urgent else 1
        return rung * _STEP + (int(case.due.timestamp()) if case.due else _LATEST)
    return 2 * _STEP + _LATEST - int(case.updated.timestamp())


def handler(events: Sequence[Event], *, lead: str) -> str:
    """Return whose a case is: the officer who leads it, else the one who last took a step.

    Empty while it is nobody's and no officer took a step.
    """
    if lead:
        return lead
    taken = (each.actor for each in reversed(events) if each.who is Who.OFFICER)
    return next(taken, "")


def entry_terms(case: Case, events: Sequence[Event], *, place: str, by: str) -> list[str]:
    """Return every term under which a case is found. `place`: the name of its town or county."""
    shown = masked_case(case)
    draft = shown.draft
    notes = [masked_event(each, case).note for each in events]
    said = (draft.description, draft.place_text, place, draft.suspected_firm, case.answer, *notes)
    found = [term for text in dict.fromkeys(said) for term in terms(text)]
    return [*found, *marked(FIRM, terms(draft.suspected_firm)), *facets(case, by)]


def facets(case: Case, by: str) -> list[str]:
    """Return the terms of a case's properties."""
    found = [facet("k", case.draft.category), facet("s", case.status)]
    found += [facet("a", code) for code in (case.county, case.town, case.village) if code]
    found += [facet("g", name) for name in case.held_by]
    found += [facet("h", by)] if by else []
    found += [facet("s", "open")] if case.status in OPEN else []
    return [*found, facet("u", "1")] if case.draft.urgent else found


def cell(longitude: float, latitude: float) -> int:
    """Return the cell of the grid that holds a position (degrees)."""
    return int(latitude * GRID) * _ACROSS + int(longitude * GRID)


def cell_middle(code: int) -> tuple[float, float]:
    """Return longitude and latitude (degrees) of a cell's middle."""
    down, across = divmod(code, _ACROSS)
    return (across + 0.5) / GRID, (down + 0.5) / GRID


def progressed(
    old: Progress, before: Case | None, after: Case, events: Sequence[Event]
) -> Progress:
    """Return the progress after a step, the last of `events`; limits are those that ran then."""
    told = replayed(events)
    new = replace(told, response_due=old.response_due, answer_due=old.answer_due)
    if before is None:
        return replace(new, response_due=after.due)
    if before.due is None:
        return new
    if before.status is Status.SUBMITTED:
        return replace(new, response_due=before.due)
    if before.status in OPEN and old.answered is None:
        return replace(new, answer_due=before.due)
    return new


def replayed(events: Sequence[Event]) -> Progress:
    """Return what the history alone tells of a case's progress; limits of the past it does not."""
    responses: list[datetime] = []
    answers: list[datetime] = []
    for event in events:
        if event.verb is Verb.UNDO:
            # A step that was taken back was not taken.
            if event.after is Status.SUBMITTED and event.before is not Status.SUBMITTED:
                del responses[-1:]
            if event.before is Status.ANSWERED and event.after is not Status.ANSWERED:
                del answers[-1:]
            continue
        if _responds(event):
            responses.append(event.at)
        if event.verb in _ANSWERS:
            answers.append(event.at)
    return Progress(responded=min(responses, default=None), answered=min(answers, default=None))


_ANSWERS = (Verb.ANSWER, Verb.RELAY)


def _responds(event: Event) -> bool:
    """Whether an officer decided on a new case: a question to its citizen leaves that open."""
    undecided = (Status.SUBMITTED, Status.WAITING)
    return (
        event.who is Who.OFFICER
        and event.before is Status.SUBMITTED
        and event.after not in undecided
    )


def counts(row: Mapping[str, Any]) -> dict[str, int]:
    """Return what a row of the index adds to the sums of the month in which its case came."""
    responded = _in_time(row["responded"], row["response_due"])
    answered = _in_time(row["answered"], row["answer_due"])
    return {
        "received": 1,
        "responded": int(responded is not None),
        "responded_in_time": int(responded is True),
        "answered": int(row["answered"] is not None),
        "limited": int(answered is not None),
        "answered_in_time": int(answered is True),
        "reopened": int(row["reopened"] > 0),
        "closed": int(row["status"] == Status.CLOSED),
        "told": int(row["settled"] is not None),
        "settled": int(row["settled"] is True),
        "rated": int(row["satisfied"] is not None),
        "satisfied": int(row["satisfied"] is True),
    }


def _in_time(done: datetime | None, due: datetime | None) -> bool | None:
    return None if done is None or due is None else done <= due


def month_of(at: datetime) -> int:
    """Return the month of an instant in Jiaxing: 202611."""
    here = at.astimezone(SHANGHAI)
    return here.year * 100 + here.month


def columns(case: Case, *, by: str, progress: Progress) -> dict[str, Any]:
    """Return the index's row of a case, without its terms."""
    digits = case.number.replace("-", "")
    spot = case.draft.location
    return {
        "serial": serial(case.number),
        "number": case.number,
        "tail": digits[::-1],
        "stem": digits[-2::-1],
        "county": case.county or "",
        "town": case.town or "",
        "village": case.village or "",
        "category": case.draft.category,
        "status": str(case.status),
        "handler": by,
        "urgent": case.draft.urgent,
        "waiting": case.status in OPEN,
        "due": case.due,
        "queue": queue_place(case),
        "month": month_of(case.created),
        "day": serial(case.number) // PER_DAY,
        "cell": cell(spot.longitude, spot.latitude) if spot else None,
        "response_due": progress.response_due,
        "responded": progress.responded,
        "answer_due": progress.answer_due,
        "answered": progress.answered,
        "reopened": case.reopenings,
        "settled": case.settled,
        "satisfied": case.satisfied,
    }
