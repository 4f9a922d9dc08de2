"""How a case stands, and what its citizen may do with it."""

from __future__ import annotations

import pytest

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
