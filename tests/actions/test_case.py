"""How a case stands, and what its citizen may do with it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bureau.cases import Status
from bureau.dialogue.report import ReportInProgress
from bureau.messaging import Outcome
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen
from tests.actions.test_report import ALL, confirm, told


def filed(citizen: Citizen, bureau: Bureau) -> str:
    told(citizen)
    confirm(citizen)
    return bureau.cases.of_citizen(by=citizen.key)[0].number


def ask(citizen: Citizen, text: str, intent: str = "ask_case") -> list[str]:
    citizen.says(text, intent).run("action_case")
    return citizen.responses


def test_nobody_without_a_case_is_told_of_one(citizen: Citizen) -> None:
    assert ask(citizen, "我的举报") == ["utter_case_none"]


@pytest.mark.parametrize("words", ["{}", "查一下{}", "编号{}怎么样了"])
def test_a_case_is_found_by_its_number_however_it_is_written(
    citizen: Citizen, bureau: Bureau, words: str
) -> None:
    number = filed(citizen, bureau)
    assert ask(citizen, words.format(number)) == ["utter_case_standing"]
    assert citizen.facts("utter_case_standing")["number"] == number


def test_a_wrong_digit_and_another_citizens_number_are_told_apart_from_ones_own(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = filed(citizen, bureau)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert ask(citizen, wrong) == ["utter_case_unreadable"]
    stranger = Citizen(citizen.executor)
    assert ask(stranger, number) == ["utter_case_unreadable"]
    assert "异味" not in str(stranger.heard)


def test_several_cases_are_offered_by_name(citizen: Citizen, bureau: Bureau) -> None:
    filed(citizen, bureau)
    citizen.tells(ALL.replace("王店", "洪合").replace("塑料", "印染"), categories=("water",))
    confirm(citizen)
    assert ask(citizen, "我的举报") == ["utter_case_several"]
    assert len(citizen.facts("utter_case_several")["buttons"]) == 2


def test_a_case_is_withdrawn_only_after_a_yes(citizen: Citizen, bureau: Bureau) -> None:
    number = filed(citizen, bureau)
    assert ask(citizen, "撤回", "verdict") == ["utter_case_withdraw_sure"]
    citizen.says("好的", "affirm").run("action_yes")
    assert citizen.responses == ["utter_case_withdrawn"]
    assert ask(citizen, number) == ["utter_case_standing"]
    assert citizen.facts("utter_case_standing")["buttons"] == []


@pytest.mark.parametrize(
    ("words", "answer"), [("满意", "utter_case_satisfied"), ("没解决", "utter_case_reopened")]
)
def test_an_answer_is_judged_in_one_word(
    citizen: Citizen, bureau: Bureau, words: str, answer: str
) -> None:
    number = filed(citizen, bureau)
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    bureau.cases.take(verb="answer", number=number, by="admin", at=AT, note="已责令整改。")
    assert ask(citizen, words, "verdict")[0] == answer


def test_an_officer_reads_in_the_citizens_own_words_why_it_is_not_settled(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = filed(citizen, bureau)
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    bureau.cases.take(verb="answer", number=number, by="admin", at=AT, note="已责令整改。")
    ask(citizen, "没解决，根本没人来过，昨晚9点又臭!!", "verdict")
    assert bureau.cases.history(number)[-1].note == "没解决，根本没人来过，昨晚9点又臭!!"


def test_words_and_photos_are_added_to_a_case_once(citizen: Citizen, bureau: Bureau) -> None:
    number = filed(citizen, bureau)
    result = citizen.says(f'/ask_case{{"number": "{number}", "option": "supplement"}}').run(
        "action_case"
    )
    assert result["events"][-1]["name"] == "supplement_form"
    citizen.run("validate_supplement_form", form="supplement_form")
    for _ in range(2):
        citizen.slots |= {"requested_slot": "supplement_text", "supplement_number": number}
        citizen.says("今早又闻到了", "report", key="again")
        citizen.run("validate_supplement_form", form="supplement_form")
        assert citizen.responses == ["utter_case_supplemented"]
    added = [e for e in bureau.cases.history(number) if "今早又闻到了" in e.note]
    assert len(added) == 1


def answered(citizen: Citizen, bureau: Bureau) -> str:
    number = filed(citizen, bureau)
    for verb in ("accept", "answer"):
        bureau.cases.take(verb=verb, number=number, by="admin", at=AT, note="已责令整改。")
    return number


def deliver(bureau: Bureau, citizen: Citizen, outcome: Outcome = Outcome.SENT) -> None:
    """Let the ledger have the citizen's letters, as the worker does."""
    while letters := bureau.outbox.take_due(at=citizen.at, most=50):
        for letter in letters:
            bureau.outbox.close(letter, outcome=outcome, at=citizen.at)


def questioned(citizen: Citizen, bureau: Bureau, outcome: Outcome = Outcome.SENT) -> str:
    number = filed(citizen, bureau)
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    bureau.cases.take(verb="ask", number=number, by="admin", at=AT, note="气味是从哪边来的？")
    citizen.slots.pop("last_case", None)
    deliver(bureau, citizen, outcome)
    return number


def say(citizen: Citizen, words: str, intent: str, **read: Any) -> None:
    """Say something where the rules send its intent: a report opens the form."""
    if intent == "report":
        citizen.tells(words, intent, **read)
        return
    action = {"affirm": "action_yes", "deny": "action_no", "out_of_scope": "action_out_of_scope"}
    citizen.says(words, intent, **read).run(action.get(intent, "action_small_talk"))


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("从北边来的", "out_of_scope"),
        ("河对岸那个烟囱", "report"),
        ("是的", "affirm"),
        ("不是，是另一家厂", "deny"),
        ("不知道", "small_talk"),
        ("说不清楚，反正很臭", "report"),
        ("3幢2单元", "out_of_scope"),
        ("晚上十点以后", "out_of_scope"),
        ("门口有个保安可以带你们进去", "small_talk"),
        ("塑料味", "report"),
    ],
)
def test_the_next_message_on_a_question_is_its_reply_and_the_clock_runs_on(
    citizen: Citizen, bureau: Bureau, words: str, intent: str
) -> None:
    number = questioned(citizen, bureau)
    before = bureau.cases.own(number=number, by=citizen.key)
    say(citizen, words, intent)
    assert citizen.responses == ["utter_case_replied"]
    assert citizen.slots.get("requested_slot") is None
    after = bureau.cases.own(number=number, by=citizen.key)
    assert (before.status, after.status) == (Status.WAITING, Status.ACCEPTED)
    assert after.due is not None
    assert bureau.cases.history(number)[-1].note == words


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("现在空气怎么样", "ask_air"),
        ("我的举报到哪一步了", "ask_case"),
        ("撤回举报", "verdict"),
        ("谢谢", "thank"),
        ("我要找人工", "handover"),
    ],
)
def test_what_asks_for_something_else_is_no_reply(
    citizen: Citizen, bureau: Bureau, words: str, intent: str
) -> None:
    number = questioned(citizen, bureau)
    citizen.says(words, intent).run("action_case")
    assert "utter_case_replied" not in citizen.responses
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.WAITING


def test_words_that_resemble_another_matter_are_a_reply_unless_they_name_its_place(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = questioned(citizen, bureau)
    say(citizen, "平湖新埭镇那边工地打桩吵死了", "report", categories=("noise",))
    assert "utter_case_replied" not in citizen.responses
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.WAITING
    citizen.slots.update(report_draft=None, requested_slot=None)
    say(citizen, "一阵一阵的，下半夜最重", "report", categories=("noise",))
    assert citizen.responses == ["utter_case_replied"]


def test_a_reply_lets_a_half_told_report_wait(citizen: Citizen, bureau: Bureau) -> None:
    questioned(citizen, bureau)
    kept = ReportInProgress(categories=["dust"], texts=["工地扬尘"]).kept()
    citizen.slots["report_draft"] = kept
    say(citizen, "一阵一阵的，下半夜最重", "report", categories=("noise",))
    assert citizen.responses == ["utter_case_replied"]
    assert citizen.slots["report_draft"] == kept


def test_a_question_that_was_not_read_yet_has_no_reply(citizen: Citizen, bureau: Bureau) -> None:
    number = questioned(citizen, bureau, Outcome.DEFERRED)
    citizen.says("在吗", "test_message").run("action_test_message")
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.WAITING


@pytest.mark.parametrize(
    ("payload", "action"),
    [
        ('/send_photo{"media": "photo-1"}', "action_photo"),
        ('/send_location{"longitude": 120.72, "latitude": 30.63, "label": "王店"}', "action_place"),
    ],
)
def test_a_photo_or_a_place_is_a_reply_as_well(
    citizen: Citizen, bureau: Bureau, payload: str, action: str
) -> None:
    number = questioned(citizen, bureau)
    citizen.says(payload).run(action)
    assert citizen.responses == ["utter_case_replied"]
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.ACCEPTED


def test_who_asks_how_it_stands_reads_the_question(citizen: Citizen, bureau: Bureau) -> None:
    number = questioned(citizen, bureau)
    ask(citizen, number)
    assert "气味是从哪边来的？" in citizen.facts("utter_case_standing")["more"]


def test_how_much_time_is_left_is_told_to_the_hour(citizen: Citizen, bureau: Bureau) -> None:
    number = filed(citizen, bureau)
    ask(citizen, number)
    assert "12月9日" in citizen.facts("utter_case_standing")["more"]
    assert "剩 15 天 9 小时" in citizen.facts("utter_case_standing")["more"]


@pytest.mark.parametrize("words", ["满意", "很满意", "挺好的", "还行吧", "可以"])
def test_after_settled_comes_the_second_question(
    citizen: Citizen, bureau: Bureau, words: str
) -> None:
    number = answered(citizen, bureau)
    assert ask(citizen, "解决了，不臭了", "verdict") == ["utter_case_settled"]
    case = bureau.cases.own(number=number, by=citizen.key)
    assert (case.status, case.settled, case.satisfied) == (Status.CLOSED, True, None)
    citizen.says(words, "verdict").run("action_case")
    assert citizen.responses[0] == "utter_case_satisfied"
    assert bureau.cases.own(number=number, by=citizen.key).satisfied is True


@pytest.mark.parametrize(
    ("words", "intent", "action"),
    [
        ("不满意", "verdict", "action_case"),
        ("不", "deny", "action_no"),
        ("不太满意", "small_talk", "action_small_talk"),
        ("差评", "insult", "action_reply"),
    ],
)
def test_settled_but_dissatisfied_is_taken_up_again(
    citizen: Citizen, bureau: Bureau, words: str, intent: str, action: str
) -> None:
    number = answered(citizen, bureau)
    ask(citizen, "解决了", "verdict")
    citizen.says(words, intent).run(action)
    assert citizen.responses == ["utter_case_taken_up_again"]
    case = bureau.cases.own(number=number, by=citizen.key)
    assert (case.status, case.settled, case.satisfied) == (Status.REOPENED, True, False)


def test_the_second_question_is_answered_by_its_buttons_once(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = answered(citizen, bureau)
    ask(citizen, "解决了", "verdict")
    key = citizen.facts("utter_case_settled")["asked"]
    press = f'/press{{"what": "rating", "says": "confirm", "asked": "{key}"}}'
    citizen.says(press).run("action_press")
    assert citizen.responses[0] == "utter_case_satisfied"
    assert bureau.cases.own(number=number, by=citizen.key).satisfied is True
    other = press.replace(key, "another")
    citizen.says(other).run("action_press")
    assert citizen.responses == ["utter_press_expired"]


def test_praise_answers_both_questions_at_once(citizen: Citizen, bureau: Bureau) -> None:
    number = answered(citizen, bureau)
    assert ask(citizen, "解决了，很满意", "verdict")[0] == "utter_case_satisfied"
    assert bureau.cases.own(number=number, by=citizen.key).satisfied is True


def test_not_settled_a_second_time_is_for_an_officer_to_decide(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = answered(citizen, bureau)
    assert ask(citizen, "没解决", "verdict") == ["utter_case_reopened"]
    bureau.cases.take(verb="answer", number=number, by="admin", at=AT, note="又查了一次。")
    assert ask(citizen, "还是没解决", "verdict") == ["utter_case_contested"]
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.CONTESTED


def test_a_verdict_is_taken_after_the_case_was_closed_by_itself(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = answered(citizen, bureau)
    deliver(bureau, citizen)
    later = AT + timedelta(days=16)
    assert bureau.cases.close_expired(at=later) == 1
    citizen.at = later + timedelta(hours=1)
    assert ask(citizen, "没解决", "verdict") == ["utter_case_reopened"]
    assert bureau.cases.own(number=number, by=citizen.key).status is Status.REOPENED


def test_a_long_answer_leads_to_its_page(citizen: Citizen, bureau: Bureau) -> None:
    number = filed(citizen, bureau)
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    bureau.cases.take(verb="answer", number=number, by="admin", at=AT, note="查" * 800)
    ask(citizen, number)
    assert "/answer/" in citizen.facts("utter_case_standing")["more"]


def test_what_came_along_with_a_short_answer_is_found_again(
    citizen: Citizen, bureau: Bureau
) -> None:
    number = filed(citizen, bureau)
    bureau.cases.take(verb="accept", number=number, by="admin", at=AT)
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    bureau.attachments.add(number=number, data=content.getvalue(), shows="东门", by="li", at=AT)
    case = bureau.cases.own(number=number, by=citizen.key)
    enclosed = bureau.attachments.enclose(case=case, serials=[1])
    bureau.cases.take(
        verb="answer", number=number, by="admin", at=AT, note="已查", enclosed=enclosed
    )
    ask(citizen, number)
    assert "/answer/" in citizen.facts("utter_case_standing")["more"]
