"""An interview reads answers as people write them, and always has a way out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.interview.parse_answer import read
from surveys.interview.state import (
    MOST_MISSES,
    InterviewEvent,
    InterviewState,
    InterviewStatus,
    InterviewStep,
    answer,
    final,
    progress,
    resume,
    start,
)
from surveys.questionnaire.model import Question, load, shipped
from tests.surveys.standard import TOWNS, resolve

Q = shipped()
PLAIN = ["王店", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色", "女"]


def play(*texts: str, town: tuple[str, str] | None = None) -> InterviewStep:
    """Answer one after the other."""
    step = start(Q, town=town)
    for text in texts:
        step = answer(Q, step.state, text, resolve)
    return step


def asked(name: str) -> Question:
    return Q.question(name)


def test_ten_answers_complete_it() -> None:
    step = play(*PLAIN)
    assert step.event is InterviewEvent.COMPLETE
    assert final(Q, step.state) == {
        "town": "330411105", "lived": "long", "age": "35", "gain": "4", "satisfaction": "4",
        "awareness": "4", "participation": "4", "confidence": "4", "attention": "blue",
        "sex": "female",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"), ("５", "5"), ("⑤", "5"), ("5️⃣", "5"), ("五", "5"), ("第五个", "5"),
        ("选5", "5"), ("5分", "5"), ("5.非常满意", "5"), ("5 非常满意", "5"), ("非常满意", "5"),
        ("很满意！", "5"), ("satisfaction:2", "2"), ("“满意”", "4"),
        ("满意", "4"), ("我觉得挺满意的", "4"), ("挺好", "4"), ("不错", "4"), ("好的吧", None),
        ("一般", "3"), ("还行", "3"), ("还行吧。", "3"), ("马马虎虎", "3"),
        ("不满意", "2"), ("不太满意", "2"), ("不是很满意", "2"), ("不太好", "2"),
        ("非常不满意", "1"), ("太差了", "1"),
        ("0", None), ("6", None), ("55", None), ("-1", None), ("4.5", None), ("", None),
        ("？", None), ("没有满意", None), ("满意度调查", None), ("满意吗？", None),
        ("为什么要满意", None), ("满意又不满意", None), ("5 不满意", None), ("王店", None),
        ("今天空气怎么样", None),
        ("对门口那家天天冒黑烟的厂子非常不满意要举报", None),
    ],
)  # fmt: skip
def test_five_point_answers_in_numbers_and_words(text: str, value: str | None) -> None:
    text = text.removeprefix("satisfaction:") if value else text
    found = read(asked("satisfaction"), text, resolve)
    assert (found[0] if found else None) == value


def test_several_options_at_once() -> None:
    many = load(
        "id: m\nversion: '1'\ntitle: t\nwelcome: w\nthanks: t\n"
        "points: {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}\n"
        "questions:\n- id: kinds\n  type: multiple\n  text: 哪些\n  options:\n"
        "  - {value: air, title: 空气}\n  - {value: water, title: 河水}\n"
        "  - {value: noise, title: 噪声}\n"
    ).questions[0]
    for text in ("1、3", "13", "1 和 3", "空气，噪声", "3,1", "噪声和空气"):
        assert read(many, text, resolve) == ("air,noise", "空气、噪声"), text
    assert read(many, "都有", resolve)[0] == "air,water,noise"
    assert read(many, "1、7", resolve) is None


def test_a_known_town_is_taken_and_may_be_changed() -> None:
    step = start(Q, town=("330402001", "建设街道"))
    assert step.state.at == "lived"
    assert progress(Q, step.state) == (1, 9)
    step = answer(Q, step.state, "改一下", resolve)
    assert step.state.at == "town"
    assert progress(Q, step.state) == (1, 10)
    step = answer(Q, step.state, "王店镇", resolve)
    assert step.state.given["town"] == "330411105"


def test_the_last_answer_can_be_corrected() -> None:
    step = play(*PLAIN[:5], "上一题")
    assert (step.event, step.state.at) == (InterviewEvent.BACK, "satisfaction")
    step = answer(Q, step.state, "不满意", resolve)
    assert step.event is InterviewEvent.CHANGED
    assert step.state.given["satisfaction"] == "2"
    assert step.state.at == "awareness"


def test_going_back_and_back_reaches_the_first_question_and_stops_there() -> None:
    step = play(*PLAIN[:3])
    for _ in range(3):
        step = answer(Q, step.state, "上一题", resolve)
    assert step.state.at == "town"
    assert answer(Q, step.state, "上一题", resolve).event is InterviewEvent.FIRST_ALREADY


def test_answers_of_a_branch_left_by_a_correction_do_not_count() -> None:
    step = play("王店", "五年以上", "35", "4", "2", "4", "4", "4", "改一下")
    step = answer(Q, step.state, "satisfaction:5", resolve)
    step = answer(Q, step.state, "4", resolve)
    assert step.state.at == "attention"
    step = answer(Q, step.state, "蓝色", resolve)
    assert "reason" not in final(Q, step.state)


def test_an_old_button_corrects_its_own_question() -> None:
    step = play(*PLAIN[:6])
    step = answer(Q, step.state, "satisfaction:1", resolve)
    assert step.state.given["satisfaction"] == "1"
    assert step.state.at == "participation"


def test_the_same_button_tapped_twice_answers_once() -> None:
    step = play(*PLAIN[:4], "satisfaction:5", "satisfaction:5")
    assert step.state.at == "awareness"
    assert "awareness" not in step.state.given


def test_the_optional_may_be_skipped_and_the_required_not() -> None:
    step = play(*PLAIN[:4], "1", *PLAIN[5:8])
    assert step.state.at == "reason"
    step = answer(Q, step.state, "跳过", resolve)
    assert step.state.at == "sex"
    assert answer(Q, step.state, "跳过", resolve).event is InterviewEvent.COMPLETE
    assert play("王店", "跳过").event is InterviewEvent.REQUIRED


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("男", "male"),
        ("女的", "female"),
        ("1", "male"),
        ("不愿说", "unsaid"),
        ("保密", None),
        ("不想说", None),
    ],
)
def test_who_would_rather_not_say_their_sex_need_not(said: str, stored: str | None) -> None:
    step = play(*PLAIN[:-1], said)
    assert step.event is InterviewEvent.COMPLETE
    assert step.state.given["sex"] == stored


@pytest.mark.parametrize("word", ["退出", "以后再说", "先不答了", "取消", "退出！"])
def test_one_may_leave_anywhere_and_come_back_to_the_same_question(word: str) -> None:
    left = play(*PLAIN[:5], word)
    assert (left.event, left.state.status) == (InterviewEvent.LEFT, InterviewStatus.LEFT)
    back = resume(Q, InterviewState.from_json(left.state.to_json()))
    assert back.event is InterviewEvent.RESUMED
    assert back.state.at == "awareness"
    assert progress(Q, back.state) == (6, 10)


def test_unreadable_answers_end_kindly_and_lose_nothing() -> None:
    step = play(*PLAIN[:5])
    for miss in range(1, MOST_MISSES):
        step = answer(Q, step.state, "咕噜咕噜", resolve)
        assert (step.event, step.state.misses) == (InterviewEvent.UNCLEAR, miss)
    step = answer(Q, step.state, "咕噜咕噜", resolve)
    assert (step.event, step.state.status) == (InterviewEvent.GAVE_UP, InterviewStatus.LEFT)
    assert step.state.given["satisfaction"] == "4"
    assert resume(Q, step.state).state.at == "awareness"


@pytest.mark.parametrize(
    "texts", [["我不住在嘉兴"], ["王店", "不到半年"], ["王店", "1年", "4", "17"]]
)
def test_who_is_outside_the_survey_is_thanked(texts: list[str]) -> None:
    texts = [text.replace("1年", "一年") for text in texts if text != "4"]
    step = play(*texts)
    assert (step.event, step.state.status) == (InterviewEvent.SCREENED, InterviewStatus.SCREENED)


@pytest.mark.parametrize(
    ("text", "value"),
    [("不对，是3", "3"), ("不对是3", "3"), ("上一题改成2", "2"), ("错了，应该是一般", "3"),
     ("选错了选1", "1"), ("刚才那题应该是5", "5"), ("上题 ３", "3")],
)  # fmt: skip
def test_the_answer_before_is_corrected_in_one_breath(text: str, value: str) -> None:
    step = answer(Q, play(*PLAIN[:5]).state, text, resolve)
    assert step.state.given["satisfaction"] == value
    assert (step.event, step.state.at) == (InterviewEvent.CHANGED, "awareness")


@pytest.mark.parametrize("text", ["不对", "改一下", "上一题", "错了"])
def test_a_bare_no_goes_back_to_the_question_before(text: str) -> None:
    step = answer(Q, play(*PLAIN[:5]).state, text, resolve)
    assert (step.event, step.state.at) == (InterviewEvent.BACK, "satisfaction")


def test_a_correction_of_the_age_reads_as_people_say_it() -> None:
    step = answer(Q, play(*PLAIN[:3]).state, "不对，我今年53岁", resolve)
    assert (step.state.given["age"], step.state.at) == ("53", "gain")


def test_free_words_that_begin_like_a_correction_are_kept_whole() -> None:
    state = play("王店", "五年以上", "35", "1", "1", "4", "4", "4").state
    step = answer(Q, state, "不对外公开检测结果", resolve)
    assert step.state.given["reason"] == "不对外公开检测结果"


@pytest.mark.parametrize("text", ["退订", "别再问我", "不要再发了", "别烦我！"])
def test_a_stop_word_is_no_mere_pause(text: str) -> None:
    step = play("王店", text)
    assert (step.event, step.state.status) == (InterviewEvent.REFUSED, InterviewStatus.LEFT)


def test_a_slip_in_a_screening_question_can_be_mended() -> None:
    step = play("王店", "五年以上", "5")
    step = resume(Q, step.state)
    assert (step.event, step.state.at) == (InterviewEvent.SCREENED_AGAIN, "age")
    assert answer(Q, step.state, "50", resolve).state.at == "gain"


def test_the_total_never_grows() -> None:
    step = start(Q)
    totals = [progress(Q, step.state)[1]]
    for text in ["王店", "五年以上", "35", "4", "1", "4", "4", "4"]:
        step = answer(Q, step.state, text, resolve)
        totals.append(progress(Q, step.state)[1])
    assert totals == [10] * 9


@given(st.lists(st.one_of(
    st.text(max_size=20),
    st.sampled_from([*PLAIN, *TOWNS.values(), "上一题", "改一下", "退出", "跳过", "1", "5",
                     "gain:1", "attention:blue", "reason:x", "nosuch:1", "gain:99", "9" * 50,
                     "town:elsewhere"]),
), max_size=40))  # fmt: skip
def test_no_message_breaks_it_and_every_state_survives_storage(texts: list[str]) -> None:
    step = start(Q)
    for text in texts:
        step = answer(Q, step.state, text, resolve)
        assert InterviewState.from_json(step.state.to_json()) == step.state
        assert step.state.misses < MOST_MISSES
        if step.state.status is not InterviewStatus.COMPLETE:
            assert Q.question(step.state.at or "").applies(step.state.given)
            position, total = progress(Q, step.state)
            assert 1 <= position <= total < 11
