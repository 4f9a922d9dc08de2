"""A month is told from what is released; live questions stay live, and nothing is made up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import context
from bureau.settings import load
from bureau.wiring import Bureau
from tests.actions.conftest import AT, Citizen
from tests.bureau.diagnosis.conftest import KNOWN, fill

OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with October in it, and today's hours."""
    var = tmp_path_factory.mktemp("months")
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(var)}))
    fill(bureau)
    bureau.poller.poll(at=AT, everything=True)
    for area in (KNOWN, "330400"):
        bureau.diagnoses.make(area=area, month=OCTOBER, by="li", at=AT)
    bureau.close()
    return var / "demonstration.db"


@pytest.fixture
def bureau(observed: Path, tmp_path: Path) -> Iterator[Bureau]:
    shutil.copy(observed, tmp_path)
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    context.use(bureau)
    yield bureau
    bureau.close()


@pytest.fixture
def asker(bureau: Bureau, executor: ActionExecutor) -> Citizen:
    return Citizen(executor, town=KNOWN)


def release(bureau: Bureau, area: str = KNOWN) -> None:
    bureau.diagnoses.release(area=area, month=OCTOBER, version=1, by="li", at=AT)


def ask(asker: Citizen, text: str, about: str = "month") -> tuple[str, dict[str, str]]:
    asker.says(text, f"ask_{about}").run(f"action_{about}")
    return asker.responses[0], asker.heard[0]


def test_a_released_month_is_told_in_its_own_sentences_with_its_page(
    bureau: Bureau, asker: Citizen
) -> None:
    release(bureau)
    response, facts = ask(asker, "上个月王江泾怎么样")
    assert (response, facts["place"]) == ("utter_month_digest", "王江泾镇")
    assert facts["link"].endswith(f"/diagnosis/{KNOWN}/2026-10")
    found = bureau.diagnoses.released(area=KNOWN, month=OCTOBER)
    assert found is not None
    own = {text for block in found.findings.blocks
           for text in found.findings.sentences(block.key, public=True)}  # fmt: skip
    assert set(facts["sentences"].split("\n")) <= own
    assert facts["demo"]


def test_what_is_not_released_is_not_told(bureau: Bureau, asker: Citizen) -> None:
    response, facts = ask(asker, "上个月王江泾怎么样")
    assert response == "utter_month_unreleased"
    assert facts["newest"] == ""
    assert int(facts["days"]) == 31


def test_a_month_that_was_taken_back_is_not_told(bureau: Bureau, asker: Citizen) -> None:
    release(bureau)
    bureau.diagnoses.withdraw(area=KNOWN, month=OCTOBER, reason="错了", by="li", at=AT)
    assert ask(asker, "上个月王江泾怎么样")[0] == "utter_month_unreleased"


def test_the_running_month_is_told_from_the_stations_with_the_last_page(
    bureau: Bureau, asker: Citizen
) -> None:
    release(bureau)
    response, facts = ask(asker, "这个月咱们王江泾")
    assert response in ("utter_month_running", "utter_month_filling")
    assert f"/diagnosis/{KNOWN}/2026-10" in facts["newest"]


def test_air_and_water_of_a_month_come_from_its_diagnosis(bureau: Bureau, asker: Citizen) -> None:
    release(bureau)
    response, facts = ask(asker, "上个月王江泾空气怎么样", "air")
    assert response == "utter_month_digest"
    assert "优良率" in facts["sentences"]
    assert "断面" not in facts["sentences"]
    response, facts = ask(asker, "王江泾十月份水怎么样", "water")
    assert response == "utter_month_digest"
    assert "断面" in facts["sentences"]
    assert "PM2.5" not in facts["sentences"]


def test_last_year_is_what_is_told_where_it_is_asked_for(bureau: Bureau, asker: Citizen) -> None:
    release(bureau)
    response, facts = ask(asker, "咱们镇空气比去年好了没", "air")
    assert response == "utter_month_digest"
    assert "去年同月" in facts["sentences"]
    assert "上月" not in facts["sentences"]


@pytest.mark.parametrize(
    ("text", "about", "response"),
    [
        ("王江泾今天空气怎么样", "air", "utter_air_now"),
        ("现在空气好吗", "air", "utter_air_now"),
        ("上个月15号空气怎么样", "air", "utter_air_day"),
        ("王江泾的水现在怎么样", "water", "utter_water_now"),
    ],
)
def test_live_questions_stay_live(
    bureau: Bureau, asker: Citizen, text: str, about: str, response: str
) -> None:
    release(bureau)
    assert ask(asker, text, about)[0] == response


def test_without_a_diagnosis_air_is_answered_as_ever(asker: Citizen) -> None:
    assert ask(asker, "上个月王江泾空气怎么样", "air")[0].startswith("utter_air_span")


def test_a_city_is_told_where_no_place_is_named(bureau: Bureau, executor: ActionExecutor) -> None:
    release(bureau, "330400")
    response, facts = ask(Citizen(executor), "上个月环境怎么样")
    assert (response, facts["place"]) == ("utter_month_digest", "嘉兴市")


def test_a_month_without_a_value_is_said(asker: Citizen) -> None:
    response, _ = ask(asker, "2023年三月份王江泾怎么样")
    assert response == "utter_month_no_data"


def test_a_month_that_a_fresh_demonstration_has_not_come_to_is_not_said_to_be_missing(
    asker: Citizen,
) -> None:
    response, facts = ask(asker, "三月份王江泾怎么样")
    assert (response, facts["month"]) == ("utter_month_filling", "2026年3月")


def test_an_answer_is_short(bureau: Bureau, asker: Citizen) -> None:
    release(bureau)
    for text, about in (("上个月王江泾", "month"), ("上个月王江泾空气", "air")):
        _, facts = ask(asker, text, about)
        assert len(facts["sentences"].split("\n")) <= 5
        assert len(re.sub(r"\s", "", facts["sentences"])) < 260


def test_two_months_are_told_beside_each_other(asker: Citizen) -> None:
    response, facts = ask(asker, "10月和去年10月比空气", "air")
    assert response == "utter_month_compared"
    assert "2025年10月" in facts["rows"]
    assert "2026年10月" in facts["rows"]
