"""Where a conversation stands when a message comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """What was offered, and about what (a case number)."""

    what: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """The conversation's state.

    `form`: which form reads the message (`report`, `survey` …), None outside forms. `asked`: the
    form's question that the message follows (`report_place`; `report_consent` is the read-back),
    None when the form only begins. `resumed`: the form goes on after another matter was answered
    in this same turn. `survey_question`: the survey's own name of its question. `offer`: what a
    bare yes or no answers. `topic`: what was asked of air, water or alerts just before.
    `half_told`: a report waits to be gone on with. `just_filed`: the number of the case filed
    just now. `point`: the place sent just now (degrees, GCJ-02, and its label).
    """

    form: str | None = None
    asked: str | None = None
    resumed: bool = False
    survey_question: str | None = None
    offer: Offer | None = None
    topic: Mapping[str, Any] | None = None
    half_told: bool = False
    just_filed: str | None = None
    point: tuple[float, float, str] | None = None
