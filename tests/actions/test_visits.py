"""One's own visits in the chat: listed, confirmed, changed, given back, rated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.open_days import Booking, BookingState, OpenDay
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen
from tests.actions.test_open_day import days

__all__ = ["days"]  # a fixture


def book(bureau: Bureau, who: str, day: OpenDay, party: int = 2) -> Booking:
    return bureau.open_days.book(
        day=day.id, party=party, wait=True, by=who, at=AT, message_key=f"{who} {day.id}"
    )


def says(citizen: Citizen, text: str, intent: str = "my_visits", action: str = "") -> list[str]:
    citizen.says(text, intent).run(action or "action_my_visits")
    return citizen.responses


def press(citizen: Citizen, what: str, says: str = "confirm") -> list[str]:
    asked = citizen.facts("utter_visit_cancel_sure")["asked"]
    payload = f'/press{{"what": "{what}", "says": "{says}", "asked": "{asked}"}}'
    citizen.says(payload).run("action_press")
    return citizen.responses


def state(bureau: Bureau, booking: Booking) -> str:
    [(found, _)] = [
        pair for pair in bureau.open_days.of_citizen(by=booking.citizen) if pair[0].id == booking.id
    ]
    return found.state


@pytest.mark.usefixtures("days")
def test_the_open_days_are_listed_with_a_button_for_each_that_can_be_booked(
    citizen: Citizen,
) -> None:
    assert says(citizen, "开放日什么时候", "ask_open_days", "action_open_days") == [
        "utter_visit_list"
    ]
    facts = citizen.facts("utter_visit_list")
    titles = [button["title"] for button in facts["buttons"]]
    assert titles == [
        "本周日（11月29日）9:00–11:00 联合污水处理厂，还有 4 个位子",
        "下周六（12月5日）9:00–11:00 城东焚烧厂，还有 10 个位子",
        "12月12日（周六）9:00–11:00 城东焚烧厂，约满了，可以候补",
    ]
    assert "起可以约" in facts["later"]
    assert "预约已截止" in facts["later"]


@pytest.mark.usefixtures("days")
def test_only_the_kind_that_was_asked_for_is_listed(citizen: Citizen) -> None:
    says(citizen, "污水厂什么时候开放", "ask_open_days", "action_open_days")
    titles = [button["title"] for button in citizen.facts("utter_visit_list")["buttons"]]
    assert len(titles) == 1
    assert "联合污水处理厂" in titles[0]


@pytest.mark.parametrize(
    "words", ["取消预约", "参观去不了了", "预约的不去了", "把名额退掉吧", "开放日来不了了"]
)
def test_giving_back_asks_once_and_then_does_it(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str
) -> None:
    booking = book(bureau, citizen.key, days["waste"])
    assert says(citizen, words) == ["utter_visit_cancel_sure"]
    assert state(bureau, booking) == BookingState.BOOKED
    assert press(citizen, "visit_cancel") == ["utter_visit_cancelled"]
    assert state(bureau, booking) == BookingState.GIVEN_UP


def test_whoever_thinks_better_of_it_keeps_their_seats(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booking = book(bureau, citizen.key, days["waste"])
    says(citizen, "取消预约")
    assert press(citizen, "visit_cancel", "deny") == ["utter_visit_kept"]
    assert state(bureau, booking) == BookingState.BOOKED


@pytest.mark.usefixtures("days")
def test_without_a_booking_there_is_nothing_to_cancel(citizen: Citizen) -> None:
    assert says(citizen, "取消预约") == ["utter_visit_mine_none"]


def test_of_several_each_has_its_button(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    book(bureau, citizen.key, days["waste"])
    other = book(bureau, citizen.key, days["sewage"])
    assert says(citizen, "取消预约") == ["utter_visit_mine"]
    titles = [button["title"] for button in citizen.facts("utter_visit_mine")["buttons"]]
    assert titles == ["取消11月29日的", "取消12月5日的"]
    assert says(citizen, f'/my_visits{{"option": "cancel:{other.id}"}}') == [
        "utter_visit_cancel_sure"
    ]
    press(citizen, "visit_cancel")
    assert state(bureau, other) == BookingState.GIVEN_UP


def test_anothers_booking_is_not_cancelled(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booking = book(bureau, "another citizen", days["waste"])
    says(citizen, f'/my_visits{{"option": "cancel:{booking.id}"}}')
    assert citizen.responses == ["utter_visit_refused"]


@pytest.mark.parametrize(
    ("words", "intent", "action"),
    [
        ("确认参观", "my_visits", "action_my_visits"),
        ("候补我要去", "small_talk", "action_small_talk"),
        ("好的", "affirm", "action_yes"),
        ("确认", "affirm", "action_yes"),
    ],
)
def test_an_offered_seat_is_taken_by_a_word(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str, intent: str, action: str
) -> None:  # fmt: skip
    waiting = book(bureau, citizen.key, days["full"])
    [holder] = [
        each for each in bureau.open_day_desk.bookings(days["full"].id) if each.id != waiting.id
    ]
    bureau.open_days.give_up(booking=holder.id, by=holder.citizen, at=AT)
    assert state(bureau, waiting) == BookingState.OFFERED
    says(citizen, words, intent, action)
    assert state(bureau, waiting) == BookingState.BOOKED


@pytest.mark.parametrize("words", ["预约改成4个人", "参观改成4个", "我约的参观改为四个人"])
def test_how_many_come_is_changed_by_a_word(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str
) -> None:
    book(bureau, citizen.key, days["waste"])
    assert says(citizen, words) == ["utter_visit_resized"]
    [(booking, _)] = bureau.open_days.of_citizen(by=citizen.key)
    assert booking.party == 4


def test_a_number_sent_after_booking_is_sealed(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    booking = book(bureau, citizen.key, days["waste"])
    says(citizen, "我的预约")
    says(citizen, "138 0000 1111", "test_message", "action_test_message")
    assert citizen.responses == ["utter_visit_phone_left"]
    assert bureau.open_day_desk.phones(days["waste"].id) == {booking.id: "13800001111"}


@pytest.mark.parametrize(
    ("words", "score", "opinion"),
    [
        ("参观评分5", 5, ""),
        ("参观打分：4分", 4, ""),
        ("给参观打3分，讲得太快", 3, "讲得太快"),
        ("开放日评价5分 讲解员真好", 5, "讲解员真好"),
    ],
)
def test_who_came_rates_by_a_word_and_may_say_more(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str, score: int, opinion: str
) -> None:  # fmt: skip
    booking = book(bureau, citizen.key, days["waste"])
    starts = days["waste"].starts
    bureau.open_day_desk.check_in(code=booking.code, at=starts)
    citizen.at = starts + timedelta(days=1)
    says(citizen, words, "small_talk", "action_small_talk")
    if not opinion:
        assert citizen.responses == ["utter_visit_rated"]
        says(citizen, "孩子很喜欢", "small_talk", "action_small_talk")
        opinion = "孩子很喜欢"
    assert citizen.responses == ["utter_visit_opinion"]
    attendance = bureau.open_day_desk.attendance(days["waste"].id)
    assert attendance.ratings[score - 1] == 1
    assert attendance.opinions == (opinion,)


@pytest.mark.usefixtures("days")
def test_who_did_not_come_rates_nothing(citizen: Citizen) -> None:
    says(citizen, "参观评分5", "small_talk", "action_small_talk")
    assert citizen.responses == ["utter_visit_not_rated"]


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("污水厂开放日那天臭死了", "report"),
        ("参观过的人说那边的河都黑了", "report"),
        ("取消空气提醒", "unsubscribe_alert"),
        ("不想去上班", "small_talk"),
        ("我的举报怎么样了", "ask_case"),
    ],
)
def test_what_only_sounds_like_it_changes_no_booking(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], words: str, intent: str
) -> None:
    booking = book(bureau, citizen.key, days["waste"])
    citizen.says(words, intent).run("action_small_talk")
    assert not any(name.startswith("utter_visit") for name in citizen.responses)
    assert state(bureau, booking) == BookingState.BOOKED
