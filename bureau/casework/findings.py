"""A finding of a volunteer becomes a case: by one tap, and by their consent."""

from __future__ import annotations

from datetime import datetime

from bureau.cases import Case, CaseService, Draft
from bureau.cases.model import Location
from bureau.patrols import Patrol, PatrolError, PatrolKind, Patrols
from bureau.patrols.describing import described

_CATEGORIES = {PatrolKind.ODOR: "odor", PatrolKind.WATER: "water"}


class PatrolFindings:
    """Makes cases of patrol points."""

    def __init__(self, patrols: Patrols, cases: CaseService) -> None:
        self._patrols = patrols
        self._cases = cases

    def make_case(self, *, patrol: int, at: datetime) -> Case:
        """Make a case of a finding, once, and return it.

        It is the volunteer's own and anonymous: they are told how it goes on, and who works on it,
        or is reported, never learns who walked there. Raises `PatrolError`: `unknown_patrol`,
        `nothing_found`, `no_consent`.
        """
        point = self._patrols.find(patrol)
        if point is None:
            raise PatrolError("unknown_patrol")
        if not point.draft.found:
            raise PatrolError("nothing_found")
        volunteer = self._patrols.application(point.volunteer)
        if not point.draft.consents or volunteer is None:
            raise PatrolError("no_consent")
        case = self._cases.submit(
            draft=_draft(point), by=volunteer.citizen, at=at, message_key=f"patrol:{point.id}"
        )
        self._patrols.became(patrol=point.id, case_number=case.number)
        return case


def _draft(point: Patrol) -> Draft:
    seen = point.draft
    location = None
    if seen.longitude is not None and seen.latitude is not None:
        location = Location(seen.longitude, seen.latitude, seen.place_text)
    return Draft(
        categories=(_CATEGORIES.get(seen.kind, "other"),),
        place=seen.place or point.town or point.county,
        place_text=seen.place_text,
        location=location,
        description=described(seen),
        started=point.at,
        odor_qualities=seen.qualities,
        intensity=seen.intensity,
        photos=seen.photos,
        anonymous=True,
    )
