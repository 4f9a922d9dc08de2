"""A case over the real pages and the real actions of the chat, from report to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import context
from bureau.cases import Case, Status, Verb
from bureau.messaging import Outcome
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen
from tests.portal.conftest import AT, Officer, Watch
from tests.portal.test_cases import CITIZEN, page, submit, take


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


@pytest.fixture
def citizen(bureau: Bureau, executor: ActionExecutor) -> Citizen:
    context.use(bureau)
    return Citizen(executor, key=CITIZEN, at=AT)


class Desk:
    """An officer and a citizen at one case, over time."""

    def __init__(self, officer: Officer, bureau: Bureau, watch: Watch, citizen: Citizen) -> None:
        self.officer, self.bureau, self.watch, self.citizen = officer, bureau, watch, citizen
        self.number = submit(bureau).number

    @property
    def case(self) -> Case:
        return self.bureau.cases.own(number=self.number, by=CITIZEN)

    def does(self, verb: str, note: str = "") -> None:
        assert take(self.officer, self.case, verb, note=note) == ""

    def says(self, words: str, intent: str) -> str:
        self.citizen.at = self.watch.at
        self.citizen.says(words, intent).run("action_case")
        return self.citizen.responses[0]

    def waits(self, **time: float) -> None:
        """Let time pass; the worker's loops run as they do in its process."""
        self.watch.wait(**time)
        self.bureau.cases.close_expired(at=self.watch.at)
        self.bureau.cases.run_on(at=self.watch.at)
        self.bureau.supervision.sweep(at=self.watch.at)
        self.officer.sign_in()

    def delivers(self, outcome: Outcome = Outcome.SENT) -> None:
        while letters := self.bureau.outbox.take_due(at=self.watch.at, most=50):
            for letter in letters:
                self.bureau.outbox.close(letter, outcome=outcome, at=self.watch.at)

    def reads(self) -> str:
        return page(self.officer, f"/portal/cases/{self.number}")


@pytest.fixture
def desk(officer: Officer, bureau: Bureau, watch: Watch, citizen: Citizen) -> Desk:
    return Desk(officer, bureau, watch, citizen)


def test_asked_replied_answered_settled_dissatisfied_reopened_and_settled(desk: Desk) -> None:
    desk.does("accept")
    before = desk.case.due
    desk.does("ask", "气味是从哪边来的？")
    desk.delivers()
    desk.waits(days=2)
    assert desk.says("河对岸那家塑料厂的烟囱", "report") == "utter_case_replied"
    assert before is not None
    assert desk.case.due == before + timedelta(days=2)
    assert "河对岸那家塑料厂的烟囱" in desk.reads()
    desk.does("answer", "当晚查获偷排，已立案。")
    desk.delivers()
    assert desk.says("解决了", "verdict") == "utter_case_settled"
    assert desk.says("不满意", "verdict") == "utter_case_taken_up_again"
    assert desk.case.status is Status.REOPENED
    desk.does("answer", "已书面道歉，并公开处罚结果。")
    desk.delivers()
    assert desk.says("满意", "verdict") == "utter_case_satisfied"
    assert (desk.case.status, desk.case.satisfied) == (Status.CLOSED, True)
    assert [event.verb for event in desk.bureau.cases.history(desk.number)] == [
        Verb.SUBMIT, Verb.ACCEPT, Verb.TAKE, Verb.ASK, Verb.SUPPLEMENT, Verb.ANSWER, Verb.SETTLED,
        Verb.DISSATISFIED, Verb.ANSWER, Verb.SATISFIED,
    ]  # fmt: skip


def test_a_question_nobody_replies_to_lets_the_clock_run_on_by_itself(desk: Desk) -> None:
    desk.does("accept")
    before = desk.case.due
    desk.does("ask", "是哪一幢楼？")
    desk.delivers()
    desk.waits(days=5)
    assert desk.case.status is Status.WAITING
    desk.waits(days=3)
    assert desk.case.status is Status.ACCEPTED
    assert before is not None
    assert desk.case.due == before + timedelta(days=8)
    assert "市民逾期未回复，期限自动继续" in desk.reads()


def test_a_failed_delivery_is_seen_and_keeps_the_case_open_until_it_arrived(desk: Desk) -> None:
    desk.does("accept")
    desk.delivers()
    desk.does("answer", "已查处。")
    desk.delivers(Outcome.FAILED)
    assert "没有送达" in desk.reads()
    desk.waits(days=40)
    assert desk.case.status is Status.ANSWERED
    [failed] = desk.bureau.cases.notices.told(desk.case)[-1][1].failed
    path = f"/portal/cases/{desk.number}"
    desk.officer.post(f"/portal/deliveries/{failed}/again", page=path)
    desk.delivers()
    assert "已送达" in desk.reads()
    desk.waits(days=16)
    assert desk.case.status is Status.CLOSED
    assert desk.says("没解决", "verdict") == "utter_case_reopened"


def test_the_ladder_is_climbed_once_in_the_weeks_over_new_year_and_ends_with_the_case(
    desk: Desk,
) -> None:
    for _ in range(9 * 7):
        desk.waits(hours=24)
    taken = desk.bureau.supervision.of_case(desk.number)
    assert [one.rung for one in taken] == ["reminder", "yellow", "assignment", "red", "black"]
    assert "黑色挂牌" in desk.reads()
    desk.does("accept")
    desk.does("answer", "已查处。")
    desk.waits(minutes=1)
    text = desk.reads()
    assert "黑色挂牌解除" in text
    assert desk.bureau.supervision.marked() == []
    lines = [e for e in desk.bureau.cases.history(desk.number) if e.verb is Verb.SUPERVISE]
    assert len(lines) == 5
