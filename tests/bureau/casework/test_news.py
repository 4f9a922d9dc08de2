"""Officers hear what citizens and other authorities did to their cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.desk import StoredDesk
from bureau.cases import AnswerLinks, Case, CaseService, KeptAlarms, routing, terms
from bureau.casework import OfficerNotice
from bureau.casework.news import CaseNews
from bureau.officers import Post
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister
from tests.bureau.casework.conftest import AT, Office

XIUZHOU = "330411"
DAY = timedelta(days=1)


@dataclass
class Room:
    """The office with its news wired in."""

    office: Office
    service: CaseService
    rings: KeptAlarms

    def heard(self, officer: str) -> list[OfficerNotice]:
        return self.office.casework.notices(officer=officer)

    def texts(self, officer: str) -> list[str]:
        return [each.text for each in self.heard(officer)]

    def step(self, case: Case, verb: str, by: str = "li", note: str = "请看") -> None:
        self.service.take(verb=verb, number=case.number, by=by, at=AT, note=note)

    def answered(self) -> Case:
        case = self.office.report()
        for verb in ("accept", "start", "answer"):
            self.step(case, verb)
        return case


@pytest.fixture
def room(office: Office) -> Room:
    rings = KeptAlarms()
    cases = StoredCases(office.database)
    news = CaseNews(rings, office.casework, StoredDesk(office.database), cases, gazetteer())
    links = AnswerLinks([b"k" * 32], "https://example.org")
    villages = VillageRegister(KeptVillages(), gazetteer(), {})
    service = CaseService(
        cases, office.letters, gazetteer(), routing(), terms(), news, links, villages
    )
    return Room(office, service, rings)


def test_the_reply_to_a_question_is_heard_by_who_asked_and_who_has_the_case(room: Room) -> None:
    case = room.office.report()
    room.office.casework.take(number=case.number, by="li", at=AT)
    room.step(case, "ask", by="wang")
    for _ in range(2):  # the platform's second try
        room.service.supplement(
            number=case.number, by="c1", at=AT + DAY, text="下半夜最重", message_key="m9"
        )
    for officer in ("li", "wang"):
        (text,) = room.texts(officer)
        for fact in (case.number, "秀洲区王店镇", "异味", "回复", "下半夜最重", "剩"):
            assert fact in text
    assert room.texts("chen") == []
    assert sorted(who for who, _ in room.office.pager.told) == ["li", "wang"]


def test_no_reply_in_time_is_heard_too(room: Room) -> None:
    case = room.office.report()
    room.step(case, "ask")
    assert room.service.run_on(at=AT + 30 * DAY) == 1
    assert ["没有回复" in each for each in room.texts("li")] == [True]


@pytest.mark.parametrize(
    ("verb", "said"),
    [("reopen", "没解决"), ("dissatisfied", "不满意")],
)
def test_that_a_case_was_opened_again_is_heard_by_its_lead_and_helpers(
    room: Room, verb: str, said: str
) -> None:
    case = room.office.report()
    room.office.casework.take(number=case.number, by="li", at=AT)
    room.office.casework.involve(number=case.number, helpers=["chen"], by="li", at=AT)
    for step in ("accept", "start", "answer"):
        room.step(case, step)
    room.service.reply(verb=verb, number=case.number, by="c1", at=AT + DAY, note="根本没人来过")
    for officer in ("li", "chen"):
        assert said in room.texts(officer)[0]
        assert "根本没人来过" in room.texts(officer)[0]
    assert room.texts("wang") == []


def test_of_a_case_in_nobodys_hands_hears_who_answered(room: Room) -> None:
    case = room.answered()
    room.service.reply(verb="reopen", number=case.number, by="c1", at=AT + DAY)
    assert [each.number for each in room.heard("li")] == [case.number]
    assert not room.texts("li")[0].endswith("：")


def test_who_stands_in_hears_it_with_the_one_who_is_away(room: Room) -> None:
    case = room.office.report()
    room.office.casework.take(number=case.number, by="li", at=AT)
    room.office.casework.go_on_leave(
        officer="li", deputy="wang", begins=AT, ends=AT + 9 * DAY, by="li", at=AT
    )
    room.service.supplement(number=case.number, by="c1", at=AT + DAY, photo="p" * 32)
    assert room.texts("li") == room.texts("wang") != []
    assert "照片" in room.texts("wang")[0]


def test_withdrawn_and_long_words_are_told_short(room: Room) -> None:
    case = room.office.report()
    room.office.casework.take(number=case.number, by="li", at=AT)
    room.service.supplement(number=case.number, by="c1", at=AT + DAY, text="臭" * 500)
    room.service.reply(verb="withdraw", number=case.number, by="c1", at=AT + 2 * DAY)
    withdrawn, long = sorted(room.texts("li"), key=len)
    assert "撤回" in withdrawn
    assert len(long) < 160


def test_what_an_officer_or_the_clockwork_does_is_no_news(room: Room) -> None:
    case = room.answered()
    room.service.reply(verb="settled", number=case.number, by="c1", at=AT + DAY)
    assert room.texts("li") == []
    assert room.office.now(case).status == "closed"


def test_urgent_reports_ring_as_before(room: Room) -> None:
    case = room.office.report()
    room.rings.rung.clear()
    room.service._alarms.alarm(case=case, at=AT)
    assert room.rings.rung == [case.number]


@pytest.mark.parametrize(
    ("post", "fits"),
    [
        (Post("county_branch", XIUZHOU), True),
        (Post("hotline_desk"), True),
        (Post("county_branch", "330402"), False),
        (Post("town_office", "330411105"), False),
        (Post("auditor"), False),
    ],
)
def test_only_who_may_work_on_all_of_them_stands_in(room: Room, post: Post, *, fits: bool) -> None:
    room.office.post("li", Post("county_branch", XIUZHOU))
    room.office.post("wang", post)
    names = [each.name for each in room.office.casework.deputies(officer="li")]
    assert ("wang" in names) is fits
    assert "li" not in names
