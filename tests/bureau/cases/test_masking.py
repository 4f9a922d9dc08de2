"""An anonymous case is shown without a word that tells who wrote it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bureau.cases import Draft, Status, Verb, Who
from bureau.cases.masking import masked, masked_event
from bureau.cases.model import Case, Event

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TELLS = "我是隔壁3幢201的赵子龙，电话13800001111，塑料厂半夜偷排"


@pytest.mark.parametrize("secret", ["3幢201", "赵子龙", "13800001111"])
def test_who_wrote_an_anonymous_report_is_not_read(secret: str) -> None:
    shown = masked(Draft(description=TELLS, place_text=f"王店镇{secret}", anonymous=True))
    assert secret not in shown.description + shown.place_text


def test_what_is_complained_of_stays() -> None:
    assert "塑料厂半夜偷排" in masked(Draft(description=TELLS, anonymous=True)).description


def test_a_report_with_a_name_is_shown_to_the_letter() -> None:
    draft = Draft(description=TELLS)
    assert masked(draft) == draft


@pytest.mark.parametrize(("who", "hides"), [(Who.CITIZEN, True), (Who.OFFICER, False)])
def test_what_the_citizen_added_is_masked_and_an_officers_note_is_not(
    who: Who, *, hides: bool
) -> None:
    case = Case("1", Status.ACCEPTED, Draft(anonymous=True), "key", None, None, "x", AT, AT, None)
    event = Event(AT, Verb.SUPPLEMENT, who, "", None, Status.ACCEPTED, "supplemented", TELLS)
    assert ("赵子龙" not in masked_event(event, case).note) is hides
