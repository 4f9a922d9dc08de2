"""Several matters told in one message, and matters brought up in between."""

from __future__ import annotations

from bureau.wiring import Bureau
from tests.actions.conftest import Citizen
from tests.actions.test_report import ALL, confirm, told

BOTH = "昨晚余新镇余北大街养猪场臭得很，另外昨天半夜凤桥镇新篁路工地打桩吵死了"


def test_each_of_several_matters_is_filed_with_its_own_words_place_and_time(
    citizen: Citizen, bureau: Bureau
) -> None:
    assert citizen.tells(BOTH, categories=("odor", "noise")) == "report_consent"
    rows = citizen.facts("utter_report_several")["rows"]
    assert "余新镇" in rows
    assert "凤桥镇" in rows
    confirm(citizen)
    assert "凤桥镇" in citizen.facts("utter_report_next")["place"]
    citizen.run("validate_report_form", form="report_form")
    confirm(citizen)
    second, first = (case.draft for case in bureau.cases.of_citizen(by=citizen.key))
    assert first.description + second.description == BOTH
    assert (first.place[:9], second.place[:9]) == ("330402101", "330402100")
    assert first.time_text == "昨晚"
    assert "半夜" in second.time_text


def test_a_pause_keeps_every_matter(citizen: Citizen) -> None:
    citizen.tells(BOTH, categories=("odor", "noise"))
    citizen.tells("先放着，晚点再说")
    citizen.run("action_finish_report")
    assert len(citizen.slots["report_draft"]["waiting"]) == 1


def test_danger_among_several_matters_is_filed_first(citizen: Citizen, bureau: Bureau) -> None:
    citizen.tells("王店镇吉祥路塑料厂昨晚臭得很，还有乍浦镇化工厂氨气泄漏有工人晕倒了")
    citizen.run("action_finish_report")
    urgent = bureau.cases.of_citizen(by=citizen.key)[0].draft
    assert urgent.urgent
    assert urgent.description == "还有乍浦镇化工厂氨气泄漏有工人晕倒了"
    assert citizen.slots["report_draft"]["texts"] == ["王店镇吉祥路塑料厂昨晚臭得很，"]


def test_another_matter_brought_up_in_between_waits_for_its_turn(citizen: Citizen) -> None:
    told(citizen)
    assert citizen.tells("还有西塘镇环秀路工地半夜打桩吵死了") == "report_consent"
    assert "西塘镇" in citizen.facts("utter_report_further")["rows"]
    assert "西塘" not in citizen.slots["report_place"]
    assert citizen.slots["report_draft"]["texts"] == [ALL]


def test_more_of_the_same_matter_stays_with_it(citizen: Citizen) -> None:
    told(citizen)
    citizen.tells("还有机器声也很吵，眼睛难受")
    assert citizen.slots["report_draft"]["waiting"] == []


def test_a_second_danger_is_filed_at_once_with_the_first(citizen: Citizen, bureau: Bureau) -> None:
    citizen.tells(
        "乍浦镇化工厂氨气泄漏有工人晕倒了，另外西塘镇环秀桥下面河里死鱼白花花一大片全翻肚了"
    )
    warned = [name for name in citizen.responses if name.startswith("utter_danger_")]
    citizen.run("action_finish_report")
    filed = [case.draft for case in bureau.cases.of_citizen(by=citizen.key)]
    assert len(warned) == 2
    assert [draft.urgent for draft in filed] == [True, True]
    assert "".join(draft.description for draft in reversed(filed)).startswith("乍浦镇化工厂")


ENGLISH = "There is black smoke from the factory in Puyuan. Also the river in Wuzhen is black."
GLOSS = "冒黑烟来自厂，濮院。还有河，乌镇发黑。"


def test_matters_of_an_english_message_are_filed_in_its_own_words(
    citizen: Citizen, bureau: Bureau
) -> None:
    citizen.tells(GLOSS, said=ENGLISH, categories=("air", "water"))
    rows = citizen.facts("utter_report_several")["rows"]
    assert "濮院镇" in rows
    assert "乌镇" in rows
    first = citizen.slots["report_draft"]
    assert " ".join([*first["texts"], *first["waiting"][0]["texts"]]) == ENGLISH


def test_pinyin_of_another_town_is_a_matter_of_its_own(citizen: Citizen) -> None:
    citizen.tells("很臭，王店吉祥路", said="terrible smell on Jixiang road in Wangdian",
                  categories=("odor",))  # fmt: skip
    citizen.tells("濮院那边噪音很大", said="puyuan nabian zaoyin hen da", categories=("noise",))
    assert "濮院镇" in citizen.facts("utter_report_further")["rows"]
    assert "濮院" not in citizen.slots["report_place"]


def test_a_further_sentence_about_the_same_place_is_no_other_matter(citizen: Citizen) -> None:
    said = "Terrible smell in Wangdian near the school. The smell comes every night."
    citizen.tells("很臭，王店附近学校。臭味每天晚上。", categories=("odor",), said=said)
    assert citizen.slots["report_draft"]["waiting"] == []


def test_a_matter_announced_at_the_read_back_changes_nothing_and_gets_its_turn(
    bureau: Bureau, citizen: Citizen
) -> None:
    told = "王店镇吉祥路塑料厂昨晚塑料味很重"
    assert citizen.tells(told, categories=("odor",)) == "report_consent"
    assert citizen.tells("还有一件事", "small_talk") == "report_consent"
    assert citizen.responses == ["utter_report_announced"]
    assert citizen.slots["report_draft"]["texts"] == [told]
    # Told before the first one is confirmed, it is another matter and no correction.
    other = "菜场门口天天半夜敲敲打打"
    assert citizen.tells(other, categories=("noise",)) == "report_consent"
    assert citizen.responses == ["utter_report_further"]
    assert "王店" in citizen.slots["report_place"]
    citizen.tells("/affirm")
    citizen.run("action_finish_report")
    assert "utter_report_next" in citizen.responses
    assert bureau.cases.of_citizen(by=citizen.key)[0].draft.description == told


def test_a_matter_announced_and_not_told_yet_is_asked_for_after_the_first(
    bureau: Bureau, citizen: Citizen
) -> None:
    citizen.tells("王店镇吉祥路塑料厂昨晚塑料味很重", categories=("odor",))
    citizen.tells("还有两个呢", "small_talk")
    citizen.tells("/affirm")
    citizen.run("action_finish_report")
    assert "utter_report_announced_next" in citizen.responses
    assert citizen.slots["report_draft"]["announced"] == 1
    citizen.run("validate_report_form", form="report_form")
    assert citizen.slots["requested_slot"] == "report_matter"


def test_a_place_asked_for_is_kept_as_it_was_told(citizen: Citizen) -> None:
    citizen.tells("门口窨井返臭水", categories=("water",))
    citizen.tells("嘉兴市南湖区勤俭路中山路口往南50米")
    assert citizen.slots["report_place"] == "南湖区勤俭路中山路口往南50米"
