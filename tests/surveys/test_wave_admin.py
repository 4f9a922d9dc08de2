"""What officers do with waves: plan, close, look back, and see who has answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from surveys.questionnaire.model import FOLDER, QuestionnaireError, load
from surveys.service import SurveyService
from surveys.wave_admin import FrozenError, SurveyError
from tests.surveys.standard import AT, StoreInMemory, finish, make_service, moment, say

SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def service(store: StoreInMemory) -> SurveyService:
    return make_service(store)


def test_the_last_complete_wave_is_the_quarter_before(service: SurveyService) -> None:
    assert service.waves.last_complete(at=AT) == "2026Q3"


def test_after_the_first_answer_the_questionnaire_is_frozen(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    say(service, "王店")
    newer = load(SOURCE.replace('"2026.2"', '"2026.3"'))
    assert make_service(store, newer).waves.current(at=AT).version == "2026.2"
    with pytest.raises(FrozenError):
        service.waves.plan(wave="2026Q4", source=newer.source, targets=None, by="officer", at=AT)


def test_before_the_first_answer_a_newer_questionnaire_takes_over(
    service: SurveyService, store: StoreInMemory
) -> None:
    say(service, None)
    newer = load(SOURCE.replace('"2026.2"', '"2026.3"'))
    assert make_service(store, newer).waves.current(at=AT).version == "2026.3"


def test_an_officer_may_plan_the_next_wave_and_it_holds(service: SurveyService) -> None:
    special = SOURCE.replace('"2026.2"', '"2027.special"')
    plan = {"wave": "2027Q1", "source": special, "by": "officer", "at": AT}
    service.waves.plan(**plan, targets={"town": 80})  # type: ignore[arg-type]
    wave = service.waves.current(at=moment("2027-02-01T08:00"))
    assert (wave.version, wave.target("330411105")) == ("2027.special", 80)


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
    service: SurveyService, wave: str, targets: dict[str, int] | None, word: str
) -> None:
    with pytest.raises(SurveyError, match=word):
        service.waves.plan(wave=wave, source=SOURCE, targets=targets, by="officer", at=AT)


def test_what_could_not_be_ranked_is_not_planned(service: SurveyService) -> None:
    blind = SOURCE.replace("    dimension:", "    # dimension:")
    with pytest.raises(SurveyError, match="计分"):
        service.waves.plan(wave="2027Q1", source=blind, targets=None, by="officer", at=AT)


def test_a_wave_that_has_not_begun_cannot_be_closed(service: SurveyService) -> None:
    service.waves.plan(wave="2027Q1", source=SOURCE, targets=None, by="officer", at=AT)
    with pytest.raises(SurveyError, match="不在调查中"):
        service.waves.close(wave="2027Q1", by="officer", at=AT)


def test_the_history_says_who_did_what(service: SurveyService) -> None:
    service.waves.plan(wave="2026Q4", source=SOURCE, targets={"town": 80}, by="li", at=AT)
    service.waves.close(wave="2026Q4", by="wang", at=AT + timedelta(days=1))
    closed, planned = service.waves.history(wave="2026Q4")
    assert (closed.verb, closed.by, planned.verb, planned.by) == ("closed", "wang", "planned", "li")
    assert "每镇 80 份" in planned.note


def test_every_town_is_listed_and_a_full_one_still_counts(
    service: SurveyService, store: StoreInMemory
) -> None:
    service.waves.plan(wave="2026Q4", source=SOURCE, targets={"town": 1}, by="li", at=AT)
    for citizen in "ab":
        finish(service, by=citizen)
    towns = {t.code: (t.complete, t.missing) for t in service.waves.responses(wave="2026Q4").towns}
    assert towns == {"330411105": (2, 0), "330402001": (0, 1), "330424100": (0, 1)}


def test_a_faulty_questionnaire_cannot_be_planned(service: SurveyService) -> None:
    with pytest.raises(QuestionnaireError):
        service.waves.plan(wave="2027Q1", source="id: 1", targets=None, by="officer", at=AT)


def test_a_preview_shows_every_question_with_its_options(service: SurveyService) -> None:
    shown = service.waves.preview(source=SOURCE)
    assert len(shown) == 11
    assert "5. 非常满意" in shown[4]


def test_figures_by_channel(service: SurveyService, store: StoreInMemory) -> None:
    finish(service, by="a")
    say(service, None, by="b", channel="page")
    say(service, None, by="c", channel="page")
    say(service, "我不住在嘉兴", by="c", channel="page")
    chat, page = service.waves.responses(wave="2026Q4").channels
    assert (chat.complete, chat.rate) == (1, 1.0)
    assert (page.started, page.unfinished, page.screened) == (2, 1, 1)


def test_a_wave_nobody_knows_has_no_figures(service: SurveyService) -> None:
    with pytest.raises(SurveyError):
        service.waves.responses(wave="2020Q1")
