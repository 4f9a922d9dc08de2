"""A diagnosis in a few sentences, for the chat: none but those that stand in it."""

from __future__ import annotations

from typing import Literal

from bureau.diagnosis.model import Audience, BoundSentence, MonthFindings

MOST = 4
# Which parts are asked about, the first first; the sentences by key, in the order they are told.
_AIR = ("air.none", "air.share", "air.invalid", "air.surely", "air.unsure", "air.away", "air.near")
_WATER = ("water.none", "water.state", "sections.worse", "sections.none", "water.share_surely",
          "water.share_unsure", "water.share_few")  # fmt: skip


def digest(
    findings: MonthFindings, *, medium: Literal["air", "water"] | None, against_year: bool
) -> list[str]:
    """Return at most four sentences of a diagnosis as the public reads it.

    Without a medium: the verdict and what to look at. `against_year`: of changes those against the
    year before are told, else those against the month before.
    """
    if medium is None:
        told = [each for key in ("verdict", "look") for each in _public(findings, key)]
        return [each.text for each in told][: MOST + 1]
    keys, parts = (_AIR, ("air",)) if medium == "air" else (_WATER, ("water", "sections"))
    sentences = [each for part in parts for each in _public(findings, part)]
    other = "before" if against_year else "year_ago"
    chosen = [
        each
        for key in keys
        for each in sentences
        if each.key == key and not any(f".{other}" in figure for figure in each.figures)
    ]
    return [each.text for each in chosen][:MOST]


def _public(findings: MonthFindings, key: str) -> list[BoundSentence]:
    return [each for each in findings.block(key).sentences if each.audience is not Audience.BUREAU]
