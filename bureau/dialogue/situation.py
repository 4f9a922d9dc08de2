"""Where a conversation stands when a message comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bureau.dialogue.acts.model import Setting

_REPORT_ASKS = {
    "report_matter": Setting.MATTER,
    "report_place": Setting.PLACE,
    "report_time": Setting.TIME,
    "report_detail": Setting.DETAIL,
    "report_same": Setting.SAME,
    "report_consent": Setting.READBACK,
    "open_day_consent": Setting.READBACK,
}
_FORMS = {
    "supplement": Setting.SUPPLEMENT,
    "survey": Setting.SURVEY,
    "volunteer": Setting.VOLUNTEER,
    "patrol": Setting.VOLUNTEER,
    "open_day": Setting.VOLUNTEER,
}


# Offered without a yes or no to be said: a report that waits, a list of cases.
_NO_QUESTION = ("report", "cases")


# Asked whether they are satisfied, people answer as to the bureau's answer itself.
RATING = "rating"


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
    `care`: the replies to despair so far, None where the message before was not met with one.
    `half_told`: a report waits to be gone on with. `just_filed`: the number of the case filed
    just now; `answered`, `refused`: of the one whose answer or refusal came within the last days;
    `questioned`: of the one that waits for a reply to an officer's question.
    `just_patrolled`: the id of the patrol recorded just now, where nothing was filed since.
    `asked_openly`: the survey's question takes any words. `point`: the place sent just now
    (degrees, GCJ-02, and its label).
    """

    form: str | None = None
    asked: str | None = None
    resumed: bool = False
    survey_question: str | None = None
    offer: Offer | None = None
    care: tuple[str, ...] | None = None
    topic: Mapping[str, Any] | None = None
    half_told: bool = False
    just_filed: str | None = None
    just_patrolled: int | None = None
    answered: str | None = None
    refused: str | None = None
    questioned: str | None = None
    asked_openly: bool = False
    point: tuple[float, float, str] | None = None

    @property
    def setting(self) -> Setting:
        """What was said or asked right before, as the models of acts know it."""
        if self.form == "survey" and self.asked_openly:
            return Setting.SURVEY_TEXT
        opening = self.form == "report" and self.asked is None
        if self.form is not None and not opening:
            return _REPORT_ASKS.get(self.asked or "", _FORMS.get(self.form, Setting.IDLE))
        if self.offer is not None and self.offer.what == RATING:
            return Setting.ANSWERED
        if self.offer is not None and self.offer.what not in _NO_QUESTION:
            return Setting.YESNO
        if self.questioned is not None:
            return Setting.SUPPLEMENT
        # What was filed just now may have been answered since.
        for number, setting in (
            (self.answered, Setting.ANSWERED), (self.refused, Setting.REFUSED),
        ):  # fmt: skip
            if number is not None and self.just_filed in (None, number):
                return setting
        return Setting.IDLE if self.just_filed is None else Setting.FILED
