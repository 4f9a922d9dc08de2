"""Who reported a confirmed violation, in which order, and whose report does not count."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bureau.cases import Case, Event, Status, Verb
from bureau.rewards.model import LeftOut, Reporter

# From then on officers are on the matter: whoever tells of it later has not discovered it.
_ON_IT = frozenset({Verb.START, Verb.ARRIVE})


def known_since(history: Sequence[Event]) -> datetime | None:
    """Return since when officers were on a case's matter, None while they were not."""
    return next((event.at for event in history if event.verb in _ON_IT), None)


def reporters(
    cases: Sequence[Case],
    *,
    root: Case,
    on_it: datetime | None,
    staff: Collection[str],
    reachable: Collection[str],
    shares: Callable[[int], tuple[int, ...]],
) -> tuple[list[Reporter], list[LeftOut]]:
    """Return whoever shares in a reward, in their order, and the reports left out with the reason.

    `cases`: the root and all that were merged into it. A person counts once, with their earliest
    report. Who is left out takes no place: the next one moves up.
    """
    counted: list[Case] = []
    left: list[LeftOut] = []
    for case in sorted(cases, key=lambda each: (each.created, each.number)):
        why = ""
        if case.status is Status.WITHDRAWN:
            why = "withdrawn"
        elif case.citizen in staff:
            why = "staff"
        elif case.citizen not in reachable:
            why = "gone"
        elif any(case.citizen == other.citizen for other in counted):
            why = "same"
        elif case.number != root.number and on_it is not None and case.created > on_it:
            why = "late"
        if why:
            left.append(LeftOut(case.number, why))
        else:
            counted.append(case)
    parts = shares(len(counted))
    for case, share in zip(counted, parts, strict=True):
        if not share:
            left.append(LeftOut(case.number, "later"))
    return [
        Reporter(case.number, case.citizen, share)
        for case, share in zip(counted, parts, strict=True)
        if share
    ], left
