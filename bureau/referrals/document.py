"""What the other authority gets of a case: its facts without anything that tells who reported."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bureau.cases import Case, words
from bureau.cases.masking import masked
from bureau.places import Gazetteer
from bureau.referrals.model import Referral
from bureau.referrals.words import words as words_of_referrals

FORMAT = 2  # 1 had the number of photos, all of which went along, in place of the enclosures


def facts(referral: Referral, case: Case, places: Gazetteer, reply_to: str) -> dict[str, Any]:
    """Return the document's facts, ready for JSON; instants in ISO 8601 with their zone.

    The citizen's words are masked as an anonymous report's are, whatever they chose: their name and
    numbers are not the other authority's to know. Where it happens stays, or nobody could go there;
    of an anonymous report it is shown as officers see it. Each enclosure has its fingerprint, so
    that the signature holds for it, too.
    """
    draft = masked(case.draft)
    told = masked(replace(case.draft, anonymous=True)).description
    area = case.town or case.county
    point = draft.location
    return {
        "format": FORMAT,
        "number": referral.number,
        "sent": referral.sent.isoformat(),
        "case": case.number,
        "reported": case.created.isoformat(),
        "categories": [words().category(each) for each in draft.categories or (draft.category,)],
        "area": places.label(area) if area else None,
        "place": draft.place_text or None,
        "point": [point.longitude, point.latitude] if point else None,
        "coordinates": "GCJ-02" if point else None,
        "told": told,
        "time": draft.time_text or None,
        "started": draft.started.isoformat() if draft.started else None,
        "ended": draft.ended.isoformat() if draft.ended else None,
        "suspected": draft.suspected_firm or None,
        "enclosures": [
            {
                "place": place,
                "kind": words_of_referrals().kind(each.kind),
                "shows": each.shows,
                "mime": each.mime,
                "size": each.size,
                "sha256": each.sha256,
            }
            for place, each in enumerate(referral.enclosed, start=1)
        ],
        "note": referral.note or None,
        "reply_to": reply_to,
    }


def written(document: dict[str, Any]) -> bytes:
    """Return a document as the bytes that are signed: UTF-8, keys in order."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()
