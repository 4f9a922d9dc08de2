"""Questions get sentences of a text with its source, or an honest no."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bureau.answers import Library, LibraryError, ReplyKind
from tests.bureau.answers.shelves import AT, library


@pytest.fixture(scope="module")
def ours() -> Library:
    return library()


def found(ours: Library, question: str, at: datetime = AT) -> str:
    reply = ours.answer(question=question, at=at)
    assert reply.kind is ReplyKind.FOUND, (question, reply)
    return reply.key


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("烧秸秆罚多少", "straw_fine"),
        ("在田里点稻草要罚几钱", "straw_fine"),
        ("烧稻草这种事哪个部门管", "straw_who"),
        ("楼下饭馆油烟超标要罚多少钱", "fume_fine"),
        ("工地晚上几点以后不准干活", "night_building_hours"),
        ("半夜施工要罚多少", "night_building_fine"),
        ("小区夜里噪音标准是多少分贝", "noise_class1"),
        ("废旧电池应该丢哪个桶", "battery"),
        ("我想带孩子去参观垃圾焚烧厂，怎么报名", "open_day"),
        ("环保投诉打什么电话", "hotline"),
        ("举报能拿多少奖励", "reward_share"),
    ],
)
def test_a_question_in_other_words_gets_its_passage(ours: Library, question: str, key: str) -> None:
    assert found(ours, question) == key


@pytest.mark.parametrize(
    "question",
    [
        "明天会下雨吗",
        "结婚登记去哪里办",
        "社保卡丢了怎么补",
        "杭州西湖门票多少钱",
        "苏州烧秸秆罚多少",
        "南京的露天烧烤归谁管",
        "你们局长叫什么名字",
        "今晚吃什么",
        "孩子上小学怎么报名",
        "公交车几点末班",
    ],
)
def test_what_no_text_tells_is_not_made_up(ours: Library, question: str) -> None:
    assert ours.answer(question=question, at=AT).kind is ReplyKind.UNKNOWN


@pytest.mark.parametrize("question", ["", "？", "。。。", "a", "😀" * 50, "罚" * 5000, "%00\x00"])
def test_odd_words_are_answered_too(ours: Library, question: str) -> None:
    assert ours.answer(question=question, at=AT).kind in ReplyKind


def test_the_answer_is_the_passages_own_words_with_title_article_and_date(ours: Library) -> None:
    reply = ours.answer(question="烧秸秆罚多少", at=AT)
    assert reply.words.startswith("露天烧秸秆，罚 500 到 2000 元。")
    assert reply.source == ("——生态环境法典 第1131条\n全国人民代表大会 · 自2026年8月15日起施行")


def test_an_unchecked_text_says_that_the_bureau_has_the_last_word(ours: Library) -> None:
    assert ours.answer(question="旧电池扔哪个桶", at=AT).source.endswith("以本局公布为准。")
    assert "以本局公布为准" not in ours.answer(question="烧秸秆罚多少", at=AT).source


def test_a_text_that_ended_is_not_quoted_as_law_and_its_successor_is_named(ours: Library) -> None:
    before = datetime.fromisoformat("2026-08-14T12:00:00+08:00")
    assert "200 到 1000 元" in ours.answer(question="广场舞太吵罚多少", at=before).words
    reply = ours.answer(question="广场舞太吵罚多少", at=AT)
    assert reply.kind is ReplyKind.OUT_OF_FORCE
    assert "200" not in reply.words
    assert "已于2026年8月14日失效" in reply.words
    assert "生态环境法典" in reply.words


def test_the_last_day_of_a_text_is_the_days_of_jiaxing(ours: Library) -> None:
    # Seventeen o'clock in London is the next day here.
    at = datetime.fromisoformat("2026-08-14T17:00:00+00:00")
    assert ours.answer(question="广场舞太吵罚多少", at=at).kind is ReplyKind.OUT_OF_FORCE


def test_a_text_that_does_not_hold_yet_says_from_when(ours: Library) -> None:
    reply = ours.answer(question="电动船充电桩多远设一处", at=AT)
    assert reply.kind is ReplyKind.OUT_OF_FORCE
    assert "2027年5月1日才施行" in reply.words


def test_a_button_opens_its_passage_and_an_invented_key_opens_nothing(ours: Library) -> None:
    assert ours.open(key="battery", at=AT).words.startswith("旧电池")
    for key in ("nobody", "battery.7", "../etc/passwd", "", "battery.x", "noise_law_old.9"):
        assert ours.open(key=key, at=AT).kind is ReplyKind.UNKNOWN
    assert ours.open(key="noise_law_old", at=AT).kind is ReplyKind.OUT_OF_FORCE


def test_near_candidates_are_offered_with_what_each_answers() -> None:
    ours = library()
    entry = (
        "- {id: other_fume, title: 某办法, issuer: 某机关, in_force: 2021-01-01, checked: true,"
        " text: 小吃店油烟超标，罚 1000 元。, ask: [小吃店油烟超标罚多少]}\n"
    )
    texts = ours.read(name="a.yml", content=entry.encode(), facts={})
    ours.add(texts=texts, by="li", at=AT)
    reply = ours.answer(question="油烟超标罚多少", at=AT)
    assert reply.kind is ReplyKind.SEVERAL
    assert {"fume_fine", "other_fume"} <= {key for key, _ in reply.choices}
    assert all(title for _, title in reply.choices)


class Parrot:
    """A rephraser that says what it is told to."""

    def __init__(self, words: str) -> None:
        self.words = words

    def rephrase(self, *, words: str, question: str) -> str:
        return self.words


@pytest.mark.parametrize(
    "rogue",
    [
        "烧秸秆最多罚 5000 元。",
        "烧秸秆罚五百到三千元。",
        "烧秸秆罚 500 万到 2000 万元。",
        "烧秸秆罚款，拘留十五天。",
        "烧秸秆罚 ２５００ 元。",
        "烧秸秆罚百分之五。",
        "请打 13800000000。",
        "",
    ],
)
def test_a_rephrasing_that_adds_a_figure_is_not_said(rogue: str) -> None:
    reply = library(rephraser=Parrot(rogue)).answer(question="烧秸秆罚多少", at=AT)
    assert reply.words.startswith("露天烧秸秆，罚 500 到 2000 元。")


def test_a_rephrasing_with_the_passages_figures_alone_is_said() -> None:
    kind = "烧秸秆是要罚的，五百元到两千元，自家田里也一样哦。"
    assert library(rephraser=Parrot(kind)).answer(question="烧秸秆罚多少", at=AT).words == kind


def test_a_withdrawn_text_answers_nothing_any_more() -> None:
    ours = library()
    assert found(ours, "旧电池扔哪个桶") == "battery"
    ours.withdraw(key="battery", by="li", at=AT)
    assert ours.answer(question="旧电池扔哪个桶", at=AT).key != "battery"
    with pytest.raises(LibraryError):
        ours.withdraw(key="battery", by="li", at=AT)


def test_the_bureaus_own_entry_takes_the_place_of_the_one_that_ships(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text(
        "- {id: battery, title: 本市规定, issuer: 本局, text: 旧电池投蓝色箱。,"
        " ask: [旧电池扔哪个桶]}",
        encoding="utf-8",
    )
    ours = library(folder=tmp_path)
    assert ours.answer(question="旧电池扔哪个桶", at=AT).words == "旧电池投蓝色箱。"


@pytest.mark.parametrize(
    ("question", "place", "name"),
    [
        ("王店归哪个分局, 电话多少", "330411103", "秀洲分局"),
        ("环保局电话多少", "330483", "桐乡分局"),
        ("你们分局几点上班", "330402001", "嘉兴市生态环境局"),
    ],
)
def test_an_office_is_named_by_place(ours: Library, question: str, place: str, name: str) -> None:
    office = ours.office(question=question, place=place)
    assert office is not None
    assert office.name == name


@pytest.mark.parametrize(
    "question",
    [
        "派出所电话多少",
        "烧秸秆罚多少",
        "环保局举报电话",
        "法院在哪",
        "分局里有个人叫我找某某公司编报告，正常么",
        "秀洲分局的人态度很差",
        "烧秸秆归哪个部门管",
    ],
)
def test_other_offices_and_other_questions_name_none(ours: Library, question: str) -> None:
    assert ours.office(question=question, place="330411103") is None


def test_what_an_office_says_ends_with_the_last_word_of_the_bureau(ours: Library) -> None:
    office = ours.office(question="分局电话", place="330402")
    assert office is not None
    assert ours.told(office, place="南湖区") == (
        "南湖区归嘉兴市生态环境局。\n电话：12369\n时间：工作日 8:30-17:00\n以本局公布为准。"
    )
