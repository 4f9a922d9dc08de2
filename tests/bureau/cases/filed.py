"""A report and the steps on it, for the tests of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bureau.cases import Case, CaseService, Draft, StepError
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ME, OTHER = "c" * 32, "d" * 32
WANGDIAN = next(town for town in gazetteer().towns("330411") if town.name == "王店镇").code
# Days are counted from the day after, and the last one ends with its last second.
AT_15_DAYS = datetime(2026, 12, 9, 15, 59, 59, tzinfo=UTC)
AT_60_DAYS = datetime(2027, 1, 23, 15, 59, 59, tzinfo=UTC)
ODOR = Draft(categories=("odor",), place=WANGDIAN, place_text="王店", description="塑料味")


def submit(reports: CaseService, draft: Draft = ODOR, key: str = "m1", by: str = ME) -> Case:
    return reports.submit(draft=draft, by=by, at=AT, message_key=key)


def take(
    reports: CaseService, case: Case, *verbs: str, at: datetime = AT, note: str = "说明"
) -> Case:
    for verb in verbs:
        case = reports.take(verb=verb, number=case.number, by="li", at=at, note=note)
    return case


def ask(reports: CaseService, *before: str, at: datetime = AT) -> Case:
    case = take(reports, submit(reports), *before)
    return take(reports, case, "ask", at=at, note="哪一幢楼？")


def refusal(excinfo: pytest.ExceptionInfo[StepError]) -> str:
    assert excinfo.value.explanation
    return excinfo.value.code
