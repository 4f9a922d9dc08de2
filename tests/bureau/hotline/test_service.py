"""A citizen asks for a person; an officer talks with them in the same chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from basis.clock import SHANGHAI
from bureau.callbacks import Callbacks
from bureau.hotline import Hotline, HotlineError, Line, Speaker, Talk, TalkStatus, Why
from bureau.hotline.service import LONGEST
from bureau.messaging import Arrival, Outgoing
from bureau.messaging.text import LIMIT, size
from bureau.settings import load
from bureau.wiring import Bureau

FRIDAY = datetime(2026, 11, 27, 10, 0, tzinfo=SHANGHAI)
ME, OTHER = "c" * 32, "d" * 32
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


@pytest.fixture
def desk(bureau: Bureau) -> Hotline:
    return bureau.hotline


def letters(bureau: Bureau, to: str = ME) -> list[str]:
    return [each.content.body["text"] for each in reversed(bureau.outbox.of_citizen(to=to))]


def talking(desk: Hotline, by: str = ME, at: datetime = FRIDAY) -> Talk:
    talk, _ = desk.ask(by=by, at=at)
    return desk.take(number=talk.number, by="li", at=at)


def hear(desk: Hotline, text: str, at: datetime, key: str = "m1") -> str | None:
    heard = desk.hear(by=ME, text=text, at=at, message_key=key)
    return None if heard is None else heard.reply


def refused(code: str) -> pytest.RaisesExc[HotlineError]:
    return pytest.RaisesExc(HotlineError, check=lambda error: error.code == code)


def test_who_asks_twice_keeps_their_place(desk: Hotline) -> None:
    first, before = desk.ask(by=ME, at=FRIDAY)
    assert before == 0
    assert desk.ask(by=OTHER, at=FRIDAY + MINUTE)[1] == 1
    assert desk.ask(by=ME, at=FRIDAY + 2 * MINUTE) == (first, 0)
    assert desk.waiting_count() == 2


def test_until_somebody_takes_the_talk_the_assistant_answers(desk: Hotline) -> None:
    desk.ask(by=ME, at=FRIDAY)
    assert hear(desk, "在吗", FRIDAY + MINUTE) is None


def test_then_the_officer_hears_everything_and_the_assistant_nothing(
    desk: Hotline, bureau: Bureau
) -> None:
    talk = talking(desk)
    assert "工作人员" in letters(bureau)[0]
    said = " 我家楼下每晚 8888 号车来倒东西！！\n"
    assert hear(desk, said, FRIDAY + MINUTE) == ""
    assert hear(desk, said, FRIDAY + MINUTE) == ""  # the platform's second try
    assert desk.lines(talk) == [Line(FRIDAY + MINUTE, Speaker.CITIZEN, said)]
    assert desk.hear(by=OTHER, text="别人", at=FRIDAY + MINUTE, message_key="m2") is None


def test_what_the_officer_says_arrives_once(desk: Hotline, bureau: Bureau) -> None:
    talk = talking(desk)
    for _ in range(2):
        desk.say(number=talk.number, text=" 请问在哪条路？ ", by="li", at=FRIDAY + MINUTE, key="k1")
    assert letters(bureau)[1:] == ["【工作人员】请问在哪条路？"]
    assert [line.text for line in desk.lines(talk)] == ["请问在哪条路？"]


def test_the_longest_message_fits_into_one_of_the_platforms(desk: Hotline, bureau: Bureau) -> None:
    talk = talking(desk)
    desk.say(number=talk.number, text="字" * LONGEST, by="li", at=FRIDAY, key="k")
    assert size(letters(bureau)[-1]) <= LIMIT
    with refused("long"):
        desk.say(number=talk.number, text="字" * (LONGEST + 1), by="li", at=FRIDAY, key="k2")
    with refused("long"):
        desk.say(number=talk.number, text="😷" * LONGEST, by="li", at=FRIDAY, key="k4")
    with refused("empty"):
        desk.say(number=talk.number, text=" \n", by="li", at=FRIDAY, key="k3")


def test_of_two_officers_one_takes_the_talk(desk: Hotline) -> None:
    talk = talking(desk)
    assert desk.take(number=talk.number, by="li", at=FRIDAY) == desk.find(talk.number)
    with refused("taken"):
        desk.take(number=talk.number, by="wang", at=FRIDAY)
    with refused("not_yours"):
        desk.say(number=talk.number, text="好", by="wang", at=FRIDAY, key="k")
    with refused("not_yours"):
        desk.hand_back(number=talk.number, by="wang", at=FRIDAY)
    with refused("unknown"):
        desk.take(number=99, by="li", at=FRIDAY)


def test_handed_back_the_assistant_answers_again_and_the_citizen_knows(
    desk: Hotline, bureau: Bureau
) -> None:
    talk = talking(desk)
    ended = desk.hand_back(number=talk.number, by="li", at=FRIDAY + MINUTE)
    assert (ended.status, ended.why) == (TalkStatus.ENDED, Why.HANDED_BACK)
    assert "小助手" in letters(bureau)[-1]
    assert hear(desk, "那空气呢", FRIDAY + 2 * MINUTE) is None
    with refused("ended"):
        desk.say(number=talk.number, text="还在吗", by="li", at=FRIDAY + 2 * MINUTE, key="k")
    assert desk.ended() == ([ended], 1)


@pytest.mark.parametrize("word", ["结束", "退出人工。", " 结束对话！", "End"])
def test_a_word_of_the_citizen_ends_it_too(desk: Hotline, word: str) -> None:
    talk = talking(desk)
    reply = hear(desk, word, FRIDAY + MINUTE)
    assert reply is not None
    assert "小助手" in reply
    ended = desk.find(talk.number)
    assert ended is not None
    assert ended.why is Why.LEFT


@pytest.mark.parametrize("word", ["他们说结束了又开始", "退出不了", "没结束"])
def test_a_sentence_that_holds_the_word_does_not(desk: Hotline, word: str) -> None:
    talking(desk)
    assert hear(desk, word, FRIDAY + MINUTE) == ""


def test_half_an_hour_of_silence_ends_the_talk_and_not_a_minute_less(
    desk: Hotline, bureau: Bureau
) -> None:
    talking(desk)
    hear(desk, "稍等我看看", FRIDAY + 20 * MINUTE)
    assert desk.tidy(at=FRIDAY + 49 * MINUTE) == 0
    assert hear(desk, "还在", FRIDAY + 49 * MINUTE, "m2") == ""
    assert hear(desk, "现在空气怎么样", FRIDAY + 80 * MINUTE, "m3") is None
    assert desk.tidy(at=FRIDAY + 80 * MINUTE) == 1
    assert desk.tidy(at=FRIDAY + 80 * MINUTE) == 0
    assert "结束" in letters(bureau)[-1]


def test_whom_nobody_took_before_closing_gets_a_promise_that_is_on_record(
    desk: Hotline, bureau: Bureau
) -> None:
    desk.ask(by=ME, at=FRIDAY)
    assert desk.tidy(at=FRIDAY + 5 * MINUTE) == 0
    evening = FRIDAY.replace(hour=17, minute=1)
    assert desk.tidy(at=evening) == 1
    (ticket,) = bureau.callbacks.waiting()
    assert ticket.promised == datetime(2026, 11, 30, 11, 30, tzinfo=SHANGHAI)
    assert ticket.overdue(ticket.promised + MINUTE)
    assert not ticket.overdue(ticket.promised)
    assert "11月30日11:30" in letters(bureau)[-1]
    assert str(ticket.number) in letters(bureau)[-1]


def test_who_is_taken_in_the_moment_of_closing_is_talked_with(
    desk: Hotline, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk, _ = desk.ask(by=ME, at=FRIDAY)
    evening = FRIDAY.replace(hour=17, minute=1)
    waits = desk.open()
    desk.take(number=talk.number, by="li", at=evening)
    monkeypatch.setattr(desk._store, "open", lambda: waits)  # as it was a moment before
    desk.tidy(at=evening)
    kept = desk.find(talk.number)
    assert kept is not None
    assert kept.status is TalkStatus.TALKING
    assert not any("没能腾出人手" in each for each in letters(bureau))


def test_what_broke_off_before_it_was_sent_is_sent_by_the_second_try(
    desk: Hotline, bureau: Bureau
) -> None:
    talk = talking(desk)
    line = Line(FRIDAY, Speaker.OFFICER, "请问在哪？", officer="li")
    desk._store.say(number=talk.number, line=line, key="desk:k")
    desk.say(number=talk.number, text="请问在哪？", by="li", at=FRIDAY, key="k")
    assert letters(bureau)[-1] == "【工作人员】请问在哪？"
    assert len(desk.lines(talk)) == 1


def test_a_case_made_of_a_talk_holds_the_citizens_words_and_nobody_elses(
    desk: Hotline, bureau: Bureau
) -> None:
    talk = talking(desk)
    desk.say(number=talk.number, text="在哪里？", by="li", at=FRIDAY, key="k")
    hear(desk, "洪合镇建南村，，塑料味 13800001111", FRIDAY + MINUTE, "m1")
    desk.hear(by=ME, text="", at=FRIDAY + MINUTE, message_key="m2", photo="p" * 32)
    hear(desk, "结束", FRIDAY + 2 * MINUTE, "m3")
    facts = {"category": "odor", "place": None, "place_text": "建南村", "by": "li", "at": FRIDAY}
    case = desk.make_case(number=talk.number, **facts)
    assert case.draft.description == "洪合镇建南村，，塑料味 13800001111"
    assert case.draft.photos == ("p" * 32,)
    assert case.citizen == ME
    kept = desk.find(talk.number)
    assert kept is not None
    assert kept.case == case.number
    with refused("case_made"):
        desk.make_case(number=talk.number, **facts)


def write(bureau: Bureau, text: str, at: datetime, key: str) -> None:
    """A message of the citizen that the assistant answers."""
    body = {"text": text, "menu_id": None}
    row = bureau.inbox.accept(Arrival(key, ME, "text", body, at), owner="web").row
    answer = [Outgoing.of_text("在哪里呢？")]
    bureau.inbox.finish(row, outgoing=answer, options=[], passive=True, at=at, owner="web")


def test_what_was_written_while_waiting_is_read_at_the_desk_and_by_the_case(
    desk: Hotline, bureau: Bureau
) -> None:
    write(bureau, "我要找人", FRIDAY - MINUTE, "m0")
    talk, _ = desk.ask(by=ME, at=FRIDAY)
    assert desk.last_words(talk) == ""
    write(bureau, "我耳朵聋听不见电话 😀 请打字", FRIDAY + MINUTE, "m1")
    write(bureau, "王店塑料厂又臭了", FRIDAY + 2 * MINUTE, "m2")
    assert desk.last_words(talk) == "王店塑料厂又臭了"
    taken = desk.take(number=talk.number, by="li", at=FRIDAY + 3 * MINUTE)
    hear(desk, "兴乐村", FRIDAY + 4 * MINUTE, "m3")
    said = [line.text for line in desk.waited(taken) if line.speaker is Speaker.CITIZEN]
    assert said == ["我耳朵聋听不见电话 😀 请打字", "王店塑料厂又臭了"]
    assert [line.text for line in desk.earlier(taken)] == ["我要找人", "在哪里呢？"]
    assert [line.text for line in desk.lines(taken)] == ["兴乐村"]
    assert desk.last_words(taken) == "兴乐村"
    facts = {"category": "odor", "place": None, "place_text": "", "by": "li"}
    case = desk.make_case(number=talk.number, at=FRIDAY + 5 * MINUTE, **facts)
    assert case.draft.description == "我耳朵聋听不见电话 😀 请打字\n王店塑料厂又臭了\n兴乐村"
    assert case.number in letters(bureau)[-1]


def test_a_colleague_takes_over_from_who_went_away(desk: Hotline, bureau: Bureau) -> None:
    talk = talking(desk)
    hear(desk, "有人吗？", FRIDAY + MINUTE)
    over = desk.take_over(number=talk.number, by="wang", at=FRIDAY + 2 * MINUTE)
    assert (over.officer, over.status) == ("wang", TalkStatus.TALKING)
    told = letters(bureau)
    assert "换了一位" in told[-1]
    assert desk.take_over(number=talk.number, by="wang", at=FRIDAY + 3 * MINUTE) == over
    assert letters(bureau) == told
    desk.say(number=talk.number, text="在的", by="wang", at=FRIDAY + 3 * MINUTE, key="k")
    with refused("not_yours"):
        desk.say(number=talk.number, text="在", by="li", at=FRIDAY + 3 * MINUTE, key="k2")
    desk.hand_back(number=talk.number, by="wang", at=FRIDAY + 4 * MINUTE)
    with refused("ended"):
        desk.take_over(number=talk.number, by="li", at=FRIDAY + 4 * MINUTE)
    with refused("unknown"):
        desk.take_over(number=99, by="li", at=FRIDAY)


def test_what_waits_is_taken_and_not_taken_over(desk: Hotline) -> None:
    talk, _ = desk.ask(by=ME, at=FRIDAY)
    with refused("moved"):
        desk.take_over(number=talk.number, by="wang", at=FRIDAY)


def test_on_duty_twice_at_once_is_nobody(desk: Hotline, bureau: Bureau) -> None:
    bureau.officers.ensure_admin(password="a password of the tests", at=FRIDAY)
    span = {"begins": FRIDAY, "ends": FRIDAY + timedelta(hours=2)}
    shift = desk.add_shift(**span, by="admin", at=FRIDAY)
    with refused("shift_twice"):
        desk.add_shift(**span, by="admin", at=FRIDAY)
    later = {"begins": span["ends"], "ends": FRIDAY + timedelta(hours=4)}
    assert desk.shifts(at=FRIDAY) == [shift]
    desk.add_shift(**later, by="admin", at=FRIDAY)


def test_the_usual_hours_of_a_day_can_be_read(desk: Hotline) -> None:
    spans = [(f"{begins:%H:%M}", f"{ends:%H:%M}") for begins, ends in desk.usual_hours(FRIDAY)]
    assert spans == [("08:30", "11:30"), ("13:30", "17:00")]
    assert desk.usual_hours(FRIDAY + timedelta(days=1)) == []


def test_of_a_talk_without_words_no_case_is_made(desk: Hotline) -> None:
    talk = talking(desk)
    facts = {"category": "odor", "place": None, "place_text": "", "at": FRIDAY}
    with refused("nothing"):
        desk.make_case(number=talk.number, by="li", **facts)
    with refused("not_yours"):
        desk.make_case(number=talk.number, by="wang", **facts)


def test_a_days_shifts_stand_in_place_of_the_hours(desk: Hotline, bureau: Bureau) -> None:
    bureau.officers.ensure_admin(password="a password of the tests", at=FRIDAY)
    saturday = FRIDAY + timedelta(days=1)
    assert not desk.open_at(saturday)
    shift = desk.add_shift(
        begins=saturday, ends=saturday + timedelta(hours=2), by="admin", at=FRIDAY
    )
    assert desk.open_at(saturday)
    assert not desk.open_at(saturday + timedelta(hours=2))
    assert desk.shifts(at=FRIDAY) == [shift]
    desk.drop_shift(shift.id, by="li")
    assert desk.shifts(at=FRIDAY) == [shift]
    desk.drop_shift(shift.id, by="admin")
    assert desk.shifts(at=FRIDAY) == []


def test_shifts_that_cannot_be_are_refused(desk: Hotline) -> None:
    hour = timedelta(hours=1)
    with refused("shift_order"):
        desk.add_shift(begins=FRIDAY, ends=FRIDAY, by="admin", at=FRIDAY)
    with refused("shift_order"):
        desk.add_shift(begins=FRIDAY, ends=FRIDAY + 25 * hour, by="admin", at=FRIDAY)
    with refused("shift_past"):
        desk.add_shift(begins=FRIDAY - 2 * hour, ends=FRIDAY - hour, by="admin", at=FRIDAY)


def test_the_officer_reads_what_was_said_before(desk: Hotline, bureau: Bureau) -> None:
    bureau.outbox.notify(to=ME, text="早前的通知", why="x", at=FRIDAY - MINUTE)
    talk, _ = desk.ask(by=ME, at=FRIDAY)
    assert desk.earlier(talk) == []  # what has not left yet, nobody has read
    assert isinstance(desk.lines(talk), list)


def test_the_callbacks_answer_promises_nothing_unasked(bureau: Bureau) -> None:
    callbacks: Callbacks = bureau.callbacks
    ticket = callbacks.leave(text="请回话", by=ME, at=FRIDAY, message_key="m")
    assert ticket.promised is None
    assert not ticket.overdue(FRIDAY + timedelta(days=400))
