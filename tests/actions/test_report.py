from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bureau.cases import Draft, Location
from bureau.wiring import Bureau
from tests.actions.conftest import Citizen

ALL = "昨晚十一点多，王店镇吉祥路塑料厂那边一股塑料味，很重，现在还有"
POINT = '/send_location{"longitude": 120.70, "latitude": 30.63, "label": "吉祥路88号"}'


def told(citizen: Citizen, categories: tuple[str, ...] = ("odor",)) -> Citizen:
    """A citizen who told everything in one message."""
    assert citizen.tells(ALL, categories=categories) == "report_consent"
    return citizen


def confirm(citizen: Citizen, key: str | None = None) -> None:
    assert citizen.tells("/affirm", key=key) is None
    citizen.run("action_finish_report")


def test_a_message_that_says_it_all_is_read_back_at_once(citizen: Citizen) -> None:
    told(citizen)
    assert "王店镇" in citizen.slots["report_place"]
    assert "昨晚十一点多" in citizen.slots["report_time"]
    assert "塑料" in citizen.slots["report_matter"]


def test_a_bare_complaint_is_asked_where_and_when_and_no_more(citizen: Citizen) -> None:
    assert citizen.tells("臭死了", categories=("odor",)) == "report_place"
    assert citizen.tells("王店镇吉祥路塑料厂旁边") == "report_time"
    assert citizen.tells("昨天晚上") == "report_consent"


def test_asking_to_report_is_asked_what_happened(citizen: Citizen) -> None:
    assert citizen.tells("我要举报", categories=("odor",)) == "report_matter"


def test_a_point_answers_where(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells(POINT) == "report_time"
    assert citizen.slots["report_place"] == "秀洲区王店镇吉祥路88号"


def test_a_points_label_does_not_say_city_and_town_again(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.tells(POINT.replace("吉祥路", "浙江省嘉兴市秀洲区王店镇吉祥路"))
    assert citizen.slots["report_place"] == "秀洲区王店镇吉祥路88号"


def test_an_unknown_time_is_not_asked_again(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.tells("王店镇吉祥路塑料厂旁边")
    assert citizen.tells("不知道", "small_talk") == "report_consent"


def test_a_photo_before_any_word_is_kept(citizen: Citizen, bureau: Bureau) -> None:
    assert citizen.tells('/send_photo{"media": "p1"}') == "report_matter"
    assert citizen.slots["report_step"] == "photo"
    assert citizen.tells(ALL, categories=("odor",)) == "report_consent"
    confirm(citizen)
    assert bureau.cases.of_citizen(by=citizen.key)[0].draft.photos == ("p1",)


def test_another_place_replaces_the_first_when_corrected(citizen: Citizen) -> None:
    told(citizen)
    assert citizen.tells("不是王店，是新塍", "correct") == "report_consent"
    assert "新塍镇" in citizen.slots["report_place"]
    assert "王店" not in citizen.slots["report_place"]


def test_another_time_replaces_the_first_when_corrected(citizen: Citizen) -> None:
    told(citizen)
    citizen.tells("时间是前天", "correct")
    assert "前天" in citizen.slots["report_time"]
    assert "昨晚" not in citizen.slots["report_time"]


def test_an_officer_reads_every_message_of_a_report(citizen: Citizen, bureau: Bureau) -> None:
    for part in ("臭死了", "王店镇吉祥路", "昨天晚上"):
        citizen.tells(part, categories=("odor",))
    confirm(citizen)
    case = bureau.cases.of_citizen(by=citizen.key)[0]
    assert case.draft.description.split("\n") == ["臭死了", "王店镇吉祥路", "昨天晚上"]


def test_confirming_files_one_case_however_often_it_is_played(
    citizen: Citizen, bureau: Bureau
) -> None:
    told(citizen)
    kept = dict(citizen.slots)
    confirm(citizen, key="m1")
    number = citizen.facts("utter_report_filed")["number"]
    citizen.slots = kept
    confirm(citizen, key="m1")
    assert citizen.facts("utter_report_filed")["number"] == number
    assert len(bureau.cases.of_citizen(by=citizen.key)) == 1


def test_after_filing_nothing_of_the_report_is_left(citizen: Citizen) -> None:
    told(citizen)
    confirm(citizen)
    left = {name for name, value in citizen.slots.items() if value and name.startswith("report_")}
    assert left == set()


@pytest.mark.parametrize("words", ["取消", "算了", "不报了", "退出"])
def test_cancelling_leaves_nothing(citizen: Citizen, bureau: Bureau, words: str) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells(words, "cancel") is None
    citizen.run("action_finish_report")
    assert citizen.responses == ["utter_report_cancelled"]
    assert bureau.cases.of_citizen(by=citizen.key) == []


def test_a_sentence_that_contains_a_cancel_stays_in_the_report(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells("算了半天账也没人管，王店镇吉祥路这边", "cancel") == "report_time"


def test_a_question_in_the_middle_is_let_through_and_asked_again(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.says("现在空气怎么样", "ask_air")
    result = citizen.run("validate_report_form", form="report_form")
    assert [event["event"] for event in result["events"]] == ["action_execution_rejected"]
    again = citizen.run("validate_report_form", form="report_form")
    assert {event["name"]: event["value"] for event in again["events"]}[
        "requested_slot"
    ] == "report_place"


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("南湖区天气怎么样", "out_of_scope"),
        ("周六能跑步吗", "ask_air"),
        ("平湖空气", "ask_air"),
        ("你是机器人吗", "small_talk"),
    ],
)
def test_a_question_that_names_a_place_or_a_day_answers_nothing(
    citizen: Citizen, words: str, intent: str
) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.says(words, intent, confidence=0.7)
    result = citizen.run("validate_report_form", form="report_form")
    rejected = [event["event"] for event in result["events"]] == ["action_execution_rejected"]
    # Another rule answers, or it is answered here; the question then stands as it was.
    assert rejected or (citizen.responses and citizen.slots["requested_slot"] == "report_place")
    assert citizen.slots["report_draft"]["place"] is None


def test_a_question_of_impatience_is_no_time(citizen: Citizen) -> None:
    citizen.tells("王店镇吉祥路臭死了", categories=("odor",))
    citizen.tells("到底有没有人管", "report")
    assert not citizen.slots["report_draft"]["time_text"]


def test_words_that_answer_are_no_digression(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells("王店镇吉祥路，空气里全是", "ask_air") == "report_time"


def test_danger_is_spoken_of_before_anything_else(citizen: Citizen) -> None:
    citizen.tells("化工厂爆炸了，泄漏了", categories=("air",))
    assert citizen.responses[0] == "utter_danger_gas"


def test_another_authority_is_named_once_and_the_report_goes_on(citizen: Citizen) -> None:
    citizen.tells("楼下烧烤店油烟直接往我家窗户排", categories=("air",))
    assert citizen.responses.count("utter_report_elsewhere") == 1
    assert citizen.facts("utter_report_elsewhere")["phone"] == "12345"
    citizen.tells("南湖区新嘉街道中山路")
    assert "utter_report_elsewhere" not in citizen.responses


def test_danger_is_filed_at_once_as_urgent_and_asked_only_where(
    citizen: Citizen, bureau: Bureau
) -> None:
    assert citizen.tells("化工厂爆炸了", categories=("other",)) is None
    result = citizen.run("action_finish_report")
    (case,) = bureau.cases.of_citizen(by=citizen.key)
    assert case.draft.urgent
    assert case.draft.description == "化工厂爆炸了"
    assert result["events"][-1]["name"] == "supplement_form"


def test_a_remark_adds_no_kind_of_its_own(citizen: Citizen) -> None:
    citizen.tells("楼下烧烤店油烟太大", categories=("air",))
    citizen.tells("我要匿名", categories=("other",))
    assert citizen.slots["report_draft"]["categories"] == ["air"]


def test_a_place_is_read_back_without_its_town_twice(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.tells("独山港那边，化工厂的")
    assert citizen.slots["report_draft"]["place_text"] == "化工厂"


def test_anonymity_is_promised_and_kept(citizen: Citizen, bureau: Bureau) -> None:
    told(citizen)
    citizen.tells("匿名")
    assert "utter_report_anonymous" in citizen.responses
    confirm(citizen)
    assert bureau.cases.of_citizen(by=citizen.key)[0].draft.anonymous


def test_the_same_matter_again_follows_the_first(citizen: Citizen, bureau: Bureau) -> None:
    told(citizen)
    confirm(citizen)
    assert citizen.tells(ALL + "，又来了", categories=("odor",)) == "report_same"
    assert citizen.tells("/affirm") is None
    citizen.run("action_finish_report")
    assert citizen.responses == ["utter_report_followed"]
    assert len(bureau.cases.of_citizen(by=citizen.key)) == 1


def test_another_matter_at_the_same_place_is_a_case_of_its_own(
    citizen: Citizen, bureau: Bureau
) -> None:
    told(citizen)
    confirm(citizen)
    citizen.tells(ALL, categories=("odor",))
    assert citizen.tells("/deny") == "report_consent"
    confirm(citizen)
    assert len(bureau.cases.of_citizen(by=citizen.key)) == 2


def test_a_half_filled_report_goes_on_after_silence(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    citizen.says("你好", "greet")
    citizen.run("action_session_start")
    assert citizen.responses == ["utter_report_waiting"]
    citizen.slots["requested_slot"] = None
    citizen.says("继续", "affirm")
    result = citizen.run("action_yes")
    assert result["events"][-1] == {"event": "followup", "name": "report_form", "timestamp": None}
    citizen.run("validate_report_form", form="report_form")
    assert citizen.slots["report_draft"]["texts"] == ["臭死了"]


@pytest.mark.parametrize(
    "words", ["", " ", "。", "😷" * 500, "臭" * 5000, "{report_place} 0[x]", "\x00\x01"]
)
def test_odd_messages_do_no_harm(citizen: Citizen, words: str) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells(words, "nlu_fallback") is not None
    assert "0[" not in str(citizen.slots["report_place"])


def test_whoever_reports_hears_how_many_neighbours_did_tonight_and_may_go_on(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.at = datetime.fromisoformat("2026-11-24T22:00:00+08:00")
    town = next(each for each in bureau.places.towns() if each.name == "王店镇")
    for n in range(12):
        draft = Draft(categories=("noise",), place=town.code, description="吵")
        bureau.cases.submit(draft=draft, by=f"n{n}", at=citizen.at, message_key=f"n{n}")
    told(citizen, categories=("noise",))
    confirm(citizen)
    assert citizen.facts("utter_report_neighbours_tonight")["count"] == 12
    assert citizen.responses[-2:] == ["utter_report_filed", "utter_report_neighbours_tonight"]


@pytest.mark.parametrize(
    ("others", "some"), [(0, None), (2, None), (3, "好几位居民"), (12, "十多位居民")]
)
def test_of_odor_it_is_said_in_words_and_from_three_others_on(
    citizen: Citizen, bureau: Bureau, others: int, some: str | None
) -> None:
    town = next(each for each in bureau.places.towns() if each.name == "王店镇")
    for n in range(others):
        draft = Draft(categories=("odor",), place=town.code, description="臭")
        for again in range(2):
            bureau.cases.submit(draft=draft, by=f"n{n}", at=citizen.at, message_key=f"n{n}/{again}")
    told(citizen)
    confirm(citizen)
    if some is None:
        assert citizen.responses == ["utter_report_filed"]
    else:
        assert citizen.facts("utter_odor_others")["some"] == some
        assert not any(char.isdigit() for char in citizen.facts("utter_odor_others")["some"])


def test_where_in_the_town_one_reports_from_tells_nothing_of_the_others(
    citizen: Citizen, bureau: Bureau
) -> None:
    """Whoever reports from place after place would close in on a neighbour's house."""
    town = next(each for each in bureau.places.towns() if each.name == "王店镇")
    for n in range(3):
        point = Location(town.longitude, town.latitude)
        draft = Draft(categories=("odor",), place=town.code, location=point, description="臭")
        bureau.cases.submit(draft=draft, by=f"n{n}", at=citizen.at, message_key=f"n{n}")
    odor, at = bureau.odor, citizen.at
    assert odor.others_too(town=town.official_code, by="x", at=at) == "好几位居民"
    assert odor.others_too(town=town.official_code, by="n0", at=at) == ""
    later = at + timedelta(hours=4)
    assert odor.others_too(town=town.official_code, by="x", at=later) == ""


def test_the_first_who_reports_hears_of_no_neighbours(citizen: Citizen) -> None:
    told(citizen)
    confirm(citizen)
    assert not [each for each in citizen.responses if "neighbours" in each or "others" in each]


@pytest.mark.parametrize("said", ["算了还是报吧", "不报了…想想还是帮我报上去"])
def test_second_thoughts_for_the_report_file_it_at_the_read_back(
    citizen: Citizen, bureau: Bureau, said: str
) -> None:
    told(citizen).tells(said, "cancel")
    citizen.run("action_finish_report")
    assert bureau.cases.of_citizen(by=citizen.key)


@pytest.mark.parametrize("said", ["算了不报了", "还是算了", "还是别报了"])
def test_second_thoughts_against_it_let_it_go(citizen: Citizen, bureau: Bureau, said: str) -> None:
    told(citizen).tells(said, "cancel")
    citizen.run("action_finish_report")
    assert not bureau.cases.of_citizen(by=citizen.key)


def test_second_thoughts_in_the_midst_of_it_go_on(citizen: Citizen) -> None:
    citizen.tells("臭死了", categories=("odor",))
    assert citizen.tells("王店镇吉祥路塑料厂旁边") == "report_time"
    assert citizen.tells("算了 还是报上去吧", "cancel") == "report_consent"


def test_what_changed_nothing_is_never_called_changed(citizen: Citizen) -> None:
    told(citizen).tells("不是机器坏了，是有人故意的", "correct")
    assert citizen.slots["report_step"] == "added"
    assert citizen.slots["report_near"]


def test_one_trouble_is_put_in_anothers_place(citizen: Citizen) -> None:
    told(citizen).tells("不是味道，是噪音", "correct")
    assert citizen.slots["report_step"] == "changed"
    assert citizen.slots["report_draft"]["categories"] == ["noise"]


def test_a_village_keeps_the_town_unless_another_is_named(citizen: Citizen) -> None:
    told(citizen).tells("不对 是良三村", "correct")
    assert citizen.slots["report_place"] == "秀洲区王店镇良三村"
    citizen.tells("不对 是洪合镇良三村", "correct")
    assert citizen.slots["report_place"].startswith("秀洲区洪合镇")


def test_anger_is_no_correction(citizen: Citizen) -> None:
    told(citizen).tells("还有完没完了，烦死", "insult")
    assert citizen.slots["report_step"] != "changed"


def test_a_further_matter_of_the_same_place_is_not_asked_where(citizen: Citizen) -> None:
    confirm(told(citizen))
    citizen.tells("再报一件，老地方，夜里机器很吵", categories=("noise",))
    assert citizen.slots["report_place"].startswith("秀洲区王店镇")


@pytest.mark.parametrize("said", ["报", "谢谢 报吧", "算了 确认", "送出去"])
def test_the_word_to_hand_it_in_files_it(citizen: Citizen, said: str) -> None:
    told(citizen)
    assert citizen.tells(said, "thank") is None
    assert citizen.slots["report_consent"] == "yes"


@pytest.mark.parametrize("said", ["没有了", "没别的了", "报了", "报警吧"])
def test_what_may_be_no_yes_files_nothing_and_is_asked(citizen: Citizen, said: str) -> None:
    told(citizen)
    assert citizen.tells(said, "affirm") == "report_consent"
    assert citizen.responses == ["utter_report_doubt"]
    assert citizen.slots["report_draft"]["texts"] == [ALL]


@pytest.mark.parametrize("said", ["我不匿名 我姓陈", "不用匿名", "我要署名 用真名"])
def test_who_wants_to_be_named_is_not_made_anonymous(citizen: Citizen, said: str) -> None:
    told(citizen)
    citizen.tells("匿名吧")
    assert citizen.slots["report_draft"]["anonymous"]
    citizen.tells(said)
    assert not citizen.slots["report_draft"]["anonymous"]
    assert "utter_report_signed" in citizen.responses


def test_an_animal_put_in_anothers_place_is_changed_on_the_card(citizen: Citizen) -> None:
    citizen.tells("南湖区凤桥镇 三星村 养猪场 很臭 上礼拜天开始", categories=("odor",))
    assert "养猪场" in citizen.slots["report_place"]
    citizen.tells("是鸡不是猪", "correct")
    assert "养鸡场" in citizen.slots["report_place"]
    assert "猪" not in citizen.slots["report_place"] + citizen.slots["report_notes"]


def test_a_point_outside_does_not_replace_the_place_told(citizen: Citizen) -> None:
    citizen.tells("有股焦糊味", categories=("odor",))
    citizen.tells(POINT)
    citizen.tells('/send_location{"longitude": 116.39, "latitude": 39.91, "label": "天安门"}')
    assert "天安门" not in citizen.slots["report_place"]


def test_a_yes_with_a_question_behind_it_files_and_is_answered(citizen: Citizen) -> None:
    told(citizen)
    assert citizen.tells("确认 顺便问下 多久能办好") is None
    assert citizen.slots["report_consent"] == "yes"
    assert citizen.responses


def test_a_way_put_right_is_changed_on_the_card(citizen: Citizen) -> None:
    citizen.tells("门口窨井返臭水", categories=("water",))
    citizen.tells("嘉兴市南湖区勤俭路中山路口往南50米")
    citizen.tells("刚才说错了 是往北50米", "correct")
    assert citizen.slots["report_place"] == "南湖区勤俭路中山路口往北50米"


def test_another_matter_that_is_dropped_leaves_the_one_in_hand(citizen: Citizen) -> None:
    citizen.tells("洪合镇良三村河里发黑", categories=("water",))
    asked = citizen.slots["requested_slot"]
    assert citizen.tells("第三个 邻居放音响 他道歉了 就不报了", "cancel") == asked
    assert citizen.responses == ["utter_report_other_dropped"]
    assert citizen.slots.get("report_consent") is None


def test_who_wished_not_to_be_named_before_is_not_named(citizen: Citizen) -> None:
    citizen.says("别记我名字 别告诉村干部", "question").run("action_question")
    citizen.tells("海宁丁桥新仓村猪场粪水", categories=("water",))
    assert citizen.slots["report_draft"]["anonymous"]


def test_what_was_asked_elsewhere_is_not_asked_again_once_it_is_ours(citizen: Citizen) -> None:
    words = "我家旁边开了个诊所，天天倒针头"
    citizen.says(words, "other_government", categories=("waste",)).run("action_other_government")
    assert citizen.tells("/report") == "report_place"
    assert citizen.slots["report_draft"]["texts"] == [words]


def test_a_road_without_its_town_is_asked_for_the_town_alone(citizen: Citizen) -> None:
    citizen.tells("东升路和禾兴路那个口子一股烧塑料味", categories=("odor",))
    assert citizen.slots["requested_slot"] == "report_place"
    assert citizen.slots["report_step"] == "town"
    assert "东升路" in citizen.slots["report_near"]
