"""Questions: the answer that fits with its source, near ones to choose from, or an honest no."""

from __future__ import annotations

import json

import pytest

from bureau.answers import Library
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen
from tests.bureau.answers.shelves import put_into


@pytest.fixture(autouse=True)
def library(bureau: Bureau) -> Library:
    return put_into(bureau)


def waiting(library: Library) -> list[str]:
    return [each.text for group in library.unanswered() for each in group.questions]


def test_the_days_that_are_promised_are_those_of_the_regulation(citizen: Citizen) -> None:
    citizen.says("举报了多久处理", "question").run("action_question")
    facts = citizen.facts("utter_question_howlong")
    assert (facts["accept"], facts["finish"]) == (15, 60)


def test_what_the_texts_tell_is_said_with_its_source(citizen: Citizen) -> None:
    citizen.says("烧秸秆罚多少", "question").run("action_question")
    facts = citizen.facts("utter_answer")
    assert "500 到 2000 元" in facts["words"]
    assert "第1131条" in facts["source"]


def test_what_is_not_known_is_not_made_up_and_kept_for_an_officer(
    citizen: Citizen, library: Library
) -> None:
    citizen.says("碳达峰是什么", "question").run("action_question")
    assert citizen.responses == ["utter_question"]
    assert waiting(library) == ["碳达峰是什么"]


def test_who_asks_is_not_kept_with_the_question(citizen: Citizen, library: Library) -> None:
    citizen.says("我叫王小明，13812345678，碳达峰是什么", "question").run("action_question")
    (kept,) = waiting(library)
    assert "13812345678" not in kept
    assert "王小明" not in kept


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("田里烧稻草罚多少", "report", "action_two_ways"),
        ("烧秸秆归哪个部门管", "other_government", "action_other_government"),
        ("旧电池扔哪个桶", "nlu_fallback", "action_two_ways"),
        ("小区晚上几分贝算超标", "out_of_scope", "action_out_of_scope"),
        ("油烟扰民应该由城管还是环保出面", "report", "action_two_ways"),
    ],
)
def test_a_question_is_answered_whatever_it_was_read_as(
    citizen: Citizen, text: str, intent: str, action: str
) -> None:
    citizen.says(text, intent).run(action)
    assert citizen.responses == ["utter_answer"]


@pytest.mark.parametrize(
    "text", ["隔壁饭店油烟呛死了", "田里在烧稻草", "为什么环保局不来查这家厂", "夜里工地又在打桩"]
)
def test_a_complaint_of_the_same_matter_stays_a_report(citizen: Citizen, text: str) -> None:
    assert citizen.tells(text, categories=("air",)) is not None
    assert "utter_answer" not in citizen.responses


def test_a_question_that_opens_the_report_form_is_answered_and_nothing_is_reported(
    citizen: Citizen,
) -> None:
    asked = citizen.tells("夜里施工罚多少", categories=("noise",))
    assert asked is None
    assert citizen.responses == ["utter_answer"]


def test_a_question_in_the_middle_of_a_report_is_answered_and_the_report_goes_on(
    citizen: Citizen,
) -> None:
    assert citizen.tells("臭死了", categories=("odor",)) == "report_place"
    assert citizen.tells("烧秸秆罚多少", "question") == "report_place"
    assert "utter_answer" in citizen.responses


@pytest.mark.parametrize("text", ["怎么又半夜施工", "田里又在烧秸秆，你们管不管"])
def test_a_complaint_stays_a_report(citizen: Citizen, text: str) -> None:
    assert citizen.tells(text, categories=("noise",)) in ("report_place", "report_time")
    assert "utter_answer" not in citizen.responses


def test_a_tapped_candidate_is_answered(citizen: Citizen) -> None:
    option = json.dumps({"option": "straw_fine"})
    citizen.says(f"/question{option}").run("action_question")
    assert "500 到 2000 元" in citizen.facts("utter_answer")["words"]


def test_a_tapped_candidate_that_was_withdrawn_meanwhile_says_so(
    citizen: Citizen, library: Library
) -> None:
    citizen.says('/question{"option": "nobody"}').run("action_question")
    assert citizen.responses == ["utter_question"]
    assert waiting(library) == []


def test_an_office_is_named_for_the_place_that_is_asked_of(citizen: Citizen) -> None:
    citizen.says("王店归哪个分局, 电话多少", "question").run("action_question")
    words = citizen.facts("utter_office")["words"]
    assert "秀洲分局" in words
    assert "0573-80000411" in words


def test_an_office_is_named_for_the_citizens_own_town(citizen: Citizen) -> None:
    citizen.town = "330483101"
    citizen.says("分局电话", "question").run("action_question")
    assert "桐乡分局" in citizen.facts("utter_office")["words"]


def test_without_a_place_it_is_asked_where(citizen: Citizen) -> None:
    citizen.says("分局电话", "question").run("action_question")
    assert citizen.responses == ["utter_office_where"]


def test_an_unanswered_question_becomes_an_entry_and_is_answered_from_then_on(
    citizen: Citizen, library: Library
) -> None:
    citizen.says("碳达峰是什么", "question").run("action_question")
    (group,) = library.unanswered()
    ids = [each.id for each in group.questions]
    words = "碳排放到了最高点，往后只降不升，叫碳达峰。我国的目标是 2030 年前。"
    library.write(questions=ids, words=words, facts={}, by="li", at=citizen.at)
    citizen.says("请问碳达峰是啥意思", "question").run("action_question")
    assert citizen.facts("utter_answer")["words"] == words
    assert library.unanswered() == []


def test_a_question_of_rewards_is_answered_with_the_rules_figures(citizen: Citizen) -> None:
    citizen.says("举报了能拿多少奖金", "question").run("action_question")
    facts = citizen.facts("utter_question_reward")
    assert (facts["reward_percent"], facts["reward_most"]) == ("5", "100,000")


def test_whoever_wants_nothing_reported_leaves_the_form_and_is_answered(citizen: Citizen) -> None:
    assert citizen.tells("邻居烧稻草一股焦味", categories=("air",)) == "report_place"
    assert citizen.tells("不用登记 就告诉我烧秸秆罚多少", categories=("air",)) is None
    assert citizen.responses == ["utter_answer"]


def test_what_was_told_before_waits_for_whoever_only_asks(citizen: Citizen) -> None:
    assert citizen.tells("王店好臭", categories=("odor",)) == "report_place"
    assert citizen.tells("先别登记，随便问问，烧秸秆罚多少") is None
    assert citizen.slots["report_draft"]["texts"] == ["王店好臭"]
    assert citizen.slots["report_consent"] == "aside"


def test_the_office_of_the_next_place_needs_no_more_than_its_name(citizen: Citizen) -> None:
    citizen.says("王店环保所电话多少", "question").run("action_question")
    assert citizen.responses == ["utter_office"]
    citizen.events.append({"event": "bot", "metadata": {"utter_action": "utter_office"}})
    citizen.says("那濮院呢", "ask_air").run("action_air")
    assert "桐乡分局" in citizen.facts("utter_office")["words"]


def test_a_zone_has_its_office_by_its_own_code(citizen: Citizen) -> None:
    citizen.says("嘉兴港区环保局电话多少", "question").run("action_question")
    assert "港区" in citizen.facts("utter_office")["words"]


@pytest.mark.parametrize(
    "text", ["隔壁在烧稻草罚多少", "有人在田里烧秸秆 这个罚几钿", "村里天天在烧稻草要罚多少"]
)
def test_what_is_at_hand_is_answered_and_offered_to_be_reported(
    citizen: Citizen, text: str
) -> None:
    citizen.says(text, "other_government", categories=("air",)).run("action_other_government")
    assert citizen.responses == ["utter_answer", "utter_answer_report"]
    assert citizen.slots["report_draft"]["texts"] == [text]
    citizen.says("好", "affirm").run("action_yes")
    assert citizen.events[-1]["name"] == "report_form"


def test_in_the_form_too_the_words_are_kept_for_a_yes(citizen: Citizen) -> None:
    citizen.tells("隔壁在烧稻草罚多少", categories=("air",))
    assert citizen.responses == ["utter_answer", "utter_answer_report"]
    assert citizen.slots["report_consent"] == "aside"
    assert citizen.slots["report_draft"]["texts"] == ["隔壁在烧稻草罚多少"]


@pytest.mark.parametrize(
    "text", ["烧秸秆罚多少", "自家田里烧稻草罚多少", "我想烧点稻草罚多少", "要是有人在烧稻草罚多少"]
)
def test_what_is_nowhere_at_hand_is_only_answered(citizen: Citizen, text: str) -> None:
    citizen.says(text, "question", categories=("air",)).run("action_question")
    assert citizen.responses == ["utter_answer"]


@pytest.mark.parametrize(
    ("intent", "action", "form"),
    [
        ("start_survey", "validate_survey_form", "survey_form"),
        ("apply_volunteer", "validate_volunteer_form", "volunteer_form"),
        ("start_patrol", "validate_patrol_form", "patrol_form"),
        ("help", "action_reply", None),
    ],
)
def test_a_service_is_not_begun_for_whoever_only_asks(
    citizen: Citizen, intent: str, action: str, form: str | None
) -> None:
    citizen.says("烧秸秆罚多少", intent).run(action, form=form)
    assert citizen.responses == ["utter_answer"]
    assert citizen.slots.get("requested_slot") is None


def test_what_asks_and_is_not_understood_is_kept_for_an_officer(
    citizen: Citizen, library: Library
) -> None:
    citizen.says("碳达峰是什么意思", "nlu_fallback").run("action_two_ways")
    assert citizen.responses == ["utter_question"]
    assert waiting(library) == ["碳达峰是什么意思"]


@pytest.mark.parametrize(
    "text",
    [
        "你是真人还是机器",
        "你是机器人吧",
        "你是不是人啊",
        "跟我聊天的到底是真人吗",
        "你们这是人工还是机器人",
        "are you a robot?",
        "你是AI吗",
    ],
)
def test_whoever_asks_is_told_that_this_is_no_person(citizen: Citizen, text: str) -> None:
    citizen.says(text, "small_talk").run("action_small_talk")
    assert citizen.responses == ["utter_question_robot"]


@pytest.mark.parametrize(
    "text", ["机器人会做梦吗", "机器的声音吵死了", "你是哪里人", "厂里是不是没人"]
)
def test_other_words_of_robots_and_people_are_none(citizen: Citizen, text: str) -> None:
    citizen.says(text, "small_talk").run("action_small_talk")
    assert "utter_question_robot" not in citizen.responses
