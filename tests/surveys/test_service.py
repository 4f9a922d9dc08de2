"""The survey service: one person, one answer a quarter, whichever way, and nothing lost."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest

from surveys.interview.state import InterviewStatus
from surveys.questionnaire.model import FOLDER
from surveys.service import SurveyService
from surveys.wave_admin import SurveyError
from tests.surveys.standard import AT, PLAIN, StoreInMemory, finish, make_service, moment, say

SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def service(store: StoreInMemory) -> SurveyService:
    return make_service(store)


def test_the_wave_opens_by_itself_and_is_answered(
    service: SurveyService, store: StoreInMemory
) -> None:
    first = say(service, None)
    assert first.progress == (1, 10)
    assert "（1/10）" in first.text
    last = finish(service)
    assert (last.done, last.left) == (True, False)
    figures = service.waves.responses(wave="2026Q4")
    assert (figures.started, figures.complete) == (1, 1)
    (town,) = [town for town in figures.towns if town.complete]
    assert (town.name, town.missing) == ("王店镇", 59)


def test_one_person_answers_once_a_quarter_whichever_way(
    service: SurveyService, store: StoreInMemory
) -> None:
    finish(service)
    before = dict(store.answers)
    for channel in ("page", "chat"):
        for text in (None, "1", "改一下", "satisfaction:1"):
            assert say(service, text, channel=channel).done
    assert store.answers == before
    assert not say(service, None, at=moment("2027-01-01T00:00")).done


def test_one_may_begin_in_the_chat_and_finish_on_the_page(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    for text in PLAIN[:4]:
        say(service, text)
    resumed = say(service, None, channel="page")
    assert resumed.question == "satisfaction"
    for text in PLAIN[4:]:
        turn = say(service, text, channel="page")
    assert turn.done
    assert len(store.answers) == 1


def test_a_message_that_comes_twice_gets_the_same_reply_and_counts_once(
    service: SurveyService,
) -> None:
    say(service, None, message_key="m0")
    say(service, "王店", message_key="m1")
    once = say(service, "4", message_key="m2")
    again = say(service, "4", message_key="m2")
    assert again == once
    assert again.question == "age"


def test_leaving_and_coming_back_days_later(service: SurveyService) -> None:
    say(service, None)
    for text in PLAIN[:5]:
        say(service, text)
    assert say(service, "以后再说").left
    back = say(service, None, at=AT + timedelta(days=9))
    assert back.question == "awareness"
    assert "接着" in back.text


def test_after_two_weeks_it_starts_again(service: SurveyService) -> None:
    say(service, None)
    say(service, "王店")
    late = say(service, "四年", at=AT + timedelta(days=15))
    assert late.progress == (1, 10)
    assert "重新" in late.text


def test_a_registered_town_is_not_asked_again(service: SurveyService) -> None:
    first = say(service, None, town="330402001")
    assert first.question == "lived"
    assert "建设街道" in first.text


@pytest.mark.parametrize("town", ["330402", "", "3304", None])
def test_a_county_is_no_town(service: SurveyService, town: str | None) -> None:
    assert say(service, None, town=town).question == "town"


def test_the_answers_name_nobody(service: SurveyService, store: StoreInMemory) -> None:
    finish(service, by="openid-like-key", message_key="wx-1", device="phone", address="10.0.0.9")
    kept = str([asdict(sitting) for sitting in store.sittings.values()]) + str(store.answers)
    for trace in ("openid-like-key", "wx-1", "phone", "10.0.0.9"):
        assert trace not in kept


def test_the_same_person_is_another_respondent_each_quarter(service: SurveyService) -> None:
    assert service.respondent("2026Q3", "c") != service.respondent("2026Q4", "c")


def test_a_finished_answer_keeps_the_hour_but_not_the_instant(
    service: SurveyService, store: StoreInMemory
) -> None:
    for minute, text in enumerate([None, *PLAIN]):
        say(service, text, at=AT + timedelta(seconds=40 * minute))
    (sitting,) = store.sittings.values()
    assert sitting.finished == sitting.started == moment("2026-11-03T09:00")
    assert sitting.seconds == 400


def test_long_pauses_are_not_time_spent_answering(
    service: SurveyService, store: StoreInMemory
) -> None:
    for hour, text in enumerate([None, *PLAIN]):
        say(service, text, at=AT + timedelta(hours=hour))
    (sitting,) = store.sittings.values()
    assert sitting.seconds == 10 * 300


def test_an_early_close_takes_nothing_more(service: SurveyService, store: StoreInMemory) -> None:
    say(service, None)
    service.waves.close(wave="2026Q4", by="officer", at=AT)
    turn = say(service, "王店", at=AT + timedelta(seconds=1))
    assert turn.done
    assert "结束" in turn.text
    assert service.waves.last_complete(at=AT + timedelta(days=1)) == "2026Q4"


def test_a_draft_that_changes_under_a_first_question_is_asked_anew(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    renamed = SOURCE.replace("id: town", "id: home")
    service.waves.plan(wave="2026Q4", source=renamed, targets=None, by="officer", at=AT)
    assert say(service, "王店").question == "home"
    assert say(service, "王店").question == "lived"


def test_a_draft_that_arrives_with_the_first_answer_does_not_pass_it_by(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    freeze = store.freeze

    def late(key: str, *, at: datetime) -> None:
        store.freeze = freeze  # type: ignore[method-assign]
        renamed = SOURCE.replace("id: town", "id: home")
        service.waves.plan(wave=key, source=renamed, targets=None, by="officer", at=at)
        freeze(key, at=at)

    store.freeze = late  # type: ignore[method-assign]
    assert say(service, "王店").question == "home"


def test_whoever_asks_for_peace_is_let_go_and_may_still_come_back(service: SurveyService) -> None:
    say(service, None)
    gone = say(service, "别再问我了！")
    assert (gone.left, gone.refused) == (True, True)
    assert not say(service, None).refused


def test_two_messages_at_once_both_count(service: SurveyService, store: StoreInMemory) -> None:
    say(service, None)
    real = store.sitting
    stale = [store.sitting(service.respondent("2026Q4", "citizen"))]
    say(service, "王店")
    store.sitting = lambda who: stale.pop() if stale else real(who)  # type: ignore[method-assign]
    assert say(service, "四年").question == "age"


def test_a_service_that_never_gets_its_turn_says_so(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    store.save = lambda *_: False  # type: ignore[method-assign]
    with pytest.raises(SurveyError):
        say(service, "王店")


def test_the_state_left_by_a_screened_person_can_be_mended(
    service: SurveyService, store: StoreInMemory
) -> None:
    for text in [None, "王店", "五年以上", "5"]:
        turn = say(service, text)
    assert turn.done
    assert "“5岁”" in say(service, None).text
    for text in PLAIN[2:]:
        turn = say(service, text)
    (sitting,) = store.sittings.values()
    assert sitting.state.status is InterviewStatus.COMPLETE
    assert replace(turn).done


def test_the_ranking_is_made_from_the_stored_answers(service: SurveyService) -> None:
    for number in range(60):
        finish(service, by=f"citizen {number}")
    ranking = service.ranking(wave="2026Q4", level="county", at=AT)
    (line,) = ranking.main.regions
    assert (line.region, line.n, line.score, line.satisfied) == ("330411", 60, 75.0, 1.0)
    assert ranking.provenance.mapping == (0, 25, 50, 75, 100)
    assert "2026.2" in ranking.provenance.questionnaire
    assert ranking.provenance.date == "2026-11-03"


def test_the_ranking_asked_for_without_a_wave_is_that_of_the_last_complete_one(
    service: SurveyService,
) -> None:
    finish(service, at=moment("2026-08-01T10:00"))
    finish(service)
    assert service.ranking(level="town").provenance.wave == "2026Q3"
    assert service.ranking(level="town", at=AT).provenance.wave == "2026Q3"
    service.waves.close(wave="2026Q4", by="officer", at=AT)
    assert service.ranking(level="town").provenance.wave == "2026Q4"


def test_without_answers_there_is_no_ranking(service: SurveyService) -> None:
    with pytest.raises(SurveyError):
        service.ranking(level="county")
    say(service, None)
    with pytest.raises(SurveyError):
        service.ranking(wave="2026Q4")


def test_the_checks_learn_age_attention_and_time(service: SurveyService) -> None:
    finish(service)
    answers = service.answers(wave="2026Q4")
    assert answers.age is not None
    assert answers.age.text(0) == "35-35"
    assert answers.attention is not None
    assert answers.attention.tolist() == [1]
    assert answers.mode is not None
    assert answers.mode.text(0) == "wechat"
