"""What messages add to a report, and what is still asked."""

from __future__ import annotations

from datetime import datetime

import pytest

from bureau.dialogue.acts import load_reader
from bureau.dialogue.decide import decide
from bureau.dialogue.message import Message
from bureau.dialogue.report import ReportInProgress
from bureau.dialogue.report_hearing import begun, fits, hear
from bureau.dialogue.situation import Situation
from bureau.places import gazetteer

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


def said(text: str, *categories: str) -> Message:
    return Message(
        at=AT, text=text, intent="report", confidence=0.95, categories=categories, sure=categories
    )


def told(report: ReportInProgress, message: Message, question: str | None = None) -> bool:
    situation = Situation(form="report", asked=question)
    reading = load_reader().read(message.text, situation.setting)
    act = decide(message, situation, reading, fits=lambda: fits(report, message, question))
    return hear(report, message, act, question, gazetteer())


def test_a_complaint_alone_is_asked_where_then_when() -> None:
    report = ReportInProgress()
    told(report, said("臭死了", "odor"))
    assert report.question() == "place"
    told(report, said("王店镇吉祥路塑料厂旁边"), "report_place")
    assert report.question() == "time"
    told(report, said("昨天晚上"), "report_time")
    assert report.texts == ["臭死了", "王店镇吉祥路塑料厂旁边", "昨天晚上"]


@pytest.mark.parametrize(
    ("text", "ongoing"), [("是的", True), ("没了", False), ("不是", False), ("王阿姨", None)]
)
def test_a_bare_yes_or_no_to_when_says_whether_it_goes_on(text: str, ongoing: bool | None) -> None:
    report = ReportInProgress(categories=["odor"])
    told(report, said(text), "report_time")
    assert report.ongoing is ongoing


def test_what_the_citizen_does_not_know_is_no_place_and_no_text() -> None:
    report = ReportInProgress(categories=["odor"])
    assert not told(report, said("不知道"), "report_place")
    assert (report.place_text, report.texts, report.unknown) == ("", [], ["place"])


def test_what_is_refused_is_no_place() -> None:
    report = ReportInProgress(categories=["odor"])
    told(report, said("凭什么告诉你们"), "report_place")
    assert report.place_text == ""


def test_a_question_of_impatience_is_no_time() -> None:
    report = ReportInProgress(categories=["odor"])
    told(report, said("到底有没有人管"), "report_time")
    assert report.time_text == ""


def test_another_place_and_matter_begin_a_report_of_their_own() -> None:
    report = ReportInProgress()
    told(report, said("王店镇吉祥路臭死了", "odor"))
    situation = Situation(form="report")
    assert begun(report, said("新塍镇河水发黑", "water"), situation, gazetteer()).empty
    assert begun(report, said("王店镇又臭了", "odor"), situation, gazetteer()) is report


def test_a_point_sent_just_before_is_where() -> None:
    here = Situation(form="report", point=(120.70, 30.63, "吉祥路88号"))
    report = begun(ReportInProgress(), said("臭死了", "odor"), here, gazetteer())
    assert report.found
    assert report.place_text == "吉祥路88号"


def test_a_photo_is_kept_once_and_nine_at_most() -> None:
    report = ReportInProgress()
    assert report.attach("p1")
    assert not report.attach("p1")
    assert [report.attach(f"more{n}") for n in range(9)].count(True) == 8


def test_a_report_is_the_same_after_it_was_kept_in_a_slot() -> None:
    report = ReportInProgress()
    told(report, said("昨晚王店镇吉祥路塑料味很重", "odor"))
    assert ReportInProgress.of({**report.kept(), "of_an_older_shape": 1}) == report
