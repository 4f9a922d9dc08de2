"""Invitations: once, by day, to whom they may go, and never to whom they may not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.inbox import StoredInbox
from bureau.invitations import InvitationKind
from bureau.messaging import Arrival, WindowEvent
from bureau.settings import load
from bureau.wiring import Bureau
from surveys.questionnaire.model import FOLDER
from tests.surveys.standard import moment

AT = moment("2026-11-03T10:00")
SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")
PLAIN = ["王店镇", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色", "女"]


@pytest.fixture
def bureau(tmp_path: Path) -> Bureau:
    return Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))


def citizen(bureau: Bureau, name: str, town: str | None = None) -> str:
    met = bureau.citizens.meet(openid=name, at=AT)
    if town:
        bureau.citizens.settle(by=met.key, town=town, at=AT)
    return met.key


def writes(inbox: StoredInbox, who: str, *, at: datetime) -> None:
    key = f"{who[:8]}{at.timestamp()}"
    arrival = Arrival(key, who, "text", {"text": "王店"}, at, WindowEvent.MESSAGE)
    inbox.accept(arrival, owner="tests")


def answers(bureau: Bureau, who: str, *texts: str, at: datetime = AT) -> None:
    for text in (None, *texts):
        bureau.survey_service.turn(by=who, town=None, text=text, at=at, channel="wechat")


def told(bureau: Bureau, who: str) -> list[str]:
    return [letter.why for letter in bureau.outbox.of_citizen(to=who)]


def test_after_a_case_the_survey_is_offered_once_a_quarter(bureau: Bureau) -> None:
    who, invitations = citizen(bureau, "a"), bureau.invitations
    assert [invitations.after_case(by=who, at=AT) for _ in range(2)] == [True, False]
    assert invitations.after_case(by=who, at=moment("2027-01-05T10:00"))


def test_who_has_begun_or_wants_peace_is_not_offered_it(bureau: Bureau) -> None:
    begun, refused = citizen(bureau, "a"), citizen(bureau, "b")
    answers(bureau, begun)
    bureau.invitations.refuses(by=refused, at=AT)
    assert not bureau.invitations.after_case(by=begun, at=AT)
    assert not bureau.invitations.after_case(by=refused, at=AT)


def test_a_closed_wave_invites_nobody(bureau: Bureau) -> None:
    who = citizen(bureau, "a")
    bureau.invitations.asks_for_notices(by=who, at=AT)
    bureau.survey_service.waves.close(wave="2026Q4", by="li", at=AT)
    assert not bureau.invitations.after_case(by=who, at=AT)
    assert bureau.invitations.send(by="li", at=AT) == 0


def test_only_who_asked_is_sent_a_notice_and_once(bureau: Bureau) -> None:
    asked, silent, gone, done = (citizen(bureau, name) for name in "abcd")
    for who in (asked, gone, done):
        bureau.invitations.asks_for_notices(by=who, at=AT)
    bureau.citizens.erase(by=gone, at=AT)
    answers(bureau, done, *PLAIN)
    assert [bureau.invitations.send(by="li", at=AT) for _ in range(2)] == [1, 0]
    assert told(bureau, asked) == ["survey notice 2026Q4"]
    assert [told(bureau, who) for who in (silent, gone, done)] == [[], [], []]
    (act,) = bureau.survey_service.waves.history(wave="2026Q4")
    assert (act.verb, act.by) == ("invited", "li")


def test_who_agreed_on_the_platform_is_sent_a_subscription_notice(tmp_path: Path) -> None:
    settings = {"DEMO": "1", "VAR_DIR": str(tmp_path), "WECHAT_SURVEY_TEMPLATE": "survey-1"}
    bureau = Bureau(load(settings))
    agreed, otherwise, refused = (citizen(bureau, name) for name in "abc")
    for who, template in ((agreed, "survey-1"), (otherwise, "alert-1"), (refused, "survey-1")):
        bureau.consents.give(by=who, template=template, at=AT, message_key=f"m{who[:9]}")
    bureau.invitations.refuses(by=refused, at=AT)
    assert bureau.invitations.send(by="li", at=AT) == 1
    (letter,) = bureau.outbox.of_citizen(to=agreed)
    assert letter.content.body["template"] == "survey-1"
    assert letter.content.body["notice"]["thing2"] == "2026年第4季度，不到两分钟"
    assert all(len(field) <= 20 for field in letter.content.body["notice"].values())


def test_a_later_refusal_takes_the_wish_back(bureau: Bureau) -> None:
    who = citizen(bureau, "a")
    bureau.invitations.asks_for_notices(by=who, at=AT)
    bureau.invitations.refuses(by=who, at=AT)
    assert bureau.invitations.send(by="li", at=AT) == 0


def test_a_town_that_has_enough_is_not_invited_but_may_answer(bureau: Bureau) -> None:
    plan = {"wave": "2026Q4", "source": SOURCE, "by": "li", "at": AT}
    bureau.survey_service.waves.plan(**plan, targets={"town": 1})  # type: ignore[arg-type]
    answers(bureau, citizen(bureau, "first"), *PLAIN)
    neighbour = citizen(bureau, "neighbour", "330411105")
    elsewhere = citizen(bureau, "elsewhere", "330402001")
    for who in (neighbour, elsewhere):
        bureau.invitations.asks_for_notices(by=who, at=AT)
    assert bureau.invitations.send(by="li", at=AT) == 1
    assert (told(bureau, neighbour), len(told(bureau, elsewhere))) == ([], 1)
    answers(bureau, neighbour, *PLAIN)
    towns = {t.code: t.complete for t in bureau.survey_service.waves.responses(wave="2026Q4").towns}
    assert towns["330411105"] == 2


def test_notices_are_spread_over_three_days_and_never_sent_at_night(bureau: Bureau) -> None:
    late = moment("2026-11-03T19:00")
    people = [citizen(bureau, f"p{i}") for i in range(46)]
    for who in people:
        bureau.invitations.asks_for_notices(by=who, at=AT)
    assert bureau.invitations.send(by="li", at=late) == 46
    due = [bureau.outbox.of_citizen(to=who)[0].due.astimezone(AT.tzinfo) for who in people]
    assert all(8 <= when.hour < 21 for when in due)
    assert len({when.date() for when in due}) >= 3
    assert min(due) == late


def test_who_left_half_way_is_reminded_once_a_day_later(bureau: Bureau) -> None:
    who = citizen(bureau, "a")
    writes(bureau.inbox, who, at=AT)
    answers(bureau, who, "王店镇")
    remind = bureau.invitations.remind
    assert remind(at=AT + timedelta(hours=5)) == 0
    assert [remind(at=AT + timedelta(hours=hours)) for hours in (23, 24, 25)] == [1, 0, 0]
    assert told(bureau, who) == ["survey reminder 2026Q4"]
    assert bureau.invitations.counts(wave="2026Q4").invited == {InvitationKind.REMINDER: 1}


@pytest.mark.parametrize(
    ("why", "texts", "later"),
    [
        ("it is night", ["王店镇"], timedelta(hours=20, minutes=30)),
        ("the window is closing", ["王店镇"], timedelta(hours=47)),
        ("all is answered", PLAIN, timedelta(hours=24)),
        ("nothing was begun", None, timedelta(hours=24)),
        ("this is outside the survey", ["我不住在嘉兴"], timedelta(hours=24)),
    ],
)
def test_no_reminder_when(
    bureau: Bureau, why: str, texts: list[str] | None, later: timedelta
) -> None:
    who = citizen(bureau, "a")
    began = moment("2026-11-03T23:00") if "night" in why else AT
    writes(bureau.inbox, who, at=began)
    if texts is not None:
        answers(bureau, who, *texts, at=began)
    at = began + later if "night" not in why else moment("2026-11-04T20:30")
    assert bureau.invitations.remind(at=at) == 0


def test_no_reminder_for_who_wants_peace_or_has_no_message_left(bureau: Bureau) -> None:
    refused, spent = citizen(bureau, "a"), citizen(bureau, "b")
    for who in (refused, spent):
        writes(bureau.inbox, who, at=AT)
        answers(bureau, who, "王店镇")
    bureau.invitations.refuses(by=refused, at=AT)
    for number in range(4):
        bureau.outbox.notify(to=spent, text="…", why=f"news {number}", at=AT)
        for letter in bureau.outbox.take_due(at=AT, most=9):
            bureau.outbox.close(letter, outcome=letter.outcome.SENT, at=AT)
    assert bureau.invitations.remind(at=AT + timedelta(hours=24)) == 0
