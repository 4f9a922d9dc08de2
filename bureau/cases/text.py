"""Making what people typed safe to keep, without losing any of it that can be read."""

from __future__ import annotations

import re
from dataclasses import replace

from bureau.cases.model import Draft

LONGEST = 2000  # characters of a note or question
LONGEST_ANSWER = 5000  # of an answer: beyond some messages it goes as a link to its page
# Control characters but for tab and newline; halves of surrogate pairs no database can keep.
_UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean(text: str | None, longest: int | None = None) -> str:
    """Return a text without what no database keeps and no person sees."""
    return _UNKEEPABLE.sub("", text or "").strip()[:longest]


def clean_draft(draft: Draft) -> Draft:
    """Return the draft with cleaned words; only short fields are cut, the description never."""
    return replace(
        draft,
        place_text=clean(draft.place_text, 500),
        description=_UNKEEPABLE.sub("", draft.description),
        time_text=clean(draft.time_text, 200),
        pattern=clean(draft.pattern, 200),
        suspected_firm=clean(draft.suspected_firm, 200),
        odor_qualities=tuple(clean(quality, 50) for quality in draft.odor_qualities),
        effects=tuple(clean(effect, 50) for effect in draft.effects),
        categories=tuple(dict.fromkeys(draft.categories)),
        photos=tuple(dict.fromkeys(draft.photos)),
    )
