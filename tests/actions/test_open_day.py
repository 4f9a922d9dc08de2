"""Booking a visit: asked only for what is not known, read back, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.open_days import BookingState, DayPlan, Facility, FacilityKind, OpenDay
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen

WASTE = Facility(
    code="waste", kind=FacilityKind.WASTE, name="城东焚烧厂", town="330411105", meeting="东门",
    least_age=6, alone_age=14, most_each=6,
)  # fmt: skip
SEWAGE = Facility(
    code="sewage", kind=FacilityKind.SEWAGE, name="联合污水处理厂", town="330402100",
    meeting="门卫", most_each=4,
)  # fmt: skip


def plan(facility: str, days: float, seats: int = 10, **more: object) -> DayPlan:
    starts = AT.replace(hour=9, minute=0) + timedelta(days=days)
    facts = {
        "facility": facility,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "seats": seats,
        "opens": AT - timedelta(days=7),
        "closes": starts - timedelta(hours=12),
    }
    return DayPlan(**{**facts, **more})  # type: ignore[arg-type]


@pytest.fixture
def days(bureau: Bureau) -> dict[str, OpenDay]:
    desk = bureau.open_day_desk
    for facility in (WASTE, SEWAGE):
        desk.keep_facility(facility=facility)
    planned = {
        "waste": plan("waste", 11),  # 下周六
        "sewage": plan("sewage", 5, seats=4),  # 本周日
        "full": plan("waste", 18, seats=2),
        "soon": plan("sewage", 30, opens=AT + timedelta(days=10)),
        "closed": plan("sewage", 1, closes=AT - timedelta(hours=1)),
    }
    days = {
        name: desk.announce(plan=each, at=AT - timedelta(days=6)) for name, each in planned.items()
    }
    bureau.open_days.book(
        day=days["full"].id, party=2, by="another", at=AT, message_key="another's"
    )
    return days


def turn(
    citizen: Citizen, text: str, intent: str = "book_visit", key: str | None = None
) -> str | None:
    citizen.says(text, intent, key=key).run("validate_open_day_form", form="open_day_form")
    return citizen.slots.get("requested_slot")


def tap(citizen: Citizen, title: str) -> str | None:
    """Tap a button of the last answer; those of `bot/domain` are pressed by `confirm`."""
    payload = next(
        button["payload"]
        for message in citizen.heard
        for button in message.get("buttons") or []
        if title in button["title"]
    )
    return turn(citizen, payload)


def press(citizen: Citizen, says: str = "confirm") -> str | None:
    asked = citizen.slots["open_day_plan"]["mark"]
    return turn(citizen, f'/press{{"what": "open_day", "says": "{says}", "asked": "{asked}"}}')


def mine(bureau: Bureau, citizen: Citizen) -> list[tuple[int, int, str]]:
    found = bureau.open_days.of_citizen(by=citizen.key)
    return [(day.id, booking.party, booking.state) for booking, day in found]


@pytest.mark.usefixtures("days")
def test_a_bare_wish_is_led_by_buttons_to_a_booking(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "我想参观")
    assert citizen.responses == ["utter_visit_days"]
    tap(citizen, "城东焚烧厂")
    assert citizen.responses == ["utter_visit_party"]
    tap(citizen, "3 人")
    assert citizen.responses == ["utter_visit_consent"]
    assert press(citizen) is None
    assert citizen.responses == ["utter_visit_booked", "utter_visit_phone"]
    assert mine(bureau, citizen) == [(days["waste"].id, 3, BookingState.BOOKED)]


@pytest.mark.parametrize(
    ("words", "response", "day", "party"),
    [
        ("下周六想参观焚烧厂，3个人", "utter_visit_consent", "waste", 3),
        ("我们一家三口想去看垃圾焚烧厂 12月5号", "utter_visit_consent", "waste", 3),
        ("两大一小 下周六参观", "utter_visit_consent", "waste", 3),
        ("带孩子去看污水厂", "utter_visit_party", "sewage", None),
        ("想参观王店的焚烧厂", "utter_visit_days", None, None),
        ("想参观污水厂，就我一个人", "utter_visit_consent", "sewage", 1),
        ("我和老公想去看污水厂", "utter_visit_consent", "sewage", 2),
        ("想参观垃圾焚烧厂怎么报名", "utter_visit_days", None, None),
        ("参观", "utter_visit_days", None, None),
        ("我们8个人想参观下周六焚烧厂", "utter_visit_large", "waste", None),
        ("带5岁的孩子下周六参观焚烧厂", "utter_visit_young", None, None),
        ("我12岁想下周六参观焚烧厂，就我一个人", "utter_visit_alone", "waste", None),
        ("12月12日的焚烧厂 2个人", "utter_visit_sold_out", "full", 2),
    ],
)
def test_what_was_said_is_not_asked_again(
    citizen: Citizen, days: dict[str, OpenDay], words: str, response: str, day: str | None,
    party: int | None,
) -> None:  # fmt: skip
    turn(citizen, words)
    assert citizen.responses == [response]
    kept = citizen.slots["open_day_plan"]
    assert (kept["day"], kept["party"]) == (days[day].id if day else None, party)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("明天的污水厂 2个人", "截止"),
        ("12月24日污水厂 2个人", "还没开始预约"),
    ],
)
@pytest.mark.usefixtures("days")
def test_a_day_that_cannot_be_booked_says_why_and_offers_others(
    citizen: Citizen, words: str, said: str
) -> None:
    turn(citizen, words)
    assert citizen.responses == ["utter_visit_refused", "utter_visit_days"]
    assert said in citizen.facts("utter_visit_refused")["explanation"]


@pytest.mark.parametrize(
    ("words", "arranged"),
    [
        ("学校想组织学生参观污水厂", True),
        ("我是老师，带一个班去看焚烧厂", True),
        ("单位想参观垃圾焚烧厂", True),
        ("我们3个同学们想参观污水厂", False),
        ("带孩子去看污水厂", False),
    ],
)
@pytest.mark.usefixtures("days")
def test_a_class_is_told_that_it_comes_by_arrangement(
    citizen: Citizen, words: str, arranged: bool
) -> None:
    turn(citizen, words)
    assert ("utter_visit_group" in citizen.responses) is arranged


@pytest.mark.usefixtures("days")
def test_without_days_nothing_is_asked(citizen: Citizen, bureau: Bureau) -> None:
    for day in bureau.open_days.upcoming(at=AT):
        bureau.open_day_desk.call_off(day=day.id, reason="台风", at=AT)
    assert turn(citizen, "我想参观") is None
    assert citizen.responses == ["utter_visit_none"]


def test_a_full_day_offers_the_waiting_list_and_says_that_it_is_one(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "12月12日的焚烧厂 2个人")
    tap(citizen, "候补")
    assert citizen.responses == ["utter_visit_wait_consent"]
    press(citizen)
    assert citizen.responses == ["utter_visit_waiting", "utter_visit_phone"]
    assert mine(bureau, citizen) == [(days["full"].id, 2, BookingState.WAITING)]


@pytest.mark.parametrize("word", ["确认", "好的", "没问题", "对"])
def test_a_written_yes_books_as_the_button_does(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay], word: str
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    assert turn(citizen, word, "affirm") is None
    assert mine(bureau, citizen) == [(days["waste"].id, 3, BookingState.BOOKED)]


@pytest.mark.parametrize(
    ("change", "day", "party"),
    [
        ("改成2个人", "waste", 2),
        ("2", "waste", 2),
        ("还是去污水厂吧", "sewage", 3),
        ("换成本周日的", "sewage", 3),
    ],
)
def test_the_read_back_can_be_changed_in_words(
    citizen: Citizen, days: dict[str, OpenDay], change: str, day: str, party: int
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    turn(citizen, change, "correct")
    assert citizen.responses == ["utter_visit_consent"]
    kept = citizen.slots["open_day_plan"]
    assert (kept["day"], kept["party"]) == (days[day].id, party)


def test_the_button_of_an_earlier_read_back_books_nothing(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    old = citizen.slots["open_day_plan"]["mark"]
    turn(citizen, "改成2个人")
    turn(citizen, f'/press{{"what": "open_day", "says": "confirm", "asked": "{old}"}}')
    assert mine(bureau, citizen) == []


def test_the_same_message_played_again_books_once(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    before = dict(citizen.slots)
    for _ in range(2):
        citizen.slots = dict(before)
        asked = before["open_day_plan"]["mark"]
        press = f'/press{{"what": "open_day", "says": "confirm", "asked": "{asked}"}}'
        turn(citizen, press, key="the same")
    assert len(mine(bureau, citizen)) == 1


@pytest.mark.parametrize("word", ["算了", "不去了", "取消", "取消预约", "先不约了"])
@pytest.mark.usefixtures("days")
def test_a_word_lets_it_go(citizen: Citizen, bureau: Bureau, word: str) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    assert turn(citizen, word, "cancel") is None
    assert citizen.responses == ["utter_visit_left"]
    assert mine(bureau, citizen) == []


@pytest.mark.parametrize(
    "words",
    ["现在焚烧厂好臭，臭得睡不着", "王店塑料厂那边很臭", "昨晚河里漂着死鱼没人管"],
)
@pytest.mark.usefixtures("days")
def test_a_complaint_in_between_is_taken_as_a_report(citizen: Citizen, words: str) -> None:
    turn(citizen, "我想参观")
    citizen.says(words, "report", categories=("odor",))
    result = citizen.run("validate_open_day_form", form="open_day_form")
    assert {"name": "report_form", "event": "followup"}.items() <= result["events"][-1].items()


@pytest.mark.parametrize(
    "words", ["污水厂开放日那天臭死了", "参观的时候味道呛人", "开放日门口停的车冒黑烟"]
)
@pytest.mark.usefixtures("days")
def test_a_complaint_that_names_a_visit_opens_no_booking(citizen: Citizen, words: str) -> None:
    citizen.says(words, "book_visit")
    result = citizen.run("validate_open_day_form", form="open_day_form")
    assert result["events"][-1]["name"] == "report_form"


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("几岁可以去", "utter_visit_about_ages"),
        ("在哪里集合", "utter_visit_about_where"),
        ("要收费吗", "utter_visit_about_cost"),
    ],
)
@pytest.mark.usefixtures("days")
def test_a_question_is_answered_and_the_form_goes_on(
    citizen: Citizen, words: str, response: str
) -> None:
    turn(citizen, "下周六想参观焚烧厂")
    turn(citizen, words, "question")
    assert citizen.responses == [response, "utter_visit_party"]


@pytest.mark.usefixtures("days")
def test_another_service_is_let_through_and_the_form_asks_again(citizen: Citizen) -> None:
    turn(citizen, "下周六想参观焚烧厂")
    citizen.says("现在空气怎么样", "ask_air")
    result = citizen.run("validate_open_day_form", form="open_day_form")
    if result["events"] and result["events"][-1]["event"] == "action_execution_rejected":
        turn(citizen, "现在空气怎么样", "ask_air")
    assert citizen.responses[-1] == "utter_visit_party"


def test_a_second_booking_of_the_day_says_so_and_changes_how_many(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    press(citizen)
    turn(citizen, "下周六想参观焚烧厂")
    assert citizen.responses == ["utter_visit_already"]
    turn(citizen, "下周六想参观焚烧厂，5个人")
    assert citizen.responses == ["utter_visit_resized"]
    assert mine(bureau, citizen) == [(days["waste"].id, 5, BookingState.BOOKED)]


@pytest.mark.usefixtures("days")
def test_a_number_given_at_the_read_back_is_sealed_with_the_booking(
    citizen: Citizen, bureau: Bureau
) -> None:
    turn(citizen, "下周六想参观焚烧厂，3个人")
    turn(citizen, "13800001111")
    assert citizen.responses == ["utter_visit_consent"]
    press(citizen)
    assert citizen.responses == ["utter_visit_booked"]
    [(booking, day)] = bureau.open_days.of_citizen(by=citizen.key)
    assert (booking.party, booking.has_phone) == (3, True)
    assert bureau.open_day_desk.phones(day.id) == {booking.id: "13800001111"}


def test_seats_that_went_meanwhile_are_told_and_the_waiting_list_is_offered(
    citizen: Citizen, bureau: Bureau, days: dict[str, OpenDay]
) -> None:
    turn(citizen, "参观污水厂 4个人")
    bureau.open_days.book(
        day=days["sewage"].id, party=2, by="quicker", at=AT, message_key="quicker's"
    )
    press(citizen)
    assert citizen.responses == ["utter_visit_refused", "utter_visit_full"]
    assert mine(bureau, citizen) == []
    tap(citizen, "2 人")
    press(citizen)
    assert mine(bureau, citizen) == [(days["sewage"].id, 2, BookingState.BOOKED)]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("words", "responses"),
    [
        ("就今天的", ["utter_visit_no_such_day", "utter_visit_days"]),
        ("后天有没有", ["utter_visit_no_such_day", "utter_visit_days"]),
        ("还有别的吗", ["utter_visit_days"]),
        ("哪些地方对外开放", ["utter_visit_days"]),
        ("我约的是哪天", ["utter_visit_not_yet", "utter_visit_party"]),
        ("污水厂要几岁", ["utter_visit_about_ages", "utter_visit_party"]),
    ],
)
def test_what_is_asked_while_one_is_chosen_is_answered_and_the_choice_goes_on(
    citizen: Citizen, words: str, responses: list[str]
) -> None:
    turn(citizen, "下周六的焚烧厂")
    turn(citizen, words, "question")
    assert citizen.responses == responses


@pytest.mark.usefixtures("days")
def test_others_are_offered_by_how_near_they_are_to_the_place_that_is_named(
    citizen: Citizen,
) -> None:
    for place, first in (("王店", "城东焚烧厂"), ("凤桥", "联合污水处理厂")):
        turn(citizen, "下周六的焚烧厂", key=place)
        turn(citizen, f"离{place}近一点的有吗", "question", key=f"{place} near")
        assert first in citizen.heard[-1]["buttons"][0]["title"]


@pytest.mark.usefixtures("days")
@pytest.mark.parametrize(
    ("words", "responses"),
    [
        ("要带身份证吗", ["utter_visit_about_notice", "utter_visit_days"]),
        ("要门票吗", ["utter_visit_about_cost", "utter_visit_days"]),
        ("怎么去啊", ["utter_visit_about_which", "utter_visit_days"]),
    ],
)
def test_before_a_day_is_chosen_questions_of_visits_are_answered_too(
    citizen: Citizen, words: str, responses: list[str]
) -> None:
    turn(citizen, "想参观")
    turn(citizen, words, "question")
    assert citizen.responses == responses
