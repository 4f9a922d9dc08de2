"""The sweep takes each measure once, numbers letters without gaps, and ends with the case."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from basis.clock import SHANGHAI
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.engine import Database
from bureau.cases import Case, CaseService, Draft, Event, Verb, Who
from bureau.casework import Hands
from bureau.casework.ports import HandChange
from bureau.places import gazetteer
from bureau.supervision import KeptHolders, LateMark, Paper, Supervision, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WANGDIAN = next(town for town in gazetteer().towns("330411") if town.name == "王店镇").code
ODOR = Draft(categories=("odor",), place=WANGDIAN, place_text="王店", description="塑料味")
BEGIN = datetime(2026, 9, 14, 10, tzinfo=SHANGHAI)


def submit(
    reports: CaseService, key: str = "m1", draft: Draft = ODOR, at: datetime = BEGIN
) -> Case:
    return reports.submit(draft=draft, by="c", at=at, message_key=key)


def weeks(
    supervision: Supervision, since: datetime, until: datetime, step: timedelta = HOUR * 6
) -> int:
    """Sweep as the worker does, over simulated time; return how many measures were taken."""
    taken, moment = 0, since
    while moment <= until:
        taken += supervision.sweep(at=moment)
        moment += step
    return taken


def rungs(supervision: Supervision, case: Case) -> list[str]:
    return [one.rung for one in supervision.of_case(case.number)]


def test_over_the_weeks_of_a_holiday_every_rung_is_taken_once(
    supervision: Supervision, reports: CaseService
) -> None:
    case = submit(reports)
    assert weeks(supervision, BEGIN, BEGIN + 60 * DAY) == 5
    taken = supervision.of_case(case.number)
    assert [one.rung for one in taken] == ["reminder", "yellow", "assignment", "red", "black"]
    assert taken[0].issued < taken[0].due < taken[1].issued
    # Between the yellow mark and the next letter lies the National Day.
    assert taken[2].issued.astimezone(SHANGHAI).date().isoformat() >= "2026-10-08"
    lines = [one.note for one in reports.history(case.number) if one.verb is Verb.SUPERVISE]
    assert len(lines) == 5
    assert "嘉环提〔2026〕1号" in lines[0]
    assert "信访工作条例第二十二条、第二十三条" in lines[0]
    assert "剩" in lines[0]
    assert "超期" in lines[1]
    assert reports.find(case.number) == case


def test_a_sweep_that_is_repeated_or_late_takes_nothing_twice(
    supervision: Supervision, reports: CaseService
) -> None:
    submit(reports)
    late = BEGIN + 60 * DAY
    assert [supervision.sweep(at=late) for _ in range(3)] == [4, 0, 0]


def test_the_ladder_ends_with_the_stage_and_begins_anew_with_the_next(
    supervision: Supervision, reports: CaseService
) -> None:
    case = submit(reports)
    late = BEGIN + 17 * DAY
    supervision.sweep(at=late)
    assert supervision.mark(case.number) is LateMark.YELLOW
    reports.take(verb="accept", number=case.number, by="li", at=late + HOUR)
    supervision.sweep(at=late + 2 * HOUR)
    assert supervision.mark(case.number) is None
    assert supervision.marked() == []
    lifted = [one.note for one in reports.history(case.number) if one.verb is Verb.LIFT]
    assert len(lifted) == 1
    assert "黄色预警解除" in lifted[0]
    assert "已受理" in lifted[0]
    weeks(supervision, late + 3 * HOUR, late + 120 * DAY, DAY)
    assert rungs(supervision, case) == [
        "yellow", "reminder", "yellow", "assignment", "red", "black",
    ]  # fmt: skip
    reports.take(verb="answer", number=case.number, by="li", at=late + 121 * DAY, note="x")
    supervision.sweep(at=late + 122 * DAY)
    assert all(one.ended for one in supervision.of_case(case.number))


def test_while_the_citizen_is_asked_nobody_is_urged_and_afterwards_it_goes_on(
    supervision: Supervision, reports: CaseService
) -> None:
    case = submit(reports)
    reports.take(verb="ask", number=case.number, by="li", at=BEGIN + 14 * DAY, note="哪里？")
    assert weeks(supervision, BEGIN + 14 * DAY, BEGIN + 25 * DAY) == 0
    reports.supplement(number=case.number, by="c", at=BEGIN + 25 * DAY, text="3 幢")
    assert weeks(supervision, BEGIN + 25 * DAY, BEGIN + 28 * DAY) >= 1
    assert rungs(supervision, case)[0] == "reminder"


def test_numbers_of_a_kind_and_year_have_no_gap_and_begin_anew_with_the_year(
    supervision: Supervision, reports: CaseService
) -> None:
    for place in range(4):
        submit(reports, f"m{place}", at=BEGIN + place * DAY)
    for place in range(2):
        submit(reports, f"n{place}", at=datetime(2026, 12, 20, 10, tzinfo=SHANGHAI))
    weeks(supervision, BEGIN, datetime(2027, 2, 20, tzinfo=SHANGHAI), DAY)
    rows, total = supervision.register(limit=200)
    assert total == len(rows)
    numbered = Counter((one.paper, one.year) for one in rows if one.paper)
    assert numbered[Paper.ASSIGNMENT, 2026] == 4
    assert numbered[Paper.ASSIGNMENT, 2027] == 2
    for (paper, year), count in numbered.items():
        given = sorted(one.sequence or 0 for one in rows if (one.paper, one.year) == (paper, year))
        assert given == list(range(1, count + 1))
    assert supervision.years() == [2027, 2026]
    only, count = supervision.register(paper=Paper.SUPERVISION, year=2026, limit=50)
    assert {(one.paper, one.year) for one in only} == {(Paper.SUPERVISION, 2026)}
    assert count == len(only) == 4


def test_a_case_that_was_answered_meanwhile_leaves_a_void_letter_and_no_gap(
    supervision: Supervision, reports: CaseService
) -> None:
    case = submit(reports)
    late = BEGIN + 26 * DAY
    told = supervision._tell
    # Between the number and the history line the case is answered, and the process dies.
    supervision._tell = lambda *_: None  # type: ignore[assignment, misc]
    supervision.sweep(at=late)
    supervision._tell = told  # type: ignore[method-assign]
    for verb in ("accept", "answer"):
        reports.take(verb=verb, number=case.number, by="li", at=late, note="x")
    assert supervision.sweep(at=late + HOUR) == 0
    notes = [one.note for one in reports.history(case.number) if one.verb is Verb.LIFT]
    assert any("作废" in note and "嘉环交〔2026〕1号" in note for note in notes)
    assert all(one.ended for one in supervision.of_case(case.number))


def test_a_sweep_that_broke_off_is_taken_up_where_it_was(
    supervision: Supervision, reports: CaseService
) -> None:
    case = submit(reports)
    late, supervise = BEGIN + 17 * DAY, reports.supervise

    def broken(**_: object) -> Case:
        raise OSError

    reports.supervise = broken  # type: ignore[method-assign, assignment]
    with pytest.raises(OSError):  # noqa: PT011 - the twin's own
        supervision.sweep(at=late)
    reports.supervise = supervise  # type: ignore[method-assign]
    assert supervision.sweep(at=late + HOUR) == 0
    lines = [one for one in reports.history(case.number) if one.verb is Verb.SUPERVISE]
    assert len(lines) == 1


def test_danger_is_marked_within_the_hour(supervision: Supervision, reports: CaseService) -> None:
    urgent = Draft(categories=("odor",), place=WANGDIAN, description="泄漏", urgent=True)
    case = submit(reports, draft=urgent)
    weeks(supervision, BEGIN, BEGIN + 2 * HOUR, timedelta(minutes=1))
    assert rungs(supervision, case) == ["yellow", "assignment", "red"]
    assert supervision.marked()[0].mark is LateMark.RED


def test_a_letter_holds_no_word_of_the_citizen(
    supervision: Supervision, reports: CaseService
) -> None:
    told = Draft(categories=("odor",), place=WANGDIAN, description="我是赵子龙 13800001111")
    case = submit(reports, draft=told)
    supervision.sweep(at=BEGIN + 40 * DAY)
    for one in supervision.of_case(case.number):
        assert "赵子龙" not in repr(one)
        if one.paper:
            text = "".join(words().letter(one))
            assert "王店镇异味" in text
            assert not re.search(r"赵子龙|1380000", text)


def test_whose_the_case_is_hears_of_every_measure_once(
    supervision: Supervision, reports: CaseService, holders: KeptHolders
) -> None:
    case = submit(reports)
    weeks(supervision, BEGIN, BEGIN + 60 * DAY)
    assert [number for number, _ in holders.told] == [case.number] * 5
    assert "提醒函" in holders.told[0][1]
    assert "黄色预警" in holders.told[1][1]


def test_a_letter_names_the_office_and_who_has_the_case_in_hand(
    supervision: Supervision, reports: CaseService, database: Database
) -> None:
    case, free = submit(reports), submit(reports, "m2")
    held = Hands(case.number, lead="王芳", by="x")
    StoredHands(database).change(
        number=case.number, decide=lambda found, _: HandChange(held, _event(found))
    )
    weeks(supervision, BEGIN, BEGIN + 20 * DAY)
    letter, other = supervision.of_case(case.number)[0], supervision.of_case(free.number)[0]
    assert letter.unit == f"{other.unit}（承办人：王芳）"
    assert supervision.letter(letter).startswith(b"%PDF")


def _event(case: Case) -> Event:
    return Event(BEGIN, Verb.ASSIGN, Who.OFFICER, "x", case.status, case.status, "assigned")
