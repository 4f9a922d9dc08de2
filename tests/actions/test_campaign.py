"""Events, the quiz and tips in the chat."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.campaigns import Campaign, CampaignKind, CampaignText, questions
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen


@pytest.fixture
def event(bureau: Bureau) -> Campaign:
    told = CampaignText(
        kind=CampaignKind.VISIT, title="跟着河长看河道", starts=AT + timedelta(days=5),
        ends=AT + timedelta(days=5, hours=2), place="南湖", text="听河长讲治水", area="330402",
    )  # fmt: skip
    written = bureau.campaigns.write(told=told, at=AT)
    bureau.campaigns.announce(campaign=written.id, at=AT)
    return written


def says(citizen: Citizen, text: str, action: str = "action_campaign") -> list[str]:
    citizen.says(text, "ask_campaign").run(action)
    return citizen.responses


def tap(citizen: Citizen, action: str, right: bool = True) -> list[str]:
    """Tap the right option of the question that was asked last, or a wrong one."""
    buttons = citizen.facts("utter_quiz_ask")["buttons"]
    code = buttons[0]["payload"].split('"option": "')[1].split(":")[0]
    place = questions()[code].right
    wanted = place if right else (place + 1) % len(buttons)
    citizen.says(buttons[wanted]["payload"]).run(action)
    return citizen.responses


def test_what_is_on_is_told_with_its_day_and_joined_by_a_button(
    citizen: Citizen, bureau: Bureau, event: Campaign
) -> None:
    assert says(citizen, "最近有什么活动") == ["utter_campaign_list"]
    facts = citizen.facts("utter_campaign_list")
    assert "跟着河长看河道：本周日（11月29日）14:20–16:20，南湖" in facts["rows"]
    for _ in range(2):
        citizen.says(facts["buttons"][0]["payload"]).run("action_campaign")
    assert citizen.responses == ["utter_campaign_joined"]
    [found] = bureau.campaigns.coming(at=AT)
    assert found.joins == 1


@pytest.mark.usefixtures("event")
def test_nothing_today_is_said_before_what_comes(citizen: Citizen) -> None:
    assert says(citizen, "今天有什么活动") == ["utter_campaign_none_today", "utter_campaign_list"]


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(
    ("words", "shown"), [("南湖区有什么活动", True), ("平湖有什么环保活动", False)]
)
def test_a_place_narrows_what_is_told(citizen: Citizen, words: str, shown: bool) -> None:
    said = says(citizen, words)
    assert ("utter_campaign_list" in said) is shown


@pytest.mark.parametrize(
    ("words", "date", "source"),
    [
        ("六五环境日干嘛", "6月5日", "环境保护法"),
        ("浙江生态日是哪天", "6月30日", "浙江省人大常委会"),
        ("全国生态日呢", "8月15日", "全国人大常委会"),
        ("环博会什么时候开", "以本局公布为准", "2019年工作总结"),
        ("生态探访怎么参加", "以本局公布为准", "2019年工作总结"),
    ],
)
def test_a_day_of_the_year_is_told_with_its_source(
    citizen: Citizen, words: str, date: str, source: str
) -> None:
    said = says(citizen, words)
    assert said[0] == "utter_campaign_day"
    told = citizen.facts("utter_campaign_day")["day"]
    assert date in told
    assert source in told


def test_days_that_are_near_are_told_where_nothing_is_planned(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.at = datetime.fromisoformat("2026-05-20T10:00:00+08:00")
    assert says(citizen, "最近有什么活动") == ["utter_campaign_none"]
    ahead = citizen.facts("utter_campaign_none")["ahead"]
    assert ahead.index("六五环境日") < ahead.index("浙江生态日")


@pytest.mark.parametrize("words", ["有活动告诉我", "以后搞活动喊我一声", "订阅活动"])
def test_who_wants_to_be_told_is_and_who_does_not_any_more_is_not(
    citizen: Citizen, bureau: Bureau, words: str
) -> None:
    assert says(citizen, words) == ["utter_campaign_subscribed"]
    assert len(bureau.campaigns.of_citizen(by=citizen.key)) == 1
    assert says(citizen, "不要再发活动了") == ["utter_campaign_unsubscribed"]
    assert bureau.campaigns.of_citizen(by=citizen.key) == []
    assert says(citizen, "退订活动通知") == ["utter_campaign_none_to_end"]


def test_who_wants_nothing_more_hears_of_no_event_either(citizen: Citizen, bureau: Bureau) -> None:
    says(citizen, "有活动告诉我")
    citizen.says("别再给我发了", "unsubscribe_alert").run("action_unsubscribe_alert")
    assert citizen.responses == ["utter_campaign_unsubscribed"]
    assert bureau.campaigns.of_citizen(by=citizen.key) == []


def test_a_round_of_five_is_counted_and_each_answer_has_its_fact(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.says("做个小测验", "start_quiz").run("action_quiz")
    assert citizen.facts("utter_quiz_ask")["number"] == 1
    for place in range(5):
        said = tap(citizen, "action_quiz", right=place != 2)
        assert said[0] == ("utter_quiz_wrong" if place == 2 else "utter_quiz_right")
        assert "来源" in citizen.facts(said[0])["source"]
    over = citizen.facts("utter_quiz_over")
    assert (over["score"], over["count"]) == (4, 5)
    tallies = bureau.campaigns.tallies()
    assert sum(answered for answered, _ in tallies.values()) == 5
    assert sum(rightly for _, rightly in tallies.values()) == 4


@pytest.mark.parametrize("form", ["{}", "选{}", "第{}个", "{}。"])
def test_a_written_letter_answers_as_the_button_does(citizen: Citizen, form: str) -> None:
    citizen.says("做个小测验", "start_quiz").run("action_quiz")
    code = citizen.slots["quiz"]["codes"][0]
    letter = "ABCD"[questions()[code].right]
    citizen.says(form.format(letter), "small_talk").run("action_small_talk")
    assert citizen.responses[0] == "utter_quiz_right"


def test_the_button_of_a_question_that_was_answered_counts_no_more(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.says("做个小测验", "start_quiz").run("action_quiz")
    first = citizen.facts("utter_quiz_ask")["buttons"][0]["payload"]
    tap(citizen, "action_quiz")
    citizen.says(first).run("action_quiz")
    assert citizen.responses == ["utter_press_expired"]
    assert sum(answered for answered, _ in bureau.campaigns.tallies().values()) == 1


def test_a_report_in_the_middle_of_the_quiz_is_no_answer(citizen: Citizen) -> None:
    citizen.says("做个小测验", "start_quiz").run("action_quiz")
    citizen.says("王店塑料厂那边很臭", "report").run("action_small_talk")
    assert not any(name.startswith("utter_quiz") for name in citizen.responses)


def test_tips_change_each_time_and_with_the_season(citizen: Citizen) -> None:
    told = []
    for _ in range(5):
        citizen.says("给个环保小贴士", "green_tip").run("action_tip")
        told.append(citizen.facts("utter_tip")["tip"])
    assert len(set(told)) == 5
    citizen.at = datetime.fromisoformat("2026-07-20T10:00:00+08:00")
    citizen.says("给个环保小贴士", "green_tip").run("action_tip")
    assert citizen.facts("utter_tip")["tip"] not in told


def test_whoever_has_enough_ends_the_quiz(citizen: Citizen) -> None:
    says(citizen, "来个测验", "action_quiz")
    assert says(citizen, "不玩了 没劲", "action_small_talk") == ["utter_quiz_left"]
    assert citizen.slots["quiz"] is None


def test_whoever_asks_for_the_answer_is_told_and_the_quiz_goes_on(citizen: Citizen) -> None:
    says(citizen, "来个测验", "action_quiz")
    heard = says(citizen, "不晓得 答案是啥", "action_small_talk")
    assert heard == ["utter_quiz_wrong", "utter_quiz_ask"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("那天来不了", "utter_campaign_not_coming"), ("有纪念品吗", "utter_campaign_gifts")],
)
def test_what_is_said_of_an_event_just_joined(
    citizen: Citizen, event: Campaign, words: str, told: str
) -> None:
    citizen.says(f'/ask_campaign{{"option": "join:{event.id}"}}').run("action_campaign")
    assert says(citizen, words, "action_small_talk") == [told]


def test_the_quiz_can_be_ended_also_some_words_later(citizen: Citizen) -> None:
    says(citizen, "来个测验", "action_quiz")
    says(citizen, "嗯嗯哈哈", "action_small_talk")
    assert says(citizen, "不玩了", "action_small_talk") == ["utter_quiz_left"]
