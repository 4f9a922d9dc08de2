"""The same matter told twice by one person is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bureau.cases import CaseService, Draft, Location
from tests.bureau.cases.filed import AT, DAY, ME, ODOR, OTHER, submit


@pytest.mark.parametrize(
    ("draft", "same"),
    [
        (ODOR, True),
        (replace(ODOR, place=None, place_text="王店 镇"), True),
        (replace(ODOR, place=None, place_text=""), False),
        (replace(ODOR, categories=("water",)), False),
        (replace(ODOR, place="330482101", place_text="乍浦"), False),
    ],
)
def test_the_same_matter_from_the_same_person_is_noticed(
    reports: CaseService, draft: Draft, same: bool
) -> None:
    case = submit(reports)
    found = reports.similar(draft=draft, by=ME, at=AT + DAY)
    assert (found == case) is same
    assert reports.similar(draft=draft, by=OTHER, at=AT + DAY) is None
    assert reports.similar(draft=draft, by=ME, at=AT + 15 * DAY) is None


def test_points_decide_when_both_are_known(reports: CaseService) -> None:
    here = replace(ODOR, location=Location(120.7200, 30.6300))
    case = submit(reports, here)
    near = replace(ODOR, location=Location(120.7240, 30.6300))
    far = replace(ODOR, location=Location(120.7400, 30.6300))
    assert reports.similar(draft=near, by=ME, at=AT) == case
    assert reports.similar(draft=far, by=ME, at=AT) is None


def test_a_matter_that_ended_is_a_new_one(reports: CaseService) -> None:
    case = submit(reports)
    reports.reply(verb="withdraw", number=case.number, by=ME, at=AT)
    assert reports.similar(draft=ODOR, by=ME, at=AT) is None
