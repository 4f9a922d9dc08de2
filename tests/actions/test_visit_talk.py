"""After a list of visits or a booking, short words are read in its light."""

from __future__ import annotations

import pytest

from bureau.open_days import BookingState, OpenDay
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen
from tests.actions.test_open_day import days, mine
from tests.actions.test_open_day import press as confirm
from tests.actions.test_open_day import turn as book_turn
from tests.actions.test_visits import book, press, says, state

__all__ = ["days"]  # a fixture


def idly(citizen: Citizen, text: str, intent: str = "small_talk") -> list[str]:
    """Say something outside every form; what opens the booking goes on in its form."""
    key = f"says {text}"
    citizen.says(text, intent, key=key).run("action_small_talk")
    plan = citizen.slots.get("open_day_plan")
    if not citizen.responses and plan and plan["mark"] == key:
        citizen.run("validate_open_day_form", form="open_day_form")
    return citizen.responses


def booked(citizen: Citizen, bureau: Bureau, day: OpenDay, party: int = 2) -> None:
    """Book and hear of it, so that it is the topic."""
    book(bureau, citizen.key, day, party)
    says(citizen, "我的预约")


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("words", ["第二个", "第二个吧", "12月5号那场", "最后一个"])
def test_one_of_the_listed_days_is_chosen_by_its_place(citizen: Citizen, words: str) -> None:
    says(citizen, "开放日什么时候", "ask_open_days", "action_open_days")
    assert idly(citizen, words) == ["utter_visit_party"]


@pytest.mark.usefixtures("days")
def test_without_a_list_a_place_in_it_means_nothing(citizen: Citizen) -> None:
    assert idly(citizen, "第二个") == ["utter_small_talk"]


@pytest.mark.parametrize("words", ["换一天", "那天有事 换场次", "改个日子"])
def test_another_day_is_asked_for_and_the_first_one_given_back(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, words) == ["utter_visit_days"]
    book_turn(citizen, "污水厂")
    assert citizen.responses == ["utter_visit_consent"]
    assert confirm(citizen) is None
    assert "utter_visit_moved" in citizen.responses
    assert sorted(mine(bureau, citizen)) == sorted(
        [
            (days["waste"].id, 2, BookingState.GIVEN_UP),
            (days["sewage"].id, 2, BookingState.BOOKED),
        ]
    )


def test_the_next_day_of_the_same_facility_is_taken(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, "换下一场") == ["utter_visit_sold_out"]


def test_nothing_is_given_back_before_the_new_day_is_confirmed(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    idly(citizen, "改到污水厂那场")
    assert citizen.responses == ["utter_visit_consent"]
    confirm(citizen, "deny")
    assert mine(bureau, citizen) == [(days["waste"].id, 2, BookingState.BOOKED)]


@pytest.mark.parametrize(
    ("words", "party"),
    [("再来一个人", 3), ("多两位", 4), ("少一个人", 1), ("那就四个", 4), ("加个10岁的孩子", 3)],
)
def test_how_many_come_is_changed_by_a_few_words(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str, party: int
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, words) == ["utter_visit_resized"]
    assert mine(bureau, citizen) == [(days["waste"].id, party, BookingState.BOOKED)]


def test_more_than_may_come_is_refused_and_the_booking_stands(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, "要八个人") == ["utter_visit_refused"]
    assert mine(bureau, citizen) == [(days["waste"].id, 2, BookingState.BOOKED)]


def test_a_child_too_young_is_told_and_the_booking_stands(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, "再加一个4岁的娃") == ["utter_visit_young_kept"]
    assert mine(bureau, citizen) == [(days["waste"].id, 2, BookingState.BOOKED)]


@pytest.mark.parametrize("words", ["不去了", "算了 不去了", "唉去不了了", "我不来了"])
def test_whoever_does_not_come_is_asked_once(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, words) == ["utter_visit_cancel_sure"]
    assert press(citizen, "visit_cancel") == ["utter_visit_cancelled"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("下雨照常吗", ["utter_visit_about_notice"]),
        ("几点集合", ["utter_visit_about_where"]),
        ("穿什么去", ["utter_visit_about_notice"]),
        ("要钱吗", ["utter_visit_about_cost"]),
        ("小孩6岁能不能进", ["utter_visit_about_ages"]),
        ("我妈坐轮椅方便吗", ["utter_visit_about_notice"]),
    ],
)
def test_what_is_asked_after_a_booking_is_told_of_its_day(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str, told: list[str]
) -> None:
    booked(citizen, bureau, days["waste"])
    assert idly(citizen, words, "ask_air") == told


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("参观收费吗 穿什么", ["utter_visit_about_notice", "utter_visit_about_cost"]),
        ("孙子上小班能进焚烧厂看看吗", ["utter_visit_about_ages"]),
        ("参观几岁能进", ["utter_visit_about_which", "utter_visit_list"]),
    ],
)
def test_what_is_asked_of_visits_out_of_the_blue_is_told(
    citizen: Citizen, words: str, told: list[str]
) -> None:
    assert idly(citizen, words, "question") == told


def test_what_resembles_a_report_opens_none(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    citizen.says("改到污水那场", "report").run("validate_report_form", form="report_form")
    assert citizen.slots["open_day_plan"]["instead"] is not None
    assert citizen.slots["requested_slot"] is None


def test_a_smell_is_reported_also_after_a_booking(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booked(citizen, bureau, days["waste"])
    citizen.says("焚烧厂好臭 熏得不行", "report", categories=("odor",)).run(
        "validate_report_form", form="report_form"
    )
    assert citizen.slots["requested_slot"] == "report_place"


@pytest.mark.parametrize("words", ["候补", "候补1个", "排队等等", "等等看有没有人退"])
def test_a_place_in_the_line_is_taken_by_words(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str
) -> None:
    says(citizen, "开放日什么时候", "ask_open_days", "action_open_days")
    idly(citizen, words)
    if citizen.responses == ["utter_visit_party"]:
        book_turn(citizen, "1")
    assert citizen.responses == ["utter_visit_wait_consent"]
    confirm(citizen)
    assert mine(bureau, citizen) == [(days["full"].id, 1, BookingState.WAITING)]


def test_the_line_is_told_and_left_by_words(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    book(bureau, "somebody else", days["full"])
    waiting = book(bureau, citizen.key, days["full"])
    says(citizen, "我的预约")
    assert idly(citizen, "我排第几啊") == ["utter_visit_line"]
    assert citizen.facts("utter_visit_line")["place"] == 2
    assert idly(citizen, "不排了") == ["utter_visit_cancel_sure"]
    press(citizen, "visit_cancel")
    assert state(bureau, waiting) == BookingState.GIVEN_UP


@pytest.mark.usefixtures("days")
def test_whoever_is_in_no_line_is_told_so(citizen: Citizen) -> None:
    says(citizen, "开放日什么时候", "ask_open_days", "action_open_days")
    assert idly(citizen, "轮到我了没") == ["utter_visit_not_waiting"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize("words", ["社区三十几个老人想看看监测站", "带几十个学生参观实验室找谁"])
def test_a_group_is_told_to_telephone(citizen: Citizen, words: str) -> None:
    assert idly(citizen, words, "question") == ["utter_visit_group"]


def test_the_number_left_goes_and_the_booking_stays(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booking = book(bureau, citizen.key, days["waste"])
    bureau.open_days.leave_phone(booking=booking.id, phone="13800000000", by=citizen.key)
    assert idly(citizen, "号码帮我撤掉", "erase_me") == ["utter_visit_phone_gone"]
    [(kept, _)] = bureau.open_days.live(by=citizen.key, at=AT)
    assert not kept.has_phone


@pytest.mark.usefixtures("days")
def test_a_booking_that_asks_after_the_smell_is_no_report(citizen: Citizen) -> None:
    key = "says it"
    citizen.says("约焚烧厂 两个人 那里臭不臭啊", "report", key=key)
    citizen.run("validate_report_form", form="report_form")
    citizen.run("validate_open_day_form", form="open_day_form")
    assert citizen.responses[-1] == "utter_visit_days"


@pytest.mark.usefixtures("days")
def test_of_several_that_are_named_the_full_one_is_waited_for(citizen: Citizen) -> None:
    assert idly(citizen, "焚烧厂约满了 有人退告诉我") == ["utter_visit_party"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("垃圾焚烧厂能去看吗", "utter_visit_days"),
        ("哪些地方对外开放", "utter_visit_list"),
        ("有什么参观活动", "utter_visit_list"),
        ("我还有预约吗", "utter_visit_mine_none"),
        ("小孩几岁才能进", "utter_visit_ages"),
    ],
)
def test_what_is_asked_of_visits_out_of_the_blue_is_answered(
    citizen: Citizen, words: str, response: str
) -> None:
    assert idly(citizen, words)[0] == response


@pytest.mark.usefixtures("days")
def test_the_line_is_told_to_who_stands_in_it_however_it_is_asked(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    assert "utter_visit_line" not in idly(citizen, "排上了吗")
    book(bureau, citizen.key, days["full"])
    assert idly(citizen, "排上了吗") == ["utter_visit_line"]
