"""The survey desk: one person, one answer a quarter, whichever way, and nothing lost."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest

from surveys.interview.state import InterviewStatus
from surveys.interview.wording import SurveyTurn
from surveys.questionnaire.model import FOLDER, QuestionnaireError, load
from surveys.service import FrozenError, SurveyError, SurveyService
from tests.surveys.standard import StoreInMemory, make_desk, moment

AT = moment("2026-11-03T09:20:30")
SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")
PLAIN = ["王店", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色"]


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def desk(store: StoreInMemory) -> SurveyService:
    return make_desk(store)


def say(desk: SurveyService, text: str | None, **changes: object) -> SurveyTurn:
    told = {"by": "citizen", "town": None, "text": text, "at": AT, "channel": "chat", **changes}
    return desk.turn(**told)  # type: ignore[arg-type]


def finish(desk: SurveyService, **changes: object) -> SurveyTurn:
    turn = say(desk, None, **changes)
    for text in PLAIN:
        turn = say(desk, text, **changes)
    return turn


def test_the_wave_opens_by_itself_and_is_answered(
    desk: SurveyService, store: StoreInMemory
) -> None:
    first = say(desk, None)
    assert first.progress == (1, 9)
    assert "（1/9）" in first.text
    last = finish(desk)
    assert (last.done, last.left) == (True, False)
    figures = desk.responses(wave="2026Q4")
    assert (figures.started, figures.complete) == (1, 1)
    (town,) = [town for town in figures.towns if town.complete]
    assert (town.name, town.missing) == ("王店镇", 59)


def test_one_person_answers_once_a_quarter_whichever_way(
    desk: SurveyService, store: StoreInMemory
) -> None:
    finish(desk)
    before = dict(store.answers)
    for channel in ("page", "chat"):
        for text in (None, "1", "改一下", "satisfaction:1"):
            assert say(desk, text, channel=channel).done
    assert store.answers == before
    assert not say(desk, None, at=moment("2027-01-01T00:00")).done


def test_one_may_begin_in_the_chat_and_finish_on_the_page(
    desk: SurveyService, store: StoreInMemory
) -> None:
    say(desk, None)
    for text in PLAIN[:4]:
        say(desk, text)
    resumed = say(desk, None, channel="page")
    assert resumed.question == "satisfaction"
    for text in PLAIN[4:]:
        turn = say(desk, text, channel="page")
    assert turn.done
    assert len(store.answers) == 1


def test_a_message_that_comes_twice_gets_the_same_reply_and_counts_once(
    desk: SurveyService,
) -> None:
    say(desk, None, message_key="m0")
    say(desk, "王店", message_key="m1")
    once = say(desk, "4", message_key="m2")
    again = say(desk, "4", message_key="m2")
    assert again == once
    assert again.question == "age"


def test_leaving_and_coming_back_days_later(desk: SurveyService) -> None:
    say(desk, None)
    for text in PLAIN[:5]:
        say(desk, text)
    assert say(desk, "以后再说").left
    back = say(desk, None, at=AT + timedelta(days=9))
    assert back.question == "awareness"
    assert "接着" in back.text


def test_after_two_weeks_it_starts_again(desk: SurveyService) -> None:
    say(desk, None)
    say(desk, "王店")
    late = say(desk, "四年", at=AT + timedelta(days=15))
    assert late.progress == (1, 9)
    assert "重新" in late.text


def test_a_registered_town_is_not_asked_again(desk: SurveyService) -> None:
    first = say(desk, None, town="330402001")
    assert first.question == "lived"
    assert "建设街道" in first.text


@pytest.mark.parametrize("town", ["330402", "", "3304", None])
def test_a_county_is_no_town(desk: SurveyService, town: str | None) -> None:
    assert say(desk, None, town=town).question == "town"


def test_the_answers_name_nobody(desk: SurveyService, store: StoreInMemory) -> None:
    finish(desk, by="openid-like-key", message_key="wx-1", device="phone", address="10.0.0.9")
    kept = str([asdict(sitting) for sitting in store.sittings.values()]) + str(store.answers)
    for trace in ("openid-like-key", "wx-1", "phone", "10.0.0.9"):
        assert trace not in kept


def test_the_same_person_is_another_respondent_each_quarter(desk: SurveyService) -> None:
    assert desk.respondent("2026Q3", "c") != desk.respondent("2026Q4", "c")


def test_a_finished_answer_keeps_the_hour_but_not_the_instant(
    desk: SurveyService, store: StoreInMemory
) -> None:
    for minute, text in enumerate([None, *PLAIN]):
        say(desk, text, at=AT + timedelta(seconds=40 * minute))
    (sitting,) = store.sittings.values()
    assert sitting.finished == sitting.started == moment("2026-11-03T09:00")
    assert sitting.seconds == 360


def test_long_pauses_are_not_time_spent_answering(
    desk: SurveyService, store: StoreInMemory
) -> None:
    for hour, text in enumerate([None, *PLAIN]):
        say(desk, text, at=AT + timedelta(hours=hour))
    (sitting,) = store.sittings.values()
    assert sitting.seconds == 9 * 300


def test_an_early_close_takes_nothing_more(desk: SurveyService, store: StoreInMemory) -> None:
    say(desk, None)
    desk.close(wave="2026Q4", by="officer", at=AT)
    turn = say(desk, "王店", at=AT + timedelta(seconds=1))
    assert turn.done
    assert "结束" in turn.text
    assert desk.last_complete(at=AT + timedelta(days=1)) == "2026Q4"


def test_the_last_complete_wave_is_the_quarter_before(desk: SurveyService) -> None:
    assert desk.last_complete(at=AT) == "2026Q3"


def test_after_the_first_answer_the_questionnaire_is_frozen(
    desk: SurveyService, store: StoreInMemory
) -> None:
    say(desk, None)
    say(desk, "王店")
    newer = load(SOURCE.replace('"2026.1"', '"2026.2"'))
    assert make_desk(store, newer).wave(at=AT).version == "2026.1"
    with pytest.raises(FrozenError):
        desk.plan(wave="2026Q4", source=newer.source, targets=None, by="officer", at=AT)


def test_before_the_first_answer_a_newer_questionnaire_takes_over(
    desk: SurveyService, store: StoreInMemory
) -> None:
    say(desk, None)
    newer = load(SOURCE.replace('"2026.1"', '"2026.2"'))
    assert make_desk(store, newer).wave(at=AT).version == "2026.2"


def test_an_officer_may_plan_the_next_wave_and_it_holds(desk: SurveyService) -> None:
    special = SOURCE.replace('"2026.1"', '"2027.special"')
    plan = {"wave": "2027Q1", "source": special, "by": "officer", "at": AT}
    desk.plan(**plan, targets={"town": 80})  # type: ignore[arg-type]
    wave = desk.wave(at=moment("2027-02-01T08:00"))
    assert (wave.version, wave.target("330411105")) == ("2027.special", 80)


def test_a_draft_that_changes_under_a_first_question_is_asked_anew(
    desk: SurveyService, store: StoreInMemory
) -> None:
    say(desk, None)
    renamed = SOURCE.replace("id: town", "id: home")
    desk.plan(wave="2026Q4", source=renamed, targets=None, by="officer", at=AT)
    assert say(desk, "王店").question == "home"
    assert say(desk, "王店").question == "lived"


def test_a_draft_that_arrives_with_the_first_answer_does_not_pass_it_by(
    desk: SurveyService, store: StoreInMemory
) -> None:
    say(desk, None)
    freeze = store.freeze

    def late(key: str, *, at: datetime) -> None:
        store.freeze = freeze  # type: ignore[method-assign]
        renamed = SOURCE.replace("id: town", "id: home")
        desk.plan(wave=key, source=renamed, targets=None, by="officer", at=at)
        freeze(key, at=at)

    store.freeze = late  # type: ignore[method-assign]
    assert say(desk, "王店").question == "home"


@pytest.mark.parametrize(
    ("wave", "targets", "word"),
    [
        ("2026Q3", None, "已经结束"),
        ("next", None, "期次"),
        ("2027Q1", {"town": -1}, "目标"),
        ("2027Q1", {"330411999": 5}, "目标"),
    ],
)
def test_what_cannot_be_planned_is_explained(
    desk: SurveyService, wave: str, targets: dict[str, int] | None, word: str
) -> None:
    with pytest.raises(SurveyError, match=word):
        desk.plan(wave=wave, source=SOURCE, targets=targets, by="officer", at=AT)


def test_what_could_not_be_ranked_is_not_planned(desk: SurveyService) -> None:
    blind = SOURCE.replace("    dimension:", "    # dimension:")
    with pytest.raises(SurveyError, match="计分"):
        desk.plan(wave="2027Q1", source=blind, targets=None, by="officer", at=AT)


def test_a_wave_that_has_not_begun_cannot_be_closed(desk: SurveyService) -> None:
    desk.plan(wave="2027Q1", source=SOURCE, targets=None, by="officer", at=AT)
    with pytest.raises(SurveyError, match="不在调查中"):
        desk.close(wave="2027Q1", by="officer", at=AT)


def test_the_history_says_who_did_what(desk: SurveyService) -> None:
    desk.plan(wave="2026Q4", source=SOURCE, targets={"town": 80}, by="li", at=AT)
    desk.close(wave="2026Q4", by="wang", at=AT + timedelta(days=1))
    closed, planned = desk.history(wave="2026Q4")
    assert (closed.verb, closed.by, planned.verb, planned.by) == ("closed", "wang", "planned", "li")
    assert "每镇 80 份" in planned.note


def test_every_town_is_listed_and_a_full_one_still_counts(
    desk: SurveyService, store: StoreInMemory
) -> None:
    desk.plan(wave="2026Q4", source=SOURCE, targets={"town": 1}, by="li", at=AT)
    for citizen in "ab":
        finish(desk, by=citizen)
    towns = {t.code: (t.complete, t.missing) for t in desk.responses(wave="2026Q4").towns}
    assert towns == {"330411105": (2, 0), "330402001": (0, 1), "330424100": (0, 1)}


def test_whoever_asks_for_peace_is_let_go_and_may_still_come_back(desk: SurveyService) -> None:
    say(desk, None)
    gone = say(desk, "别再问我了！")
    assert (gone.left, gone.refused) == (True, True)
    assert not say(desk, None).refused


def test_a_faulty_questionnaire_cannot_be_planned(desk: SurveyService) -> None:
    with pytest.raises(QuestionnaireError):
        desk.plan(wave="2027Q1", source="id: 1", targets=None, by="officer", at=AT)


def test_a_preview_shows_every_question_with_its_options(desk: SurveyService) -> None:
    shown = desk.preview(source=SOURCE)
    assert len(shown) == 10
    assert "5. 非常满意" in shown[4]


def test_two_messages_at_once_both_count(desk: SurveyService, store: StoreInMemory) -> None:
    say(desk, None)
    real = store.sitting
    stale = [store.sitting(desk.respondent("2026Q4", "citizen"))]
    say(desk, "王店")
    store.sitting = lambda who: stale.pop() if stale else real(who)  # type: ignore[method-assign]
    assert say(desk, "四年").question == "age"


def test_a_desk_that_never_gets_its_turn_says_so(desk: SurveyService, store: StoreInMemory) -> None:
    say(desk, None)
    store.save = lambda *_: False  # type: ignore[method-assign]
    with pytest.raises(SurveyError):
        say(desk, "王店")


def test_figures_by_channel(desk: SurveyService, store: StoreInMemory) -> None:
    finish(desk, by="a")
    say(desk, None, by="b", channel="page")
    say(desk, None, by="c", channel="page")
    say(desk, "我不住在嘉兴", by="c", channel="page")
    chat, page = desk.responses(wave="2026Q4").channels
    assert (chat.complete, chat.rate) == (1, 1.0)
    assert (page.started, page.unfinished, page.screened) == (2, 1, 1)


def test_a_wave_nobody_knows_has_no_figures(desk: SurveyService) -> None:
    with pytest.raises(SurveyError):
        desk.responses(wave="2020Q1")


def test_the_state_left_by_a_screened_person_can_be_mended(
    desk: SurveyService, store: StoreInMemory
) -> None:
    for text in [None, "王店", "五年以上", "5"]:
        turn = say(desk, text)
    assert turn.done
    assert "“5岁”" in say(desk, None).text
    for text in PLAIN[2:]:
        turn = say(desk, text)
    (sitting,) = store.sittings.values()
    assert sitting.state.status is InterviewStatus.COMPLETE
    assert replace(turn).done


def test_the_ranking_is_made_from_the_stored_answers(desk: SurveyService) -> None:
    for number in range(60):
        finish(desk, by=f"citizen {number}")
    ranking = desk.ranking(wave="2026Q4", level="county", at=AT)
    (line,) = ranking.main.regions
    assert (line.region, line.n, line.score, line.satisfied) == ("330411", 60, 75.0, 1.0)
    assert ranking.provenance.mapping == (0, 25, 50, 75, 100)
    assert "2026.1" in ranking.provenance.questionnaire
    assert ranking.provenance.date == "2026-11-03"


def test_the_ranking_asked_for_without_a_wave_is_that_of_the_last_complete_one(
    desk: SurveyService,
) -> None:
    finish(desk, at=moment("2026-08-01T10:00"))
    finish(desk)
    assert desk.ranking(level="town").provenance.wave == "2026Q3"
    assert desk.ranking(level="town", at=AT).provenance.wave == "2026Q3"
    desk.close(wave="2026Q4", by="officer", at=AT)
    assert desk.ranking(level="town").provenance.wave == "2026Q4"


def test_without_answers_there_is_no_ranking(desk: SurveyService) -> None:
    with pytest.raises(SurveyError):
        desk.ranking(level="county")
    say(desk, None)
    with pytest.raises(SurveyError):
        desk.ranking(wave="2026Q4")


def test_the_checks_learn_age_attention_and_time(desk: SurveyService) -> None:
    finish(desk)
    answers = desk.answers(wave="2026Q4")
    assert answers.age is not None
    assert answers.age.text(0) == "35-35"
    assert answers.attention is not None
    assert answers.attention.tolist() == [1]
    assert answers.mode is not None
    assert answers.mode.text(0) == "wechat"
