"""Which village a report lies in, by what it tells."""

from __future__ import annotations

from bureau.cases.model import Draft
from bureau.places.villages import VillageRegister, town_of


def village_told(draft: Draft, town: str | None, villages: VillageRegister) -> str | None:
    """Return the code of the village that a draft tells of, None where that is not clear.

    `town`: where it lies; without one no village is read. A place chosen to the village holds;
    else the words on the place decide, then those of the platform, the report, at last the point.
    """
    if town is None:
        return None
    chosen = villages.get(draft.place) if draft.place else None
    if chosen is not None and not chosen.gone and town_of(chosen.code) == town:
        return chosen.code
    point = draft.location
    texts = [draft.place_text, point.label if point else "", draft.description]
    spot = (point.longitude, point.latitude) if point else None
    return villages.read(town, texts, spot)
