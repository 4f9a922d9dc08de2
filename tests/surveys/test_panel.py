"""Who agreed is known again in a later wave, and nobody else; nothing at rest links them."""

from collections.abc import Sequence

import pytest

from surveys.questionnaire.model import load
from surveys.service import SurveyService
from tests.surveys.standard import AT, PLAIN, StoreInMemory, make_service, moment, say
from tests.surveys.test_service import SOURCE

ASKING = load(
    SOURCE
    + """
  - id: panel
    type: single
    required: false
    text: 以后您若再答，可以把两次的回答放在一起算变化吗？
    options:
      - {value: "yes", title: 可以}
      - {value: "no", title: 不要}
"""
)
EARLIER = moment("2026-08-03T09:00")


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def service(store: StoreInMemory) -> SurveyService:
    return make_service(store, ASKING)


def answered(service: SurveyService, says: Sequence[str], **changes: object) -> None:
    say(service, None, **changes)
    for text in says:
        say(service, text, **changes)


def test_only_those_who_agree_both_times_are_known_again(
    service: SurveyService, store: StoreInMemory
) -> None:
    for number in range(40):
        agrees = "可以" if number % 2 else "不要"
        for at in (EARLIER, AT):
            answered(service, [*PLAIN, agrees], by=f"citizen {number}", at=at)
    found = service.results(wave="2026Q4", level="county")
    assert found.comparisons[0].before == "2026Q3"
    assert found.comparisons[0].overlap == 20
    assert "20 人两期都答过" in found.comparisons[0].sentence({})
    kept = [sitting.panel for sitting in store.sittings.values()]
    assert sum(key is not None for key in kept) == 40
    assert len({key for key in kept if key}) == 40  # no two sittings share what is kept


def test_who_skips_the_question_has_not_agreed(
    service: SurveyService, store: StoreInMemory
) -> None:
    answered(service, [*PLAIN, "跳过"])
    assert [sitting.panel for sitting in store.sittings.values()] == [None]


def test_exports_never_lift_the_veil(service: SurveyService) -> None:
    answered(service, [*PLAIN, "可以"])
    assert service.answers(wave="2026Q4").panel is None
