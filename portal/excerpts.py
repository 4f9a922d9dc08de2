"""The piece of a case's texts in which what was looked for stands, with it marked."""

from __future__ import annotations

import re

from bureau.cases import Case
from bureau.finding.terms import plain

_BEFORE, _LENGTH = 24, 120
_PIECES = re.compile(r"[^\W_]+")


def excerpt(case: Case, asked: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is what was looked for.

    The first of the case's texts that holds a piece of it; the description where none does.
    """
    wanted = sorted(set(_PIECES.findall(plain(asked))), key=len, reverse=True)
    draft = case.draft
    texts = [draft.description, draft.place_text, draft.suspected_firm, case.answer]
    told = next(filter(None, (draft.description, draft.place_text)), "")
    if not wanted:
        return [(_cut(told, 0), False)]
    found = re.compile("|".join(map(re.escape, wanted)))
    for text in filter(None, texts):
        compared = plain(text)
        # A text that grows as it is made plain has its places elsewhere: it is shown unmarked.
        if len(compared) == len(text) and (hit := found.search(compared)):
            return _marked(text, compared, found, max(0, hit.start() - _BEFORE))
    return [(_cut(told, 0), False)]


def _marked(text: str, compared: str, found: re.Pattern[str], start: int) -> list[tuple[str, bool]]:
    end = min(len(text), start + _LENGTH)
    pieces, at = [("…", False)] if start else [], start
    for hit in found.finditer(compared, start, end):
        pieces += [(text[at : hit.start()], False), (text[hit.start() : hit.end()], True)]
        at = hit.end()
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _cut(text: str, start: int) -> str:
    return text[start : start + _LENGTH] + ("…" if len(text) > start + _LENGTH else "")
