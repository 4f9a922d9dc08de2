"""Whether a draft tells the same matter as a case."""

from __future__ import annotations

from bureau.cases.model import Case, Draft, Location
from bureau.places import distance_km

Area = tuple[str | None, str | None]


def same_matter(draft: Draft, area: Area, case: Case, *, metres: float) -> bool:
    """Return whether category and place of a draft agree with a case.

    `area`: the draft's county and town. Places agree when points are nearer than `metres`, or
    the same words were said, or the town is the same; what is not known agrees with nothing.
    """
    if draft.category != case.draft.category:
        return False
    if draft.location and case.draft.location:
        return _metres(draft.location, case.draft.location) <= metres
    said, kept = _bare(draft.place_text), _bare(case.draft.place_text)
    if said and kept and (said in kept or kept in said):
        return True
    return area[1] is not None and area[1] == case.town


def _metres(one: Location, other: Location) -> float:
    return 1000 * distance_km(one.longitude, one.latitude, other.longitude, other.latitude)


def _bare(text: str) -> str:
    return "".join(text.split())
